"""Finger minutiae records of ISO/IEC 19794-2:2005, record format, both ways; the reader accepts nothing else.

Layout by clause 7: a 24-byte record header, then for each view a 4-byte header, 6 bytes a minutia and an
extended data block whose length is always present. Numbers are big-endian. An angle is a multiple of
360/256 degrees, counter-clockwise; a resolution is in pixels per centimetre.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import BadTemplate
from models.types import Minutiae, minutiae

_RECORD = struct.Struct(">4s4sIHHHHHBB")
_VIEW = struct.Struct(">BBBB")
_MINUTIA = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1"), ("quality", "u1")])

_MAGIC, _VERSION = b"FMR\0", b" 20\0"
_PER_CM = 197  # 500 ppi is 196.85 pixels per centimetre
_CM_PER_INCH = 2.54
_MAX_VIEWS = 16  # a view number has four bits
_MAX_POSITION = 10
_MAX_COORDINATE = 1 << 14
_IMPRESSION_TYPES = frozenset({0, 1, 2, 3, 8})  # live and nonlive, plain and rolled; swipe
_LIVE_PLAIN = 0
_ANGLE_UNIT = 2 * np.pi / 256


@dataclass(frozen=True, eq=False)
class FingerRecord:
    """position 1..10 (0 unknown); views: the minutiae of each impression at 500 ppi; qualities 0..100 of each."""

    position: int
    views: tuple[Minutiae, ...]
    qualities: tuple[int, ...]


def encode(views: Sequence[Minutiae], position: int, qualities: Sequence[int]) -> bytes:
    """A record of one finger. Positions are rounded to pixels and angles to 1.4 degrees.

    qualities: one a view, 0..100; anything else (NFIQ 2's 255, say) is written as 0, "worst", because the
    format has no word for a failure. Raises BadTemplate when the format cannot hold what it is given.
    """
    if not 1 <= len(views) <= _MAX_VIEWS or len(qualities) != len(views):
        raise BadTemplate(f"{len(views)} views with {len(qualities)} qualities; 1 to {_MAX_VIEWS} of each")
    if not 0 <= position <= _MAX_POSITION:
        raise BadTemplate(f"finger position {position}")
    body = b"".join(
        _encode_view(view, number, position, quality)
        for number, (view, quality) in enumerate(zip(views, qualities, strict=True))
    )
    width, height = max(view.width for view in views), max(view.height for view in views)
    if not (0 < width < _MAX_COORDINATE and 0 < height < _MAX_COORDINATE):
        raise BadTemplate(f"image of {width}x{height} pixels")
    head = _RECORD.pack(_MAGIC, _VERSION, _RECORD.size + len(body), 0, width, height, _PER_CM, _PER_CM, len(views), 0)
    return head + body


def _encode_view(view: Minutiae, number: int, position: int, quality: int) -> bytes:
    if len(view) > 255:
        raise BadTemplate(f"{len(view)} minutiae in one view")
    table = np.zeros(len(view), _MINUTIA)
    for axis, values, size in (("x", view.x, view.width), ("y", view.y, view.height)):
        whole = np.round(values.astype(np.float64))
        if not np.all((whole >= 0) & (whole < _MAX_COORDINATE)):
            raise BadTemplate(f"a minutia outside 0..{_MAX_COORDINATE - 1}")
        table[axis] = np.minimum(whole, max(size - 1, 0))
    if np.any(view.kind > 2) or np.any(view.quality > 100):
        raise BadTemplate("a minutia of unknown kind or quality")
    table["x"] |= view.kind.astype(np.uint16) << 14
    table["angle"] = np.round(view.angle / _ANGLE_UNIT).astype(np.int64) % 256
    table["quality"] = view.quality
    head = _VIEW.pack(position, number << 4 | _LIVE_PLAIN, quality if 0 <= quality <= 100 else 0, len(view))
    return head + table.tobytes() + b"\0\0"


def decode(record: bytes) -> FingerRecord:
    """The views of one finger, resampled to 500 ppi when the record states another resolution.

    Raises BadTemplate for anything that is not exactly one complete record of one finger. Extended data
    (ridge counts, cores and deltas) is checked for length and skipped.
    """
    if len(record) < _RECORD.size:
        raise BadTemplate(f"{len(record)} bytes are no record")
    magic, version, length, _equipment, width, height, per_cm_x, per_cm_y, count, reserved = _RECORD.unpack_from(record)
    if magic != _MAGIC or version != _VERSION:
        raise BadTemplate("not a finger minutiae record of version 20")
    if length != len(record):
        raise BadTemplate(f"record states {length} bytes and has {len(record)}")
    if reserved != 0:
        raise BadTemplate("reserved byte of the header is set")
    if not (0 < width < _MAX_COORDINATE and 0 < height < _MAX_COORDINATE):
        raise BadTemplate(f"image of {width}x{height} pixels")
    if not (39 <= per_cm_x <= 1000 and 39 <= per_cm_y <= 1000):  # 99 to 2540 ppi
        raise BadTemplate(f"resolution of {per_cm_x}x{per_cm_y} pixels per centimetre")
    if not 1 <= count <= _MAX_VIEWS:
        raise BadTemplate(f"{count} views")
    scale = (_scale(per_cm_x), _scale(per_cm_y))
    views: list[Minutiae] = []
    qualities: list[int] = []
    numbers: set[tuple[int, int]] = set()
    positions: set[int] = set()
    at = _RECORD.size
    for _ in range(count):
        view, head, at = _decode_view(record, at, (width, height), scale)
        position, kind, quality = head
        views.append(view)
        qualities.append(quality)
        positions.add(position)
        numbers.add((kind >> 4, position))
    if at != len(record):
        raise BadTemplate(f"{len(record) - at} bytes after the last view")
    if len(positions) != 1:
        raise BadTemplate(f"views of {len(positions)} fingers in one record")
    if len(numbers) != count:
        raise BadTemplate("two views with one number")
    return FingerRecord(positions.pop(), tuple(views), tuple(qualities))


def _scale(per_cm: int) -> float:
    """Factor to 500 ppi; 196 and 197 both mean 500 ppi, which has no whole number of pixels per centimetre."""
    return 1.0 if per_cm in (196, 197) else 500.0 / (per_cm * _CM_PER_INCH)


def _decode_view(
    record: bytes, at: int, size: tuple[int, int], scale: tuple[float, float]
) -> tuple[Minutiae, tuple[int, int, int], int]:
    if at + _VIEW.size > len(record):
        raise BadTemplate("record ends within a view header")
    position, kind, quality, count = _VIEW.unpack_from(record, at)
    if position > _MAX_POSITION:
        raise BadTemplate(f"finger position {position}")
    if kind & 0x0F not in _IMPRESSION_TYPES:
        raise BadTemplate(f"impression type {kind & 0x0F}")
    if quality > 100:
        raise BadTemplate(f"finger quality {quality}")
    at += _VIEW.size
    end = at + count * _MINUTIA.itemsize
    if end + 2 > len(record):
        raise BadTemplate("record ends within the minutiae")
    table = np.frombuffer(record, _MINUTIA, count, at)
    kinds, x = table["x"] >> 14, table["x"] & 0x3FFF
    if np.any(kinds == 3):
        raise BadTemplate("a minutia of reserved kind")
    if np.any(table["y"] >> 14):
        raise BadTemplate("reserved bits of a minutia are set")
    y = table["y"] & 0x3FFF
    if np.any(x >= size[0]) or np.any(y >= size[1]):
        raise BadTemplate("a minutia outside its image")
    if np.any(table["quality"] > 100):
        raise BadTemplate("a minutia of quality above 100")
    (extended,) = struct.unpack_from(">H", record, end)
    if end + 2 + extended > len(record):
        raise BadTemplate("record ends within the extended data")
    view = minutiae(
        x * scale[0],
        y * scale[1],
        table["angle"] * _ANGLE_UNIT,
        kinds,
        table["quality"],
        size=(max(1, round(size[0] * scale[0])), max(1, round(size[1] * scale[1]))),
    )
    return view, (position, kind, quality), end + 2 + extended
