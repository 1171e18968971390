"""What of the officer's pages reaches the traveller: step by step, and nothing once it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from station.domain.desk import DocumentReading, FaceEvent, FingerHint, Guidance, InterruptedVisit, SignedRecord
from station.domain.outcome import Verdict
from station.domain.samples import Finger
from station.domain.sign_in import SignInRules
from station.ui import facing as facing_module
from station.ui.application import Application
from station.ui.counter.done import DoneState
from station.ui.facing import Facing
from station.ui.front import Front
from station.ui.keys import Act
from station.ui.shell import Shell
from station.ui.traveller import window as window_module
from station.ui.traveller import wording
from station.ui.traveller.view import Scene
from station.ui.traveller.window import TravellerWindow
from station.work import Now
from station.workflow.counter import Step
from tests.screens.gallery import settle
from tests.screens.people import DOCUMENT, NOW
from tests.screens.states import SESSION
from tests.screens.test_front import Back, Counter

ARAB = replace(DOCUMENT, nationality="SAU")


class Kept:
    def __init__(self) -> None:
        self.answers: list[tuple[str, Verdict, str, int | None]] = []

    def __call__(self, language: str, verdict: Verdict, element: str, score: int | None) -> None:
        self.answers.append((language, verdict, element, score))


class Says:
    """A voice that notes what it was asked to say."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def say(self, language: str, key: str) -> bool:
        self.said.append((language, key))
        return True

    def hush(self) -> None:
        self.said.append(("", ""))


class Desk(Counter):
    def notice_languages(self) -> tuple[str, ...]:
        return ("id", "en", "ar", "ja")


class Joined:
    """A counter's window and its traveller's."""

    def __init__(self, app: Application) -> None:
        self.window, self.kept, self.voice, self.desk = TravellerWindow(moves=False), Kept(), Says(), Desk()
        self.window.resize(1280, 800)
        self.drawn = ""  # the element that chance asks for
        self.facing = Facing(self.window, self.kept, self.voice, draw=lambda: self.drawn)  # type: ignore[arg-type]
        self.shell = Shell()
        self.front = Front(app, self.shell, Back(self.desk), Now(), Now(), SignInRules(), self.facing)

    @property
    def scene(self) -> Scene:
        return self.window.view.scene

    def go(self, page: str) -> None:
        self.front._go(page)

    def sealed(self, verdict: Verdict = Verdict.ADMIT) -> None:
        record = SignedRecord("v1", verdict, NOW, 42.0, None, 0, name=DOCUMENT.name, document=DOCUMENT.number)
        self.desk.machine.state = Step.SEALED
        self.front._pages.done.render_view(DoneState(record))
        self.go("done")


@pytest.fixture
def joined(app: Application) -> Iterator[Joined]:
    made = Joined(app)
    made.front._arrived(SESSION)
    yield made
    made.front.close()
    made.facing.deleteLater()  # its timer would go on to end a result
    made.shell.close()
    made.shell.deleteLater()
    made.window.close()
    made.window.deleteLater()
    settle(app)


def read(joined: Joined, document: Any = ARAB) -> None:
    joined.desk.reading = DocumentReading(document, lines=("P<", "X"))
    assert joined.front._counter is not None
    joined.front._counter.document.read(("P<", "X"))


def said(joined: Joined) -> str:
    return " ".join(one.text() for one in joined.window.findChildren(QLabel))


def test_the_language_follows_the_document_and_the_traveller_may_change_it(joined: Joined):
    assert joined.scene is Scene.DOCUMENT
    read(joined)
    assert (joined.scene, joined.window.view.language) == (Scene.NOTICE, "ar")
    assert joined.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    joined.window.language_buttons["ja"].click()
    state = joined.front._counter.document.state
    assert state.notice.language == joined.window.view.language == "ja" and not state.notice_shown
    joined.window.read_button.click()
    assert joined.front._counter.document.state.notice_shown
    assert ("ja", "notice_title") in joined.voice.said


def test_each_step_has_its_scene_and_the_pages_without_one_are_blank(joined: Joined):
    read(joined)
    counter = joined.front._counter
    counter.face._update(capturing=True, event=FaceEvent(Guidance.STEP_BACK))
    joined.go("face")
    assert (joined.scene, joined.window.view.cue_text) == (Scene.FACE, "step_back")
    counter.face._update(event=FaceEvent(Guidance.CAPTURING))
    assert joined.window.view.cue_text == "hold_still"
    counter.fingers._update(
        capturing=True, finger=Finger.LEFT_INDEX, hint=FingerHint.LIFT_FINGER, hand=(Finger.LEFT_INDEX,)
    )
    joined.go("fingers")
    assert (joined.scene, joined.window.view.heading) == (Scene.FINGERS, "finger_7")
    for page in ("check", "decision", "leave"):
        joined.go(page)
        assert joined.scene is Scene.WAIT
    for page in ("past", "parked", "log_in", "supervisor"):
        joined.go(page)
        assert joined.scene is Scene.BLANK


def test_the_screen_shows_no_name_and_no_number(joined: Joined):
    read(joined)
    seen = said(joined)
    joined.sealed()
    seen += said(joined)
    for secret in (DOCUMENT.number, *DOCUMENT.name.split()):
        assert secret.strip(",") not in seen


def test_one_tap_is_kept_and_the_result_goes_by_itself(joined: Joined, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(facing_module, "RESULT_MS", 30)
    monkeypatch.setattr(facing_module, "THANKS_MS", 30)
    read(joined)
    joined.sealed(Verdict.REFER)
    assert (joined.scene, joined.window.view.heading) == (Scene.RESULT, "refer")
    joined.window.faces[3].click()
    joined.window.faces[3].click()
    assert joined.kept.answers == [("ar", Verdict.REFER, "overall", None), ("ar", Verdict.REFER, "overall", 3)]
    QTest.qWait(80)
    assert joined.scene is Scene.BLANK
    joined.front._pages.done.render_view(replace(joined.front._pages.done.state, online=True))
    assert joined.scene is Scene.BLANK  # the officer's page goes on; the traveller's is over


def test_after_the_first_tap_one_of_the_nine_is_asked_and_a_tap_too_soon_is_not_meant_for_it(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(facing_module, "THANKS_MS", 30)
    monkeypatch.setattr(window_module, "SETTLE_SECONDS", 0.05)
    read(joined, DOCUMENT)
    joined.sealed(Verdict.REFUSE)
    language = joined.window.view.language
    joined.drawn = "behaviour"
    joined.window.faces[2].click()
    joined.window.faces[2].click()  # the same finger bounced
    first = [(language, Verdict.REFUSE, "overall", None), (language, Verdict.REFUSE, "overall", 2)]
    assert joined.kept.answers == [*first, (language, Verdict.REFUSE, "behaviour", None)]
    assert wording.say(language, "ask_behaviour") in joined.window.question.text()
    assert not joined.window.skip.isHidden()
    QTest.qWait(60)
    joined.window.faces[4].click()
    assert joined.kept.answers[3:] == [(language, Verdict.REFUSE, "behaviour", 4)]
    assert joined.window.question.text() == wording.say(language, "thank_you") and joined.window.skip.isHidden()
    QTest.qWait(60)
    assert joined.scene is Scene.BLANK


def test_the_further_question_is_skipped_by_a_touch_or_by_waiting(joined: Joined, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(facing_module, "FURTHER_MS", 30)
    joined.drawn = "time"
    for touched in (True, False):
        read(joined)
        joined.sealed()
        joined.window.faces[4].click()
        assert joined.window.view.further == "time"
        if touched:
            joined.window.skip.click()
        else:
            QTest.qWait(60)
        assert joined.scene is Scene.BLANK
        joined.go("document")
    assert [answer[3] for answer in joined.kept.answers] == [None, 4, None] * 2


def test_the_next_traveller_finds_nothing_of_the_one_before(joined: Joined):
    read(joined)
    joined.sealed()
    joined.front._counter.next_traveller()
    assert (joined.scene, joined.window.view.language) == (Scene.DOCUMENT, "en")
    assert "Welcome" not in said(joined) and "أهل" not in said(joined)


def test_a_visit_that_is_offered_again_is_nobodys_yet(app: Application):
    joined = Joined(app)
    joined.desk.left = [InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, True, 2)]
    joined.front._arrived(SESSION)
    assert joined.scene is Scene.BLANK
    joined.front.close()
    joined.shell.close()
    joined.window.close()


def test_locking_and_signing_out_blank_the_screen(joined: Joined, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(joined.front._back, "locked", lambda _session: None, raising=False)
    read(joined)
    joined.front._asked(Act.LOCK)
    assert joined.scene is Scene.BLANK
    joined.front._asked(Act.SIGN_OUT)
    assert joined.scene is Scene.BLANK


def test_the_travellers_touch_keeps_no_officer_signed_in(
    joined: Joined, app: Application, monkeypatch: pytest.MonkeyPatch
):
    touched: list[float] = []
    monkeypatch.setattr(joined.front._idle, "touch", touched.append)
    joined.window.show()
    joined.shell.show()
    settle(app)
    QTest.mouseClick(joined.window.bar.larger, Qt.MouseButton.LeftButton)
    QTest.mouseClick(joined.window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(400, 400))
    assert touched == []
    QTest.mouseClick(joined.shell.footer, Qt.MouseButton.LeftButton)
    assert touched


def test_what_the_officer_is_told_of_the_screen(joined: Joined):
    assert "not connected" in joined.facing.say_lost() and "connected" in joined.facing.say_found()
