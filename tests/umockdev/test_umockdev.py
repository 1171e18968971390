"""The emulated reader under real libusb, and before an independent judge: Debian's libfprint.

Both need a mocked machine (umockdev); the judge needs libfprint-2-2 as well. Pixels are compared, because libfprint
calls noise a success.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from drivers.emulated.fs81 import Fs81Fault
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from models.synthesis.prints import impression, master
from tests.umockdev.programs import Program, program
from tests.umockdev.testbed import missing

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


def libfprint_missing() -> str | None:
    try:
        ctypes.CDLL("libfprint-2.so.2")
    except OSError:
        return "libfprint-2.so.2 is missing (Debian package libfprint-2-2)"
    return None


@pytest.fixture(scope="module")
def finger():
    """An invented fingerprint as the sensor sees it, 290 x 384."""
    device = EmulatedUru4500(time_scale=0)
    return device.present(impression(master(11, 2), 0), 500)


class Bench:
    """The emulated reader in its own process."""

    def __init__(self, process: Program, folder: Path) -> None:
        self._process = process
        self._folder = folder
        told = process.until("root")
        self.root, self.serial = str(told["root"]), told["serial"]

    def put(self, picture, how: str = "present") -> None:
        file = self._folder / "finger.raw"
        file.write_bytes(picture.tobytes())
        self._process.order(do=how, file=str(file))

    def fault(self, fault: Fault | Fs81Fault, times: int) -> None:
        self._process.order(do="fault", name=fault.name, times=times)

    def do(self, what: str) -> dict[str, object]:
        return self._process.order(do=what)


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Iterator[Bench]:
    with program("bench", patience=300) as process:
        yield Bench(process, tmp_path_factory.mktemp("bench"))


@pytest.fixture
def bed(bench) -> Bench:
    """The reader, without a finger and without faults."""
    bench.do("reset")
    return bench


@contextmanager
def client(bed: Bench, module: str, *arguments: str) -> Iterator[Program]:
    with program(module, *arguments, root=bed.root) as running:
        yield running


def raw(path: Path):
    return np.fromfile(path, np.uint8).reshape(290, 384)


def assert_same_picture(got, presented, absent: list[int]) -> None:
    """Every pixel that the wire carries: all but one row and the last pixel of each of four blocks."""
    keep = np.ones(presented.shape, bool)
    keep[absent] = False
    wrong = np.argwhere((got != presented) & keep)
    assert len(wrong) <= 4
    assert all(column == 0 for _, column in wrong)


@pytest.mark.parametrize("library", ["system", "bundled"])
def test_under_umockdev_the_driver_captures_the_presented_picture(bed, finger, tmp_path, library):
    with client(bed, "driver_client", "2", str(tmp_path), library) as running:
        assert running.until("ready", 0)["states"] == ["ready"]
        bed.put(finger)
        told = running.until("captured")
        running.until("ready", 1)
        bed.put(finger[:, ::-1].copy())
        running.until("captured", 1)
        assert running.end() == 0
    assert told["serial"] == bed.serial
    assert told["model"] == "U.are.U® 4500 Fingerprint Reader"
    assert told["port"] == "1-1"
    assert told["emulated"] is False, "under libusb nothing gives the emulator away"
    assert_same_picture(raw(tmp_path / "0.raw"), finger, told["absent"])
    assert_same_picture(raw(tmp_path / "1.raw"), finger[:, ::-1], told["absent"])
    assert bed.do("status")["mode"] == 0x70


def test_under_umockdev_a_replugged_reader_is_back_within_two_seconds(bed, finger, tmp_path):
    with client(bed, "driver_client", "1", str(tmp_path)) as running:
        running.until("event", "waiting_finger")
        bed.do("unplug")
        running.until("event", "unplugged")
        bed.put(finger)
        bed.do("plug")
        start = time.monotonic()
        running.until("event", "reconnected")
        assert time.monotonic() - start < 8  # two, and four times as long on a busy machine
        told = running.until("captured")
        assert running.end() == 0
    assert_same_picture(raw(tmp_path / "0.raw"), finger, told["absent"])


@pytest.mark.parametrize(
    "fault",
    [Fault.EMPTY_FRAME, Fault.WRONG_KEY, Fault.DEATH, Fault.STALL],
)
def test_under_umockdev_one_fault_is_survived(bed, finger, tmp_path, fault):
    with client(bed, "driver_client", "1", str(tmp_path)) as running:
        running.until("event", "waiting_finger")
        bed.fault(fault, 1)
        bed.put(finger)
        told = running.until("captured")
        assert running.end() == 0
    assert_same_picture(raw(tmp_path / "0.raw"), finger, told["absent"])


def test_under_umockdev_the_fs81_captures_the_presented_picture(tmp_path):
    picture = np.full((480, 320), 255, np.uint8)
    picture[40:440, 10:310] = np.kron(np.indices((40, 30)).sum(0) % 2 * 200, np.ones((10, 10))).astype(np.uint8)
    with program("bench", "fs81") as process:
        bed = Bench(process, tmp_path)
        bed.fault(Fs81Fault.SHORT_FRAME, 1)
        with client(bed, "driver_client", "1", str(tmp_path)) as running:
            running.until("event", "waiting_finger")
            bed.put(picture)
            assert running.until("captured")["serial"] == "port:1-1"
            assert running.end() == 0
    assert np.array_equal(np.fromfile(tmp_path / "0.raw", np.uint8).reshape(480, 320), picture)


@pytest.mark.skipif(libfprint_missing() is not None, reason=str(libfprint_missing()))
def test_libfprint_recognises_the_emulated_reader_and_captures_the_same_pixels_as_the_driver(bed, finger, tmp_path):
    with client(bed, "libfprint_client", str(tmp_path / "judge.raw")) as running:
        running.until("opened")
        bed.put(finger, "tap")
        told = running.until("driver")
        assert running.end() == 0
    assert told["driver"] == "uru4000"
    assert (told["width"], told["height"]) == (384, 290)
    with client(bed, "driver_client", "1", str(tmp_path)) as running:
        running.until("event", "waiting_finger")
        bed.put(finger, "tap")
        absent = running.until("captured")["absent"]
        assert running.end() == 0
    judge, ours = raw(tmp_path / "judge.raw"), raw(tmp_path / "0.raw")
    assert np.array_equal(judge, ours)
    assert_same_picture(judge, finger, absent)


@pytest.mark.skipif(libfprint_missing() is not None, reason=str(libfprint_missing()))
def test_libfprint_takes_noise_for_a_success_and_the_driver_does_not(bed, finger, tmp_path):
    """Why pixels are compared: with a wrong key the judge delivers a picture of noise."""
    bed.fault(Fault.WRONG_KEY, 0)
    with client(bed, "libfprint_client", str(tmp_path / "judge.raw")) as running:
        running.until("opened")
        bed.put(finger, "tap")
        running.until("driver")
        running.end()
    if (tmp_path / "judge.raw").exists():
        assert (raw(tmp_path / "judge.raw") != finger).mean() > 0.9
    with client(bed, "driver_client", "1", str(tmp_path)) as running:
        running.until("event", "waiting_finger")
        bed.put(finger)
        assert running.until("error")["error"] == "frame_noise"
