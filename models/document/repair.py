"""Mending what an optical reader confuses, and only that: a repair is kept where a check digit, a field's alphabet or
the table of states leaves no other reading. The name has no digit; there a figure can only be its look-alike letter,
and the officer confirms the name anyhow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from models.document.layout import CONGRUENT, FILLER, LAYOUTS, Layout, Span, check_digit, long_number
from models.document.lines import BadMrz, Concern, check_digits, layout_of, normalise, shape, split
from models.document.mrz import Mrz, parse
from models.document.states import STATES, IssuingState, StateKind, same_state, state

# Characters of OCR-B that readers take for one another. Where an alphabet admits one of a pair, that one is meant.
_TO_DIGIT = str.maketrans("OQDUILJZSGTB", "000011125678")
_TO_LETTER = str.maketrans("012568", "OIZSGB")
_ALIKE = ("0ODQ", "1IL", "2Z", "5S", "6G", "8B")
# Of the pairs that no check digit can tell (layout.CONGRUENT), those that eyes and readers take for one another.
_MISTAKEN = ("6G", "GQ", "1L", "0U", "0A", "8S", "5Z", "FP", "MW", "HR", "BV", "4Y", "JT", "7R", "9J", "DN", "KA", "XN")
_DIGIT_FIELDS = ("number_digit", "birth", "birth_digit", "expiry", "expiry_digit", "composite_digit")
_LETTER_FIELDS = ("code", "issuer", "name", "nationality")
_STATE_FIELDS = ("issuer", "nationality")
_STRAY = 2  # letters at most that a reader sees among the fillers behind a name; more are a name


def read_repaired(lines: str | Sequence[str], today: date) -> Mrz:
    """As `parse`, for lines that were read from a picture: repaired where that can be proved (`Mrz.repaired` names the
    fields), and refused where no digit proves what a misreading may have made: a state that no table knows, a passport
    whose issuer and nationality differ, a name that none can be, a kind of document that is not in Doc 9303.

    `Mrz.concerns` then also points out the characters that no check digit can tell from others ("look_alike").
    Raises BadMrz as `parse` does; the error then speaks of the lines as they were given.
    """
    try:
        clean, strays = _without_strays(lines)
        mrz = parse(_states_mended(clean)[0], today)
        changed: tuple[str, ...] = (*(("name",) if strays else ()), *_states_mended(clean)[1])
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
    _require_proof(mrz)
    return replace(mrz, repaired=changed, concerns=(*mrz.concerns, *look_alikes(mrz)))


def look_alikes(mrz: Mrz) -> tuple[Concern, ...]:
    """The places whose character a reader may have taken for one that every check digit accepts in its stead."""
    layout = LAYOUTS[mrz.kind]
    found = []
    for name in ("number", "optional", "optional2"):
        span = layout.spans().get(name)
        for column, character in enumerate(span.of(mrz.lines) if span else "", span.start if span else 0):
            others = mistaken_for(character)
            if span is not None and others and character != FILLER:
                found.append(Concern("look_alike", name, Span(span.line, column, column + 1), (character, *others)))
    return tuple(found)


def mistaken_for(character: str) -> tuple[str, ...]:
    """Characters that look like `character` and that no check digit can tell from it: "G" for "6", "L" for "1"."""
    pairs = (pair for pair in _MISTAKEN if character in pair)
    return tuple(other for pair in pairs if (other := pair.replace(character, "")) in CONGRUENT[character])


def _require_proof(mrz: Mrz) -> None:
    """Raises BadMrz for what holds by its digits, but is rather a misreading where no digit reaches."""
    layout = LAYOUTS[mrz.kind]
    for concern in mrz.concerns:
        if concern.code == "state_unknown":
            raise BadMrz("mrz_state", f"no state has the code of the {concern.field}", concern.field, concern.span)
        if concern.code == "kind_unusual":
            raise BadMrz("mrz_kind", "no document of this size has such a code", "code", layout.code)
        if concern.code == "name_implausible":
            raise BadMrz("mrz_name", "no name has such letters", "name", layout.name)
    field = layout.name.of(mrz.lines)
    if mrz.name_may_be_cut and FILLER * 2 not in field:
        raise BadMrz("mrz_name", "fillers behind the name may have been read as letters", "name", layout.name)
    issuer, nationality = state(mrz.issuer), state(mrz.nationality)
    if mrz.kind == "TD3" and issuer and nationality and not _may_differ(issuer, nationality):
        raise BadMrz("mrz_state", "issuer and nationality of a passport differ", "nationality", layout.nationality)


def _may_differ(issuer: IssuingState, nationality: IssuingState) -> bool:
    """Refugees and officials of an organisation carry passports of an issuer that is not their state."""
    return (
        same_state(issuer.code, nationality.code)
        or issuer.kind is not StateKind.STATE
        or nationality.kind in (StateKind.PERSON, StateKind.BRITISH)
    )


def best_guess(lines: str | Sequence[str]) -> tuple[str, ...]:
    """The lines with every unambiguous alphabet repair and full width, for the officer to correct; never raises."""
    try:
        clean = normalise(lines)
        layout = layout_of(clean)
        return _by_alphabet(shape(_lengths(clean, layout), layout), layout)[0]
    except BadMrz:
        return split(lines)


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
    """Lines without the single letters that a reader sees among the fillers behind a name (Doc 9303-3, 4.6).

    Only where a given name was read before them: "<<<" may as well stand between the surname and the given names.
    """
    clean = normalise(lines)
    layout = layout_of(clean)
    line = clean[layout.name.line]
    name = line[layout.name.start :]
    end = name.find(FILLER * 3)
    rest = name[end:].strip(FILLER) if end >= 0 else ""
    single = len(rest.replace(FILLER, "")) <= _STRAY and FILLER * 2 in name[:end].strip(FILLER)
    if not rest or not single or len(line) > layout.width:
        return clean, False
    mended = line[: layout.name.start + end].ljust(layout.width, FILLER)
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
    """Letters turned to digits where only digits may stand, and the reverse; states towards their table."""
    lines, states = _states_mended(lines, layout)
    changed = list(states)
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
    order = ("code", "issuer", "name", "number", "nationality", "birth", "expiry", "composite")
    return lines, tuple(sorted(dict.fromkeys(changed), key=order.index))


def _states_mended(lines: tuple[str, ...], layout: Layout | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of states that no table has, turned to the only one that look-alikes make of them."""
    layout = layout or layout_of(lines)
    changed = []
    for name in _STATE_FIELDS:
        span: Span = getattr(layout, name)
        if len(lines[span.line]) < span.stop:
            continue
        text = span.of(lines)
        if state(text) is None and (mended := nearest_state(text)) is not None:
            lines = _with(lines, span, mended.ljust(3, FILLER))
            changed.append(name)
    return lines, tuple(changed)


def nearest_state(text: str) -> str | None:
    """The code in force that one or more look-alikes make of `text`, where it is the only one: "E6Y" is EGY."""
    printed = text.rstrip(FILLER)
    if not 1 <= len(printed) <= 3 or FILLER in printed:
        return None
    groups = [next((group for group in _ALIKE if c in group), c) for c in printed]
    codes = {"".join(c) for c in product(*groups)}
    found = [code for code in codes if code in STATES and STATES[code].kind not in _NO_TARGET]
    return found[0] if len(found) == 1 else None


_NO_TARGET = (StateKind.FORMER, StateKind.UNOFFICIAL)


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
