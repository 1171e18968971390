"""Arrivals by hour, post, nationality and purpose: counted once for each day that is over, and told a year at a time.

A year's visits are counted day by day while nobody waits (`roll`), since walking through them takes seconds where a
page must be there at once. What is kept of a day is numbers of visits; that a number is of few people is asked of the
records when it is told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta, tzinfo

import numpy as np

from station.domain.figures import ArrivalsTold, Expected
from station.domain.served import DayCounts
from station.review.forecast import Forecast, forecast
from station.review.satisfaction import hidden
from station.store import meta, served
from station.store.session import Store, Unit

DAYS = 365
KEPT = 800  # days
AT_ONCE = 14  # days that are counted between two writings
AHEAD = 7
HOURS_AHEAD = 24
HOURS, WEEK = 24, 7
MOST = 20  # nationalities that are told apart
ARRIVAL = "arrival"


class Arrivals:
    """`zone`: of the post, whose days and hours they are; `mode`: of the visits that count."""

    def __init__(self, store: Store, zone: tzinfo, mode: str) -> None:
        self._store, self._zone, self._mode = store, zone, mode

    def roll(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Counts the days that are over and are not counted yet, a few at a time. How many those were."""
        with self._store.reading() as unit:
            missing = self._missing(unit)
        for done in range(0, len(missing), AT_ONCE):
            if stopping():
                return done
            with self._store.reading() as unit:
                counted = [self._count(unit, day) for day in missing[done : done + AT_ONCE]]
            with self._store.unit() as unit:  # so short that no visit waits for it
                for day in counted:
                    meta.put(unit, self._key(day.day), _packed(day))
        with self._store.unit() as unit:
            kept_from = self._today(unit) - timedelta(days=KEPT)
            meta.forget_before(unit, self._key(date.min), self._key(kept_from))
        return len(missing)

    def told(self) -> ArrivalsTold:
        """The last 365 days that are over, those that are not counted yet counted now."""
        with self._store.reading() as unit:
            today = self._today(unit)
            now = unit.now().astimezone(self._zone)
            days = self._days(unit)
            first = days[0].day if days else today
            start = datetime(first.year, first.month, first.day, tzinfo=self._zone)
            people = served.people_by_nationality(unit, start)
            with_purpose = served.people_by_purpose(unit, first)
        counts = np.array([day.arrivals for day in days], np.int64).reshape(len(days), HOURS)
        ahead = forecast(counts, first, (), AHEAD)
        week = np.zeros((WEEK, HOURS), np.int64)
        for day, of_day in zip(days, counts, strict=True):
            week[day.day.weekday()] += of_day
        nationalities, purposes = _sum(day.nationalities for day in days), _sum(day.purposes for day in days)
        by_state, other_states = _shown(nationalities, people)
        purposes.pop("", None)
        by_purpose, others = _shown(purposes, with_purpose)
        return ArrivalsTold(
            first=first,
            last=today - timedelta(days=1),
            days=tuple((day.day, sum(day.arrivals)) for day in days),
            week=tuple(tuple(int(n) for n in row) for row in week),
            nationalities=by_state,
            other_nationalities=other_states,
            purposes=by_purpose,
            other_purposes=others,
            posts=tuple(sorted(_sum(day.posts for day in days).items())),
            hours_ahead=tuple(self._hours(ahead, now)),
            days_ahead=tuple(
                (
                    ahead.first + timedelta(days=i),
                    float(ahead.mean[i].sum()) if np.isfinite(ahead.mean[i]).all() else None,
                )
                for i in range(AHEAD)
            ),
            error=ahead.error,
            naive_error=ahead.naive_error,
        )

    def _hours(self, ahead: Forecast, now: datetime) -> Iterable[Expected]:
        """The next 24 hours, the one that runs included."""
        first = ahead.first
        tables = [table.ravel() for table in (ahead.mean, ahead.low, ahead.high)]
        at = datetime(now.year, now.month, now.day, now.hour, tzinfo=self._zone)
        begin = int((at - datetime(first.year, first.month, first.day, tzinfo=self._zone)) / timedelta(hours=1))
        for i in range(HOURS_AHEAD):
            place = begin + i
            if 0 <= place < len(tables[0]) and np.isfinite(tables[0][place]):
                values = [float(table[place]) for table in tables]
                yield Expected(at + timedelta(hours=i), values[0], values[1], values[2])

    # ---- days

    def _today(self, unit: Unit) -> date:
        return unit.now().astimezone(self._zone).date()

    def _key(self, day: date) -> str:
        return f"arrivals:{self._mode}:{day.isoformat()}"

    def _span(self, unit: Unit) -> list[date]:
        """The days that are over, of a year at most and since the first visit on record."""
        oldest, today = served.first(unit), self._today(unit)
        begin = today - timedelta(days=DAYS)
        if oldest is None:
            return []
        begin = max(begin, oldest.astimezone(self._zone).date())
        return [begin + timedelta(days=i) for i in range((today - begin).days)]

    def _kept(self, unit: Unit, span: list[date]) -> dict[str, bytes]:
        return meta.between(unit, self._key(span[0]), self._key(span[-1])) if span else {}

    def _missing(self, unit: Unit) -> list[date]:
        span = self._span(unit)
        kept = self._kept(unit, span)
        return [day for day in span if self._key(day) not in kept]

    def _days(self, unit: Unit) -> list[DayCounts]:
        span = self._span(unit)
        kept = self._kept(unit, span)
        return [_unpacked(kept[key]) if (key := self._key(day)) in kept else self._count(unit, day) for day in span]

    def _count(self, unit: Unit, day: date) -> DayCounts:
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        hours = {True: [0] * HOURS, False: [0] * HOURS}
        nationalities, purposes, posts = Counter[str](), Counter[str](), Counter[str]()
        for at, direction, nationality, post, purpose in served.crossed(
            unit, start, start + timedelta(days=1), self._mode
        ):
            arrived = direction == ARRIVAL
            hours[arrived][datetime.fromisoformat(at).astimezone(self._zone).hour] += 1
            if arrived:
                nationalities[nationality] += 1
                purposes[purpose] += 1
                posts[post] += 1
        return DayCounts(
            day,
            tuple(hours[True]),
            tuple(hours[False]),
            *(tuple(sorted(c.items())) for c in (nationalities, purposes, posts)),
        )


def _day(hours: np.ndarray) -> float | None:
    """Of all hours together; None where one of them was never seen."""
    return float(hours.sum()) if np.isfinite(hours).all() else None


def _sum(tables: Iterable[tuple[tuple[str, int], ...]]) -> Counter[str]:
    found = Counter[str]()
    for table in tables:
        for key, count in table:
            found[key] += count
    return found


def _shown(visits: Mapping[str, int], people: Mapping[str, int]) -> tuple[tuple[tuple[str, int], ...], int]:
    """Visits by key where ten people or more stand behind them, the most first; and all others together, which are ten
    people as well, or nobody."""
    behind = {key: people.get(key, 0) for key in visits}
    unseen = hidden(behind, sum(behind.values()))
    shown = sorted((key for key in visits if key not in unseen), key=lambda key: (-visits[key], key))
    most = shown[:MOST]
    others = sum(visits[key] for key in visits if key not in most)
    if len(behind) == len(unseen):  # nobody is told apart: the whole is no secret
        return (), others
    return tuple((key, visits[key]) for key in most), others


def _packed(day: DayCounts) -> bytes:
    return json.dumps({"v": 1, **asdict(day), "day": day.day.isoformat()}, separators=(",", ":")).encode()


def _unpacked(value: bytes) -> DayCounts:
    found = json.loads(value)
    tables = [tuple((key, int(count)) for key, count in found[name]) for name in ("nationalities", "purposes", "posts")]
    return DayCounts(
        date.fromisoformat(found["day"]),
        tuple(found["arrivals"]),
        tuple(found["departures"]),
        tables[0],
        tables[1],
        tables[2],
    )
