"""A case on the supervisor's desk, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum

from station.domain.case import Case, CaseStatus
from station.domain.outcome import Ruling
from station.errors import CaseConflict
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


def _after(case: Case, event: CaseEvent) -> CaseStatus:
    machine = case_machine(case.status)
    if not machine.allows(event):
        raise CaseConflict(f"a case that is {case.status.value} does not allow {event.value}")
    return machine.fire(event)


def claim(case: Case, supervisor: str, at: datetime, *, take_over: bool = False) -> Case:
    """One supervisor takes a case; from a colleague only where `take_over` says that this is meant.

    Raises CaseConflict when a colleague has it, or it is ruled.
    """
    status = _after(case, CaseEvent.CLAIM)
    if case.claimed_by not in (None, supervisor) and not take_over:
        raise CaseConflict("a colleague has this case")
    return replace(case, status=status, claimed_by=supervisor, claimed_at=at)


def release(case: Case, supervisor: str) -> Case:
    """Back into the queue, unruled; raises CaseConflict."""
    status = _after(case, CaseEvent.RELEASE)
    _own(case, supervisor)
    return replace(case, status=status, claimed_by=None, claimed_at=None)


def rule(case: Case, ruling: Ruling) -> Case:
    """Raises CaseConflict unless the supervisor who rules has claimed the case."""
    status = _after(case, CaseEvent.RULE)
    _own(case, ruling.supervisor)
    return replace(case, status=status, ruling=ruling)


def _own(case: Case, supervisor: str) -> None:
    if case.claimed_by != supervisor:
        raise CaseConflict("the case is not claimed by this supervisor")
