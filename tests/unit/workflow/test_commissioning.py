"""The table of commissioning: everything is reached, nothing leads back over the keys."""

from __future__ import annotations

import pytest

from station.errors import IllegalTransition
from station.workflow.commissioning import (
    MAY_WAIT,
    ORDER,
    TABLE,
    CommissionEvent,
    CommissionStep,
    after_keys,
    machine,
)


def test_accepting_every_step_ends_at_the_end():
    walked = machine()
    seen = [walked.state]
    while walked.allows(CommissionEvent.ACCEPTED):
        seen.append(walked.fire(CommissionEvent.ACCEPTED))
    assert tuple(seen) == ORDER
    assert walked.events() == frozenset()


def test_only_central_and_recovery_may_wait():
    later = {step for step, event in TABLE if event is CommissionEvent.LATER}
    assert later == MAY_WAIT == {CommissionStep.CENTRAL, CommissionStep.RECOVERY}


def test_no_way_leads_back_over_the_keys():
    made = {CommissionStep.LANGUAGE, CommissionStep.STATION, CommissionStep.AGENCY, CommissionStep.KEYS}
    reached = {CommissionStep.IDENTITY}
    while more := {after for (before, _), after in TABLE.items() if before in reached} - reached:
        reached |= more
    assert not reached & made
    walked = machine(CommissionStep.IDENTITY)
    with pytest.raises(IllegalTransition):
        walked.fire(CommissionEvent.BACK)


@pytest.mark.parametrize("noted", [*(step.value for step in ORDER), "", "something else"])
def test_a_station_with_keys_never_goes_on_before_its_identity(noted: str):
    step = after_keys(noted)
    assert ORDER.index(step) >= ORDER.index(CommissionStep.IDENTITY)
    known = {one.value for one in ORDER if ORDER.index(one) > ORDER.index(CommissionStep.IDENTITY)}
    assert (step.value == noted) is (noted in known or noted == "identity")
