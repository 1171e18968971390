"""The steps in which a station is commissioned, as a table: what follows what, what may wait, and where no way leads
back. No clock, no input or output."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from station.workflow.machine import Machine


class CommissionStep(Enum):
    LANGUAGE = "language"
    STATION = "station"
    AGENCY = "agency"
    KEYS = "keys"
    IDENTITY = "identity"
    CENTRAL = "central"
    DEVICES = "devices"
    POLICY = "policy"
    OFFICERS = "officers"
    RECOVERY = "recovery"
    SELF_TEST = "self_test"
    DONE = "done"


class CommissionEvent(Enum):
    ACCEPTED = "accepted"  # what was entered was checked and is kept
    LATER = "later"  # left for another day
    BACK = "back"


ORDER = tuple(CommissionStep)
# A station can stand without central, and backups are made only once somebody can open them.
MAY_WAIT = frozenset({CommissionStep.CENTRAL, CommissionStep.RECOVERY})
# The name, the mode and the agency's key are in the keys; keys are made once. From the identity on no way leads back
# before it.
FIRST_AFTER_KEYS = CommissionStep.IDENTITY

TABLE: dict[tuple[CommissionStep, CommissionEvent], CommissionStep] = {}
for _before, _after in pairwise(ORDER):
    TABLE[_before, CommissionEvent.ACCEPTED] = _after
    if _before in MAY_WAIT:
        TABLE[_before, CommissionEvent.LATER] = _after
    if _after not in {FIRST_AFTER_KEYS, CommissionStep.DONE}:
        TABLE[_after, CommissionEvent.BACK] = _before


def machine(start: CommissionStep = CommissionStep.LANGUAGE) -> Machine[CommissionStep, CommissionEvent]:
    return Machine(TABLE, start)


def after_keys(noted: str) -> CommissionStep:
    """Where a station whose keys are open goes on: at the step that was noted, never before the identity."""
    known = {step.value: step for step in ORDER}
    step = known.get(noted, FIRST_AFTER_KEYS)
    return step if ORDER.index(step) > ORDER.index(FIRST_AFTER_KEYS) else FIRST_AFTER_KEYS
