"""Tag, length, value (ISO/IEC 8825-1 and 7816-4), read with bounds and written in the distinguished form.

Everything read here is foreign: lengths are checked against what is there, nesting, number and size are bounded, and
the only error is BadEncoding. Indefinite lengths are read, for old signers wrote them; they are never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

MOST_DEPTH = 32  # of nested values; a certificate in a list in a signature comes to about 15
MOST_ITEMS = 20_000  # side by side; the largest list of revocations that was seen has some thousands
MOST_OCTETS = 8 << 20  # of one value; the largest master list has about one million
_MOST_OID = 64  # octets of one object identifier
_FIRST, _LAST = datetime(1, 1, 8, tzinfo=UTC), datetime(9999, 12, 24, tzinfo=UTC)  # of the moments that are told

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, UTF8 = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C
ENUMERATED, PRINTABLE, TELETEX, IA5, UTC_TIME, GENERAL_TIME = 0x0A, 0x13, 0x14, 0x16, 0x17, 0x18
UNIVERSAL, BMP, SEQUENCE, SET = 0x1C, 0x1E, 0x30, 0x31
_CODECS = {UTF8: "utf-8", BMP: "utf-16-be", UNIVERSAL: "utf-32-be", TELETEX: "latin-1"}


class BadEncoding(ValueError):
    """Octets that are not what they should be: cut short, nested too deep, too many, or of another kind."""

    code = "bad_encoding"


@dataclass(frozen=True, slots=True)
class Item:
    """One data object. tag: its tag octets as one number (0x30, 0x7F61); value: its content; raw: all of its octets."""

    tag: int
    value: bytes
    raw: bytes

    @property
    def constructed(self) -> bool:
        """Whether the content is data objects by what the tag says."""
        first = self.tag
        while first > 0xFF:
            first >>= 8
        return bool(first & 0x20)

    def items(self, most: int = MOST_ITEMS) -> list[Item]:
        """The data objects inside. Raises BadEncoding."""
        return items(self.value, most)

    def find(self, tag: int) -> Item | None:
        """The first data object of this tag directly inside."""
        return next((item for item in self.items() if item.tag == tag), None)

    def need(self, tag: int) -> Item:
        """Like `find`; raises BadEncoding when there is none."""
        found = self.find(tag)
        if found is None:
            raise BadEncoding(f"no {tag:X} in {self.tag:X}")
        return found


def read(data: bytes, at: int = 0) -> Item:
    """The data object that begins at `at`. Raises BadEncoding."""
    return _read(data, at, 0)


def read_whole(data: bytes, tag: int | None = None, most: int = MOST_OCTETS) -> Item:
    """The one data object that `data` is, zeros behind it allowed. Raises BadEncoding; for another `tag` too."""
    if len(data) > most:
        raise BadEncoding(f"{len(data)} octets; at most {most}")
    item = read(data)
    if data[len(item.raw) :].strip(b"\0"):
        raise BadEncoding("octets behind the end")
    if tag is not None and item.tag != tag:
        raise BadEncoding(f"tag {item.tag:X} where {tag:X} should be")
    return item


def items(data: bytes, most: int = MOST_ITEMS) -> list[Item]:
    """The data objects that `data` is a row of, at most `most`. Raises BadEncoding."""
    found: list[Item] = []
    at = 0
    while at < len(data):
        if len(found) == most:
            raise BadEncoding(f"more than {most} data objects")
        item = _read(data, at, 0)
        found.append(item)
        at += len(item.raw)
    return found


def walk(data: bytes, most: int = MOST_ITEMS, depth: int = MOST_DEPTH) -> Iterator[tuple[int, Item]]:
    """Every data object inside, outer before inner, with its depth from 0. Raises BadEncoding past either bound."""
    waiting, count = [(0, item) for item in reversed(items(data, most))], 0
    while waiting:
        level, item = waiting.pop()
        count += 1
        if count > most or level >= depth:
            raise BadEncoding("nested too deep, or too many data objects")
        yield level, item
        if item.constructed:
            waiting += [(level + 1, inner) for inner in reversed(items(item.value, most))]


def _read(data: bytes, at: int, depth: int) -> Item:
    if depth >= MOST_DEPTH:
        raise BadEncoding("nested too deep")
    start, end = at, len(data)
    if at >= end:
        raise BadEncoding("cut short")
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:
        for _ in range(3):
            if at >= end:
                raise BadEncoding("cut short")
            tag = tag << 8 | data[at]
            at += 1
            if not data[at - 1] & 0x80:
                break
        else:
            raise BadEncoding("a tag of more than four octets")
    if at >= end:
        raise BadEncoding("cut short")
    size = data[at]
    at += 1
    if size == 0x80:
        return _indefinite(data, start, at, tag, depth)
    if size > 0x80:
        count = size & 0x7F
        if count > 4 or at + count > end:
            raise BadEncoding("a length that cannot be")
        size = int.from_bytes(data[at : at + count], "big")
        at += count
    if size > end - at:
        raise BadEncoding("cut short")
    return Item(tag, data[at : at + size], data[start : at + size])


def _indefinite(data: bytes, start: int, at: int, tag: int, depth: int) -> Item:
    inside, count = at, 0
    while data[at : at + 2] != b"\0\0":
        count += 1
        if count > MOST_ITEMS:
            raise BadEncoding("too many data objects")
        at += len(_read(data, at, depth + 1).raw)
    return Item(tag, data[inside:at], data[start : at + 2])


def integer(item: Item, tag: int = INTEGER) -> int:
    """A whole number, signed. Raises BadEncoding."""
    _expect(item, tag)
    if not 0 < len(item.value) <= 4096:
        raise BadEncoding("a number of no or too many octets")
    return int.from_bytes(item.value, "big", signed=True)


def natural(item: Item, tag: int = INTEGER) -> int:
    """A number that is never negative: field elements and moduli, for some issuers leave out the leading 00."""
    _expect(item, tag)
    if not 0 < len(item.value) <= 4096:
        raise BadEncoding("a number of no or too many octets")
    return int.from_bytes(item.value, "big")


def oid(item: Item) -> str:
    """An object identifier with dots. Raises BadEncoding."""
    _expect(item, OID)
    return dotted(item.value)


def dotted(value: bytes) -> str:
    """The content of an object identifier with dots. Raises BadEncoding."""
    if not 0 < len(value) <= _MOST_OID or value[-1] & 0x80:
        raise BadEncoding("not an object identifier")
    arcs, arc = [], 0
    for octet in value:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def octets(item: Item, depth: int = 0) -> bytes:
    """An octet string, joined when it came in pieces (BER). Raises BadEncoding."""
    if item.tag == OCTET_STRING:
        return item.value
    if item.tag != OCTET_STRING | 0x20 or depth > 4:
        raise BadEncoding(f"tag {item.tag:X} where an octet string should be")
    return b"".join(octets(piece, depth + 1) for piece in item.items())


def bits(item: Item) -> bytes:
    """A bit string of whole octets. Raises BadEncoding."""
    _expect(item, BIT_STRING)
    if not item.value or item.value[0] > 7:
        raise BadEncoding("not a bit string")
    return item.value[1:]


def text(item: Item) -> str:
    """A character string of any kind; what cannot be read becomes U+FFFD."""
    return item.value.decode(_CODECS.get(item.tag, "utf-8"), "replace")


def moment(item: Item) -> datetime:
    """UTCTime or GeneralizedTime, with a zone. Raises BadEncoding.

    Two digits of a year mean 1950 to 2049 (RFC 5280, 4.1.2.5.1). Seconds may be absent, as old issuers leave them out.
    "No end" is written as the last second of 9999 (RFC 5280, 4.1.2.5): what lies at an end of the calendar is drawn in
    by a week, so that whoever allows for a clock can add and take days.
    """
    if item.tag not in (UTC_TIME, GENERAL_TIME):
        raise BadEncoding(f"tag {item.tag:X} where a time should be")
    value = item.value
    if item.tag == UTC_TIME and not value[:14].isdigit():  # some write four digits of a year under this tag
        value = (b"20" if value[:2] < b"50" else b"19") + value
    found = re.fullmatch(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d{4})?", value)
    if found is None:
        raise BadEncoding("not a time")
    *numbers, zone = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    shift = timedelta()
    if zone not in (None, b"Z"):
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[:1] == b"-" else 1)
    try:
        told = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(shift))
        return min(max(told, _FIRST), _LAST).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadEncoding("not a time") from error


def _expect(item: Item, tag: int) -> None:
    if item.tag != tag:
        raise BadEncoding(f"tag {item.tag:X} where {tag:X} should be")


def write(tag: int, *values: bytes) -> bytes:
    """One data object around `values`, definite and shortest length."""
    value = b"".join(values)
    size = len(value)
    length = bytes([size]) if size < 0x80 else _long(size)
    return tag.to_bytes(max(1, (tag.bit_length() + 7) // 8), "big") + length + value


def _long(size: int) -> bytes:
    octets_ = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets_)]) + octets_


def write_integer(number: int) -> bytes:
    """A whole number that is not negative."""
    return write(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def write_oid(name: str) -> bytes:
    """An object identifier from its form with dots."""
    first, second, *rest = (int(arc) for arc in name.split("."))
    out = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return write(OID, bytes(out))
