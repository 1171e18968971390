"""Document pages of the fictional state Utopia, and such a page as it looks under a camera.

Sizes and places of the zone by ICAO Doc 9303 parts 3 to 7: ten characters an inch, lines 1/4 inch (TD1: 6 mm) apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.mrz import Mrz, parse
from models.synthesis.letters import write

Picture = NDArray[np.uint8]

DOTS = 12.0  # pixels a millimetre: 305 an inch
SIZES = {"TD3": (125, 88), "MRV-A": (120, 80), "MRV-B": (105, 74), "TD2": (105, 74), "TD1": (85.6, 54)}  # mm
TITLES = {"TD3": "PASSPORT", "MRV-A": "VISA", "MRV-B": "VISA", "TD2": "IDENTITY CARD", "TD1": "IDENTITY CARD"}
PITCH, LETTER, PEN = 2.54, 2.6, 0.33  # mm, of the zone's characters


def page(lines: Sequence[str], portrait: Picture | None = None, today: date = date(2026, 1, 1)) -> Picture:
    """The page of a document with these (valid) lines: uint8[h, w, 3] BGR, twelve pixels a millimetre.

    `portrait`: a picture of the holder, cut to 3:4 by its middle; a TD1 card shows its back, which has none.
    Raises BadMrz for lines that are not valid.
    """
    mrz = parse(lines, today)
    width, height = (round(side * DOTS) for side in SIZES[mrz.kind])
    sheet = _ground(width, height)
    _write(sheet, "UTOPIA", 6, 4.5, 4.2, 4.4)
    _write(sheet, TITLES[mrz.kind], 38, 5.4, 3.0, 3.1)
    if mrz.kind == "TD1":
        _write(sheet, "THE DATA ARE MACHINE READABLE", 6, 17, 1.9, 2.2)
    else:
        if portrait is not None:
            _photograph(sheet, portrait, height)
        for row, text in enumerate(_fields(mrz)):
            _write(sheet, text, 42, 14 + 6.3 * row, 2.3, 2.35)
    step = 6.0 if mrz.kind == "TD1" else 6.35
    first = height / DOTS - (len(mrz.lines) - 1) * step - LETTER - 6.2
    band = sheet[round((first - 2.4) * DOTS) :]
    band[:] = np.rint(band * 0.25 + 246 * 0.75).astype(np.uint8)
    for row, line in enumerate(mrz.lines):
        _write(sheet, line, (width / DOTS - PITCH * len(line)) / 2 + 0.4, first + row * step, LETTER, PITCH, PEN)
    return sheet


def under_camera(sheet: Picture, take: int = 0, size: tuple[int, int] = (1280, 960)) -> Picture:
    """`sheet` lying on a desk, as a hand-held camera sees it: uint8[h, w, 3] of `size` (width, height).

    `take` numbers the attempt: placement, slant, light, focus and noise differ; the same take gives the same picture.
    """
    random = np.random.default_rng([take, 60])
    width, height = size
    down, across = sheet.shape[:2]
    scale = 0.86 * min(width / across, height / down)
    corners = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    turn = np.radians(random.normal(0, 2.5))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    at = (corners - corners.mean(0)) * scale @ spin + (width / 2, height / 2)
    at = at + random.normal(0, 0.012, (4, 2)) * width * 0.8 + random.normal(0, 0.01, 2) * width
    matrix = cv2.getPerspectiveTransform(corners, at.astype(np.float32))
    desk = np.full((height, width, 3), (74, 92, 112), np.float32)
    grain = cv2.GaussianBlur(random.standard_normal((height, width), np.float32), (0, 0), 40, sigmaY=2)  # of wood
    desk *= 1 + 0.06 * (grain / grain.std())[..., None]
    smooth = cv2.GaussianBlur(sheet, (0, 0), max(0.3, 0.42 / scale))  # the camera's pixels are larger than the page's
    laid = cv2.warpPerspective(smooth, matrix, size, flags=cv2.INTER_LINEAR)
    mask = (
        cv2.warpPerspective(np.full(sheet.shape[:2], 255, np.uint8), matrix, size).astype(np.float32)[..., None] / 255
    )
    shadow = cv2.GaussianBlur(np.roll(mask[..., 0], (7, 5), (0, 1)), (0, 0), 8)[..., None]
    frame = desk * (1 - 0.45 * shadow * (1 - mask)) * (1 - mask) + laid * mask
    slope = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None] * random.normal(0, 0.08)
    blurred = cv2.GaussianBlur(frame * (0.96 + slope), (0, 0), float(random.uniform(0.3, 0.7)))
    frame = blurred + random.standard_normal(frame.shape, np.float32) * 2.0
    return np.asarray(np.clip(frame + 0.5, 0, 255), np.uint8)


def _write(sheet: Picture, text: str, left: float, top: float, height: float, pitch: float, pen: float = 0.26) -> None:
    write(sheet, text, left * DOTS, top * DOTS, height * DOTS, pitch * DOTS, pen * DOTS * min(1.4, height / 2.3))


def _fields(mrz: Mrz) -> list[str]:
    sex = {"M": "M", "F": "F"}.get(mrz.sex, "-")
    return [
        mrz.surname,
        mrz.given_names[:30],
        f"{mrz.nationality}   {sex}",
        mrz.birth,
        mrz.number,
        mrz.expiry.isoformat(),
    ]


def _photograph(sheet: Picture, portrait: Picture, height: int) -> None:
    tall = round(min(45 * DOTS, height - 44 * DOTS))
    wide = round(tall * 0.75)
    down, across = portrait.shape[:2]
    part = min(across, round(down * 0.75))
    left = (across - part) // 2
    cut = portrait[: round(part / 0.75), left : left + part]
    top = round(12.5 * DOTS)
    side = round(5 * DOTS)
    sheet[top : top + tall, side : side + wide] = cv2.resize(cut, (wide, tall), interpolation=cv2.INTER_AREA)


def _ground(width: int, height: int) -> Picture:
    """Security paper: a pale tint under waving lines."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    waves = np.sin((y + 22 * np.sin(x / 90)) / 5.5) + np.sin((x + 26 * np.sin(y / 70)) / 6.5)
    paper = np.array([236, 240, 232], np.float32) - 7 * np.clip(waves, 0, 1)[..., None] * np.array([0.5, 0.7, 1.0])
    return np.asarray(np.clip(paper, 0, 255), np.uint8)
