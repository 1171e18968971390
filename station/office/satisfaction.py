"""What travellers answered, kept with the records, encrypted, as counts of a day without any identity."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from station.domain.audit import Act, AuditEvent
from station.domain.outcome import Verdict
from station.domain.satisfaction import KIND, LEAST, MOST, NINE, OVERALL, AnswerTally
from station.review.satisfaction import told_answers
from station.store import audit_log, meta, outbox, served
from station.store.record import pack
from station.store.session import Store, Unit
from station.vault import envelope

_VERSION = 1
_HANDED_OVER = "satisfaction-told"  # the last month of which the agency was told, "2026-11"
_MONTHS_BACK = 12  # a station that was away tells of no more
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

    def hand_over(self, mode: str) -> int:
        """Send what may be told of each month that is over to the agency, once, sealed for it; how many were sent. Of
        visits, those of `mode` count."""
        today, sent = self._now().date(), 0
        for month in self._untold(today):
            with self._store.unit() as unit:
                sent += self._tell(unit, month, today, mode)
                meta.put(unit, _HANDED_OVER, f"{month:%Y-%m}".encode())
        return sent

    def _untold(self, today: date) -> list[date]:
        """First days of the months that are over and not told of, the oldest first."""
        with self._store.reading() as unit:
            last = (meta.get(unit, _HANDED_OVER) or b"").decode()
        months: list[date] = []
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        while len(months) < _MONTHS_BACK and f"{month:%Y-%m}" > last:
            months.append(month)
            month = (month - timedelta(days=1)).replace(day=1)
        return months[::-1]

    def _tell(self, unit: Unit, month: date, today: date, mode: str) -> bool:
        start, after = date(month.year, 1, 1), (month + timedelta(days=32)).replace(day=1)
        tallies = [_tally(unit, start + timedelta(days=i)) for i in range((after - start).days)]
        if not any(tally.answers for tally in tallies):
            return False
        zone = self._now().tzinfo
        begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (start, after))
        keys = unit.keys
        told = told_answers(keys.station, mode, tallies, month, today, served.count(unit, begin, end, mode))
        if told is None:
            return False
        record = str(uuid.uuid4())
        identity = f"{KIND}/{keys.station}/{record}".encode()
        outbox.put(unit, record, KIND, envelope.seal(pack(told), identity, keys.agency_public, keys.signer).envelope)
        detail = {"month": f"{month:%Y-%m}"}
        audit_log.append(unit, AuditEvent(unit.now(), "system", Act.ANSWERS_SENT, keys.station, record, detail))
        return True

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
