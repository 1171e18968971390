"""One case from the counter to the third decision and back: two supervisors who differ, and a third who decides.

The counter's own services with real matching, and for each supervisor a real window over a real desk, driven by keys as
a supervisor presses them. The database is the station's, SQLCipher on disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from models.synthesis.people import SyntheticTraveller, travellers
from station.counter.counter import Counter
from station.domain import desk
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling
from station.domain.samples import Finger, MissingReason
from station.review.adjudicate import Adjudication
from station.store import officers
from station.ui.application import Application
from station.ui.review.pair_view import Way
from station.ui.review.supervisor import SupervisorPresenter, SupervisorScreen, SupervisorState
from station.ui.shell import Shell
from station.work import Pool
from station.workflow.policy import ReviewRules
from tests.rig.counter import Rig

THREE = tuple(Officer(name, name.title(), Role.SUPERVISOR) for name in ("budi", "siti", "rina"))
RULINGS = (CaseRuling.SAME_PERSON, CaseRuling.DIFFERENT_PEOPLE, CaseRuling.DIFFERENT_PEOPLE)
NOTES = ("the same jaw", "ears and ridges differ", "ridges differ in three fingers")
KEYS = {
    CaseRuling.SAME_PERSON: Qt.Key.Key_1,
    CaseRuling.DIFFERENT_PEOPLE: Qt.Key.Key_2,
    CaseRuling.REFER: Qt.Key.Key_3,
}
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SIZE = (1366, 768)
FINGERS = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE)


class Room:
    """A supervisor's window."""

    def __init__(self, app: Application, rig: Rig, supervisor: Officer) -> None:
        self.app = app
        self.shell, self.page = Shell(), SupervisorScreen()
        self.shell.add_page("supervisor", self.page)
        self.pool = Pool(1, "desk", app.gui.post)
        station = rig.station
        work = Adjudication(rig.store, station.cases, station.verifier, station.documents, rig.policy, supervisor)
        self.presenter = SupervisorPresenter(self.page.render_view, self.pool, work, app.gui.post)
        self.page.join(self.presenter)
        status = desk.StationStatus(
            "Counter 01", "Terminal 3", "demo", desk.Health.READY, desk.Health.READY, True, 0, None
        )
        self.shell.render_status(status, supervisor)
        self.presenter.open()
        self.shell.resize(*SIZE)
        self.shell.show()
        self.shell.show_page("supervisor")

    @property
    def state(self) -> SupervisorState:
        return self.presenter.state

    def until(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, self.state
            self.app.processEvents()
            time.sleep(0.005)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, at: QWidget | None = None) -> None:
        QTest.keyClick(at or self.page.queue.list, key, modifier)
        self.app.processEvents()

    def close(self) -> None:
        self.presenter.leave()
        self.pool.close()
        self.shell.close()
        self.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Disagreement:
    """`steps` yields each page that is worth a picture, by name."""

    def __init__(self, app: Application, rig: Rig) -> None:
        self.app, self.rig = app, rig
        self.case = ""
        self.before: dict[str, tuple[str, ...]] = {}  # by supervisor: whose opinions their page showed before their own
        self.told: list[desk.CaseState] = []  # what the counter that waits was told meanwhile
        self.ruled: desk.CaseState | None = None

    def steps(self) -> Iterator[tuple[str, Shell]]:
        rig = self.rig
        with rig.store.unit() as unit:
            for one in THREE:
                officers.add(unit, one, "")
        everything = (CaseReason.FUSED_NO_MATCH,)
        rig.station.cases._policy = replace(rig.policy, review=ReviewRules(everything, everything))
        people = travellers(2)
        counter = rig.counter()
        self._up_to_check(counter, people[0], people[0].mrz)
        rig.admit(counter)
        counter.close()
        counter = rig.counter()
        result = self._up_to_check(counter, people[1], people[0].mrz)  # somebody else with the same passport
        assert result.case is not None and result.case.reasons == everything
        self.case = result.case.id
        unwatch = counter.check.watch_case(self.told.append)
        for number, (who, ruling, note) in enumerate(zip(THREE, RULINGS, NOTES, strict=True), 1):
            yield from self._judge(number, who, ruling, note)
        self.ruled = counter.check.case_state()
        unwatch()
        counter.close()

    def _up_to_check(self, counter: Counter, person: SyntheticTraveller, lines: tuple[str, ...]) -> desk.CheckResult:
        """With two fingers: as many as it takes to look at a pair, and at the next."""
        counter.begin()
        self.rig.document(counter, lines)
        self.rig.stay(counter)
        self.rig.face(counter, person, 0)
        while (finger := counter.fingers.expected_finger()) is not None:
            if finger in FINGERS:
                self.rig.finger(counter, person, finger, 0)
            else:
                counter.fingers.mark_missing(finger, MissingReason.TEMPORARY)
        counter.fingers.finish_fingers()
        return counter.check.compare()

    def _judge(self, number: int, who: Officer, ruling: CaseRuling, note: str) -> Iterator[tuple[str, Shell]]:
        room = Room(self.app, self.rig, who)
        room.until(lambda: bool(room.state.queue))
        (line,) = room.state.queue
        assert line.id == self.case and line.blind and line.score is None
        room.press(Qt.Key.Key_Return)
        room.until(lambda: room.state.detail is not None and not room.state.busy)
        detail = room.state.detail
        assert detail is not None and detail.blind and detail.score is None and detail.differences == ()
        assert not any(pair.joined or pair.score is not None for pair in detail.fingers)
        room.press(Qt.Key.Key_F)
        for key in (Qt.Key.Key_A, Qt.Key.Key_A, Qt.Key.Key_D):
            room.press(key)
        if number == 1:
            yield "1_first_look", room.shell
        self._choose(room, ruling)
        room.press(Qt.Key.Key_Return, CONTROL)
        room.until(lambda: room.state.detail is not None and not room.state.detail.blind)
        detail = room.state.detail
        assert detail is not None and detail.meaning is not None
        self.before[who.name] = tuple(one.supervisor for one in detail.opinions)
        room.press(Qt.Key.Key_O)
        assert room.page.pair.tools.way is Way.OVERLAY
        if number == 2:
            yield "3_overlay", room.shell
        room.press(Qt.Key.Key_O)
        self._choose(room, ruling)
        box, field = room.page.choices.findChild(QComboBox), room.page.choices.findChild(QPlainTextEdit)
        room.press(Qt.Key.Key_Down, at=box)
        box.activated.emit(box.currentIndex())
        field.setFocus()
        QTest.keyClicks(field, note)
        self.app.processEvents()
        assert room.state.ready and room.state.note == note  # letters and digits of a note are no tools
        yield f"{2 * number}_{who.name}", room.shell
        room.press(Qt.Key.Key_Return, CONTROL)
        room.until(lambda: room.state.detail is None and not room.state.busy)
        said = room.state.judged if number < len(THREE) else room.state.ruled
        assert said == self.case
        if number == len(THREE):
            yield "7_ruled", room.shell
        room.close()

    @staticmethod
    def _choose(room: Room, ruling: CaseRuling) -> None:
        room.press(KEYS[ruling])
        assert room.state.ruling is ruling
