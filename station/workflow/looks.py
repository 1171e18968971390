"""When a station looks at itself: once in each of the 52 weeks of a year at most, whatever its clock and power do.

The bound on false alarms (models.operation.looks) is over 52 looks a year, so what would be a further look is none: a
look that was begun and broken off goes on with the visits that it began with, one that is done is not done again, and
a clock that was set back waits. A week in which the station was off is not made up for: each look is at the whole year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

WEEKS = 52


class LookStep(Enum):
    BEGIN = "begin"
    GO_ON = "go_on"  # with the visits that it was begun with
    WAIT = "wait"


@dataclass(frozen=True, order=True)
class LookWeek:
    """Seven days from 1 January; the days that are left over belong to the last week."""

    year: int
    week: int  # 1..52

    @classmethod
    def of(cls, day: date) -> LookWeek:
        return cls(day.year, min(WEEKS, (day.timetuple().tm_yday - 1) // 7 + 1))


class LookStands(Enum):
    """How the newest look stands beside this week."""

    NONE = "none"
    BEGUN_NOW = "begun_now"
    BEGUN_BEFORE = "begun_before"  # in an earlier week: nobody was told of it
    DONE_NOW = "done_now"
    DONE_BEFORE = "done_before"
    AHEAD = "ahead"  # of a week that is still to come: the clock was set back


STEPS: dict[LookStands, LookStep] = {
    LookStands.NONE: LookStep.BEGIN,
    LookStands.BEGUN_NOW: LookStep.GO_ON,
    LookStands.BEGUN_BEFORE: LookStep.BEGIN,
    LookStands.DONE_NOW: LookStep.WAIT,
    LookStands.DONE_BEFORE: LookStep.BEGIN,
    LookStands.AHEAD: LookStep.WAIT,
}


def stands(now: LookWeek, begun: LookWeek | None, done: LookWeek | None) -> LookStands:
    """`begun`: the newest look that was begun and not finished; `done`: the newest that was."""
    newest = max((week for week in (begun, done) if week is not None), default=None)
    if newest is None:
        return LookStands.NONE
    if newest > now:
        return LookStands.AHEAD
    if done == newest:
        return LookStands.DONE_NOW if newest == now else LookStands.DONE_BEFORE
    return LookStands.BEGUN_NOW if newest == now else LookStands.BEGUN_BEFORE


def step(now: LookWeek, begun: LookWeek | None, done: LookWeek | None) -> LookStep:
    return STEPS[stands(now, begun, done)]
