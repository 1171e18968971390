"""What a supervisor is shown of the post's work, and an officer of their own: numbers, and nobody's name but officers'.

None stands wherever too few are behind a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from station.domain.outcome import CaseReason
from station.domain.self_look import SelfLooks


class FiguresPart(Enum):
    """The parts of the page of figures."""

    SHIFT = "shift"
    SERVICE = "service"
    ARRIVALS = "arrivals"
    LOOKS = "looks"


@dataclass(frozen=True)
class Times:
    """Seconds: the median, and what 95 of 100 do not exceed."""

    median: float | None
    most: float | None
    of: int


@dataclass(frozen=True)
class ShareOf:
    """0..1, with its 95 % limits."""

    value: float | None
    low: float | None
    high: float | None
    of: int


@dataclass(frozen=True)
class CounterNow:
    """An officer at a counter today."""

    counter: str
    officer: str
    visits: int
    last_hour: int
    last_at: datetime
    times: Times


@dataclass(frozen=True)
class ShiftNow:
    """The post since midnight of its own zone, as this station knows it; or one officer's own part of it."""

    own: bool
    at: datetime
    since: datetime
    counters: tuple[CounterNow, ...]
    hours: tuple[int, ...]  # visits by hour of today, up to the hour of now
    visit: Times
    in_budget: ShareOf
    steps: tuple[tuple[str, Times], ...]
    budget: float  # seconds
    waiting: tuple[tuple[CaseReason, str, int], ...] = ()  # cases by kind and post
    oldest: datetime | None = None  # since when the one waits that has waited longest


@dataclass(frozen=True)
class ElementTold:
    """One of the nine elements of the national survey, of the year up to the month's end."""

    element: str  # station.domain.satisfaction.NINE
    mean: float | None  # 1..4
    answers: int | None


@dataclass(frozen=True)
class AnswersTold:
    """What travellers answered in the last month that is over; nothing of fewer than ten answers."""

    month: date
    asked: int | None
    answered: int | None
    mean: float | None  # 1..4, with its 95 % limits
    low: float | None
    high: float | None
    elements: tuple[ElementTold, ...]
    index: float | None  # 25..100, an indication
    grade: str | None
    smallest: int  # answers that each element needs for an index
    by_language: tuple[tuple[str, int, int], ...]  # asked, answered
    by_outcome: tuple[tuple[str, int, int], ...]  # of a Verdict's value


@dataclass(frozen=True)
class ServiceTold:
    """The office's seven measures: speed, accuracy, transparency, security, comfort, accessibility, satisfaction."""

    first: date
    last: date
    visits: int
    visit: Times
    in_budget: ShareOf
    steps: tuple[tuple[str, Times], ...]
    budget: float
    fnmr: tuple[float | None, float, float] | None  # of the newest weekly look
    answered: ShareOf  # cases
    explained: ShareOf  # cases whose ruling the counter that waited has seen
    until_answer: Times
    complete: ShareOf  # visits in which every check was done
    without_retake: ShareOf
    helped: ShareOf  # of those who needed help: succeeded
    others: ShareOf
    satisfaction: AnswersTold


@dataclass(frozen=True)
class Expected:
    """Arrivals that are expected: the mean, and an 80 % band of the hour."""

    at: datetime  # of the post's zone; the beginning of the hour
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class ArrivalsTold:
    """Arrivals of up to a year at this station, and what is expected."""

    first: date
    last: date  # the last day that is over
    days: tuple[tuple[date, int], ...]
    week: tuple[tuple[int, ...], ...]  # [7][24], Monday first
    nationalities: tuple[tuple[str, int], ...]  # of ten people or more
    other_nationalities: int
    purposes: tuple[tuple[str, int], ...]
    other_purposes: int
    posts: tuple[tuple[str, int], ...]
    hours_ahead: tuple[Expected, ...]
    days_ahead: tuple[tuple[date, float | None], ...]
    error: float | None  # mean absolute error an hour over the last four weeks
    naive_error: float | None  # of "the same hour of last week"

    @property
    def better(self) -> bool:
        return self.error is not None and self.naive_error is not None and self.error < self.naive_error


Figures = ShiftNow | ServiceTold | ArrivalsTold | SelfLooks
