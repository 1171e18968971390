from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from station.domain.case import CaseStatus
from station.domain.outcome import CaseRuling, Ruling
from station.errors import CaseConflict
from station.store import cases
from station.store.errors import RecordExists, RecordMissing
from station.workflow import adjudication
from tests.rig import visits
from tests.rig.visits import T0

RULING = Ruling(CaseRuling.DIFFERENT_PEOPLE, "face_differs", "ears", "budi", T0)


def claim(unit, case_id, supervisor, at, **how):
    return cases.put(unit, adjudication.claim(cases.case(unit, case_id), supervisor, at, **how))


def release(unit, case_id, supervisor):
    return cases.put(unit, adjudication.release(cases.case(unit, case_id), supervisor))


def rule(unit, case_id, ruling):
    return cases.put(unit, adjudication.rule(cases.case(unit, case_id), ruling))


@pytest.fixture
def opened(store):
    case = visits.case_of(visits.visit())
    with store.unit() as unit:
        cases.open_case(unit, case)
    return case


def test_a_case_keeps_the_live_evidence_of_an_unsealed_visit(store, opened):
    with store.reading() as unit:
        found = cases.case(unit, opened.id)
        assert found == opened
        assert found.fingers[0].image
        assert cases.of_visit(unit, opened.visit) == [opened]
        assert [count for _, _, count in cases.counts(unit)] == [1]


def test_the_oldest_case_is_first(store, opened):
    with store.unit() as unit:
        cases.open_case(unit, replace(opened, id="older", created_at=T0 - timedelta(hours=1)))
        assert [row.id for row in cases.rows(unit)] == ["older", "case-1"]


def test_a_case_goes_from_waiting_over_claimed_and_ruled_to_told(store, opened):
    with store.unit() as unit:
        assert claim(unit, opened.id, "budi", T0).status is CaseStatus.CLAIMED
        assert cases.rows(unit)[0].claimed_by == "budi"
        assert rule(unit, opened.id, RULING).ruling == RULING
        assert cases.rows(unit) == []
        assert [row.id for row in cases.ruled_rows(unit)] == [opened.id]
        assert cases.case(unit, opened.id).told_at is None
        cases.told(unit, opened.id, T0)
        assert cases.case(unit, opened.id).told_at == T0


def test_two_supervisors_cannot_have_the_same_case(store, opened):
    with store.unit() as unit:
        claim(unit, opened.id, "budi", T0)
        claim(unit, opened.id, "budi", T0)
        with pytest.raises(CaseConflict):
            claim(unit, opened.id, "siti", T0)
        with pytest.raises(CaseConflict):
            rule(unit, opened.id, replace(RULING, supervisor="siti"))
        with pytest.raises(CaseConflict):
            release(unit, opened.id, "siti")
        release(unit, opened.id, "budi")
        claim(unit, opened.id, "siti", T0)


def test_a_case_is_not_ruled_unclaimed_twice_or_told_before(store, opened):
    with store.unit() as unit:
        with pytest.raises(CaseConflict):
            rule(unit, opened.id, RULING)
        with pytest.raises(CaseConflict):
            cases.told(unit, opened.id, T0)
        claim(unit, opened.id, "budi", T0)
        rule(unit, opened.id, RULING)
        with pytest.raises(CaseConflict):
            rule(unit, opened.id, RULING)
        with pytest.raises(CaseConflict):
            claim(unit, opened.id, "budi", T0)


def test_unknown_and_doubled_cases_are_named(store, opened):
    with store.unit() as unit:
        with pytest.raises(RecordMissing):
            cases.case(unit, "none")
        with pytest.raises(RecordExists):
            cases.open_case(unit, opened)
