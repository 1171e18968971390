"""The machine readable zone of passports, cards and visas, read strictly by ICAO Doc 9303 (8th edition).

Only `parse` decides what is valid; compose.py writes such lines and repair.py mends what an optical reader confuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.document.layout import (
    DIGITS,
    FILLER,
    LAYOUTS,
    LETTERS,
    TD1,
    VALUES,
    Layout,
    Span,
    check_digit,
    long_number,
)
from models.errors import BiometricError

_LOOKS_LIKE_FILLER = str.maketrans(
    {"\u00ab": "<<", "\u2039": "<", "\u3008": "<", "\uff1c": "<", "\u2264": "<", "\u226a": "<<"}
)


class BadMrz(BiometricError):
    """A zone that is not valid.

    code: "mrz_line_count", "mrz_line_length", "mrz_character", "mrz_kind", "mrz_missing", "mrz_check_digit",
    "mrz_date", "mrz_sex". field: the first field at fault ("number", "birth", "expiry", "optional", "composite",
    "name" ...), fields: all whose digit is wrong, span: where the first one stands (None where no place can be named).
    """

    def __init__(
        self, code: str, detail: str, field: str, span: Span | None = None, fields: Sequence[str] = ()
    ) -> None:
        super().__init__(detail, code)
        self.field = field
        self.span = span
        self.fields = tuple(fields) or (field,)


@dataclass(frozen=True)
class Mrz:
    """What a valid zone says, fillers removed."""

    kind: str  # "TD1", "TD2", "TD3", "MRV-A", "MRV-B"
    code: str  # one or two letters: "P", "PD", "I", "V"
    issuer: str  # one to three letters; "D" is Germany
    number: str  # whole, also where it runs on into the optional data
    surname: str
    given_names: str  # "" where there are none
    nationality: str
    birth: str  # YYYY-MM-DD, "XX" (year "XXXX") for what is unknown
    sex: str  # "F", "M" or "X" (unspecified)
    expiry: date
    optional: str
    optional2: str
    lines: tuple[str, ...]  # as they must be printed: upper case, full width
    name_may_be_cut: bool = False  # the name fills its field to the last place (Doc 9303-3, 4.6: truncation)
    repaired: tuple[str, ...] = ()  # fields that repair.py changed, for the officer's eye


def normalise(lines: str | Sequence[str]) -> tuple[str, ...]:
    """Upper-case lines without blanks; look-alikes of the filler replaced, empty lines dropped.

    Raises BadMrz for a character that no zone holds.
    """
    raw = lines.splitlines() if isinstance(lines, str) else lines
    clean = tuple(re.sub(r"\s", "", str(line)).translate(_LOOKS_LIKE_FILLER).upper() for line in raw)
    clean = tuple(line for line in clean if line)
    for row, line in enumerate(clean):
        for column, character in enumerate(line):
            if character not in VALUES:
                where = Span(row, column, column + 1)
                raise BadMrz("mrz_character", f"line {row + 1}, column {column + 1}: not A-Z, 0-9 or <", "line", where)
    return clean


def layout_of(lines: tuple[str, ...]) -> Layout:
    """The kind of document, by the number and length of its lines and its first letter.

    Lines may lack trailing fillers. A visa whose lines are both short enough for MRV-B counts as MRV-B.
    """
    if len(lines) == TD1.count:
        return TD1
    if len(lines) != 2:
        raise BadMrz("mrz_line_count", f"{len(lines)} lines, 2 or 3 are needed", "line")
    wide = max(len(line) for line in lines) > 36
    if lines[0][0] == "V":
        return LAYOUTS["MRV-A" if wide else "MRV-B"]
    if wide and lines[0][0] != "P":
        raise BadMrz("mrz_kind", "44 columns begin with P (passport) or V (visa)", "code", Span(0, 0, 1))
    return LAYOUTS["TD3" if wide else "TD2"]


def shape(lines: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Every line at full width: surplus trailing fillers cut, missing ones added. Raises BadMrz where that fails."""
    shaped = []
    for row, line in enumerate(lines):
        text = line.rstrip(FILLER) if len(line) > layout.width else line
        if len(text) > layout.width:
            detail = f"line {row + 1} has {len(text)} characters, {layout.kind} has {layout.width}"
            raise BadMrz("mrz_line_length", detail, "line", Span(row, layout.width, len(text)))
        ends_in_digit = layout.composite_digit is not None and layout.composite_digit.line == row
        if ends_in_digit and len(text) < layout.width:
            detail = f"line {row + 1} has {len(text)} characters, {layout.kind} has {layout.width}"
            raise BadMrz("mrz_line_length", detail, "line", Span(row, len(text), layout.width))
        shaped.append(text.ljust(layout.width, FILLER))
    return tuple(shaped)


def parse(lines: str | Sequence[str], today: date) -> Mrz:
    """The content of two or three lines; `today` settles the century of the two-digit years.

    Raises BadMrz, and nothing else, for whatever is not a valid zone.
    """
    clean = normalise(lines)
    layout = layout_of(clean)
    full = shape(clean, layout)
    _check_alphabets(full, layout)
    check_digits(full, layout)
    overflow = long_number(full, layout)
    number = (overflow[0] if overflow else layout.number.of(full)).replace(FILLER, "")
    if not number:
        raise BadMrz("mrz_missing", "the document number is empty", "number", layout.number)
    surname, given_names = _names(full, layout)
    expiry = _expiry(full, layout, today)
    return Mrz(
        kind=layout.kind,
        code=layout.code.of(full).rstrip(FILLER),
        issuer=_state(full, layout.issuer, "issuer"),
        number=number,
        surname=surname,
        given_names=given_names,
        nationality=_state(full, layout.nationality, "nationality"),
        birth=_birth(full, layout, today, expiry),
        sex=_sex(full, layout),
        expiry=expiry,
        optional=(overflow[2] if overflow else layout.optional.of(full)).strip(FILLER),
        optional2=layout.optional2.of(full).strip(FILLER) if layout.optional2 else "",
        lines=full,
        name_may_be_cut=not layout.name.of(full).endswith(FILLER),
    )


def check_digits(lines: tuple[str, ...], layout: Layout) -> None:
    """Raises BadMrz naming every field whose digit does not fit; `lines` are at full width."""
    overflow = long_number(lines, layout)
    number, digit = (overflow[0], overflow[1]) if overflow else (layout.number.of(lines), layout.number_digit.of(lines))
    wanted: list[tuple[str, str, str, Span]] = [
        ("number", number, digit, layout.number),
        ("birth", layout.birth.of(lines), layout.birth_digit.of(lines), layout.birth),
        ("expiry", layout.expiry.of(lines), layout.expiry_digit.of(lines), layout.expiry),
    ]
    if layout.optional_digit is not None:
        optional, printed = layout.optional.of(lines), layout.optional_digit.of(lines)
        if printed != FILLER or optional.strip(FILLER):  # Doc 9303-4: an unused field may carry a filler for a digit
            wanted.append(("optional", optional, printed, layout.optional))
    wrong = [(name, printed, check_digit(text), span) for name, text, printed, span in wanted]
    wrong = [entry for entry in wrong if entry[1] != entry[2]]
    if not wrong and layout.composite_digit is not None:
        text = "".join(span.of(lines) for span in layout.composite)
        printed = layout.composite_digit.of(lines)
        if printed != check_digit(text):
            wrong.append(("composite", printed, check_digit(text), layout.composite_digit))
    if wrong:
        detail = "; ".join(f"{name}: digit {printed} printed, {right} computed" for name, printed, right, _ in wrong)
        raise BadMrz("mrz_check_digit", detail, wrong[0][0], wrong[0][3], [entry[0] for entry in wrong])


def _check_alphabets(lines: tuple[str, ...], layout: Layout) -> None:
    """Letters where only letters may stand, digits where only digits may (Doc 9303-3, 4.3)."""
    for name, allowed in (
        ("code", LETTERS + FILLER),
        ("issuer", LETTERS + FILLER),
        ("name", LETTERS + FILLER),
        ("nationality", LETTERS + FILLER),
        ("birth", DIGITS + FILLER + "X"),
        ("birth_digit", DIGITS),
        ("expiry", DIGITS),
        ("expiry_digit", DIGITS),
        ("number_digit", DIGITS + (FILLER if layout.long_number else "")),
        ("composite_digit", DIGITS),
    ):
        span: Span | None = getattr(layout, name)
        if span is None:
            continue
        for column, character in enumerate(span.of(lines), span.start):
            if character not in allowed:
                where = Span(span.line, column, column + 1)
                letters = "letters" if "A" in allowed else "digits"
                raise BadMrz("mrz_character", f"{name} holds {letters} only", name.removesuffix("_digit"), where)
    if lines[0][0] == FILLER:
        raise BadMrz("mrz_kind", "the document code is empty", "code", layout.code)


def _state(lines: tuple[str, ...], span: Span, name: str) -> str:
    """A state or organisation: three letters, or fewer followed by fillers, as D for Germany (Doc 9303-3, 5)."""
    text = span.of(lines).rstrip(FILLER)
    if not text or FILLER in text:
        raise BadMrz("mrz_missing", f"{name} is empty or has a gap", name, span)
    return text


def _names(lines: tuple[str, ...], layout: Layout) -> tuple[str, str]:
    """Primary and secondary identifier, parted by two fillers (Doc 9303-3, 4.6)."""
    primary, _, secondary = layout.name.of(lines).rstrip(FILLER).partition(FILLER * 2)
    surname = " ".join(primary.split(FILLER)).strip()
    if not surname:
        raise BadMrz("mrz_missing", "the name is empty", "name", layout.name)
    return surname, " ".join(part for part in secondary.split(FILLER) if part)


def _sex(lines: tuple[str, ...], layout: Layout) -> str:
    sex = layout.sex.of(lines)
    if sex in "MF":
        return sex
    if sex in (FILLER, "X"):
        return "X"
    raise BadMrz("mrz_sex", "the sex is M, F or a filler", "sex", layout.sex)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _expiry(lines: tuple[str, ...], layout: Layout, today: date) -> date:
    """The date with these last two digits of the year that lies nearest to today."""
    text = layout.expiry.of(lines)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    first = today.year // 100 * 100 + year - 100
    found = [d for century in (0, 100, 200) if (d := _date(max(first + century, 1), month, day)) is not None]
    if not found:
        raise BadMrz("mrz_date", "the expiry is no date of the calendar", "expiry", layout.expiry)
    return min(found, key=lambda d: abs(d - today))


def _birth(lines: tuple[str, ...], layout: Layout, today: date, expiry: date) -> str:
    """Birth as YYYY-MM-DD; the latest century in which it is neither in the future nor after the expiry.

    Unknown parts are fillers (Doc 9303-3, 4.8); "XX" and a month or day "00" are met in practice and read alike.
    """
    text = layout.birth.of(lines)
    parts = [None if part in ("<<", "XX") else part for part in (text[:2], text[2:4], text[4:])]
    parts = [parts[0], *(None if part == "00" else part for part in parts[1:])]
    if any(part is not None and not part.isdigit() for part in parts):
        raise BadMrz("mrz_date", "the birth mixes digits and fillers in one part", "birth", layout.birth)
    year, month, day = (None if part is None else int(part) for part in parts)
    if _date(2000, month or 1, day or 1) is None:  # a leap year: 29 February is judged with its century below
        raise BadMrz("mrz_date", "the birth is no date of the calendar", "birth", layout.birth)
    tail = f"{parts[1] or 'XX'}-{parts[2] or 'XX'}"
    if year is None:
        return f"XXXX-{tail}"
    latest = min(today, expiry)
    for century in (latest.year // 100 * 100, latest.year // 100 * 100 - 100):
        earliest = _date(century + year, month or 1, day or 1) if century + year > 0 else None
        if earliest is not None and earliest <= latest:
            return f"{century + year:04d}-{tail}"
    raise BadMrz("mrz_date", "the birth is no date of the calendar", "birth", layout.birth)
