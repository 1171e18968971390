"""Where each field of a machine readable zone lies, and its check digit arithmetic (ICAO Doc 9303, 8th edition).

Part 3: characters, check digits, dates. Part 4: TD3. Part 5: TD1. Part 6: TD2. Part 7: visas MRV-A and MRV-B.
"""

from __future__ import annotations

from dataclasses import dataclass

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUES = {c: i for i, c in enumerate(DIGITS + LETTERS)} | {FILLER: 0}  # Doc 9303-3, 4.9
WEIGHTS = (7, 3, 1)
# 7, 3 and 1 are prime to ten: characters whose values differ by a multiple of ten pass every check digit alike.
CONGRUENT = {
    c: "".join(other for other in DIGITS + LETTERS if other != c and (VALUES[other] - VALUES[c]) % 10 == 0)
    for c in VALUES
}


@dataclass(frozen=True)
class Span:
    """A run of characters: line (from 0), first column, and the column after the last."""

    line: int
    start: int
    stop: int

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line][self.start : self.stop]


@dataclass(frozen=True)
class Layout:
    kind: str
    count: int  # lines
    width: int  # characters a line
    code: Span
    issuer: Span
    name: Span
    number: Span
    number_digit: Span
    nationality: Span
    birth: Span
    birth_digit: Span
    sex: Span
    expiry: Span
    expiry_digit: Span
    optional: Span
    optional2: Span | None = None
    optional_digit: Span | None = None
    composite: tuple[Span, ...] = ()  # what the last digit is computed over
    composite_digit: Span | None = None
    long_number: bool = False  # a number above nine characters runs on into `optional`

    def spans(self) -> dict[str, Span]:
        """Every field by name, without the composite's parts."""
        named = {name: getattr(self, name) for name in FIELDS}
        return {name: span for name, span in named.items() if span is not None}


FIELDS = (
    "code", "issuer", "name", "number", "number_digit", "nationality", "birth", "birth_digit", "sex",
    "expiry", "expiry_digit", "optional", "optional2", "optional_digit", "composite_digit",
)  # fmt: skip


def _two_lines(kind: str, width: int, optional: Span, **more: object) -> Layout:
    """TD2, TD3 and both visas share their columns up to the optional data."""
    return Layout(
        kind=kind,
        count=2,
        width=width,
        code=Span(0, 0, 2),
        issuer=Span(0, 2, 5),
        name=Span(0, 5, width),
        number=Span(1, 0, 9),
        number_digit=Span(1, 9, 10),
        nationality=Span(1, 10, 13),
        birth=Span(1, 13, 19),
        birth_digit=Span(1, 19, 20),
        sex=Span(1, 20, 21),
        expiry=Span(1, 21, 27),
        expiry_digit=Span(1, 27, 28),
        optional=optional,
        **more,  # type: ignore[arg-type]
    )


TD3 = _two_lines(
    "TD3",
    44,
    Span(1, 28, 42),
    optional_digit=Span(1, 42, 43),
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    composite_digit=Span(1, 43, 44),
)
TD2 = _two_lines(
    "TD2",
    36,
    Span(1, 28, 35),
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    composite_digit=Span(1, 35, 36),
    long_number=True,
)
MRV_A = _two_lines("MRV-A", 44, Span(1, 28, 44))
MRV_B = _two_lines("MRV-B", 36, Span(1, 28, 36))
TD1 = Layout(
    kind="TD1",
    count=3,
    width=30,
    code=Span(0, 0, 2),
    issuer=Span(0, 2, 5),
    number=Span(0, 5, 14),
    number_digit=Span(0, 14, 15),
    optional=Span(0, 15, 30),
    birth=Span(1, 0, 6),
    birth_digit=Span(1, 6, 7),
    sex=Span(1, 7, 8),
    expiry=Span(1, 8, 14),
    expiry_digit=Span(1, 14, 15),
    nationality=Span(1, 15, 18),
    optional2=Span(1, 18, 29),
    composite=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
    composite_digit=Span(1, 29, 30),
    name=Span(2, 0, 30),
    long_number=True,
)
LAYOUTS = {layout.kind: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}


def check_digit(text: str) -> str:
    """The 7-3-1 check digit, modulo 10, of a text of digits, capital letters and fillers (Doc 9303-3, 4.9)."""
    return str(sum(VALUES[c] * WEIGHTS[i % 3] for i, c in enumerate(text)) % 10)


def long_number(lines: tuple[str, ...], layout: Layout) -> tuple[str, str, str] | None:
    """(number, its check digit, the rest of the optional data) of a number that runs on, or None if it does not.

    Doc 9303-5 4.2.2.2 note j and 9303-6: the digit's place holds a filler, the optional data begin with the
    remaining characters, directly followed by the digit and a filler.
    """
    if not layout.long_number or layout.number_digit.of(lines) != FILLER:
        return None
    optional = layout.optional.of(lines)
    tail, _, rest = optional.partition(FILLER)
    if len(tail) < 2 or FILLER in layout.number.of(lines):
        return None
    return layout.number.of(lines) + tail[:-1], tail[-1], rest
