"""WSQ images (FBI IAFIS-IC-0110, Wavelet Scalar Quantization) at 0.75 bit a pixel, by the codec of the wheel `wsq`.

The codec writes 500 ppi into its NISTCOM comment whatever the image; here the comment is rewritten to the truth.
The codec's own licence is CeCILL-C; it is used as the installed library it is.
"""

from __future__ import annotations

import re

import _wsq  # type: ignore[import-not-found]  # the codec alone; its package `wsq` would register with Pillow
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadImage, BadWsq
from models.finger.resample import checked
from models.picture import WSQ, BadHeader, header

_SOI, _SOF, _COMMENT, _SOB = b"\xff\xa0", b"\xff\xa2", b"\xff\xa8", b"\xff\xa3"
_TABLES = frozenset({b"\xff\xa4", b"\xff\xa5", b"\xff\xa6", b"\xff\xa7", _COMMENT})
_PPI = re.compile(rb"(?m)^PPI (-?\d+)$")
_BITS_PER_PIXEL = 0.75  # the only rate the installed codec writes; TR-03121-3-1 4.6.4 asks for it


def encode(image: npt.NDArray[np.uint8], ppi: float) -> bytes:
    """A WSQ file of a uint8 image [rows, columns]; lossy, about 15:1. The resolution is kept as a whole number."""
    checked(image)
    if not 100 <= round(ppi) <= 2000 or round(ppi) == p.NO_PPI:
        raise BadImage(f"resolution {ppi:g} ppi is outside 100..2000 or stands for 'not known'")
    coded: bytes = _wsq.compress(np.ascontiguousarray(image).tobytes(), image.shape[0], image.shape[1], _BITS_PER_PIXEL)
    start, end = _first_comment(coded)
    text = _PPI.sub(b"PPI %d" % round(ppi), coded[start + 4 : end])
    return coded[:start] + _COMMENT + (len(text) + 2).to_bytes(2, "big") + text + coded[end:]


def decode(data: bytes) -> tuple[npt.NDArray[np.uint8], int | None]:
    """(uint8 [rows, columns], pixels per inch or None when the file does not say); BadWsq for anything incomplete."""
    try:
        head = header(data)
    except BadHeader as error:
        raise BadWsq(str(error)) from error
    rows, columns = head.height, head.width
    if head.kind != WSQ or not all(p.MIN_IMAGE_SIDE <= side <= p.MAX_IMAGE_SIDE for side in (rows, columns)):
        raise BadWsq(f"{head.kind} image of {columns}x{rows} pixels")
    try:
        pixels, width, height, ppi = _wsq.decompress(data)
    except Exception as error:
        raise BadWsq(str(error)) from error
    if (width, height) != (columns, rows) or len(pixels) != rows * columns:
        raise BadWsq("the image differs in size from its header")
    image = np.frombuffer(pixels, np.uint8).reshape(rows, columns)
    return image, int(ppi) if 100 <= ppi <= 2000 and ppi != p.NO_PPI else None


def _segments(data: bytes) -> list[tuple[bytes, int, int]]:
    """(marker, start, end) of every segment before the first block of coefficients."""
    if data[:2] != _SOI:
        raise BadWsq("no start-of-image marker")
    found: list[tuple[bytes, int, int]] = []
    at = 2
    while True:
        marker, size = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOB:
            return found
        if (marker not in _TABLES and marker != _SOF) or size < 2 or at + 2 + size > len(data):
            raise BadWsq(f"no complete segment at byte {at}")
        found.append((marker, at, at + 2 + size))
        at += 2 + size


def _first_comment(data: bytes) -> tuple[int, int]:
    for marker, start, end in _segments(data):
        if marker == _COMMENT:
            return start, end
    raise BadWsq("the codec wrote no comment")
