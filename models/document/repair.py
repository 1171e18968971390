"""Mending what an optical reader confuses, and only that: a repair is kept where a check digit or a field's alphabet
leaves no other reading. The name has no digit; there a figure can only be its look-alike letter, and the officer
confirms the name anyhow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from models.document.layout import FILLER, Layout, Span, check_digit, long_number
from models.document.mrz import BadMrz, Mrz, check_digits, layout_of, normalise, parse, shape

# Characters of OCR-B that readers take for one another. Where an alphabet admits one of a pair, that one is meant.
_TO_DIGIT = str.maketrans("OQDUILJZSGTB", "000011125678")
_TO_LETTER = str.maketrans("01258", "OIZSB")
_ALIKE = ("0ODQ", "1IL", "2Z", "5S", "6G", "8B")
_DIGIT_FIELDS = ("number_digit", "birth", "birth_digit", "expiry", "expiry_digit", "composite_digit")
_LETTER_FIELDS = ("code", "issuer", "name", "nationality")


def read_repaired(lines: str | Sequence[str], today: date) -> Mrz:
    """As `parse`, after repairing what can be proved; `Mrz.repaired` names the fields that were changed.

    Raises BadMrz as `parse` does; the error then speaks of the lines as they were given.
    """
    try:
        clean, strays = _without_strays(lines)
        mrz = parse(clean, today)
        return replace(mrz, repaired=("name",)) if strays else mrz
    except BadMrz as error:
        try:
            fixed, changed = _repair(lines)
        except BadMrz:
            raise error from None
        if fixed is None:
            raise
        try:
            mrz = parse(fixed, today)
        except BadMrz:
            raise error from None
        return replace(mrz, repaired=changed)


def best_guess(lines: str | Sequence[str]) -> tuple[str, ...]:
    """The lines with every unambiguous alphabet repair and full width, for the officer to correct; never raises."""
    try:
        clean = normalise(lines)
        layout = layout_of(clean)
        return _by_alphabet(shape(_lengths(clean, layout), layout), layout)[0]
    except BadMrz:
        raw = lines.splitlines() if isinstance(lines, str) else lines
        return tuple(re.sub(r"\s", "", str(line)).upper() for line in raw)


def _repair(lines: str | Sequence[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    clean, strays = _without_strays(lines)
    layout = layout_of(clean)
    full = shape(_lengths(clean, layout), layout)
    full, changed = _by_alphabet(full, layout)
    changed = ("name", *changed) if strays and "name" not in changed else changed
    if _holds(full, layout):
        return full, changed
    found = [lines for lines in _numbers(full, layout) if _holds(lines, layout)]
    return (found[0], (*changed, "number")) if len(found) == 1 else (None, ())


def _without_strays(lines: str | Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Lines whose name does not go on after three fillers: nothing is printed there (Doc 9303-3, 4.6)."""
    clean = normalise(lines)
    layout = layout_of(clean)
    line = clean[layout.name.line]
    end = line.find(FILLER * 3, layout.name.start)
    if end < 0 or not line[end:].strip(FILLER) or len(line) > layout.width:
        return clean, False
    mended = line[:end].ljust(layout.width, FILLER)
    return (*clean[: layout.name.line], mended, *clean[layout.name.line + 1 :]), True


def _holds(lines: tuple[str, ...], layout: Layout) -> bool:
    try:
        check_digits(lines, layout)
    except BadMrz:
        return False
    return True


def _lengths(lines: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Lines in which a reader lost or doubled fillers: the only long run of fillers of a line with digits is fitted."""
    fitted = []
    for row, line in enumerate(lines):
        missing = layout.width - len(line)
        runs = [m for m in re.finditer("<{3,}", line) if m.end() < len(line)]
        ends_in_digit = layout.composite_digit is not None and layout.composite_digit.line == row
        if missing and ends_in_digit and len(runs) == 1 and len(runs[0][0]) + missing > 0:
            run = runs[0]
            line = line[: run.start()] + FILLER * (len(run[0]) + missing) + line[run.end() :]  # noqa: PLW2901
        fitted.append(line)
    return tuple(fitted)


def _by_alphabet(lines: tuple[str, ...], layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Letters turned to digits where only digits may stand, and the reverse."""
    changed = []
    for names, table in ((_DIGIT_FIELDS, _TO_DIGIT), (_LETTER_FIELDS, _TO_LETTER)):
        for name in names:
            span = layout.spans().get(name)
            if span is None:
                continue
            text = span.of(lines)
            mended = text.translate(table)
            if mended != text:
                lines = _with(lines, span, mended)
                changed.append(name.removesuffix("_digit"))
    return lines, tuple(dict.fromkeys(changed))


def _with(lines: tuple[str, ...], span: Span, text: str) -> tuple[str, ...]:
    line = lines[span.line]
    return (*lines[: span.line], line[: span.start] + text + line[span.stop :], *lines[span.line + 1 :])


def _numbers(lines: tuple[str, ...], layout: Layout) -> Iterator[tuple[str, ...]]:
    """Lines for every number that one look-alike makes of the printed one and that its own digit accepts.

    Only one character: the composite weighs the number as its own digit does, so it cannot prove a second.
    """
    if long_number(lines, layout):
        return  # the tail lies in data of free form: too many readings would fit
    number, printed = layout.number.of(lines), layout.number_digit.of(lines)
    for place, character in enumerate(number):
        for other in next((group.replace(character, "") for group in _ALIKE if character in group), ""):
            text = number[:place] + other + number[place + 1 :]
            if check_digit(text) == printed:
                yield _with(lines, layout.number, text)
