"""Readers and cameras as the technician sees them: health, history, and the certificate of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from drivers.camera.base import CameraInfo
from drivers.finger.hub import ScannerStatus
from station.bench.calibrations import Calibrations
from station.bench.devices import CAMERA_HEALTH, SCANNER_HEALTH, Devices
from station.domain import desk


def every(devices: Devices, calibrations: Calibrations) -> tuple[desk.DeviceView, ...]:
    """Readers, the counter's camera, then the other cameras of this machine."""
    found = (*(_reader(s) for s in devices.scanners()), *(_camera(devices, i) for i in devices.cameras.infos()))
    return tuple(_certified(view, calibrations) for view in found)


def _reader(status: ScannerStatus) -> desk.DeviceView:
    info = status.info
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
        history=tuple(_event(h.at, h.error or h.state.value) for h in status.history),
    )


def _camera(devices: Devices, info: CameraInfo) -> desk.DeviceView:
    opened = devices.cameras.opened(info.serial)
    return desk.DeviceView(
        id=info.serial,
        kind=desk.DeviceKind.CAMERA,
        model=info.name,
        serial=info.serial,
        port=str(info.address),
        firmware=info.firmware,
        health=desk.Health.UNUSED if opened is None else CAMERA_HEALTH[opened.state],
        emulated=info.virtual,
        in_use=devices.cameras.in_use(info.serial),
        history=() if opened is None else tuple(_event(e.at, e.code) for e in opened.history),
    )


def _certified(view: desk.DeviceView, calibrations: Calibrations) -> desk.DeviceView:
    """The device with its newest certificate, how long that lasts, and when each one was made."""
    newest = calibrations.paper(view.serial)
    if newest is None:
        return view
    certificate = newest.certificate
    made = tuple(desk.DeviceEvent(c.made_at, "certified") for c in calibrations.history(view.serial))
    return replace(
        view,
        history=tuple(sorted((*made, *view.history), key=lambda event: event.at)),
        calibration=certificate.id,
        calibrated_at=certificate.made_at,
        calibration_expired=certificate.expired(datetime.now(UTC).date()),
        valid_until=certificate.valid_until,
        due_soon=calibrations.due_soon(view.serial),
    )


def _event(at: float, code: str) -> desk.DeviceEvent:
    return desk.DeviceEvent(datetime.fromtimestamp(at, UTC), code)
