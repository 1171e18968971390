"""The calibrations of this station's readers and cameras: kept, checked, handed to the drivers, named in samples."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraInfo
from drivers.finger.rectify import Rectification
from models.calibration import camera
from station import logs
from station.bench import camera_paper, certify
from station.bench.calibrate import Finished, Wizard
from station.bench.certify import Run, Stored, UnusableCalibration
from station.bench.drift import Drift, drift
from station.bench.frame_tap import FrameTap
from station.domain.audit import Act, AuditEvent
from station.domain.calibration import Certificate, SignedCertificate, Target
from station.domain.camera_bench import RANGES, CameraSetting
from station.domain.officer import Officer, Permission
from station.store import audit_log, officers
from station.store import devices as device_rows
from station.store.session import Store
from station.vault.keys import StationKeys

WARN_DAYS = 14  # before a certificate ends
SETTING = "bench_setting"  # the device event that keeps how a camera stood


class Calibrations:
    """`record`, `expires` and `certificate` are what FingerHub and Devices ask; they only look into memory, from any
    thread."""

    def __init__(self, store: Store, keys: StationKeys, clock: Callable[[], datetime], software: str) -> None:
        self._store, self._keys, self._clock, self._software = store, keys, clock, software
        self._lock = threading.Lock()
        self._stored: dict[str, tuple[Stored, ...]] = {}  # readers by serial, newest first
        self._papers: dict[str, tuple[SignedCertificate, ...]] = {}  # readers and cameras by serial, newest first
        self.load()

    @property
    def store(self) -> Store:
        """Where they are kept, and who may sign in."""
        return self._store

    @property
    def software(self) -> str:
        return self._software

    def load(self) -> None:
        """Read what is stored. A calibration that fails its checks is left out, and the log says so."""
        trusted = {self._keys.signer.public, *self._keys.past_signers}
        stored: dict[str, tuple[Stored, ...]] = {}
        papers: dict[str, tuple[SignedCertificate, ...]] = {}
        with self._store.reading() as unit:
            for device in device_rows.every(unit):
                kept, signed = [], []
                for row in device_rows.calibration_history(unit, device.serial):
                    try:
                        if camera_paper.is_packed(row.content):
                            signed.append(camera_paper.unpack(row.content, trusted, device.serial))
                            continue
                        kept.append(certify.unpack(row.content, trusted, device.serial))
                        signed.append(kept[-1].signed)
                    except UnusableCalibration as error:
                        logs.log.warning("calibration refused", calibration=row.id, code=error.code, why=error.detail)
                stored[device.serial], papers[device.serial] = tuple(kept), tuple(signed)
        with self._lock:
            self._stored, self._papers = stored, papers

    def newest(self, serial: str) -> Stored | None:
        """The calibration of a reader that is in use."""
        with self._lock:
            return next(iter(self._stored.get(serial, ())), None)

    def paper(self, serial: str) -> SignedCertificate | None:
        """The newest certificate of a reader or a camera."""
        with self._lock:
            return next(iter(self._papers.get(serial, ())), None)

    def history(self, serial: str) -> tuple[Certificate, ...]:
        """Of a reader or a camera, newest first."""
        with self._lock:
            return tuple(s.certificate for s in self._papers.get(serial, ()))

    def commissioning(self, serial: str) -> Certificate | None:
        """The first calibration of a device: later ones are compared with it."""
        return next(iter(reversed(self.history(serial))), None)

    def record(self, serial: str) -> Rectification | None:
        """What captures of this reader are corrected with; an expired one too: worn geometry beats none."""
        newest = self.newest(serial)
        return None if newest is None else newest.record

    def certificate(self, serial: str) -> str | None:
        """The id that samples of this device carry."""
        newest = self.paper(serial)
        return None if newest is None else newest.certificate.id

    def expires(self, serial: str) -> date | None:
        newest = self.paper(serial)
        return None if newest is None else newest.certificate.valid_until

    def ends(self) -> tuple[tuple[str, date], ...]:
        """Every device that has a certificate, and its last day."""
        with self._lock:
            newest = {serial: papers[0] for serial, papers in self._papers.items() if papers}
        return tuple((serial, paper.certificate.valid_until) for serial, paper in newest.items())

    def due_soon(self, serial: str) -> bool:
        """Whether the certificate ends within WARN_DAYS, or has ended."""
        end = self.expires(serial)
        return end is not None and (end - self._clock().date()).days <= WARN_DAYS

    def may_look(self, officer: Officer) -> None:
        """Raises NotAllowed once the account is no technician's more."""
        with self._store.reading() as unit:
            officers.require_still(unit, officer, Permission.DEVICES)

    def begin(self, tap: FrameTap, officer: Officer, target: Target) -> Wizard:
        """A new run on the reader behind `tap`. Raises NotAllowed for officers without the right to calibrate."""
        with self._store.reading() as unit:
            officers.require_still(unit, officer, Permission.CALIBRATE)
        serial = tap.info.serial
        run = Run(officer.name, self._keys.station, target, self._software, self.commissioning(serial))
        return Wizard(tap, run, self._keys.signer, self._clock, self.record(serial))

    def check_camera(
        self, info: CameraInfo, frames: Sequence[NDArray[np.uint8]], setting: CameraSetting, officer: Officer
    ) -> SignedCertificate:
        """Measure frames (BGR) of the chart, sign the result and keep it: samples name it from now on.

        Raises NotAllowed; BiometricError: NoCameraChart, ChartMoved.
        """
        with self._store.reading() as unit:
            officers.require_still(unit, officer, Permission.CALIBRATE)
        stands = camera.Setting(
            setting.distance_mm, setting.lens_height_cm, setting.travel_up_cm, setting.travel_down_cm
        )
        results = camera.measure(frames, stands)
        target = Target(setting.chart, setting.chart_certificate)
        run = Run(officer.name, self._keys.station, target, self._software)
        stood = {name: getattr(setting, name) for name in RANGES}
        written = camera_paper.write(run, info, results, frames, self._clock(), levels=stood)
        signed = certify.sign(written, self._keys.signer)
        self._put(signed, camera_paper.pack(signed))
        return signed

    def keep(self, finished: Finished) -> Stored:
        """Store a finished run; captures use it from now on."""
        stored = Stored(finished.signed, finished.record, finished.clean)
        self._put(stored.signed, certify.pack(stored))
        serial = stored.certificate.serial
        with self._lock:
            self._stored[serial] = (stored, *self._stored.get(serial, ()))
        return stored

    def _put(self, signed: SignedCertificate, content: bytes) -> None:
        """One transaction with its entry in the audit log."""
        certificate = signed.certificate
        verdict = str(certificate.verdict)
        row = device_rows.StoredCalibration(
            certificate.id, certificate.serial, certificate.made_at, certificate.operator, content, verdict
        )
        detail = {"certificate": certificate.id, "verdict": verdict}
        with self._store.unit() as unit:
            if officers.find(unit, certificate.operator) is not None:
                officers.require(unit, certificate.operator, Permission.CALIBRATE)
            device_rows.seen(unit, certificate.serial, certificate.model)
            device_rows.put_calibration(unit, row)
            who, where = certificate.operator, certificate.station
            audit_log.append(unit, AuditEvent(unit.now(), who, Act.CALIBRATED, where, certificate.serial, detail))
        with self._lock:
            self._papers[certificate.serial] = (signed, *self._papers.get(certificate.serial, ()))

    def drift(self, serial: str) -> Drift:
        """Of a reader."""
        return drift(tuple(reversed(self.history(serial))))

    def setting(self, serial: str) -> CameraSetting:
        """How this camera stood when its technician last said so; the usual post before that."""
        with self._store.reading() as unit:
            event = device_rows.newest_event(unit, serial, SETTING)
        if event is None:
            return CameraSetting()
        try:
            return CameraSetting.from_text(event.detail)
        except ValueError:  # of an older program, with other ranges
            return CameraSetting()

    def remember(self, serial: str, setting: CameraSetting) -> None:
        with self._store.unit() as unit:
            device_rows.add_event(unit, device_rows.DeviceEventRow(serial, unit.now(), SETTING, setting.as_text()))
