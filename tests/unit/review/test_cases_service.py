"""The supervisors' queue through its service: taking over, and what a line of the queue costs."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

import resources
from station.config import Config
from station.domain.audit import Act
from station.domain.case import CaseStatus, record_of
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling, Inspection, Opinion
from station.errors import CaseConflict, NotAllowed
from station.review.cases import Cases, RulingIncomplete
from station.store import audit_log, cases, officers, outbox, record
from station.workflow import policy
from station.workflow.adjudication import TABLE, CaseEvent, case_machine
from tests.rig import visits

BUDI, SITI, RINA = (Officer(name, name[0].upper(), Role.SUPERVISOR) for name in ("budi", "siti", "rina"))
RULING = (CaseRuling.REFER, "scores_between", "seen")
SAME = (CaseRuling.SAME_PERSON, "features_agree", "the ears agree")
OTHER = (CaseRuling.DIFFERENT_PEOPLE, "faces_differ", "the ears differ")


def asking_two(store, service, *, blind=False):
    """The same queue under a policy that asks for two opinions on everything."""
    every = tuple(CaseReason)
    rules = policy.ReviewRules(every, every if blind else ())
    return Cases(store, service._config, replace(service._policy, review=rules))


@pytest.fixture
def service(store):
    with store.unit() as unit:
        for one in (BUDI, SITI, RINA):
            officers.add(unit, one, "")
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
def test_the_service_allows_exactly_what_the_table_allows(store, service, case, status, event):
    twice = asking_two(store, service)
    if status is not CaseStatus.WAITING:
        (twice if event is CaseEvent.OPINE and status is CaseStatus.CLAIMED else service).claim(case.id, BUDI)
    if status is CaseStatus.RULED:
        service.rule(case.id, BUDI, *RULING)
    act = {
        CaseEvent.CLAIM: lambda: service.claim(case.id, BUDI),
        CaseEvent.RELEASE: lambda: service.release(case.id, BUDI),
        CaseEvent.TRANSFER: lambda: service.transfer(case.id, BUDI, "siti"),
        CaseEvent.ESCALATE: lambda: service.escalate(case.id, BUDI, "the third time today"),
        CaseEvent.RULE: lambda: service.rule(case.id, BUDI, *RULING),
        CaseEvent.OPINE: lambda: twice.rule(case.id, BUDI, *RULING),
        CaseEvent.REOPEN: lambda: service.reopen(case.id, BUDI, "another record was found"),
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


def judge(service, case, who, what):
    service.claim(case.id, who)
    return service.rule(case.id, who, *what)


def test_two_opinions_that_agree_rule_and_nobody_gives_both(store, service, case):
    twice = asking_two(store, service)
    first = judge(twice, case, BUDI, SAME)
    assert (first.status, first.ruling, first.claimed_by) == (CaseStatus.WAITING, None, None)
    twice.claim(case.id, BUDI)
    with pytest.raises(CaseConflict):
        twice.rule(case.id, BUDI, *OTHER)
    twice.release(case.id, BUDI)
    ruled = judge(twice, case, SITI, SAME)
    assert ruled.ruling is not None
    assert (ruled.ruling.ruling, ruled.ruling.supervisor) == (CaseRuling.SAME_PERSON, "siti")
    assert [o.supervisor for o in ruled.opinions] == ["budi", "siti"]


def test_where_two_differ_the_third_decides_and_the_log_tells_no_opinion_before(store, service, case):
    twice = asking_two(store, service)
    judge(twice, case, BUDI, SAME)
    second = judge(twice, case, SITI, OTHER)
    assert second.status is CaseStatus.WAITING
    assert all("ruling" not in detail for _, _, detail in _acts(store, case.id))
    ruled = judge(twice, case, RINA, OTHER)
    assert ruled.ruling is not None
    assert (ruled.ruling.ruling, ruled.ruling.finding) == (CaseRuling.DIFFERENT_PEOPLE, Inspection.FALSE_MATCH)
    assert (Act.CASE_RULED, "rina", {"ruling": "different_people", "reason": "faces_differ"}) in _acts(store, case.id)


def test_a_first_look_comes_first_and_both_are_kept(store, service, case):
    blind = asking_two(store, service, blind=True)
    blind.claim(case.id, BUDI)
    with pytest.raises(CaseConflict):
        blind.rule(case.id, BUDI, *SAME)
    look = Opinion("budi", CaseRuling.DIFFERENT_PEOPLE, "", "", visits.T0, features=(("ears", "differs"),))
    blind.look_first(case.id, BUDI, look)
    with pytest.raises(CaseConflict):
        blind.look_first(case.id, BUDI, look)
    kept = blind.rule(case.id, BUDI, *SAME)
    assert [(o.blind, o.ruling) for o in kept.opinions] == [
        (True, CaseRuling.DIFFERENT_PEOPLE),
        (False, CaseRuling.SAME_PERSON),
    ]
    assert record.unpack(type(kept), record.pack(kept)) == kept


def test_what_a_policy_asks_later_is_asked_of_a_case_that_waits_and_never_taken_back(store, service, case):
    asking_two(store, service).claim(case.id, BUDI)
    service.release(case.id, BUDI)
    service.claim(case.id, SITI)
    assert service.rule(case.id, SITI, *SAME).status is CaseStatus.WAITING


def test_whoever_raised_a_case_neither_rules_nor_gets_it(store, service, case):
    raised = replace(case, id=str(uuid.uuid4()), officer="budi")
    service.open(raised)
    service.claim(raised.id, BUDI)
    with pytest.raises(NotAllowed):
        service.rule(raised.id, BUDI, *SAME)
    service.release(raised.id, BUDI)
    service.claim(raised.id, SITI)
    with pytest.raises(CaseConflict):
        service.transfer(raised.id, SITI, "budi")
    assert [one.name for one in service.colleagues(raised.id, SITI)] == ["rina"]


def test_a_case_is_handed_over_by_name_and_to_supervisors_alone(store, service, case):
    with store.unit() as unit:
        officers.add(unit, Officer("ana", "A", Role.OFFICER), "")
    service.claim(case.id, BUDI)
    for wrong in ("ana", "nobody"):
        with pytest.raises(NotAllowed):
            service.transfer(case.id, BUDI, wrong)
    service.transfer(case.id, BUDI, "siti")
    assert service.case(case.id).claimed_by == "siti"
    assert (Act.CASE_TRANSFERRED, "budi", {"to": "siti"}) in _acts(store, case.id)
    assert service.rule(case.id, SITI, *SAME).status is CaseStatus.RULED


def test_an_escalated_case_stands_before_older_ones_and_says_who_did_it(store, service, case):
    older = replace(case, id=str(uuid.uuid4()), created_at=case.created_at - timedelta(hours=1))
    service.open(older)
    service.claim(case.id, BUDI)
    with pytest.raises(RulingIncomplete):
        service.escalate(case.id, BUDI, "  ")
    service.escalate(case.id, BUDI, "a diplomat")
    assert [(row.id, row.escalated) for row in service.queue()] == [(case.id, True), (older.id, False)]
    assert (Act.CASE_ESCALATED, "budi", {}) in _acts(store, case.id)


def test_a_ruled_case_is_opened_again_with_a_reason_and_corrected_by_a_version_that_names_the_old_one(
    store, service, case
):
    ruled = judge(service, case, BUDI, SAME)
    assert [row.id for row in service.ruled()] == [case.id] and service.queue() == []
    with pytest.raises(RulingIncomplete):
        service.reopen(case.id, SITI, "")
    service.reopen(case.id, SITI, "the record was of a twin")
    again = service.case(case.id)
    assert (again.status, again.ruling, again.earlier) == (CaseStatus.WAITING, None, (ruled.ruling,))
    assert again.corrects == record_of(case.id, CaseStatus.RULED) and service.ruled() == []
    judge(service, case, SITI, OTHER)
    with store.reading() as unit:
        sent = {row.record_id for row in outbox.take(unit, 20)}
    assert len(sent) == 4  # opened, ruled, opened again, ruled again: each travels once
    assert {record_of(case.id, CaseStatus.WAITING), record_of(case.id, CaseStatus.RULED)} < sent
    with store.unit() as unit:
        assert cases.unqueue(unit, service.case(case.id)) == 4


def test_a_case_from_before_opinions_opens_packs_the_same_octets_and_is_ruled(store, service, case):
    new = ("version", "needed", "blind", "opinions", "earlier", "corrects", "reopened_for", "escalated_by")
    octets = record.pack(case)
    value = json.loads(octets[8 : 8 + int.from_bytes(octets[4:8])])["value"]
    assert value.keys() & set(new) == set()
    ruled = judge(service, case, BUDI, RULING)
    old = replace(ruled, opinions=(), ruling=replace(ruled.ruling, finding=None))
    assert b'"finding"' not in record.pack(old)
    assert record.unpack(type(old), record.pack(old)) == old


def test_the_queue_is_read_in_pages_by_kind_and_by_post(service, case):
    made = [
        replace(
            case,
            id=str(uuid.uuid4()),
            created_at=case.created_at + timedelta(minutes=n // 2),
            reason=(CaseReason.WATCHLIST, CaseReason.DOCUMENT)[n % 2],
            station=f"COUNTER-{n % 3}",
        )
        for n in range(1, 9)
    ]
    for one in made:
        service.open(one)
    whole = service.queue()
    pages, after = [], None
    while page := service.queue(4, after):
        pages += page
        after = page[-1]
    assert pages == whole and len(whole) == 9
    assert {row.reason for row in service.queue(reason=CaseReason.DOCUMENT)} == {CaseReason.DOCUMENT}
    assert {row.station for row in service.queue(station="COUNTER-1")} == {"COUNTER-1"}
    counted = {(reason, station): n for reason, station, n in service.counts()}
    assert counted[(CaseReason.WATCHLIST, "COUNTER-2")] == sum(
        one.reason is CaseReason.WATCHLIST and one.station == "COUNTER-2" for one in made
    )
    assert sum(counted.values()) == 9


@pytest.mark.parametrize(("alarm", "told"), [(None, False), (0.02, True), (0.03, False)])
def test_an_attack_score_is_an_alarm_from_the_policys_limit_on(store, service, case, alarm, told):
    rules = replace(service._policy, fingers=replace(service._policy.fingers, attack_alarm=alarm))
    assert Cases(store, service._config, rules).alarmed(case.face, case.fingers) is told
    assert not Cases(store, service._config, rules).alarmed(None, ())
