"""The technician's desk: devices with their health, live pictures, self-tests, and the calibration step by step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from drivers.camera.base import CameraState
from drivers.errors import DeviceError
from drivers.finger.base import ScannerInfo
from drivers.finger.hub import FingerHub, ScannerStatus
from drivers.finger.preview import Preview
from station.domain import desk
from station.domain.calibration import Step, Target
from station.domain.officer import Officer
from station.errors import StationError
from station.services.calibrate import OutOfOrder, Wizard
from station.services.calibrations import Calibrations
from station.services.devices import CAMERA_HEALTH, SCANNER_HEALTH
from station.services.frame_tap import FrameTap, HubTap

# What a technician with a bar target does; charts are added where they are at hand.
USUAL = (Step.CLEAN, Step.DARK, Step.FLAT, Step.BARS_ALONG, Step.BARS_ACROSS, Step.FINGER)
CAMERA_WAIT = 2.0  # seconds a live camera may take for one picture
CAMERA_FRAMES = 10


class UnknownDevice(StationError):
    """No reader or camera of that name is at this station."""

    code = "unknown_device"


class CameraLike(Protocol):
    """What the bench needs of drivers.camera.opencv.Camera."""

    @property
    def info(self) -> Any: ...
    @property
    def state(self) -> CameraState: ...
    def latest(self) -> Any: ...
    def wait(self, after_number: int, timeout: float) -> Any: ...


class LiveFinger:
    """A picture slot that lets the reader go while a step needs it, and takes it back afterwards."""

    def __init__(self, hub: FingerHub, serial: str) -> None:
        self._hub, self.serial = hub, serial
        self._lock = threading.Lock()
        self._preview: Preview | None = None
        self._last: tuple[int, Any] = (0, None)
        self._shown = 0

    def open(self) -> None:
        """Raises DeviceError."""
        with self._lock:
            if self._preview is None:
                self._preview = self._hub.live(self.serial)
                self._shown = self._last[0]

    def close(self) -> None:
        with self._lock:
            preview, self._preview = self._preview, None
        if preview is not None:
            preview.close()

    def get(self) -> tuple[int, Any]:
        """Numbers go on growing over pauses."""
        with self._lock:
            if self._preview is not None:
                number, frame = self._preview.get()
                if frame is not None:
                    self._last = (self._shown + number, frame.pixels)
            return self._last


@dataclass(frozen=True)
class LiveCamera:
    camera: CameraLike

    def get(self) -> tuple[int, Any]:
        frame = self.camera.latest()
        return (0, None) if frame is None else (frame.number, frame.pixels)


class TechnicianDesk:
    """`tap` makes the source of raw frames for a reader: the reader itself, or a rehearsed bench in demo and training.

    `steps`: what this technician has targets for, in order. Every method may block; call them from a worker.
    """

    def __init__(
        self,
        hub: FingerHub,
        camera: CameraLike | None,
        calibrations: Calibrations,
        officer: Officer,
        target: Target,
        *,
        steps: Sequence[Step] = USUAL,
        tap: Callable[[FingerHub, ScannerInfo], FrameTap] = HubTap,
        today: Callable[[], Any] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._hub, self._camera, self._calibrations = hub, camera, calibrations
        self._officer, self._target, self._steps, self._tap, self._today = officer, target, tuple(steps), tap, today
        self._live: LiveFinger | None = None
        self._wizards: dict[str, Wizard] = {}

    # ---- devices

    def devices(self) -> tuple[desk.DeviceView, ...]:
        views = [self._scanner_view(status) for status in self._hub.status()]
        if self._camera is not None:
            info = self._camera.info
            health = CAMERA_HEALTH[self._camera.state]
            views.append(
                desk.DeviceView(
                    info.serial, desk.DeviceKind.CAMERA, info.name, info.serial, str(info.address), "", health,
                    emulated=info.virtual,
                )
            )  # fmt: skip
        return tuple(views)

    def _scanner_view(self, status: ScannerStatus) -> desk.DeviceView:
        info = status.info
        stored = self._calibrations.newest(info.serial)
        certificate = None if stored is None else stored.certificate
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
            calibration=None if certificate is None else certificate.id,
            calibrated_at=None if certificate is None else certificate.made_at,
            calibration_expired=certificate is not None and certificate.expired(self._today()),
            history=tuple(
                desk.DeviceEvent(datetime.fromtimestamp(h.at, UTC), h.error or h.state.value)
                for h in reversed(status.history)
            ),
        )

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        return self._hub.subscribe(lambda _status: changed())

    def live(self, device: str) -> desk.PictureSlot | None:
        """Pictures of one device; the one before is let go. None where the reader is busy or gone."""
        self.stop_live()
        if self._is_camera(device) and self._camera is not None:
            return LiveCamera(self._camera)
        slot = LiveFinger(self._hub, device)
        try:
            slot.open()
        except DeviceError:
            return None
        self._live = slot
        return slot

    def stop_live(self) -> None:
        slot, self._live = self._live, None
        if slot is not None:
            slot.close()

    def _is_camera(self, device: str) -> bool:
        return self._camera is not None and device == self._camera.info.serial

    def _info(self, device: str) -> ScannerInfo:
        found = next((s.info for s in self._hub.status() if s.info.serial == device), None)
        if found is None:
            raise UnknownDevice(device)
        return found

    def _alone(self, device: str, job: Callable[[], Any]) -> Any:
        """`job` with the reader to itself; the live picture goes on afterwards, if the reader is still there."""
        slot = self._live if self._live is not None and self._live.serial == device else None
        if slot is not None:
            slot.close()
        try:
            return job()
        finally:
            if slot is not None and slot is self._live:
                try:
                    slot.open()
                except DeviceError:
                    self._live = None  # unplugged meanwhile: the list of devices says so

    # ---- self-test

    def self_test(self, device: str) -> desk.SelfTestReport:
        """Raises DeviceError, UnknownDevice."""
        if self._is_camera(device):
            return self._test_camera(device)
        self._info(device)
        report = self._alone(device, lambda: self._hub.self_test(device))
        measurements = tuple(
            desk.Measurement(s.name, s.milliseconds, "ms", None, None, _state(s.passed)) for s in report.steps
        )
        return desk.SelfTestReport(device, datetime.now(UTC), report.passed, measurements)

    def _test_camera(self, device: str) -> desk.SelfTestReport:
        camera = self._camera
        if camera is None:
            raise UnknownDevice(device)
        start = time.monotonic()
        number, size, got = 0, (0, 0), 0
        newest = camera.latest()
        number = newest.number if newest else 0
        while got < CAMERA_FRAMES:
            frame = camera.wait(number, CAMERA_WAIT)
            if frame is None or frame.number == number:
                break
            number, size, got = frame.number, (frame.pixels.shape[1], frame.pixels.shape[0]), got + 1
        rate = got / max(time.monotonic() - start, 1e-6)
        # the frame of border profile 7, of which the portrait is cut: 1600x1200, ten per cent less is allowed
        shown = (
            ("frame_rate", rate, "1/s", 5.0, True),
            ("width", float(max(size)), "px", 1440.0, False),
            ("height", float(min(size)), "px", 1080.0, False),
        )
        measurements = tuple(
            desk.Measurement(name, value, unit, low, None, _state(value >= low), own)
            for name, value, unit, low, own in shown
        )
        passed = all(m.state is desk.StepState.PASSED for m in measurements)
        return desk.SelfTestReport(device, datetime.now(UTC), passed, measurements)

    # ---- calibration

    def calibration_steps(self, device: str) -> tuple[str, ...]:
        return () if self._is_camera(device) else tuple(str(step) for step in self._steps)

    def run_step(
        self, device: str, step: str, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> desk.CalibrationStep:
        """Take the frames of one step. The first step begins a new run, an earlier one goes back to it.

        Raises DeviceError and BiometricError (do the step again), OutOfOrder, UnknownDevice, NotAllowed.
        """
        wanted = Step(step)
        if wanted is self._steps[0] or device not in self._wizards:
            self._wizards[device] = self._calibrations.begin(
                self._tap(self._hub, self._info(device)), self._officer, self._target
            )
        wizard = self._wizards[device]
        self._pass_over(wizard)
        if wizard.step is not wanted:
            wizard.again(wanted)
            self._pass_over(wizard)
        if wizard.step is not wanted:
            raise OutOfOrder(f"step {wizard.step} comes before {wanted}")
        self._alone(device, lambda: wizard.run(cancel, on_progress))
        return next(s for s in wizard.steps() if s.key == str(wanted))

    def _pass_over(self, wizard: Wizard) -> None:
        while wizard.step is not None and wizard.step not in self._steps:
            wizard.skip()

    def finish_calibration(self, device: str) -> desk.CalibrationResult:
        """Measure, sign, store; the captures of this reader use and name it from now on. Raises OutOfOrder."""
        wizard = self._wizards.get(device)
        if wizard is None:
            raise OutOfOrder("no step was done")
        self._pass_over(wizard)
        finished = wizard.finish()
        self._calibrations.keep(finished)
        del self._wizards[device]
        return finished.result()


def _state(passed: bool) -> desk.StepState:
    return desk.StepState.PASSED if passed else desk.StepState.FAILED
