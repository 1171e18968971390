"""A case on the supervisor's desk, as a table."""

from __future__ import annotations

from enum import Enum

from station.workflow.machine import Machine


class CaseState(Enum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RULED = "ruled"


class CaseEvent(Enum):
    CLAIM = "claim"
    RELEASE = "release"
    RULE = "rule"


TABLE: dict[tuple[CaseState, CaseEvent], CaseState] = {
    (CaseState.WAITING, CaseEvent.CLAIM): CaseState.CLAIMED,
    (CaseState.CLAIMED, CaseEvent.CLAIM): CaseState.CLAIMED,  # another supervisor takes over; audited
    (CaseState.CLAIMED, CaseEvent.RELEASE): CaseState.WAITING,
    (CaseState.CLAIMED, CaseEvent.RULE): CaseState.RULED,
}


def case_machine(start: CaseState = CaseState.WAITING) -> Machine[CaseState, CaseEvent]:
    return Machine(TABLE, start)
