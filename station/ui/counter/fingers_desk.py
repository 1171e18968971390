"""What happens on the fingers page, without a widget: slaps or one finger after the other, and what the officer
decides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from station.domain.desk import FingerAttempt, FingerEvent, FingerHint, FingerTask
from station.domain.samples import Finger, FingerSample, MissingFinger, MissingReason, Veto
from station.domain.slaps import Slap, SlapAttempt, SlapView
from station.ui.counter.desk import FingersDesk, VisitDesk
from station.ui.counter.hands import FingerMark, FingerState
from station.ui.counter.step_presenter import CapturePresenter
from station.ui.presenter import Post, Problem
from station.work import Runner
from station.workflow.counter import Event
from station.workflow.fingers import passes
from station.workflow.slaps import FINGERS


@dataclass(frozen=True)
class FingersState:
    busy: bool = False
    capturing: bool = False
    problem: Problem | None = None
    hand: tuple[Finger, ...] = ()
    finger: Finger | None = None  # asked for now; None: the hand is done, or a slap is asked for
    slap: Slap | None = None  # asked for now
    slap_task: SlapView | None = None  # waits for the officer's decision
    number: int = 1  # of the attempt that runs
    slaps: bool = False  # a reader here takes several fingers at once
    one_by_one: bool = False  # the officer takes one after the other all the same
    threshold: int = 0
    hint: FingerHint | None = None
    attempts: tuple[FingerAttempt, ...] = ()  # of the current finger, as they come
    chosen: int = 0
    task: FingerTask | None = None  # waits for the officer's decision
    taken: tuple[FingerSample, ...] = ()
    missing: tuple[MissingFinger, ...] = ()
    selected: Finger | None = None  # row that the officer chose
    missing_open: bool = False
    missing_all: bool = False  # the panel is about every finger that is still asked for
    paused: bool = False  # no capture runs while the officer says what cannot be taken
    veto_open: bool = False
    can_go_back: bool = False
    can_finish: bool = False

    @property
    def done(self) -> bool:
        return self.finger is None and self.slap is None and not self.capturing

    @property
    def live(self) -> bool:
        """The reader is looking; not while an attempt is scored, when the officer sees its picture."""
        return self.capturing and self.hint is not FingerHint.SCORING

    @property
    def waits(self) -> bool:
        """For the officer's word on what was taken."""
        return self.task is not None or self.slap_task is not None

    @property
    def slap_attempt(self) -> SlapAttempt | None:
        """The attempt of the slap that is looked at."""
        task = self.slap_task
        return None if task is None else task.attempts[min(self.chosen, len(task.attempts) - 1)]

    @property
    def good(self) -> bool:
        """What waits reached its threshold."""
        if self.slap_task is not None:
            attempt = self.slap_attempt
            return attempt is not None and bool(attempt.fingers) and all(f.sufficient for f in attempt.fingers)
        return self.task is None or self.task.sufficient

    @property
    def picture(self) -> FingerAttempt | None:
        if not self.attempts:
            return None
        return self.attempts[min(self.chosen, len(self.attempts) - 1)]


class FingersPresenter(CapturePresenter[FingersState, FingersDesk]):
    def __init__(
        self,
        show: Callable[[FingersState], None],
        runner: Runner,
        visit: VisitDesk,
        desk: FingersDesk,
        post: Post,
        done: Callable[[], None],
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, FingersState(), visit, desk, back, cancelled)
        self._post, self._done = post, done
        self._away = False  # left: what was still under way begins no further capture

    def leave(self) -> None:
        self._away = True
        super().leave()

    def open(self) -> None:
        self._away = False
        self.state = FingersState()
        self._go_on()

    def _go_on(self) -> None:
        """Ask for the next finger, or stop and let the officer look at everything. Nothing is asked for while the panel
        of what cannot be taken is open."""
        visit, desk = self._visit.view, self._desk
        slap = desk.expected_slap() if self._visit.allows(Event.FINGERS_TAKEN) else None
        finger = visit.expected if slap is None else None
        self._update(
            busy=False, capturing=False, finger=finger, task=None, attempts=(), hint=None, veto_open=False,
            slap=slap, slap_task=None, slaps=bool(desk.slap_codes()), number=1,
            paused=self.state.missing_open, hand=visit.hand, missing=visit.missing, taken=visit.taken, threshold=0,
            can_go_back=self._visit.allows(Event.BACK), can_finish=self._visit.allows(Event.FINGERS_TAKEN),
        )  # fmt: skip
        in_order = not visit.missing and all(s.sufficient and s.veto is None for s in visit.taken)
        if self._away or self.state.paused:
            return
        if slap is not None:
            self._capture_slap(slap)
        elif finger is not None:
            self._capture(finger)
        elif self.goes_on and in_order and visit.taken and self.state.can_finish and "uniqueness" not in visit.warnings:
            self.use()

    def _capture(self, finger: Finger) -> None:
        self._stop = stop = threading.Event()
        self._force = force = threading.Event()
        desk = self._desk

        def live(event: FingerEvent) -> None:  # called from the worker
            self._post(lambda: self._live(stop, event))

        self._do(
            lambda: desk.capture_finger(finger, stop, live, force, onward=True),
            lambda task: self._captured(stop, task),
            lambda error: self._lost(stop, error), capturing=True, attempts=(), hint=FingerHint.SEARCHING_FINGERS,
            selected=None,
        )  # fmt: skip

    def _capture_slap(self, slap: Slap) -> None:
        self._stop = stop = threading.Event()
        desk = self._desk

        def live(hint: FingerHint, number: int) -> None:  # called from the worker
            self._post(lambda: self._slap_live(stop, hint, number))

        self._do(
            lambda: desk.capture_slap(slap, stop, live), lambda task: self._slap_captured(stop, task),
            lambda error: self._lost(stop, error), capturing=True, hint=FingerHint.SEARCHING_FINGERS, selected=None,
        )  # fmt: skip

    def _slap_live(self, stop: threading.Event, hint: FingerHint, number: int) -> None:
        if stop is self._stop and self.state.capturing:
            self._update(hint=hint, number=number)

    def _slap_captured(self, stop: threading.Event, task: SlapView) -> None:
        if stop is not self._stop:
            return
        self._update(busy=False, capturing=False, slap_task=task, chosen=task.chosen, hint=None)
        best = task.best
        if task.sufficient and not best.warnings and not any(f.attack_alarm for f in best.fingers):
            self._accept(None)

    def one_by_one(self) -> None:
        """At any moment: one finger after the other, or slaps again."""
        chosen, desk = not self.state.one_by_one, self._desk
        if self.state.slaps:
            self._halt(lambda: desk.one_by_one(chosen))
            self._update(one_by_one=chosen)

    def capture_now(self) -> None:
        """The officer does not wait for a well placed finger at rest; a reader of slaps triggers by itself."""
        if self.state.capturing and self.state.slap is None:
            self._force.set()

    def _live(self, stop: threading.Event, event: FingerEvent) -> None:
        if stop is not self._stop or not self.state.capturing:
            return
        attempts = self.state.attempts
        if event.scored is not None:
            attempts = (*attempts, event.scored)
        self._update(hint=event.hint, attempts=attempts, chosen=max(0, len(attempts) - 1))

    def _captured(self, stop: threading.Event, task: FingerTask) -> None:
        if stop is not self._stop:
            return
        best = task.attempts[task.chosen]
        self._update(
            busy=False, capturing=False, task=task, attempts=task.attempts, chosen=task.chosen, hint=None,
            threshold=task.threshold,
        )  # fmt: skip
        if task.sufficient and not task.duplicates and not best.attack_alarm:
            self._accept(None)

    def _lost(self, stop: threading.Event, error: BaseException) -> None:
        """The capture ended without a task; one that was stopped on purpose says nothing."""
        if stop is self._stop:
            self._update(capturing=False, hint=None)
            self._failed(error)

    # ---- what the officer decides

    def select(self, finger: Finger) -> None:
        self._update(selected=finger)

    def choose(self, attempt: int) -> None:
        """Another attempt than the best one."""
        slap = self.state.slap_task
        count = len(self.state.attempts) if slap is None else len(slap.attempts)
        if self.state.waits and 0 <= attempt < count:
            self._update(chosen=attempt)

    def use(self) -> None:
        """Use this finger although something is not right (asks for the veto), or finish the hand."""
        state = self.state
        if state.busy:
            return
        if state.slap_task is not None:
            if state.good:
                self._accept(None)
            elif state.slap_attempt is not None and state.slap_attempt.fingers:
                self._update(veto_open=True)
        elif state.task is not None:
            attempt = state.task.attempts[state.chosen]
            if not passes(attempt.nfiq2, state.task.threshold):
                self._update(veto_open=True)
            else:
                self._accept(None)
        elif state.done and state.can_finish:
            self._do(self._desk.finish_fingers, self._left)

    def veto(self, veto: Veto, _note: str = "") -> None:
        if not self.state.waits and self.state.selected is None:
            return
        if veto is Veto.NOK_OVERRIDE:
            self.retake()
        elif self.state.waits:
            self._accept(veto)

    def toggle_veto(self) -> None:
        if self.state.waits or self.state.selected is not None:
            self._update(veto_open=not self.state.veto_open, missing_open=False)
            if self.state.paused and not self.state.veto_open:
                self._go_on()

    def _accept(self, veto: Veto | None) -> None:
        task, chosen, desk = self.state.task, self.state.chosen, self._desk
        slap = self.state.slap_task
        if slap is not None and not self.state.good and veto is None:
            return
        if slap is not None and not (self.state.slap_attempt and self.state.slap_attempt.fingers):
            return  # fingers that nobody can tell apart
        if slap is not None and not self.state.busy:
            self._do(lambda: desk.accept_slap(slap.slap, chosen, veto), lambda _none: self._go_on())
            return
        if task is None or self.state.busy:
            return

        def job() -> None:
            desk.accept_finger(task.finger, chosen, veto)
            if task.duplicates:
                desk.accept_duplicate()

        self._do(job, lambda _none: self._go_on())

    def retake(self) -> None:
        """Attempt 1 again, of the finger that waits for a decision, of the chosen one, or of the one that failed."""
        slap, desk = self.state.slap, self._desk
        if slap is not None and self.state.selected is None:
            self._halt(lambda: desk.recapture_slap(slap))
            return
        finger = self.state.selected or (self.state.task.finger if self.state.task else self.state.finger)
        if finger is not None and finger not in {m.finger for m in self.state.missing}:
            self._halt(lambda: desk.recapture(finger))

    def restart(self) -> None:
        self._halt(self._desk.restart_fingers)

    def toggle_missing(self) -> None:
        self._ask_what_is_missing(every=False)

    def toggle_none_left(self) -> None:
        self._ask_what_is_missing(every=True)

    def _ask_what_is_missing(self, every: bool) -> None:
        """Open the panel, about one finger or about all that are still asked for, or close it. A capture that runs is
        stopped before: no print is taken while the officer chooses. Closed, it goes on."""
        state = self.state
        if state.missing_open and state.missing_all is every:
            self._update(missing_open=False)
            if state.paused and not state.busy:
                self._go_on()
            return
        if state.capturing:
            self._stop.set()
            self._stop = threading.Event()
            self._update(busy=False, capturing=False, paused=True, attempts=(), hint=None)
        self._update(missing_open=True, missing_all=every, veto_open=False)

    def mark_missing(self, finger: Finger | None, reason: MissingReason) -> None:
        """`finger` None: every one that is still asked for."""
        desk = self._desk
        self._halt(lambda: desk.mark_none_left(reason) if finger is None else desk.mark_missing(finger, reason))

    def _halt(self, job: Callable[[], None]) -> None:
        """Stop a running capture, do the job, then go on with whatever finger is next."""
        self._away = False
        self._stop.set()
        self._stop = threading.Event()
        self._do(job, lambda _none: self._go_on(), capturing=False, selected=None, missing_open=False)

    def _left(self, _nothing: None) -> None:
        self._update(busy=False)
        self._done()


def marks(state: FingersState) -> dict[Finger, FingerState]:
    """The state of every finger for the drawing of the hands."""
    shown = {finger: FingerState(FingerMark.WAITING) for finger in state.hand}
    for sample in state.taken:
        mark = FingerMark.GOOD if sample.sufficient else FingerMark.VETOED if sample.veto else FingerMark.WEAK
        shown[sample.finger] = FingerState(mark, sample.nfiq2)
    for missing in state.missing:
        shown[missing.finger] = FingerState(FingerMark.MISSING)
    if state.finger is not None:
        shown[state.finger] = FingerState(FingerMark.NOW)
    if state.slap is not None:
        shown |= _marks_of_slap(state, state.slap, shown)
    task = state.task
    if task is not None:
        score = task.attempts[state.chosen].nfiq2
        shown[task.finger] = FingerState(FingerMark.GOOD if task.sufficient else FingerMark.WEAK, score)
        if task.duplicates:
            for finger in (task.finger, *task.duplicates):
                shown[finger] = FingerState(FingerMark.DUPLICATE)
    return shown


def _marks_of_slap(state: FingersState, slap: Slap, shown: dict[Finger, FingerState]) -> dict[Finger, FingerState]:
    """The fingers that are asked for together, and once they lie there what each is worth."""
    gone = {finger for finger, one in shown.items() if one.mark is FingerMark.MISSING}
    now = {finger: FingerState(FingerMark.NOW) for finger in FINGERS[slap] if finger not in gone}
    attempt = state.slap_attempt
    if attempt is None:
        return now
    for finger in now:
        now[finger] = FingerState(FingerMark.WAITING)
    for one in attempt.fingers:
        mark = FingerMark.GOOD if one.sufficient else FingerMark.WEAK
        now[one.finger] = FingerState(FingerMark.DUPLICATE) if one.matches else FingerState(mark, one.nfiq2)
    return now
