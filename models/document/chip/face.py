"""DG2: the holder's face (ICAO Doc 9303-10, 4.7.2) in records of ISO/IEC 19794-5:2005 and ISO/IEC 39794-5:2019.

What a picture is goes by its first octets, for the records' own word is sometimes wrong; what it unpacks to goes by its
header, before anything unpacks it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from models.document.chip.groups import TAGS
from models.errors import BadImage
from models.picture import BadHeader, header
from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.types import ByteArray

_TEMPLATES, _TEMPLATE, _BLOCK, _BLOCK_OF_OBJECTS = 0x7F61, 0x7F60, 0x5F2E, 0x7F2E
_FACE_2005, _FACE_2019 = b"FAC\x00", 0x65
_MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x00\x00\x00\x0cjP": "jpeg2000", b"\xff\x4f\xff\x51": "jpeg2000"}
_HEADER, _FACE, _POINT, _IMAGE = 14, 20, 8, 12  # octets of ISO/IEC 19794-5:2005, 5.4 to 5.8
MOST_FACES = 16
MOST_OCTETS = 4 << 20  # of the file; those in use have 12 to 60 thousand
MOST_SIDE, MOST_PIXELS = 4096, 8_000_000  # the standard's example is 413 x 531
_MOST_OBJECTS = 5000


@dataclass(frozen=True)
class FacePicture:
    """A packed picture of the holder. kind: "jpeg" or "jpeg2000" by its first octets; standard: of the record; said:
    the record's own word for the kind, None where it has none; points: how many feature points the record marks."""

    kind: str
    data: bytes
    standard: str
    said: str | None = None
    points: int = 0

    def unpack(self) -> ByteArray:
        """uint8 (h, w, 3), BGR. Raises BadImage: not a picture, too large, or broken.

        A picture that is cut short may come out with a grey or torn lower part; call it where memory is limited.
        """
        try:
            header(self.data, MOST_PIXELS, MOST_SIDE)
        except BadHeader as error:
            raise BadImage(str(error)) from error
        try:
            pixels = cv2.imdecode(np.frombuffer(self.data, np.uint8), cv2.IMREAD_COLOR)
        except cv2.error as error:
            raise BadImage("the chip's picture cannot be unpacked") from error
        if pixels is None:
            raise BadImage("the chip's picture cannot be unpacked")
        return np.asarray(pixels, np.uint8)


def faces(data: bytes) -> tuple[FacePicture, ...]:
    """Every picture of DG2, in order; at least one. Raises BadEncoding."""
    outer = ber.read_whole(data, TAGS[2], MOST_OCTETS)
    found: list[FacePicture] = []
    for template in outer.need(_TEMPLATES).items(MOST_FACES + 1):
        if template.tag == _TEMPLATE:
            found += _template(template)
    if not found:
        raise BadEncoding("no picture")
    return tuple(found[:MOST_FACES])


def _template(template: Item) -> list[FacePicture]:
    block = template.find(_BLOCK) or template.find(_BLOCK_OF_OBJECTS)
    if block is None:
        raise BadEncoding("a template without a picture")
    value = block.value
    if value.startswith(_FACE_2005):
        return record_2005(value)
    if value[:1] == bytes([_FACE_2019]):
        return _of_2019(value)
    for _, item in ber.walk(value, _MOST_OBJECTS) if block.tag == _BLOCK_OF_OBJECTS else ():
        if item.value.startswith(_FACE_2005):
            return record_2005(item.value)
        if item.tag == _FACE_2019:
            return _of_2019(item.raw)
    raise BadEncoding("a record of another kind")


def record_2005(record: bytes) -> list[FacePicture]:
    """The pictures of a record of ISO/IEC 19794-5:2005. Raises BadEncoding."""
    if record[4:8] not in (b"010\x00", b"020\x00"):
        raise BadEncoding(f"face record of version {record[4:7]!r}")
    count = _number(record, 12, 2)
    if not 1 <= count <= MOST_FACES:
        raise BadEncoding(f"{count} faces")
    found, at = [], _HEADER
    for _ in range(count):
        size, points = _number(record, at, 4), _number(record, at + 4, 2)
        start = at + _FACE + _POINT * points + _IMAGE
        end = at + size
        if end > len(record) or start >= end:
            if count > 1 or start >= len(record):
                raise BadEncoding("a face record cut short")
            end = len(record)  # a wrong length around the only picture
        said = {0: "jpeg", 1: "jpeg2000"}.get(_number(record, start - _IMAGE + 1, 1))
        picture = record[start:end]
        found.append(FacePicture(_kind(picture), picture, "ISO/IEC 19794-5:2005", said, points))
        at = end
    return found


def _of_2019(record: bytes) -> list[FacePicture]:
    """The picture is the one octet string inside that begins as a picture does; records differ in what is around it."""
    found = []
    for _, item in ber.walk(record, _MOST_OBJECTS):
        if not item.constructed and any(item.value.startswith(magic) for magic in _MAGIC):
            found.append(FacePicture(_kind(item.value), item.value, "ISO/IEC 39794-5:2019"))
            if len(found) == MOST_FACES:
                break
    if not found:
        raise BadEncoding("a face record without a picture")
    return found


def _kind(picture: bytes) -> str:
    for magic, kind in _MAGIC.items():
        if picture.startswith(magic):
            return kind
    raise BadEncoding("a picture that is neither JPEG nor JPEG 2000")


def _number(record: bytes, at: int, size: int) -> int:
    if at + size > len(record):
        raise BadEncoding("a face record cut short")
    return int.from_bytes(record[at : at + size], "big")
