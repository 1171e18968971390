"""Whole visits through the real services: emulated reader and camera, real matcher, real SQLCipher."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.document.compose import compose
from models.errors import BiometricError
from models.finger import codec
from models.synthesis.camera_view import PlantedCamera
from models.synthesis.people import travellers
from station.bench.calibrations import Calibrations
from station.counter.in_hand import VisitIncomplete
from station.domain import desk
from station.domain.camera_bench import CameraSetting
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling, Inspection, Modality, Outcome, Verdict
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason, Veto
from station.domain.visit import Direction, Leaving, Purpose
from station.errors import StationError
from station.review.adjudicate import Adjudication
from station.store import audit_log, records
from station.workflow.counter import Event, Step
from tests.rig.counter import NEVER, SUPERVISOR, Rig, build

pytestmark = pytest.mark.shared_devices

PEOPLE = travellers(4)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    built = build(tmp_path_factory.mktemp("counter"))
    yield built
    built.close()


@pytest.fixture
def counter(rig: Rig):
    opened = rig.counter()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def known(rig: Rig) -> str:
    """PEOPLE[0] has been admitted once; gives the visit's id."""
    counter = rig.counter()
    result = rig.up_to_check(counter, PEOPLE[0], PEOPLE[0].mrz, 0)
    assert result.first_visit and result.fused is None and result.case is None
    record = rig.admit(counter)
    counter.close()
    return record.visit


def test_the_same_traveller_is_recognised_when_they_come_back(rig: Rig, counter, known: str):
    result = rig.up_to_check(counter, PEOPLE[0], PEOPLE[0].mrz, 1)
    assert not result.first_visit
    assert result.fused is not None and result.fused.outcome is Outcome.MATCH
    assert result.case is None
    assert result.candidates[0].candidate.same_document and result.candidates[0].candidate.rank == 1
    assert len(result.prints) == 4 and all(pair.agrees for pair in result.prints)
    assert all(pair.live.startswith(b"\x89PNG") and pair.record.startswith(b"\x89PNG") for pair in result.prints)
    assert all(pair.live != pair.record for pair in result.prints), "the picture of now, and that of the first visit"
    rig.admit(counter)


@pytest.mark.parametrize("who", [0, 1])
def test_while_the_face_is_taken_it_is_said_whether_it_looks_like_the_record_so_far(
    rig: Rig, counter, known: str, who: int
):
    """The traveller of the document, and somebody else with it; nothing is decided of either."""
    counter.begin()
    rig.document(counter, PEOPLE[0].mrz)
    rig.stay(counter)
    told: list[desk.FaceVerdict] = []
    captured = rig.face(counter, PEOPLE[who], 1, told.append)
    assert captured.result is desk.CaptureResult.SUCCESS
    for _ in range(200):
        if told and told[-1].agrees is not None:
            break
        time.sleep(0.05)
    assert told[0] == desk.FaceVerdict(of=3), "nothing is known of a face before it was seen"
    assert told[-1].agrees is (who == 0) and told[-1].pictures
    assert counter.step is Step.FINGERS, "whatever was said of it"
    counter.leave(Leaving.MISTAKE)


class Hand:
    """A traveller whose fingers come as `place` says: the finger that is given where one is asked for."""

    def __init__(self, person, given: dict[int, int], turned: bool = False) -> None:
        self.person, self.given, self.turned = person, given, turned

    def finger(self, position: int, impression: int):
        picture = self.person.finger(self.given.get(position, position), impression)
        return np.ascontiguousarray(picture[::-1, ::-1]) if self.turned else picture


def up_to_fingers(rig: Rig, counter, person) -> None:
    counter.begin()
    rig.document(counter, person.mrz)
    rig.stay(counter)
    rig.face(counter, person, 1)


def test_fingers_in_the_wrong_order_are_told_and_relabelled_instead_of_a_case(rig: Rig, counter, known: str):
    up_to_fingers(rig, counter, PEOPLE[0])
    rig.fingers(counter, Hand(PEOPLE[0], {2: 3, 3: 2}), 1)
    result = counter.check.compare()
    index, middle = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE
    assert result.advice.exchanged == ((index, middle), (middle, index))
    assert result.case is None and counter.step is Step.CHECK
    with pytest.raises(VisitIncomplete) as caught:
        counter.check.finish_check()
    assert caught.value.code == "fingers_exchanged"
    counter.fingers.relabel()
    with pytest.raises(VisitIncomplete) as caught:
        counter.check.finish_check()
    assert caught.value.code == "check_missing"
    again = counter.check.compare()
    assert again.fused is not None and again.fused.outcome is Outcome.MATCH
    assert again.fingers is not None and again.fingers.outcome is Outcome.MATCH
    assert again.advice == desk.FingerAdvice()
    assert "fingers_relabelled" in counter.decision.preview().warnings
    with pytest.raises(VisitIncomplete) as caught:
        counter.fingers.relabel()
    assert caught.value.code == "nothing_exchanged"
    record = rig.admit(counter)
    with rig.store.reading() as unit:
        sealed = records.visit(unit, record.visit)
    assert [codec.decode(s.template).position for s in sealed.fingers] == [int(s.finger) for s in sealed.fingers]


def test_an_officer_who_says_the_order_is_right_gets_the_comparison_as_it_stands(rig: Rig, counter, known: str):
    up_to_fingers(rig, counter, PEOPLE[0])
    rig.fingers(counter, Hand(PEOPLE[0], {2: 5, 5: 2}), 1)
    assert len(counter.check.compare().advice.exchanged) == 2
    counter.check.keep_order()
    with pytest.raises(VisitIncomplete) as caught:
        counter.check.finish_check()
    assert caught.value.code == "check_missing"
    result = counter.check.compare()
    if result.fused is not None and result.fused.outcome is Outcome.NO_MATCH:
        assert result.case is not None and result.case.reasons == (CaseReason.FUSED_NO_MATCH,)
    else:
        counter.check.inspect(Modality.FINGERS, Inspection.FALSE_NON_MATCH, "looked")
        counter.check.finish_check()


def test_a_reader_that_stands_upside_down_matches_and_is_told(rig: Rig, counter, known: str):
    up_to_fingers(rig, counter, PEOPLE[0])
    rig.fingers(counter, Hand(PEOPLE[0], {}, turned=True), 1)
    result = counter.check.compare()
    assert result.fingers is not None and result.fingers.outcome is Outcome.MATCH
    assert result.fused is not None and result.fused.outcome is Outcome.MATCH and result.case is None
    assert result.advice.turned is not None and abs(result.advice.turned - 180) < 25
    assert "reader_turned" in counter.decision.preview().warnings
    rig.admit(counter)


def test_somebody_else_with_that_document_is_not_and_admission_waits_for_a_supervisor(rig: Rig, counter, known: str):
    result = rig.up_to_check(counter, PEOPLE[1], PEOPLE[0].mrz, 0)
    assert result.fused is not None and result.fused.outcome is Outcome.NO_MATCH
    assert result.case is not None and result.case.reasons == (CaseReason.FUSED_NO_MATCH,)
    assert counter.step is Step.WAITING
    counter.check.refer_while_waiting()
    assert counter.decision.preview().blocked == (Verdict.ADMIT,)
    with pytest.raises(VisitIncomplete) as caught:
        counter.decision.sign(Verdict.ADMIT, "in_order", "")
    assert caught.value.code == "verdict_blocked"
    counter.decision.sign(Verdict.REFER, "case_open", "to the second line")


def test_a_known_traveller_under_another_name_raises_a_case_and_a_ruling_links_the_two(rig: Rig, counter, known: str):
    result = rig.up_to_check(counter, PEOPLE[0], PEOPLE[2].mrz, 2)
    assert result.first_visit
    assert result.case is not None and result.case.reasons == (CaseReason.OTHER_CANDIDATE,)
    desk_ = Adjudication(
        rig.store, rig.station.cases, rig.station.verifier, rig.station.documents, rig.policy, SUPERVISOR
    )
    heard: list[desk.CaseState] = []
    stop = counter.check.watch_case(heard.append)
    detail = desk_.open_case(result.case.id)
    assert detail.live_face is not None and detail.record_face is not None
    assert detail.score is not None and detail.score > detail.threshold
    assert sum(mark.paired for pair in detail.fingers for mark in pair.live_marks) >= 4
    assert {d.field for d in detail.differences if not d.same} >= {"surname", "number"}
    with pytest.raises(StationError):
        desk_.rule(detail.summary.id, CaseRuling.SAME_PERSON, "features_agree", "  ")
    desk_.rule(detail.summary.id, CaseRuling.SAME_PERSON, "features_agree", "two documents, one person")
    stop()
    assert heard and heard[-1].ruling is not None
    state = counter.check.case_state()
    assert state is not None and state.ruling is not None and counter.step is Step.DECISION
    assert "linked_identity" in counter.decision.preview().warnings
    record = counter.decision.sign(Verdict.ADMIT, "ruled_same_person", "")
    with rig.store.reading() as unit:
        assert records.summary(unit, record.visit).person == records.summary(unit, known).person


def test_a_renewed_passport_is_offered_as_a_link_that_the_officer_confirms(rig: Rig, counter, known: str):
    lines = PEOPLE[0].papers("TD3", number="Z99887766", expiry=date(2039, 1, 1))
    counter.begin()
    reading = counter.document.read_lines("\n".join(lines))
    assert reading.known is None and len(reading.renewed) == 1
    counter.document.confirm_document(replace(reading.document, name_confirmed=True), False, reading.renewed[0].person)
    rig.stay(counter)
    rig.face(counter, PEOPLE[0], 3)
    for finger in RIGHT_FOUR[1:]:
        counter.fingers.mark_missing(finger, MissingReason.TEMPORARY)
    rig.fingers(counter, PEOPLE[0], 3)
    result = counter.check.compare()
    assert not result.first_visit and result.fused is not None and result.fused.outcome is Outcome.MATCH
    counter.leave(Leaving.MISTAKE)


def test_an_expired_document_is_never_accepted_silently(rig: Rig, counter):
    lines = PEOPLE[3].papers("TD3", expiry=date(2020, 1, 1))
    counter.begin()
    reading = counter.document.read_lines("\n".join(lines))
    assert reading.expired
    document = replace(reading.document, name_confirmed=True)
    with pytest.raises(VisitIncomplete) as caught:
        counter.document.confirm_document(document, False, None)
    assert caught.value.code == "expired_document"
    counter.document.confirm_document(document, True, None)
    assert "expired_document" in counter.visit.draft.warnings
    counter.leave(Leaving.MISTAKE)


def test_a_document_that_leaves_a_question_waits_for_the_officer_s_answer(rig: Rig, counter):
    lines = compose(
        "TD3", issuer="AUS", nationality="AUS", number="PA1234567", surname="Citizen", given_names="Jane",
        birth="1921-03-04", sex="F", expiry=date(2031, 5, 9),
    )  # fmt: skip
    counter.begin()
    reading = counter.document.read_lines("\n".join(lines))
    assert reading.document.birth.startswith("2021")  # two digits of a year; the child is the likelier bearer
    with pytest.raises(VisitIncomplete) as caught:
        counter.document.confirm_document(replace(reading.document, name_confirmed=True), False, None)
    assert caught.value.code == "document_question"
    answered = counter.document.answer_document({"birth_century": "1921-03-04"})
    counter.document.confirm_document(replace(answered.document, name_confirmed=True), False, None)
    assert counter.visit.draft.document.birth == "1921-03-04"
    counter.leave(Leaving.MISTAKE)


def test_an_unconfirmed_name_and_a_document_that_was_not_read_are_refused(rig: Rig, counter):
    counter.begin()
    reading = counter.document.read_lines("\n".join(PEOPLE[3].mrz))
    with pytest.raises(VisitIncomplete):
        counter.document.confirm_document(reading.document, False, None)
    other = replace(reading.document, name_confirmed=True, number="FORGED1")
    with pytest.raises(VisitIncomplete) as caught:
        counter.document.confirm_document(other, False, None)
    assert caught.value.code == "document_unread"
    counter.leave(Leaving.MISTAKE)


def test_a_wrong_check_digit_names_its_field_and_costs_nothing(rig: Rig, counter):
    counter.begin()
    first, second = PEOPLE[3].mrz
    wrong = second[:8] + str((int(second[8]) + 1) % 10) + second[9:]  # the last digit of the number
    reading = counter.document.read_lines(f"{first}\n{wrong}")
    assert reading.document is None and reading.problems[0].field == "number"
    assert counter.allows(Event.DOCUMENT_READ)
    assert counter.document.read_lines("\n".join(PEOPLE[3].mrz)).document is not None
    counter.leave(Leaving.MISTAKE)


def test_a_picture_that_shows_no_document_says_so_and_the_visit_goes_on(rig: Rig, counter):
    counter.begin()
    assert rig.emulated.look(rig.emulated.blank(), rig.station.camera)
    with pytest.raises(BiometricError) as caught:
        counter.document.photograph()
    assert caught.value.code == "no_document"
    assert counter.step is Step.DOCUMENT
    counter.leave(Leaving.MISTAKE)


def test_a_camera_that_stalls_ends_the_capture_with_its_name_and_the_next_one_works(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    assert rig.emulated.look(rig.emulated.blank(), rig.station.camera)  # nobody there, on the wire as well
    rig.emulated.camera.stall()
    try:
        captured = counter.face.capture_face(NEVER, threading.Event(), lambda _: None)
        assert captured.result is desk.CaptureResult.CAMERA_FAILURE
        with pytest.raises(StationError) as caught:
            counter.face.accept_face(0, None)
        assert caught.value.code == "no_face_capture"
    finally:
        rig.emulated.camera.resume()
    assert rig.face(counter, PEOPLE[3], 0).shots
    counter.leave(Leaving.MISTAKE)


def test_a_scanner_pulled_out_mid_frame_costs_nothing_of_the_visit(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    rig.face(counter, PEOPLE[3], 0)
    rig.finger(counter, PEOPLE[3], Finger.RIGHT_INDEX, 0)
    reader = rig.emulated.reader
    hints: list[desk.FingerHint] = []
    pulled = threading.Event()

    def follow(event: desk.FingerEvent) -> None:
        hints.append(event.hint)
        if event.hint is desk.FingerHint.SEARCHING_FINGERS and not pulled.is_set():
            pulled.set()
            reader.unplug()
            threading.Timer(0.3, reader.plug).start()
        elif event.hint is desk.FingerHint.SEARCHING_FINGERS:
            rig.emulated.touch(PEOPLE[3].finger(3, 0), 500.0)

    started = time.monotonic()
    task = counter.fingers.capture_finger(Finger.RIGHT_MIDDLE, NEVER, follow)
    assert task.attempts and time.monotonic() - started < 60
    assert desk.FingerHint.UNPLUGGED in hints
    assert Finger.RIGHT_INDEX in counter.visit.draft.fingers
    counter.leave(Leaving.MISTAKE)


def test_a_capture_can_be_cancelled_at_once(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    counter.face.skip_face("test")
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Exception) as caught:
        counter.fingers.capture_finger(Finger.RIGHT_INDEX, cancel, lambda _: None)
    assert getattr(caught.value, "code", "") == "capture_cancelled" and time.monotonic() - started < 15
    counter.leave(Leaving.MISTAKE)


def test_the_left_hand_is_asked_for_when_no_right_finger_is_there(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    counter.face.skip_face("test")
    with pytest.raises(VisitIncomplete):
        counter.fingers.finish_fingers()
    for finger in RIGHT_FOUR:
        assert counter.fingers.expected_finger() is finger
        counter.fingers.mark_missing(finger, MissingReason.PERMANENT)
    assert counter.view.hand == LEFT_FOUR and counter.fingers.expected_finger() is Finger.LEFT_INDEX
    counter.leave(Leaving.MISTAKE)


@pytest.mark.parametrize("asked", [False, True])
def test_where_the_policy_says_so_a_supervisor_looks_at_a_document_alone(rig: Rig, counter, asked: bool):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    counter.face.skip_face("cannot be photographed")
    counter.fingers.mark_none_left(MissingReason.UNABLE)
    assert {m.finger for m in counter.view.missing} == {*RIGHT_FOUR, *LEFT_FOUR}
    counter.fingers.finish_fingers()
    assert {"face_missing", "fingers_missing"} <= counter.visit.draft.warnings
    check = replace(counter.check, checks=replace(counter.check.checks, document_alone_case=asked))
    result = check.compare()
    assert result.nothing_taken and result.candidates == ()
    assert (result.case is not None) is asked
    if asked:
        assert result.case.reasons == (CaseReason.QUALITY,) and counter.step is Step.WAITING
    counter.leave(Leaving.MISTAKE)


def test_of_a_hand_that_gave_a_finger_nothing_is_said_of_the_other_one(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    counter.face.skip_face("test")
    rig.finger(counter, PEOPLE[3], Finger.RIGHT_INDEX, 0)
    counter.fingers.mark_none_left(MissingReason.PERMANENT)
    assert {m.finger for m in counter.view.missing} == set(RIGHT_FOUR[1:])
    counter.fingers.finish_fingers()
    assert "one_finger" in counter.visit.draft.warnings
    counter.leave(Leaving.MISTAKE)


def test_the_same_finger_shown_twice_is_noticed(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    counter.face.skip_face("test")
    rig.finger(counter, PEOPLE[3], Finger.RIGHT_INDEX, 0)

    def cheat(event: desk.FingerEvent) -> None:
        if event.hint is desk.FingerHint.SEARCHING_FINGERS:
            rig.emulated.touch(PEOPLE[3].finger(2, 1), 500.0)

    task = counter.fingers.capture_finger(Finger.RIGHT_MIDDLE, NEVER, cheat)
    assert task.duplicates == (Finger.RIGHT_INDEX,)
    counter.leave(Leaving.MISTAKE)


def test_one_failed_modality_is_inspected_and_the_word_stays_in_the_record(rig: Rig, counter, known: str):
    result = rig.up_to_check(counter, PEOPLE[0], PEOPLE[0].mrz, 4)
    counter.visit.draft.comparisons = tuple(
        replace(c, outcome=Outcome.NO_MATCH) if c.modality is Modality.FACE else c
        for c in counter.visit.draft.comparisons
    )
    assert result.case is None
    with pytest.raises(VisitIncomplete) as caught:
        counter.check.finish_check()
    assert caught.value.code == "inspection_needed"
    counter.check.inspect(Modality.FACE, Inspection.FALSE_NON_MATCH, "beard grown")
    record = rig.admit(counter)
    with rig.store.reading() as unit:
        visit = records.visit(unit, record.visit)
    face = next(c for c in visit.comparisons if c.modality is Modality.FACE)
    assert face.inspection is Inspection.FALSE_NON_MATCH and face.inspection_note == "beard grown"


def test_a_face_below_the_gate_needs_the_officers_word_and_a_reason(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    small = rig.emulated.blank()
    face = PEOPLE[3].face(0)[::2, ::2]  # too far away for a portrait of 600x800
    small[500 : 500 + face.shape[0], 480 : 480 + face.shape[1]] = face
    assert rig.emulated.look(small, rig.station.camera)
    force = threading.Event()
    force.set()
    captured = counter.face.capture_face(NEVER, force, lambda _: None)
    assert captured.shots and not captured.shots[captured.best].passed
    with pytest.raises(VisitIncomplete) as caught:
        counter.face.accept_face(captured.best, Veto.OK_OBVIOUS, " ")
    assert caught.value.code == "veto_needed"
    counter.face.accept_face(captured.best, Veto.OK_OBVIOUS, "cannot come closer")
    assert counter.visit.draft.face is not None and counter.visit.draft.face.forced
    counter.leave(Leaving.MISTAKE)


def test_every_act_of_the_visits_is_in_the_audit_log_and_the_log_proves_itself(rig: Rig, known: str):
    with rig.store.reading() as unit:
        acts = [event.act for _, event in audit_log.entries(unit)]
        assert audit_log.size(unit) == len(acts)
    assert {"visit_opened", "notice_shown", "visit_sealed"} <= set(map(str, acts))


def test_the_policy_says_of_whom_no_face_is_asked(rig: Rig, counter):
    nobody = tuple(replace(rule, face=False) for rule in rig.policy.modalities)
    counter.visit.policy = replace(rig.policy, modalities=nobody)
    counter.begin()
    rig.document(counter, PEOPLE[2].mrz)
    rig.stay(counter)
    assert counter.step is Step.FINGERS and counter.visit.draft.face is None
    assert "face_not_required" in counter.visit.draft.warnings
    counter.leave(Leaving.MISTAKE)


def test_a_notice_in_a_language_that_the_policy_does_not_list_was_not_shown(rig: Rig, counter):
    counter.begin()
    rig.document(counter, PEOPLE[2].mrz)
    with pytest.raises(VisitIncomplete) as caught:
        counter.document.set_stay(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 14, "xx")
    assert caught.value.code == "notice_language" and counter.step is Step.STAY
    counter.leave(Leaving.MISTAKE)


def test_a_face_names_the_certificate_of_its_camera_and_the_officer_hears_that_it_is_over(rig: Rig, counter):
    station = rig.station
    last_year = Calibrations(station.store, station.store.keys, lambda: datetime.now(UTC) - timedelta(days=400), "0")
    chart = PlantedCamera(1000, 740, 3.4).frame()
    technician = Officer("t", "T", Role.TECHNICIAN)
    paper = last_year.check_camera(station.camera.info, [chart], CameraSetting(), technician).certificate
    station.calibrations.load()
    counter.begin()
    rig.document(counter, PEOPLE[3].mrz)
    rig.stay(counter)
    assert rig.emulated.look(PEOPLE[3].face(0, (1600, 1200)), station.camera)
    captured = counter.face.capture_face(NEVER, threading.Event(), lambda _: None)
    assert captured.calibration_expired and captured.shots
    counter.face.accept_face(captured.best, Veto.OK_NO_OBVIOUS, "test")
    assert counter.visit.draft.face is not None and counter.visit.draft.face.source.calibration_id == paper.id
    counter.leave(Leaving.MISTAKE)
