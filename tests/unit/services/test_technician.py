"""The technician's desk on an emulated reader: what the page and the command ask of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import pytest

from drivers.camera.base import CameraInfo, CameraState, Frame
from drivers.emulated.uru4500 import EmulatedBackend, EmulatedUru4500
from drivers.errors import NotFound
from drivers.finger.base import ScannerInfo
from drivers.finger.hub import FingerHub
from models.calibration.errors import NotDark
from models.synthesis.targets import PlantedReader
from station.domain import desk
from station.domain.calibration import Step, Target
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.services.calibrate import OutOfOrder
from station.services.calibrations import Calibrations
from station.services.frame_tap import HubTap
from station.services.rehearsed_tap import RehearsedTap
from station.services.technician import TechnicianDesk, UnknownDevice
from station.store.session import Store
from station.vault.keys import StationKeys

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SERIAL = "{unit-1}"
FINGER = np.full((383, 349), 120, np.uint8)
TECHNICIAN = Officer("t", "T", Role.TECHNICIAN)
FLAT_RUN = (Step.CLEAN, Step.DARK, Step.FLAT)


class StillCamera:
    """A camera whose pictures come at once, or not at all."""

    info = CameraInfo("cam", "cam-serial", 0, virtual=False)
    state = CameraState.LIVE

    def __init__(self, size: tuple[int, int] = (1200, 1600), frames: int = 1000) -> None:
        self.size, self.left, self.number = size, frames, 0

    def latest(self) -> Frame | None:
        return None

    def wait(self, after_number: int, timeout: float) -> Frame | None:
        if self.left == 0:
            return None
        self.left -= 1
        self.number += 1
        return Frame(np.zeros((*self.size, 3), np.uint8), self.number, time.monotonic())


@pytest.fixture
def device() -> EmulatedUru4500:
    return EmulatedUru4500(serial=SERIAL, time_scale=0)


@pytest.fixture
def kept(store: Store, keys: StationKeys) -> Calibrations:
    return Calibrations(store, keys, lambda: NOW, "0.1")


@pytest.fixture
def hub(device: EmulatedUru4500, kept: Calibrations) -> Iterator[FingerHub]:
    started = FingerHub([EmulatedBackend([device])], calibrations=kept.record, poll=0.05)
    started.start()
    yield started
    started.stop()


def make(hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, **other: object) -> TechnicianDesk:
    reader = PlantedReader(noise=1.0, prnu=0.02, dead=3, seed=2)

    def tap(of: FingerHub, info: ScannerInfo) -> RehearsedTap:
        return RehearsedTap(of, info, device.soil, FINGER, reader)

    settings = {"steps": FLAT_RUN, "tap": tap, "today": lambda: date(2026, 11, 24), **other}
    return TechnicianDesk(hub, StillCamera(), kept, TECHNICIAN, Target("RT", ""), **settings)  # type: ignore[arg-type]


def test_a_flat_field_run_is_stored_with_the_device_and_named_in_later_captures(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    room = make(hub, kept, device)
    assert room.calibration_steps(SERIAL) == ("clean", "dark", "flat")
    live = room.live(SERIAL)
    assert live is not None
    for step in room.calibration_steps(SERIAL):
        shares: list[float] = []
        done = room.run_step(SERIAL, step, threading.Event(), shares.append)
        assert (done.key, done.state, shares[-1]) == (step, desk.StepState.PASSED, 1.0)
    result = room.finish_calibration(SERIAL)
    room.stop_live()
    assert any(m.name == "defect_share_raw" for m in result.measurements)
    view = next(v for v in room.devices() if v.kind is desk.DeviceKind.FINGER)
    assert (view.calibration, view.calibrated_at, view.calibration_expired) == (result.certificate, NOW, False)
    later = make(hub, kept, device, today=lambda: date(2027, 2, 1))
    assert next(v for v in later.devices() if v.serial == SERIAL).calibration_expired
    device.tap(FINGER)
    assert hub.capture(5.0, threading.Event()).calibration_id == result.certificate


def test_live_pictures_go_on_after_a_step_that_needed_the_reader(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    room = make(hub, kept, device)
    slot = room.live(SERIAL)
    assert slot is not None
    before = wait_number(slot, 0)
    room.run_step(SERIAL, "clean", threading.Event(), lambda _: None)
    assert wait_number(slot, before) > before
    room.stop_live()


def wait_number(slot: desk.PictureSlot, above: int) -> int:
    deadline = time.monotonic() + 5
    while slot.get()[0] <= above and time.monotonic() < deadline:
        time.sleep(0.01)
    assert slot.get()[1] is not None
    return slot.get()[0]


def test_a_finger_on_the_platen_stops_the_first_step_and_the_run_goes_on_after_it(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    room = make(hub, kept, device, tap=HubTap)
    device.soil(np.full((290, 384), 60, np.uint8))
    with pytest.raises(NotDark):
        room.run_step(SERIAL, "clean", threading.Event(), lambda _: None)
    device.soil(np.full((290, 384), 247, np.uint8))
    assert room.run_step(SERIAL, "clean", threading.Event(), lambda _: None).state is desk.StepState.PASSED


def test_steps_out_of_order_are_refused_and_the_first_begins_anew(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    room = make(hub, kept, device)
    with pytest.raises(OutOfOrder):
        room.run_step(SERIAL, "flat", threading.Event(), lambda _: None)
    with pytest.raises(OutOfOrder):
        room.finish_calibration("{other}")
    room.run_step(SERIAL, "clean", threading.Event(), lambda _: None)
    room.run_step(SERIAL, "dark", threading.Event(), lambda _: None)
    room.run_step(SERIAL, "clean", threading.Event(), lambda _: None)
    with pytest.raises(OutOfOrder):
        room.finish_calibration(SERIAL)


def test_an_officer_gets_no_run(hub: FingerHub, kept: Calibrations) -> None:
    room = TechnicianDesk(hub, None, kept, Officer("o", "O", Role.OFFICER), Target("RT", ""))
    with pytest.raises(NotAllowed):
        room.run_step(SERIAL, "clean", threading.Event(), lambda _: None)


def test_self_tests_of_reader_and_camera(hub: FingerHub, kept: Calibrations, device: EmulatedUru4500) -> None:
    room = make(hub, kept, device)
    report = room.self_test(SERIAL)
    assert report.passed and {m.name for m in report.measurements} >= {"power", "picture"}
    assert room.self_test("cam-serial").passed
    with pytest.raises(UnknownDevice):
        room.self_test("nobody")


@pytest.mark.parametrize("camera", [StillCamera((480, 640)), StillCamera(frames=0)])
def test_a_small_or_stalled_camera_fails_its_self_test(hub: FingerHub, kept: Calibrations, camera: StillCamera) -> None:
    room = TechnicianDesk(hub, camera, kept, TECHNICIAN, Target("RT", ""))
    assert not room.self_test("cam-serial").passed
    assert room.calibration_steps("cam-serial") == ()


def test_a_reader_that_went_away_has_no_live_picture_and_says_so(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    room = make(hub, kept, device)
    changed = threading.Event()
    stop = room.watch(changed.set)
    device.unplug()
    assert changed.wait(5)
    assert room.live(SERIAL) is None
    with pytest.raises(NotFound):
        room.self_test(SERIAL)
    assert room.devices()[0].health is desk.Health.ABSENT
    stop()
