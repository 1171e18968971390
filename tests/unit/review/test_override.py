"""Ways around the second person of an admission in spite of a failed check, each of which must end in a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.domain.case import Case, CaseStatus
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseRuling, Outcome, Ruling, Verdict
from station.domain.samples import Finger
from station.review.override import OverrideMissing
from station.store import audit_log, cases, officers, records
from station.store.errors import RecordMissing
from station.workflow import adjudication
from tests.rig import visits


def failed(seed: int = 1, **changes):
    """A visit that is admitted although its fused comparison says that this is somebody else."""
    visit = visits.visit(seed)
    comparison = replace(visit.comparisons[0], outcome=Outcome.NO_MATCH)
    return replace(visit, comparisons=(comparison,), **changes)


def ruled(store, case: Case, supervisor: str = "budi", ruling: CaseRuling = CaseRuling.SAME_PERSON) -> str:
    with store.unit() as unit:
        cases.open_case(unit, case)
        cases.put(unit, adjudication.claim(cases.case(unit, case.id), supervisor, visits.T0))
        decided = Ruling(ruling, "features_agree", "seen", supervisor, visits.T0)
        cases.put(unit, adjudication.rule(cases.case(unit, case.id), decided))
    return case.id


def is_refused(store, visit, **how) -> bool:
    """Sealing is refused, and nothing of it is kept."""
    with pytest.raises(OverrideMissing) as caught:
        seal_visit(store, visit, **how)
    with pytest.raises(RecordMissing), store.reading() as unit:
        records.visit(unit, visit.id)
    return caught.value.code == "verdict_blocked"


def acts(store, act: Act) -> list:
    with store.reading() as unit:
        return [e for _, e in audit_log.entries(unit) if e.act == act]


def test_a_ruling_on_this_evidence_by_somebody_else_lets_it_through_and_both_names_are_written_down(store):
    visit = failed()
    case = ruled(store, visits.case_of(visit))
    seal_visit(store, replace(visit, cases=(case,)))
    (entry,) = acts(store, Act.TWO_PERSON_ACT)
    assert (entry.actor, entry.subject) == ("rini", visit.id)
    assert dict(entry.detail) == {"act": "override_failed_check", "case": case, "second": "budi"}


def test_no_case_at_all(store):
    assert is_refused(store, failed())


def test_a_case_that_waits_even_if_the_visit_does_not_name_it(store):
    visit = visits.visit(1)  # nothing failed, but somebody wanted a supervisor to look
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visit))
    assert is_refused(store, visit)
    seal_visit(store, replace(visit, decision=replace(visit.decision, verdict=Verdict.REFER)))


@pytest.mark.parametrize("ruling", [CaseRuling.DIFFERENT_PEOPLE, CaseRuling.REFER])
def test_a_ruling_against(store, ruling):
    visit = failed()
    assert is_refused(store, replace(visit, cases=(ruled(store, visits.case_of(visit), ruling=ruling),)))


@pytest.mark.parametrize("name", ["rini", "RINI"])
def test_the_same_person_in_both_roles(store, name):
    """rini took the visit as an officer, was made a supervisor, and ruled it."""
    visit = failed()
    assert is_refused(store, replace(visit, cases=(ruled(store, visits.case_of(visit), name),)))


def test_whoever_opened_the_case_does_not_rule_it_after_a_hand_over(store):
    visit = failed(officer="siti")
    case = replace(visits.case_of(visit), officer="budi")
    assert is_refused(store, replace(visit, cases=(ruled(store, case, "budi"),)))


def test_the_supervisor_does_not_take_the_counter_over_and_admit(store):
    """rini opened the case, budi ruled it, and budi now signs the visit."""
    visit = failed(officer="budi")
    case = replace(visits.case_of(visit), officer="rini")
    assert is_refused(store, replace(visit, cases=(ruled(store, case, "budi"),)))


def test_a_ruling_by_somebody_who_may_not_rule_here(store):
    visit = failed()
    with store.unit() as unit:
        officers.add(unit, Officer("tono", "Tono", Role.TECHNICIAN), "$argon2id$nobody")
    assert is_refused(store, replace(visit, cases=(ruled(store, visits.case_of(visit), "tono"),)))


def test_a_ruling_for_another_visit(store):
    other, visit = failed(2), failed(1)
    case = ruled(store, visits.case_of(other))
    assert is_refused(store, replace(visit, cases=(case,)))
    renamed = replace(visits.case_of(other, "case-2"), document=visit.document)
    assert is_refused(store, replace(visit, cases=(case, ruled(store, renamed))))


def test_a_ruling_that_was_used_before(store):
    """The case of an earlier visit of the same person, with the same document, is no word about this one."""
    first = failed(1)
    case = ruled(store, visits.case_of(first))
    seal_visit(store, replace(first, cases=(case,)))
    again = replace(first, id=visits.visit(2).id, opened_at=first.opened_at + timedelta(days=1), cases=(case,))
    assert is_refused(store, again)


@pytest.mark.parametrize("what", ["face", "fingers", "document"])
def test_a_ruling_before_the_evidence_was_taken_again(store, what):
    visit = failed()
    case = ruled(store, visits.case_of(visit))
    new = visits.finger(Finger.RIGHT_INDEX, Random(9))
    again = {
        "face": {"face": replace(visit.face, image=b"another picture")},
        "fingers": {"fingers": (new, *visit.fingers[1:])},
        "document": {"document": replace(visit.document, number="C7654321")},
    }[what]
    assert is_refused(store, replace(visit, cases=(case,), **again))


def test_taking_the_samples_until_they_pass_ends_no_open_case(store):
    visit = visits.visit(1)
    earlier = replace(visits.case_of(visit), face=None)
    with store.unit() as unit:
        cases.open_case(unit, earlier)
    assert is_refused(store, replace(visit, cases=(earlier.id,)))


def test_a_case_that_was_claimed_and_not_ruled(store):
    visit = failed()
    with store.unit() as unit:
        cases.open_case(unit, replace(visits.case_of(visit), status=CaseStatus.CLAIMED, claimed_by="budi"))
    assert is_refused(store, replace(visit, cases=("case-1",)))


def test_where_the_policy_asks_for_one_person_the_officer_may_but_not_against_a_ruling(store):
    visit = failed()
    seal_visit(store, visit, override_needs_two=False)
    (entry,) = acts(store, Act.OVERRIDE)
    assert (entry.actor, entry.subject) == ("rini", visit.id)
    other = failed(2)
    case = ruled(store, visits.case_of(other), ruling=CaseRuling.DIFFERENT_PEOPLE)
    assert is_refused(store, replace(other, cases=(case,)), override_needs_two=False)


def test_an_undisputed_admission_writes_no_act_of_two_people(store):
    seal_visit(store, visits.visit(1))
    assert acts(store, Act.TWO_PERSON_ACT) == acts(store, Act.OVERRIDE) == []
