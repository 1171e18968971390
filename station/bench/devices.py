"""The scanners and the camera of this station: health, sources of samples, and who may feed a record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraInfo, CameraState
from drivers.camera.find import find_cameras
from drivers.camera.opencv import Camera
from drivers.errors import DeviceError
from drivers.finger.base import FingerFrame, ScannerInfo, SlapFrame
from drivers.finger.hub import CaptureEvent, FingerHub, ScannerState, ScannerStatus, Watch
from station import logs
from station.bench.cameras import Cameras, LivePicture
from station.bench.platen_watch import PlatenWatch
from station.domain.calibration import PlatenState
from station.domain.desk import FingerHint, Health
from station.domain.samples import SampleSource
from station.errors import StationError


class DeviceUnfit(StationError):
    """A device that may not feed a record; `code` says why."""

    code = "device_unfit"


HINTS: dict[CaptureEvent, FingerHint] = {
    CaptureEvent.WAITING_READER: FingerHint.UNPLUGGED,
    CaptureEvent.WAITING_FINGER: FingerHint.SEARCHING_FINGERS,
    CaptureEvent.SCANNING: FingerHint.SCANNING,
    CaptureEvent.CAPTURED: FingerHint.FINGERS_RECOGNIZED,
    CaptureEvent.LIFT: FingerHint.LIFT_FINGER,
    CaptureEvent.UNPLUGGED: FingerHint.UNPLUGGED,
    CaptureEvent.RECONNECTED: FingerHint.RECONNECTED,
    CaptureEvent.RETRY: FingerHint.KEEP_STILL,
}
SCANNER_HEALTH: dict[ScannerState, Health] = {
    ScannerState.READY: Health.READY,
    ScannerState.BUSY: Health.BUSY,
    ScannerState.ABSENT: Health.ABSENT,
    ScannerState.FAULT: Health.FAULT,
    ScannerState.REFUSED: Health.REFUSED,
}
CAMERA_HEALTH: dict[CameraState, Health] = {
    CameraState.OPENING: Health.ABSENT,
    CameraState.LIVE: Health.READY,
    CameraState.STALLED: Health.STALLED,
    CameraState.LOST: Health.ABSENT,
    CameraState.CLOSED: Health.ABSENT,
    CameraState.ASLEEP: Health.ASLEEP,
}
BEST_FIRST = (Health.READY, Health.BUSY, Health.STALLED, Health.FAULT, Health.REFUSED, Health.UNUSED, Health.ABSENT)


@dataclass(frozen=True)
class _Scanner:
    hub: FingerHub
    platen: PlatenWatch | None
    rehearsal: bool

    def capture(
        self,
        timeout: float,
        cancel: threading.Event,
        on_event: Callable[[FingerHint], None],
        watch: Watch,
        finger: int | None = None,
    ) -> FingerFrame:
        """`finger`: 1 to 10, for readers that must be told which one comes.

        Raises DeviceUnfit `reader_emulated` outside demo and training; DeviceError as the hub does."""
        self._refuse_where_all_are_emulated()
        frame = self.hub.capture(timeout, cancel, None, lambda event: on_event(HINTS[event]), watch, finger)
        self._refuse_emulated(frame.info)
        if self.platen is not None:
            self.platen.captured(frame)
        return frame

    @property
    def slaps(self) -> tuple[int, ...]:
        """Codes of the slaps (13 to 15) that a reader takes at once now; none: one finger after the other."""
        return self.hub.slaps()

    def capture_slap(
        self,
        slap: int,
        missing: Sequence[int],
        timeout: float,
        cancel: threading.Event,
        on_event: Callable[[FingerHint], None],
        watch: Watch,
    ) -> SlapFrame:
        """Raises as `capture` does; Declined where no reader takes that slap now."""
        self._refuse_where_all_are_emulated()
        frame = self.hub.capture_slap(slap, timeout, cancel, None, lambda event: on_event(HINTS[event]), watch, missing)
        self._refuse_emulated(frame.info)
        return frame

    def _refuse_where_all_are_emulated(self) -> None:
        working = [s.info for s in self.hub.status() if s.state in (ScannerState.READY, ScannerState.BUSY)]
        if working and all(info.emulated for info in working):
            self._refuse_emulated(working[0])

    def _refuse_emulated(self, info: ScannerInfo) -> None:
        if info.emulated and not self.rehearsal:
            raise DeviceUnfit(f"{info.model} {info.serial}", code="reader_emulated")


class Devices:
    """`rehearsal`: demo or training, where emulated and virtual devices are welcome because no record leaves."""

    def __init__(
        self,
        hub: FingerHub,
        camera: Camera,
        rehearsal: bool,
        expires: Callable[[str], date | None] = lambda serial: None,  # noqa: ARG005
        platen: PlatenWatch | None = None,
        certificate: Callable[[str], str | None] = lambda serial: None,  # noqa: ARG005
        find: Callable[[], tuple[CameraInfo, ...]] = find_cameras,
    ) -> None:
        self.hub = hub
        self.cameras = Cameras(camera, find)
        self._camera = camera
        self._certificate = certificate
        self._rehearsal = rehearsal
        self._expires = expires
        self._platen = platen

    # ---- fingers

    def scanner(self) -> _Scanner:
        return _Scanner(self.hub, self._platen, self._rehearsal)

    def scanners(self) -> tuple[ScannerStatus, ...]:
        return self.hub.status()

    def scanner_health(self) -> Health:
        states = [SCANNER_HEALTH[s.state] for s in self.hub.status()]
        return min(states, key=BEST_FIRST.index, default=Health.ABSENT)

    def platen(self, serial: str | None = None) -> PlatenState:
        """What lies on the glass of an idle reader between two travellers; UNKNOWN where nobody can tell.

        `serial` names one reader; without it the first one that is ready is looked at.
        """
        idle = (s for s in self.hub.status() if s.state is ScannerState.READY)
        ready = next((s for s in idle if serial in (None, s.info.serial)), None)
        if self._platen is None or ready is None:
            return PlatenState.UNKNOWN
        try:
            return self._platen.look_now(self.hub, ready.info.serial).state
        except DeviceError as error:  # a reader that fails now says so itself when a finger is asked for
            logs.log.info("platen not seen", code=error.code)
            return PlatenState.UNKNOWN

    def calibration_expired(self) -> bool:
        """Whether the certificate of a reader in use is over; captures go on, the officer is told."""
        today = datetime.now(UTC).date()
        for status in self.hub.status():
            end = self._expires(status.info.serial)
            if status.state in (ScannerState.READY, ScannerState.BUSY) and end is not None and end < today:
                return True
        return False

    # ---- camera

    def camera(self) -> Camera:
        """The camera for an enrolment.

        Raises:
            DeviceUnfit: `virtual_camera`, unless this is a demo or training.
        """
        if self._camera.info.virtual and not self._rehearsal:
            raise DeviceUnfit(self._camera.info.name, code="virtual_camera")
        return self._camera

    def camera_source(self) -> SampleSource:
        """The camera as a face sample names it, with the certificate of its last bench."""
        info = self._camera.info
        papers = (self._certificate(name) for name in info.names)
        certificate = next((paper for paper in papers if paper is not None), None)
        return SampleSource(info.name, info.serial, str(info.address), certificate)

    def camera_expired(self) -> bool:
        """Whether the camera's certificate is over; captures go on, the officer is told."""
        ends = (self._expires(name) for name in self._camera.info.names)
        end = next((day for day in ends if day is not None), None)
        return end is not None and end < datetime.now(UTC).date()

    def camera_health(self) -> Health:
        return CAMERA_HEALTH[self._camera.state]

    def picture(self) -> NDArray[np.uint8]:
        """The newest picture of the camera.

        Raises:
            DeviceUnfit: `camera_stalled` or `no_camera` when no fresh picture comes.
        """
        newest = self._camera.latest()
        frame = self._camera.wait(newest.number if newest else 0, timeout=2.0)
        if frame is None:
            raise DeviceUnfit(code="camera_stalled" if newest is not None else "no_camera")
        return frame.pixels

    def live(self) -> LivePicture:
        """A slot with the newest picture, for the screen."""
        return LivePicture(self._camera)
