"""The technician's room on an emulated reader: what the page and the command ask of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from drivers.camera.base import CameraInfo, CameraState, Frame
from drivers.emulated.card_reader import EmulatedCardReader
from drivers.emulated.uru4500 import EmulatedBackend, EmulatedUru4500
from drivers.errors import DeviceError
from drivers.finger.base import ScannerInfo
from drivers.finger.hub import FingerHub
from models.calibration.errors import NotDark
from models.synthesis.targets import PlantedReader
from station.bench.calibrate import OutOfOrder
from station.bench.calibrations import Calibrations
from station.bench.card_bench import CardBench
from station.bench.devices import Devices
from station.bench.frame_tap import FrameTap, HubTap
from station.bench.platen_watch import PlatenWatch
from station.bench.rehearsed_tap import RehearsedTap
from station.bench.workshop import NoCertificate, NotOffered, Workshop
from station.domain import desk
from station.domain.calibration import PlatenState, Target, Wear
from station.domain.camera_bench import CameraSetting
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.paper_file import CertificateUnwritten
from station.store import officers
from station.store.session import Store
from station.vault.keys import StationKeys
from tests.rig.passports import LINES, passport

MADE = datetime.now(UTC)
SERIAL = "{unit-1}"
FINGER = np.full((383, 349), 120, np.uint8)
TECHNICIAN = Officer("t", "T", Role.TECHNICIAN)
READER = PlantedReader(noise=1.0, prnu=0.02, dead=3, seed=2)


class StillCamera:
    """A camera whose pictures come at once, or not at all."""

    info = CameraInfo("cam", "cam-serial", 0, virtual=False)
    state = CameraState.LIVE
    history = ()

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
    return Calibrations(store, keys, lambda: MADE, "0.1")


@pytest.fixture
def hub(device: EmulatedUru4500, kept: Calibrations) -> Iterator[FingerHub]:
    started = FingerHub([EmulatedBackend([device])], calibrations=kept.record, poll=0.05)
    started.start()
    yield started
    started.stop()


def room(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, *, real: bool = False,
    camera: StillCamera | None = None, officer: Officer = TECHNICIAN, cards: CardBench | None = None,
) -> Workshop:  # fmt: skip
    def tap(info: ScannerInfo) -> FrameTap:
        return HubTap(hub, info) if real else RehearsedTap(hub, info, device.soil, FINGER, READER)

    devices = Devices(hub, camera or StillCamera(), True, kept.expires, PlatenWatch(kept.newest))  # type: ignore[arg-type]
    return Workshop(devices, kept, tap, lambda _serial: Target("RT", ""), officer, cards)


def run(workshop: Workshop) -> desk.CalibrationResult:
    for _ in range(3):
        workshop.run_step(SERIAL, threading.Event(), lambda _: None)
    workshop.skip_step(SERIAL)
    steps = workshop.skip_step(SERIAL)
    assert [s.key for s in steps] == ["clean", "dark", "flat"]
    return workshop.finish_calibration(SERIAL)


def test_a_flat_field_run_is_stored_with_the_device_and_named_in_later_captures(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    workshop = room(hub, kept, device)
    assert workshop.live(SERIAL) is not None  # the run takes the reader from the live picture
    result = run(workshop)
    assert any(m.name == "defect_share_raw" for m in result.measurements)
    view = next(v for v in workshop.devices() if v.kind is desk.DeviceKind.FINGER)
    assert (view.calibration, view.calibrated_at, view.calibration_expired) == (result.certificate, MADE, False)
    device.tap(FINGER)
    assert hub.capture(5.0, threading.Event()).calibration_id == result.certificate
    with pytest.raises(NotOffered):
        workshop.finish_calibration(SERIAL)


def test_a_technician_whose_account_was_closed_looks_at_nothing_more_and_sets_nothing(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, store: Store, tmp_path: Path
) -> None:
    workshop = room(hub, kept, device)
    Accounts(store).add("station-admin", TECHNICIAN, "a long enough word", must_change=False)
    assert workshop.live(SERIAL) is not None
    assert workshop.self_test(SERIAL).passed
    with store.unit() as unit:
        officers.set_active(unit, TECHNICIAN.name, False)
    bench, nobody = workshop.bench, threading.Event()
    acts = (
        lambda: workshop.live(SERIAL),
        lambda: workshop.self_test(SERIAL),
        lambda: workshop.save_report(SERIAL, tmp_path / "a.json"),
        lambda: workshop.save_certificate(SERIAL, tmp_path / "a.pdf"),
        lambda: workshop.drift(SERIAL),
        lambda: workshop.run_step(SERIAL, nobody, lambda _: None),
        lambda: bench.set_automatic("cam-serial", "focus", True),
        lambda: bench.remember("cam-serial", CameraSetting(distance_mm=700.0)),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert list(tmp_path.glob("a.*")) == []


def test_the_certificate_of_a_reader_goes_to_a_file_and_its_drift_to_the_page(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, tmp_path: Path
) -> None:
    workshop = room(hub, kept, device)
    new = workshop.drift(SERIAL)
    assert new is not None and (new.at, new.wear, new.platen) == ((), Wear.TOO_FEW, PlatenState.UNKNOWN)
    assert workshop.drift("cam-serial") is None
    folder = tmp_path / "papers"
    folder.mkdir()
    paper = folder / "paper.pdf"
    with pytest.raises(NoCertificate):
        workshop.save_certificate(SERIAL, paper)
    certificate = run(workshop).certificate
    assert workshop.live(SERIAL) is not None  # the look at the platen takes the reader from the live picture
    drift = workshop.drift(SERIAL)
    assert drift is not None and (drift.device, drift.at, drift.wear) == (SERIAL, (MADE,), Wear.TOO_FEW)
    assert {line.quantity: line.values[0] for line in drift.lines if line.quantity != "defect_share"} == {
        "lamp": 1.0, "dark_rise": 0.0,
    }  # fmt: skip
    assert drift.platen in {PlatenState.CLEAN, PlatenState.DIRTY}
    assert workshop.save_certificate(SERIAL, paper) == certificate
    assert paper.read_bytes().startswith(b"%PDF-")
    assert list(folder.iterdir()) == [paper]


def test_a_certificate_that_cannot_be_written_leaves_nothing_behind(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, tmp_path: Path
) -> None:
    workshop = room(hub, kept, device)
    run(workshop)
    folder = tmp_path / "papers"
    (folder / "taken.pdf").mkdir(parents=True)
    for path in (folder / "missing" / "paper.pdf", folder / "taken.pdf"):
        with pytest.raises(CertificateUnwritten) as caught:
            workshop.save_certificate(SERIAL, path)
        assert str(tmp_path) not in caught.value.detail
    assert list(folder.iterdir()) == [folder / "taken.pdf"]


def test_a_finger_on_the_platen_stops_the_first_step_and_the_run_goes_on_after_it(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500
) -> None:
    workshop = room(hub, kept, device, real=True)
    device.soil(np.full((290, 384), 60, np.uint8))
    with pytest.raises(NotDark):
        workshop.run_step(SERIAL, threading.Event(), lambda _: None)
    assert workshop.calibration_steps(SERIAL)[0].error == "calibration_not_dark"
    device.soil(np.full((290, 384), 247, np.uint8))
    steps = workshop.run_step(SERIAL, threading.Event(), lambda _: None)
    assert [s.state for s in steps[:2]] == [desk.StepState.PASSED, desk.StepState.WAITING]
    with pytest.raises(OutOfOrder):
        workshop.skip_step(SERIAL)
    with pytest.raises(OutOfOrder):
        workshop.finish_calibration(SERIAL)
    assert workshop.restart(SERIAL)[0].state is desk.StepState.WAITING


def test_an_officer_has_no_workshop(hub: FingerHub, kept: Calibrations, device: EmulatedUru4500) -> None:
    with pytest.raises(NotAllowed):
        room(hub, kept, device, officer=Officer("o", "O", Role.OFFICER))


def test_self_tests_of_reader_and_camera(hub: FingerHub, kept: Calibrations, device: EmulatedUru4500) -> None:
    workshop = room(hub, kept, device)
    report = workshop.self_test(SERIAL)
    assert report.passed and {m.name for m in report.measurements} >= {"power", "picture"}
    assert workshop.self_test("cam-serial").passed


@pytest.mark.parametrize("camera", [StillCamera((480, 640)), StillCamera(frames=0)])
def test_a_small_or_stalled_camera_fails_its_self_test(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, camera: StillCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station.bench.workshop.CAMERA_SECONDS", 0.3)
    workshop = room(hub, kept, device, camera=camera)
    assert not workshop.self_test("cam-serial").passed
    assert workshop.calibration_steps("cam-serial") == ()


def test_a_reader_that_went_away_says_so(hub: FingerHub, kept: Calibrations, device: EmulatedUru4500) -> None:
    workshop = room(hub, kept, device)
    changed = threading.Event()
    stop = workshop.watch(changed.set)
    device.unplug()
    assert changed.wait(30)
    with pytest.raises(DeviceError):
        workshop.self_test(SERIAL)
    assert workshop.devices()[0].health is desk.Health.ABSENT
    stop()


def test_a_chip_reader_is_listed_while_somebody_watches_and_its_self_test_goes_to_a_file(
    hub: FingerHub, kept: Calibrations, device: EmulatedUru4500, tmp_path: Path
) -> None:
    reader = EmulatedCardReader()
    workshop = room(hub, kept, device, cards=CardBench(reader, emulated=True))
    chips = lambda: [v for v in workshop.devices() if v.kind is desk.DeviceKind.CHIP]  # noqa: E731
    assert chips() == []
    told = threading.Event()
    stop = workshop.watch(told.set)
    reader.lay(passport())
    assert told.is_set()
    (view,) = chips()
    assert (view.health, view.emulated, view.card and view.card.present) == (desk.Health.READY, True, True)
    assert workshop.live(view.id) is None
    assert (workshop.drift(view.id), workshop.calibration_steps(view.id)) == (None, ())
    with pytest.raises(NotOffered):
        workshop.test_card(SERIAL, "123456", threading.Event(), lambda _: None)
    assert workshop.reference(view.id) == ""
    report = workshop.test_card(view.id, "\n".join(LINES), threading.Event(), lambda _: None)
    assert report.passed
    for name in ("test.pdf", "test.json"):
        workshop.save_report(view.id, tmp_path / name)
    said = (tmp_path / "test.json").read_text()
    assert report.card is not None
    assert report.card.atr in said
    assert LINES[1][:9] not in said  # figures alone
    reader.pull()
    assert chips() == []
    stop()
