"""The machine readable zone of passports, cards and visas, read strictly by ICAO Doc 9303 (8th edition).

`examine` says of any text what of it holds, what is missing and what is refused; `parse` gives the whole content or
raises. compose.py writes such lines and repair.py mends what an optical reader confuses.
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
from models.document.states import StateKind, state
from models.errors import BiometricError

PERMANENT = date.max  # the expiry of a document that states none, or the year 9999
REJECT = "?"  # stands for a character that a reader gave up; see wedge.py

OLDEST = 110  # years; a bearer older than this is not asked about (the oldest travellers known were about that age)
EXPIRED_LONG_AGO = 20  # years; no state issues a document for longer that has a last day at all
_TOO_LONG = 4096  # characters of a text that is looked at; a zone has 90

_LOOKS_LIKE_FILLER = str.maketrans(
    {"\u00ab": "<<", "\u2039": "<", "\u3008": "<", "\uff1c": "<", "\u2264": "<", "\u226a": "<<"}
)
_ONE_LINE = {88: 44, 90: 30, 72: 36}  # a whole zone sent without line ends, and the width it is cut at
_NO_REPEAT = re.compile(r"([A-HJ-Z])\1\1")  # three alike: a regnal "III" is the only one that names have
_NO_VOWEL = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{8}")


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
class Part:
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
    parts: tuple[Part, ...] = ()  # in the order of PARTS; none where no kind fits
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

    def judged(part: Part) -> Part:
        span = part.span
        if span is None or part.code:
            return part
        hit = span.line in odd or any((span.line, column) in spoilt for column in range(span.start, span.stop))
        return Part(part.name, part.text, "", problem.code, span) if hit and part.name not in _NAMES else part

    return Examination(
        clean, layout.kind, None, (problem, *seen.problems), tuple(map(judged, seen.parts)), seen.concerns
    )


_NAMES = ("surname", "given_names")


def _examined(full: tuple[str, ...], layout: Layout, today: date) -> Examination:
    problems = [*_alphabets(full, layout)]
    digits = _wrong_digits(full, layout)
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
    expiry, questions = _expiry(full, layout, today) if "expiry" not in found else (None, ())
    if expiry is None:
        settled("expiry", BadMrz("mrz_date", "the expiry is no date of the calendar", "expiry", layout.expiry))
    concerns += questions
    birth, problem, questions = _birth(full, layout, today, expiry) if "birth" not in found else ("", None, ())
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


def _part(name: str, value: str, found: dict[str, str], lines: tuple[str, ...], layout: Layout) -> Part:
    field = "name" if name in _NAMES else name
    span: Span = getattr(layout, field)
    code = found.get(field, "")
    # a name or a number with one bad character is a better start than nothing; a wrong date or state is not
    kept = value if not code or (field in ("name", "number") and code != "mrz_missing") else ""
    return Part(name, span.of(lines), kept, code, span)


def check_digits(lines: tuple[str, ...], layout: Layout) -> None:
    """Raises BadMrz naming every field whose digit does not fit; `lines` are at full width."""
    problem = _wrong_digits(lines, layout)
    if problem is not None:
        raise problem


def _wrong_digits(lines: tuple[str, ...], layout: Layout) -> BadMrz | None:
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


def _alphabets(lines: tuple[str, ...], layout: Layout) -> list[BadMrz]:
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


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_between(earlier: date, later: date) -> float:
    return (later - earlier).days / 365.25


def _expiry(lines: tuple[str, ...], layout: Layout, today: date) -> tuple[date | None, tuple[Concern, ...]]:
    """The date with these last two digits of the year that lies nearest to today, and what must be asked of it.

    A document without a last day carries fillers; one that prints the year 9999 carries 99 with the first or last day
    of the year.
    """
    text = layout.expiry.of(lines)
    if not text.strip(FILLER):
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, (PERMANENT.isoformat(),)),)
    if text == "999999":
        choices: tuple[str, ...] = (PERMANENT.isoformat(),)
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, choices, asks=True),)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    first = today.year // 100 * 100 + year - 100
    found = [d for century in (0, 100, 200) if (d := _date(max(first + century, 1), month, day)) is not None]
    if not found:
        return None, ()
    best = min(found, key=lambda d: abs(d - today))
    if year == 99 and (month, day) in ((12, 31), (1, 1)):
        rest = sorted((d for d in found if abs(d.year - today.year) <= 100), key=lambda d: abs(d - today))
        choices = tuple(d.isoformat() for d in (PERMANENT, *rest))
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, choices, asks=True),)
    later = [d for d in found if d > today]
    if later and best < today and _years_between(best, today) > EXPIRED_LONG_AGO:
        choices = (best.isoformat(), later[0].isoformat())
        return best, (Concern("expiry_century", "expiry", layout.expiry, choices, asks=True),)
    return best, ()


def _birth(
    lines: tuple[str, ...], layout: Layout, today: date, expiry: date | None
) -> tuple[str, BadMrz | None, tuple[Concern, ...]]:
    """Birth as YYYY-MM-DD; the latest century in which it is neither in the future nor after the expiry.

    Unknown parts are fillers (Doc 9303-3, 4.8); "XX" and a month or day "00" are met in practice and read alike.
    Where the century before would make a person whom one may meet, the officer is asked.
    """
    text = layout.birth.of(lines)
    bad = BadMrz("mrz_date", "the birth is no date of the calendar", "birth", layout.birth)
    parts = [None if part in ("<<", "XX") else part for part in (text[:2], text[2:4], text[4:])]
    parts = [parts[0], *(None if part == "00" else part for part in parts[1:])]
    if any(part is not None and not part.isdigit() for part in parts):
        return "", BadMrz("mrz_date", "the birth mixes digits and fillers in one part", "birth", layout.birth), ()
    year, month, day = (None if part is None else int(part) for part in parts)
    if _date(2000, month or 1, day or 1) is None:  # a leap year: 29 February is judged with its century below
        return "", bad, ()
    tail = f"{parts[1] or 'XX'}-{parts[2] or 'XX'}"
    if year is None:
        return f"XXXX-{tail}", None, ()
    latest = min(today, expiry or today)
    found = []
    for century in (latest.year // 100 * 100, latest.year // 100 * 100 - 100):
        earliest = _date(century + year, month or 1, day or 1) if century + year > 0 else None
        if earliest is not None and earliest <= latest:
            found.append(earliest)
    if not found:
        return "", bad, ()
    choices = tuple(f"{d.year:04d}-{tail}" for d in found)
    if len(found) > 1 and _years_between(found[1], today) <= OLDEST:
        return choices[0], None, (Concern("birth_century", "birth", layout.birth, choices, asks=True),)
    return choices[0], None, ()
