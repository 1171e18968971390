"""The office's seven measures of service, from rows of visits and cases: speed, accuracy, transparency, security,
comfort, accessibility, satisfaction. Pure functions; shares carry 95 % intervals in which a day counts as one, since
what goes wrong on a day goes wrong for many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np

from models.operation.evaluate import Rates
from models.operation.intervals import interval, sample
from station.review.satisfaction import Answer, Index, Overall, index, overall

BUDGET = 45.0  # seconds a visit
FEWEST_VISITS = 10

T = TypeVar("T")


@dataclass(frozen=True)
class ServedVisit:
    """One finished visit."""

    day: date  # of the post's own zone
    hour: int
    post: str
    steps: Mapping[str, float]  # seconds by step, devices and people included
    waited: float | None = None  # seconds in the queue, where something measures it
    retakes: int = 0
    needs_help: bool = False  # a finger is missing, or somebody assisted
    succeeded: bool = True  # compared by at least one trait, and decided
    checks_asked: int = 0  # by policy
    checks_done: int = 0
    attacks_found: int = 0

    @property
    def seconds(self) -> float:
        return sum(self.steps.values())


@dataclass(frozen=True)
class ServedCase:
    """One case that a traveller waited for."""

    day: date
    explained: bool  # the traveller was told why
    answered: bool  # a ruling reached the counter
    seconds: float | None = None  # until it did


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval; None where fewer than ten stand behind it."""

    value: float | None
    low: float | None
    high: float | None
    of: int


@dataclass(frozen=True)
class Spread:
    """Seconds: median and 95 of 100; None where fewer than ten stand behind it."""

    median: float | None
    most: float | None
    of: int


@dataclass(frozen=True)
class Speed:
    visit: Spread
    in_budget: Share
    steps: Mapping[str, Spread]
    waiting: Spread
    longest_step: str  # that takes most of a visit on average; "" where nothing was measured


@dataclass(frozen=True)
class Transparency:
    explained: Share
    answered: Share
    until_answer: Spread


@dataclass(frozen=True)
class Security:
    complete: Share  # visits in which every check that policy asks for was done
    attacks_found: int


@dataclass(frozen=True)
class Comfort:
    without_retake: Share
    retakes: float | None  # a visit


@dataclass(frozen=True)
class Accessibility:
    """Visits of those who need help, beside all others."""

    succeeded: Share
    others_succeeded: Share


@dataclass(frozen=True)
class SatisfactionFigures:
    overall: Overall
    index: Index


@dataclass(frozen=True)
class Service:
    visits: int
    speed: Speed
    accuracy: Mapping[str, Rates]  # by what the system is called on the page
    transparency: Transparency
    security: Security
    comfort: Comfort
    accessibility: Accessibility
    satisfaction: SatisfactionFigures


@dataclass(frozen=True)
class Period:
    """All that the measures are taken of."""

    visits: Sequence[ServedVisit] = ()
    cases: Sequence[ServedCase] = ()
    answers: Sequence[Answer] = ()
    asked: int = 0
    accuracy: Mapping[str, Rates] = field(default_factory=dict)


def service(period: Period) -> Service:
    """The seven measures of a period."""
    visits, cases = period.visits, period.cases
    helped = [v for v in visits if v.needs_help]
    others = [v for v in visits if not v.needs_help]
    return Service(
        visits=len(visits),
        speed=speed(visits),
        accuracy=period.accuracy,
        transparency=Transparency(
            share(cases, lambda c: c.explained, lambda c: c.day),
            share(cases, lambda c: c.answered, lambda c: c.day),
            spread(c.seconds for c in cases),
        ),
        security=Security(
            share((v for v in visits if v.checks_asked), lambda v: v.checks_done >= v.checks_asked, lambda v: v.day),
            sum(v.attacks_found for v in visits),
        ),
        comfort=Comfort(
            share(visits, lambda v: v.retakes == 0, lambda v: v.day),
            sum(v.retakes for v in visits) / len(visits) if len(visits) >= FEWEST_VISITS else None,
        ),
        accessibility=Accessibility(
            share(helped, lambda v: v.succeeded, lambda v: v.day), share(others, lambda v: v.succeeded, lambda v: v.day)
        ),
        satisfaction=SatisfactionFigures(overall(period.answers, period.asked), index(period.answers, len(visits))),
    )


def speed(visits: Sequence[ServedVisit], budget: float = BUDGET) -> Speed:
    """How long visits take, against the budget, and in which step."""
    timed = [v for v in visits if v.steps]
    names = sorted({step for v in timed for step in v.steps})
    whole = {name: sum(v.steps.get(name, 0.0) for v in timed) for name in names}
    return Speed(
        spread(v.seconds for v in timed),
        share(timed, lambda v: v.seconds <= budget, lambda v: v.day),
        {name: spread(v.steps.get(name) for v in timed) for name in names},
        spread(v.waited for v in visits),
        max(names, key=lambda name: whole[name], default=""),
    )


def spread(values: Iterable[float | None]) -> Spread:
    """Median and 95 of 100 of what was measured."""
    known = np.array([value for value in values if value is not None], np.float64)
    if len(known) < FEWEST_VISITS:
        return Spread(None, None, len(known))
    median, most = np.quantile(known, [0.5, 0.95])
    return Spread(float(median), float(most), len(known))


def share(rows: Iterable[T], good: Callable[[T], bool], day: Callable[[T], date]) -> Share:
    """How many of the rows are good, with an interval in which a day counts as one."""
    all_rows = list(rows)
    if len(all_rows) < FEWEST_VISITS:
        return Share(None, None, None, len(all_rows))
    days = {d: i for i, d in enumerate(sorted({day(row) for row in all_rows}))}
    at = np.array([days[day(row)] for row in all_rows])
    bad = np.array([not good(row) for row in all_rows], np.float64)
    wrong, of = np.bincount(at, bad, len(days)), np.bincount(at, minlength=len(days))
    found = sample(wrong.astype(np.float64), of.astype(np.float64))
    low, high = interval(found)
    return Share(1 - found.rate, 1 - high, 1 - low, len(all_rows))
