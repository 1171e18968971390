"""Writing a machine readable zone: the lines a state would print, every check digit computed (ICAO Doc 9303)."""

from __future__ import annotations

import unicodedata
from datetime import date

from models.document.layout import FILLER, LAYOUTS, LETTERS, VALUES, Layout, Span, check_digit
from models.document.lines import BadMrz

# Doc 9303-3 section 6, where decomposing the letter is not the recommended writing
_TRANSLITERATION = str.maketrans(
    {"ß": "SS", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Ø": "OE", "Å": "AA", "Ä": "AE", "Ö": "OE", "Ü": "UE", "Þ": "TH",
     "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H", "Ŧ": "T", "Ŋ": "N", "İ": "I", "ı": "I", "'": "", "’": "", ".": "", ",": ""}
)  # fmt: skip


def transliterate(name: str) -> str:
    """A name in the letters of the zone: A to Z, one filler between parts; other characters are left out."""
    upper = unicodedata.normalize("NFC", name).upper().translate(_TRANSLITERATION)
    plain = unicodedata.normalize("NFKD", upper)
    parts = "".join(c if c in LETTERS else " " if c in " -\u2010\u2013" else "" for c in plain).split()
    return FILLER.join(parts)


def _name_field(surname: str, given_names: str, width: int) -> str:
    primary, secondary = transliterate(surname), transliterate(given_names)
    if not secondary:
        return primary[:width].ljust(width, FILLER)
    # Doc 9303-3, 4.6: a name too long is cut so that both parts are still seen
    room = width - 2 - min(len(secondary), max(1, width - 2 - len(primary)))
    return f"{primary[:room].rstrip(FILLER)}{FILLER * 2}{secondary}"[:width].ljust(width, FILLER)


def _birth_field(birth: str) -> str:
    year, month, day = birth.split("-")
    return "".join(FILLER * 2 if part.endswith("XX") else part[-2:] for part in (year, month, day))


def compose(
    kind: str,
    *,
    issuer: str,
    number: str,
    surname: str,
    nationality: str,
    birth: str,
    expiry: date,
    given_names: str = "",
    sex: str = "X",
    code: str = "",
    optional: str = "",
    optional2: str = "",
) -> tuple[str, ...]:
    """Valid lines of `kind` ("TD1", "TD2", "TD3", "MRV-A", "MRV-B").

    birth: "YYYY-MM-DD" with "XX" ("XXXX" for the year) for unknown parts. Names may be written in any case and with
    accents; they are transliterated and cut to fit. Raises BadMrz("mrz_line_length") where another field does not
    fit, BadMrz("mrz_character") where it holds what no zone can.
    """
    layout = LAYOUTS[kind]
    rows = [[FILLER] * layout.width for _ in range(layout.count)]
    number, overflow = _split_number(number, optional, layout)
    fields: dict[str, str] = {
        "code": code or {"TD1": "I", "TD2": "I", "TD3": "P"}.get(kind, "V"),
        "issuer": issuer,
        "name": _name_field(surname, given_names, layout.name.stop - layout.name.start),
        "number": number,
        "number_digit": FILLER if overflow else check_digit(number.ljust(9, FILLER)),
        "nationality": nationality,
        "birth": _birth_field(birth),
        "birth_digit": check_digit(_birth_field(birth)),
        "sex": FILLER if sex == "X" else sex,
        "expiry": expiry.strftime("%y%m%d"),
        "expiry_digit": check_digit(expiry.strftime("%y%m%d")),
        "optional": overflow or optional,
    }
    if layout.optional2 is not None:
        fields["optional2"] = optional2
    if layout.optional_digit is not None:
        fields["optional_digit"] = check_digit(optional.ljust(14, FILLER))
    for name, text in fields.items():
        _write(rows, getattr(layout, name), text, name)
    if layout.composite_digit is not None:
        lines = tuple("".join(row) for row in rows)
        covered = "".join(span.of(lines) for span in layout.composite)
        _write(rows, layout.composite_digit, check_digit(covered), "composite")
    return tuple("".join(row) for row in rows)


def _split_number(number: str, optional: str, layout: Layout) -> tuple[str, str]:
    """The number's nine places, and what stands in the optional data if it is longer than that ("" otherwise)."""
    if len(number) <= 9 or not layout.long_number:
        return number, ""
    _require(number, "number", layout.number)
    return number[:9], f"{number[9:]}{check_digit(number)}{FILLER}{optional}".rstrip(FILLER)


def _require(text: str, name: str, span: Span) -> None:
    if any(c not in VALUES for c in text):
        raise BadMrz("mrz_character", f"{name} may hold A-Z, 0-9 and < only", name, span)


def _write(rows: list[list[str]], span: Span, text: str, name: str) -> None:
    _require(text, name, span)
    if len(text) > span.stop - span.start:
        raise BadMrz("mrz_line_length", f"{name} has {len(text)} characters, {span.stop - span.start} fit", name, span)
    rows[span.line][span.start : span.start + len(text)] = list(text)
