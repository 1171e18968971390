"""Arrivals by hour, post, nationality and purpose, and what a visit took: counted once for each day that is over, and
told a year, or four weeks, at a time.

A year's visits are counted day by day while nobody waits (`roll`), since walking through them takes seconds where a
page must be there at once. What is kept of a day is numbers of visits; that a number is of few people is asked of the
records when it is told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta, tzinfo

import numpy as np

from station.domain.figures import ArrivalsTold, Expected
from station.domain.served import DayCounts
from station.review import counted
from station.review.forecast import Forecast, forecast
from station.review.satisfaction import hidden
from station.review.service import ServedVisit
from station.store import meta, served
from station.store.session import Store, Unit

DAYS = 365
KEPT = 800  # days
SERVED_DAYS = 35  # of which each visit's times are kept beside: a page tells four weeks of them
AT_ONCE = 4  # days that are counted between two writings, a second of a busy post's
AHEAD = 7
HOURS_AHEAD = 24
HOURS, WEEK = 24, 7
MOST = 20  # nationalities that are told apart
ARRIVAL = "arrival"
ARRIVALS, SERVED = "arrivals", "served"  # what is kept of a day


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
            days = missing[done : done + AT_ONCE]
            with self._store.reading() as unit:
                lately = self._today(unit) - timedelta(days=SERVED_DAYS)
                counts = [self._count(unit, day) for day in days]
                visits = [(day, self._served(unit, day)) for day in days if day >= lately]
            with self._store.unit() as unit:  # so short that no visit waits for it
                for one in counts:
                    meta.put(unit, self._key(one.day), _packed(one))
                for day, of_day in visits:
                    meta.put(unit, self._key(day, SERVED), _packed_visits(of_day))
        with self._store.unit() as unit:
            today = self._today(unit)
            for of, days_kept in ((ARRIVALS, KEPT), (SERVED, SERVED_DAYS)):
                kept_from = today - timedelta(days=days_kept)
                meta.forget_before(unit, self._key(date.min, of), self._key(kept_from, of))
        return len(missing)

    def told(self) -> ArrivalsTold:
        """The last 365 days that are over, those that are not counted yet counted now."""
        with self._store.reading() as unit:
            today = self._today(unit)
            now = unit.now().astimezone(self._zone)
            days = self._days(unit)
            first = days[0].day if days else today
            start = datetime(first.year, first.month, first.day, tzinfo=self._zone)
            nationalities, purposes = _sum(day.nationalities for day in days), _sum(day.purposes for day in days)
            purposes.pop("", None)
            people = served.people_by_nationality(unit, nationalities, start)
            with_purpose = served.people_by_purpose(unit, purposes, first)
        counts = np.array([day.arrivals for day in days], np.int64).reshape(len(days), HOURS)
        ahead = forecast(counts, first, (), AHEAD)
        week = np.zeros((WEEK, HOURS), np.int64)
        for day, of_day in zip(days, counts, strict=True):
            week[day.day.weekday()] += of_day
        by_state, other_states = _shown(nationalities, people)
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

    def visits(self, first: date, last: date) -> int:
        """How many there were on these days, all of them over."""
        with self._store.reading() as unit:
            oldest = served.first(unit)
            if oldest is None:
                return 0
            begin = max(first, oldest.astimezone(self._zone).date())
            days = [begin + timedelta(days=i) for i in range((last - begin).days + 1)]
            kept = self._kept(unit, days)
            found = [_unpacked(kept[key]) if (key := self._key(d)) in kept else self._count(unit, d) for d in days]
        return sum(sum(day.arrivals) + sum(day.departures) for day in found)

    def served(self, first: date, last: date) -> list[ServedVisit]:
        """Visits of these days as the measures of service count them, of days that are over as they were counted."""
        days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        with self._store.reading() as unit:
            kept = meta.between(unit, self._key(first, SERVED), self._key(last, SERVED)) if days else {}
            found: list[ServedVisit] = []
            for day in days:
                value = kept.get(self._key(day, SERVED))
                found += self._served(unit, day) if value is None else _unpacked_visits(day, value)
        return found

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

    def _key(self, day: date, of: str = ARRIVALS) -> str:
        return f"{of}:{self._mode}:{day.isoformat()}"

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

    def _served(self, unit: Unit, day: date) -> list[ServedVisit]:
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        found = served.counted(unit, start, start + timedelta(days=1), self._mode)
        return [replace(counted.served(one), day=day) for one in found.values()]

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
    people as well, or nobody. people: as `served.people_by_nationality` counts them; where there are many, those with
    the fewest visits are hidden first."""
    behind = {key: max(n, visits[key]) if (n := people.get(key, 0)) >= served.ENOUGH else n for key in visits}
    unseen = hidden(behind, sum(behind.values()))
    shown = sorted((key for key in visits if key not in unseen), key=lambda key: (-visits[key], key))
    most = shown[:MOST]
    others = sum(visits[key] for key in visits if key not in most)
    if len(behind) == len(unseen):  # nobody is told apart: the whole is no secret
        return (), others
    return tuple((key, visits[key]) for key in most), others


def _packed_visits(visits: list[ServedVisit]) -> bytes:
    """Numbers of each visit, and nothing by which it could be found."""
    rows = [
        [
            v.hour, {name: round(seconds, 1) for name, seconds in v.steps.items()}, v.retakes, int(v.needs_help),
            int(v.succeeded), v.checks_asked, v.checks_done,
        ]
        for v in visits
    ]  # fmt: skip
    return json.dumps(sorted(rows, key=lambda row: (row[0], str(row[1]))), separators=(",", ":")).encode()


def _unpacked_visits(day: date, value: bytes) -> list[ServedVisit]:
    return [
        ServedVisit(
            day, hour, "", steps, retakes=retakes, needs_help=bool(helped), succeeded=bool(succeeded),
            checks_asked=asked, checks_done=done,
        )
        for hour, steps, retakes, helped, succeeded, asked, done in json.loads(value)
    ]  # fmt: skip


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
