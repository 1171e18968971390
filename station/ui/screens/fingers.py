"""The fingers: one after the other, three attempts each, scores against thresholds, and what the officer decides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import FingerAttempt, FingerEvent, FingerHint, FingerTask
from station.domain.samples import Finger, FingerSample, MissingFinger, MissingReason, Veto
from station.ui import words
from station.ui.keys import Act
from station.ui.presenter import Post, Presenter, Problem
from station.ui.screens.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.finger_parts import AttemptStrip, FingerTable, Legend, MissingPanel
from station.ui.widgets.hands import FingerMark, FingerState, Hands
from station.ui.widgets.prints import PrintView
from station.ui.widgets.veto import VetoPanel
from station.work import Runner
from station.workflow.counter import Event
from station.workflow.fingers import passes


class HasMissing(Protocol):
    """The part of a visit's draft that this page looks at."""

    @property
    def missing(self) -> Mapping[Finger, MissingReason]: ...


class FingersDesk(Protocol):
    """What the fingers page needs; `station.services.counter.Counter` has it. Only `capture_finger` blocks long."""

    @property
    def draft(self) -> HasMissing: ...
    def allows(self, event: Event) -> bool: ...
    def back(self) -> None: ...
    def hand(self) -> tuple[Finger, ...]: ...
    def taken(self) -> tuple[FingerSample, ...]: ...
    def expected_finger(self) -> Finger | None: ...
    def capture_finger(
        self, finger: Finger, cancel: threading.Event, on_event: Callable[[FingerEvent], None]
    ) -> FingerTask:
        """Up to three attempts, best-of, uniqueness. Raises DeviceError; a cancel is one, code "cancelled"."""
        ...

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None: ...
    def accept_duplicate(self) -> None:
        """The officer saw the uniqueness warning and uses the print."""
        ...

    def recapture(self, finger: Finger) -> None: ...
    def mark_missing(self, finger: Finger, reason: MissingReason) -> None: ...
    def restart_fingers(self) -> None: ...
    def finish_fingers(self) -> None: ...


@dataclass(frozen=True)
class FingersState:
    busy: bool = False
    capturing: bool = False
    problem: Problem | None = None
    hand: tuple[Finger, ...] = ()
    finger: Finger | None = None  # asked for now; None: the hand is done
    threshold: int = 0
    hint: FingerHint | None = None
    attempts: tuple[FingerAttempt, ...] = ()  # of the current finger, as they come
    chosen: int = 0
    task: FingerTask | None = None  # waits for the officer's decision
    taken: tuple[FingerSample, ...] = ()
    missing: tuple[MissingFinger, ...] = ()
    selected: Finger | None = None  # row that the officer chose
    missing_open: bool = False
    veto_open: bool = False
    can_go_back: bool = False
    can_finish: bool = False

    @property
    def done(self) -> bool:
        return self.finger is None and not self.capturing

    @property
    def picture(self) -> FingerAttempt | None:
        if not self.attempts:
            return None
        return self.attempts[min(self.chosen, len(self.attempts) - 1)]


class FingersPresenter(Presenter[FingersState]):
    """Its runner must run one job at a time, in order: stopping a capture and the job after it rely on that."""

    def __init__(
        self,
        show: Callable[[FingersState], None],
        runner: Runner,
        desk: FingersDesk,
        post: Post,
        done: Callable[[], None],
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, FingersState())
        self._desk, self._post, self._done, self._back, self._cancelled = desk, post, done, back, cancelled
        self._stop = threading.Event()

    def open(self) -> None:
        self.state = FingersState()
        self._go_on()

    def _go_on(self) -> None:
        """Ask for the next finger, or stop and let the officer look at everything."""
        desk = self._desk
        finger = desk.expected_finger()
        missing = tuple(MissingFinger(f, r) for f, r in sorted(desk.draft.missing.items()))
        self._update(
            busy=False, capturing=False, finger=finger, task=None, attempts=(), hint=None, veto_open=False,
            missing_open=False, hand=desk.hand(), missing=missing,
            taken=desk.taken(),
            threshold=0,
            can_go_back=desk.allows(Event.BACK), can_finish=desk.allows(Event.FINGERS_TAKEN),
        )  # fmt: skip
        if finger is not None:
            self._capture(finger)

    def _capture(self, finger: Finger) -> None:
        self._stop = stop = threading.Event()
        desk = self._desk

        def live(event: FingerEvent) -> None:  # called from the worker
            self._post(lambda: self._live(stop, event))

        self._do(
            lambda: desk.capture_finger(finger, stop, live), lambda task: self._captured(stop, task),
            lambda error: self._lost(stop, error), capturing=True, attempts=(), hint=FingerHint.SEARCHING_FINGERS,
            selected=None,
        )  # fmt: skip

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
        if self.state.task is not None and 0 <= attempt < len(self.state.attempts):
            self._update(chosen=attempt)

    def use(self) -> None:
        """Use this finger although something is not right (asks for the veto), or finish the hand."""
        state = self.state
        if state.busy:
            return
        if state.task is not None:
            attempt = state.task.attempts[state.chosen]
            if not passes(attempt.nfiq2, state.task.threshold):
                self._update(veto_open=True)
            else:
                self._accept(None)
        elif state.done and state.can_finish:
            self._do(self._desk.finish_fingers, self._left)

    def veto(self, veto: Veto, _note: str = "") -> None:
        if self.state.task is None and self.state.selected is None:
            return
        if veto is Veto.NOK_OVERRIDE:
            self.retake()
        elif self.state.task is not None:
            self._accept(veto)

    def toggle_veto(self) -> None:
        if self.state.task is not None or self.state.selected is not None:
            self._update(veto_open=not self.state.veto_open, missing_open=False)

    def _accept(self, veto: Veto | None) -> None:
        task, chosen, desk = self.state.task, self.state.chosen, self._desk
        if task is None or self.state.busy:
            return

        def job() -> None:
            desk.accept_finger(task.finger, chosen, veto)
            if task.duplicates:
                desk.accept_duplicate()

        self._do(job, lambda _none: self._go_on())

    def retake(self) -> None:
        """Attempt 1 again, of the finger that waits for a decision, of the chosen one, or of the one that failed."""
        finger = self.state.selected or (self.state.task.finger if self.state.task else self.state.finger)
        if finger is not None and finger not in {m.finger for m in self.state.missing}:
            desk = self._desk
            self._halt(lambda: desk.recapture(finger))

    def restart(self) -> None:
        self._halt(self._desk.restart_fingers)

    def toggle_missing(self) -> None:
        self._update(missing_open=not self.state.missing_open, veto_open=False)

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None:
        desk = self._desk
        self._halt(lambda: desk.mark_missing(finger, reason))

    def _halt(self, job: Callable[[], None]) -> None:
        """Stop a running capture, do the job, then go on with whatever finger is next."""
        self._stop.set()
        self._stop = threading.Event()
        self._do(job, lambda _none: self._go_on(), capturing=False, selected=None)

    def _left(self, _nothing: None) -> None:
        self._update(busy=False)
        self._done()

    def leave(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self._update(busy=False, capturing=False)

    def back(self) -> None:
        if self._desk.allows(Event.BACK):
            self.leave()
            self._do(self._desk.back, lambda _none: self._gone_back())

    def _gone_back(self) -> None:
        self._update(busy=False)
        self._back()

    def cancel(self) -> None:
        self.leave()
        self._cancelled()


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
    task = state.task
    if task is not None:
        score = task.attempts[state.chosen].nfiq2
        shown[task.finger] = FingerState(FingerMark.GOOD if task.sufficient else FingerMark.WEAK, score)
        if task.duplicates:
            for finger in (task.finger, *task.duplicates):
                shown[finger] = FingerState(FingerMark.DUPLICATE)
    return shown


class FingersScreen(Page):
    use = Signal()
    retake = Signal()
    restart = Signal()
    missing_toggled = Signal()
    veto_toggled = Signal()
    back = Signal()
    cancel_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self._hands, self._legend, self._hint = Hands(), Legend(), Notice()
        self.missing, self.veto = MissingPanel(), VetoPanel()
        self.veto.note.hide()
        for part in (self._hands, self._legend, self._hint, self.missing, self.veto):
            self._left.body.addWidget(part, 1 if part is self._hands else 0)
        self._print, self.attempts, self.table = PrintView(), AttemptStrip(), FingerTable()
        top = QHBoxLayout()
        top.addWidget(self._print, 5)
        top.addWidget(self.attempts, 4)
        self._right.body.addLayout(top, 1)
        self._right.body.addWidget(self.table)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._left, 1)
        column = QVBoxLayout()
        column.addWidget(self._right)
        row.addLayout(column, 1)

    def join(self, presenter: FingersPresenter) -> None:
        self.link(self.use, presenter.use)
        self.link(self.retake, presenter.retake)
        self.link(self.restart, presenter.restart)
        self.link(self.missing_toggled, presenter.toggle_missing)
        self.link(self.veto_toggled, presenter.toggle_veto)
        self.link(self.back, presenter.back)
        self.link(self.cancel_pressed, presenter.cancel)
        self.link(self.missing.recorded, presenter.mark_missing)
        self.link(self.veto.decided, presenter.veto)
        self.link(self.attempts.chosen, presenter.choose)
        self.link(self.table.selected, presenter.select)

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Hands"))
        self._hands.setAccessibleName(self.tr("Hands"))
        self._print.setAccessibleName(self.tr("Picture of the finger"))
        self._print.say_empty(self.tr("The print appears here"))
        self.table.setAccessibleName(self.tr("Fingers with score and threshold"))
        self._legend.translate()
        self.missing.translate()
        self.veto.translate()

    def paint_state(self, state: FingersState) -> None:
        shown = marks(state)
        legend = self._legend
        spoken = [f"{words.say(f)}: {legend.word(s.mark)}" for f, s in sorted(shown.items())]
        self._hands.show_fingers(shown, self.tr("Left"), self.tr("Right"), "; ".join(spoken))
        legend.show_marks({s.mark for s in shown.values()})
        self._say_hint(state)
        picture = state.picture
        self._print.show_print(picture.picture if picture else None)
        self.attempts.show_attempts(state.attempts, state.chosen, state.threshold, state.task is not None)
        self._right.heading.setText(words.say(state.finger) if state.finger is not None else self.tr("All fingers"))
        self._say_quality(state)
        self.table.show_fingers(state.hand, state.taken, state.missing, state.finger, state.selected)
        self.missing.render_missing(state.missing_open, state.finger)
        passed = state.task is None or state.task.sufficient
        self.veto.render_veto(state.veto_open, passed, note_needed=False)

    def _say_quality(self, state: FingersState) -> None:
        if state.finger is None:
            self._right.chip.say(Tone.OK, self.tr("Complete"))
        elif state.task is None:
            number = min(len(state.attempts) + 1, 3)
            self._right.chip.say(Tone.INFO, self.tr("Attempt {number} of 3").format(number=number))
        elif state.task.sufficient:
            self._right.chip.say(Tone.OK, self.tr("Sufficient"))
        else:
            self._right.chip.say(Tone.WARN, self.tr("Below threshold"))

    def _say_hint(self, state: FingersState) -> None:
        task = state.task
        if state.problem is not None:
            self._hint.say(Tone.BAD, words.say_problem(state.problem.code))
        elif task is not None and task.duplicates:
            others = ", ".join(words.say(f) for f in task.duplicates)
            text = self.tr("{finger} looks like {others}: the same finger twice?")
            self._hint.say(Tone.BAD, text.format(finger=words.say(task.finger), others=others))
        elif task is not None and task.attempts[state.chosen].attack_alarm:
            self._hint.say(Tone.BAD, words.say_key("warning", "finger_attack"))
        elif task is not None and task.calibration_expired:
            self._hint.say(Tone.WARN, words.say_key("warning", "calibration_expired"))
        elif task is not None and not task.sufficient:
            self._hint.say(Tone.WARN, self.tr("Three attempts, none reached the threshold. The best one is chosen."))
        elif state.capturing and state.hint is not None and state.finger is not None:
            tone = Tone.WARN if state.hint is FingerHint.UNPLUGGED else Tone.INFO
            self._hint.say(tone, f"{words.say(state.finger)}: {words.say(state.hint)}")
        elif state.done:
            self._hint.say(Tone.OK, self.tr("The hand is done. Look at the scores, then go on."))
        else:
            self._hint.say(Tone.INFO, "")

    def chrome(self) -> Chrome:
        state: FingersState = self.state
        waiting = state.task is not None
        if state.capturing:
            message = (Tone.INFO, self.tr("One finger at a time. F7 records a finger that cannot be captured."))
        elif waiting:
            message = (Tone.WARN, self.tr("Use this print, capture it again, or start all fingers again."))
        elif state.done:
            message = (Tone.OK, self.tr("All asked fingers are taken or recorded as missing."))
        else:
            message = (Tone.WARN, self.tr("Press F6 to capture this finger again."))
        idle = not state.busy
        return Chrome(
            self.tr("Fingers"),
            self.tr("One finger at a time on the scanner, right hand first; three attempts each, the best one counts."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), True, "danger"),
                Action(Act.BACK, self.tr("Back"), state.can_go_back),
                Action(Act.MISSING, self.tr("Missing")),
                Action(Act.VETO, self.tr("Veto"), idle and (waiting or state.selected is not None)),
                Action(Act.RESTART, self.tr("Restart")),
                Action(Act.RETAKE, self.tr("Again"), True, "", "rotate-ccw"),
                Action(
                    Act.NEXT, self.tr("Use"), idle and (waiting or (state.done and state.can_finish)), "primary",
                    "arrow-right",
                ),
            ),
        )  # fmt: skip

    def act(self, act: Act) -> None:
        signals = {
            Act.CANCEL: self.cancel_pressed,
            Act.BACK: self.back,
            Act.MISSING: self.missing_toggled,
            Act.VETO: self.veto_toggled,
            Act.RESTART: self.restart,
            Act.RETAKE: self.retake,
            Act.NEXT: self.use,
        }
        if act in signals:
            signals[act].emit()
