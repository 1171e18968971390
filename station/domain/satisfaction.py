"""One tap of a traveller at the end of a visit: an answer of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

OVERALL = "overall"  # the element that one tap speaks of; the nine of Permenpan RB 14/2017 would each have their own
LEAST, MOST = 1, 4  # poor .. very good, the scale of that regulation


@dataclass(frozen=True)
class AnswerTally:
    """The answers of one day at one post, counted.

    answers: (half hour 0..47, language, element, score) -> how often. asked, answered: (language, outcome) -> how
    often. Counts and no rows: neither an order nor a moment leads from an answer to a visit.
    """

    day: date
    answers: tuple[tuple[tuple[int, str, str, int], int], ...] = ()
    asked: tuple[tuple[tuple[str, str], int], ...] = ()
    answered: tuple[tuple[tuple[str, str], int], ...] = ()
