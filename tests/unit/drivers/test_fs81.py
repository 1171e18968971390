"""The FS81 driver against its emulator: rows, finger detection, stale data and faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.fs81 import EmulatedFs81, Fs81Fault
from drivers.errors import Garbled, TimedOut, Unplugged
from drivers.finger.fs81 import FutronicFs81
from drivers.finger.hub import CaptureEvent
from drivers.finger.polled import contrast
from drivers.finger.transport import UsbTransport, find_devices
from tests.unit.drivers.conftest import ridges


@pytest.fixture
def device() -> EmulatedFs81:
    return EmulatedFs81(time_scale=0)


@pytest.fixture
def finger():
    return ridges(4, 480, 320)


@contextmanager
def opened(device: EmulatedFs81) -> Iterator[FutronicFs81]:
    scanner = FutronicFs81(UsbTransport(find_devices(EmulatedBackend([device]))[0]))
    scanner.open()
    try:
        yield scanner
    finally:
        scanner.close()


def test_the_presented_picture_is_the_captured_one(device, finger):
    with opened(device) as scanner:
        device.present(finger)
        assert scanner.wait_finger(20)
        frame = scanner.capture(20)
    assert np.array_equal(frame.raw, finger)
    assert np.array_equal(frame.pixels, finger)
    assert frame.info.serial == "port:1-1"


def test_an_empty_platen_is_no_finger_and_a_finger_is_one(device, finger):
    with opened(device) as scanner:
        assert contrast(scanner.preview(1).raw) < scanner.finger_off
        assert not scanner.wait_finger(0.02)
        device.present(finger)
        assert contrast(scanner.preview(1).raw) > scanner.finger_on
        assert scanner.wait_finger(20)
        assert not scanner.wait_lift(0.02)
        threading.Timer(0.05, device.lift).start()
        assert scanner.wait_lift(20)


def test_one_frame_of_contrast_is_not_enough(device, finger):
    with opened(device) as scanner:
        device.present(finger)
        assert not scanner.wait_finger(0)
        device.lift()
        assert not scanner.wait_finger(0)
        device.present(finger)
        assert not scanner.wait_finger(0)
        assert scanner.wait_finger(0)


def test_a_frame_left_by_a_killed_program_is_drained_before_the_first_command(device, finger):
    device.present(ridges(9, 480, 320))
    device.leave_stale_frame()
    device.present(finger)
    with opened(device) as scanner:
        assert scanner.wait_finger(20)
        assert np.array_equal(scanner.capture(20).raw, finger)


def test_a_device_that_never_falls_silent_is_refused_in_time(device):
    device.faults.arm(Fs81Fault.ENDLESS)
    start = time.monotonic()
    with pytest.raises(Garbled, match="stale_data"), opened(device):
        pass
    assert time.monotonic() - start < 12
    assert device.owner is None


def test_sizes_that_cannot_be_are_refused(device):
    device.faults.arm(Fs81Fault.WRONG_INFO)
    with pytest.raises(Garbled, match="reader_info"), opened(device):
        pass


def test_a_silent_device_times_out(device):
    device.faults.arm(Fs81Fault.SILENT)
    with pytest.raises(TimedOut), opened(device):
        pass


def test_a_short_frame_is_drained_and_read_again(device, finger):
    with opened(device) as scanner:
        device.present(finger)
        assert scanner.wait_finger(20)
        device.faults.arm(Fs81Fault.SHORT_FRAME, 2)
        assert np.array_equal(scanner.capture(20).raw, finger)
        device.faults.arm(Fs81Fault.SHORT_FRAME)
        with pytest.raises(Garbled, match="frame_short"):
            scanner.capture(3)


def test_pulling_the_cable_in_the_middle_of_a_frame_is_unplugged(device, finger):
    with opened(device) as scanner:
        device.present(finger)
        device.faults.arm(Fs81Fault.UNPLUG_MID_FRAME, 1)
        with pytest.raises(Unplugged):
            scanner.wait_finger(1)


def test_the_lamp_is_off_when_nobody_looks(device, finger):
    with opened(device) as scanner:
        device.present(finger)
        scanner.wait_finger(1)
        assert device.lamp
    assert not device.lamp


def test_the_hub_drives_it_like_any_other_reader(device, finger, make_hub):
    hub = make_hub(device)
    device.present(finger)
    assert np.array_equal(hub.capture(30).raw, finger)
    device.faults.arm(Fs81Fault.UNPLUG_MID_FRAME, 1)
    frame = hub.capture(30, on_event=lambda event: device.plug("1-2") if event is CaptureEvent.UNPLUGGED else None)
    assert frame.info.port == "1-2"
    hub.stop()
    assert not device.lamp


def test_the_self_test_passes_and_fails(device):
    with opened(device) as scanner:
        assert scanner.self_test().passed
        device.faults.arm(Fs81Fault.WRONG_INFO, 1)
        assert [s.name for s in scanner.self_test().steps if not s.passed] == ["start"]
