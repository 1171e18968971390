"""ISO/IEC 19794-4:2005 finger image records and ISO/IEC 19794-5:2005 face image records, written and read.

Pictures are carried as they are: packed once, by whoever made them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from models.document.chip import face as chip_face
from models.errors import BiometricError
from models.standards.ber import BadEncoding

RAW, WSQ, JPEG, JPEG_2000, PNG = 0, 2, 3, 4, 5  # packings of 19794-4, table 3
MOST_OCTETS = 4 << 20
MOST_FINGERS = 14
_FINGER = b"FIR\x00010\x00"
_FACE = b"FAC\x00010\x00"
_FINGER_HEAD, _VIEW_HEAD = 32, 14
_LEVEL = 31  # 500 ppi, 8 bits (19794-4, table 1)


class BadIsoRecord(BiometricError):
    """Not such a record, cut short, or larger than any."""

    code = "iso_record"


@dataclass(frozen=True)
class FingerView:
    """One finger. position: 1 to 10; quality: 0..100, 254 undefined; width, height: pixels; packing: as 19794-4
    counts."""

    position: int
    width: int
    height: int
    quality: int
    packing: int
    picture: bytes = field(repr=False)
    ppi: int = 500


def write_fingers(views: tuple[FingerView, ...], device: int = 0) -> bytes:
    """One finger image record; all views of one packing and resolution. Raises BadIsoRecord."""
    if not 1 <= len(views) <= MOST_FINGERS or len({(v.packing, v.ppi) for v in views}) != 1:
        raise BadIsoRecord("views of one packing and one resolution")
    body = b"".join(map(_view, views))
    pitch = views[0].ppi
    head = _FINGER + (_FINGER_HEAD + len(body)).to_bytes(6, "big")
    scan = (pitch, pitch, pitch, pitch, 8, views[0].packing, 0)
    return head + struct.pack(">HHBBHHHHBBH", device, _LEVEL, len(views), 1, *scan) + body


def _view(view: FingerView) -> bytes:
    if not 0 <= view.position <= 15 or not 0 < view.width < 1 << 16 or not 0 < view.height < 1 << 16:
        raise BadIsoRecord("a position or a size that the form does not take")
    quality = view.quality if 0 <= view.quality <= 100 else 254
    length = _VIEW_HEAD + len(view.picture)
    head = struct.pack(">IBBBBBHHB", length, view.position, 1, 1, quality, 0, view.width, view.height, 0)
    return head + view.picture


def read_fingers(data: bytes) -> tuple[FingerView, ...]:
    """Raises BadIsoRecord."""
    if not data.startswith(_FINGER) or not _FINGER_HEAD <= len(data) <= MOST_OCTETS:
        raise BadIsoRecord("not a finger image record")
    if int.from_bytes(data[8:14], "big") != len(data):
        raise BadIsoRecord("a record of another length than it says")
    _, _, count, scale, pitch, _, _, _, depth, packing, _ = struct.unpack_from(">HHBBHHHHBBH", data, 14)
    if not 1 <= count <= MOST_FINGERS or depth != 8:
        raise BadIsoRecord(f"{count} views of {depth} bits")
    ppi = pitch if scale == 1 else round(pitch * 2.54)
    found, at = [], _FINGER_HEAD
    for _ in range(count):
        if at + _VIEW_HEAD > len(data):
            raise BadIsoRecord("a view cut short")
        length, position, _, _, quality, _, width, height, _ = struct.unpack_from(">IBBBBBHHB", data, at)
        if length < _VIEW_HEAD or at + length > len(data):
            raise BadIsoRecord("a view cut short")
        picture = data[at + _VIEW_HEAD : at + length]
        found.append(FingerView(position, width, height, quality, packing, picture, ppi))
        at += length
    if at != len(data):
        raise BadIsoRecord("more behind the last view")
    return tuple(found)


def write_face(picture: bytes, width: int, height: int) -> bytes:
    """One face image record with one picture, JPEG or JPEG 2000. Raises BadIsoRecord."""
    if not picture.startswith((b"\xff\xd8\xff", b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff\x51")):
        raise BadIsoRecord("neither JPEG nor JPEG 2000")
    kind = 0 if picture.startswith(b"\xff\xd8") else 1
    image = struct.pack(">BBHHBBHH", 1, kind, width, height, 1, 2, 0, 0)  # full frontal, 24 bits, a still camera
    block = (20 + len(image) + len(picture)).to_bytes(4, "big") + bytes(16) + image + picture
    return _FACE + (14 + len(block)).to_bytes(4, "big") + b"\x00\x01" + block


def read_face(data: bytes) -> chip_face.FacePicture:
    """The first picture. Raises BadIsoRecord."""
    try:
        return chip_face.record_2005(data)[0]
    except (BadEncoding, IndexError) as error:
        raise BadIsoRecord(str(error)) from error
