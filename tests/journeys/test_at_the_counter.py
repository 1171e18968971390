"""What an officer does with keys and mouse in the real window, in both languages: the document is read and the visit
kept by the station's own steps; face, fingers and comparison are given, so that no device is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import resources
from models.document.compose import compose
from station.bench.devices import DeviceUnfit
from station.counter.document_step import DocumentStep
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.counter.in_hand import VisitInHand
from station.counter.kept_visit import KeptVisits
from station.counter.timing import Stopwatch
from station.domain.desk import (
    CaptureResult,
    CaseState,
    CaseStatus,
    CheckResult,
    FaceCapture,
    FaceShot,
    FingerAttempt,
    FingerTask,
    RecordPreview,
    SignedRecord,
    StationStatus,
    VisitView,
)
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, Comparison, Modality, Outcome, Verdict
from station.domain.register import RegisterAnswer, RegisterFinding, StayRecord
from station.domain.samples import RIGHT_FOUR
from station.domain.sign_in import Session, SignInRules
from station.domain.visit import Direction, Leaving, ManualReason, Stay
from station.office.accounts import Accounts
from station.store.session import Store
from station.ui.application import Application
from station.ui.front import Front
from station.ui.keys import Act
from station.ui.shell import Shell
from station.vault import passwords
from station.work import Now
from station.workflow import policy as policy_file
from station.workflow.counter import Event, Step
from tests.rig import visits
from tests.screens.fakes import FakeCounter
from tests.screens.people import NOW, gate

POLICY = policy_file.parse(resources.path("policy/policy.json").read_bytes())
TODAY = date(2026, 11, 29)
OFFICER = Officer("rini", "Rini", Role.OFFICER)
SESSION = Session("s1", OFFICER, NOW, ("password",), None)
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHOT = FaceShot(None, gate(), True)
MATCH = Comparison(Modality.FUSED, "v", "p", 20.0, 6.9, 0.001, 1e-9, Outcome.MATCH)
OPEN = StayRecord(
    "s", "p", "SGP:C1234567", "SGP", "A1", "tourism", "visitor", "POST-1", date(2026, 11, 20), "+07:00",
    date(2026, 12, 19),
)  # fmt: skip
HALF = RegisterAnswer(
    (RegisterFinding(2, "departure_missing", "ask_proof", OPEN.last_day),), stay=OPEN, asks_proof=True
)


def lines(surname: str = "SARI", number: str = "C1234567") -> tuple[str, ...]:
    return compose(
        "TD3", issuer="SGP", nationality="SGP", number=number, surname=surname, given_names="DEWI", birth="1984-02-11",
        sex="F", expiry=date(2032, 1, 1),
    )  # fmt: skip


class NoPicture:
    """Of the devices, a camera that gives nothing."""

    def live(self) -> NoPicture:
        return self

    def get(self) -> tuple[int, Any]:
        return 0, None

    def picture(self) -> Any:
        raise DeviceUnfit(code="camera_missing")


class Desk(FakeCounter):
    """A counter whose visit, document and stay are the station's own; what needs a device is given."""

    def __init__(self, store: Store) -> None:
        super().__init__(Step.IDLE)
        kept = KeptVisits(store, POLICY.retention.open_visit_hours)
        self.visit = VisitInHand(OFFICER, "POST-1", store, POLICY, kept, Stopwatch(), lambda: TODAY, "+07:00")
        documents = Documents(store, None, lambda: TODAY)  # type: ignore[arg-type]  nothing is photographed
        self.step_of_document = DocumentStep(self.visit, documents, NoPicture())  # type: ignore[arg-type]
        self.left: list[Leaving] = []
        self.cases: tuple[str, ...] = ()
        self.capture = FaceCapture(CaptureResult.SUCCESS, (SHOT,))
        self.result = CheckResult(False, fused=MATCH)
        self.record_preview: RecordPreview | None = None

    @property
    def machine(self) -> Any:
        return self.visit._machine

    @machine.setter
    def machine(self, _made: Any) -> None:
        """It is the visit's own."""

    @property
    def document(self) -> Any:
        return self.step_of_document

    @property
    def view(self) -> VisitView:
        real, given = self.visit.view, super().view
        return replace(
            given, reading=real.reading, document=real.document, stay=real.stay, notice=real.notice,
            warnings=real.warnings, cases=self.cases,
        )  # fmt: skip

    def begin(self) -> None:
        self.visit.fire(Event.BEGIN)
        self.visit.start(Draft(OFFICER.name))
        self.draft.fingers.clear()
        attempt = FingerAttempt(1, 60, None)
        self.tasks = [FingerTask(finger, 20, (attempt,), 0, True) for finger in RIGHT_FOUR]

    def interrupted(self) -> tuple[Any, ...]:
        return ()

    def leave(self, reason: Leaving) -> bool:
        self.left.append(reason)
        self.visit.fire(Event.CANCELLED)
        return False

    def face_camera(self) -> NoPicture:
        return NoPicture()

    finger_view = slap_view = face_camera

    def preview(self) -> RecordPreview:
        draft = self.visit.draft
        stay = draft.stay or Stay(Direction.ARRIVAL, "tourism", "A1", 30, None)
        assert draft.document is not None
        register = self.result.register if self.result is not None else None
        return RecordPreview(draft.document, stay, None, (), (), (MATCH,), register=register)

    def sign(self, verdict: Verdict, reason: str, note: str) -> SignedRecord:
        self._note("sign", verdict, reason, note)
        self.visit.fire(Event.SIGNED)
        assert self.visit.draft.document is not None
        return SignedRecord(
            self.visit.draft.id, verdict, NOW, 20.0, date(2026, 12, 28), 1, name=self.visit.draft.document.name
        )

    def close(self) -> None:
        """Nothing is open."""


class Back:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def log_in_desk(self) -> Any:
        return None

    def counter(self, _officer: object) -> Desk:
        return self._desk

    def rehearsal(self) -> None:
        return None

    def status(self) -> StationStatus:
        return StationStatus("Counter 07", "Terminal 3")

    def preferences(self, _session: Any) -> None:
        return None

    def keep_preferences(self, _session: Any, _liked: Any) -> None:
        """Nobody asks for them again."""

    def sign_out(self, _session: object) -> None:
        """Nothing rests."""


class Soon:
    """A runner that has done a job a moment later, in the window's own thread."""

    def __init__(self) -> None:
        self.closed = False

    def run(self, job: Any, done: Any, failed: Any) -> None:
        QTimer.singleShot(0, lambda: None if self.closed else Now().run(job, done, failed))


class AtTheCounter:
    """One officer's window, keys and mouse; `pressed` and `clicked` count."""

    def __init__(self, app: Application, store: Store) -> None:
        self.app, self.desk = app, Desk(store)
        self.shell = Shell()
        self.runner = Soon()
        self.front = Front(app, self.shell, Back(self.desk), self.runner, self.runner, SignInRules())
        self.shell.resize(1366, 768)
        self.shell.show()
        self.pressed = self.clicked = 0
        self.front._arrived(SESSION)
        self.until(lambda: self.page == "document")

    @property
    def page(self) -> str:
        return self.front._page

    @property
    def state(self) -> Any:
        return self.shell.page().state

    def until(self, what: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, f"on page {self.page}"
            self.app.processEvents()
            time.sleep(0.002)

    def focus(self) -> QWidget:
        return self.shell.focusWidget() or self.shell

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.pressed += 1
        QTest.keyClick(self.focus(), key, modifier)
        self.app.processEvents()

    def go_on(self) -> None:
        self.key(Qt.Key.Key_Return, CONTROL)

    def type(self, text: str) -> None:
        """As fast as hands are not: each letter is settled before the next."""
        for letter in text:
            QTest.keyClicks(self.focus(), letter)
            self.until(lambda: not self.shell.page().keys._held)

    def scan(self, zone: tuple[str, ...]) -> None:
        """A reader's burst: no hand presses these."""
        for row in zone:
            QTest.keyClicks(self.focus(), row)
            QTest.keyClick(self.focus(), Qt.Key.Key_Return)
        self.until(lambda: self.state.reading is not None and self.state.reading.lines == zone)

    def click(self, what: QWidget) -> None:
        assert what.isVisible() and what.isEnabled()
        self.clicked += 1
        QTest.mouseClick(what, Qt.MouseButton.LeftButton)
        self.app.processEvents()

    def button(self, act: Act) -> QPushButton:
        found = self.shell.footer.findChildren(QPushButton)
        return next(b for b in found if b.property("act") is act and b.isVisible())

    def up_to_decision(self, zone: tuple[str, ...] = lines()) -> None:
        self.scan(zone)
        self.key(Qt.Key.Key_F3)
        self.go_on()
        self.until(lambda: self.page == "decision" and self.state.preview is not None)

    def close(self) -> None:
        self.runner.closed = True
        self.front.close()
        self.front.release()
        self.shell.close()
        self.shell.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.app.processEvents()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("hand")
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(passwords, "MEMORY_KIB", 64)
        quick.setattr(passwords, "ITERATIONS", 1)
        made = visits.open_store(folder, visits.station_keys(folder, visits.agency_keys(folder / "agency")))
        Accounts(made).add("system", OFFICER, "selamat pagi", must_change=False)
    yield made
    made.close()


@pytest.fixture(params=["en", "id"])
def counter(request: pytest.FixtureRequest, qapp: Application, qtbot: QtBot, store: Store) -> Iterator[AtTheCounter]:
    qapp.set_language(request.param)
    made = AtTheCounter(qapp, store)
    yield made
    made.close()
    qapp.set_language("en")


def test_the_keys_that_choose_land_in_no_note_and_nothing_is_sealed_before_a_choice(counter: AtTheCounter):
    counter.up_to_decision()
    choices = counter.shell.page().choices
    assert counter.state.verdict is None and counter.focus() in choices._buttons.values()
    counter.go_on()
    assert "sign" not in counter.desk.names and counter.page == "decision"
    counter.key(Qt.Key.Key_2)
    assert counter.state.verdict is Verdict.REFER and choices._note.toPlainText() == ""
    counter.go_on()  # without a reason and a note it is none
    assert "sign" not in counter.desk.names
    counter.key(Qt.Key.Key_3)
    assert counter.state.verdict is Verdict.REFUSE
    counter.key(Qt.Key.Key_1)
    assert counter.state.verdict is Verdict.ADMIT and choices._note.toPlainText() == ""
    counter.go_on()
    assert counter.desk.asked[-1] == ("sign", Verdict.ADMIT, "in_order", "")


def test_no_single_key_ends_a_visit_and_leaving_says_why(counter: AtTheCounter):
    counter.desk.cases = ("c1",)  # a supervisor has ruled: what is left is sealed with its evidence
    counter.up_to_decision()
    counter.key(Qt.Key.Key_Escape)
    assert counter.page == "leave" and counter.state.evidence and counter.desk.left == []
    counter.go_on()  # no reason yet
    assert counter.page == "leave" and counter.desk.left == []
    counter.key(Qt.Key.Key_Escape)
    assert counter.page == "decision" and counter.state.preview is not None
    counter.click(counter.button(Act.CANCEL))
    counter.key(Qt.Key.Key_1)
    counter.go_on()
    assert counter.desk.left == [Leaving.TRAVELLER_LEFT]
    counter.until(lambda: counter.page == "document" and counter.state.reading is None)


def test_a_second_scan_replaces_the_first_document_whatever_has_the_focus(counter: AtTheCounter):
    first, second = lines(), lines("HARTONO", "D7654321")
    counter.scan(first)
    counter.key(Qt.Key.Key_F3)
    assert counter.state.name_confirmed
    counter.button(Act.BY_HAND).setFocus()
    counter.scan(second)
    assert counter.shell.page()._zone.lines() == second and counter.state.reading.document.surname == "HARTONO"
    assert not counter.state.name_confirmed
    counter.go_on()
    assert counter.page == "document"  # the confirmation was of another document
    counter.key(Qt.Key.Key_F3)
    zone = counter.shell.page()._zone
    zone.setFocus()
    counter.type("X")  # a change of the text is no longer what was read
    assert counter.state.reading is None and not counter.state.name_confirmed
    counter.go_on()
    assert counter.page == "document"


def test_an_inspection_stays_open_with_its_note_while_a_case_waits(counter: AtTheCounter):
    waits = CaseState("c1", (CaseReason.FUSED_NO_MATCH,), CaseStatus.WAITING)
    differs = replace(MATCH, outcome=Outcome.NO_MATCH, modality=Modality.FACE)
    counter.desk.case = waits
    counter.desk.result = CheckResult(False, face=differs, fused=replace(MATCH, outcome=Outcome.NO_MATCH), case=waits)
    counter.scan(lines())
    counter.key(Qt.Key.Key_F3)
    counter.go_on()
    counter.until(lambda: counter.page == "check" and counter.state.result is not None)
    counter.key(Qt.Key.Key_F8)
    note = counter.shell.page().inspect._note
    assert note.isVisible() and counter.focus() is note
    QTest.keyClicks(note, "the nose differs")
    for _ in range(3):
        counter.shell.page()._clock.timeout.emit()  # what it does every two seconds
        counter.desk.changed(waits)
        counter.app.processEvents()
    assert note.isVisible() and note.text() == "the nose differs" and counter.focus() is note
    assert counter.desk.names.count("case_state") >= 3


@pytest.mark.qt_log_ignore("This plugin does not support")  # of a list that pops up while a state is typed
def test_a_document_that_no_machine_reads_goes_on_by_hand_with_its_reason(counter: AtTheCounter):
    counter.key(Qt.Key.Key_M, CONTROL)
    assert counter.page == "manual" and counter.state.reason is None
    counter.go_on()
    assert counter.page == "manual"  # the reason comes first
    page = counter.shell.page()
    reason, place = page.reason, page.reason.findData(ManualReason.LETTER.value)
    reason.setFocus()
    while reason.currentIndex() < place:
        counter.key(Qt.Key.Key_Down)
    reason.activated.emit(reason.currentIndex())
    for field, text in (("surname", "DOS SANTOS"), ("issuer", "TLS"), ("nationality", "TLS"), ("birth", "1980-01-01")):
        edit = page.edits[field]
        edit.setFocus()
        line = edit.lineEdit() if isinstance(edit, QComboBox) else edit
        line.selectAll()
        counter.type(text)
    counter.go_on()
    assert counter.page == "document" and counter.state.reading.manual is ManualReason.LETTER
    assert {"given_names", "number", "expiry"} <= set(counter.state.reading.missing)
    counter.key(Qt.Key.Key_F3)
    counter.go_on()
    counter.until(lambda: counter.page == "decision")
    assert {"document_manual", "manual_letter"} <= counter.desk.visit.draft.warnings


@pytest.mark.parametrize("register", [None, HALF], ids=["new", "returning"])
def test_a_visit_in_twelve_keys_or_four_clicks_and_the_next_traveller(counter: AtTheCounter, register):
    counter.desk.result = CheckResult(register is None, fused=MATCH, register=register)
    counter.up_to_decision()
    admit = counter.shell.page().choices._buttons[Act.CHOICE_1]
    assert ("20 Nov 2026" in admit.text()) is (register is not None)  # what else it does stands on it
    counter.key(Qt.Key.Key_1)
    counter.go_on()
    assert counter.page == "done" and "SARI" in counter.shell.page()._verdict.text()
    counter.key(Qt.Key.Key_Return)
    counter.until(lambda: counter.page == "document" and counter.state.reading is None)
    assert counter.pressed <= 12

    counter.scan(lines("HARTONO", "D7654321"))
    counter.click(counter.button(Act.CONFIRM_NAME))
    counter.click(counter.button(Act.NEXT))
    counter.until(lambda: counter.page == "decision" and counter.state.preview is not None)
    counter.click(counter.shell.page().choices._buttons[Act.CHOICE_1])
    counter.click(counter.button(Act.NEXT))
    assert counter.page == "done" and counter.clicked <= 4
    for zone_row in lines():  # the next document begins the next visit
        QTest.keyClicks(counter.focus(), zone_row)
        QTest.keyClick(counter.focus(), Qt.Key.Key_Return)
    counter.until(lambda: counter.page == "document" and counter.state.reading is not None)


def test_what_went_on_by_itself_is_taken_back_and_waits_from_there(counter: AtTheCounter):
    counter.up_to_decision()
    counter.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    counter.until(lambda: counter.page == "check" and counter.state.result is not None)
    buttons: list[QAbstractButton] = [counter.button(Act.NEXT)]
    assert all(b.isEnabled() for b in buttons)
    counter.go_on()
    counter.until(lambda: counter.page == "decision")
