"""How a reference picture differs from a live one, simulated: what a chip stores, and the photograph of a page.

For calibration where no pairs of a live face and such a reference are at hand. Simulated, so the figures say what the
loss of the picture costs, not what age, another camera or a poor print cost on top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.detect import Detector, principal
from models.face.portrait import cut

Picture = NDArray[np.uint8]

# ICAO Doc 9303-9: about 90 pixels or more between the eyes, 15 to 20 kB as JPEG or JPEG 2000; many chips hold less.
CHIP_WIDTH, CHIP_BYTES = 300, 12_000
# A 35 x 45 mm photograph of a page read at about 150 dots an inch.
PAGE_WIDTH = 200
_PAGE_CONTRAST, _PAGE_BLACK = 0.75, 30  # of a dye or laser print under a document reader's light
_PAGE_BLUR = 0.9  # pixels
_PAGE_NOISE = 5.0  # grey levels
_PAGE_LINES, _PAGE_PERIOD = 8.0, 7.3  # grey levels and pixels of the guilloche printed over it


def as_chip(picture: Picture) -> Picture:
    """uint8 [height, 300, 3]: the portrait cut out, scaled and through JPEG 2000 at 12 kB; as it is without a face."""
    small = _portrait(picture, CHIP_WIDTH)
    raw = small.size
    options = [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, max(1, int(1000 * CHIP_BYTES / raw))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jp2", small, options)[1], cv2.IMREAD_COLOR), np.uint8)


def as_photograph(picture: Picture) -> Picture:
    """uint8 [height, 200, 3]: the portrait printed with fine lines over it and photographed by a document reader."""
    small = _portrait(picture, PAGE_WIDTH).astype(np.float32)
    rows, columns = np.mgrid[: small.shape[0], : small.shape[1]].astype(np.float32)
    waves = np.sin((columns + 6 * np.sin(rows / 23)) * 2 * np.pi / _PAGE_PERIOD)
    printed = small * _PAGE_CONTRAST + _PAGE_BLACK + _PAGE_LINES * waves[..., None]
    glare = 20 * np.exp(-(((columns - 0.8 * PAGE_WIDTH) / 60) ** 2) - ((rows - 0.2 * len(rows)) / 80) ** 2)
    seen = cv2.GaussianBlur(printed, (0, 0), _PAGE_BLUR) + glare[..., None]
    noise = np.random.default_rng(int(picture.sum()) % 2**32).standard_normal(seen.shape, np.float32)
    return np.asarray(np.clip(seen + _PAGE_NOISE * noise, 0, 255), np.uint8)


def _portrait(picture: Picture, width: int) -> Picture:
    face = principal(_detector().find(picture, still=True), picture.shape)
    portrait = picture if face is None else cut(picture, face).pixels
    height = round(portrait.shape[0] * width / portrait.shape[1])
    kind = cv2.INTER_AREA if width < portrait.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(portrait, (width, height), interpolation=kind), np.uint8)


@cache
def _detector() -> Detector:
    return Detector()


SEEN: Mapping[str, Callable[[Picture], Picture]] = {"chip": as_chip, "photograph": as_photograph}
"""By condition of models.matching.calibration, but for live."""
