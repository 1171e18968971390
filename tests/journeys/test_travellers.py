"""Travellers whom a counter must not turn away for what their body is: one who sits, one who is very tall, one who can
give a single finger, none at all, or neither finger nor face. The real window by keys, the emulated reader and camera,
and what the traveller's own screen shows meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QRadioButton

from station import rehearsal
from station.demo import Demo
from station.domain.audit import Act
from station.domain.desk import Guidance
from station.domain.outcome import Modality, Outcome, Verdict
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason
from station.domain.visit import Visit
from station.store import audit_log, records
from station.ui.application import Application
from station.ui.counter.check_parts import FindingCard
from station.ui.facing import Facing
from station.ui.traveller.view import Cue, Scene, TravellerMark
from station.ui.traveller.window import TravellerWindow
from tests.journeys.test_keyboard import CONTROL, PLAIN, _against_the_gate, _press, _tab_to, _type
from tests.rig.window import Window

pytestmark = [pytest.mark.slow, pytest.mark.shared_devices, pytest.mark.timeout(300)]

WHO = 1  # of the demonstration's travellers: passes the gate wherever the camera has the whole head
HEAD = 0.85  # of the size at 60 cm
SEATED, SEATED_CUT, TALL, TALL_CUT, OUT_OF_SIGHT = 180, 450, -150, -450, 700  # pixels below the middle


class Counter:
    """One counter with its traveller's screen."""

    def __init__(self, window: Window, facing: Facing) -> None:
        self.window, self.facing = window, facing

    @property
    def demo(self) -> Demo:
        found = self.window.behind._opened.result().demo
        assert found is not None
        return found

    @property
    def seen(self) -> TravellerWindow:
        return self.facing.window

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        _press(self.window, key, modifier)

    def go_on(self) -> None:
        self.press(Qt.Key.Key_Return, CONTROL)

    def until(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        self.window.until(what, seconds)

    def stand(self, below: int | None) -> None:
        """The traveller before the camera, so many pixels below its middle; None: a hand before the face, say."""
        if below is None:
            self.demo.desk.camera.show(self.demo.desk.blank())
            return
        width = rehearsal.FRAME[0]
        move = np.array([[HEAD, 0, width / 2 * (1 - HEAD)], [0, HEAD, rehearsal.EYES[1] * (1 - HEAD) + below]])
        face = self.demo.travellers[self.demo.bearer].face(0, rehearsal.FRAME)
        shown = cv2.warpAffine(face, move, rehearsal.FRAME, borderMode=cv2.BORDER_REPLICATE)
        self.demo.desk.camera.show(np.asarray(shown, np.uint8))

    def gives(self, *fingers: Finger) -> None:
        """From now on the traveller lays no other finger down."""
        touch = type(self.demo).touch.__get__(self.demo)
        self.demo.touch = lambda finger: touch(finger) if finger in fingers else None  # type: ignore[method-assign]

    def up_to_face(self, below: int | None) -> None:
        self.window.page("document")
        self.stand(below)
        _type(self.window, "\n".join(self.demo.lines()))
        self.until(lambda: self.window.state.reading is not None)
        self.press(Qt.Key.Key_F3)
        shown = self.window.shell.page().privacy._box
        _tab_to(self.window, lambda part: part is shown)
        self.press(Qt.Key.Key_Space)
        self.until(lambda: not self.window.state.missing)
        self.go_on()
        self.window.page("face")

    def take_face(self) -> None:
        self.until(lambda: self.window.state.capture is not None and not self.window.state.busy)
        if self.window.state.shot.passed:
            self.go_on()
        else:
            _against_the_gate(self.window, "scarf")
        self.window.page("fingers")

    def go_without_face(self, why: str) -> None:
        self.until(lambda: self.window.state.capturing and self.window.shell.focusWidget().isVisible())
        self.press(Qt.Key.Key_Escape)  # nobody waits until the time is over
        self.until(lambda: not self.window.state.busy)
        _against_the_gate(self.window, why)
        self.window.page("fingers")

    def record(self, reason: MissingReason) -> None:
        """In the open panel: the reason with the keys of a list, then the button."""
        focus = self.window.shell.focusWidget()
        assert isinstance(focus, QComboBox) and focus.currentIndex() == -1, "no reason is chosen for the officer"
        panel = self.window.shell.page().missing
        assert not panel._record.isEnabled()
        while focus.currentData() != reason.value:
            self.press(Qt.Key.Key_Down)
        _tab_to(self.window, lambda part: part is panel._record)
        self.press(Qt.Key.Key_Space)

    def take_fingers(self) -> None:
        while True:
            self.until(lambda: self.window.state.done or (self.window.state.waits and not self.window.state.busy))
            if self.window.state.done:
                return
            _against_the_gate(self.window)
            self.until(lambda: not self.window.state.waits)

    def no_further_finger(self, reason: MissingReason) -> None:
        self.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        self.until(lambda: self.window.state.missing_open and not self.window.state.busy)
        self.record(reason)
        self.until(lambda: self.window.state.done and not self.window.state.busy)

    def up_to_check(self) -> None:
        self.go_on()
        self.window.page("check")
        self.until(lambda: self.window.state.result is not None and not self.window.state.busy)

    def seal(self, choice: Qt.Key, verdict: Verdict, note: str = "") -> Visit:
        self.go_on()
        self.window.page("decision")
        self.until(lambda: self.window.state.preview is not None and not self.window.state.busy)
        self.press(choice)
        self.until(lambda: self.window.state.verdict is verdict)
        if note:
            _tab_to(self.window, lambda part: isinstance(part, QRadioButton) and part.property("reason") is not None)
            self.press(Qt.Key.Key_Space)
            _tab_to(self.window, lambda part: part is self.window.shell.page().choices._note)
            _type(self.window, note)
        self.until(lambda: self.window.state.ready)
        self.go_on()
        self.window.page("done")
        visit = self.window.shell.page().state.record.visit
        assert self.seen.view.scene is Scene.RESULT and self.seen.view.verdict is verdict
        with self.window.behind._opened.result().store.reading() as unit:
            found = records.visit(unit, visit)
        self.go_on()
        self.window.page("document")
        return found

    def leave(self) -> None:
        """The visit in hand is not what the next test is about."""
        while self.window.front._page not in {"document", "done"}:
            if self.window.front._page == "leave":
                self.press(Qt.Key.Key_5)
                self.go_on()
            else:
                self.press(Qt.Key.Key_Escape)
            QTest.qWait(50)

    def audited(self, act: Act) -> list[dict[str, object]]:
        with self.window.behind._opened.result().store.reading() as unit:
            return [dict(e.detail) for _, e in audit_log.entries(unit) if e.act == act]

    def officers_words(self) -> str:
        return self.window.shell.page().chrome().message[1]

    def no_number_faces_the_traveller(self) -> None:
        """Of scores: finger 2 of 4 is none."""
        for text in self.seen.findChildren(QLabel):
            assert not any(sign in text.text() for sign in ("NFIQ", "%", "FMR", "≥")), text.text()


def said(card: FindingCard) -> str:
    return f"{card.sentence.text()} {card.more.text()}"


@pytest.fixture(scope="module")
def opened(qapp: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    seen = TravellerWindow(moves=False)
    seen.resize(1280, 800)
    seen.show()
    facing = Facing(seen, lambda *_: None)
    window = Window(qapp, tmp_path_factory.mktemp("travellers"), facing=facing)
    yield Counter(window, facing)
    window.close()
    facing.close()
    seen.close()


@pytest.fixture
def language() -> str:
    """Of the officer's window; another one where a test says so."""
    return "en"


@pytest.fixture
def counter(language: str, opened: Counter, qapp: Application) -> Iterator[Counter]:
    qapp.set_language(language)
    opened.window.sign_in("officer", "document")
    opened.demo.choose(WHO, WHO)
    yield opened
    opened.gives(*Finger)
    opened.leave()
    opened.window.sign_out()
    qapp.set_language("en")


@pytest.mark.parametrize(
    ("language", "low", "none"),
    [
        ("en", ("lower the camera", "stay seated"), "sits or is very tall"),
        ("id", ("turunkan kamera", "tidak perlu berdiri"), "duduk atau sangat tinggi"),
    ],
    ids=["en", "id"],
)
def test_who_sits_is_asked_for_nothing_that_they_cannot_do_and_taken_as_soon_as_the_camera_has_them(
    counter: Counter, low: tuple[str, ...], none: str
):
    counter.up_to_face(SEATED_CUT)
    counter.until(lambda: counter.window.state.event is not None
                  and counter.window.state.event.guidance is Guidance.MOVE_UP)  # fmt: skip
    assert all(words in counter.officers_words() for words in low)
    counter.until(lambda: counter.seen.view.cue is Cue.UP)
    assert counter.seen.view.scene is Scene.FACE and counter.window.state.capture is None
    counter.stand(OUT_OF_SIGHT)  # rolled nearer: only the top of the head is left in the picture
    counter.until(lambda: counter.window.state.event.guidance is Guidance.SEARCHING_FACE)
    assert none in counter.officers_words()
    counter.no_number_faces_the_traveller()
    counter.stand(SEATED)  # the officer has lowered the camera: low in the picture, and whole
    counter.until(lambda: counter.window.state.capture is not None and not counter.window.state.busy)
    assert counter.window.state.shot.passed and not counter.window.state.shot.forced


def test_who_is_very_tall_is_taken_as_soon_as_the_camera_has_the_whole_head(counter: Counter):
    counter.up_to_face(TALL_CUT)
    counter.until(lambda: counter.window.state.event is not None
                  and counter.window.state.event.guidance is Guidance.MOVE_DOWN)  # fmt: skip
    assert "raise the camera" in counter.officers_words()
    counter.until(lambda: counter.seen.view.cue is Cue.DOWN)
    assert counter.window.state.capture is None
    counter.stand(TALL)
    counter.until(lambda: counter.window.state.capture is not None and not counter.window.state.busy)
    assert counter.window.state.shot.passed


def test_nothing_is_taken_while_the_officer_says_which_finger_cannot_be(counter: Counter):
    only = RIGHT_FOUR[0]
    counter.gives()
    counter.up_to_face(0)
    counter.take_face()
    counter.until(lambda: counter.window.state.finger is only and counter.window.state.capturing)
    counter.press(Qt.Key.Key_F7)
    counter.until(lambda: counter.window.state.missing_open)
    counter.gives(*Finger)
    counter.demo.touch(only)  # the traveller lays it down all the same
    held = [counter.window.state]
    for _ in range(150):
        QApplication.processEvents()
        QTest.qWait(10)
        held.append(counter.window.state)
    assert all(s.missing_open and not s.capturing and not s.taken and s.task is None for s in held)
    assert "paused" in counter.officers_words() and counter.seen.view.cue is Cue.WAIT
    counter.press(Qt.Key.Key_F7)  # after all it can
    counter.until(lambda: counter.window.state.capturing and not counter.window.state.missing_open)
    counter.take_fingers()
    assert [s.finger for s in counter.window.state.taken] == list(RIGHT_FOUR)


def test_one_finger_is_enough_to_go_through_and_the_check_says_that_it_is_one(counter: Counter):
    thumb_side = RIGHT_FOUR[0]
    counter.gives(thumb_side)
    counter.up_to_face(None)
    counter.go_without_face("bandage over the face after an operation")
    counter.until(lambda: bool(counter.window.state.taken) and counter.window.state.capturing)
    counter.no_further_finger(MissingReason.TEMPORARY)
    view = counter.seen.view
    assert dict(view.tiles)[thumb_side] is TravellerMark.DONE and view.cue_text == "fingers_done"
    assert dict(view.tiles)[RIGHT_FOUR[1]] is TravellerMark.MISSING
    counter.no_number_faces_the_traveller()
    counter.up_to_check()
    page = counter.window.shell.page()
    assert counter.window.state.result.one_finger and not counter.window.state.clear
    assert "One finger was compared" in page.verdict.accessibleName() and "unnoticed" in said(page.identity)
    visit = counter.seal(Qt.Key.Key_1, Verdict.ADMIT)
    assert [s.finger for s in visit.fingers] == [thumb_side] and visit.face is None
    assert {m.finger: m.reason for m in visit.missing} == dict.fromkeys(RIGHT_FOUR[1:], MissingReason.TEMPORARY)
    assert {"one_finger", "face_missing"} <= set(visit.warnings)
    assert counter.audited(Act.VETO)[-1] == {
        "modality": "finger", "veto": "missing", "fingers": 3, "reason": "temporary"
    }  # fmt: skip

    # back again: the one finger is compared with the one on record, and nothing else is said to have been
    counter.up_to_face(None)
    counter.go_without_face("bandage over the face after an operation")
    counter.until(lambda: bool(counter.window.state.taken) and counter.window.state.capturing)
    counter.no_further_finger(MissingReason.TEMPORARY)
    counter.up_to_check()
    result = counter.window.state.result
    outcomes = {m: c.outcome for m, c in ((Modality.FACE, result.face), (Modality.FINGERS, result.fingers))}
    assert outcomes == {Modality.FACE: Outcome.NOT_DONE, Modality.FINGERS: Outcome.MATCH}
    assert not counter.window.state.clear and "One finger alone was searched" in said(page.identity)


def test_no_finger_can_be_taken_is_one_act_with_a_reason(counter: Counter):
    counter.gives()
    counter.up_to_face(0)
    counter.take_face()
    counter.until(lambda: counter.window.state.capturing)
    counter.no_further_finger(MissingReason.PERMANENT)
    assert counter.seen.view.scene is Scene.WAIT and counter.seen.view.cue_text == ""
    assert "No finger was taken" in counter.window.shell.page().band.what.text()
    counter.up_to_check()
    assert not counter.window.state.result.one_finger and not counter.window.state.result.nothing_taken
    visit = counter.seal(Qt.Key.Key_1, Verdict.ADMIT)
    assert visit.fingers == () and visit.face is not None and "fingers_missing" in visit.warnings
    assert {m.finger for m in visit.missing} == {*RIGHT_FOUR, *LEFT_FOUR}
    assert {m.reason for m in visit.missing} == {MissingReason.PERMANENT}


@pytest.mark.parametrize(
    ("choice", "verdict", "note"),
    [
        (Qt.Key.Key_1, Verdict.ADMIT, ""),
        (Qt.Key.Key_2, Verdict.REFER, "no face, no finger"),
        (Qt.Key.Key_3, Verdict.REFUSE, "the document is another one's"),
    ],
    ids=["admitted", "referred", "refused"],
)
def test_by_the_document_alone_a_visit_is_decided_and_says_that_nobody_was_compared(
    counter: Counter, choice: Qt.Key, verdict: Verdict, note: str
):
    counter.gives()
    counter.up_to_face(None)
    counter.go_without_face("the traveller cannot be photographed")
    counter.until(lambda: counter.window.state.capturing)
    counter.no_further_finger(MissingReason.UNABLE)
    counter.up_to_check()
    page = counter.window.shell.page()
    assert counter.window.state.result.nothing_taken and not counter.window.state.clear
    assert page.verdict.accessibleName().startswith(("The document is all there is", "Look at the stay"))
    assert "Nobody was searched" in said(page.identity)
    visit = counter.seal(choice, verdict, note)
    assert visit.face is None and visit.fingers == () and len(visit.missing) == 8
    assert {"face_missing", "fingers_missing"} <= set(visit.warnings)
    assert visit.decision.verdict is verdict and visit.decision.note == note
