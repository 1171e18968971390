"""The readers and cameras that this station has seen, their calibrations and their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.dialects.sqlite import insert

from station.store.errors import RecordMissing
from station.store.session import Unit
from station.store.tables import calibrations, device_events, devices


@dataclass(frozen=True)
class Device:
    serial: str
    model: str
    first_seen: datetime
    last_seen: datetime
    allowed: bool


@dataclass(frozen=True)
class StoredCalibration:
    id: str
    serial: str
    made_at: datetime
    made_by: str
    content: bytes  # whatever the calibrating service packs
    note: str


@dataclass(frozen=True)
class DeviceEventRow:
    serial: str
    at: datetime
    kind: str  # "plugged", "unplugged", "fault", "self_test", "bench_setting" ...
    detail: str


def seen(unit: Unit, serial: str, model: str, *, allowed: bool = True) -> bool:
    """Note that a device was there; True when it is the first time. `allowed` counts only then."""
    new = unit.connection.execute(select(devices.c.serial).where(devices.c.serial == serial)).first() is None
    now = unit.now().isoformat()
    statement = insert(devices).values(serial=serial, model=model, first_seen=now, last_seen=now, allowed=allowed)
    unit.connection.execute(
        statement.on_conflict_do_update(index_elements=["serial"], set_={"last_seen": now, "model": model})
    )
    return new


def allow(unit: Unit, serial: str, allowed: bool) -> None:
    if not unit.connection.execute(devices.update().where(devices.c.serial == serial).values(allowed=allowed)).rowcount:
        raise RecordMissing("no such device")


def is_allowed(unit: Unit, serial: str) -> bool | None:
    """None: never seen."""
    found: bool | None = unit.connection.execute(select(devices.c.allowed).where(devices.c.serial == serial)).scalar()
    return found


def every(unit: Unit) -> list[Device]:
    return [
        Device(
            r.serial,
            r.model,
            datetime.fromisoformat(r.first_seen),
            datetime.fromisoformat(r.last_seen),
            r.allowed,
        )
        for r in unit.connection.execute(select(devices).order_by(devices.c.serial))
    ]


def put_calibration(unit: Unit, calibration: StoredCalibration) -> None:
    """Calibrations are never changed; the newest of a serial is in use."""
    unit.connection.execute(
        calibrations.insert().values(
            id=calibration.id,
            serial=calibration.serial,
            made_at=calibration.made_at.isoformat(),
            made_by=calibration.made_by,
            content=calibration.content,
            note=calibration.note,
        )
    )


def _calibration(row: Row[tuple[object, ...]]) -> StoredCalibration:
    return StoredCalibration(
        row.id, row.serial, datetime.fromisoformat(row.made_at), row.made_by, row.content, row.note
    )


def calibration(unit: Unit, serial: str) -> StoredCalibration | None:
    """The newest calibration of a device."""
    row = unit.connection.execute(
        select(calibrations).where(calibrations.c.serial == serial).order_by(calibrations.c.made_at.desc()).limit(1)
    ).first()
    return None if row is None else _calibration(row)


def calibration_history(unit: Unit, serial: str) -> list[StoredCalibration]:
    """Newest first."""
    rows = unit.connection.execute(
        select(calibrations).where(calibrations.c.serial == serial).order_by(calibrations.c.made_at.desc())
    )
    return [_calibration(row) for row in rows]


def add_event(unit: Unit, event: DeviceEventRow) -> None:
    unit.connection.execute(
        device_events.insert().values(
            serial=event.serial, at=event.at.isoformat(), kind=event.kind, detail=event.detail
        )
    )


def history(unit: Unit, serial: str, limit: int = 100) -> list[DeviceEventRow]:
    """Newest first."""
    rows = unit.connection.execute(
        select(device_events)
        .where(device_events.c.serial == serial)
        .order_by(device_events.c.number.desc())
        .limit(limit)
    )
    return [DeviceEventRow(r.serial, datetime.fromisoformat(r.at), r.kind, r.detail) for r in rows]


def newest_event(unit: Unit, serial: str, kind: str) -> DeviceEventRow | None:
    row = unit.connection.execute(
        select(device_events)
        .where(device_events.c.serial == serial, device_events.c.kind == kind)
        .order_by(device_events.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else DeviceEventRow(row.serial, datetime.fromisoformat(row.at), row.kind, row.detail)
