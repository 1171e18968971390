"""A visit that a stop of the station interrupted: kept, offered, gone on with by whoever signs in, or given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from models.synthesis.people import travellers
from station.counter.counter import Counter
from station.counter.in_hand import VisitIncomplete
from station.domain.audit import Act
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, Outcome, Verdict
from station.domain.samples import RIGHT_FOUR, Finger, MissingReason
from station.domain.visit import Leaving
from station.road.standing import IdentityUnfit
from station.store import audit_log, meta, open_visits, records
from station.store.errors import RecordMissing
from station.workflow.counter import Step
from tests.rig.counter import NEVER, Rig, build

pytestmark = pytest.mark.shared_devices

PEOPLE = travellers(4)
COLLEAGUE = Officer("rini", "R. Putri", Role.OFFICER)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    built = build(tmp_path_factory.mktemp("resume"))
    yield built
    built.close()


@pytest.fixture(scope="module")
def known(rig: Rig) -> str:
    counter = rig.counter()
    rig.up_to_check(counter, PEOPLE[0], PEOPLE[0].mrz, 0)
    record = rig.admit(counter)
    counter.close()
    return record.visit


@pytest.fixture(autouse=True)
def _nothing_left(rig: Rig) -> Iterator[None]:
    yield
    with rig.store.unit() as unit:
        for kept in open_visits.every(unit):
            open_visits.remove(unit, kept.id)


def stop(counter: Counter) -> str:
    """The station stops with the visit open: nothing is cancelled, only the memory is gone. The visit's id."""
    counter.close()
    return counter.visit.draft.id


@pytest.fixture
def again(rig: Rig) -> Iterator[Counter]:
    counter = rig.station.counter(COLLEAGUE)
    yield counter
    if counter.step not in {Step.IDLE, Step.SEALED}:
        counter.leave(Leaving.MISTAKE)
    counter.close()


def acts(rig: Rig, visit: str) -> list[tuple[str, str]]:
    with rig.store.reading() as unit:
        return [(e.act, e.actor) for _, e in audit_log.entries(unit) if e.subject == visit]


def halfway(rig: Rig, fingers: int = 2) -> str:
    counter = rig.counter()
    counter.begin()
    rig.document(counter, PEOPLE[1].mrz)
    rig.stay(counter)
    rig.face(counter, PEOPLE[1], 0)
    for finger in RIGHT_FOUR[:fingers]:
        rig.finger(counter, PEOPLE[1], finger, 0)
    return stop(counter)


def test_a_colleague_goes_on_after_the_last_accepted_finger_and_the_record_says_so(rig: Rig, again: Counter):
    visit = halfway(rig)
    (offered,) = again.interrupted()
    assert (offered.id, offered.officer, offered.face, offered.fingers) == (visit, "officer", True, 2)
    assert offered.name == again.document.documents.parse("\n".join(PEOPLE[1].mrz)).document.name
    assert again.resume(visit) is Step.FINGERS
    assert again.fingers.expected_finger() is RIGHT_FOUR[2]
    assert tuple(s.finger for s in again.view.taken) == RIGHT_FOUR[:2]
    rig.fingers(again, PEOPLE[1], 0)
    again.check.compare()
    again.check.finish_check()
    record = again.decision.sign(Verdict.ADMIT, "in_order", "")
    assert record.visit == visit
    with rig.store.reading() as unit:
        sealed = records.visit(unit, visit)
        assert open_visits.every(unit) == []
    assert sealed.officer == "rini" and "resumed" in sealed.warnings and len(sealed.fingers) == 4
    assert (Act.VISIT_RESUMED, "rini") in acts(rig, visit)
    assert again.interrupted() == ()


def test_the_uniqueness_check_knows_the_fingers_from_before(rig: Rig, again: Counter):
    visit = halfway(rig, fingers=1)
    again.resume(visit)
    touched: set[int] = set()

    def touch(event) -> None:
        if event.attempt not in touched:
            touched.add(event.attempt)
            rig.emulated.touch(PEOPLE[1].finger(int(RIGHT_FOUR[0]), 1), 500.0)

    task = again.fingers.capture_finger(Finger.RIGHT_MIDDLE, NEVER, touch)
    assert task.duplicates == (RIGHT_FOUR[0],)


def test_it_is_discarded_once_and_the_log_says_by_whom(rig: Rig, again: Counter):
    visit = halfway(rig, fingers=0)
    assert not again.discard(visit, Leaving.MISTAKE)
    assert again.interrupted() == ()
    assert acts(rig, visit)[-1] == (Act.VISIT_DISCARDED, "rini")
    for call in (again.resume, lambda gone: again.discard(gone, Leaving.MISTAKE)):
        with pytest.raises(RecordMissing):
            call(visit)
    assert again.step is Step.IDLE


def test_a_visit_that_was_cancelled_or_sealed_is_not_offered(rig: Rig, again: Counter):
    again.begin()
    rig.document(again, PEOPLE[2].mrz)
    assert again.interrupted() == ()  # the one in hand
    again.leave(Leaving.MISTAKE)
    with rig.store.reading() as unit:
        assert open_visits.every(unit) == []


def test_only_a_read_document_comes_back_to_be_confirmed(rig: Rig, again: Counter):
    counter = rig.counter()
    counter.begin()
    counter.document.read_lines("\n".join(PEOPLE[2].mrz))
    visit = stop(counter)
    assert again.interrupted()[0].name == ""
    assert again.resume(visit) is Step.DOCUMENT
    assert again.visit.draft.reading is not None and again.visit.draft.reading.lines == PEOPLE[2].mrz
    assert again.visit.draft.document is None
    rig.document(again, PEOPLE[2].mrz)


def test_nothing_is_resumed_while_a_visit_is_open(rig: Rig, again: Counter):
    visit = halfway(rig, fingers=0)
    again.begin()
    with pytest.raises(VisitIncomplete) as caught:
        again.resume(visit)
    assert caught.value.code == "illegal_transition"


def test_missing_fingers_and_a_finger_taken_back_come_back_as_they_were(rig: Rig, again: Counter):
    counter = rig.counter()
    counter.begin()
    rig.document(counter, PEOPLE[2].mrz)
    rig.stay(counter)
    counter.face.skip_face("no camera today")
    rig.finger(counter, PEOPLE[2], RIGHT_FOUR[0], 0)
    counter.fingers.recapture(RIGHT_FOUR[0])
    counter.fingers.mark_missing(RIGHT_FOUR[1], MissingReason.TEMPORARY)
    visit = stop(counter)
    assert again.resume(visit) is Step.FINGERS
    assert again.view.taken == () and again.visit.draft.missing == {RIGHT_FOUR[1]: MissingReason.TEMPORARY}
    assert {"face_missing", "resumed"} <= again.visit.draft.warnings and again.visit.draft.face is None


def test_the_comparison_is_made_again_and_its_case_is_not_opened_twice(rig: Rig, again: Counter, known: str):
    counter = rig.counter()
    result = rig.up_to_check(counter, PEOPLE[3], PEOPLE[0].mrz, 0)
    assert result.case is not None and counter.step is Step.WAITING
    visit = stop(counter)
    assert again.resume(visit) is Step.CHECK
    assert again.visit.draft.comparisons == () and again.visit.draft.check is None
    with pytest.raises(VisitIncomplete) as caught:
        again.check.finish_check()
    assert caught.value.code == "check_missing"
    once_more = again.check.compare()
    assert once_more.fused is not None and once_more.fused.outcome is Outcome.NO_MATCH
    assert once_more.case is not None and once_more.case.id == result.case.id
    assert once_more.case.reasons == (CaseReason.FUSED_NO_MATCH,) and again.step is Step.WAITING
    assert again.view.known and again.view.agrees is Outcome.NO_MATCH  # the rail must not say "On record" in green


def test_one_with_a_case_is_given_up_with_its_evidence_sealed(rig: Rig, again: Counter, known: str):
    counter = rig.counter()
    rig.up_to_check(counter, PEOPLE[3], PEOPLE[0].mrz, 0)
    visit = stop(counter)
    assert again.discard(visit, Leaving.TRAVELLER_LEFT) and again.interrupted() == () and again.step is Step.IDLE
    with rig.store.reading() as unit:
        sealed = records.visit(unit, visit)
    assert sealed.decision is None and len(sealed.fingers) == 4 and "abandoned_traveller_left" in sealed.warnings


def test_who_is_on_record_is_asked_again(rig: Rig, again: Counter, known: str):
    """The visit was the document's first; meanwhile central, or a backup, brought the person."""
    counter = rig.counter()
    counter.begin()
    rig.document(counter, PEOPLE[0].mrz)
    rig.stay(counter)
    visit = stop(counter)
    with rig.store.unit() as unit:
        kept = open_visits.find(unit, visit)
        open_visits.save(unit, replace(kept, known=False, person="somebody else"))
    again.resume(visit)
    with rig.store.reading() as unit:
        assert again.visit.draft.known and again.visit.draft.person == records.summary(unit, known).person


def test_a_document_that_expired_meanwhile_is_confirmed_again(rig: Rig, again: Counter):
    visit = halfway(rig, fingers=1)
    again.visit.today = lambda: date(2099, 1, 1)
    assert again.resume(visit) is Step.DOCUMENT
    assert again.visit.draft.document is None and len(again.visit.draft.fingers) == 1


def test_an_open_visit_may_be_ended_while_no_new_one_may_begin(rig: Rig, again: Counter):
    visit = halfway(rig, fingers=0)
    with rig.store.unit() as unit:
        kept = meta.get(unit, "identity")
        meta.put(unit, "identity", b"{}")
    try:
        with pytest.raises(IdentityUnfit):
            again.begin()
        assert again.resume(visit) is Step.FINGERS
        again.leave(Leaving.MISTAKE)
    finally:
        with rig.store.unit() as unit:
            meta.put(unit, "identity", kept)
