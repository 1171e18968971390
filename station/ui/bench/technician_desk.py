"""What happens on the technician's page, without a widget: devices, self-tests, a reader's calibration, a camera's
bench, a chip reader's document."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.desk import (
    CalibrationResult,
    CalibrationStep,
    DeviceKind,
    DeviceView,
    DriftView,
    PictureSlot,
    SelfTestView,
    StepState,
)
from station.ui.presenter import Post, Presenter, Problem, problem_of
from station.work import Runner


class CameraDesk(Protocol):
    """The bench of a camera. Calls may block."""

    def view(self, device: str) -> BenchView | None:
        """None for what is no camera."""
        ...

    def switches(self, device: str) -> tuple[CameraSwitch, ...]: ...
    def set_value(self, device: str, key: str, value: float) -> tuple[CameraSwitch, ...]:
        """What the camera made of it."""
        ...

    def set_automatic(self, device: str, key: str, automatic: bool) -> tuple[CameraSwitch, ...]: ...
    def look(self, device: str) -> ChartLook | None:
        """The live picture in figures; None while none has come."""
        ...

    def remember(self, device: str, setting: CameraSetting) -> None:
        """Raises "camera_setting"."""
        ...

    def measure(
        self, device: str, setting: CameraSetting, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> CalibrationResult:
        """Measure the chart and store the certificate. Raises "camera_chart_not_seen", "camera_chart_moved" ..."""
        ...

    def save_chart(self, path: Path) -> None: ...


class TechnicianDesk(Protocol):
    """What the technician's page needs."""

    @property
    def bench(self) -> CameraDesk: ...
    def devices(self) -> tuple[DeviceView, ...]: ...
    def live(self, device: str) -> PictureSlot | None:
        """Preview pictures of one device; None where it has none now. Asking for another one stops it."""
        ...

    def stop_live(self) -> None: ...
    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that a device came, went or changed, from any thread; returns how to stop that."""
        ...

    def self_test(self, device: str) -> SelfTestView: ...
    def test_card(
        self, device: str, key: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> SelfTestView:
        """Of a chip reader, with the document that lies on it; `key`: its printed lines or card access number.
        Raises "card_absent", "card_key_wrong", "card_needs_zone", "card_cancelled" ..."""
        ...

    def reference(self, device: str) -> str:
        """The key of the document that lies on a chip reader, where it is known; "" where the technician enters it."""
        ...

    def save_report(self, device: str, path: Path) -> None:
        """The last self-test as a file: PDF or JSON by its ending. Raises "no_self_test", "certificate_unwritten"."""
        ...

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

    def drift(self, device: str) -> DriftView | None:
        """A device against its commissioning; None for a camera without a certificate. Stops a reader's preview."""
        ...

    def save_certificate(self, device: str, path: Path) -> str:
        """Write the newest certificate as PDF; its id. Raises "no_certificate", "certificate_unwritten"."""
        ...


@dataclass(frozen=True)
class TechnicianState:
    busy: bool = False
    problem: Problem | None = None
    devices: tuple[DeviceView, ...] = ()
    selected: str = ""
    report: SelfTestView | None = None
    steps: tuple[CalibrationStep, ...] = ()
    result: CalibrationResult | None = None
    running: str = ""  # "self_test", "card", "finish", "save", "measure" or the key of a step
    drift: DriftView | None = None
    saved: tuple[str, str] | None = None  # the certificate that was written last, and the name of its file
    written: tuple[str, str] | None = None  # "report" or "chart", and the name of the file
    bench: BenchView | None = None  # of a camera
    setting: CameraSetting = field(default_factory=CameraSetting)  # as the technician has it now
    look: ChartLook | None = None
    best_sharpness: float = 0.0  # of the live picture since the camera was chosen
    best_detail: float = 0.0
    progress: float = 0.0  # of a measurement, 0..1
    card_key: str = ""  # of a chip reader: what opens the document on it, where the station knows it

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
        self._desk, self._post = desk, post
        self._watch_picture = watch_picture
        self._stop = threading.Event()
        self._reading = self._looking = self._behind = False
        self._unwatch: Callable[[], None] | None = None

    def open(self) -> None:
        self.state = TechnicianState()
        self._reading = self._behind = False
        if self._unwatch is None:
            self._unwatch = self._desk.watch(lambda: self._post(self._changed))
        self.reload()

    def _changed(self) -> None:
        """A device came, went or changed; what is being read may have been read before that."""
        self._behind = self._reading
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
        if self._behind:
            self._behind = False
            self.reload()

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
        self._show_live()
        self._open_bench(device)
        self._runner.run(lambda: self._desk.calibration_steps(device), self._planned, self._failed)

    def _referred(self, device: str, key: str) -> None:
        if device == self.state.selected:
            self._update(card_key=key)

    def _show_live(self) -> None:
        """Again after everything that needs the device idle: a technician always sees what it sees."""
        device, chosen = self.state.selected, self.state.device
        if not device:
            return

        def shown(picture: PictureSlot | None) -> None:
            self._watch_picture(picture)
            if chosen is not None and chosen.card is not None:  # only now: what was looked at before is put away
                key = lambda: self._desk.reference(device)  # noqa: E731
                self._runner.run(key, lambda found: self._referred(device, found), self._failed)

        self._runner.run(lambda: self._desk.live(device), shown, self._failed)

    def _done(self, steps: tuple[CalibrationStep, ...]) -> None:
        self._planned(steps)
        self._show_live()

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

    def test_card(self, key: str) -> None:
        """The self-test of a chip reader, with the document that lies on it."""
        device, chosen = self.state.selected, self.state.device
        if self.state.busy or chosen is None or chosen.kind is not DeviceKind.CHIP:
            return
        self._stop = stop = threading.Event()

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._measuring(stop, share, "card"))

        self._do(
            lambda: self._desk.test_card(device, key, stop, progress),
            lambda report: self._update(busy=False, running="", report=report),
            running="card", progress=0.0, report=None, written=None,
        )  # fmt: skip

    def _tested(self, report: SelfTestView) -> None:
        self._update(busy=False, running="", report=report, result=None)
        self._show_live()

    def calibrate(self) -> None:
        """Run the step that is due; after the last one work the result out and store it. A camera is measured in one
        go."""
        state = self.state
        if state.bench is not None:
            self.measure()
            return
        if state.busy:
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
        self._do(job, self._done, running=step.key, report=None, result=None, saved=None)

    def stop(self) -> None:
        """What runs, as soon as it looks."""
        self._stop.set()

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
        self._show_live()

    # ---- the bench of a camera

    def _open_bench(self, device: str) -> None:
        self._runner.run(lambda: self._desk.bench.view(device), self._benched, self._failed)

    def _benched(self, bench: BenchView | None) -> None:
        if bench is not None and bench.device == self.state.selected:
            self._update(bench=bench, setting=bench.setting)

    def change_setting(self, setting: CameraSetting) -> None:
        """The technician measured something anew; it is kept for this camera."""
        bench = self.state.bench
        if bench is not None and setting != self.state.setting and not self.state.busy:
            self._update(setting=setting, problem=None)
            self._runner.run(lambda: self._desk.bench.remember(bench.device, setting), lambda _: None, self._failed)

    def look(self) -> None:
        """Look at the live picture; the page calls this several times a second while a camera is chosen."""
        bench = self.state.bench
        if bench is None or self.state.busy or self._looking:
            return
        self._looking = True
        self._runner.run(lambda: self._looked_at(bench.device), self._looked, self._not_looked)

    def _looked_at(self, device: str) -> tuple[str, ChartLook | None, tuple[CameraSwitch, ...]]:
        return device, self._desk.bench.look(device), self._desk.bench.switches(device)

    def _looked(self, found: tuple[str, ChartLook | None, tuple[CameraSwitch, ...]]) -> None:
        self._looking = False
        device, look, switches = found
        bench = self.state.bench
        if bench is None or bench.device != device:
            return
        self._update(
            bench=replace(bench, switches=switches),
            look=look,
            best_sharpness=max(self.state.best_sharpness, (look.sharpness or 0.0) if look else 0.0),
            best_detail=max(self.state.best_detail, look.detail if look else 0.0),
        )

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        self._failed(error)

    def set_value(self, key: str, value: float) -> None:
        bench = self.state.bench
        if bench is not None and not self.state.busy:
            self._do(lambda: self._desk.bench.set_value(bench.device, key, value), self._switched)

    def set_automatic(self, key: str, automatic: bool) -> None:
        bench = self.state.bench
        if bench is not None and not self.state.busy:
            self._do(lambda: self._desk.bench.set_automatic(bench.device, key, automatic), self._switched)

    def _switched(self, switches: tuple[CameraSwitch, ...]) -> None:
        bench = self.state.bench
        self._update(busy=False, bench=None if bench is None else replace(bench, switches=switches))

    def measure(self) -> None:
        """Measure the chart."""
        state = self.state
        if state.busy or state.bench is None:
            return
        device, setting = state.bench.device, state.setting
        self._stop = stop = threading.Event()

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._measuring(stop, share, "measure"))

        self._do(
            lambda: self._desk.bench.measure(device, setting, stop, progress), self._measured,
            running="measure", progress=0.0, report=None, result=None, saved=None, written=None,
        )  # fmt: skip

    def _measuring(self, stop: threading.Event, share: float, what: str) -> None:
        if stop is self._stop and self.state.running == what:
            self._update(progress=share)

    def _measured(self, result: CalibrationResult) -> None:
        self._update(busy=False, running="", result=result)
        self.reload()
        self._runner.run(lambda: self._desk.drift(result.device), self._drifted, self._failed)

    def _drifted(self, drift: DriftView | None) -> None:
        if drift is not None and drift.device == self.state.selected:
            self._update(drift=drift)

    def save_chart(self, path: str) -> None:
        """Write the chart to print to `path`."""
        file = Path(path)
        if path and not self.state.busy:
            self._do(
                lambda: self._desk.bench.save_chart(file),
                lambda _: self._update(busy=False, running="", written=("chart", file.name)),
                running="save", saved=None, written=None,
            )  # fmt: skip

    # ---- leaving

    def _failed(self, error: BaseException) -> None:
        running, code = self.state.running, problem_of(error).code
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
