"""What happens when a finger touches glass: placement, rolling skin, pressure, dryness, noise.

Effects after R. Cappelli, "SFinGe" (2004), and the plastic distortion of R. Cappelli, D. Maio and D. Maltoni,
"Modelling plastic distortion in fingerprint images", ICAPR 2001: the middle of the finger sticks, its rim slides.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.ridges import HEIGHT, WIDTH, Master

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

PLATEN = (382, 348)  # pixels at 500 ppi, rows and columns: what a U.are.U 4500 sees (357 x 392 at 512 ppi)


@dataclass(frozen=True)
class Touch:
    """How a finger lay. Angles in radians (counter-clockwise, y up), lengths in pixels at 500 ppi."""

    turn: float = 0.0
    right: float = 0.0  # of the finger against the glass
    down: float = 0.0
    pressure: float = 0.5  # 0 feather-light, 1 pressed flat
    dryness: float = 0.25  # 0 moist, 1 parched
    slide: float = 2.0  # pixels by which the rim of the skin is dragged
    twist: float = 0.0  # radians by which it is turned
    noise: float = 3.0  # grey levels of the sensor


def usual(random: np.random.Generator) -> Touch:
    """A touch as a person who follows the hint on the screen would make it."""
    return Touch(
        turn=float(np.clip(random.normal(0, np.radians(5)), -0.25, 0.25)),
        right=float(np.clip(random.normal(0, 7), -20, 20)),
        down=float(np.clip(random.normal(0, 10), -28, 28)),
        pressure=float(random.beta(5, 5)),
        dryness=float(random.beta(2, 6)),
        slide=float(random.uniform(0.5, 3.5)),
        twist=float(random.normal(0, 0.025)),
        noise=float(random.uniform(1.5, 4.0)),
    )


def impression(
    finger: Master,
    index: int,
    ppi: float = 500,
    size: tuple[int, int] = PLATEN,
    touch: Touch | None = None,
) -> Picture:
    """One touch of `finger`: uint8[h, w], ridges dark on near white, `ppi` pixels an inch.

    `index` numbers the touch (0 is the first); the same finger and index give the same picture. `size` is (rows,
    columns) at 500 ppi, scaled with `ppi`. `touch` replaces the usual random placement.
    """
    random = np.random.default_rng([finger.seed, finger.finger, 1000 + index])
    drawn = usual(random)
    lay = touch or drawn
    scale = ppi / 500
    rows, columns = round(size[0] * scale), round(size[1] * scale)
    x, y = _finger_coordinates(random, lay, rows, columns, scale)
    ridges = cv2.remap(finger.ridges, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    rough = _cloud(random, (rows, columns), 28 * scale)
    contact = _contact(random, finger, lay, x, y)
    bias = 1.1 * (lay.pressure - 0.5) + 0.28 * rough - 0.25 * lay.dryness
    speckle = _cloud(random, (rows, columns), 1.1 * scale) * (0.30 + 0.75 * lay.dryness)
    patches = np.clip(_cloud(random, (rows, columns), 9 * scale) - 1.9 + 1.1 * lay.dryness, 0, 1.2)
    ink = 1 / (1 + np.exp(-3.2 * (ridges + bias + 0.55 * speckle - 1.3 * patches - 2.2 * _creases(finger, x, y))))
    ink *= contact
    ground = 238 + 5 * _cloud(random, (rows, columns), 120 * scale)
    dark = 62 + 22 * (1 - lay.pressure)
    grey = ground - ink * (ground - dark)
    grey = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 0.75 * scale)
    grey += random.standard_normal(grey.shape, np.float32) * np.float32(lay.noise)
    return np.asarray(np.clip(grey + 0.5, 0, 255), np.uint8)


def _finger_coordinates(
    random: np.random.Generator, lay: Touch, rows: int, columns: int, scale: float
) -> tuple[Floats, Floats]:
    """For every pixel of the glass, the point of the finger that lies on it (float32, pixels of the master)."""
    v, u = np.mgrid[:rows, :columns].astype(np.float32)
    u = (u + 0.5) / scale - columns / scale / 2 - lay.right
    v = (v + 0.5) / scale - rows / scale / 2 - lay.down
    rim = np.clip((np.hypot(u, v) - 50) / 130, 0, 1)
    rim = rim * rim * (3 - 2 * rim)
    way = random.uniform(0, 2 * np.pi)
    turn = lay.turn + lay.twist * rim
    x = u * np.cos(turn) - v * np.sin(turn) + lay.slide * np.cos(way) * rim
    y = u * np.sin(turn) + v * np.cos(turn) + lay.slide * np.sin(way) * rim
    x += 1.2 * _cloud(random, (rows, columns), 60 * scale)
    y += 1.2 * _cloud(random, (rows, columns), 60 * scale)
    return (x + WIDTH / 2).astype(np.float32), (y + HEIGHT * 0.46).astype(np.float32)


def _cloud(random: np.random.Generator, shape: tuple[int, int], sigma: float) -> Floats:
    """Smooth noise of unit variance whose features are some `sigma` pixels wide; drawn on a coarse grid."""
    step = max(1, int(sigma / 3))
    coarse = (shape[0] // step + 9, shape[1] // step + 9)
    noise = cv2.GaussianBlur(random.standard_normal(coarse, np.float32), (0, 0), sigma / step)
    noise = noise * (2 * np.sqrt(np.pi) * sigma / step)  # a Gaussian window leaves 1 / (4 pi sigma^2) of the variance
    if step > 1:
        noise = cv2.resize(noise, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
    return np.asarray(noise[: shape[0], : shape[1]], np.float32)


def _contact(random: np.random.Generator, finger: Master, lay: Touch, x: Floats, y: Floats) -> Floats:
    """Where skin lies on the glass: the harder the touch, the wider; the rim is ragged."""
    inside = cv2.remap(finger.skin.astype(np.float32), x, y, cv2.INTER_LINEAR, borderValue=0)
    grow = 0.86 + 0.2 * lay.pressure
    across = (x - WIDTH / 2) / (0.42 * WIDTH * grow * finger.scale)
    along = (y - HEIGHT * 0.48) / np.where(y < HEIGHT * 0.48, 0.40 * HEIGHT, 0.46 * HEIGHT) / grow / finger.scale
    reach = 1 - (np.abs(across) ** 2.4 + np.abs(along) ** 2.4) + 0.05 * _cloud(random, x.shape, 5)
    return np.asarray(np.clip(reach * 9, 0, 1) * inside, np.float32)


def _creases(finger: Master, x: Floats, y: Floats) -> Floats:
    """White lines that belong to the finger: 0 away from them, 1 in their middle."""
    random = np.random.default_rng([finger.seed, finger.finger, 77])
    depth = np.zeros(x.shape, np.float32)
    for _ in range(random.poisson(1.2)):
        angle = random.uniform(0, np.pi)
        px, py = random.uniform(0.2, 0.8) * WIDTH, random.uniform(0.2, 0.85) * HEIGHT
        length, width = random.uniform(30, 110), random.uniform(0.8, 1.8)
        along = (x - px) * np.cos(angle) + (y - py) * np.sin(angle)
        bow = 3 * np.sin(along / 25)
        aside = (y - py) * np.cos(angle) - (x - px) * np.sin(angle) + bow
        depth = np.maximum(depth, np.exp(-0.5 * (aside / width) ** 2) * (np.abs(along) < length / 2))
    return np.asarray(cv2.GaussianBlur(depth, (0, 0), 1.0), np.float32)
