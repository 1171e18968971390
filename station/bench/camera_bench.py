"""The camera bench: a camera before its chart, focused by eye and figure, measured, certified."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from drivers.camera.base import EXPOSURE_BY_CAMERA, EXPOSURE_BY_HAND, CameraControl
from models.calibration import camera, limits
from station.bench import certify
from station.bench.calibrations import Calibrations
from station.bench.cameras import Cameras
from station.bench.chart_pdf import chart_pdf
from station.domain import desk
from station.domain.calibration import Verdict
from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.officer import Officer
from station.errors import StationError
from station.paper_file import write_whole

FRAMES = 5  # of one measurement; each quantity is their median
SETTLE_FRAMES = 2  # pictures after which a control that was set shows

SWITCHES: dict[str, tuple[CameraControl, CameraControl]] = {  # what is set, and what leaves it to the camera
    "exposure": (CameraControl.EXPOSURE, CameraControl.AUTO_EXPOSURE),
    "focus": (CameraControl.FOCUS, CameraControl.AUTOFOCUS),
}
ON = {CameraControl.AUTO_EXPOSURE: EXPOSURE_BY_CAMERA, CameraControl.AUTOFOCUS: 1.0}
OFF = {CameraControl.AUTO_EXPOSURE: EXPOSURE_BY_HAND, CameraControl.AUTOFOCUS: 0.0}


class BadSetting(StationError):
    """The camera cannot stand like that; `field` names the first value that is wrong."""

    code = "camera_setting"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class CameraBench:
    """For one technician; calls block and belong on a worker thread."""

    def __init__(self, cameras: Cameras, calibrations: Calibrations, officer: Officer) -> None:
        self._cameras, self._calibrations, self._officer = cameras, calibrations, officer

    def view(self, device: str) -> BenchView | None:
        """What the page shows of a camera; None for what is no camera."""
        if all(info.serial != device for info in self._cameras.infos()):
            return None
        limit = limits.CAMERA["focus"].low or 0.0
        return BenchView(device, self._calibrations.setting(device), self.switches(device), limit)

    def switches(self, device: str) -> tuple[CameraSwitch, ...]:
        """What this camera lets one set, as it stands now; empty where it offers nothing, or is not open yet."""
        opened = self._cameras.opened(device)
        offered = {} if opened is None else opened.controls
        found = []
        for key, (by_hand, itself) in SWITCHES.items():
            value, auto = offered.get(by_hand), offered.get(itself)
            if value is not None or auto is not None:
                found.append(CameraSwitch(key, value, None if auto is None else auto != OFF[itself]))
        return tuple(found)

    def set_value(self, device: str, key: str, value: float) -> tuple[CameraSwitch, ...]:
        """Set by hand, which takes it from the camera; what the camera made of it. Raises NotFound, NotAllowed."""
        by_hand, itself = SWITCHES[key]
        return self._adjust(device, ((itself, OFF[itself]), (by_hand, value)))

    def set_automatic(self, device: str, key: str, automatic: bool) -> tuple[CameraSwitch, ...]:
        """Raises NotFound, NotAllowed."""
        itself = SWITCHES[key][1]
        return self._adjust(device, ((itself, ON[itself] if automatic else OFF[itself]),))

    def _adjust(self, device: str, wishes: tuple[tuple[CameraControl, float], ...]) -> tuple[CameraSwitch, ...]:
        self._calibrations.may_look(self._officer)
        opened = self._cameras.hold(device)
        for control, value in wishes:
            opened.adjust(control, value)
        newest = opened.latest()
        opened.wait((newest.number if newest else 0) + SETTLE_FRAMES - 1, 1.0)
        return self.switches(device)

    def look(self, device: str) -> ChartLook | None:
        """The live picture in figures; None while no picture has come."""
        opened = self._cameras.opened(device)
        frame = None if opened is None else opened.latest()
        if frame is None:
            return None
        seen = camera.look(frame.pixels)
        return ChartLook(seen.sharpness, seen.detail)

    def remember(self, device: str, setting: CameraSetting) -> None:
        """Keep how this camera stands for the next time. Raises BadSetting, NotAllowed."""
        self._calibrations.may_look(self._officer)
        wrong = setting.wrong()
        if wrong:
            raise BadSetting(wrong[0])
        if setting != self._calibrations.setting(device):
            self._calibrations.remember(device, setting)

    def measure(
        self, device: str, setting: CameraSetting, cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> desk.CalibrationResult:
        """Several pictures of the chart, measured, signed and stored with the camera.

        Raises BadSetting, NotAllowed; DeviceError: NotFound, TimedOut, Cancelled; BiometricError: NoCameraChart,
        ChartMoved.
        """
        self.remember(device, setting)
        frames = self._cameras.frames(device, FRAMES, cancel, on_progress)
        info = self._cameras.hold(device).info
        certificate = self._calibrations.check_camera(info, frames, setting, self._officer).certificate
        return desk.CalibrationResult(
            device=device,
            certificate=certificate.id,
            at=certificate.made_at,
            passed=certificate.verdict is not Verdict.FAILED,
            measurements=tuple(certify.shown(r, staged=False) for r in certificate.readings),
        )

    def save_chart(self, path: Path) -> None:
        """The chart to print, whole or not at all. Raises CertificateUnwritten."""
        write_whole(path, chart_pdf())
