"""Figures of the post for its supervisor, and an officer's own: the shift now, the service, arrivals, and what the
station found of itself. Nothing is decided here, and no traveller is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from station.charts import Axes, Diagram, Ink, svg
from station.domain.figures import (
    AnswersTold,
    ArrivalsTold,
    CounterNow,
    ElementTold,
    ServiceTold,
    ShareOf,
    ShiftNow,
    Times,
)
from station.domain.officer import Permission
from station.domain.satisfaction import AnswerTally
from station.domain.self_look import SelfLooks
from station.domain.served import SealedRow
from station.domain.sign_in import Session
from station.pdf import HEIGHT, WIDTH, PdfDocument
from station.review import counted as of_record
from station.review.arrivals import Arrivals
from station.review.satisfaction import FEWEST, months_answers
from station.review.service import BUDGET, Period, Share, Speed, Spread, service, share, speed, spread
from station.review.weekly import WeeklyLooks
from station.store import cases, officers, served
from station.store.served import AnsweredCase
from station.store.session import Store
from station.vault import files

SERVICE_DAYS = 28
MARGIN = 40.0


@dataclass(frozen=True)
class PostFigures:
    """Bound to one person who signed in; every method may block, and raises NotAllowed. `zone`: of the post; `mode`: of
    the visits that count; `answers`: of travellers, by their first and last day."""

    store: Store
    session: Session
    zone: tzinfo
    mode: str
    answers: Callable[[date, date], tuple[AnswerTally, ...]]

    @property
    def all_counters(self) -> bool:
        """Whether this is a supervisor's; an officer sees their own part alone."""
        return self.session.officer.may(Permission.ADJUDICATE)

    def shift(self) -> ShiftNow:
        """Since midnight, counter by counter."""
        own = not self.all_counters
        with self.store.reading() as unit:
            officers.require_still(unit, self.session.officer, Permission.VERIFY)
            now = unit.now().astimezone(self.zone)
            since = datetime(now.year, now.month, now.day, tzinfo=self.zone)
            rows = served.sealed(unit, since, self.mode, self.session.officer.name if own else None)
            kept = served.counted(unit, since, now + timedelta(days=1), self.mode)
            waiting = () if own else tuple(cases.counts(unit))
            oldest = None if own else cases.oldest(unit)
        counted = [kept[row.visit] for row in rows if row.visit in kept]
        by_counter: dict[tuple[str, str], list[SealedRow]] = {}
        for row in rows:
            by_counter.setdefault((row.station, row.officer), []).append(row)
        hours = [0] * (now.hour + 1)
        for row in rows:
            hours[min(now.hour, row.sealed_at.astimezone(self.zone).hour)] += 1
        visit, in_budget, steps, budget = _speed(speed([of_record.served(one) for one in counted]))
        return ShiftNow(
            own, now, since,
            tuple(_counter(key, of, now) for key, of in sorted(by_counter.items())),
            tuple(hours), visit, in_budget, steps, budget, waiting, oldest,
        )  # fmt: skip

    def service(self) -> ServiceTold:
        """The seven measures of the last four weeks; satisfaction of the last month that is over."""

        with self.store.reading() as unit:
            officers.require_still(unit, self.session.officer, Permission.ADJUDICATE)
            now = unit.now().astimezone(self.zone)
            today = datetime(now.year, now.month, now.day, tzinfo=self.zone)
            first = today - timedelta(days=SERVICE_DAYS)
            asked = served.answered_cases(unit, first, today)
        newest = next(iter(WeeklyLooks(self.store, self.zone, self.mode).told().looks), None)
        visits = Arrivals(self.store, self.zone, self.mode).served(first.date(), today.date() - timedelta(days=1))
        satisfaction = self._satisfaction(today.date())
        found = service(Period(tuple(visits)))
        visit, in_budget, steps, budget = _speed(found.speed)
        return ServiceTold(
            first=first.date(),
            last=today.date() - timedelta(days=1),
            visits=len(visits),
            visit=visit,
            in_budget=in_budget,
            steps=steps,
            budget=budget,
            fnmr=None if newest is None else newest.fnmr,
            answered=self._of_cases(asked, lambda case: case.ruled is not None),
            explained=self._of_cases(asked, lambda case: case.told),
            until_answer=_times(spread((c.ruled - c.opened).total_seconds() for c in asked if c.ruled is not None)),
            complete=_share(found.security.complete),
            without_retake=_share(found.comfort.without_retake),
            helped=_share(found.accessibility.succeeded),
            others=_share(found.accessibility.others_succeeded),
            satisfaction=satisfaction,
        )

    def _of_cases(self, asked: list[AnsweredCase], came: Callable[[AnsweredCase], bool]) -> ShareOf:
        return _share(share(asked, came, lambda case: case.opened.astimezone(self.zone).date()))

    def arrivals(self) -> ArrivalsTold:
        self._supervisor()
        return Arrivals(self.store, self.zone, self.mode).told()

    def looks(self) -> SelfLooks:
        self._supervisor()
        return WeeklyLooks(self.store, self.zone, self.mode).told()

    def save(self, chart: Diagram, path: Path) -> None:
        """As CSV, SVG or PDF by the name's ending; the strings of the table are those of the page."""
        if path.suffix.lower() == ".csv":
            content = chart.csv().encode("utf-8-sig")
        elif path.suffix.lower() == ".svg":
            content = svg(chart).encode()
        else:
            content = _paper(chart)
        files.write(path, content)

    def _supervisor(self) -> None:
        with self.store.reading() as unit:
            officers.require_still(unit, self.session.officer, Permission.ADJUDICATE)

    def _satisfaction(self, today: date) -> AnswersTold:

        last = today.replace(day=1) - timedelta(days=1)
        month, year = last.replace(day=1), date(last.year, 1, 1)
        visits = Arrivals(self.store, self.zone, self.mode).visits(year, last)
        told = months_answers(self.answers(year, last), month, today, visits)
        first, index = told.first, told.year
        return AnswersTold(
            month=month,
            asked=first.asked if first.asked >= FEWEST else None,
            answered=first.answered,
            mean=first.mean,
            low=first.low,
            high=first.high,
            elements=tuple(ElementTold(e.name.lower(), mean, index.answers[e]) for e, mean in index.means.items()),
            index=index.value,
            grade=index.grade,
            smallest=index.smallest,
            by_language=tuple((key, cell.asked, cell.answered) for key, cell in told.by_language.items()),
            by_outcome=tuple((key, cell.asked, cell.answered) for key, cell in told.by_outcome.items()),
        )


def _counter(key: tuple[str, str], rows: list[SealedRow], now: datetime) -> CounterNow:
    lately = sum(now - row.sealed_at <= timedelta(hours=1) for row in rows)
    return CounterNow(key[0], key[1], len(rows), lately, rows[-1].sealed_at, _times(spread(r.seconds for r in rows)))


def _speed(found: Speed) -> tuple[Times, ShareOf, tuple[tuple[str, Times], ...], float]:
    steps = tuple((name, _times(spread)) for name, spread in found.steps.items())
    return _times(found.visit), _share(found.in_budget), steps, BUDGET


def _times(found: Spread) -> Times:
    return Times(found.median, found.most, found.of)


def _share(found: Share) -> ShareOf:
    return ShareOf(found.value, found.low, found.high, found.of)


def _paper(chart: Diagram) -> bytes:
    """One page of A4: the chart and its table."""
    paper = PdfDocument(chart.title)
    chart.paint(paper, Axes(MARGIN, MARGIN, WIDTH - 2 * MARGIN, 240.0), Ink())
    y = MARGIN + 262.0
    for number, row in enumerate(chart.table()):
        if y > HEIGHT - MARGIN:
            paper.page()
            y = MARGIN
        wide = (WIDTH - 2 * MARGIN - 150) / max(1, len(row) - 1)
        paper.text(MARGIN, y, row[0], 7, bold=number == 0)
        for i, value in enumerate(row[1:]):
            x = MARGIN + 150 + (i + 1) * wide
            paper.text(x, y, value, 7 if len(row) < 12 else 4.5, bold=number == 0, right=True)
        y += 10
    return paper.to_bytes()
