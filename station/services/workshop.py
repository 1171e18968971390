"""The technician's room: every reader and camera, live pictures, self-tests and the calibration of a reader."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from drivers.camera.base import CameraState
from drivers.finger.base import ScannerInfo
from drivers.finger.hub import ScannerStatus
from drivers.finger.preview import Preview
from models.calibration import limits
from station.domain import desk
from station.domain.calibration import Target
from station.domain.officer import Officer, Permission
from station.errors import NotAllowed, StationError
from station.services.calibrate import Wizard
from station.services.calibrations import Calibrations
from station.services.certificate_pdf import certificate_pdf
from station.services.devices import CAMERA_HEALTH, SCANNER_HEALTH, Devices
from station.services.frame_tap import FrameTap

CAMERA_FRAMES = 10  # frames of a camera's self-test
CAMERA_SECONDS = 5.0
SLOWEST_FPS = 10.0  # below, guidance feels late to the traveller; the project's own limit


class NotOffered(StationError):
    """This device has no such test or calibration."""

    code = "device_not_offered"


class NoCertificate(StationError):
    """This device was never calibrated, or its calibration failed its checks."""

    code = "no_certificate"


class CertificateUnwritten(StationError):
    """The file of a certificate cannot be written where the technician wants it."""

    code = "certificate_unwritten"


class Targets(Protocol):
    """Which target lies at this post, from its own certificate."""

    def __call__(self, serial: str) -> Target: ...


@dataclass(frozen=True)
class _Pixels:
    """A preview of frames as a slot of pictures for the screen."""

    preview: Preview

    def get(self) -> tuple[int, Any]:
        number, frame = self.preview.get()
        return number, None if frame is None else frame.pixels


class Workshop:
    """One technician's view; blocking calls belong on a worker thread."""

    def __init__(
        self,
        devices: Devices,
        calibrations: Calibrations,
        tap: Callable[[ScannerInfo], FrameTap],
        target: Targets,
        officer: Officer,
    ) -> None:
        if not officer.may(Permission.DEVICES):
            raise NotAllowed(f"role {officer.role.value} has no workshop")
        self._devices = devices
        self._calibrations = calibrations
        self._tap = tap
        self._target = target
        self._officer = officer
        self._preview: Preview | None = None
        self._wizard: Wizard | None = None
        self._wizard_of = ""

    def devices(self) -> tuple[desk.DeviceView, ...]:
        return (*(self._scanner_view(s) for s in self._devices.scanners()), self._camera_view())

    def live(self, device: str) -> desk.PictureSlot | None:
        """Preview pictures of one device; asking for another one stops the first. None where it has none now."""
        self.stop_live()
        if device == self._devices.camera_info().serial:
            slot: desk.PictureSlot = self._devices.live()
            return slot
        if self._status(device) is None:
            return None
        self._preview = self._devices.hub.live(device)
        return _Pixels(self._preview)

    def stop_live(self) -> None:
        preview, self._preview = self._preview, None
        if preview is not None:
            preview.close()

    def self_test(self, device: str) -> desk.SelfTestReport:
        """Raises DeviceError, NotOffered."""
        self.stop_live()
        if device == self._devices.camera_info().serial:
            return self._camera_test(device)
        report = self._devices.hub.self_test(device)
        measurements = tuple(
            desk.Measurement(step.name, round(step.milliseconds, 1), "ms", None, None, _state(step.passed))
            for step in report.steps
        )
        return desk.SelfTestReport(device, datetime.now(UTC), report.passed, measurements)

    def calibration_steps(self, device: str) -> tuple[desk.CalibrationStep, ...]:
        """A new run, or the one that is going on; empty where this device cannot be calibrated."""
        wizard = self._run_of(device)
        return () if wizard is None else wizard.steps()

    def run_step(
        self, device: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> tuple[desk.CalibrationStep, ...]:
        """Do the step that is due. Raises DeviceError, BiometricError: the step may be run again."""
        self.stop_live()
        wizard = self._run_needed(device)
        wizard.run(cancel, on_progress)
        return wizard.steps()

    def skip_step(self, device: str) -> tuple[desk.CalibrationStep, ...]:
        wizard = self._run_needed(device)
        wizard.skip()
        return wizard.steps()

    def restart(self, device: str) -> tuple[desk.CalibrationStep, ...]:
        self._wizard = None
        return self.calibration_steps(device)

    def _run_needed(self, device: str) -> Wizard:
        wizard = self._run_of(device)
        if wizard is None:
            raise NotOffered(device)
        return wizard

    def _run_of(self, device: str) -> Wizard | None:
        if self._wizard is not None and self._wizard_of == device:
            return self._wizard
        status = self._status(device)
        return None if status is None else self._begin(status)

    def finish_calibration(self, device: str) -> desk.CalibrationResult:
        """Measure, judge, sign and store; captures of this reader are corrected with it from now on."""
        if self._wizard is None or self._wizard_of != device:
            raise NotOffered(device)
        finished = self._wizard.finish()
        self._calibrations.keep(finished)
        self._wizard = None
        return finished.result()

    def drift(self, device: str) -> desk.DriftView | None:
        """A reader against its commissioning, and its platen as it lies now: that takes one picture where the reader
        is idle, and stops the live one. None for what is no reader."""
        if self._status(device) is None:
            return None
        self.stop_live()
        found = self._calibrations.drift(device)
        courses = (
            ("lamp", 1.0, [p.lamp for p in found.points]),
            ("dark_rise", 0.0, [p.dark_rise for p in found.points]),
            ("defect_share", 0.0, [p.defects for p in found.points]),
        )
        lines = tuple(
            desk.DriftLine(name, tuple(values), fresh, limits.SCANNER[name].low, limits.SCANNER[name].high)
            for name, fresh, values in courses
        )
        platen = self._devices.platen(device)
        return desk.DriftView(device, tuple(p.at for p in found.points), lines, found.wear, found.days_left, platen)

    def save_certificate(self, device: str, path: Path) -> str:
        """Write the newest certificate of a reader as PDF, whole or not at all; its id.

        Raises NoCertificate, CertificateUnwritten.
        """
        stored = self._calibrations.newest(device)
        if stored is None:
            raise NoCertificate(device)
        paper = certificate_pdf(stored.signed, self._calibrations.drift(device))
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(paper)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise CertificateUnwritten(error.strerror or type(error).__name__) from error
        return stored.certificate.id

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that a device came, went or changed, from any thread; returns how to stop that."""
        return self._devices.hub.subscribe(lambda _: changed())

    def _begin(self, status: ScannerStatus) -> Wizard:
        serial = status.info.serial
        self._wizard = self._calibrations.begin(self._tap(status.info), self._officer, self._target(serial))
        self._wizard_of = serial
        return self._wizard

    def _status(self, device: str) -> ScannerStatus | None:
        return next((s for s in self._devices.scanners() if s.info.serial == device), None)

    def _scanner_view(self, status: ScannerStatus) -> desk.DeviceView:
        info = status.info
        newest = self._calibrations.newest(info.serial)
        end = self._calibrations.expires(info.serial)
        return desk.DeviceView(
            id=info.serial,
            kind=desk.DeviceKind.FINGER,
            model=info.model,
            serial=info.serial,
            port=info.port,
            firmware=info.firmware,
            health=SCANNER_HEALTH[status.state],
            emulated=info.emulated,
            error=status.error or "",
            calibration=newest.certificate.id if newest else None,
            calibrated_at=newest.certificate.made_at if newest else None,
            calibration_expired=end is not None and end < datetime.now(UTC).date(),
            history=tuple(
                desk.DeviceEvent(datetime.fromtimestamp(h.at, UTC), h.error or h.state.value) for h in status.history
            ),
        )

    def _camera_view(self) -> desk.DeviceView:
        info = self._devices.camera_info()
        return desk.DeviceView(
            id=info.serial,
            kind=desk.DeviceKind.CAMERA,
            model=info.name,
            serial=info.serial,
            port=str(info.address),
            firmware="",
            health=CAMERA_HEALTH[self._devices.camera_state()],
            emulated=info.virtual,
        )

    def _camera_test(self, device: str) -> desk.SelfTestReport:
        """Does it deliver, how fast, and how large."""
        shape, fps = self._devices.camera_pace(CAMERA_FRAMES, CAMERA_SECONDS)
        height, width = shape[:2] if shape else (0, 0)
        measurements = (
            desk.Measurement("frame_rate", round(fps, 1), "fps", SLOWEST_FPS, None, _state(fps >= SLOWEST_FPS), True),
            desk.Measurement("frame_width", float(width), "px", 1200, None, _state(width >= 1200)),
            desk.Measurement("frame_height", float(height), "px", 800, None, _state(height >= 800)),
        )
        live = self._devices.camera_state() is CameraState.LIVE
        passed = live and all(m.state is desk.StepState.PASSED for m in measurements)
        return desk.SelfTestReport(device, datetime.now(UTC), passed, measurements)

    def close(self) -> None:
        with contextlib.suppress(StationError):
            self.stop_live()


def _state(passed: bool) -> desk.StepState:
    return desk.StepState.PASSED if passed else desk.StepState.FAILED
