"""Finger image records of ISO/IEC 19794-4:2011, as device services deliver them: one finger, lossless, 8 bits.

The layout is that of the record's general header and of the representation header (tables 2 and 4 of the standard), as
MOSIP's open bio-utils writes them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from drivers.errors import Garbled
from drivers.finger import lossless
from drivers.finger.base import Image
from drivers.pictures import SCANNER, unpack_grey

_GENERAL = struct.Struct(">4s4sIHBB")  # identifier, version, length, representations, certification flag, positions
_DEVICE = struct.Struct(">I9sBHH")  # length of the representation, date and time, technology, vendor, type
_PICTURE = struct.Struct(">BBBHHHHBBBHHI")
_PER_INCH, _PER_CENTIMETRE = 1, 2
_PLAIN, _JPEG_2000_LOSSLESS, _PNG = 0, 5, 6
LEAST_SIDE = 64  # pixels; at 500 ppi 3 mm, less than any finger
PPI = (250.0, 1100.0)
_NOT_KNOWN = 255  # an encoder's -1 in one octet


@dataclass(frozen=True, eq=False)
class IsoFinger:
    """`pixels`: uint8 (h, w), ridges dark, upright. `position`: 0 unknown, 1..10, 13..15 as in the standard."""

    pixels: Image
    ppi_x: float
    ppi_y: float
    position: int


def read(record: bytes) -> IsoFinger:
    """The first representation of `record`. Raises Garbled for what is cut short, lossy or cannot be."""
    try:
        return _read(record)
    except struct.error as error:
        raise Garbled("sbi_record", "the record is cut short") from error


def _read(record: bytes) -> IsoFinger:
    identifier, version, length, count, certified, _ = _GENERAL.unpack_from(record)
    if identifier != b"FIR\0" or version != b"020\0" or length != len(record) or count < 1:
        raise Garbled("sbi_record", "not a finger image record of 2011")
    at = _GENERAL.size + _DEVICE.size
    at += 1 + 5 * record[at] if at < len(record) else 1  # quality blocks
    if certified:
        at += 1 + 3 * record[at] if at < len(record) else 1
    position, _, unit, _, _, across, along, depth, packing, _, wide, high, size = _PICTURE.unpack_from(record, at)
    start = at + _PICTURE.size
    data = record[start : start + size]
    if len(data) != size or depth != 8 or not LEAST_SIDE <= min(wide, high) <= max(wide, high) <= SCANNER.side:
        raise Garbled("sbi_record", f"{wide} x {high} pixels of {depth} bits in {len(data)} of {size} octets")
    inch = {_PER_INCH: 1.0, _PER_CENTIMETRE: 2.54}.get(unit, 0.0)
    ppi_x, ppi_y = across * inch, along * inch
    if _NOT_KNOWN in (across, along) or not (PPI[0] <= ppi_x <= PPI[1] and PPI[0] <= ppi_y <= PPI[1]):
        raise Garbled("sbi_record", f"{ppi_x:.0f} x {ppi_y:.0f} ppi")
    return IsoFinger(_unpack(data, packing, wide, high), ppi_x, ppi_y, position)


def _unpack(data: bytes, packing: int, wide: int, high: int) -> Image:
    if packing == _PLAIN:
        if len(data) != wide * high:
            raise Garbled("sbi_record", f"{len(data)} octets for {wide} x {high} pixels")
        return np.frombuffer(data, np.uint8).reshape(high, wide).copy()
    if packing not in (_JPEG_2000_LOSSLESS, _PNG):
        raise Garbled("sbi_record", f"packing {packing}: only lossless pictures are taken")
    if packing == _PNG:
        lossless.demand_png(data, "sbi_record")
    pixels = unpack_grey(data, "sbi_record")
    if packing == _JPEG_2000_LOSSLESS:
        lossless.demand_jpeg_2000(data, pixels, "sbi_record")
    if pixels.shape != (high, wide):
        raise Garbled("sbi_record", "the picture has another size than its header says")
    return pixels
