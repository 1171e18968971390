"""ANSI/NIST-ITL 1-2011 (Update 2015) files in the traditional encoding: records of types 1, 2, 10 and 14.

A file is a row of records, each ending with FS; fields of a record are parted by GS, subfields by RS, items by US. Type
1 says which records follow, and each record its own length in octets. Field 999, a picture, is the last of its record
and takes any octet, so that lengths, never separators, say where it ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from models.errors import BiometricError

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
VERSION = "0502"  # 1.002 of Update 2015
MOST_OCTETS = 3_999_000  # of a file: EES takes 3,999 kB
MOST_RECORDS, MOST_FIELDS = 64, 512
PICTURE = 999
FACE, FINGER = 10, 14
_TYPES = (2, FACE, FINGER)
# Kinds without fields (types 3 to 8, of prints and signatures), passed over by their length; the head alone has 18.
_BINARY, _LEAST_BINARY = frozenset("345678"), 18
MISSING = {"permanent": "XX", "temporary": "UP", "unable": "UP"}  # 14.018
# Finger positions 1 to 10 are the same in both worlds (table of finger friction ridge positions): 1 right thumb.
_POSITIONS = {str(position): position for position in range(1, 11)} | {
    f"{position:02d}": position for position in range(10)
}
_WSQ, _PNG, _JPEG, _JP2 = "WSQ20", "PNG", "JPEGB", "JP2"


class BadFile(BiometricError):
    """Not such a file, cut short, or larger than any."""

    code = "an_file"


@dataclass(frozen=True)
class Record:
    """One record. kind: 2, 10 or 14; fields: by number, each as subfields of items, without 1 (length), 2 (number of
    the record) and 999; picture: octets of 999."""

    kind: int
    fields: Mapping[int, tuple[tuple[str, ...], ...]]
    picture: bytes = field(default=b"", repr=False)

    def text(self, number: int) -> str:
        """The first item of a field; "" where it is not there."""
        found = self.fields.get(number, ())
        return found[0][0] if found and found[0] else ""

    @property
    def position(self) -> int:
        """Of a finger (14.013), 1 to 10; 0 where the record names none of these."""
        return _POSITIONS.get(self.text(13), 0)


@dataclass(frozen=True)
class ItlTransaction:
    """A file. kind: type of transaction (1.004); to, sender: agencies (1.007, 1.008); control: its number (1.009);
    made: the day (1.005)."""

    kind: str
    to: str
    sender: str
    control: str
    made: date
    records: tuple[Record, ...]
    ppi: float = 500.0


def face(picture: bytes, width: int, height: int, taken: date, source: str) -> Record:
    """Type 10 of a portrait. picture: JPEG or JPEG 2000, as it was packed the one time; source: agency (10.004)."""
    return Record(
        FACE,
        {
            3: _one("FACE"),
            4: _one(source),
            5: _one(f"{taken:%Y%m%d}"),
            6: _one(str(width)),
            7: _one(str(height)),
            8: _one("1"),  # pixels an inch do not apply to a face: only the aspect is given
            9: _one("1"),
            10: _one("1"),
            11: _one(_packing(picture)),
            12: _one("SRGB"),
        },
        picture,
    )


def finger(
    position: int,
    picture: bytes,
    width: int,
    height: int,
    taken: date,
    source: str,
    *,
    ppi: float = 500.0,
    missing: str = "",
    score: int | None = None,
) -> Record:
    """Type 14 of one plain finger. picture: WSQ or PNG, empty for a finger that is `missing` (XX or UP); score: NFIQ 2,
    255 for one that could not be computed."""
    pitch = str(round(ppi))
    fields: dict[int, tuple[tuple[str, ...], ...]] = {
        3: _one("0"),  # impression: live scan, plain
        4: _one(source),
        5: _one(f"{taken:%Y%m%d}"),
        13: _one(str(position)),
    }
    if missing:
        fields[18] = ((str(position), missing),)
        return Record(FINGER, fields)
    fields |= {
        6: _one(str(width)),
        7: _one(str(height)),
        8: _one("1"),
        9: _one(pitch),
        10: _one(pitch),
        11: _one(_packing(picture)),
        12: _one("8"),
    }
    if score is not None:  # 14.024: position, score, vendor (NIST), product of NFIQ 2
        fields[24] = ((str(position), str(min(score, 255)), "0040", "1"),)
    return Record(FINGER, dict(sorted(fields.items())), picture)


def person(fields: Mapping[int, str]) -> Record:
    """Type 2: what the agencies agreed on, numbers from 3 on. A separator in a text becomes a space."""
    return Record(2, {number: _one(text) for number, text in sorted(fields.items()) if text})


def write(found: ItlTransaction) -> bytes:
    """The file. Raises BadFile: a record that cannot be written, or more than `MOST_OCTETS`."""
    if not 1 <= len(found.records) <= MOST_RECORDS or any(record.kind not in _TYPES for record in found.records):
        raise BadFile("records of types 2, 10 and 14 only, one at least")
    pitch = f"{found.ppi / 25.4:05.2f}"
    content = [("1", str(len(found.records)))]
    content += [(str(record.kind), f"{number:02d}") for number, record in enumerate(found.records, 1)]
    head: dict[int, tuple[tuple[str, ...], ...]] = {
        2: _one(VERSION),
        3: tuple(content),
        4: _one(found.kind),
        5: _one(f"{found.made:%Y%m%d}"),
        7: _one(found.to),
        8: _one(found.sender),
        9: _one(found.control),
        11: _one(pitch),
        12: _one(pitch),
        15: (("003", "UTF-8"),),
    }
    whole = _record(1, head, b"") + b"".join(
        _record(record.kind, {2: _one(f"{number:02d}"), **record.fields}, record.picture)
        for number, record in enumerate(found.records, 1)
    )
    if len(whole) > MOST_OCTETS:
        raise BadFile(f"{len(whole)} octets, {MOST_OCTETS} at most")
    return whole


def read(data: bytes) -> ItlTransaction:
    """A file of somebody else; records of other types are left out. Raises BadFile."""
    if len(data) > MOST_OCTETS:
        raise BadFile("larger than any")
    head, at = _parse(data, 0)
    if head.kind != 1:
        raise BadFile("a file begins with a record of type 1")
    rows = head.fields.get(3, ())
    records: list[Record] = []
    for row in rows[1 : MOST_RECORDS + 1]:
        if at >= len(data):
            raise BadFile("fewer records than the first says")
        if row[0] in _BINARY:
            at = _behind_binary(data, at)
            continue
        record, at = _parse(data, at)
        if [str(record.kind)] != [row[0].lstrip("0") or "0"]:
            raise BadFile(f"a record of type {record.kind} where the first says {row[0]}")
        if record.kind in _TYPES:
            records.append(Record(record.kind, {n: f for n, f in record.fields.items() if n != 2}, record.picture))
    if at != len(data):
        raise BadFile("more behind the last record")
    try:
        made = datetime.strptime(head.text(5), "%Y%m%d").replace(tzinfo=UTC).date()
        ppi = float(head.text(11) or "19.68") * 25.4
    except ValueError as error:
        raise BadFile("a day or a resolution that is none") from error
    if not math.isfinite(ppi):
        raise BadFile("a resolution that is none")
    words = (head.text(4), head.text(7), head.text(8), head.text(9))
    return ItlTransaction(*words, made, tuple(records), round(ppi, 1))


def _behind_binary(data: bytes, at: int) -> int:
    """Where the next record begins after one of the old binary kinds, which begin with their length. Raises BadFile."""
    length = int.from_bytes(data[at : at + 4], "big")
    if not _LEAST_BINARY <= length <= len(data) - at:
        raise BadFile("a binary record of a wrong length")
    return at + length


def _one(text: str) -> tuple[tuple[str, ...], ...]:
    return ((text,),)


def _packing(picture: bytes) -> str:
    """10.011 and 14.011 by the first octets. Raises BadFile."""
    for magic, word in (
        (b"\xff\xa0", _WSQ), (b"\x89PNG", _PNG), (b"\xff\xd8\xff", _JPEG), (b"\x00\x00\x00\x0cjP", _JP2),
    ):  # fmt: skip
        if picture.startswith(magic):
            return word
    raise BadFile("a picture that is neither WSQ, PNG, JPEG nor JPEG 2000")


def _clean(text: str) -> bytes:
    for separator in (FS, GS, RS, US):
        text = text.replace(separator.decode(), " ")
    return text.encode("utf-8")


def _record(kind: int, fields: Mapping[int, Sequence[Sequence[str]]], picture: bytes) -> bytes:
    """With its own length in field 1, which counts itself."""
    parts = [
        f"{kind}.{number:03d}:".encode() + RS.join(US.join(map(_clean, sub)) for sub in value)
        for number, value in sorted(fields.items())
    ]
    body = GS + GS.join(parts)
    if picture:
        body += GS + f"{kind}.{PICTURE}:".encode() + picture
    body += FS
    length = len(body)
    while True:
        head = f"{kind}.001:{length}".encode()
        if len(head) + len(body) == length:
            return head + body
        length = len(head) + len(body)


def _parse(data: bytes, at: int) -> tuple[Record, int]:
    """The record that begins at `at`, with field 2, and where the next begins. Raises BadFile."""
    colon = data.find(b":", at, at + 16)
    end = data.find(GS, at, at + 32)
    try:
        kind, number = (int(part) for part in data[at:colon].split(b"."))
        length = int(data[colon + 1 : end])
    except ValueError as error:
        raise BadFile("no record begins here") from error
    if colon < 0 or end < 0 or number != 1 or not end - at < length <= len(data) - at or data[at + length - 1] != FS[0]:
        raise BadFile("a record of a wrong length")
    body, picture = data[end + 1 : at + length - 1], b""
    fields: dict[int, tuple[tuple[str, ...], ...]] = {}
    while body:
        name, colon_, rest = body.partition(b":")
        try:
            of, number = (int(part) for part in name.split(b"."))
        except ValueError as error:
            raise BadFile("no field begins here") from error
        if of != kind or not colon_ or len(fields) >= MOST_FIELDS:
            raise BadFile("a field of another record, or too many")
        if number == PICTURE:
            picture = rest
            break
        value, _, body = rest.partition(GS)
        fields[number] = tuple(
            tuple(item.decode("utf-8", "replace") for item in sub.split(US)) for sub in value.split(RS)
        )
    return Record(kind, fields, picture), at + length
