"""The technician: every reader and camera, a live picture, a self-test, and the calibration step by step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import (
    CalibrationResult,
    CalibrationStep,
    DeviceView,
    PictureSlot,
    SelfTestReport,
    StepState,
)
from station.ui import words
from station.ui.keys import Act
from station.ui.presenter import Post, Presenter, Problem
from station.ui.screens.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.device_parts import DeviceFacts, DeviceList, MeasurementTable, StepList
from station.ui.widgets.images import ImageView
from station.work import Runner


class TechnicianDesk(Protocol):
    """What the technician's page needs."""

    def devices(self) -> tuple[DeviceView, ...]: ...
    def live(self, device: str) -> PictureSlot | None:
        """Preview pictures of one device; None where it has none now. Asking for another one stops it."""
        ...

    def stop_live(self) -> None: ...
    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that a device came, went or changed, from any thread; returns how to stop that."""
        ...

    def self_test(self, device: str) -> SelfTestReport: ...
    def calibration_steps(self, device: str) -> tuple[CalibrationStep, ...]:
        """A new run, or the one that is going on; empty where this device cannot be calibrated."""
        ...

    def run_step(
        self, device: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> tuple[CalibrationStep, ...]:
        """Do the step that is due; all steps as they stand then. `on_progress` gets 0..1 from the worker."""
        ...

    def skip_step(self, device: str) -> tuple[CalibrationStep, ...]:
        """Leave out the step that is due, where no such target is at hand."""
        ...

    def restart(self, device: str) -> tuple[CalibrationStep, ...]: ...
    def finish_calibration(self, device: str) -> CalibrationResult:
        """Evaluate all steps, store the result with the device, name it in later captures."""
        ...


@dataclass(frozen=True)
class TechnicianState:
    busy: bool = False
    problem: Problem | None = None
    devices: tuple[DeviceView, ...] = ()
    selected: str = ""
    report: SelfTestReport | None = None
    steps: tuple[CalibrationStep, ...] = ()
    result: CalibrationResult | None = None
    running: str = ""  # "self_test", "finish" or the key of a step

    @property
    def device(self) -> DeviceView | None:
        return next((d for d in self.devices if d.id == self.selected), None)

    @property
    def next_step(self) -> CalibrationStep | None:
        return next((s for s in self.steps if s.state not in {StepState.PASSED, StepState.OUTSIDE}), None)


class TechnicianPresenter(Presenter[TechnicianState]):
    def __init__(
        self,
        show: Callable[[TechnicianState], None],
        runner: Runner,
        desk: TechnicianDesk,
        post: Post,
        watch_picture: Callable[[PictureSlot | None], None] = lambda _slot: None,
    ) -> None:
        super().__init__(show, runner, TechnicianState())
        self._desk, self._post, self._watch_picture = desk, post, watch_picture
        self._stop = threading.Event()
        self._reading = False
        self._unwatch: Callable[[], None] | None = None

    def open(self) -> None:
        self.state = TechnicianState()
        self._reading = False
        if self._unwatch is None:
            self._unwatch = self._desk.watch(lambda: self._post(self.reload))
        self.reload()

    def reload(self) -> None:
        """Read the list of devices again; the page calls this every few seconds."""
        if not self._reading and not self.state.busy:
            self._reading = True
            self._runner.run(self._desk.devices, self._listed, self._not_listed)

    def _listed(self, devices: tuple[DeviceView, ...]) -> None:
        self._reading = False
        if devices != self.state.devices:
            self._update(devices=devices)
        if self.state.device is None and devices:
            self.select(devices[0].id)

    def _not_listed(self, error: BaseException) -> None:
        self._reading = False
        self._failed(error)

    def select(self, device: str) -> None:
        if device == self.state.selected or self.state.busy:
            return
        self._update(selected=device, report=None, result=None, problem=None, steps=())
        self._runner.run(lambda: self._desk.live(device), self._watch_picture, self._failed)
        self._runner.run(lambda: self._desk.calibration_steps(device), self._planned, self._failed)

    def _planned(self, steps: tuple[CalibrationStep, ...]) -> None:
        self._update(busy=False, running="", steps=steps)

    def self_test(self) -> None:
        device = self.state.selected
        if device and not self.state.busy:
            self._do(lambda: self._desk.self_test(device), self._tested, running="self_test", report=None)

    def _tested(self, report: SelfTestReport) -> None:
        self._update(busy=False, running="", report=report, result=None)

    def calibrate(self) -> None:
        """Run the step that is due; after the last one work the result out and store it. While one runs: stop it."""
        state = self.state
        if state.busy:
            self._stop.set()
            return
        device, step = state.selected, state.next_step
        if not state.steps or not device:
            return
        if step is None:
            self._do(lambda: self._desk.finish_calibration(device), self._finished, running="finish")
            return
        self._stop = stop = threading.Event()

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._progress(stop, step.key, share))

        self._set_step(CalibrationStep(step.key, StepState.RUNNING))
        job = lambda: self._desk.run_step(device, stop, progress)  # noqa: E731
        self._do(job, self._planned, running=step.key, report=None, result=None)

    def skip(self) -> None:
        device = self.state.selected
        if not self.state.busy and self.state.next_step is not None:
            self._do(lambda: self._desk.skip_step(device), self._planned)

    def again(self) -> None:
        """Begin the run anew."""
        device = self.state.selected
        if not self.state.busy and self.state.steps:
            self._do(lambda: self._desk.restart(device), self._planned, result=None, report=None)

    def _progress(self, stop: threading.Event, key: str, share: float) -> None:
        if stop is self._stop and self.state.running == key:
            self._set_step(CalibrationStep(key, StepState.RUNNING, min(1.0, max(0.0, share))))

    def _set_step(self, step: CalibrationStep) -> None:
        self._update(steps=tuple(step if s.key == step.key else s for s in self.state.steps))

    def _finished(self, result: CalibrationResult) -> None:
        self._update(busy=False, running="", result=result)
        self.reload()

    def _failed(self, error: BaseException) -> None:
        running, code = self.state.running, str(getattr(error, "code", "unexpected"))
        steps = tuple(
            replace(s, state=StepState.FAILED, error=code) if s.key == running else s for s in self.state.steps
        )
        self._update(running="", steps=steps)
        super()._failed(error)

    def leave(self) -> None:
        """Another page, or signing out: no preview keeps a reader busy."""
        self._stop.set()
        self._watch_picture(None)
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        self._runner.run(self._desk.stop_live, lambda _none: None, self._failed)


POLL_MS = 3000  # how often the list of devices is read again


class TechnicianScreen(Page):
    self_test = Signal()
    calibrate = Signal()
    again = Signal()
    skip = Signal()
    refresh = Signal()
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self._clock.timeout.connect(self.refresh)
        self.shown.connect(self._clock.start)
        self.left.connect(self._clock.stop)
        self.list = DeviceList()
        self.side = self.list
        self._left, self._right = Card(), Card()
        self.view = ImageView()
        self._facts = DeviceFacts()
        self._left.body.addWidget(self.view, 1)
        self._left.body.addWidget(self._facts)
        self._steps, self._table, self._notice = StepList(), MeasurementTable(), Notice()
        self._right.body.addWidget(self._steps)
        self._right.body.addWidget(self._notice)
        self._right.body.addWidget(self._table, 1)
        self._right.body.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._left, 46)
        column = QVBoxLayout()
        column.addWidget(self._right)
        row.addLayout(column, 54)

    def join(self, presenter: TechnicianPresenter) -> None:
        self.link(self.self_test, presenter.self_test)
        self.link(self.calibrate, presenter.calibrate)
        self.link(self.again, presenter.again)
        self.link(self.skip, presenter.skip)
        self.link(self.refresh, presenter.reload)
        self.link(self.list.selected, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self.list.first()

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Self-test and calibration"))
        self.view.setAccessibleName(self.tr("Live picture of the device"))
        self.view.say_empty(self.tr("No live picture"))
        for part in (self.list, self._facts, self._steps, self._table):
            part.translate()

    def paint_state(self, state: TechnicianState) -> None:
        self.list.render_devices(state.devices, state.selected)
        device = state.device
        self._left.heading.setText(f"{device.model} · {device.serial}" if device else self.tr("Device"))
        self._facts.render_device(device)
        if device is not None:
            self._left.chip.say(Tone.INFO, self.tr("Emulated") if device.emulated else "")
        self._steps.show_steps(state.steps)
        if state.result is not None:
            self._table.show_measurements(state.result.measurements)
        else:
            self._table.show_measurements(state.report.measurements if state.report else ())
        self._say(state)

    def _say(self, state: TechnicianState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.running == "self_test":
            self._notice.say(Tone.INFO, self.tr("The self-test is running …"))
        elif state.running == "finish":
            self._notice.say(Tone.INFO, self.tr("Working out the result …"))
        elif state.running:
            self._notice.say(Tone.INFO, self._instruction(state.running))
        elif state.result is not None:
            tone = Tone.OK if state.result.passed else Tone.WARN
            text = self.tr("Calibration {certificate} is stored with the device.")
            if not state.result.passed:
                text = self.tr("Calibration {certificate} is stored; some values lie outside their limits.")
            self._notice.say(tone, text.format(certificate=state.result.certificate))
        elif state.report is not None:
            passed = state.report.passed
            text = self.tr("The self-test passed.") if passed else self.tr("The self-test failed.")
            self._notice.say(Tone.OK if passed else Tone.BAD, text)
        elif state.next_step is not None and any(s.state is StepState.PASSED for s in state.steps):
            self._notice.say(Tone.INFO, self._instruction(state.next_step.key))
        else:
            self._notice.say(Tone.INFO, "")

    def _instruction(self, key: str) -> str:
        return {
            "clean": self.tr("Clean the platen with the cloth, then wait until it is dry."),
            "dark": self.tr("Cover the platen; no light may reach it."),
            "flat": self.tr("Lay the white target on the platen; no finger, no dust."),
            "target_along": self.tr("Lay the bar target down, its bars across the finger, straight to half a degree."),
            "target_across": self.tr("Turn the bar target by 90 degrees: its bars run along the finger."),
            "wedge": self.tr("Lay the step wedge on the platen."),
            "chart_across": self.tr("Lay the bar chart on the platen, across the finger."),
            "chart_along": self.tr("Turn the bar chart by 90 degrees, along the finger."),
            "verify": self.tr("Place a finger as a traveller would."),
        }.get(key, words.say_step(key))

    def chrome(self) -> Chrome:
        state: TechnicianState = self.state
        running = bool(state.running) and state.running not in {"self_test", "finish"}
        started = any(s.state is not StepState.WAITING for s in state.steps)
        text = self.tr("Stop") if running else self.tr("Next step") if started else self.tr("Calibrate")
        idle = bool(state.selected) and not state.busy
        hint = self.tr("Choose a device on the left. The self-test takes a few seconds.")
        return Chrome(
            self.tr("Devices"),
            self.tr("Every reader and camera of this station, how it is, and its calibration."),
            message=(Tone.INFO, hint),
            actions=(
                Action(Act.REFRESH, self.tr("Read again"), True, "", "refresh-cw"),
                Action(Act.RESTART, self.tr("From the start"), idle and started, "", "rotate-ccw"),
                Action(Act.MISSING, self.tr("Leave out"), idle and bool(state.steps) and state.next_step is not None),
                Action(Act.CALIBRATE, text, bool(state.steps) and (idle or running), "", "activity"),
                Action(Act.SELF_TEST, self.tr("Self-test"), idle, "primary", "play"),
            ),
        )

    def act(self, act: Act) -> None:
        signals = {
            Act.SELF_TEST: self.self_test,
            Act.CALIBRATE: self.calibrate,
            Act.RESTART: self.again,
            Act.MISSING: self.skip,
            Act.REFRESH: self.refresh,
        }
        if act in signals:
            signals[act].emit()
