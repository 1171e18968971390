"""Several fingers of one invented hand laid on a large platen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.orientation import Pattern
from models.synthesis.prints import HEIGHT, WIDTH, Master, Touch, impression, master
from models.synthesis.skin import usual

Picture = NDArray[np.uint8]

HANDS = {13: (2, 3, 4, 5), 14: (10, 9, 8, 7), 15: (6, 1)}  # slap codes to fingers, left to right in the picture
DROP = {
    0: 0.0,
    1: 150.0,
    2: 0.0,
    3: 110.0,
    4: 370.0,
}  # pixels at 500 ppi from the middle finger's tip, by finger % 5 - 1
STEP = 362.0  # pixels from finger to finger


def slap(
    masters: Sequence[Master],
    code: int,
    take: int = 0,
    angle: float = 0.0,
    ppi: int = 500,
    missing: Sequence[int] = (),
) -> Picture:
    """A slap `code` (13 right four fingers, 14 left four, 15 thumbs) of one person: uint8[h, w], ridges dark.

    `masters`: the ten fingers in order of position, 1 to 10. `angle`: degrees by which the hand is turned, counter-
    clockwise. Below each fingertip lies a part of the next phalanx. The same arguments give the same picture.
    """
    random = np.random.default_rng([masters[0].seed, code, take, 80])
    fingers = [f for f in HANDS[code] if f not in missing]
    scale = ppi / 500
    side = round(2300 * scale)
    sheet = np.full((side, side), 255.0, np.float32)
    fan = random.uniform(0.5, 3.5)
    turn = np.radians(angle)
    for place, finger in enumerate(HANDS[code]):
        if finger not in fingers:
            continue
        offset = place - (len(HANDS[code]) - 1) / 2
        drop = DROP[(finger - 1) % 5] * random.uniform(0.75, 1.2) + random.normal(0, 14)
        x, y = offset * STEP + random.normal(0, 6), drop - 120
        lean = turn - np.radians(offset * fan + random.normal(0, 1.0))
        for part, (low, height) in enumerate(((0.0, 560.0), (600.0, 430.0))):
            picture = _phalanx(random, masters[finger - 1], take=take, part=part, height=height, ppi=ppi)
            along = low + height / 2 - 280
            px = x + along * np.sin(np.radians(offset * fan))
            centre = np.array(
                [px * np.cos(turn) + (y + along) * np.sin(turn), -px * np.sin(turn) + (y + along) * np.cos(turn)]
            )
            _lay(sheet, picture, centre * scale + side / 2, lean)
    sheet += random.standard_normal(sheet.shape, np.float32) * 2
    return np.asarray(np.clip(sheet, 0, 255), np.uint8)


def _phalanx(random: np.random.Generator, finger: Master, *, take: int, part: int, height: float, ppi: int) -> Picture:
    touch = replace(usual(random), turn=0.0, right=0.0, down=0.0, noise=0.5)
    size = (round(height), 340)
    if part == 0:
        return impression(finger, 500 + take, ppi, size, touch)
    skin = np.ones_like(finger.skin)
    below = replace(finger, ridges=_shared_texture(), skin=skin, seed=finger.seed + 7)
    lower: Picture = impression(below, 600 + take, ppi, size, Touch(**{**touch.__dict__, "down": 30.0}))
    return lower


_texture: list[NDArray[np.float32]] = []


def _shared_texture() -> NDArray[np.float32]:
    """Level ridges, as below the crease; grown once."""
    if not _texture:
        _texture.append(np.asarray(cv2.flip(master(77, 3, Pattern.ARCH).ridges, 0), np.float32))
    return _texture[0]


def _lay(sheet: NDArray[np.float32], picture: Picture, centre: NDArray[np.float64], lean: float) -> None:
    """The darker of sheet and picture, the picture turned by `lean` radians counter-clockwise about its middle."""
    height, width = picture.shape
    reach = int(np.hypot(height, width) / 2) + 2
    left, top = (int(v) - reach for v in centre)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = (min(side, start + 2 * reach) for side, start in zip(sheet.shape[::-1], (left, top), strict=True))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(lean)), 1.0), np.float64)
    matrix[:, 2] += centre - (width / 2, height / 2) - (x0, y0)
    # the platen is white where no skin lies: the impression's own light ground is lifted to it
    lifted = np.clip(picture.astype(np.float32) * (255 / 232), 0, 255)
    laid = cv2.warpAffine(lifted, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_CUBIC, borderValue=255)
    part = sheet[y0:y1, x0:x1]
    np.minimum(part, np.clip(laid, 0, 255), out=part)


assert (HEIGHT, WIDTH) == (600, 432)  # noqa: S101  the lengths above are of this size
