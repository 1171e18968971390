"""The lines of a machine readable zone as text: cut, cleaned, brought to full width, and held against its check digits
and alphabets (ICAO Doc 9303, 8th edition). What they say is mrz.py's matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.document.layout import DIGITS, FILLER, LAYOUTS, LETTERS, TD1, VALUES, Layout, Span, check_digit, long_number
from models.errors import BiometricError

REJECT = "?"  # stands for a character that a reader gave up; see wedge.py

_TOO_LONG = 4096  # characters of a text that is looked at; a zone has 90
_LOOKS_LIKE_FILLER = str.maketrans(
    {"\u00ab": "<<", "\u2039": "<", "\u3008": "<", "\uff1c": "<", "\u2264": "<", "\u226a": "<<"}
)
_ONE_LINE = {88: 44, 90: 30, 72: 36}  # a whole zone sent without line ends, and the width it is cut at


class BadMrz(BiometricError):
    """A zone that is not valid.

    code: "mrz_line_count", "mrz_line_length", "mrz_character", "mrz_rejected" (a reader gave a character up),
    "mrz_kind", "mrz_missing", "mrz_check_digit", "mrz_date", "mrz_sex"; of a photographed zone also "mrz_state" (no
    such code, or issuer and nationality of a passport differ), "mrz_name" (no plausible name), "mrz_doubtful" (read
    with too little certainty where no digit proves it). field: the first field at fault ("number", "birth", "expiry",
    "optional", "composite", "name" ...), fields: all whose digit is wrong, span: where the first one stands (None
    where no place can be named).
    """

    def __init__(
        self, code: str, detail: str, field: str, span: Span | None = None, fields: Sequence[str] = ()
    ) -> None:
        super().__init__(detail, code)
        self.field = field
        self.span = span
        self.fields = tuple(fields) or (field,)


@dataclass(frozen=True)
class Concern:
    """Something the officer must know of, or answer, although the digits hold.

    code, with field: "state_unknown", "state_unusual" (issuer, nationality), "states_differ" (nationality),
    "kind_unusual" (code), "surname_empty", "name_may_be_cut", "name_implausible" (name), "expiry_permanent",
    "expiry_century" (expiry), "birth_century" (birth), "look_alike" (number, optional ...: characters that no check
    digit can tell from `choices`). choices: what it may be instead, the value taken first; dates as YYYY-MM-DD,
    permanent as "9999-12-31". asks: the value must not be used before the officer has chosen or confirmed.
    """

    code: str
    field: str
    span: Span | None = None
    choices: tuple[str, ...] = ()
    asks: bool = False


def split(lines: str | Sequence[str]) -> tuple[str, ...]:
    """Upper-case lines without blanks, look-alikes of the filler replaced, empty lines dropped.

    A text is cut at line ends and TABs; one line of 88, 90 or 72 characters is cut as a whole zone would be.
    """
    raw = (
        [part for line in lines[:_TOO_LONG].splitlines() for part in line.split("\t")]
        if isinstance(lines, str)
        else lines
    )
    clean = tuple(re.sub(r"\s", "", str(line)[:_TOO_LONG]).translate(_LOOKS_LIKE_FILLER).upper() for line in raw)
    clean = tuple(line for line in clean if line)
    if len(clean) == 1 and len(clean[0]) in _ONE_LINE:
        width = _ONE_LINE[len(clean[0])]
        return tuple(clean[0][at : at + width] for at in range(0, len(clean[0]), width))
    return clean


def normalise(lines: str | Sequence[str]) -> tuple[str, ...]:
    """As `split`. Raises BadMrz for a character that no zone holds, or that a reader gave up (REJECT)."""
    clean = split(lines)
    for row, line in enumerate(clean):
        for column, character in enumerate(line):
            if character not in VALUES:
                where = Span(row, column, column + 1)
                place = f"line {row + 1}, column {column + 1}"
                if character == REJECT:
                    raise BadMrz("mrz_rejected", f"{place}: the reader could not read it", "line", where)
                raise BadMrz("mrz_character", f"{place}: not A-Z, 0-9 or <", "line", where)
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


def check_digits(lines: tuple[str, ...], layout: Layout) -> None:
    """Raises BadMrz naming every field whose digit does not fit; `lines` are at full width."""
    problem = wrong_digits(lines, layout)
    if problem is not None:
        raise problem


def wrong_digits(lines: tuple[str, ...], layout: Layout) -> BadMrz | None:
    overflow = long_number(lines, layout)
    number, digit = (overflow[0], overflow[1]) if overflow else (layout.number.of(lines), layout.number_digit.of(lines))
    wanted: list[tuple[str, str, str, Span]] = [("number", number, digit, layout.number)]
    for name, span, place in (
        ("birth", layout.birth, layout.birth_digit),
        ("expiry", layout.expiry, layout.expiry_digit),
    ):
        wanted.append((name, span.of(lines), place.of(lines), span))
    if layout.optional_digit is not None:
        wanted.append(("optional", layout.optional.of(lines), layout.optional_digit.of(lines), layout.optional))
    # Doc 9303-4: an unused field may carry a filler for a digit; a document without expiry is printed so, too
    unused = ("birth", "expiry", "optional")
    wrong = [
        (name, printed, check_digit(text), span)
        for name, text, printed, span in wanted
        if printed != check_digit(text) and not (name in unused and printed == FILLER and not text.strip(FILLER))
    ]
    if not wrong and layout.composite_digit is not None:
        text = "".join(span.of(lines) for span in layout.composite)
        printed = layout.composite_digit.of(lines)
        if printed != check_digit(text):
            wrong.append(("composite", printed, check_digit(text), layout.composite_digit))
    if not wrong:
        return None
    detail = "; ".join(f"{name}: digit {printed} printed, {right} computed" for name, printed, right, _ in wrong)
    return BadMrz("mrz_check_digit", detail, wrong[0][0], wrong[0][3], [entry[0] for entry in wrong])


def alphabets(lines: tuple[str, ...], layout: Layout) -> list[BadMrz]:
    """Letters where only letters may stand, digits where only digits may (Doc 9303-3, 4.3); one problem a field."""
    problems: list[BadMrz] = []
    for name, allowed in (
        ("code", LETTERS + FILLER),
        ("issuer", LETTERS + FILLER),
        ("name", LETTERS + FILLER),
        ("nationality", LETTERS + FILLER),
        ("birth", DIGITS + FILLER + "X"),
        ("birth_digit", DIGITS + FILLER),
        ("expiry", DIGITS + FILLER),
        ("expiry_digit", DIGITS + FILLER),
        ("number_digit", DIGITS + (FILLER if layout.long_number else "")),
        ("composite_digit", DIGITS),
    ):
        span: Span | None = getattr(layout, name)
        if span is None:
            continue
        field = name.removesuffix("_digit")
        for column, character in enumerate(span.of(lines), span.start):
            if character not in allowed and all(problem.field != field for problem in problems):
                where = Span(span.line, column, column + 1)
                letters = "letters" if "A" in allowed else "digits"
                problems.append(BadMrz("mrz_character", f"{name} holds {letters} only", field, where))
    expiry = layout.expiry.of(lines)
    if FILLER in expiry and expiry.strip(FILLER) and all(problem.field != "expiry" for problem in problems):
        problems.append(BadMrz("mrz_date", "a part of the expiry is not printed", "expiry", layout.expiry))
    if lines[0][0] == FILLER:
        problems.append(BadMrz("mrz_kind", "the document code is empty", "code", layout.code))
    return problems
