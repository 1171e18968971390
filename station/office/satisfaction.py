"""What travellers answered, kept with the records, encrypted, as counts of a day without any identity."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from station.domain.outcome import Verdict
from station.domain.satisfaction import LEAST, MOST, NINE, OVERALL, AnswerTally
from station.store import meta
from station.store.session import Store, Unit

_VERSION = 1
_LONGEST = 1_000_000  # bytes of a day: 48 half hours, ten languages, ten elements, four scores are 500,000


class Satisfaction:
    """`now` gives the post's own time (aware); only its day and half hour are kept."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def asked(self, language: str, verdict: Verdict) -> None:
        """A traveller was shown the four faces."""
        self._count(("asked", f"{language}|{verdict.value}"))

    def asked_further(self, element: str) -> None:
        """After the first tap one of the nine was asked. Raises ValueError for any other."""
        if element not in NINE:
            raise ValueError(f"element {element}")
        self._count(("further", element))

    def answered(self, language: str, verdict: Verdict, score: int, element: str = OVERALL) -> None:
        """Raises ValueError for a score outside 1..4 and an element that is none."""
        if not LEAST <= score <= MOST:
            raise ValueError(f"score {score}")
        if element != OVERALL and element not in NINE:
            raise ValueError(f"element {element}")
        at = self._now()
        half = at.hour * 2 + at.minute // 30
        first = [("answered", f"{language}|{verdict.value}")] if element == OVERALL else []
        self._count(*first, ("answers", f"{half}|{language}|{element}|{score}"))

    def of(self, day: date) -> AnswerTally:
        with self._store.reading() as unit:
            return _tally(unit, day)

    def between(self, first: date, last: date) -> tuple[AnswerTally, ...]:
        """The days from `first` to `last` on which anybody was asked."""
        days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        with self._store.reading() as unit:
            found = [_tally(unit, day) for day in days]
        return tuple(tally for tally in found if tally.asked or tally.answers)

    def _count(self, *cells: tuple[str, str]) -> None:
        day = self._now().date()
        with self._store.unit() as unit:
            kept = _read(unit, day)
            for table, cell in cells:
                kept[table][cell] = kept[table].get(cell, 0) + 1
            meta.put(unit, _key(day), json.dumps(kept, sort_keys=True, separators=(",", ":")).encode())


def _tally(unit: Unit, day: date) -> AnswerTally:
    kept = _read(unit, day)
    answers = []
    for key, count in kept["answers"].items():
        half, language, element, score = key.split("|")
        answers.append(((int(half), language, element, int(score)), count))
    asked, answered = (_pairs(kept[name]) for name in ("asked", "answered"))
    return AnswerTally(day, tuple(sorted(answers)), asked, answered, tuple(sorted(kept["further"].items())))


def _key(day: date) -> str:
    return f"satisfaction:{day.isoformat()}"


def _pairs(counts: dict[str, int]) -> tuple[tuple[tuple[str, str], int], ...]:
    found = []
    for key, count in counts.items():
        language, _, outcome = key.partition("|")
        found.append(((language, outcome), count))
    return tuple(sorted(found))


def _read(unit: Unit, day: date) -> dict[str, Any]:
    """What cannot be read counts as not there: an answer is worth no stopped counter."""
    empty: dict[str, Any] = {"v": _VERSION, "answers": {}, "asked": {}, "answered": {}, "further": {}}
    kept = meta.get(unit, _key(day))
    if kept is None or len(kept) > _LONGEST:
        return empty
    try:
        values = json.loads(kept)
    except ValueError:
        return empty
    if not isinstance(values, dict) or values.get("v") != _VERSION:
        return empty
    return empty | values
