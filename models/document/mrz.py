"""The machine readable zone of passports, cards and visas, read strictly by ICAO Doc 9303 (8th edition).

`examine` says of any text what of it holds, what is missing and what is refused; `parse` gives the whole content or
raises. compose.py writes such lines and repair.py mends what an optical reader confuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.document.dates import PERMANENT as PERMANENT  # noqa: PLC0414  words of a zone's reader
from models.document.dates import birth_of, expiry_of
from models.document.layout import FILLER, VALUES, Layout, Span, long_number
from models.document.lines import REJECT as REJECT  # noqa: PLC0414
from models.document.lines import BadMrz as BadMrz  # noqa: PLC0414
from models.document.lines import Concern as Concern  # noqa: PLC0414
from models.document.lines import alphabets, layout_of, normalise, shape, split, wrong_digits
from models.document.states import StateKind, state

_NO_REPEAT = re.compile(r"([A-HJ-Z])\1\1")  # three alike: a regnal "III" is the only one that names have
_NO_VOWEL = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{8}")


@dataclass(frozen=True)
class Mrz:
    """What a valid zone says, fillers removed."""

    kind: str  # "TD1", "TD2", "TD3", "MRV-A", "MRV-B"
    code: str  # one or two letters: "P", "PD", "I", "V"
    issuer: str  # one to three letters; "D" is Germany
    number: str  # whole, also where it runs on into the optional data
    surname: str  # "" where only given names are printed
    given_names: str  # "" where there are none
    nationality: str
    birth: str  # YYYY-MM-DD, "XX" (year "XXXX") for what is unknown
    sex: str  # "F", "M" or "X" (unspecified)
    expiry: date  # PERMANENT where the document states no last day
    optional: str
    optional2: str
    lines: tuple[str, ...]  # as they must be printed: upper case, full width
    name_may_be_cut: bool = False  # the name fills its field to the last place (Doc 9303-3, 4.6: truncation)
    repaired: tuple[str, ...] = ()  # fields that repair.py changed, for the officer's eye
    concerns: tuple[Concern, ...] = ()

    @property
    def is_visa(self) -> bool:
        """A visa (Doc 9303-7) belongs to a stay, beside a passport; it identifies nobody."""
        return self.kind.startswith("MRV")

    @property
    def permanent(self) -> bool:
        return self.expiry == PERMANENT

    @property
    def questions(self) -> tuple[Concern, ...]:
        """What the officer must answer before the values are used."""
        return tuple(concern for concern in self.concerns if concern.asks)


@dataclass(frozen=True)
class ZonePart:
    """One field as printed. text: with fillers; value: as it would be entered, "" where nothing usable stands there;
    code: why the value is refused or missing (codes of BadMrz), "" where it holds."""

    name: str  # "code", "issuer", "number", "surname", "given_names", "nationality", "birth", "sex", "expiry"
    text: str
    value: str
    code: str = ""
    span: Span | None = None


PARTS = ("code", "issuer", "number", "surname", "given_names", "nationality", "birth", "sex", "expiry")
_NEEDED = ("code", "issuer", "number", "surname", "nationality", "birth", "sex", "expiry")


@dataclass(frozen=True)
class Examination:
    """What any text tells as a zone: all of it (`mrz`), or the parts that manual entry can start from."""

    lines: tuple[str, ...]  # full width where the kind is known, else as given
    kind: str = ""  # "" where no kind of zone fits
    mrz: Mrz | None = None
    problems: tuple[BadMrz, ...] = ()  # the gravest first
    parts: tuple[ZonePart, ...] = ()  # in the order of PARTS; none where no kind fits
    concerns: tuple[Concern, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts that are not printed; every needed one where no kind of zone fits."""
        if not self.parts:
            return _NEEDED
        return tuple(part.name for part in self.parts if part.code == "mrz_missing")

    @property
    def refused(self) -> tuple[str, ...]:
        """Parts that are printed, but do not hold."""
        return tuple(part.name for part in self.parts if part.code not in ("", "mrz_missing"))


def parse(lines: str | Sequence[str], today: date) -> Mrz:
    """The content of two or three lines; `today` settles the century of the two-digit years.

    What only the officer can settle stands in `Mrz.concerns`. Raises BadMrz, and nothing else, for whatever is not a
    valid zone, or one that lacks a nationality or a possible birth date: `examine` has the parts of that.
    """
    examination = examine(lines, today)
    if examination.mrz is None:
        raise examination.problems[0]
    return examination.mrz


def examine(lines: str | Sequence[str], today: date) -> Examination:
    """What `lines` tell as a zone, whatever they are; never raises."""
    try:
        clean = normalise(lines)
        layout = layout_of(clean)
        full = shape(clean, layout)
    except BadMrz as problem:
        return _broken(lines, problem, today)
    return _examined(full, layout, today)


def _broken(lines: str | Sequence[str], problem: BadMrz, today: date) -> Examination:
    """Lines of a wrong length or with foreign characters: the parts that can be told all the same.

    A character given up stands as a filler while the rest is looked at; every field it lies in is refused.
    """
    clean = split(lines)
    try:
        guess = tuple("".join(c if c in VALUES else FILLER for c in line) for line in clean)
        layout = layout_of(guess)
        full = tuple(line[: layout.width].ljust(layout.width, FILLER) for line in guess)
    except BadMrz:
        return Examination(clean, problems=(problem,))
    seen = _examined(full, layout, today)
    spoilt = {
        (row, column)
        for row, line in enumerate(clean)
        for column, c in enumerate(line.ljust(layout.width, "\0")[: layout.width])
        if c not in VALUES and not (c == "\0" and len(line) == layout.width)
    }
    odd = {row for row, line in enumerate(clean) if len(line) > layout.width}

    def judged(part: ZonePart) -> ZonePart:
        span = part.span
        if span is None or part.code:
            return part
        hit = span.line in odd or any((span.line, column) in spoilt for column in range(span.start, span.stop))
        return ZonePart(part.name, part.text, "", problem.code, span) if hit and part.name not in _NAMES else part

    return Examination(
        clean, layout.kind, None, (problem, *seen.problems), tuple(map(judged, seen.parts)), seen.concerns
    )


_NAMES = ("surname", "given_names")


def _examined(full: tuple[str, ...], layout: Layout, today: date) -> Examination:
    problems = [*alphabets(full, layout)]
    digits = wrong_digits(full, layout)
    problems += [digits] if digits is not None else []
    found = {name: problem.code for problem in reversed(problems) for name in problem.fields}
    concerns: list[Concern] = []

    def settled(name: str, problem: BadMrz | None) -> None:
        if problem is not None and name not in found:
            problems.append(problem)
            found[name] = problem.code

    overflow = long_number(full, layout)
    number = (overflow[0] if overflow else layout.number.of(full)).replace(FILLER, "")
    if not number:
        settled("number", BadMrz("mrz_missing", "the document number is empty", "number", layout.number))
    surname, given_names = _names(full, layout)
    if not surname and not given_names:
        settled("name", BadMrz("mrz_missing", "the name is empty", "name", layout.name))
    states = {}
    for name, span in (("issuer", layout.issuer), ("nationality", layout.nationality)):
        states[name], problem = _state(full, span, name)
        settled(name, problem)
    expiry, questions = expiry_of(full, layout, today) if "expiry" not in found else (None, ())
    if expiry is None:
        settled("expiry", BadMrz("mrz_date", "the expiry is no date of the calendar", "expiry", layout.expiry))
    concerns += questions
    birth, problem, questions = birth_of(full, layout, today, expiry) if "birth" not in found else ("", None, ())
    settled("birth", problem)
    concerns += questions
    sex = _sex(full, layout)
    if not sex:
        settled("sex", BadMrz("mrz_sex", "the sex is M, F or a filler", "sex", layout.sex))
    code = layout.code.of(full).rstrip(FILLER)
    cut = not layout.name.of(full).endswith(FILLER)
    concerns = [*_concerns(full, layout, code, states, surname, cut), *concerns]
    values = {
        "code": code, "issuer": states["issuer"], "number": number, "surname": surname, "given_names": given_names,
        "nationality": states["nationality"], "birth": birth, "sex": sex,
        "expiry": expiry.isoformat() if expiry else "",
    }  # fmt: skip
    parts = tuple(_part(name, values[name], found, full, layout) for name in PARTS)
    if problems:
        return Examination(full, layout.kind, None, tuple(problems), parts, tuple(concerns))
    mrz = Mrz(
        kind=layout.kind,
        code=code,
        issuer=states["issuer"],
        number=number,
        surname=surname,
        given_names=given_names,
        nationality=states["nationality"],
        birth=birth,
        sex=sex,
        expiry=expiry or PERMANENT,
        optional=(overflow[2] if overflow else layout.optional.of(full)).strip(FILLER),
        optional2=layout.optional2.of(full).strip(FILLER) if layout.optional2 else "",
        lines=full,
        name_may_be_cut=cut,
        concerns=tuple(concerns),
    )
    return Examination(full, layout.kind, mrz, (), parts, tuple(concerns))


def _part(name: str, value: str, found: dict[str, str], lines: tuple[str, ...], layout: Layout) -> ZonePart:
    field = "name" if name in _NAMES else name
    span: Span = getattr(layout, field)
    code = found.get(field, "")
    # a name or a number with one bad character is a better start than nothing; a wrong date or state is not
    kept = value if not code or (field in ("name", "number") and code != "mrz_missing") else ""
    return ZonePart(name, span.of(lines), kept, code, span)


def _state(lines: tuple[str, ...], span: Span, name: str) -> tuple[str, BadMrz | None]:
    """A state or organisation: three letters, or fewer followed by fillers, as D for Germany (Doc 9303-3, 5)."""
    text = span.of(lines).rstrip(FILLER)
    if not text:
        return "", BadMrz("mrz_missing", f"{name} is empty", name, span)
    if FILLER in text:
        return "", BadMrz("mrz_missing", f"{name} has a gap", name, span)
    return text, None


def _names(lines: tuple[str, ...], layout: Layout) -> tuple[str, str]:
    """Primary and secondary identifier, parted by two fillers (Doc 9303-3, 4.6).

    A third filler between them, printed or read, parts no more than two do. Where the field begins with two fillers
    the holder has no surname in this document, as some states print for people with given names only.
    """
    primary, _, secondary = layout.name.of(lines).rstrip(FILLER).partition(FILLER * 2)
    return tuple(" ".join(part for part in text.split(FILLER) if part) for text in (primary, secondary))  # type: ignore[return-value]


def plausible_name(field: str) -> bool:
    """Whether a name field may be one. Fillers taken for letters are not: they give runs that no name has."""
    return not _NO_REPEAT.search(field) and not _NO_VOWEL.search(field)


def _concerns(
    lines: tuple[str, ...], layout: Layout, code: str, states: dict[str, str], surname: str, cut: bool
) -> list[Concern]:
    concerns = []
    first = {"TD3": "P", "TD2": "ACIP", "TD1": "ACIP"}.get(layout.kind, "V")  # Doc 9303-4 to -7
    if code[:1] not in first:
        concerns.append(Concern("kind_unusual", "code", layout.code))
    for name, text in states.items():
        if not text:
            continue
        known, span = state(text), getattr(layout, name)
        if known is None:
            concerns.append(Concern("state_unknown", name, span))
        elif known.kind in (StateKind.FORMER, StateKind.UNOFFICIAL) or (
            known.kind is StateKind.PERSON and name == "issuer"
        ):
            concerns.append(Concern("state_unusual", name, span))
    name = layout.name.of(lines)
    if not surname and name.strip(FILLER):
        concerns.append(Concern("surname_empty", "name", layout.name))
    if cut:
        concerns.append(Concern("name_may_be_cut", "name", layout.name))
    if not plausible_name(name):
        concerns.append(Concern("name_implausible", "name", layout.name))
    return concerns


def _sex(lines: tuple[str, ...], layout: Layout) -> str:
    sex = layout.sex.of(lines)
    return {"M": "M", "F": "F", FILLER: "X", "X": "X"}.get(sex, "")
