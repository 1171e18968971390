"""The calibrations of this station's readers: kept, checked, handed to the drivers, and compared over time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraInfo
from drivers.finger.rectify import Rectification
from models.calibration import camera, limits, platen
from station import logs
from station.domain.audit import Act, AuditEvent
from station.domain.calibration import Certificate, SignedCertificate, Target, Wear
from station.domain.officer import Officer, Permission
from station.errors import NotAllowed
from station.services import certify
from station.services.calibrate import Finished, Wizard
from station.services.certify import Run, Stored, UnusableCalibration
from station.services.frame_tap import FrameTap
from station.store import audit_log
from station.store import devices as device_rows
from station.store.session import Store
from station.vault.keys import StationKeys

WARN_DAYS = 14  # before a certificate ends


@dataclass(frozen=True)
class DriftPoint:
    at: datetime
    certificate: str
    lamp: float  # flat level over the one at commissioning
    dark_rise: float  # grey levels against commissioning
    defects: float  # share of pixels


@dataclass(frozen=True)
class Drift:
    """A reader since its commissioning, oldest first; what the screen plots and what it says."""

    points: tuple[DriftPoint, ...]
    wear: Wear
    days_left: float | None  # until the first limit is crossed on the present course


class Calibrations:
    """`record` and `expires` are what FingerHub and Devices ask; both only look into memory, from any thread."""

    def __init__(self, store: Store, keys: StationKeys, clock: Callable[[], datetime], software: str) -> None:
        self._store, self._keys, self._clock, self._software = store, keys, clock, software
        self._lock = threading.Lock()
        self._stored: dict[str, tuple[Stored, ...]] = {}  # by serial, newest first
        self.load()

    def load(self) -> None:
        """Read what is stored. A calibration that fails its checks is left out, and the log says so."""
        trusted = {self._keys.signer.public, *self._keys.past_signers}
        found: dict[str, tuple[Stored, ...]] = {}
        with self._store.reading() as unit:
            for device in device_rows.every(unit):
                kept = []
                for row in device_rows.calibration_history(unit, device.serial):
                    try:
                        kept.append(certify.unpack(row.content, trusted, device.serial))
                    except UnusableCalibration as error:
                        logs.log.warning("calibration refused", calibration=row.id, code=error.code, why=error.detail)
                found[device.serial] = tuple(kept)
        with self._lock:
            self._stored = found

    def newest(self, serial: str) -> Stored | None:
        with self._lock:
            return next(iter(self._stored.get(serial, ())), None)

    def history(self, serial: str) -> tuple[Certificate, ...]:
        """Newest first."""
        with self._lock:
            return tuple(s.certificate for s in self._stored.get(serial, ()))

    def commissioning(self, serial: str) -> Certificate | None:
        """The first calibration of the reader: later ones are compared with it."""
        return next(iter(reversed(self.history(serial))), None)

    def record(self, serial: str) -> Rectification | None:
        """What captures of this reader are corrected with; an expired one too: worn geometry beats none."""
        newest = self.newest(serial)
        return None if newest is None else newest.record

    def expires(self, serial: str) -> date | None:
        newest = self.newest(serial)
        return None if newest is None else newest.certificate.valid_until

    def due_soon(self, serial: str) -> bool:
        end = self.expires(serial)
        return end is not None and (end - self._clock().date()).days <= WARN_DAYS

    def begin(self, tap: FrameTap, officer: Officer, target: Target) -> Wizard:
        """A new run on the reader behind `tap`. Raises NotAllowed for officers without the right to calibrate."""
        if not officer.may(Permission.CALIBRATE):
            raise NotAllowed(f"{officer.role.value} may not calibrate")
        serial = tap.info.serial
        run = Run(officer.name, self._keys.station, target, self._software, self.commissioning(serial))
        return Wizard(tap, run, self._keys.signer, self._clock, self.record(serial))

    def check_camera(
        self, info: CameraInfo, frame: NDArray[np.uint8], setting: camera.Setting, officer: Officer, target: Target
    ) -> SignedCertificate:
        """Measure one frame (BGR) of the chart and sign the result. Raises NotAllowed, NoChart."""
        if not officer.may(Permission.CALIBRATE):
            raise NotAllowed(f"{officer.role.value} may not calibrate")
        results = camera.measure(frame, setting)
        run = Run(officer.name, self._keys.station, target, self._software)
        stood = {
            "distance_mm": setting.distance,
            "lens_height_cm": setting.lens_height,
            "travel_up_cm": setting.travel_up,
            "travel_down_cm": setting.travel_down,
        }
        written = certify.write_camera(run, info, results, frame, self._clock(), levels=stood)
        return certify.sign(written, self._keys.signer)

    def keep(self, finished: Finished) -> Stored:
        """Store a finished run: one transaction with its entry in the audit log; captures use it from now on."""
        stored = Stored(finished.signed, finished.record, finished.clean)
        certificate = stored.certificate
        with self._store.unit() as unit:
            device_rows.seen(unit, certificate.serial, certificate.model)
            device_rows.put_calibration(
                unit,
                device_rows.StoredCalibration(
                    certificate.id,
                    certificate.serial,
                    certificate.made_at,
                    certificate.operator,
                    certify.pack(stored),
                    str(certificate.verdict),
                ),
            )
            audit_log.append(
                unit,
                AuditEvent(
                    unit.now(),
                    certificate.operator,
                    Act.CALIBRATED,
                    certificate.station,
                    certificate.serial,
                    {"certificate": certificate.id, "verdict": str(certificate.verdict)},
                ),
            )
        with self._lock:
            self._stored[certificate.serial] = (stored, *self._stored.get(certificate.serial, ()))
        return stored

    def drift(self, serial: str) -> Drift:
        return drift(tuple(reversed(self.history(serial))))


def drift(certificates: tuple[Certificate, ...]) -> Drift:
    """Compare certificates of one reader, oldest first."""
    points = []
    first = certificates[0] if certificates else None
    light = None if first is None else first.level("flat_level")
    dark = None if first is None else first.level("dark_level")
    for certificate in certificates:
        now_light, now_dark = certificate.level("flat_level"), certificate.level("dark_level")
        broken = certificate.reading("defect_share")
        if not light or dark is None or now_light is None or now_dark is None:
            continue
        share = 0.0 if broken is None or broken.value is None else broken.value
        points.append(DriftPoint(certificate.made_at, certificate.id, now_light / light, now_dark - dark, share))
    return Drift(tuple(points), *_wear(points))


def _wear(points: list[DriftPoint]) -> tuple[Wear, float | None]:
    if not points:
        return Wear.TOO_FEW, None
    days = np.array([(p.at - points[0].at).total_seconds() / 86400 for p in points])
    left: list[float] = []
    spoken = False
    for quantity, values in (
        ("lamp", [p.lamp for p in points]),
        ("dark_rise", [p.dark_rise for p in points]),
        ("defect_share", [p.defects for p in points]),
    ):
        limit = limits.SCANNER[quantity]
        if not limit.holds(values[-1]):
            return Wear.WORN, 0.0
        course = platen.trend(days, np.array(values), limit.low, limit.high)
        spoken = spoken or course is not None
        if course is not None and course.days_left is not None:
            left.append(course.days_left)
    if not spoken:
        return Wear.TOO_FEW, None
    nearest = min(left, default=None)
    soon = nearest is not None and nearest <= platen.WARN_DAYS
    return (Wear.REPLACE_SOON if soon else Wear.STEADY), nearest
