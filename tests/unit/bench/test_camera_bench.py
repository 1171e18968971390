"""The camera bench through the technician's room: planted cameras on a real decoder and a real store."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from drivers.camera.base import CameraControl, CameraInfo, CameraState
from drivers.camera.opencv import Camera
from drivers.emulated.camera import LoopbackCamera
from drivers.errors import Cancelled, NotFound
from drivers.finger.hub import FingerHub
from models.calibration.errors import ChartMoved, NoCameraChart
from models.synthesis.camera_view import PlantedCamera
from station.bench import camera_paper
from station.bench.calibrations import Calibrations
from station.bench.camera_bench import BadSetting
from station.bench.certify import UnusableCalibration
from station.bench.devices import Devices
from station.bench.workshop import NoReport, Workshop
from station.domain import desk
from station.domain.audit import Act
from station.domain.calibration import Target, Verdict, Wear
from station.domain.camera_bench import CameraSetting
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.paper_file import CertificateUnwritten
from station.store import audit_log
from station.store import devices as device_rows
from station.store.session import Store
from station.vault.keys import StationKeys

MADE = datetime.now(UTC)
TECHNICIAN = Officer("tech1", "T", Role.TECHNICIAN)
SETTING = CameraSetting(500.0, 158.0, 30.0, 32.0, "chart 7", "K-17")
PLANTED = PlantedCamera(1000, 740, 3.4, roll=0.8, blur=0.9, exposure=-0.2, falloff=0.1, noise=0.01)


@pytest.fixture(scope="module")
def chart() -> np.ndarray:
    return PLANTED.frame()


@pytest.fixture
def server() -> Iterator[LoopbackCamera]:
    with LoopbackCamera(fps=30) as camera:
        camera.show(np.full((PLANTED.height, PLANTED.width, 3), 150, np.uint8))  # the decoder keeps its first size
        yield camera


@pytest.fixture
def camera(server: LoopbackCamera) -> Iterator[Camera]:
    made = Camera(server.url, "counter")
    made.start()
    try:
        assert made.wait(0, 30) is not None
        yield made
    finally:
        made.stop()
        assert made.join(20)


@pytest.fixture
def kept(store: Store, keys: StationKeys) -> Calibrations:
    return Calibrations(store, keys, lambda: MADE, "0.1")


@pytest.fixture
def devices(camera: Camera, kept: Calibrations) -> Iterator[Devices]:
    hub = FingerHub([], calibrations=kept.record)
    hub.start()
    yield Devices(hub, camera, True, kept.expires, None, kept.certificate, find=lambda: ())
    hub.stop()


@pytest.fixture
def room(devices: Devices, kept: Calibrations) -> Workshop:
    return workshop(devices, kept)


def workshop(devices: Devices, kept: Calibrations, officer: Officer = TECHNICIAN) -> Workshop:
    def no_tap(info: object) -> object:
        raise AssertionError(info)

    return Workshop(devices, kept, no_tap, lambda _serial: Target("T", ""), officer)  # type: ignore[arg-type]


def show(server: LoopbackCamera, camera: Camera, picture: np.ndarray) -> None:
    server.show(picture)
    assert server.wait_shown(30, times=3)
    camera.wait(camera.latest().number + 1, 30)


def measure(room: Workshop, setting: CameraSetting = SETTING) -> desk.CalibrationResult:
    return room.bench.measure("counter", setting, threading.Event(), lambda _share: None)


def test_planted_faults_come_back_in_a_signed_certificate_that_samples_name(
    server: LoopbackCamera, camera: Camera, devices: Devices, room: Workshop, kept: Calibrations, store: Store,
    keys: StationKeys, chart: np.ndarray, tmp_path: Path,
) -> None:  # fmt: skip
    show(server, camera, chart)
    assert devices.camera_source().calibration_id is None and room.drift("counter") is None
    shares: list[float] = []
    result = room.bench.measure("counter", SETTING, threading.Event(), shares.append)
    value = {m.name: m.value for m in result.measurements}
    assert value["roll"] == pytest.approx(0.8, abs=0.05)
    assert value["focus"] == pytest.approx(PLANTED.half_frequency(), rel=0.1)
    usual = PLANTED.scale * 500 / 600
    assert value["eye_distance_far"] == pytest.approx(62 * usual * 0.6, abs=0.5)
    assert shares[-1] == 1.0 and len(shares) == 5
    owners = {m.name: (m.own_limit, m.source) for m in result.measurements}
    assert owners["focus"] == (True, "") and owners["body_low"][0] is False and "TR-03121" in owners["body_low"][1]

    assert devices.camera_source().calibration_id == result.certificate
    view = next(v for v in room.devices() if v.id == "counter")
    assert (view.calibration, view.calibration_expired, view.due_soon) == (result.certificate, False, False)
    assert sorted(e.code for e in view.history) == ["certified", "plugged"]
    with store.reading() as unit:
        acts = [e for _, e in audit_log.entries(unit) if e.act == Act.CALIBRATED]
    assert [(e.subject, e.actor, e.detail["certificate"]) for e in acts] == [("counter", "tech1", result.certificate)]

    again = Calibrations(store, keys, lambda: MADE + timedelta(days=360), "0.1")
    paper = again.paper("counter")
    assert paper is not None and paper.certificate.id == result.certificate
    assert len(paper.certificate.frames[0][1]) == 5
    assert paper.certificate.level("distance_mm") == 500.0 and paper.certificate.target.id == "chart 7"
    assert again.due_soon("counter") and again.newest("counter") is None
    assert again.setting("counter") == SETTING
    file = tmp_path / "paper.pdf"
    assert room.save_certificate("counter", file) == result.certificate
    assert file.read_bytes().startswith(b"%PDF-")


def test_no_chart_in_view_is_said_and_nothing_is_stored(
    server: LoopbackCamera, camera: Camera, room: Workshop, kept: Calibrations
) -> None:
    show(server, camera, np.full((740, 1000, 3), 150, np.uint8))
    with pytest.raises(NoCameraChart) as caught:
        measure(room)
    assert caught.value.code == "camera_chart_not_seen"
    seen = room.bench.look("counter")
    assert seen is not None and seen.sharpness is None
    assert kept.paper("counter") is None
    assert kept.setting("counter") == SETTING  # what was measured with the tape is not lost


def test_a_chart_that_is_held_by_hand_is_refused(kept: Calibrations, chart: np.ndarray) -> None:
    frames = [chart, np.roll(chart, 6, axis=1), chart]
    info = CameraInfo("cam", "cam-1", 0, virtual=False)
    with pytest.raises(ChartMoved):
        kept.check_camera(info, frames, SETTING, TECHNICIAN)


def test_live_sharpness_follows_the_lens(server: LoopbackCamera, camera: Camera, room: Workshop) -> None:
    figures = []
    for blur in (0.8, 1.6, 9.0):
        show(server, camera, replace(PLANTED, blur=blur).frame())
        seen = room.bench.look("counter")
        assert seen is not None
        figures.append(seen)
    assert figures[0].sharpness is not None and figures[1].sharpness is not None
    assert figures[0].sharpness > figures[1].sharpness
    assert figures[0].detail > figures[1].detail > figures[2].detail  # leads on where the markers cannot be read


@pytest.mark.parametrize(
    ("field", "value"),
    [("distance_mm", 0.0), ("lens_height_cm", float("nan")), ("travel_up_cm", -1.0), ("chart", " ")],
)
def test_a_setting_that_no_post_has_is_refused_by_name(room: Workshop, field: str, value: object) -> None:
    with pytest.raises(BadSetting) as caught:
        measure(room, replace(SETTING, **{field: value}))  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.parametrize(
    "text", ["", "[]", '{"distance_mm": 600}', json.dumps({**json.loads(SETTING.as_text()), "distance_mm": 1})]
)
def test_only_a_whole_and_possible_setting_is_read_back(text: str) -> None:
    assert CameraSetting.from_text(SETTING.as_text()) == SETTING
    with pytest.raises(ValueError):
        CameraSetting.from_text(text)


def test_who_may_not_calibrate_gets_no_certificate(devices: Devices, kept: Calibrations, chart: np.ndarray) -> None:
    info = CameraInfo("cam", "cam-1", 0, virtual=False)
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            kept.check_camera(info, [chart], SETTING, Officer("o", "O", role))
    with pytest.raises(NotAllowed):
        workshop(devices, kept, Officer("o", "O", Role.OFFICER))


def test_a_certificate_that_was_altered_moved_or_signed_elsewhere_is_refused(
    store: Store, keys: StationKeys, kept: Calibrations, chart: np.ndarray
) -> None:
    info = CameraInfo("cam", "cam-1", 0, virtual=False)
    signed = kept.check_camera(info, [chart], SETTING, TECHNICIAN)
    packed = camera_paper.pack(signed)
    trusted = {keys.signer.public}
    assert camera_paper.unpack(packed, trusted, "cam-1") == signed
    for at in (0, 6, 80, 200, len(packed) - 1):
        changed = bytearray(packed)
        changed[at] ^= 1
        with pytest.raises(UnusableCalibration):
            camera_paper.unpack(bytes(changed), trusted, "cam-1")
    for foreign, serial in ((trusted, "cam-2"), (set(), "cam-1")):
        with pytest.raises(UnusableCalibration):
            camera_paper.unpack(packed, foreign, serial)
    with store.unit() as unit:  # copied to another camera, by hand, in the database
        device_rows.seen(unit, "cam-2", "cam")
        row = device_rows.StoredCalibration("CAL-x", "cam-2", MADE, "tech1", packed, "pass")
        device_rows.put_calibration(unit, row)
    again = Calibrations(store, keys, lambda: MADE, "0.1")
    assert again.paper("cam-2") is None and again.paper("cam-1") is not None


def test_an_expired_certificate_warns_technician_and_officer(
    store: Store, keys: StationKeys, devices: Devices, server: LoopbackCamera, camera: Camera, chart: np.ndarray
) -> None:
    old = Calibrations(store, keys, lambda: MADE - timedelta(days=400), "0.1")
    assert not devices.camera_expired()
    old.check_camera(camera.info, [chart], SETTING, TECHNICIAN)
    now = Calibrations(store, keys, lambda: MADE, "0.1")
    late = Devices(devices.hub, camera, True, now.expires, None, now.certificate, find=lambda: ())
    view = next(v for v in workshop(late, now).devices() if v.id == "counter")
    assert view.calibration_expired and view.due_soon
    assert late.camera_expired()
    assert late.camera_source().calibration_id == view.calibration  # named all the same


def test_a_lens_that_works_loose_shows_in_the_drift(
    store: Store, keys: StationKeys, kept: Calibrations, devices: Devices, camera: Camera
) -> None:
    for days, blur in ((60, 0.8), (40, 1.0), (20, 1.2), (0, 1.4)):
        at = MADE - timedelta(days=days)
        of_day = Calibrations(store, keys, lambda at=at: at, "0.1")  # type: ignore[misc]
        of_day.check_camera(camera.info, [replace(PLANTED, blur=blur).frame()], SETTING, TECHNICIAN)
    kept.load()
    found = workshop(devices, kept).drift("counter")
    assert found is not None and found.platen is None
    focus = next(line for line in found.lines if line.quantity == "focus")
    assert len(focus.values) == 4 and focus.values[0] > focus.values[-1]
    assert found.wear is Wear.REPLACE_SOON and found.days_left is not None


def test_a_measurement_can_be_stopped_and_a_camera_that_is_gone_says_so(
    server: LoopbackCamera, camera: Camera, room: Workshop
) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        room.bench.measure("counter", SETTING, stop, lambda _share: None)
    with pytest.raises(NotFound):
        room.bench.measure("other", SETTING, threading.Event(), lambda _share: None)


class DialCamera:
    """A camera that offers controls, as a V4L2 device does."""

    info = CameraInfo("dial", "dial", "/dev/video77", virtual=False, firmware="usb 046d:0001 0100")
    state = CameraState.LIVE
    history = ()

    def __init__(self) -> None:
        self.controls = {
            CameraControl.EXPOSURE: 150.0, CameraControl.AUTO_EXPOSURE: 3.0, CameraControl.FOCUS: 20.0,
        }  # fmt: skip

    def adjust(self, control: CameraControl, value: float) -> None:
        if control in self.controls:
            self.controls[control] = min(value, 255.0)

    def latest(self) -> None:
        return None

    def wait(self, after_number: int, timeout: float) -> None:
        return None


def test_exposure_and_focus_are_taken_from_the_camera_and_given_back(devices: Devices, kept: Calibrations) -> None:
    dial = DialCamera()
    of_dial = Devices(devices.hub, dial, True, find=lambda: ())  # type: ignore[arg-type]
    bench = workshop(of_dial, kept).bench
    assert [(s.key, s.value, s.automatic) for s in bench.switches("dial")] == [
        ("exposure", 150.0, True), ("focus", 20.0, None),
    ]  # fmt: skip
    exposure = bench.set_value("dial", "exposure", 900.0)[0]
    assert (exposure.value, exposure.automatic) == (255.0, False)  # what the camera made of it
    assert bench.set_automatic("dial", "exposure", True)[0].automatic is True
    assert bench.set_value("dial", "focus", 40.0)[1].value == 40.0


def test_every_camera_of_the_machine_is_listed_and_opened_only_while_looked_at(
    server: LoopbackCamera, camera: Camera, devices: Devices, kept: Calibrations
) -> None:
    with LoopbackCamera(fps=30) as second:
        other = CameraInfo("second", "second", second.url, virtual=True, firmware="usb 1:2 0100")
        both = Devices(devices.hub, camera, True, find=lambda: (camera.info, other))
        room = workshop(both, kept)
        views = {v.id: v for v in room.devices()}
        assert list(views) == ["counter", "second"]
        assert (views["second"].health, views["second"].in_use) == (desk.Health.UNUSED, False)
        slot = room.live("second")
        assert slot is not None
        opened = both.cameras.opened("second")
        assert opened is not None and opened.wait(0, 30) is not None
        view = next(v for v in room.devices() if v.id == "second")
        assert (view.health, view.firmware) == (desk.Health.READY, "usb 1:2 0100")
        assert [e.code for e in view.history] == ["plugged"]
        assert room.self_test("second").passed is False  # 1280 x 720 is too low for a portrait
        room.stop_live()
        assert both.cameras.opened("second") is None
        assert opened.join(20)


def test_the_report_of_a_self_test_goes_to_a_file_and_names_nobody(room: Workshop, tmp_path: Path) -> None:
    with pytest.raises(NoReport):
        room.save_report("counter", tmp_path / "r.json")
    report = room.self_test("counter")
    room.save_report("counter", tmp_path / "r.json")
    found = json.loads((tmp_path / "r.json").read_text())
    assert found["serial"] == "counter" and found["passed"] is report.passed and found["software"] == "0.1"
    assert {s["name"] for s in found["steps"]} == {"frame_rate", "frame_width", "frame_height"}
    assert "tech1" not in (tmp_path / "r.json").read_text()
    room.save_report("counter", tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises(CertificateUnwritten):
        room.save_report("counter", tmp_path / "gone" / "r.pdf")


def test_the_chart_is_saved_to_print(room: Workshop, tmp_path: Path) -> None:
    room.bench.save_chart(tmp_path / "chart.pdf")
    assert (tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF-")


def test_a_failed_quantity_fails_the_certificate(kept: Calibrations) -> None:
    info = CameraInfo("cam", "cam-1", 0, virtual=False)
    soft = replace(PLANTED, blur=2.6).frame()
    certificate = kept.check_camera(info, [soft], SETTING, TECHNICIAN).certificate
    focus = certificate.reading("focus")
    assert focus is not None and focus.verdict is Verdict.FAILED and certificate.verdict is Verdict.FAILED
