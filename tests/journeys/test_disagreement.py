"""A person waits, two supervisors differ, a third decides, and the counter goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.audit import Act
from station.domain.case import CaseStatus
from station.domain.outcome import CaseRuling, Inspection
from station.store import audit_log, cases
from station.ui.application import Application
from tests.rig.counter import Rig, build
from tests.rig.disagreement import RULINGS, THREE, Disagreement

NAMES = [one.name for one in THREE]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    built = build(tmp_path)
    yield built
    built.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_supervisors_differ_a_third_decides_and_the_counter_that_waits_is_told(qapp: Application, rig: Rig):
    story = Disagreement(qapp, rig)
    for _ in story.steps():
        pass
    assert story.ruled is not None and story.ruled.ruling is not None
    ruling = story.ruled.ruling
    assert (ruling.ruling, ruling.supervisor) == (CaseRuling.DIFFERENT_PEOPLE, "rina")
    assert ruling.finding is Inspection.TRUE_NON_MATCH
    assert story.before == {name: (name,) for name in NAMES}  # their own first look, and nobody else's word
    assert [state.ruling for state in story.told[:-1]] == [None] * (len(story.told) - 1)
    assert story.told[-1].ruling == ruling
    with rig.store.reading() as unit:
        case = cases.case(unit, story.case)
        log = [(event.act, event.actor) for _, event in audit_log.entries(unit) if event.subject == story.case]
    assert case.status is CaseStatus.RULED
    decided = [one for one in case.opinions if not one.blind]
    assert [(one.supervisor, one.ruling) for one in decided] == list(zip(NAMES, RULINGS, strict=True))
    assert [one.supervisor for one in case.opinions if one.blind] == NAMES
    assert all(
        one.features == (("skin", "agrees"), ("outline", "agrees"), ("composition", "differs")) for one in decided
    )
    assert log.index((Act.CASE_RULED, "rina")) < log.index((Act.CASE_TOLD, "system"))
    assert [actor for act, actor in log if act == Act.CASE_CLAIMED] == NAMES
