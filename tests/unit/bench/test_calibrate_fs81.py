"""The bench on another sensor than the U.are.U's: a Futronic FS81, planted and through its emulated wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from drivers.camera.base import CameraInfo
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.fs81 import EmulatedFs81
from drivers.finger.hub import FingerHub
from drivers.finger.sensors import FS81
from models.calibration import bars
from models.synthesis.prints import impression, master
from models.synthesis.targets import Bars, Flat, PlantedReader
from station.bench import certify
from station.bench.calibrate import Finished, Wizard
from station.bench.calibrations import Calibrations
from station.bench.certify import Run
from station.bench.devices import Devices
from station.bench.platen_watch import PlatenWatch
from station.bench.rehearsed_tap import RehearsedTap
from station.bench.workshop import Workshop
from station.domain.calibration import PlatenState, Target, Verdict
from station.domain.officer import Officer, Role
from station.store.session import Store
from station.vault.keys import StationKeys
from station.vault.signing import Ed25519Signer

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SIGNER = Ed25519Signer(bytes(range(32)))
READER = PlantedReader(
    ppi_x=504.0, ppi_y=496.5, rotation=0.31, keystone_y=0.02, blur=0.4, noise=1.0, prnu=0.015, dead=7, hot=2, stuck=1,
    seed=81, rows=480, columns=320,
)  # fmt: skip


class NoCamera:
    info = CameraInfo("none", "none", "", virtual=True)


@pytest.fixture(scope="module")
def bench() -> Iterator[tuple[EmulatedFs81, FingerHub]]:
    device = EmulatedFs81(time_scale=0)
    hub = FingerHub([EmulatedBackend([device])], poll=0.05)
    hub.start()
    yield device, hub
    hub.stop()


@pytest.fixture(scope="module")
def finished(bench: tuple[EmulatedFs81, FingerHub]) -> Finished:
    """A whole run: every frame goes through the driver of the FS81."""
    device, hub = bench
    info = hub.status()[0].info
    tap = RehearsedTap(hub, info, device.soil, impression(master(81, 2), 0), READER)
    wizard = Wizard(tap, Run("tech1", "s", Target("RT", ""), "0"), SIGNER, lambda: NOW)
    while wizard.step is not None:
        wizard.run(threading.Event())
    return wizard.finish()


def test_planted_geometry_and_defects_of_an_fs81_are_recovered_through_its_wire(finished: Finished) -> None:
    found = finished.measurement.geometry
    assert found is not None
    assert found.ppi_x == pytest.approx(READER.ppi_x, rel=0.001)
    assert found.ppi_y == pytest.approx(READER.ppi_y, rel=0.001)
    assert found.rotation == pytest.approx(READER.rotation, abs=0.05)
    planted = {k for part in READER.defects for k in part.tolist()}
    assert {int(r) * FS81.columns + int(c) for r, c in finished.record.defects} == planted
    assert (finished.record.rows, finished.record.columns) == FS81.shape
    assert finished.clean.shape == FS81.shape


def test_an_fs81_is_judged_by_what_it_reaches(finished: Finished) -> None:
    certificate = finished.signed.certificate
    assert (certificate.model, certificate.serial) == ("FS81 Fingerprint Scanner Module", "port:1-1")
    for quantity in ("area_width", "area_height", "native_resolution_x"):
        reading = certificate.reading(quantity)
        assert reading is not None and reading.verdict is Verdict.PASSED
    below = certificate.reading("native_resolution_y")  # 496.5 where 500 are asked
    assert below is not None and below.verdict is Verdict.OUTSIDE


def test_a_rectified_picture_of_an_fs81_has_true_distances(finished: Finished) -> None:
    raw = 255 - READER.frame(Bars("y"), 900)
    seen = bars.find(255 - finished.record.apply(raw), "y")
    assert float(np.nanmean(bars.strip_resolution(seen, 1.0, 1))) == pytest.approx(500, rel=0.001)


def test_a_stored_run_corrects_and_names_captures_and_watches_the_platen(
    store: Store, keys: StationKeys, bench: tuple[EmulatedFs81, FingerHub], finished: Finished
) -> None:
    kept = Calibrations(store, keys, lambda: NOW, "0")
    kept.keep(replace(finished, signed=certify.sign(finished.signed.certificate, keys.signer)))
    again = Calibrations(store, keys, lambda: NOW, "0")
    device = EmulatedFs81(time_scale=0)
    hub = FingerHub([EmulatedBackend([device])], calibrations=again.record, poll=0.05)
    hub.start()
    try:
        watch = PlatenWatch(again.newest)
        device.soil(255 - READER.frame(Flat(0.0), 5))
        assert watch.look_now(hub, "port:1-1").state is PlatenState.CLEAN
        device.soil(None)
        device.tap(impression(master(81, 2), 0))
        frame = hub.capture(5.0, threading.Event())
        assert frame.calibration_id == finished.record.id
        assert frame.pixels.shape == (finished.record.height, finished.record.width)
        room = Workshop(
            Devices(hub, NoCamera(), True, find=lambda: ()), again, lambda _info: None, lambda _s: Target("T", ""),  # type: ignore[arg-type,return-value]
            Officer("t", "T", Role.TECHNICIAN),
        )  # fmt: skip
        assert room.devices()[0].calibration == finished.record.id
    finally:
        hub.stop()


class _NoCamera:
    from drivers.camera.base import CameraInfo

    info = CameraInfo("none", "none", "", virtual=True)


def _resign(finished: Finished, keys: StationKeys):
    from station.bench import certify

    return certify.sign(finished.signed.certificate, keys.signer)
