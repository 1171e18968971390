"""Packed pictures of devices: how large one unpacks is read before anything is unpacked, for a few octets can stand for
gigabytes; and where one ends in a stream."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.errors import Garbled

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JP2_BOX = b"\x00\x00\x00\x0cjP  \r\n\x87\n"  # the signature box (ISO/IEC 15444-1, I.5.1)
_CODESTREAM = re.compile(rb"\xff\x4f\xff\x51")  # start of codestream, then the sizes (A.5.1)
_SIZ = 36  # octets of SIZ from its length to the number of components
# Frame headers of JPEG (ISO/IEC 10918-1, B.2.2): C0 to CF without the tables C4 and CC, and C8.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = b"\xff\xda"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in packed pixels: neither a stuffed octet, nor a restart, nor fill
MOST_COMPONENTS = 4
MOST_SCANS = 64  # of a progressive picture; each costs a pass over all of it, encoders write about ten


@dataclass(frozen=True)
class Bound:
    """What a picture may unpack to."""

    side: int  # pixels
    pixels: int


SCANNER = Bound(3600, 10_000_000)  # a four-finger slap at 1000 ppi is 3200 x 3000
CAMERA = Bound(8192, 1 << 24)  # the largest cameras of a desk have 16 million


def unpack_grey(data: bytes, code: str, bound: Bound = SCANNER) -> NDArray[np.uint8]:
    """A PNG, JPEG or JPEG 2000 picture as uint8 (h, w). Raises Garbled(`code`) for anything else or anything larger."""
    return _unpack(data, code, bound, cv2.IMREAD_GRAYSCALE)


def unpack_colour(data: bytes, code: str, bound: Bound = CAMERA) -> NDArray[np.uint8]:
    """A PNG, JPEG or JPEG 2000 picture as BGR uint8 (h, w, 3). Raises Garbled(`code`) like `unpack_grey`."""
    return _unpack(data, code, bound, cv2.IMREAD_COLOR)


def _unpack(data: bytes, code: str, bound: Bound, kind: int) -> NDArray[np.uint8]:
    sizes = _sizes(data)
    if not sizes or not all(_within(size, bound) for size in sizes):
        raise Garbled(code, f"a picture of {sizes[0] if sizes else 'no'} pixels")
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), kind)
    except cv2.error as error:
        raise Garbled(code, "the picture cannot be unpacked") from error
    if pixels is None:
        raise Garbled(code, "the picture cannot be unpacked")
    return np.asarray(pixels, np.uint8)


def _within(size: tuple[int, int], bound: Bound) -> bool:
    wide, high = size
    return 0 < wide <= bound.side and 0 < high <= bound.side and wide * high <= bound.pixels


def _sizes(data: bytes) -> list[tuple[int, int]]:
    """Width and height of everything in `data` that a decoder may take for the picture; empty: not one of the three.

    The decoder goes by the first octets, so other kinds must not come this far, whatever they carry inside.
    """
    if data.startswith(_PNG):
        return [_pair(data, 16)] if len(data) >= 24 else []
    if data.startswith(_JPEG):
        return _jpeg(data)
    if data.startswith((_JP2_BOX, b"\xff\x4f\xff\x51")):
        return _jpeg_2000(data)
    return []


def _pair(data: bytes, at: int) -> tuple[int, int]:
    return int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big")


def _jpeg_2000(data: bytes) -> list[tuple[int, int]]:
    found = []
    for start in _CODESTREAM.finditer(data):
        siz = start.end()
        if siz + _SIZ + 2 <= len(data):
            components = int.from_bytes(data[siz + _SIZ : siz + _SIZ + 2], "big")
            found.append(_pair(data, siz + 4) if components <= MOST_COMPONENTS else (0, 0))
    return found


def _jpeg(data: bytes) -> list[tuple[int, int]]:
    if data.count(_SCAN) > MOST_SCANS:
        return [(0, 0)]
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


class JpegStream:
    """The pictures in a stream of octets (Motion JPEG), whatever stands between them. A picture inside a picture, as a
    thumbnail is, belongs to it."""

    def __init__(self, code: str, longest: int) -> None:
        self._code, self._longest = code, longest
        self._pending = bytearray()
        self._at = 0  # up to where the picture that begins at 0 has been walked; 0: none has begun
        self._scan = False  # in its packed pixels

    def feed(self, piece: bytes) -> list[bytes]:
        """Every picture that ends in `piece`. Raises Garbled where one does not end within `longest` octets."""
        self._pending += piece
        done = []
        while (end := self._walk()) is not None:
            done.append(bytes(self._pending[:end]))
            self._drop(end)
        if len(self._pending) > self._longest:
            raise Garbled(self._code, "a picture without end")
        return done

    def _drop(self, count: int) -> None:
        del self._pending[:count]
        self._at, self._scan = 0, False

    def _walk(self) -> int | None:
        """The end of the picture at the front, None where more is needed."""
        data = self._pending
        while True:
            if self._at == 0:
                start = data.find(_JPEG)
                self._drop(start if start >= 0 else max(0, len(data) - 2))
                if start < 0:
                    return None
                self._at = 2
            if self._scan:
                found = _MARKER.search(data, self._at)
                if found is None:
                    self._at = max(self._at, len(data) - 1)
                    return None
                self._at, self._scan = found.start(), False
            if self._at + 2 > len(data):
                return None
            mark, kind = data[self._at], data[self._at + 1]
            if mark != 0xFF:  # no segment where one must be: what began was no picture
                self._drop(2)
            elif kind == 0xFF:
                self._at += 1
            elif kind == 0xD9:
                return self._at + 2
            elif kind == 0xDA:
                self._at, self._scan = self._at + 2, True
            elif self._at + 4 > len(data):
                return None
            else:
                self._at += 2 + int.from_bytes(data[self._at + 2 : self._at + 4], "big")
