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
