"""Whether a packed picture kept what it is labelled to keep: a print that lost detail must not pass for a whole one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.errors import Garbled

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_GREY_8 = b"\x08\x00"  # bits and colour type in the header (ISO/IEC 15948, 11.2.2)
_CODESTREAM = b"\xff\x4f\xff\x51"
_TILE = 0x90
_MOST_SEGMENTS = 100
# Packed again without loss, the pixels of a whole picture take as many octets, to a hundredth between encoders; of one
# that was cut to a rate they take more.
_WHOLE = 0.985


def demand_png(data: bytes, code: str) -> None:
    """Raises Garbled(`code`) unless `data` is a PNG of 8 bits of grey."""
    if not data.startswith(_PNG) or data[24:26] != _PNG_GREY_8:
        raise Garbled(code, "no PNG of 8 bits of grey, as it is labelled")


def demand_jpeg_2000(data: bytes, pixels: NDArray[np.uint8], code: str) -> None:
    """Raises Garbled(`code`) unless `data` is a JPEG 2000 picture that kept every one of its `pixels`.

    The wavelet must be the reversible one and nothing rounded (ISO/IEC 15444-1, A.6.1, A.6.4); and nothing may have
    been left out to reach a size.
    """
    start = data.find(_CODESTREAM)
    if start < 0 or not _reversible(data, start + 2):
        raise Garbled(code, "a JPEG 2000 picture that lost detail, labelled lossless")
    ok, again = cv2.imencode(".jp2", pixels, [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000])
    if not ok or len(data) < _WHOLE * len(again):
        raise Garbled(code, "a JPEG 2000 picture that was cut to a size, labelled lossless")


def _reversible(data: bytes, at: int) -> bool:
    """Whether the main header that goes on at `at` says so, for all components."""
    styles = 0
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            return False
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        content = data[at + 4 : at + 2 + size]
        if kind == _TILE:
            return styles > 0
        if kind == 0x52:  # COD: the wavelet is the tenth octet
            styles += 1
            if len(content) < 10 or content[9] != 1:
                return False
        elif kind == 0x53 and (len(content) < 7 or content[6] != 1):  # COC
            return False
        elif kind in (0x5C, 0x5D):  # QCD, QCC: how coefficients were rounded; QCC names its component first
            style = content[kind - 0x5C :][:1]
            if not style or style[0] & 0x1F:
                return False
        at += 2 + size
    return False
