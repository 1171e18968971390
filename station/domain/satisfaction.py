"""One tap of a traveller at the end of a visit: an answer of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

OVERALL = "overall"  # what the first tap speaks of; it is none of the nine elements
NINE = (
    "requirements", "procedure", "time", "cost", "product", "competence", "behaviour", "complaints", "facilities",
)  # fmt: skip
"""The elements of the national survey (Permenpan RB 14/2017), in its order; the further question is on one of them."""
LEAST, MOST = 1, 4  # poor .. very good, the scale of that regulation


@dataclass(frozen=True)
class AnswerTally:
    """The answers of one day at one post, counted.

    answers: (half hour 0..47, language, element, score) -> how often. asked, answered: (language, outcome) -> how
    often the first question was put and answered. further: element -> how often it was asked. Counts and no rows:
    neither an order nor a moment leads from an answer to a visit.
    """

    day: date
    answers: tuple[tuple[tuple[int, str, str, int], int], ...] = ()
    asked: tuple[tuple[tuple[str, str], int], ...] = ()
    answered: tuple[tuple[tuple[str, str], int], ...] = ()
    further: tuple[tuple[str, int], ...] = ()


KIND = "answers"  # of the record that goes to the agency


@dataclass(frozen=True)
class AskedOf:
    """Of a language, or of an outcome (a Verdict's value): ten who answered, or more."""

    key: str
    asked: int
    answered: int


@dataclass(frozen=True)
class ElementAnswers:
    """Of one of the nine, from January to the month's end: no answer, or ten and more; `total`: the sum of scores."""

    element: str
    answers: int
    total: int


@dataclass(frozen=True)
class DaysOfAnswers:
    """How unlike the days were: sums over the days with an answer, of which there are ten or more. n: answers to the
    first question on a day; s: the sum of their scores."""

    days: int
    nn: int
    ns: int
    ss: int


@dataclass(frozen=True)
class ToldAnswers:
    """What a station may tell of a month that is over, as it goes to the agency: what its own report says and nothing
    else, so that no count below ten leaves it.

    answered: of the first question, 0 or ten and more; total: the sum of their scores. scores: how often 1, 2, 3 and 4
    were given, empty unless each was ten times. visits: from January to the month's end.
    """

    station: str
    mode: str
    month: date  # its first day
    visits: int
    asked: int = 0
    answered: int = 0
    total: int = 0
    scores: tuple[int, ...] = ()
    spread: DaysOfAnswers | None = None
    languages: tuple[AskedOf, ...] = ()
    outcomes: tuple[AskedOf, ...] = ()
    elements: tuple[ElementAnswers, ...] = ()
