"""A crossing as figures of service need it: no name, no document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Crossing:
    """One sealed visit, without what only its record knows."""

    visit: str
    person: str
    nationality: str
    direction: str
    verdict: str | None
    opened_at: datetime
    sealed_at: datetime

    @property
    def seconds(self) -> float:
        return (self.sealed_at - self.opened_at).total_seconds()


@dataclass(frozen=True)
class Score:
    """A comparison with the person's own reference, as far from its threshold as it lies: a match is 0 or more, on the
    scale of natural logarithms of false match rates."""

    modality: str
    margin: float


@dataclass(frozen=True)
class Group:
    """Of the person, as the document says: nationality, issuer, sex, age."""

    attribute: str
    group: str


@dataclass(frozen=True)
class Spent:
    step: str
    seconds: float


@dataclass(frozen=True)
class Counted:
    """What a sealed visit leaves behind for figures when its record opens only at the agency: no name, no document, no
    sample. It goes with the visit."""

    visit: str
    person: str
    post: str
    day: date  # of the post's own zone
    hour: int
    matched: bool | None  # by the deciding comparison; None: nothing was compared
    said: str  # an Inspection's value, "" where the officer said nothing
    scores: tuple[Score, ...]
    groups: tuple[Group, ...]
    steps: tuple[Spent, ...]
    seconds: float | None
    retakes: int
    rejected: bool  # by a gate
    needs_help: bool
    succeeded: bool
    checks_asked: int
    checks_done: int


@dataclass(frozen=True)
class SealedRow:
    """A sealed visit as a shift counts it: which counter and officer, and when; nothing of the traveller."""

    visit: str
    station: str
    officer: str
    opened_at: datetime
    sealed_at: datetime

    @property
    def seconds(self) -> float:
        return (self.sealed_at - self.opened_at).total_seconds()


@dataclass(frozen=True)
class DayCounts:
    """A day of the post, counted once it is over: numbers of visits and of nobody."""

    day: date
    arrivals: tuple[int, ...]  # by hour, 24
    departures: tuple[int, ...]
    nationalities: tuple[tuple[str, int], ...]  # of arrivals
    purposes: tuple[tuple[str, int], ...]  # of arrivals; "" for own nationals, who have none
    posts: tuple[tuple[str, int], ...]  # of arrivals
