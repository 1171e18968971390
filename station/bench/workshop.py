"""The technician's room: every reader and camera, live pictures, self-tests, the calibration of a reader, the bench of
a camera, and chip readers."""

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
from drivers.finger.sensors import SENSORS
from station.bench import card_bench, device_views, drift, self_test_report
from station.bench.calibrate import Wizard
from station.bench.calibrations import Calibrations
from station.bench.camera_bench import CameraBench
from station.bench.cameras import LivePicture
from station.bench.card_bench import CardBench
from station.bench.certificate_pdf import certificate_pdf
from station.bench.devices import Devices
from station.bench.frame_tap import FrameTap
from station.domain import desk
from station.domain.calibration import Target
from station.domain.officer import Officer, Permission
from station.errors import NotAllowed, StationError
from station.paper_file import write_whole

CAMERA_FRAMES = 10  # frames of a camera's self-test
CAMERA_SECONDS = 5.0
SLOWEST_FPS = 10.0  # below, guidance feels late to the traveller; the project's own limit


class NotOffered(StationError):
    """This device has no such test or calibration."""

    code = "device_not_offered"


class NoCertificate(StationError):
    """This device was never calibrated, or its calibration failed its checks."""

    code = "no_certificate"


class NoReport(StationError):
    """This device has not been tested since the technician signed in."""

    code = "no_self_test"


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
        cards: CardBench | None = None,
    ) -> None:
        if not officer.may(Permission.DEVICES):
            raise NotAllowed(f"role {officer.role.value} has no workshop")
        self._devices = devices
        self._cameras = devices.cameras
        self._calibrations = calibrations
        self.bench = CameraBench(self._cameras, calibrations, officer)
        self._tap = tap
        self._target = target
        self._officer = officer
        self._cards = cards
        self._preview: Preview | None = None
        self._wizard: Wizard | None = None
        self._wizard_of = ""
        self._reports: dict[str, desk.SelfTestView] = {}

    def devices(self) -> tuple[desk.DeviceView, ...]:
        """Readers, the counter's camera, the other cameras of this machine, then its chip readers."""
        return device_views.every(self._devices, self._calibrations, self._cards)

    def live(self, device: str) -> desk.PictureSlot | None:
        """Preview pictures of one device; asking for another one stops the first. None where it has none now.

        Raises NotAllowed.
        """
        self.stop_live()
        self._still_allowed()
        if self._is_camera(device):
            slot: desk.PictureSlot = LivePicture(self._cameras.hold(device))
            return slot
        if self._status(device) is None:
            return None
        self._preview = self._devices.hub.live(device)
        return _Pixels(self._preview)

    def stop_live(self) -> None:
        self._cameras.release()
        self._stop_preview()

    def _stop_preview(self) -> None:
        """A reader works for one at a time; a camera that is looked at may be measured."""
        preview, self._preview = self._preview, None
        if preview is not None:
            preview.close()

    def self_test(self, device: str) -> desk.SelfTestView:
        """Raises DeviceError, NotOffered, NotAllowed."""
        self._still_allowed()
        self._stop_preview()
        if self._is_camera(device):
            report = self._camera_test(device)
        else:
            found = self._devices.hub.self_test(device)
            measurements = tuple(
                desk.Measurement(step.name, round(step.milliseconds, 1), "ms", None, None, _state(step.passed))
                for step in found.steps
            )
            report = desk.SelfTestView(device, datetime.now(UTC), found.passed, measurements)
        self._reports[device] = report
        return report

    def test_card(
        self, device: str, key: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> desk.SelfTestView:
        """A chip reader's self-test with the reference document that lies on it; see `CardBench.test`.

        Raises DeviceError, NotOffered, NotAllowed.
        """
        self._still_allowed()
        if self._cards is None or not device.startswith(device_views.CHIP_READER):
            raise NotOffered(device)
        name = device.removeprefix(device_views.CHIP_READER)
        report = card_bench.report(device, self._cards.test(key, name, cancel, on_progress))
        self._reports[device] = report
        return report

    def reference(self, device: str) -> str:  # noqa: ARG002
        """The key of the document that lies on a chip reader, where the station knows it: in a demonstration only."""
        return ""

    def save_report(self, device: str, path: Path) -> None:
        """The last self-test of a device as a file to send: PDF by that ending, else JSON.

        Raises NoReport, CertificateUnwritten, NotAllowed.
        """
        self._still_allowed()
        report = self._reports.get(device)
        view = next((v for v in self.devices() if v.id == device), None)
        if report is None or view is None:
            raise NoReport(device)
        self_test_report.save(path, view, report, self._calibrations.software)

    def calibration_steps(self, device: str) -> tuple[desk.CalibrationStep, ...]:
        """A new run, or the one that is going on; empty where this device cannot be calibrated."""
        wizard = self._run_of(device)
        return () if wizard is None else wizard.steps()

    def run_step(
        self, device: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> tuple[desk.CalibrationStep, ...]:
        """Do the step that is due. Raises DeviceError, BiometricError: the step may be run again; NotAllowed."""
        self._still_allowed()
        self._stop_preview()
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
        if status is None or status.info.driver not in SENSORS:
            return None
        return self._begin(status)

    def finish_calibration(self, device: str) -> desk.CalibrationResult:
        """Measure, judge, sign and store; captures of this reader are corrected with it from now on."""
        if self._wizard is None or self._wizard_of != device:
            raise NotOffered(device)
        finished = self._wizard.finish()
        self._calibrations.keep(finished)
        self._wizard = None
        return finished.result()

    def drift(self, device: str) -> desk.DriftView | None:
        """A device against its commissioning. Of a reader also its platen as it lies now: that takes one picture where
        the reader is idle, and stops the live one. None for a camera that was never on the bench. Raises NotAllowed."""
        self._still_allowed()
        if self._status(device) is None:
            certificates = tuple(reversed(self._calibrations.history(device)))
            return drift.of_camera(device, certificates) if certificates else None
        self._stop_preview()
        return drift.of_reader(device, self._calibrations.drift(device), self._devices.platen(device))

    def save_certificate(self, device: str, path: Path) -> str:
        """Write the newest certificate of a device as PDF, whole or not at all; its id.

        Raises NoCertificate, CertificateUnwritten, NotAllowed.
        """
        self._still_allowed()
        signed = self._calibrations.paper(device)
        if signed is None:
            raise NoCertificate(device)
        write_whole(path, certificate_pdf(signed, self._calibrations.drift(device)))
        return signed.certificate.id

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that a device came, went or changed, from any thread; returns how to stop that."""
        stop = self._devices.hub.subscribe(lambda _: changed())
        if self._cards is None:
            return stop
        stop_cards = self._cards.watch(changed)

        def stop_both() -> None:
            stop()
            stop_cards()

        return stop_both

    def _still_allowed(self) -> None:
        """The account as it is now: whoever signed in may have lost the right since."""
        self._calibrations.may_look(self._officer)

    def _begin(self, status: ScannerStatus) -> Wizard:
        serial = status.info.serial
        self._wizard = self._calibrations.begin(self._tap(status.info), self._officer, self._target(serial))
        self._wizard_of = serial
        return self._wizard

    def _status(self, device: str) -> ScannerStatus | None:
        return next((s for s in self._devices.scanners() if s.info.serial == device), None)

    def _is_camera(self, device: str) -> bool:
        return any(info.serial == device for info in self._cameras.infos())

    def _camera_test(self, device: str) -> desk.SelfTestView:
        """Does it deliver, how fast, and how large."""
        shape, fps = self._cameras.pace(device, CAMERA_FRAMES, CAMERA_SECONDS)
        height, width = shape[:2] if shape else (0, 0)
        measurements = (
            desk.Measurement("frame_rate", round(fps, 1), "fps", SLOWEST_FPS, None, _state(fps >= SLOWEST_FPS), True),
            desk.Measurement("frame_width", float(width), "px", 1200, None, _state(width >= 1200)),
            desk.Measurement("frame_height", float(height), "px", 800, None, _state(height >= 800)),
        )
        live = self._cameras.hold(device).state is CameraState.LIVE
        passed = live and all(m.state is desk.StepState.PASSED for m in measurements)
        return desk.SelfTestView(device, datetime.now(UTC), passed, measurements)

    def close(self) -> None:
        with contextlib.suppress(StationError):
            self.stop_live()


def _state(passed: bool) -> desk.StepState:
    return desk.StepState.PASSED if passed else desk.StepState.FAILED
