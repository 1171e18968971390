"""A case on the supervisor's desk, as a table."""

from __future__ import annotations

from enum import Enum

from station.domain.desk import CaseStatus
from station.workflow.machine import Machine


class CaseEvent(Enum):
    CLAIM = "claim"
    RELEASE = "release"
    RULE = "rule"


TABLE: dict[tuple[CaseStatus, CaseEvent], CaseStatus] = {
    (CaseStatus.WAITING, CaseEvent.CLAIM): CaseStatus.CLAIMED,
    (CaseStatus.CLAIMED, CaseEvent.CLAIM): CaseStatus.CLAIMED,  # another supervisor takes over; audited
    (CaseStatus.CLAIMED, CaseEvent.RELEASE): CaseStatus.WAITING,
    (CaseStatus.CLAIMED, CaseEvent.RULE): CaseStatus.RULED,
}


def case_machine(start: CaseStatus = CaseStatus.WAITING) -> Machine[CaseStatus, CaseEvent]:
    return Machine(TABLE, start)
