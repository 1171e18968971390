"""What happens on the technician's page, without a widget: devices, self-tests, the steps of a calibration."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from station.domain.desk import CalibrationResult, CalibrationStep, DeviceView, PictureSlot, SelfTestReport, StepState
from station.ui.bench.technician_camera import CameraBenchPresenter
from station.ui.bench.technician_state import TechnicianDesk, TechnicianState
from station.ui.presenter import Post
from station.work import Runner


class TechnicianPresenter(CameraBenchPresenter):
    def __init__(
        self,
        show: Callable[[TechnicianState], None],
        runner: Runner,
        desk: TechnicianDesk,
        post: Post,
        watch_picture: Callable[[PictureSlot | None], None] = lambda _slot: None,
    ) -> None:
        super().__init__(show, runner, desk, post)
        self._watch_picture = watch_picture
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
        if self._unwatch is not None and not self._reading and not self.state.busy:
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
        chosen = TechnicianState(devices=self.state.devices, selected=device)
        self.state = chosen
        self.refresh()
        self._runner.run(lambda: self._desk.drift(device), self._drifted, self._failed)  # it needs the reader idle
        self._runner.run(lambda: self._desk.live(device), self._watch_picture, self._failed)
        self._open_bench(device)
        self._runner.run(lambda: self._desk.calibration_steps(device), self._planned, self._failed)

    def _planned(self, steps: tuple[CalibrationStep, ...]) -> None:
        self._update(busy=False, running="", steps=steps)

    def save_certificate(self, path: str) -> None:
        """Write the newest certificate of the chosen device to `path`."""
        device, file = self.state.selected, Path(path)
        if device and path and not self.state.busy:
            self._do(
                lambda: self._desk.save_certificate(device, file),
                lambda certificate: self._update(busy=False, running="", saved=(certificate, file.name)),
                running="save",
                saved=None,
                written=None,
            )

    def save_report(self, path: str) -> None:
        """Write the last self-test of the chosen device to `path`."""
        device, file = self.state.selected, Path(path)
        if device and path and not self.state.busy:
            self._do(
                lambda: self._desk.save_report(device, file),
                lambda _: self._update(busy=False, running="", written=("report", file.name)),
                running="save",
                saved=None,
                written=None,
            )

    def self_test(self) -> None:
        device = self.state.selected
        if device and not self.state.busy:
            changes = {"report": None, "saved": None, "written": None}
            self._do(lambda: self._desk.self_test(device), self._tested, running="self_test", **changes)

    def _tested(self, report: SelfTestReport) -> None:
        self._update(busy=False, running="", report=report, result=None)

    def calibrate(self) -> None:
        """Run the step that is due; after the last one work the result out and store it. While one runs: stop it. A
        camera is measured in one go."""
        state = self.state
        if state.bench is not None:
            self.measure()
            return
        if state.busy:
            self._stop.set()
            return
        device, step = state.selected, state.next_step
        if not state.steps or not device:
            return
        if step is None:
            self._do(lambda: self._desk.finish_calibration(device), self._finished, running="finish", saved=None)
            return
        self._stop = stop = threading.Event()

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._progress(stop, step.key, share))

        self._set_step(CalibrationStep(step.key, StepState.RUNNING))
        job = lambda: self._desk.run_step(device, stop, progress)  # noqa: E731
        self._do(job, self._planned, running=step.key, report=None, result=None, saved=None)

    def skip(self) -> None:
        device = self.state.selected
        if not self.state.busy and self.state.next_step is not None:
            self._do(lambda: self._desk.skip_step(device), self._planned, result=None, saved=None)

    def again(self) -> None:
        """Begin the run anew."""
        device = self.state.selected
        if not self.state.busy and self.state.steps:
            self._do(lambda: self._desk.restart(device), self._planned, result=None, report=None, saved=None)

    def _progress(self, stop: threading.Event, key: str, share: float) -> None:
        if stop is self._stop and self.state.running == key:
            self._set_step(CalibrationStep(key, StepState.RUNNING, min(1.0, max(0.0, share))))

    def _set_step(self, step: CalibrationStep) -> None:
        self._update(steps=tuple(step if s.key == step.key else s for s in self.state.steps))

    def _finished(self, result: CalibrationResult) -> None:
        self._update(busy=False, running="", result=result, steps=())
        self.reload()

        def anew(steps: tuple[CalibrationStep, ...]) -> None:
            if self.state.selected == result.device:
                self._update(steps=steps)

        self._runner.run(lambda: self._desk.calibration_steps(result.device), anew, self._failed)
        self._runner.run(lambda: self._desk.drift(result.device), self._drifted, self._failed)

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
