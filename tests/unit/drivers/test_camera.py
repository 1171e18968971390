"""The camera class over a real decoder on loopback: stalls, cut connections, names, virtual cameras."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.base import CameraControl, CameraInfo, CameraState
from drivers.camera.find import camera_named, describe, find_cameras, is_virtual_name, same_device
from drivers.camera.liveness import Liveness
from drivers.camera.opencv import AT_EASE, UNASKED, Camera
from drivers.emulated.camera import LoopbackCamera
from drivers.errors import NotFound, Refused

WITHIN = 8.0  # seconds after which a fault is noticed or mended: two, and four times as long on a busy machine


def plain(blue: int, green: int, red: int):
    return np.full((360, 640, 3), (blue, green, red), np.uint8)


def until(condition, seconds=20.0) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "did not happen in time"
        time.sleep(0.005)
    return time.monotonic() - start


def comings_and_goings(camera: Camera) -> list[str]:
    """Without the pauses between two pictures, which a busy machine adds."""
    return [event.code for event in camera.history if event.code in {"plugged", "unplugged"}]


@pytest.fixture
def server() -> Iterator[LoopbackCamera]:
    with LoopbackCamera(fps=50) as camera:
        camera.show(plain(200, 10, 10))
        yield camera


@pytest.fixture
def camera(server) -> Iterator[Camera]:
    made = Camera(server.url, "counter")
    try:
        yield made
    finally:
        made.stop()
        assert made.join(20)


def test_the_newest_picture_comes_through(server, camera):
    camera.start()
    first = camera.wait(0, 30)
    assert first is not None
    assert first.pixels.shape == (360, 640, 3)
    server.show(plain(10, 200, 10))
    until(lambda: camera.latest().pixels[100, 100, 1] > 150)
    assert camera.latest().number > first.number
    assert camera.state is CameraState.LIVE


def test_the_camera_remembers_what_happened_to_it(server, camera):
    camera.start()
    assert camera.wait(0, 30) is not None
    assert comings_and_goings(camera) == ["plugged"]
    server.refuse()
    until(lambda: camera.state is CameraState.LOST)
    server.resume()
    until(lambda: camera.state is CameraState.LIVE)
    assert comings_and_goings(camera) == ["plugged", "unplugged", "plugged"]
    assert abs(camera.history[-1].at - time.time()) < 60


def test_starting_asking_and_stopping_never_wait_for_the_device(server, camera):
    server.stall()
    start = time.monotonic()
    camera.start()
    assert camera.latest() is None
    assert camera.state is CameraState.OPENING
    camera.stop()
    assert camera.state is CameraState.CLOSED
    assert time.monotonic() - start < 1  # opening a device takes longer than that when it does not answer
    server.resume()


def test_a_slow_reader_gets_the_newest_picture_and_no_queue_grows(server, camera):
    camera.start()
    first = camera.wait(0, 30)
    until(lambda: camera.latest().number > first.number + 5)  # nobody asks for these
    server.show(plain(10, 10, 200))
    assert server.wait_shown(20, times=3)
    until(lambda: camera.latest().pixels[0, 0, 2] > 150)


def test_a_camera_that_sends_nothing_is_noticed_within_two_seconds_and_comes_back(server, camera):
    camera.start()
    camera.wait(0, 30)
    server.stall()
    assert until(lambda: camera.state is not CameraState.LIVE) < WITHIN
    assert camera.state in (CameraState.STALLED, CameraState.LOST)
    server.resume()
    until(lambda: camera.state is CameraState.LIVE)


def sent(server: LoopbackCamera, camera: Camera, seconds: float) -> int:
    """The number of the newest picture after a camera that hangs went on sending for so long."""
    time.sleep(seconds)
    frame = camera.latest()
    return 0 if frame is None else frame.number


def test_a_camera_that_repeats_one_picture_has_stalled_and_no_capture_gets_the_one_who_stood_there_before(
    server, camera
):
    camera.start()
    assert camera.wait(0, 30) is not None
    server.freeze()
    server.show(plain(10, 200, 10))  # the next traveller
    until(lambda: camera.state is CameraState.STALLED)
    number = camera.latest().number
    assert camera.wait(number, 0.5) is None, "a capture that begins now is given nothing"
    assert sent(server, camera, 0.3) == number
    server.resume()
    until(lambda: camera.latest().pixels[100, 100, 1] > 150)
    assert camera.state is CameraState.LIVE
    assert "stalled" in [event.code for event in camera.history]


def test_a_camera_that_was_frozen_before_it_was_opened_never_shows_a_picture(server, camera):
    with LoopbackCamera(fps=50) as other:
        other.show(plain(1, 2, 200))
        other.freeze()
        made = Camera(other.url)
        made.start()
        until(lambda: made.state is CameraState.STALLED)
        assert made.latest() is None
        made.stop()
        assert made.join(20)


def still(seed: int = 0, size: tuple[int, int] = (360, 640)) -> np.ndarray:
    return np.random.default_rng(seed).integers(60, 200, (*size, 3), np.uint8)


def with_clock(picture: np.ndarray, number: int) -> np.ndarray:
    shown = picture.copy()
    cv2.putText(shown, f"2026-11-29 {number:06d}", (10, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 2)
    return shown


@pytest.mark.parametrize(
    "pictures",
    [
        pytest.param([still()] * 40, id="one picture"),
        pytest.param([still(n % 3) for n in range(40)], id="three pictures in turn"),
        pytest.param([with_clock(still(), n) for n in range(40)], id="one picture under a clock that runs"),
    ],
)
def test_what_only_counts_or_repeats_itself_is_not_alive(pictures):
    life = Liveness()
    for number, picture in enumerate(pictures):
        life.look(picture, number / 10)
    assert life.alive_at < 0.5


@pytest.mark.parametrize(
    ("scene", "quality"), [(plain(200, 10, 10), 80), (plain(120, 120, 120), 90), (still(5), 50), (still(5), 95)]
)
def test_the_noise_of_a_sensor_is_alive_before_a_wall_and_through_compression(scene, quality):
    life, random = Liveness(), np.random.default_rng(3)
    for number in range(10):
        noisy = np.clip(scene + random.normal(0, 1.0, scene.shape), 0, 255).astype(np.uint8)
        seen = cv2.imdecode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
        life.look(seen, number / 10)
    assert life.alive_at == 0.9


def test_a_codec_that_sends_a_part_at_a_time_is_alive():
    life, picture = Liveness(), still()
    for number in range(40):
        picture = picture.copy()
        at = 40 * (number % 9)
        picture[at : at + 40] = still(number + 1)[at : at + 40]
        life.look(picture, number / 10)
    assert life.alive_at > 3.5


def giant(side: int) -> bytes:
    """A whole JPEG of `side` x `side` grey pixels, 12 millionths of what it unpacks to."""
    small = cv2.imencode(".jpg", np.full((64, 64), 128, np.uint8))[1].tobytes()
    at, scan = small.index(b"\xff\xc0"), small.index(b"\xff\xda")
    head = small[: at + 5] + side.to_bytes(2, "big") * 2 + small[at + 9 : scan + 2 + small[scan + 3]]
    blocks = (side // 8) ** 2  # each is "no difference, end of block": 00 1010 in the standard's own code tables
    return head + bytes.fromhex("28a28a") * (blocks // 4) + b"\xff\xd9"


def bombs_after(honest: int, side: int) -> Iterator[bytes]:
    for number in range(honest):
        yield cv2.imencode(".jpg", still(number))[1].tobytes()
    bomb = giant(side)
    while True:
        yield bomb


@pytest.mark.parametrize("honest", [0, 5])
def test_a_picture_of_sixteen_thousand_pixels_a_side_is_refused_by_its_header(honest):
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return  # the test is over
            with client, contextlib.suppress(OSError):
                client.recv(4096)
                client.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n")
                for picture in bombs_after(honest, 16_000):
                    client.sendall(b"--f\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n")
                    time.sleep(0.02)

    threading.Thread(target=serve, daemon=True).start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    camera = Camera(f"http://127.0.0.1:{door.getsockname()[1]}/video")
    camera.start()
    until(lambda: camera.state is CameraState.LOST)
    camera.stop()
    door.close()
    assert camera.join(20)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kilobytes


@pytest.mark.parametrize("first", ["drivers", "station.cli.technician", "station.assembly"])
def test_a_webcams_own_compression_is_bounded_by_the_decoder_of_the_process(first):
    command = (
        f"import {first}, cv2, numpy as np; data = cv2.imencode('.jpg', np.zeros((9000, 9000), np.uint8))[1];"
        "\ntry: cv2.imdecode(data, cv2.IMREAD_COLOR)"
        "\nexcept cv2.error as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
    assert "CV_IO_MAX_IMAGE_PIXELS" in said


def test_a_webcam_that_sends_more_than_the_decoder_takes_is_lost_and_no_crash(monkeypatch):
    class Bomb(FakeWebcam):
        def read(self):
            raise cv2.error("pixels <= CV_IO_MAX_IMAGE_PIXELS")

    monkeypatch.setattr(cv2, "VideoCapture", Bomb)
    camera = Camera("/dev/video9", "webcam")
    camera.start()
    until(lambda: camera.state is CameraState.LOST)
    camera.stop()
    assert camera.join(20)


def test_a_camera_that_says_it_is_too_large_is_let_go_before_its_first_picture(monkeypatch):
    class Giant(FakeWebcam):
        def __init__(self, *opened_with: object) -> None:
            super().__init__(*opened_with)
            self.values |= {cv2.CAP_PROP_FRAME_WIDTH: 16_000.0, cv2.CAP_PROP_FRAME_HEIGHT: 16_000.0}

        def set(self, number: int, value: float) -> bool:
            return True

    monkeypatch.setattr(cv2, "VideoCapture", Giant)
    camera = Camera("rtsp://camera/1")
    camera.start()
    until(lambda: camera.state is CameraState.LOST)
    camera.stop()
    assert camera.join(20)
    assert FakeWebcam.last.shown == 0


def test_a_camera_sleeps_at_no_cost_and_wakes_with_a_new_picture(server, camera):
    camera.start()
    assert camera.wait(0, 30) is not None
    camera.sleep()
    assert camera.state is CameraState.ASLEEP
    assert camera.latest() is None, "what it saw before it slept is nobody's"
    assert camera.wait(0, 0.1) is None, "also for who waits for any picture"
    server.show(plain(10, 200, 10))
    until(lambda: server.watched_by == 0)
    assert camera.state is CameraState.ASLEEP and comings_and_goings(camera) == ["plugged"]
    camera.wake()
    until(lambda: camera.state is CameraState.LIVE)
    assert camera.latest().pixels[100, 100, 1] > 150
    assert "unplugged" not in [event.code for event in camera.history]


def test_a_camera_that_sleeps_can_be_stopped_and_started(server, camera):
    camera.start()
    camera.wait(0, 30)
    camera.sleep()
    camera.stop()
    assert camera.join(20)
    camera.start()
    until(lambda: camera.state is CameraState.LIVE)


def test_a_camera_that_nobody_asks_unpacks_few_pictures_and_shows_a_new_one_at_once(server, camera):
    camera.start()
    frame = camera.wait(0, 5)
    assert frame is not None
    time.sleep(UNASKED + 0.1)
    before = camera._slot.get()[0]
    time.sleep(3 * AT_EASE)
    passed = camera._slot.get()[0] - before
    assert 1 <= passed <= 4  # of some seventy
    assert camera.state is CameraState.LIVE
    server.show(plain(200, 10, 10))
    old = camera.latest()
    asked = time.monotonic()
    new = camera.wait(old.number, 5)
    assert new is not None
    assert new.number == old.number + 1
    assert new.taken_at >= asked


def test_a_camera_that_nobody_asks_is_lost_when_it_is_and_stalled_when_it_stands_still(server, camera):
    camera.start()
    assert camera.wait(0, 5) is not None
    time.sleep(UNASKED + 0.1)
    server.freeze()
    until(lambda: camera.state is CameraState.STALLED, WITHIN)
    server.resume()
    until(lambda: camera.state is CameraState.LIVE, WITHIN)
    time.sleep(UNASKED + 0.1)
    server.refuse()
    until(lambda: camera.state is CameraState.LOST, WITHIN)


def test_a_cut_connection_is_made_again_within_two_seconds(server, camera):
    camera.start()
    seen = camera.wait(0, 30).number
    server.drop()
    until(lambda: camera.latest().number > seen + 3 and camera.state is CameraState.LIVE and camera.reconnects, WITHIN)


def test_a_camera_that_is_away_for_a_while_is_lost_and_found(server, camera):
    camera.start()
    camera.wait(0, 30)
    server.refuse()
    until(lambda: camera.state is CameraState.LOST)
    server.resume()
    until(lambda: camera.state is CameraState.LIVE)


def test_a_camera_that_never_opens_says_so_and_does_not_hang():
    camera = Camera("http://127.0.0.1:9/nothing", "nobody")
    camera.start()
    until(lambda: camera.state is CameraState.LOST)
    assert camera.wait(0, 0.05) is None
    camera.stop()
    assert camera.join(20)


def test_something_that_is_no_film_is_lost(tmp_path: Path):
    rubbish = tmp_path / "film.mp4"
    rubbish.write_bytes(bytes(range(256)) * 20)
    camera = Camera(str(rubbish), "rubbish")
    camera.start()
    until(lambda: camera.state is CameraState.LOST)
    camera.stop()
    assert camera.join(20)


def test_a_sequence_of_pictures_plays_at_its_own_pace(tmp_path: Path):
    for number in range(5):
        cv2.imwrite(str(tmp_path / f"{number:03d}.png"), plain(40 * number, 0, 0))
    camera = Camera(str(tmp_path / "%03d.png"), "sequence")
    camera.start()
    start = time.monotonic()
    assert camera.wait(4, 20) is not None
    assert time.monotonic() - start > 0.1
    camera.stop()
    assert camera.join(20)


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no files in memory here")  # noqa: S108
def test_a_sequence_that_lies_in_memory_is_no_camera_of_this_machine():
    with tempfile.TemporaryDirectory(dir="/dev/shm") as where:
        for number in range(3):
            cv2.imwrite(f"{where}/{number:03d}.png", plain(40 * number, 0, 0))
        assert describe(f"{where}/%03d.png", "").virtual
        camera = Camera(f"{where}/%03d.png", "sequence")
        camera.start()
        assert camera.wait(1, 20) is not None
        camera.stop()
        assert camera.join(20)


def test_a_camera_can_be_started_again_after_it_was_stopped(server, camera):
    camera.start()
    first = camera.wait(0, 30)
    camera.stop()
    camera.join()
    camera.start()
    assert camera.wait(first.number, 30) is not None


def test_what_a_camera_does_not_offer_is_not_set(server, camera):
    camera.start()
    camera.wait(0, 30)
    camera.adjust(CameraControl.FOCUS, 20)
    camera.wait(camera.latest().number + 2, 30)
    assert camera.controls == {}


class FakeWebcam:
    """What cv2.VideoCapture shows of a UVC camera; records what is asked of it."""

    def __init__(self, *opened_with: object) -> None:
        self.opened_with = opened_with
        self.values = {cv2.CAP_PROP_EXPOSURE: 150.0, cv2.CAP_PROP_AUTO_EXPOSURE: 3.0, cv2.CAP_PROP_FOCUS: 20.0}
        self.asked: dict[int, float] = {}
        self.shown = 0
        FakeWebcam.last = self

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def get(self, number: int) -> float:
        return self.values.get(number, -1.0)

    def set(self, number: int, value: float) -> bool:
        self.asked[number] = value
        if number in self.values:
            self.values[number] = value
        return True

    def read(self):
        time.sleep(0.01)
        self.shown += 1
        return True, np.random.default_rng(self.shown).integers(100, 103, (360, 640, 3), np.uint8)

    def release(self) -> None:
        self.asked["released"] = 1


def test_exposure_and_focus_are_set_where_the_camera_offers_them(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FakeWebcam)
    camera = Camera("/dev/video9", "webcam", 1920, 1080)
    camera.start()
    camera.wait(0, 30)
    assert set(camera.controls) == {CameraControl.EXPOSURE, CameraControl.AUTO_EXPOSURE, CameraControl.FOCUS}
    camera.adjust(CameraControl.FOCUS, 40)
    camera.adjust(CameraControl.GAIN, 7)
    until(lambda: camera.controls[CameraControl.FOCUS] == 40)
    camera.stop()
    assert camera.join(20)
    fake = FakeWebcam.last
    assert fake.opened_with == ("/dev/video9", cv2.CAP_V4L2)
    assert (fake.asked[cv2.CAP_PROP_FRAME_WIDTH], fake.asked[cv2.CAP_PROP_FRAME_HEIGHT]) == (1920, 1080)
    assert cv2.CAP_PROP_GAIN not in fake.asked
    assert fake.asked["released"]


def test_a_film_on_loopback_goes_round_and_round(server, camera):
    camera.start()
    server.play([plain(200, 0, 0), plain(0, 200, 0)])
    greens, blues = set(), set()

    def both_twice() -> bool:
        frame = camera.wait(0, 30)
        (greens if frame.pixels[0, 0, 1] > 100 else blues).add(frame.number)
        return len(greens) >= 2 and len(blues) >= 2

    until(both_twice)


def test_many_stops_leave_no_thread(server):
    before = set(threading.enumerate())
    for _ in range(3):
        camera = Camera(server.url)
        camera.start()
        camera.wait(0, 30)
        camera.stop()
        assert camera.join(20)
    until(lambda: not [t for t in set(threading.enumerate()) - before if t.name.startswith("camera")])


def test_a_pause_between_two_pictures_is_remembered(monkeypatch):
    class Slow(FakeWebcam):
        def read(self):
            time.sleep(0.2)
            return super().read()

    monkeypatch.setattr(cv2, "VideoCapture", Slow)
    monkeypatch.setattr("drivers.camera.opencv.STALLED_AFTER", 0.1)
    camera = Camera("/dev/video9", "webcam")
    camera.start()
    assert camera.wait(1, 30) is not None
    camera.stop()
    assert camera.join(20)
    assert [e.code for e in camera.history][:3] == ["plugged", "stalled", "recovered"]


# --- names --------------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path):
    """The two trees a Linux kernel and udev show: one UVC camera with its metadata twin, one loopback device."""
    sysfs, by_id, devices = tmp_path / "sys", tmp_path / "by-id", tmp_path / "dev"
    for node, name, index, place in (
        ("video0", "OBS Virtual Camera", "0", "devices/virtual/video4linux/video0"),
        ("video2", "Brio 500", "0", "devices/pci/usb1/1-3/1-3:1.0"),
        ("video3", "Brio 500", "1", "devices/pci/usb1/1-3/1-3:1.0"),
        ("video4", "Dummy video device (0x0001)", "0", "devices/virtual/video4linux/video4"),
    ):
        (sysfs / node).mkdir(parents=True)
        (sysfs / node / "name").write_text(name + "\n")
        (sysfs / node / "index").write_text(index + "\n")
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        for descriptor, value in (
            ("idVendor", "046d"),
            ("idProduct", "0943"),
            ("bcdDevice", "0317"),
            ("serial", "2249ZB"),
        ):
            if "usb1" in place:
                ((tmp_path / place).parent / descriptor).write_text(value + "\n")
        (sysfs / node / "device").symlink_to(tmp_path / place)
    devices.mkdir()
    by_id.mkdir()
    for index, node in enumerate(("video2", "video3")):
        (devices / node).touch()
        (by_id / f"usb-046d_Brio_500_2249ZB-video-index{index}").symlink_to(devices / node)
    return by_id, sysfs


def test_a_camera_is_named_by_maker_model_and_serial_number(machine):
    cameras = find_cameras(*machine)
    assert cameras[0].serial == "usb-046d_Brio_500_2249ZB-video-index0"
    assert cameras[0].name == "Brio 500"
    assert not cameras[0].virtual
    assert [c.name for c in cameras[1:]] == ["OBS Virtual Camera", "Dummy video device (0x0001)"]


def test_a_usb_camera_tells_its_release_and_a_virtual_one_nothing(machine):
    assert [c.firmware for c in find_cameras(*machine)] == ["usb 046d:0943 0317", "", ""]


def test_one_video_node_is_one_camera_however_it_is_addressed(tmp_path):
    assert same_device(2, "/dev/video2") and same_device("http://a/b", "http://a/b")
    assert not same_device(2, "/dev/video3")
    assert not same_device("http://a/b", "http://a/c")
    assert not same_device("film.mp4", 0)


def test_virtual_cameras_are_recognised(machine):
    assert [c.virtual for c in find_cameras(*machine)] == [False, True, True]
    assert is_virtual_name("v4l2loopback")
    assert not is_virtual_name("HD Pro Webcam C920")


def test_a_camera_is_found_again_by_its_name_although_its_number_changed(machine):
    by_id, sysfs = machine
    before = find_cameras(by_id, sysfs)[0]
    (sysfs / "video2").rename(sysfs / "video7")
    link = by_id / "usb-046d_Brio_500_2249ZB-video-index0"
    target = link.resolve().parent / "video7"
    link.unlink()
    target.touch()
    link.symlink_to(target)
    assert camera_named(before.serial, find_cameras(by_id, sysfs)).name == "Brio 500"


@dataclass
class Webcams:
    """What Linux shows of webcams of one model on the ports of one hub."""

    folder: Path
    serial: str = ""

    def plug(self, node: str, port: str, bus: int = 1) -> None:
        place = self.folder / f"devices/pci0000:00/0000:00:14.0/usb{bus}/{bus}-2/{bus}-{port}/{bus}-{port}:1.0"
        place.mkdir(parents=True)
        for descriptor, value in (("idVendor", "046d"), ("idProduct", "082b"), ("serial", self.serial)):
            if value:
                (place.parent / descriptor).write_text(value + "\n")
        known = self.folder / "sys" / node
        known.mkdir(parents=True)
        (known / "name").write_text("HD Webcam C170\n")
        (known / "index").write_text("0\n")
        (known / "device").symlink_to(place)
        (self.folder / "dev").mkdir(exist_ok=True)
        (self.folder / "dev" / node).touch()
        self.links("by-path", f"pci-0000:00:14.0-usb-0:{port}:1.0", node)

    def links(self, kind: str, name: str, node: str) -> None:
        (self.folder / kind).mkdir(exist_ok=True)
        link = self.folder / kind / f"{name}-video-index0"
        link.unlink(missing_ok=True)
        link.symlink_to(self.folder / "dev" / node)

    def won_by(self, node: str) -> None:
        """The link that all cameras of one model share goes to one of them."""
        self.links("by-id", f"usb-Webcam_C170_{self.serial}".rstrip("_"), node)

    def find(self) -> tuple[CameraInfo, ...]:
        return find_cameras(self.folder / "by-id", self.folder / "sys")


def by_port(cameras: tuple[CameraInfo, ...]) -> dict[str, str]:
    return {camera.port: camera.serial for camera in cameras}


@pytest.mark.parametrize("serial", ["", "SN0001"])
def test_two_cameras_that_cannot_be_told_apart_are_named_by_their_ports_whoever_came_first(tmp_path, serial):
    cams = Webcams(tmp_path, serial)
    cams.plug("video0", "2.1")
    cams.plug("video2", "2.3")
    names = []
    for winner in ("video0", "video2"):
        cams.won_by(winner)
        found = cams.find()
        assert all(camera.ambiguous for camera in found)
        names.append(by_port(found))
    assert names[0] == names[1]
    assert len(set(names[0].values())) == 2
    assert all("by-path" in str(camera.address) for camera in cams.find()), "a port keeps its address, a node does not"


def test_the_ports_keep_their_names_although_buses_and_nodes_are_counted_anew(tmp_path):
    before, after = Webcams(tmp_path / "a"), Webcams(tmp_path / "b")
    before.plug("video0", "2.1", bus=1)
    before.plug("video2", "2.3", bus=1)
    before.won_by("video0")
    after.plug("video0", "2.3", bus=3)
    after.plug("video2", "2.1", bus=3)
    after.won_by("video0")
    assert by_port(before.find()) == by_port(after.find())


def test_a_name_that_several_cameras_bear_is_refused_and_says_what_they_are_called(tmp_path):
    cams = Webcams(tmp_path)
    cams.plug("video0", "2.1")
    cams.won_by("video0")
    old = "usb-Webcam_C170-video-index0"
    assert camera_named(old, cams.find()).port.endswith("2.1:1.0"), "one alone is still found by the name it had"
    cams.plug("video2", "2.3")
    for name in (old, "HD Webcam C170"):
        with pytest.raises(Refused, match="camera_ambiguous") as refused:
            camera_named(name, cams.find())
        assert all(camera.serial in refused.value.detail for camera in cams.find())
    for camera in cams.find():
        assert camera_named(camera.serial, cams.find()) == camera


def test_a_camera_alone_with_its_number_is_not_ambiguous(tmp_path):
    cams = Webcams(tmp_path, "2249ZB")
    cams.plug("video0", "2.1")
    cams.won_by("video0")
    assert [(c.serial, c.ambiguous) for c in cams.find()] == [("usb-Webcam_C170_2249ZB-video-index0", False)]


def test_an_unknown_name_is_not_found(machine):
    with pytest.raises(NotFound, match="no_camera"):
        camera_named("usb-nothing", find_cameras(*machine))


def test_a_stream_or_a_file_counts_as_virtual(machine):
    assert describe("http://127.0.0.1:1/x", "demo", machine[1]).virtual
    assert describe("film/%03d.png", "", machine[1]).virtual
    assert not describe(2, "", machine[1]).virtual
    assert describe(0, "", machine[1]).virtual


def test_a_machine_without_cameras_has_none(tmp_path: Path):
    assert find_cameras(tmp_path / "a", tmp_path / "b") == ()
