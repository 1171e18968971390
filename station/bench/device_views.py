"""Readers, cameras and chip readers as the technician sees them: health, history, and the certificate of each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from drivers.camera.base import CameraInfo
from drivers.finger.hub import ScannerStatus
from station.bench.calibrations import Calibrations
from station.bench.card_bench import CardBench
from station.bench.devices import CAMERA_HEALTH, SCANNER_HEALTH, Devices
from station.domain import desk

CHIP_READER = "pcsc:"  # begins the id of a chip reader; its name follows
_PLACE = re.compile(r"\s+[0-9A-F]{2}(\s+[0-9A-F]{2})?$")  # which reader, which slot: the service's own numbers


def every(devices: Devices, calibrations: Calibrations, cards: CardBench | None = None) -> tuple[desk.DeviceView, ...]:
    """Readers, the counter's camera, the other cameras of this machine, then its chip readers."""
    found = (*(_reader(s) for s in devices.scanners()), *(_camera(devices, i) for i in devices.cameras.infos()))
    return (*(_certified(view, calibrations) for view in found), *(() if cards is None else _chip_readers(cards)))


def _chip_readers(cards: CardBench) -> tuple[desk.DeviceView, ...]:
    """One that says why, where the service for them does not run."""
    readers, why = cards.known()
    if why:
        return (desk.DeviceView(CHIP_READER, desk.DeviceKind.CHIP, "PC/SC", "", "", "", desk.Health.ABSENT, error=why),)
    return tuple(map(_chip_reader, readers))


def _chip_reader(card: desk.CardReaderView) -> desk.DeviceView:
    health, error = desk.Health.READY, ""
    if card.slot:
        health = desk.Health.UNUSED
    elif card.mute:
        health, error = desk.Health.FAULT, "card_mute"
    elif card.taken:
        health, error = desk.Health.BUSY, "card_busy"
    return desk.DeviceView(
        id=f"{CHIP_READER}{card.name}",
        kind=desk.DeviceKind.CHIP,
        model=_PLACE.sub("", card.name),
        serial="",
        port=card.name,
        firmware="",
        health=health,
        emulated=card.emulated,
        error=error,
        in_use=not card.slot,
        card=card,
    )


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
