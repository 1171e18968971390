"""What the technician's page asks for, and what it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.desk import (
    CalibrationResult,
    CalibrationStep,
    DeviceView,
    DriftView,
    PictureSlot,
    SelfTestReport,
    StepState,
)
from station.ui.presenter import Problem


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

    def self_test(self, device: str) -> SelfTestReport: ...
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
    report: SelfTestReport | None = None
    steps: tuple[CalibrationStep, ...] = ()
    result: CalibrationResult | None = None
    running: str = ""  # "self_test", "finish", "save", "measure" or the key of a step
    drift: DriftView | None = None
    saved: tuple[str, str] | None = None  # the certificate that was written last, and the name of its file
    written: tuple[str, str] | None = None  # "report" or "chart", and the name of the file
    bench: BenchView | None = None  # of a camera
    setting: CameraSetting = field(default_factory=CameraSetting)  # as the technician has it now
    look: ChartLook | None = None
    best_sharpness: float = 0.0  # of the live picture since the camera was chosen
    best_detail: float = 0.0
    progress: float = 0.0  # of a measurement, 0..1

    @property
    def device(self) -> DeviceView | None:
        return next((d for d in self.devices if d.id == self.selected), None)

    @property
    def next_step(self) -> CalibrationStep | None:
        return next((s for s in self.steps if s.state not in {StepState.PASSED, StepState.OUTSIDE}), None)
