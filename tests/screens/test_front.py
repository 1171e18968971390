"""The window's walks at the counter that need no device: a visit that cannot begin, and one that was interrupted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from station.domain.desk import InterruptedVisit, SignedRecord, StationStatus
from station.domain.figures import ShareOf, ShiftNow, Times
from station.domain.officer import Officer, Preferences
from station.domain.outcome import Verdict
from station.domain.register import TravellerPage
from station.domain.sign_in import SignInRules
from station.domain.visit import Leaving
from station.errors import StationError
from station.ui import front as front_module
from station.ui import theme
from station.ui.application import Application
from station.ui.counter.demo_bar import DemoBar
from station.ui.counter.done import DoneState
from station.ui.front import Front
from station.ui.keys import Act
from station.ui.shell import Shell
from station.ui.theme import Look
from station.ui.widgets.tour_bar import TourBar
from station.ui.widgets.user_menu import Wish
from station.work import Now
from station.workflow.counter import Event, Step
from tests.screens.fakes import FakeCounter
from tests.screens.gallery import settle
from tests.screens.people import DOCUMENT, NOW
from tests.screens.states import SESSION


class Slot:
    def get(self) -> tuple[int, Any]:
        return 0, None


class Counter(FakeCounter):
    """Between two visits; `refusal` is what `begin` raises."""

    def __init__(self) -> None:
        super().__init__(Step.IDLE)
        self.refusal = ""
        self.left: list[InterruptedVisit] = []

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        return tuple(self.left)

    def resume(self, visit: str) -> Step:
        self._note("resume", visit)
        self.machine.state = Step.DOCUMENT
        return Step.DOCUMENT

    def discard(self, visit: str, reason: Leaving) -> bool:
        self._note("discard", visit, reason)
        self.left.pop(0)
        return False

    def begin(self) -> None:
        self._note("begin")
        if self.refusal:
            raise StationError(code=self.refusal)
        self.machine.fire(Event.BEGIN)

    def take_over(self, officer: Officer) -> None:
        self._note("take_over", officer.name)

    def page_camera(self) -> Slot:
        return Slot()

    face_camera = finger_view = slap_view = page_camera

    def close(self) -> None:
        self._note("close")


class Past:
    """What somebody may look up of travellers who came before; the log has it under their name."""

    def __init__(self, officer: str, searched: list[tuple[str, str]]) -> None:
        self.officer, self.searched = officer, searched
        self.unlink_reasons = ()

    def search(self, typed: str, after: int | None = None) -> TravellerPage:
        self.searched.append((self.officer, typed))
        return TravellerPage(())


class Back:
    def __init__(self, desk: Counter) -> None:
        self.desk = desk
        self.signed_out = 0
        self.liked: dict[str, Preferences] = {}
        self.searched: list[tuple[str, str]] = []  # who, what
        self.opening = False
        self.online, self.waiting, self.mode = False, 0, "production"

    def log_in_desk(self) -> Any:
        return None

    def counter(self, officer: object) -> Counter:
        return self.desk

    def rehearsal(self) -> None:
        return None

    def status(self) -> StationStatus:
        blank = StationStatus("Counter 07", "Terminal 3", opening=self.opening)
        return replace(blank, mode=self.mode, online=self.online, waiting=self.waiting)

    def preferences(self, session: Any) -> Preferences | None:
        return self.liked.get(session.officer.name)

    def keep_preferences(self, session: Any, preferences: Preferences) -> None:
        self.liked[session.officer.name] = preferences

    def past(self, session: Any) -> Past:
        return Past(session.officer.name, self.searched)

    def locked(self, session: object) -> None: ...

    def sign_out(self, session: object) -> None:
        self.signed_out += 1


@pytest.fixture
def desk() -> Counter:
    return Counter()


@pytest.fixture
def front(app: Application, desk: Counter) -> Iterator[Front]:
    shell = Shell()
    made = Front(app, shell, Back(desk), Now(), Now(), SignInRules())
    yield made
    made.close()
    shell.close()
    shell.deleteLater()
    settle(app)


def said(front: Front) -> str:
    return front._shell._said[1]() if front._shell._said else ""


def test_an_officer_who_can_open_no_visit_is_told_why_on_the_sign_in_page(front: Front, desk: Counter):
    desk.refusal = "identity_expired"
    front._arrived(SESSION)
    assert front._page == "log_in" and "not valid at this date" in said(front)
    assert desk.names == ["begin", "close"] and front._back.signed_out == 1
    desk.refusal = ""
    front._arrived(SESSION)
    assert front._page == "document"


def discard(front: Front) -> None:
    """As the keys do it: why is asked on a page of its own."""
    front._shell._act(Act.CANCEL)
    assert front._page == "leave"
    front._shell._act(Act.CHOICE_3)
    front._shell._act(Act.NEXT)


def test_one_key_does_not_discard_an_interrupted_visit(front: Front, desk: Counter):
    desk.left = [InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, True, 4, ("c1",))]
    front._arrived(SESSION)
    front._shell._act(Act.CANCEL)
    assert front._page == "leave" and front._pages.leave.state.evidence and desk.names == []
    front._shell._act(Act.CANCEL)
    assert front._page == "document" and front._room.presenters["document"].state.offered.id == "v1"


@pytest.mark.parametrize(
    ("visit", "step"),
    [
        (InterruptedVisit("v1", "", "rini", NOW, False, 0), Step.DOCUMENT),
        (InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, False, 0), Step.FACE),
        (InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, True, 3, face_done=True), Step.FINGERS),
        (InterruptedVisit("v1", DOCUMENT.name, "rini", NOW, True, 4, face_done=True, fingers_done=True), Step.CHECK),
    ],
)
def test_the_rail_shows_how_far_an_interrupted_visit_had_come(front: Front, desk: Counter, visit, step):
    desk.left = [visit]
    front._arrived(SESSION)
    rail = front._shell.rail
    assert (rail._rail.step, rail._rail.fingers_done) == (step, visit.fingers)
    assert rail._rows[step].property("role") == "step-now"


def test_an_interrupted_visit_comes_before_a_new_one(front: Front, desk: Counter):
    desk.left = [InterruptedVisit(f"v{n}", DOCUMENT.name, "rini", NOW, True, n) for n in (1, 2)]
    front._arrived(SESSION)
    document = front._room.presenters["document"]
    assert front._page == "document" and document.state.offered.id == "v1" and desk.names == []
    discard(front)
    assert front._page == "document" and document.state.offered.id == "v2"
    document.resume()
    assert desk.asked == [("discard", "v1", Leaving.OTHER_COUNTER), ("resume", "v2")]
    assert front._page == "document" and document.state.offered is None and desk.step is Step.DOCUMENT


def test_after_the_last_one_is_discarded_a_new_visit_begins(front: Front, desk: Counter):
    desk.left = [InterruptedVisit("v1", "", "rini", NOW, False, 0)]
    front._arrived(SESSION)
    discard(front)
    assert desk.asked == [("discard", "v1", Leaving.OTHER_COUNTER), ("begin",)]
    assert front._room.presenters["document"].state.offered is None


class Travellers:
    """Of a demonstration; `chosen`: who stands at the counter, whose document they show."""

    names = ("BUDI", "SITI", "LUKAS")

    def __init__(self) -> None:
        self.chosen = (2, 1)

    def choose(self, bearer: int, document: int) -> None:
        self.chosen = (bearer, document)

    def lines(self) -> tuple[str, ...]:
        return ()


class Held:
    """A worker that is busy painting a face."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Any, Any, Any]] = []

    def run(self, job: Any, done: Any, failed: Any) -> None:
        self.jobs.append((job, done, failed))


def test_a_traveller_of_the_demonstration_comes_without_holding_the_window(front: Front, monkeypatch):
    demo, worker = Travellers(), Held()
    monkeypatch.setattr(front._back, "rehearsal", lambda: demo)
    front._arrived(SESSION)
    bar = front._shell.findChild(DemoBar)
    assert (bar._bearer.currentIndex(), bar._document.currentIndex()) == (2, 1)  # as it is, not as a new bar begins
    front._runner = worker
    bar._bearer.setCurrentIndex(1)
    bar._bearer.activated.emit(1)
    assert demo.chosen == (2, 1) and len(worker.jobs) == 1  # the window did not do it itself
    assert not bar._bearer.isEnabled() and not bar._scan.isEnabled() and not bar._comes.isHidden()
    Now().run(*worker.jobs.pop())
    assert demo.chosen == (1, 1) and bar._bearer.isEnabled() and bar._comes.isHidden()
    bar._bearer.activated.emit(1)
    front._asked(Act.SIGN_OUT)
    settle(front._app)
    Now().run(*worker.jobs.pop())  # the bar is gone meanwhile


OTHER = replace(SESSION, id="s2", officer=Officer("sitir", "Siti R.", SESSION.officer.role))


def test_each_officer_finds_the_window_as_they_left_it(front: Front, app: Application):
    front._arrived(SESSION)
    front._shell.asked.emit(Wish("theme", "dark"))
    front._shell.asked.emit(Act.LARGER)
    front._shell.asked.emit(Act.LANGUAGE)
    left = front._now_liked()
    assert (left.language, left.theme, left.scale) == ("id", "dark", 1.1)
    front._asked(Act.SIGN_OUT)
    assert (app.language, theme.look()) == ("en", Look())
    front._back.desk = Counter()
    front._arrived(OTHER)
    assert (app.language, theme.look()) == ("en", Look())
    front._asked(Act.SIGN_OUT)
    front._back.desk = Counter()
    front._arrived(SESSION)
    assert front._now_liked() == left
    front._asked(Act.SIGN_OUT)


def test_who_takes_the_counter_over_searches_under_their_own_name(front: Front):
    front._arrived(SESSION)
    front._asked(Act.PAST)
    front._over.write("quixote")
    front._asked(Act.LOCK)
    front._arrived(SESSION)  # the same officer comes back to what they had looked up
    assert (front._page, front._over.state.typed) == ("past", "quixote")
    front._asked(Act.LOCK)
    front._arrived(OTHER)
    assert front._page == "document"
    front._asked(Act.PAST)
    assert front._over.state.typed == ""
    front._over.write("panza")
    assert front._back.searched == [("awijaya", "quixote"), ("sitir", "panza")]


def test_preferences_of_another_version_keep_nobody_out(front: Front, app: Application):
    front._back.liked["awijaya"] = Preferences("tlh", "sepia", 40.0)
    front._arrived(SESSION)
    assert (app.language, theme.look().tokens.name, theme.look().scale) == ("en", "light", 2.0)
    front._asked(Act.SIGN_OUT)


def test_the_page_of_a_sealed_visit_says_what_the_header_says_when_central_has_taken_it(front: Front):
    front._arrived(SESSION)
    record = SignedRecord("v1", Verdict.ADMIT, NOW, 42.0, None, 3, name=DOCUMENT.name, document=DOCUMENT.number)
    page, back = front._pages.done, front._back
    assert isinstance(back, Back)
    back.online, back.waiting = True, 3
    page.render_view(DoneState(record, online=True))
    front._go("done")
    front._tick()
    waits = page._sync.text.text()
    back.waiting = 0
    front._tick()
    assert page._sync.text.text() not in {"", waits} and page.state.record.waiting == 0
    page.render_view(DoneState(record, online=True))
    back.online = False  # cut: what waits has not been taken
    front._tick()
    assert page.state.record.waiting == 3 and not page.state.online


def test_the_form_says_that_the_station_opens(front: Front):
    front._back.opening = True
    front._tick()
    log_in = front._pages.log_in
    assert "opening its records" in log_in._opening.text.text() and not log_in._opening.isHidden()
    front._log_in.enters(True)
    assert "signed in" in log_in._opening.text.text() and not log_in._name.isEnabled()
    front._log_in.enters(False)
    front._back.opening = False
    front._tick()
    assert log_in._opening.isHidden()


def test_a_demonstration_says_who_may_sign_in_and_still_does_when_the_station_has_opened(app: Application):
    back = Back(Counter())
    back.mode, back.opening = "demo", True
    shell = Shell()
    front = Front(app, shell, back, Now(), Now(), SignInRules())  # type: ignore[arg-type]
    assert "demo-demo" in shell.page().chrome().message[1]
    back.opening = False
    front._tick()
    assert "demo-demo" in shell.page().chrome().message[1]
    front.close()
    shell.close()
    shell.deleteLater()
    settle(app)


def test_who_signs_in_next_does_not_type_behind_the_name_of_who_left(front: Front):
    name = front._pages.log_in._name
    name.setText("ana")
    front._arrived(SESSION)
    front._lock()
    assert name.text() == "ana"  # locked, not gone
    front._sign_out()
    assert name.text() == "" and front._pages.log_in.first_focus() is name


def test_the_rest_of_a_typed_password_reaches_no_other_field(front: Front, app: Application, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(front_module.time, "monotonic", lambda: clock[0])
    shell, scanned = front._shell, []
    shell.show()
    settle(app)
    QTest.keyClicks(shell.focusWidget(), "sec")
    front._arrived(SESSION)
    settle(app)
    front._pages.document._zone.complete.connect(scanned.append)
    before = front._pages.document._zone.toPlainText()
    for letter in "ret1":
        clock[0] += 0.4
        QTest.keyClick(shell.focusWidget() or shell, letter)
    QTest.keyClick(shell.focusWidget() or shell, Qt.Key.Key_Return)
    settle(app)
    assert front._pages.document._zone.toPlainText() == before and not scanned
    clock[0] += 1.5  # a pause: what comes now was meant for this page
    front._pages.document._zone.setFocus()
    QTest.keyClick(front._pages.document._zone, "p")
    clock[0] += 1.5
    assert not front._belongs_to_a_password(QKeyEvent(QEvent.Type.KeyPress, 0x50, Qt.KeyboardModifier.NoModifier, "p"))


def test_the_tour_is_read_put_aside_and_opened_again(app: Application):
    window, ended = QWidget(), []
    bar = TourBar(window)
    bar.ended.connect(lambda: ended.append(bar.step))
    bar.start()
    seen = [bar._text.text()]
    for _ in range(4):
        bar._next.click()
        seen.append(bar._text.text())
    assert len(set(seen)) == 5 and not bar.isHidden() and ended == []
    bar._before.click()
    assert bar.step == 3
    bar._next.click()
    bar._next.click()
    assert bar.isHidden() and ended == [4]
    bar.start()
    assert bar.step == 0 and bar._skip.isVisibleTo(bar)
    app.set_language("id")
    settle(app)
    assert bar._text.text() != seen[0]
    bar._skip.click()
    assert bar.isHidden() and len(ended) == 2


def test_an_officer_of_a_demonstration_sees_the_tour_once(front: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front._back, "rehearsal", Travellers)
    front._arrived(SESSION)
    assert not front._tour.isHidden()
    front._tour._skip.click()
    assert front._back.liked["awijaya"].toured
    front._asked(Act.SIGN_OUT)
    front._back.desk = Counter()
    front._arrived(SESSION)
    assert front._tour.isHidden()
    front._asked(Act.TOUR)
    assert not front._tour.isHidden()
    front._asked(Act.SIGN_OUT)
    assert front._tour.isHidden()


class OwnShift:
    """The figures of an officer who has no visit yet."""

    all_counters = False

    def shift(self) -> ShiftNow:
        nothing, none = Times(None, None, 0), ShareOf(None, None, None, 0)
        return ShiftNow(True, NOW, NOW, (), (0,), nothing, none, (), 45.0)

    service = arrivals = looks = shift


def test_figures_lie_over_the_page_and_go_away_again(front: Front, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front._back, "figures", lambda _session: OwnShift(), raising=False)
    front._arrived(SESSION)
    front._asked(Act.FIGURES)
    page = front._pages.figures
    assert front._page == "figures" and page.state.figures is not None and not page.state.whole
    page.act(Act.BACK)
    assert front._page == "document" and page.state.figures is None


def test_a_key_puts_a_long_pause_of_the_window_off_for_a_moment(front: Front, app: Application, monkeypatch):
    now = [time.monotonic() + 10]
    monkeypatch.setattr("station.ui.front.time.monotonic", lambda: now[0])
    assert front.at_rest()
    QTest.keyClick(front._shell, Qt.Key.Key_Shift)
    assert not front.at_rest()
    now[0] += 1.5
    assert front.at_rest()
