"""Data groups with text: EF.COM, DG1, DG11, DG12 (ICAO Doc 9303-10, 4.6 and 4.7). Pictures: see `face`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.standards import ber
from models.standards.ber import BadEncoding, Item

EF_COM = 0x60
TAGS = {
    1: 0x61, 2: 0x75, 3: 0x63, 4: 0x76, 5: 0x65, 6: 0x66, 7: 0x67, 8: 0x68, 9: 0x69, 10: 0x6A, 11: 0x6B, 12: 0x6C,
    13: 0x6D, 14: 0x6E, 15: 0x6F, 16: 0x70,
}  # fmt: skip
_NUMBERS = {tag: number for number, tag in TAGS.items()}
_MOST_TEXT = 4096  # octets of one field
_MOST_FIELDS = 256
_ZONE_LENGTHS = {88: (44, 44), 72: (36, 36), 90: (30, 30, 30)}


def number_of(data: bytes) -> int | None:
    """Which data group a file is by its tag, 1..16, or None."""
    return _NUMBERS.get(data[0]) if data else None


@dataclass(frozen=True)
class COM:
    """EF.COM. lds, unicode: versions as digits; groups: numbers in the order given; unknown: tags that are none."""

    lds: str
    unicode: str
    groups: tuple[int, ...]
    unknown: tuple[int, ...] = ()


def com(data: bytes) -> COM:
    """EF.COM. Raises BadEncoding."""
    outer = ber.read_whole(data, EF_COM, 4096)
    listed = outer.need(0x5C).value
    lds, unicode = outer.find(0x5F01), outer.find(0x5F36)
    return COM(
        lds.value.decode("ascii", "replace") if lds else "",
        unicode.value.decode("ascii", "replace") if unicode else "",
        tuple(dict.fromkeys(_NUMBERS[tag] for tag in listed if tag in _NUMBERS)),
        tuple(tag for tag in listed if tag not in _NUMBERS),
    )


@dataclass(frozen=True)
class ChipZone:
    """DG1: the machine readable zone. lines: as `models.document.mrz.parse` takes them; kind: document code of one or
    two letters, `<` for none; issuer: of three; number: without fillers, of TD1 and TD2 with what overflows; expiry:
    None when it is no date."""

    lines: tuple[str, ...]
    kind: str
    issuer: str
    number: str
    expiry: date | None = None


def zone(data: bytes) -> ChipZone:
    """DG1. Raises BadEncoding for a zone of another length or alphabet; digits are `models.document.mrz`'s to check."""
    text = ber.read_whole(data, TAGS[1], 1024).need(0x5F1F).value
    lengths = _ZONE_LENGTHS.get(len(text))
    if lengths is None or not re.fullmatch(rb"[A-Z0-9<]+", text):
        raise BadEncoding(f"a zone of {len(text)} characters, or of others than A-Z 0-9 <")
    word, lines, at = text.decode("ascii"), [], 0
    for length in lengths:
        lines.append(word[at : at + length])
        at += length
    number = lines[0][5:14] if len(lines) == 3 else lines[1][:9]
    rest = lines[0][15:30] if len(lines) == 3 else lines[1][28:35]
    if len(lines[0]) != 44 and (lines[0][14] if len(lines) == 3 else lines[1][9]) == "<":
        number += rest.split("<")[0][:-1]
    digits = lines[1][8:14] if len(lines) == 3 else lines[1][21:27]
    return ChipZone(tuple(lines), lines[0][:2], lines[0][2:5], number.rstrip("<"), _expiry(digits))


def _expiry(digits: str) -> date | None:
    """YYMMDD; documents that chips are in expire in this century."""
    if not digits.isdecimal():
        return None
    return PartialDate(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])).date


@dataclass(frozen=True)
class PartialDate:
    """A date of which the month or the day may be unknown (0)."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    @property
    def date(self) -> date | None:
        """The day, when all of it is known and the calendar has it."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class PersonDetails:
    """DG11, additional personal details; empty or None where it says nothing. Names as written, fillers as spaces."""

    surname: str = ""
    given_names: str = ""
    other_names: tuple[str, ...] = ()
    personal_number: str = ""
    birth: PartialDate | None = None
    place_of_birth: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    telephone: str = ""
    profession: str = ""
    title: str = ""
    summary: str = ""
    custody: str = ""


@dataclass(frozen=True)
class Issue:
    """DG12, additional document details."""

    authority: str = ""
    issued: PartialDate | None = None
    endorsements: str = ""
    exit_requirements: str = ""
    personalised: str = ""
    system: str = ""


def person(data: bytes) -> PersonDetails:
    """DG11. Raises BadEncoding."""
    outer = ber.read_whole(data, TAGS[11], 1 << 20)
    fields = _fields(outer)
    surname, _, given = fields.get(0x5F0E, "").partition("<<")
    others = [item for item in outer.items(_MOST_FIELDS) if item.tag == 0xA0]
    return PersonDetails(
        surname=_spaced(surname),
        given_names=_spaced(given),
        other_names=tuple(_spaced(_text(i)) for o in others for i in o.items(64) if i.tag == 0x5F0F),
        personal_number=fields.get(0x5F10, "").strip("< "),
        birth=_date(outer.find(0x5F2B)),
        place_of_birth=_several(fields.get(0x5F11, "")),
        address=_several(fields.get(0x5F42, "")),
        telephone=fields.get(0x5F12, "").strip("< "),
        profession=_spaced(fields.get(0x5F13, "")),
        title=_spaced(fields.get(0x5F14, "")),
        summary=fields.get(0x5F15, ""),
        custody=fields.get(0x5F18, ""),
    )


def issue(data: bytes) -> Issue:
    """DG12. Raises BadEncoding."""
    outer = ber.read_whole(data, TAGS[12], 4 << 20)
    fields = _fields(outer)
    return Issue(
        authority=_spaced(fields.get(0x5F19, "")),
        issued=_date(outer.find(0x5F26)),
        endorsements=fields.get(0x5F1B, ""),
        exit_requirements=fields.get(0x5F1C, ""),
        personalised=fields.get(0x5F55, ""),
        system=fields.get(0x5F56, ""),
    )


def _fields(outer: Item) -> dict[int, str]:
    return {item.tag: _text(item) for item in outer.items(_MOST_FIELDS) if not item.constructed and item.tag != 0x5C}


def _text(item: Item) -> str:
    """UTF-8; some chips write Latin-1. Control characters are taken out."""
    value = item.value[:_MOST_TEXT]
    try:
        word = value.decode("utf-8")
    except UnicodeDecodeError:
        word = value.decode("latin-1")
    return "".join(c for c in word if c.isprintable())


def _spaced(word: str) -> str:
    return " ".join(word.replace("<", " ").split())


def _several(word: str) -> tuple[str, ...]:
    return tuple(part for piece in re.split("<+", word) if (part := piece.strip()))


def _date(item: Item | None) -> PartialDate | None:
    """CCYYMMDD as four octets of two digits, or as eight characters; None: absent or neither."""
    if item is None:
        return None
    digits = item.value.hex() if len(item.value) == 4 else item.value.decode("ascii", "replace").replace("<", "0")
    if not re.fullmatch(r"\d{8}", digits, re.ASCII):
        return None
    return PartialDate(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
