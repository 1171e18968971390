"""The counter's pages joined to one desk: which page a step has, a presenter for each, and where each leads."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from station.domain.desk import DocumentReading, InterruptedVisit, SignedRecord
from station.domain.outcome import Outcome
from station.domain.visit import Leaving
from station.ui.counter.check_desk import CheckPresenter
from station.ui.counter.decision import DecisionPresenter
from station.ui.counter.desk import CounterDesk, KeyWedge, Scanned
from station.ui.counter.document_desk import DocumentPresenter
from station.ui.counter.done import DoneState
from station.ui.counter.face_desk import FacePresenter
from station.ui.counter.fingers_desk import FingersPresenter
from station.ui.counter.leave import LeaveState
from station.ui.counter.manual import ManualPresenter
from station.ui.counter.parked import ParkedState, ruled
from station.ui.pages import Pages
from station.ui.presenter import Opens, Post, code_of
from station.ui.widgets.rail import RailState, TravellerState
from station.work import Runner
from station.workflow.counter import Step

T = TypeVar("T")

LOOK_SECONDS = 10.0  # between two looks at what was set aside, while some is
PAGE_OF = {
    Step.DOCUMENT: "document",
    Step.STAY: "document",
    Step.FACE: "face",
    Step.FINGERS: "fingers",
    Step.CHECK: "check",
    Step.WAITING: "check",
    Step.DECISION: "decision",
}


@dataclass(frozen=True)
class Window:
    """What the counter needs of the window around its pages."""

    pages: Pages
    runner: Runner  # one job at a time: a capture, its end, and what follows it rely on that
    post: Post
    language: Callable[[], str]
    page: Callable[[], str]  # the one that is shown
    go: Callable[[str], None]
    rail: Callable[[RailState, TravellerState], None]
    online: Callable[[], bool]
    refuse: Callable[[str], None]  # back to signing in, with the reason
    fail: Callable[[BaseException], None]
    supervisor: Callable[[str], None] = lambda _case: None  # asks one to rule on this case here


class CounterRoom:
    """The way of travellers through the pages of one officer's counter; the desk says what may happen next."""

    def __init__(self, window: Window, desk: CounterDesk) -> None:
        self.desk = desk
        self._window = window
        self.by_itself = True  # steps go on where everything is in order, until the officer goes back once
        self._paused = False
        self._next_scan: tuple[str, ...] = ()  # came while the visit before was still shown
        self._offered: InterruptedVisit | None = None
        self._parked: tuple[InterruptedVisit, ...] = ()
        self._looking, self._looked = False, 0.0
        self._asked_from = "document"
        self._started: float | None = None  # of the visit, by time.monotonic
        self._closed = False
        runner, post, pages = window.runner, window.post, window.pages
        steps = (self.step, self._step_back, self.ask_to_leave)
        self.document = DocumentPresenter(
            pages.document.render_view,
            runner,
            desk,
            desk.document,
            self.step,
            self.ask_to_leave,
            window.language,
            resumed=self._resumed,
            discards=self.ask_to_leave,
            by_hand=self._by_hand,
            post=post,
        )
        self.manual = ManualPresenter(
            pages.manual.render_view, runner, desk, desk.document, self._entered, self._not_by_hand, self._scanned
        )
        self.face = FacePresenter(pages.face.render_view, runner, desk, desk.face, post, *steps)
        self.fingers = FingersPresenter(pages.fingers.render_view, runner, desk, desk.fingers, post, *steps)
        self.check = CheckPresenter(
            pages.check.render_view,
            runner,
            desk,
            desk.check,
            post,
            *steps,
            desk.fingers.relabel,
            self.park,
            window.supervisor,
        )
        self.decision = DecisionPresenter(
            pages.decision.render_view,
            runner,
            desk,
            desk.decision,
            self._signed,
            self._step_back,
            self.ask_to_leave,
            desk.check.give_proof,
        )
        self.presenters: dict[str, Opens] = {
            "document": self.document,
            "face": self.face,
            "fingers": self.fingers,
            "check": self.check,
            "decision": self.decision,
        }

    def join(self) -> None:
        """The pages to their presenters, and the live pictures of the desk's devices onto those that show them."""
        pages, desk = self._window.pages, self.desk
        pages.document.join(self.document)
        pages.manual.join(self.manual)
        pages.face.join(self.face)
        pages.fingers.join(self.fingers)
        pages.check.join(self.check)
        pages.decision.join(self.decision)
        pages.done.join(self)
        pages.leave.join(self)
        pages.parked.join(self)
        for button in (pages.document.parked, pages.done.parked):
            button.open_list = self.show_parked
        pages.document.camera.watch(desk.document.page_camera())
        pages.face.view.watch(desk.face.face_camera())
        pages.fingers.live.watch(desk.fingers.finger_view())
        pages.fingers.slap_live.watch(desk.fingers.slap_view())

    def open(self) -> None:
        """A visit that was open when the station stopped comes before a new one."""
        self._run(self.desk.interrupted, self._offer, self._window.fail)

    def close(self) -> None:
        """Whatever is still under way leads nowhere from now on."""
        self._closed = True

    def _run(self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
        if not self._closed:
            self._window.runner.run(job, lambda result: None if self._closed else done(result), failed)

    def _offer(self, interrupted: tuple[InterruptedVisit, ...]) -> None:
        """What was set aside on purpose waits in its list."""
        self._set_parked(interrupted)
        stopped = [visit for visit in interrupted if not visit.parked]
        if not stopped:
            self.next_traveller()
            return
        self._offered = stopped[0]
        self.document.offer(stopped[0])
        self._window.go("document")
        self.rail()

    def next_traveller(self) -> None:
        self._run(self.desk.begin, lambda _: self._begun(), self._not_begun)

    def _not_begun(self, error: BaseException) -> None:
        """No visit can be opened: whoever has just signed in is told why where they came from."""
        code = code_of(error)
        if self._window.page() == "log_in" and code:
            self._window.refuse(code)
        else:
            self._window.fail(error)

    def _begun(self) -> None:
        self._started, self._paused = None, False
        self.step(fresh=True)
        scan, self._next_scan = self._next_scan, ()
        if scan:
            self.document.read(scan)

    def _resumed(self) -> None:
        """The time runs on from when the visit was opened."""
        before, self._paused = self._offered, True
        away = (datetime.now(UTC) - before.opened_at).total_seconds() if before is not None else 0.0
        self._started = time.monotonic() - max(0.0, away)
        self.step()

    def _step_back(self) -> None:
        """What went on by itself is taken back: from here on this visit waits at every step."""
        self._paused = True
        self.step()

    def wedge(self) -> KeyWedge:
        return self.desk.document.wedge()

    def scanned_next(self, scan: Scanned) -> None:
        if scan.lines and self.desk.step in {Step.SEALED, Step.IDLE}:
            self._next_scan = scan.lines
            self.next_traveller()

    def step(self, fresh: bool = False) -> None:
        """Show the page of the step where the visit stands now."""
        name = PAGE_OF.get(self.desk.step)
        if name is None or self._closed:
            return
        before = self._window.page()
        if before != name and before in self.presenters:
            self.presenters[before].leave()
        for waits in (self.face, self.fingers, self.check):
            waits.goes_on = self.by_itself and not self._paused
        if name == "document":
            self.document.open(fresh)
        else:
            self.presenters[name].open()
        self._window.go(name)
        self.rail()

    def _by_hand(self, reading: DocumentReading | None) -> None:
        self.manual.begin(reading)
        self._window.go("manual")

    def _entered(self, reading: DocumentReading) -> None:
        self._window.go("document")
        self.document.entered(reading)
        self.rail()

    def _not_by_hand(self) -> None:
        self._window.go("document")

    def _scanned(self, scan: Scanned) -> None:
        """A document reader read it after all."""
        self._window.go("document")
        self.document.scanned(scan)

    def _signed(self, record: SignedRecord) -> None:
        self._started = None
        self._window.pages.done.render_view(DoneState(record, self._window.online(), parked=len(self._parked)))
        self._window.go("done")
        self.rail()

    def print_slip(self) -> None:
        """The slip of the visit that has just been sealed."""
        page = self._window.pages.done
        if page.state.printing:
            return
        document = page.slip_pdf()
        page.render_view(replace(page.state, printing=True, problem=""))
        self._run(lambda: self.desk.decision.print_slip(document), lambda _: self._printed(""), self._not_printed)

    def _printed(self, problem: str) -> None:
        page = self._window.pages.done
        page.render_view(replace(page.state, printing=False, printed=not problem, problem=problem))

    def _not_printed(self, error: BaseException) -> None:
        self._printed(code_of(error) or "unexpected")
        if not code_of(error):
            raise error

    # ---- set aside until a supervisor has ruled

    def park(self) -> None:
        """The visit that waits for a supervisor gives the counter to the next traveller."""
        self.check.leave()
        self._run(self.desk.park, lambda _: self._was_parked(), self._not_parked)

    def _was_parked(self) -> None:
        self.look_parked()
        self.next_traveller()

    def _not_parked(self, error: BaseException) -> None:
        self.step()
        self._window.fail(error)

    def look_parked(self) -> None:
        """How those that were set aside stand now."""
        if not self._looking:
            self._looking, self._looked = True, time.monotonic()
            self._run(self.desk.interrupted, self._set_parked, self._not_looked)

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        self._window.fail(error)

    def _set_parked(self, visits: tuple[InterruptedVisit, ...]) -> None:
        self._looking = False
        self._parked = tuple(visit for visit in visits if visit.parked)
        ready = sum(ruled(visit) for visit in self._parked)
        for button in (self._window.pages.document.parked, self._window.pages.done.parked):
            button.show_count(len(self._parked), ready)
        page = self._window.pages.parked
        if page.rendered and page.state.visits != self._parked and not page.state.busy:
            chosen = page.state.chosen if page.state.chosen in {v.id for v in self._parked} else ""
            page.render_view(ParkedState(self._parked, chosen))

    def show_parked(self) -> None:
        first = next((v for v in self._parked if ruled(v)), self._parked[0] if self._parked else None)
        self._asked_from = self._window.page()
        self._window.pages.parked.render_view(ParkedState(self._parked, first.id if first is not None else ""))
        self._window.go("parked")
        self.look_parked()

    def choose_parked(self, visit: str) -> None:
        page = self._window.pages.parked
        if not page.state.busy:
            page.render_view(replace(page.state, chosen=visit))

    def leave_parked(self) -> None:
        self._window.go(self._asked_from)

    def take_up(self) -> None:
        """Go on with the chosen one; where this counter has nothing read yet, that gives way."""
        page = self._window.pages.parked
        chosen = next((v for v in page.state.visits if v.id == page.state.chosen), None)
        if chosen is None or page.state.busy:
            return
        page.render_view(replace(page.state, busy=True, problem=""))
        self._offered = chosen
        self._run(lambda: self.desk.take_up(chosen.id), lambda _: self._taken_up(), self._not_taken_up)

    def _taken_up(self) -> None:
        page = self._window.pages.parked
        page.render_view(replace(page.state, busy=False))
        self.document.taken_up()

    def _not_taken_up(self, error: BaseException) -> None:
        page = self._window.pages.parked
        page.render_view(replace(page.state, busy=False, problem=code_of(error) or "unexpected"))
        if not code_of(error):
            raise error
        self.look_parked()

    # ---- leaving

    def ask_to_leave(self) -> None:
        """Somebody wants to give the visit up, or one that was interrupted: ask why, on a page of its own, and come
        back unchanged where not."""
        self._asked_from = self._window.page()
        offered = self.document.state.offered
        cases = self.desk.view.cases if offered is None else offered.cases
        self._window.pages.leave.render_view(LeaveState(evidence=bool(cases)))
        self._window.go("leave")

    def choose_reason(self, reason: Leaving) -> None:
        page = self._window.pages.leave
        page.render_view(replace(page.state, reason=reason))

    def stay(self) -> None:
        self._window.go(self._asked_from)

    def give_up(self) -> None:
        page = self._window.pages.leave
        reason = page.state.reason
        if reason is None or page.state.busy:
            return
        page.render_view(replace(page.state, busy=True))
        offered = self.document.state.offered
        if offered is not None:
            self._run(lambda: self.desk.discard(offered.id, reason), lambda _: self._discarded(), self._not_left)
            return
        if self._asked_from in self.presenters:
            self.presenters[self._asked_from].leave()
        self._run(lambda: self.desk.leave(reason), lambda _: self.next_traveller(), self._not_left)

    def _discarded(self) -> None:
        self.document.open()
        self.open()

    def _not_left(self, error: BaseException) -> None:
        page = self._window.pages.leave
        page.render_view(replace(page.state, busy=False))
        self._window.fail(error)

    def rail(self) -> None:
        """Where the visit stands, and whose it is, beside the page."""
        if self._parked and time.monotonic() - self._looked > LOOK_SECONDS:
            self.look_parked()
        visit = self.desk.view
        if self._started is None and visit.reading is not None and self.desk.step in PAGE_OF:
            self._started = time.monotonic()  # from the document, not from the empty page
        known = None if visit.document is None else not visit.known
        agrees = None if visit.agrees in {None, Outcome.NOT_DONE} else visit.agrees is Outcome.MATCH
        offered = self.document.state.offered
        if offered is None:
            stands = RailState(self.desk.step, frozenset(), len(visit.taken), len(visit.hand), self._started)
        else:
            stands = RailState(reached(offered), frozenset(), offered.fingers)
        self._window.rail(stands, TravellerState(visit.document, known, visit.warnings, agrees))


def reached(visit: InterruptedVisit) -> Step:
    """The first step that is not done of a visit that is offered to be gone on with."""
    if not visit.name:
        return Step.DOCUMENT
    if not visit.face_done:
        return Step.FACE
    return Step.CHECK if visit.fingers_done else Step.FINGERS
