"""The supervisors' queue through its service: taking over, and what a line of the queue costs."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

import resources
from station.config import Config
from station.domain.audit import Act
from station.domain.case import CaseStatus
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseRuling
from station.errors import CaseConflict
from station.review.cases import Cases
from station.store import audit_log, record
from station.workflow import policy
from station.workflow.adjudication import TABLE, CaseEvent, case_machine
from tests.rig import visits

BUDI, SITI = Officer("budi", "B", Role.SUPERVISOR), Officer("siti", "S", Role.SUPERVISOR)
RULING = (CaseRuling.REFER, "scores_between", "seen")


@pytest.fixture
def service(store):
    rules = policy.parse(resources.path("policy/policy.json").read_bytes())
    return Cases(store, Config(station=store.keys.station), rules)


@pytest.fixture
def case(service):
    made = visits.case_of(visits.visit(), str(uuid.uuid4()))
    service.open(made)
    return made


def _acts(store, subject):
    with store.reading() as unit:
        found = [event for _, event in audit_log.entries(unit)]
    return [(event.act, event.actor, dict(event.detail)) for event in found if event.subject == subject]


def test_a_colleague_takes_over_a_case_and_the_log_says_from_whom(store, service, case):
    service.claim(case.id, BUDI)
    taken = service.claim(case.id, SITI)
    assert (taken.status, taken.claimed_by) == (CaseStatus.CLAIMED, "siti")
    assert (Act.CASE_TAKEN_OVER, "siti", {"before": "budi"}) in _acts(store, case.id)
    with pytest.raises(CaseConflict):
        service.rule(case.id, BUDI, *RULING)
    with pytest.raises(CaseConflict):
        service.release(case.id, BUDI)
    assert service.rule(case.id, SITI, *RULING).status is CaseStatus.RULED


def test_a_case_that_a_colleague_has_is_not_taken_by_opening_it(service, case):
    service.claim(case.id, BUDI)
    with pytest.raises(CaseConflict):
        service.claim(case.id, SITI, take_over=False)
    assert service.case(case.id).claimed_by == "budi"


@pytest.mark.parametrize("status", list(CaseStatus))
@pytest.mark.parametrize("event", list(CaseEvent))
def test_the_service_allows_exactly_what_the_table_allows(service, case, status, event):
    if status is not CaseStatus.WAITING:
        service.claim(case.id, BUDI)
    if status is CaseStatus.RULED:
        service.rule(case.id, BUDI, *RULING)
    act = {
        CaseEvent.CLAIM: lambda: service.claim(case.id, BUDI),
        CaseEvent.RELEASE: lambda: service.release(case.id, BUDI),
        CaseEvent.RULE: lambda: service.rule(case.id, BUDI, *RULING),
    }[event]
    if case_machine(status).allows(event):
        act()
        assert service.case(case.id).status is TABLE[(status, event)]
    else:
        with pytest.raises(CaseConflict):
            act()
        assert service.case(case.id).status is status


def test_a_line_of_the_queue_is_read_without_the_case(monkeypatch, service, case):
    older = replace(case, id=str(uuid.uuid4()), created_at=case.created_at - timedelta(hours=1))
    service.open(older)
    monkeypatch.setattr(record, "unpack", lambda *_: pytest.fail("a whole case was read for the queue"))
    monkeypatch.setattr("station.store.cases.unpack", record.unpack)
    rows = service.queue()
    assert [row.id for row in rows] == [older.id, case.id]
    assert (rows[1].name, rows[1].reason, rows[1].station) == (case.document.name, case.reason, case.station)
    assert rows[1].score is not None


def test_an_arriving_case_wakes_each_watcher_once_and_for_that_case(service, case):
    for _ in range(5):
        service.open(replace(case, id=str(uuid.uuid4())))
    heard: list[str] = []
    service.watch(heard.append)
    service.arrived(frozenset({case.id}))
    assert heard == [case.id]
