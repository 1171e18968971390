"""Presenters of the counter without a window: a list sees the states, `Now` runs the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drivers.errors import Cancelled, TimedOut
from models.document.mrz import BadMrz
from models.document.wedge import Scan
from station.domain.desk import (
    CaptureResult,
    CaseState,
    CaseStatus,
    CheckResult,
    DocumentConcern,
    DocumentReading,
    FaceCapture,
    FaceEvent,
    FaceShot,
    FaceVerdict,
    FieldProblem,
    FingerAttempt,
    FingerTask,
    Guidance,
    InterruptedVisit,
    KnownPerson,
    NoticeText,
    RecordFace,
    RecordPreview,
    SignedRecord,
    Turned,
)  # fmt: skip
from station.domain.outcome import (
    CaseReason,
    CaseRuling,
    Comparison,
    Inspection,
    Modality,
    Outcome,
    Ruling,
    Verdict,
)  # fmt: skip
from station.domain.register import RegisterAnswer, RegisterFinding
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason, Veto
from station.domain.slaps import Slap, SlapAttempt, SlapFinger, SlapView, SlapWarning
from station.domain.visit import Direction, Notice, Purpose, Stay
from station.errors import StationError
from station.ui.counter.check import CheckPresenter
from station.ui.counter.decision import DecisionPresenter
from station.ui.counter.document import DocumentPresenter
from station.ui.counter.face import FacePresenter
from station.ui.counter.fingers import FingersPresenter, marks
from station.ui.counter.hands import FingerMark
from station.ui.presenter import Problem
from station.work import Now
from station.workflow.counter import Step
from station.workflow.slaps import FINGERS as SLAP_FINGERS
from tests.screens.fakes import FakeCounter, Seen, at_once
from tests.screens.people import DOCUMENT, NOW, gate

READ = DocumentReading(DOCUMENT, DOCUMENT.lines)


class Later:
    """A runner that holds jobs back until they are let go, as a busy worker does."""

    def __init__(self) -> None:
        self.held = []

    def run(self, job, done, failed):
        self.held.append((job, done, failed))

    def go(self) -> None:
        Now().run(*self.held.pop(0))


def document(desk: FakeCounter, runner=None) -> tuple[DocumentPresenter, Seen]:
    seen = Seen()
    notice = lambda language: NoticeText("1", language, "…")  # noqa: E731
    ways = (seen.way("done"), seen.way("cancelled"))
    presenter = DocumentPresenter(seen.append, runner or Now(), desk, desk, *ways, lambda: "id", notice)
    presenter.open()
    return presenter, seen


def ready(desk: FakeCounter) -> tuple[DocumentPresenter, Seen]:
    desk.reading = READ
    presenter, seen = document(desk)
    presenter.read(DOCUMENT.lines)
    presenter.confirm_name(True)
    presenter.notice_shown(True)
    return presenter, seen


def test_a_document_goes_on_only_with_name_notice_and_stay():
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = READ
    presenter, seen = document(desk)
    order = [seen.last.missing]
    presenter.read(DOCUMENT.lines)
    order.append(seen.last.missing)
    presenter.next()
    assert "confirm_document" not in desk.names
    presenter.confirm_name(True)
    order.append(seen.last.missing)
    presenter.notice_shown(True)
    order.append(seen.last.missing)
    presenter.next()
    assert order == ["document", "name", "notice", ""]
    assert desk.asked[-2:] == [
        ("confirm_document", replace(DOCUMENT, name_confirmed=True), False, None),
        ("set_stay", Direction.ARRIVAL, Purpose.TOURISM, "VOA", 30, "en"),
    ]
    assert seen.ways == [("done",)]


def test_an_expired_document_is_never_silently_accepted():
    desk = FakeCounter(Step.DOCUMENT)
    presenter, seen = ready(desk)
    desk.reading = replace(READ, expired=True)
    presenter.read(DOCUMENT.lines)
    presenter.confirm_name(True)
    assert seen.last.missing == "expired"
    presenter.next()
    assert "confirm_document" not in desk.names
    presenter.see_expired(True)
    presenter.next()
    assert desk.asked[-2][2] is True


def test_a_new_reading_takes_the_confirmation_of_the_name_back():
    desk = FakeCounter(Step.DOCUMENT)
    presenter, seen = ready(desk)
    presenter.read(DOCUMENT.lines)
    assert not seen.last.name_confirmed


@pytest.mark.parametrize(("nationality", "language"), [("FRA", "fr"), ("IDN", "id"), ("UTO", "en"), ("JPN", "en")])
def test_the_notice_begins_in_the_language_of_most_of_that_nationality(nationality, language):
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = replace(READ, document=replace(DOCUMENT, nationality=nationality))
    presenter, seen = document(desk)
    presenter.read(DOCUMENT.lines)
    assert seen.last.notice.language == language and seen.last.languages == ("id", "en", "fr")
    presenter.set_notice_language("id")
    presenter.notice_shown(True)
    presenter.read(DOCUMENT.lines)
    assert seen.last.notice.language == "id"  # what was shown is not changed by a second reading


INTERRUPTED = InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, True, 2)


def offered(desk: FakeCounter, runner=None) -> tuple[DocumentPresenter, Seen]:
    seen = Seen()
    notice = lambda language: NoticeText("1", language, "…")  # noqa: E731
    presenter = DocumentPresenter(
        seen.append, runner or Now(), desk, desk, seen.way("done"), seen.way("cancelled"), lambda: "id", notice,
        resumed=seen.way("resumed"), discards=seen.way("discards"),
    )  # fmt: skip
    presenter.offer(INTERRUPTED)
    return presenter, seen


def test_an_interrupted_visit_is_resumed_with_everything_that_was_entered():
    desk = FakeCounter(Step.FACE)
    confirmed = replace(DOCUMENT, name_confirmed=True)
    desk.draft.reading, desk.draft.document = READ, confirmed
    desk.draft.stay = Stay(Direction.ARRIVAL, Purpose.BUSINESS, "C1", 45, None)
    desk.draft.notice = Notice("1", "en", NOW)
    presenter, seen = offered(desk)
    assert seen.last.offered is INTERRUPTED
    presenter.resume()
    assert desk.asked == [("resume", "v1")]
    last = seen.last
    assert (last.offered, last.missing, last.purpose, last.visa_class, last.days) == (
        None, "", Purpose.BUSINESS, "C1", 45,
    )  # fmt: skip
    assert last.notice is not None and last.notice.language == "en"
    assert seen.ways == [("resumed",)]


def test_an_interrupted_visit_that_is_being_resumed_is_not_discarded():
    desk, later = FakeCounter(Step.IDLE), Later()
    presenter, seen = offered(desk, later)
    presenter.discard()
    assert seen.ways == [("discards",)] and desk.asked == []
    presenter.resume()
    presenter.discard()
    later.go()
    assert desk.asked == [("resume", "v1")] and seen.ways == [("discards",), ("resumed",)]


def test_wrong_digits_hold_the_page():
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = replace(READ, problems=(FieldProblem("expiry", "mrz_check_digit"),))
    presenter, seen = document(desk)
    presenter.read(DOCUMENT.lines)
    presenter.confirm_name(True)
    presenter.notice_shown(True)
    presenter.next()
    assert seen.last.missing == "problems"
    assert seen.ways == []


def test_lines_that_are_no_zone_say_which_field_is_wrong():
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = BadMrz("mrz_character", "line 1, column 3", "line")  # type: ignore[assignment]
    presenter, seen = document(desk)
    presenter.read(("P<UTO?",))
    assert seen.last.problem == Problem("mrz_character", "line")
    assert not seen.last.busy


def test_a_photograph_is_tried_again_until_a_zone_is_read():
    desk = FakeCounter(Step.DOCUMENT)
    desk.photographs = [StationError(code="no_document"), StationError(code="no_document"), READ]
    presenter, seen = document(desk)
    presenter.photograph()
    assert seen.last.reading == READ
    assert desk.names.count("photograph") == 3


def test_a_photograph_that_is_stopped_gives_the_keys_back():
    desk, runner = FakeCounter(Step.DOCUMENT), Later()
    desk.photographs = [StationError(code="no_document")]
    presenter, seen = document(desk, runner)
    presenter.photograph()
    assert seen.last.photographing
    presenter.photograph()
    runner.go()
    assert (seen.last.photographing, seen.last.busy, seen.last.problem) == (False, False, Problem("no_document"))


def test_a_renewed_passport_is_linked_only_by_the_officer():
    desk = FakeCounter(Step.DOCUMENT)
    known = KnownPerson("p1", "ERIKSSON, ANNA MARIA", "UTO:X", "1974-08-12", None)
    presenter, seen = ready(desk)
    desk.reading = replace(READ, renewed=(known,))
    presenter.read(DOCUMENT.lines)
    presenter.confirm_name(True)
    assert seen.last.link is None
    presenter.choose_link("p1")
    presenter.next()
    assert desk.asked[-2][3] == "p1"


def test_the_stay_is_worked_out_again_after_every_change():
    presenter, seen = document(FakeCounter(Step.DOCUMENT))
    assert seen.last.last_day == date(2026, 12, 23)
    presenter.set_days(45)
    assert seen.last.stay_problem == Problem("stay_too_long")
    presenter.set_visa("C1")
    assert (seen.last.stay_problem, seen.last.last_day) == (None, date(2027, 1, 7))
    presenter.set_purpose(Purpose.RETURNING)
    assert (seen.last.visa_class, seen.last.last_day) == ("NONE", None)
    presenter.set_direction(Direction.DEPARTURE)
    assert seen.last.last_day is None


def test_reading_again_from_the_stay_goes_back_first():
    desk = FakeCounter(Step.STAY)
    desk.reading = READ
    presenter, _ = document(desk)
    presenter.read(DOCUMENT.lines)
    assert desk.names == ["back", "read_lines"]


def test_a_fault_of_the_program_is_shown_and_raised():
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = ValueError("a mistake")  # type: ignore[assignment]
    presenter, seen = document(desk)
    with pytest.raises(ValueError, match="a mistake"):
        presenter.read(DOCUMENT.lines)
    assert seen.last.problem == Problem("unexpected")


# ---- face

GOOD = FaceShot(None, gate(), True)
BAD = FaceShot(None, gate(False), False)


def face(desk: FakeCounter, runner=None) -> tuple[FacePresenter, Seen]:
    seen = Seen()
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))
    presenter = FacePresenter(seen.append, runner or Now(), desk, desk, at_once, *ways)
    presenter.open()
    return presenter, seen


def test_a_face_that_passes_is_taken_with_one_key():
    desk = FakeCounter(Step.FACE)
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    desk.face_events = [FaceEvent(Guidance.STEP_BACK), FaceEvent(Guidance.FACE_RECOGNIZED, gate(), None, 20.0)]
    presenter, seen = face(desk)
    assert [s.event.guidance for s in seen if s.event][:2] == [Guidance.STEP_BACK, Guidance.FACE_RECOGNIZED]
    presenter.accept()
    assert desk.asked[-1] == ("accept_face", 0, None, "")
    assert seen.ways == [("done",)]


def test_a_returning_travellers_face_on_record_stands_beside_the_live_one_before_anything_is_captured():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.record_face = RecordFace(None, date(2026, 6, 12))
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    desk.face_events = [FaceEvent(Guidance.FACE_RECOGNIZED, gate(), None, 20.0)]
    presenter, seen = face(desk, runner)
    runner.go()
    live = [state for state in seen if state.event is not None]
    assert live and all(state.record is desk.record_face for state in live)
    desk.record_face = None
    presenter.capture()  # once more, of the same traveller: what stands there stays
    runner.go()
    assert seen.last.record is not None
    presenter.open()  # somebody else
    runner.go()
    assert seen.last.record is None


def test_what_the_live_face_says_so_far_is_shown_as_pictures_come_and_of_the_one_before_the_camera_only():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.record_face = RecordFace(None, date(2026, 6, 12))
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    desk.face_verdicts = [
        FaceVerdict((), None, 3),
        FaceVerdict((False,), False, 3),
        FaceVerdict((False, True), True, 3),
    ]
    presenter, seen = face(desk, runner)
    runner.go()
    told = [state.verdict.agrees for state in seen if state.verdict is not None]
    assert list(dict.fromkeys(told)) == [None, False, True]
    assert seen.last.verdict == desk.face_verdicts[-1], "it stays beside the picture that was taken"
    desk.face_verdicts = []
    presenter.capture()
    assert seen.last.verdict is None, "another picture, another face perhaps"
    presenter.leave()
    runner.go()


def test_a_face_on_record_that_comes_after_the_page_was_left_is_not_shown():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.record_face = RecordFace(None, date(2026, 6, 12))
    desk.capture = FaceCapture(CaptureResult.CANCELED)
    presenter, seen = face(desk, runner)
    presenter.leave()
    runner.go()
    assert seen.last.record is None


def test_a_face_below_the_gate_needs_the_officers_word_and_a_reason():
    desk = FakeCounter(Step.FACE)
    desk.capture = FaceCapture(CaptureResult.TIMEOUT_WITH_IMAGE, (BAD, GOOD), 0)
    presenter, seen = face(desk)
    presenter.accept()
    assert seen.last.veto_open
    presenter.veto(Veto.OK_OBVIOUS, "  ")
    assert "accept_face" not in desk.names
    presenter.veto(Veto.OK_OBVIOUS, "bandage")
    assert desk.asked[-1] == ("accept_face", 0, Veto.OK_OBVIOUS, "bandage")


def test_the_officer_may_choose_another_picture_than_the_best():
    desk = FakeCounter(Step.FACE)
    desk.capture = FaceCapture(CaptureResult.TIMEOUT_WITH_IMAGE, (BAD, GOOD), 0)
    presenter, _ = face(desk)
    presenter.choose(1)
    presenter.accept()
    assert desk.asked[-1] == ("accept_face", 1, None, "")


def test_a_good_face_that_the_officer_rejects_is_captured_again():
    desk = FakeCounter(Step.FACE)
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    presenter, _ = face(desk)
    presenter.veto(Veto.NOK_OVERRIDE, "")
    assert desk.names == ["capture_face", "capture_face"]


def test_pressing_capture_while_it_runs_takes_the_picture_by_hand():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (replace(BAD, forced=True),))
    presenter, _ = face(desk, runner)
    presenter.capture()
    runner.go()
    assert desk.forced


def test_a_dead_camera_leaves_a_way_on_with_a_reason():
    desk = FakeCounter(Step.FACE)
    desk.capture = TimedOut("camera_stalled")
    presenter, seen = face(desk)
    assert seen.last.problem == Problem("camera_stalled")
    presenter.toggle_veto()
    presenter.veto(Veto.OK_NO_OBVIOUS, "camera broken")
    assert desk.asked[-1] == ("skip_face", "camera broken")
    assert seen.ways == [("done",)]


def test_the_officer_asks_for_a_turn_of_the_head_before_the_picture_is_used():
    desk = FakeCounter(Step.FACE)
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    presenter, seen = face(desk)
    desk.turned = Turned.FLAT
    presenter.ask_to_turn()
    assert any(s.turning and s.event and s.event.guidance is Guidance.TURN_HEAD for s in seen)
    assert (seen.last.capture.turned, seen.last.turning, seen.last.busy) == (Turned.FLAT, False, False)
    assert "accept_face" not in desk.names


def test_who_stops_watching_the_turn_keeps_the_picture():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    presenter, seen = face(desk, runner)
    runner.go()
    presenter.ask_to_turn()
    presenter.capture()  # means nothing while the head is watched
    presenter.cancel()
    runner.go()
    assert (seen.last.turning, seen.last.capture.turned, seen.last.shot) == (False, None, GOOD)


def test_a_capture_that_ends_after_the_page_was_left_changes_nothing():
    desk, runner = FakeCounter(Step.FACE), Later()
    desk.capture = FaceCapture(CaptureResult.SUCCESS, (GOOD,))
    presenter, seen = face(desk, runner)
    presenter.leave()
    runner.go()
    assert seen.last.capture is None


# ---- fingers


def task(finger: Finger, *scores: int, threshold: int = 20, duplicates: tuple[Finger, ...] = ()) -> FingerTask:
    attempts = tuple(FingerAttempt(i + 1, s, None) for i, s in enumerate(scores))
    real = [-1 if s == 255 else s for s in scores]
    best = max(range(len(real)), key=lambda i: (real[i], i))
    return FingerTask(finger, threshold, attempts, best, real[best] >= threshold, duplicates)


def fingers(desk: FakeCounter, runner=None) -> tuple[FingersPresenter, Seen]:
    seen = Seen()
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))
    presenter = FingersPresenter(seen.append, runner or Now(), desk, desk, at_once, *ways)
    presenter.open()
    return presenter, seen


def test_good_fingers_follow_each_other_without_a_key():
    desk = FakeCounter(Step.FINGERS)
    desk.tasks = [task(f, 60) for f in RIGHT_FOUR]
    presenter, seen = fingers(desk)
    assert [w[1] for w in desk.asked if w[0] == "accept_finger"] == list(RIGHT_FOUR)
    assert seen.last.done
    presenter.use()
    assert seen.ways == [("done",)]


def test_the_officers_key_reaches_the_capture_that_runs_and_no_other():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.tasks = [task(f, 60) for f in RIGHT_FOUR]
    presenter, seen = fingers(desk, runner)
    assert seen.last.live
    presenter.capture_now()
    runner.go()  # the first finger; the second one's capture has begun
    assert desk.force is not None and desk.force.is_set()
    first = desk.force
    runner.go()
    runner.go()
    assert desk.force is not first and not desk.force.is_set()


def test_a_weak_finger_waits_and_is_used_only_by_veto():
    desk = FakeCounter(Step.FINGERS)
    desk.tasks = [task(Finger.RIGHT_INDEX, 5, 12, 9), *[task(f, 60) for f in RIGHT_FOUR[1:]]]
    presenter, seen = fingers(desk)
    assert marks(seen.last)[Finger.RIGHT_INDEX].mark is FingerMark.WEAK
    assert seen.last.chosen == 1
    presenter.use()
    assert seen.last.veto_open
    presenter.veto(Veto.OK_NO_OBVIOUS)
    assert desk.asked[1] == ("accept_finger", Finger.RIGHT_INDEX, 1, Veto.OK_NO_OBVIOUS)


def test_a_failed_score_is_never_a_high_one():
    desk = FakeCounter(Step.FINGERS)
    desk.tasks = [task(Finger.RIGHT_INDEX, 255)]
    presenter, seen = fingers(desk)
    presenter.use()
    assert seen.last.veto_open
    assert "accept_finger" not in desk.names


def test_a_finger_that_is_there_twice_warns_and_marks_only_these_two():
    desk = FakeCounter(Step.FINGERS)
    desk.tasks = [
        task(Finger.RIGHT_INDEX, 60), task(Finger.RIGHT_MIDDLE, 60, duplicates=(Finger.RIGHT_INDEX,)),
        task(Finger.RIGHT_RING, 60), task(Finger.RIGHT_LITTLE, 60),
    ]  # fmt: skip
    presenter, seen = fingers(desk)
    shown = marks(seen.last)
    assert {f for f, s in shown.items() if s.mark is FingerMark.DUPLICATE} == {Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE}
    presenter.use()
    assert desk.names[3:5] == ["accept_finger", "accept_duplicate"]


def test_a_finger_that_comes_back_is_asked_for_again_and_waits_for_the_officer():
    desk = FakeCounter(Step.FINGERS)
    index, middle = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE
    desk.tasks = [task(index, 60), task(middle, 60), task(Finger.RIGHT_RING, 60), task(middle, 60, duplicates=(index,))]
    accept = desk.accept_finger

    def refuse(finger: Finger, chosen: int, veto: Veto | None = None) -> None:
        accept(finger, chosen, veto)
        if finger is Finger.RIGHT_RING:  # by now the middle finger has been read
            del desk.draft.fingers[middle]

    desk.accept_finger = refuse
    _, seen = fingers(desk)
    assert [w[1] for w in desk.asked if w[0] == "capture_finger"] == [index, middle, Finger.RIGHT_RING, middle]
    assert desk.onward and seen.last.waits and seen.last.task.finger is middle
    assert marks(seen.last)[middle].mark is FingerMark.DUPLICATE


def test_when_no_right_finger_is_available_the_left_hand_is_asked():
    desk = FakeCounter(Step.FINGERS)
    desk.tasks = [TimedOut("no_finger")] + [task(f, 60) for f in LEFT_FOUR]
    desk.draft.missing = dict.fromkeys(RIGHT_FOUR[:3], MissingReason.PERMANENT)
    presenter, seen = fingers(desk)
    assert seen.last.problem == Problem("no_finger")
    presenter.mark_missing(Finger.RIGHT_LITTLE, MissingReason.TEMPORARY)
    assert [w[1] for w in desk.asked if w[0] == "accept_finger"] == list(LEFT_FOUR)


def test_no_print_is_taken_while_the_officer_says_what_cannot_be_and_capture_goes_on_afterwards():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.tasks = [task(Finger.RIGHT_INDEX, 60), *[task(f, 60) for f in RIGHT_FOUR]]
    presenter, seen = fingers(desk, runner)
    presenter.toggle_missing()
    assert seen.last.paused and not seen.last.capturing and not seen.last.busy
    runner.go()  # the capture that ran: what it brought is nobody's any more
    assert runner.held == [] and not desk.draft.fingers and "accept_finger" not in desk.names
    presenter.toggle_missing()
    assert seen.last.capturing and not seen.last.paused and not seen.last.missing_open
    while runner.held:
        runner.go()
    assert [w[1] for w in desk.asked if w[0] == "accept_finger"] == list(RIGHT_FOUR)


def test_the_panel_stays_open_where_a_print_is_just_being_taken_over_and_no_capture_follows():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.tasks = [task(f, 60) for f in RIGHT_FOUR]
    presenter, seen = fingers(desk, runner)
    runner.go()  # the index finger; it is being taken over
    presenter.toggle_missing()
    runner.go()
    assert list(desk.draft.fingers) == [Finger.RIGHT_INDEX] and runner.held == []
    assert seen.last.missing_open and seen.last.paused and not seen.last.busy
    presenter.mark_missing(Finger.RIGHT_MIDDLE, MissingReason.TEMPORARY)
    runner.go()
    assert seen.last.capturing and not seen.last.missing_open and seen.last.finger is Finger.RIGHT_RING


def test_no_finger_can_be_taken_is_one_act_with_one_reason():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.tasks = [Cancelled("cancelled")]
    presenter, seen = fingers(desk, runner)
    presenter.toggle_none_left()
    assert seen.last.missing_open and seen.last.missing_all
    presenter.toggle_missing()  # after all only one
    assert seen.last.missing_open and not seen.last.missing_all
    presenter.toggle_none_left()
    presenter.mark_missing(None, MissingReason.UNABLE)
    while runner.held:
        runner.go()
    assert [one for one in desk.asked if one[0] != "capture_finger"] == [("mark_none_left", MissingReason.UNABLE)]
    assert seen.last.done and {m.finger for m in seen.last.missing} == {*RIGHT_FOUR, *LEFT_FOUR}
    presenter.use()
    runner.go()
    assert seen.ways == [("done",)]


def test_recapture_stops_what_runs_and_begins_at_attempt_one():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.tasks = [Cancelled("cancelled"), task(Finger.RIGHT_INDEX, 60)]
    presenter, seen = fingers(desk, runner)
    presenter.retake()
    runner.go()  # the capture that was stopped
    assert seen.last.problem is None
    runner.go()  # the discard
    assert desk.names == ["capture_finger", "recapture"]
    assert seen.last.capturing


def test_restart_discards_every_finger():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.draft.fingers = {}
    desk.tasks = [Cancelled("cancelled")]
    presenter, _ = fingers(desk, runner)
    presenter.restart()
    runner.go()
    runner.go()
    assert desk.names == ["capture_finger", "restart_fingers"]


def slap_task(slap: Slap, *scores: int, warnings: frozenset[SlapWarning] = frozenset()) -> SlapView:
    fingers = tuple(
        SlapFinger(f, None, score, 20, score >= 20) for f, score in zip(SLAP_FINGERS[slap], scores, strict=False)
    )
    good = len(fingers) == len(SLAP_FINGERS[slap]) and all(f.sufficient for f in fingers)
    attempt = SlapAttempt(1, fingers, len(fingers), warnings, good)
    return SlapView(slap, SLAP_FINGERS[slap], (attempt,), 0, good)


def test_good_slaps_follow_each_other_four_four_two_without_a_key():
    desk = FakeCounter(Step.FINGERS)
    desk.slaps = tuple(Slap)
    desk.slap_tasks = [slap_task(s, 60, 60, 60, 60) for s in (Slap.RIGHT_FOUR, Slap.LEFT_FOUR)]
    desk.slap_tasks.append(slap_task(Slap.THUMBS, 60, 60))
    presenter, seen = fingers(desk)
    assert [w[1] for w in desk.asked if w[0] == "accept_slap"] == [Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS]
    assert seen.last.done
    presenter.use()
    assert seen.ways == [("done",)]


def test_what_a_slap_did_not_bring_is_asked_for_singly_before_the_next_one():
    desk = FakeCounter(Step.FINGERS)
    desk.slaps = tuple(Slap)
    few = slap_task(Slap.RIGHT_FOUR, 60, 60, 60, warnings=frozenset({SlapWarning.TOO_FEW}))
    desk.slap_tasks = [few, TimedOut("no_finger")]
    desk.tasks = [task(Finger.RIGHT_LITTLE, 60)]
    presenter, seen = fingers(desk)
    assert seen.last.slap_task is few and "accept_slap" not in desk.names
    presenter.use()
    assert [n for n in desk.names if n.startswith("capture")] == ["capture_slap", "capture_finger", "capture_slap"]
    assert seen.last.slap is Slap.LEFT_FOUR and seen.last.problem == Problem("no_finger")


def test_a_weak_finger_of_a_slap_is_used_only_by_veto():
    desk = FakeCounter(Step.FINGERS)
    desk.slaps = tuple(Slap)
    desk.slap_tasks = [slap_task(Slap.RIGHT_FOUR, 60, 12, 60, 60), Cancelled("cancelled")]
    presenter, seen = fingers(desk)
    presenter.use()
    assert seen.last.veto_open and marks(seen.last)[Finger.RIGHT_MIDDLE].mark is FingerMark.WEAK
    presenter.veto(Veto.OK_NO_OBVIOUS)
    assert ("accept_slap", Slap.RIGHT_FOUR, 0, Veto.OK_NO_OBVIOUS) in desk.asked


def test_a_slap_whose_fingers_cannot_be_told_apart_is_never_used():
    desk = FakeCounter(Step.FINGERS)
    desk.slaps = tuple(Slap)
    desk.slap_tasks = [slap_task(Slap.RIGHT_FOUR, warnings=frozenset({SlapWarning.TOO_MANY}))]
    presenter, seen = fingers(desk)
    presenter.use()
    presenter.veto(Veto.OK_NO_OBVIOUS)
    assert "accept_slap" not in desk.names or seen.last.slap_task is None


def test_one_finger_at_any_moment_stops_the_slap_that_runs():
    desk, runner = FakeCounter(Step.FINGERS), Later()
    desk.slaps = tuple(Slap)
    desk.slap_tasks = [Cancelled("cancelled")]
    desk.tasks = [task(f, 60) for f in RIGHT_FOUR]
    presenter, seen = fingers(desk, runner)
    presenter.one_by_one()
    runner.go()  # the slap that was stopped
    assert seen.last.problem is None
    runner.go()
    assert seen.last.one_by_one and seen.last.finger is Finger.RIGHT_INDEX and seen.last.capturing


# ---- check


def comparison(modality: Modality, outcome: Outcome) -> Comparison:
    return Comparison(modality, "v", "p", 1.0, 6.9, 0.001, 0.01, outcome)


def check(desk: FakeCounter) -> tuple[CheckPresenter, Seen]:
    seen = Seen()
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))
    presenter = CheckPresenter(seen.append, Now(), desk, desk, at_once, *ways)
    presenter.open()
    return presenter, seen


WAITING = CaseState("c", (CaseReason.FUSED_NO_MATCH,), CaseStatus.WAITING)
RULED = replace(
    WAITING, status=CaseStatus.RULED, supervisor="S",
    ruling=Ruling(CaseRuling.SAME_PERSON, "features_agree", "n", "S", NOW),
)  # fmt: skip


def test_a_match_goes_on_at_once():
    desk = FakeCounter(Step.CHECK)
    desk.result = CheckResult(False, fused=comparison(Modality.FUSED, Outcome.MATCH))
    presenter, seen = check(desk)
    presenter.next()
    assert desk.names == ["finish_check"]
    assert seen.ways == [("done",)]


def registered(code: str, act: str) -> RegisterAnswer:
    return RegisterAnswer((RegisterFinding(2, code, act, date(2026, 12, 2)),), asks_proof=True)


@pytest.mark.parametrize(
    ("code", "act", "goes_on"),
    [
        ("clear", "go_on", True),
        ("departure_missing", "ask_proof", True),  # said at the decision, with what an admission does to it
        ("departure_missing_overdue", "ask_proof", False),
        ("departure_missing_overdue", "refer", False),
        ("earlier_stay_open", "ask_proof", False),
        ("document_renewed", "link_documents", False),
    ],
)
def test_only_what_leaves_one_consequence_goes_on_to_the_decision_by_itself(code, act, goes_on):
    desk, seen = FakeCounter(Step.CHECK), Seen()
    fused = comparison(Modality.FUSED, Outcome.MATCH)
    desk.result = CheckResult(False, fused=fused, register=registered(code, act))
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))
    presenter = CheckPresenter(seen.append, Now(), desk, desk, at_once, *ways)
    presenter.goes_on = True
    presenter.open()
    assert seen.ways == ([("done",)] if goes_on else [])


def test_a_failed_modality_is_inspected_before_the_page_is_left():
    desk = FakeCounter(Step.CHECK)
    desk.result = CheckResult(
        False, face=comparison(Modality.FACE, Outcome.NO_MATCH), fused=comparison(Modality.FUSED, Outcome.MATCH)
    )
    presenter, seen = check(desk)
    assert seen.last.inspecting is Modality.FACE
    presenter.next()
    presenter.inspect(Inspection.FALSE_NON_MATCH, " ")
    assert desk.names == []
    presenter.inspect(Inspection.FALSE_NON_MATCH, "same ears")
    assert seen.last.can_finish
    presenter.next()
    assert seen.ways == [("done",)]


def test_a_true_non_match_makes_the_counter_wait():
    desk = FakeCounter(Step.CHECK)
    desk.case = WAITING
    desk.result = CheckResult(False, face=comparison(Modality.FACE, Outcome.NO_MATCH))
    presenter, seen = check(desk)
    presenter.inspect(Inspection.TRUE_NON_MATCH, "somebody else")
    assert (seen.last.case, seen.last.can_finish, seen.last.can_refer) == (WAITING, False, True)


def test_the_ruling_reaches_the_counter_that_waits():
    desk = FakeCounter(Step.CHECK)
    desk.case = WAITING
    desk.result = CheckResult(False, case=WAITING)
    presenter, seen = check(desk)
    presenter.poll()
    assert seen.last.case == WAITING
    desk.case = RULED
    desk.changed(RULED)
    assert seen.last.case == RULED
    presenter.next()
    assert seen.ways == [("done",)]
    presenter.leave()
    assert desk.names[-1] == "unwatch_case"


def test_the_counter_may_refer_while_it_waits():
    desk = FakeCounter(Step.CHECK)
    desk.case = WAITING
    desk.result = CheckResult(False, case=WAITING)
    presenter, seen = check(desk)
    presenter.next()
    assert desk.names[-1] == "refer_while_waiting"
    assert seen.ways == [("done",)]


def test_the_officer_calls_the_supervisor():
    desk = FakeCounter(Step.CHECK)
    desk.case = WAITING
    desk.result = CheckResult(True)
    presenter, seen = check(desk)
    presenter.raise_case()
    assert seen.last.case == WAITING


def test_asking_for_the_ruling_again_closes_no_inspection_that_is_being_written():
    desk = FakeCounter(Step.CHECK)
    desk.case = WAITING
    desk.result = CheckResult(False, face=comparison(Modality.FACE, Outcome.MATCH), case=WAITING)
    presenter, seen = check(desk)
    presenter.toggle_inspect()
    opened = seen.last.inspecting
    assert opened is not None
    presenter.poll()
    assert seen.last.inspecting is opened


# ---- decision

PREVIEW = RecordPreview(
    DOCUMENT, Stay(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 14, date(2026, 12, 7)), None, (), (), ()
)  # fmt: skip
SIGNED = SignedRecord("v", Verdict.ADMIT, NOW, 60.0, None, 1)


def decision(desk: FakeCounter) -> tuple[DecisionPresenter, Seen]:
    seen = Seen()
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))
    presenter = DecisionPresenter(seen.append, Now(), desk, desk, *ways)
    presenter.open()
    return presenter, seen


def test_nothing_is_chosen_before_the_officer_chooses_and_then_admission_takes_one_key():
    desk = FakeCounter(Step.DECISION)
    desk.record_preview, desk.signed = PREVIEW, SIGNED
    presenter, seen = decision(desk)
    assert seen.last.verdict is None
    presenter.sign()
    assert desk.asked == []
    presenter.choose(Verdict.ADMIT)
    presenter.sign()
    assert desk.asked == [("sign", Verdict.ADMIT, "in_order", "")]
    assert seen.ways == [("done", SIGNED)]


@pytest.mark.parametrize("warning", ["", "expired_document"])
def test_refusal_and_an_expired_document_need_a_note(warning: str):
    desk = FakeCounter(Step.DECISION)
    desk.record_preview = replace(PREVIEW, warnings=(warning,) if warning else ())
    desk.signed = SIGNED
    presenter, _ = decision(desk)
    presenter.choose(Verdict.ADMIT if warning else Verdict.REFUSE)
    if not warning:
        presenter.set_reason("entry_ban")
    presenter.sign()
    assert desk.asked == []
    presenter.set_note("seen")
    presenter.sign()
    assert desk.names == ["sign"]


def test_a_blocked_verdict_cannot_be_chosen():
    desk = FakeCounter(Step.DECISION)
    desk.record_preview = replace(PREVIEW, blocked=(Verdict.ADMIT,))
    presenter, seen = decision(desk)
    presenter.choose(Verdict.ADMIT)
    assert seen.last.verdict is None


def test_a_proof_at_the_decision_asks_the_register_again_and_the_choice_is_made_anew():
    desk, seen, shown = FakeCounter(Step.DECISION), Seen(), []
    desk.record_preview = replace(PREVIEW, register=registered("departure_missing", "ask_proof"))
    ways = (seen.way("done"), seen.way("back"), seen.way("cancelled"))

    def prove(*given) -> None:
        shown.append(given)
        desk.record_preview = replace(
            PREVIEW, register=registered("departure_shown_late", "refer"), admit_needs_note=True
        )

    presenter = DecisionPresenter(seen.append, Now(), desk, desk, *ways, prove)
    presenter.open()
    presenter.choose(Verdict.ADMIT)
    assert seen.last.ready
    presenter.give_proof("stamp", date(2026, 12, 9), "")
    assert shown == [("stamp", date(2026, 12, 9), "")]
    assert seen.last.verdict is None and not seen.last.ready and seen.last.preview.register.refers
    presenter.choose(Verdict.ADMIT)
    assert not seen.last.ready  # it speaks against an admission now: a word is needed


def test_a_full_disk_keeps_the_decision_for_another_try():
    desk = FakeCounter(Step.DECISION)
    desk.record_preview, desk.signed = PREVIEW, StationError(code="disk_full")
    presenter, seen = decision(desk)
    presenter.choose(Verdict.ADMIT)
    presenter.sign()
    assert (seen.last.problem, seen.last.ready, seen.ways) == (Problem("disk_full"), True, [])


def test_any_change_of_the_text_drops_the_reading_and_its_confirmation():
    desk = FakeCounter(Step.DOCUMENT)
    presenter, seen = ready(desk)
    changed = (DOCUMENT.lines[0], DOCUMENT.lines[1][:-1] + "1")
    presenter.edited(changed)
    assert (seen.last.reading, seen.last.name_confirmed, seen.last.lines, seen.last.missing) == (
        None, False, changed, "document",
    )  # fmt: skip
    presenter.next()
    assert "confirm_document" not in desk.names


def test_a_scan_replaces_what_stands_there_and_waits_for_what_is_being_read():
    desk, later = FakeCounter(Step.DOCUMENT), Later()
    desk.reading = READ
    presenter, seen = document(desk, later)
    presenter.read(DOCUMENT.lines)
    other = ("P<UTOOTHER", "X" * 44)
    presenter.scanned(Scan("\n".join(other), other))
    assert desk.asked == []
    later.go()
    later.go()
    assert [asked[1] for asked in desk.asked] == ["\n".join(DOCUMENT.lines), "\n".join(other)]
    assert not seen.last.name_confirmed


def test_a_scan_that_is_no_zone_is_named_and_read_as_nothing():
    desk = FakeCounter(Step.DOCUMENT)
    presenter, seen = ready(desk)
    presenter.scanned(Scan("https://example.org/visa/1"))
    assert seen.last.code is not None and seen.last.reading is READ and "read_lines" in desk.names


def test_a_question_keeps_the_name_from_being_confirmed_until_it_is_answered():
    desk = FakeCounter(Step.DOCUMENT)
    asks = DocumentConcern("birth_century", "birth", None, ("2021-03-04", "1921-03-04"), True)
    desk.reading = replace(READ, concerns=(asks,))
    presenter, seen = document(desk)
    presenter.read(DOCUMENT.lines)
    presenter.confirm_name(True)
    assert (seen.last.missing, seen.last.name_confirmed) == ("question", False)
    desk.reading = READ
    presenter.answer("birth_century", "1921-03-04")
    assert desk.asked[-1] == ("answer_document", {"birth_century": "1921-03-04"}) and seen.last.missing == "name"


def test_going_on_with_nothing_but_the_notice_missing_says_that_it_was_shown():
    desk = FakeCounter(Step.DOCUMENT)
    desk.reading = READ
    presenter, seen = document(desk)
    presenter.read(DOCUMENT.lines)
    presenter.next()
    assert "confirm_document" not in desk.names and not seen.last.notice_shown
    presenter.confirm_name(True)
    presenter.next()
    assert "set_stay" in desk.names and seen.last.notice_shown
