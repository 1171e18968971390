"""How a finger lies on the platen: what live guidance says of it, measured on one picture and the one before.

The states are those of TR-03121-2-2 8.4.4 that one picture of one finger can honestly show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p

Image = npt.NDArray[np.uint8]

NOTHING = p.PLACEMENT_NOTHING  # square millimetres below which no finger lies there
_MM = 25.4 / p.PPI  # millimetres a pixel
_REDUCE = 2  # half resolution keeps the ridges and costs a quarter
_RIDGE_BAND = 4.0  # pixels at half resolution: coarser than this is the shape of the finger, not its ridges


class Advice(Enum):
    """What the traveller should do; each member has the value of the hint of the same name."""

    SEARCHING_FINGERS = "searching_fingers"
    MOVE_LEFT = "move_left"
    MOVE_RIGHT = "move_right"
    MOVE_FORWARD = "move_forward"
    MOVE_BACKWARD = "move_backward"
    RAISE_PRESSURE = "raise_pressure"
    REDUCE_PRESSURE = "reduce_pressure"
    KEEP_STILL = "keep_still"


@dataclass(frozen=True)
class Placement:
    """`area`: square millimetres that touch. `right`, `down`: millimetres of their centre from the middle of the
    picture. `darkness`: their mean, 0 white .. 1 black."""

    area: float
    right: float = 0.0
    down: float = 0.0
    darkness: float = 0.0


def measure(image500: Image) -> Placement:
    """`image500`: uint8 (h, w) at 500 ppi, ridges dark, finger tip up; both sides at least one block (16 pixels)."""
    block = p.PLACEMENT_BLOCK
    high, wide = (side // block for side in image500.shape)
    pixels = image500[: high * block, : wide * block].astype(np.float32)
    mean = cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA)
    square = cv2.resize(pixels * pixels, (wide, high), interpolation=cv2.INTER_AREA)
    touches = (square - mean * mean > p.PLACEMENT_RIDGES**2) | (mean < p.PLACEMENT_SOLID)
    if not touches.any():
        return Placement(0.0)
    down, right = np.argwhere(touches).mean(axis=0) + 0.5 - np.array([high, wide]) / 2
    return Placement(
        area=float(touches.sum()) * (block * _MM) ** 2,
        right=float(right) * block * _MM,
        down=float(down) * block * _MM,
        darkness=1.0 - float(mean[touches].mean()) / 255.0,
    )


def steadiness(before: Image, now: Image) -> float:
    """Correlation -1..1 of the ridges of two pictures of one size; 0 where one of them has none."""
    first, second = _ridges(before), _ridges(now)
    scale = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / scale if scale else 0.0


def _ridges(image: Image) -> npt.NDArray[np.float32]:
    size = (image.shape[1] // _REDUCE, image.shape[0] // _REDUCE)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(small - cv2.GaussianBlur(small, (0, 0), _RIDGE_BAND), np.float32)


_RULES: tuple[tuple[Advice, Callable[[Placement], bool]], ...] = (
    (Advice.SEARCHING_FINGERS, lambda f: f.area < NOTHING),
    (Advice.MOVE_LEFT, lambda f: f.right > p.PLACEMENT_ASIDE),
    (Advice.MOVE_RIGHT, lambda f: f.right < -p.PLACEMENT_ASIDE),
    (Advice.MOVE_FORWARD, lambda f: f.down > p.PLACEMENT_ALONG),
    (Advice.MOVE_BACKWARD, lambda f: f.down < -p.PLACEMENT_ALONG),
    (Advice.RAISE_PRESSURE, lambda f: f.area < p.PLACEMENT_SMALL or f.darkness < p.PLACEMENT_PALE),
    (Advice.REDUCE_PRESSURE, lambda f: f.darkness > p.PLACEMENT_SOAKED),
)


def advice(placement: Placement) -> Advice | None:
    """The first thing that is wrong with a placement, None where nothing is. Left and right are the traveller's own."""
    return next((advised for advised, wrong in _RULES if wrong(placement)), None)


def still(before: Image | None, now: Image) -> bool:
    """Whether the ridges lie where they lay one picture ago; a first picture or one of another size tells nothing."""
    return before is not None and before.shape == now.shape and steadiness(before, now) >= p.PLACEMENT_STILL
