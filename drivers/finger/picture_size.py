"""How large a packed picture unpacks, read before anything is unpacked: a few octets can stand for gigabytes."""

from __future__ import annotations

import re

import cv2
import numpy as np

from drivers.errors import Garbled
from drivers.finger.base import Image

MOST_SIDE = 2000  # pixels; a four-finger slap at 500 ppi is 1600 x 1500

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_2000 = re.compile(rb"\xff\x4f\xff\x51")  # start of codestream, then the sizes (ISO/IEC 15444-1, A.5.1)
# Frame headers of JPEG (ISO/IEC 10918-1, B.2.2): C0 to CF without the tables C4 and CC, and C8.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def unpack_grey(data: bytes, code: str) -> Image:
    """A PNG, JPEG or JPEG 2000 picture as uint8 (h, w). Raises Garbled(`code`) for anything else or anything larger."""
    sizes = _sizes(data)
    if not sizes or any(not (0 < wide <= MOST_SIDE and 0 < high <= MOST_SIDE) for wide, high in sizes):
        raise Garbled(code, f"a picture of {sizes[0] if sizes else 'no'} pixels")
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise Garbled(code, "the picture cannot be unpacked") from error
    if pixels is None:
        raise Garbled(code, "the picture cannot be unpacked")
    return np.asarray(pixels, np.uint8)


def _sizes(data: bytes) -> list[tuple[int, int]]:
    """Width and height of everything in `data` that a decoder may take for the picture."""
    if data.startswith(_PNG):
        return [_pair(data, 16)] if len(data) >= 24 else []
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    return [_pair(data, found.end() + 4) for found in _JPEG_2000.finditer(data) if found.end() + 12 <= len(data)]


def _pair(data: bytes, at: int) -> tuple[int, int]:
    return int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big")


def _jpeg(data: bytes) -> list[tuple[int, int]]:
    found, at = [], 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:  # fill
            at += 1
            continue
        if kind in _FRAMES:
            high, wide = int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 7 : at + 9], "big")
            found.append((wide, high))
        if kind == 0xDA:  # the scan: pixels follow
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found
