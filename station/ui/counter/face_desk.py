"""What happens on the face page, without a widget: automatic and manual capture, the choice, the officer's word."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from station.domain.desk import CaptureResult, FaceCapture, FaceEvent, FaceShot, FaceVerdict, RecordFace
from station.domain.samples import GateValue, Veto
from station.ui.counter.desk import FaceDesk, VisitDesk
from station.ui.counter.step_presenter import CapturePresenter
from station.ui.presenter import Post, Problem
from station.work import Runner
from station.workflow.counter import Event


@dataclass(frozen=True)
class FaceState:
    """The state of the page."""

    busy: bool = False
    capturing: bool = False
    problem: Problem | None = None
    event: FaceEvent | None = None  # the newest live event
    capture: FaceCapture | None = None
    chosen: int = 0
    record: RecordFace | None = None  # of a traveller who is on record
    verdict: FaceVerdict | None = None  # what the live face says beside the record's so far
    turning: bool = False  # the traveller was asked to turn the head
    veto_open: bool = False
    can_accept: bool = False
    can_go_back: bool = False

    @property
    def shot(self) -> FaceShot | None:
        if self.capture is None or not self.capture.shots:
            return None
        return self.capture.shots[self.chosen]

    @property
    def gate(self) -> tuple[GateValue, ...]:
        shot = self.shot
        if shot is not None:
            return shot.gate
        return self.event.gate if self.event is not None else ()


class FacePresenter(CapturePresenter[FaceState, FaceDesk]):
    def __init__(
        self,
        show: Callable[[FaceState], None],
        runner: Runner,
        visit: VisitDesk,
        desk: FaceDesk,
        post: Post,
        done: Callable[[], None],
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, FaceState(), visit, desk, back, cancelled)
        self._post, self._done = post, done
        self._looked = False  # for a face on record

    def open(self) -> None:
        """The page appears: capture starts by itself."""
        self.state, self._looked = FaceState(), False
        self.capture()

    def capture(self) -> None:
        """Start the automatic capture; while it runs, take the next picture by hand."""
        if self.state.capturing:
            if not self.state.turning:
                self._force.set()
            return
        if self.state.busy:
            return
        self._stop, self._force = threading.Event(), threading.Event()
        stop, force = self._stop, self._force

        def live(event: FaceEvent) -> None:  # called from the worker
            self._post(lambda: self._live(stop, event))

        def so_far(verdict: FaceVerdict) -> None:  # called from a thread of its own
            self._post(lambda: self._so_far(stop, verdict))

        desk, looked, self._looked = self._desk, self._looked, True

        def job() -> FaceCapture:
            if not looked:
                found = desk.face_on_record()
                self._post(lambda: self._on_record(stop, found))
            return desk.capture_face(stop, force, live, so_far)

        self._do(
            job, lambda got: self._captured(stop, got), lambda error: self._lost(stop, error), capturing=True,
            capture=None, event=None, verdict=None,
            veto_open=False,
        )  # fmt: skip

    def _so_far(self, stop: threading.Event, verdict: FaceVerdict) -> None:
        """The last ones come when the picture is taken already."""
        if stop is self._stop:
            self._update(verdict=verdict)

    def _on_record(self, stop: threading.Event, found: RecordFace | None) -> None:
        if stop is self._stop:
            self._update(record=found)

    def ask_to_turn(self) -> None:
        """Watch the traveller turn the head, before the captured picture is used."""
        if self.state.busy or self.state.shot is None:
            return
        self._stop = stop = threading.Event()
        desk, before = self._desk, self.state.capture

        def live(event: FaceEvent) -> None:  # called from the worker
            self._post(lambda: self._live(stop, event))

        def lost(error: BaseException) -> None:
            if stop is self._stop:
                self._update(capture=before, turning=False)
                self._lost(stop, error)

        self._do(
            lambda: desk.watch_turn(stop, live), lambda got: self._turned(stop, got), lost,
            capturing=True, turning=True, event=None, veto_open=False,
        )  # fmt: skip

    def _turned(self, stop: threading.Event, capture: FaceCapture) -> None:
        if stop is self._stop:
            self._update(busy=False, capturing=False, turning=False, capture=capture)

    def _live(self, stop: threading.Event, event: FaceEvent) -> None:
        if stop is self._stop and self.state.capturing:
            gate = event.gate or (self.state.event.gate if self.state.event else ())
            self._update(event=FaceEvent(event.guidance, gate, event.box, event.seconds_left))

    def _captured(self, stop: threading.Event, capture: FaceCapture) -> None:
        if stop is not self._stop:
            return
        self._update(
            busy=False, capturing=False, capture=capture, chosen=capture.best, veto_open=False,
            can_accept=self._visit.allows(Event.FACE_TAKEN), can_go_back=self._visit.allows(Event.BACK),
        )  # fmt: skip
        shot = self.state.shot
        in_order = capture.result is CaptureResult.SUCCESS and not capture.calibration_expired
        if self.goes_on and in_order and shot is not None and not shot.forced and not shot.attack_alarm:
            self.accept()

    def _lost(self, stop: threading.Event, error: BaseException) -> None:
        if stop is self._stop:
            self._update(capturing=False, can_go_back=self._visit.allows(Event.BACK))
            self._failed(error)

    def leave(self) -> None:
        super().leave()
        self._update(turning=False)

    def choose(self, shot: int) -> None:
        if self.state.capture is not None and 0 <= shot < len(self.state.capture.shots):
            self._update(chosen=shot, veto_open=False)

    def toggle_veto(self) -> None:
        if not self.state.capturing and not self.state.busy:
            self._update(veto_open=not self.state.veto_open)

    def accept(self) -> None:
        """Take a picture that passed the gate; for another one ask for the officer's word."""
        shot = self.state.shot
        if shot is not None and shot.passed and self.state.can_accept:
            self._accept(None, "")
        elif shot is not None and not self.state.veto_open:
            self._update(veto_open=True)

    def veto(self, veto: Veto, note: str) -> None:
        """The officer's word: take a bad picture, go on without one, or reject a good one and capture again."""
        if veto is Veto.NOK_OVERRIDE:
            self._update(veto_open=False)
            self.capture()
        elif note.strip() and self.state.shot is not None and self.state.can_accept:
            self._accept(veto, note.strip())
        elif note.strip() and self.state.shot is None and not self.state.busy:
            desk = self._desk
            self._do(lambda: desk.skip_face(note.strip()), self._left)

    def _accept(self, veto: Veto | None, note: str) -> None:
        chosen, desk = self.state.chosen, self._desk
        if not self.state.busy:
            self._do(lambda: desk.accept_face(chosen, veto, note), self._left)

    def _left(self, _nothing: None) -> None:
        self._update(busy=False, veto_open=False)
        self._done()
