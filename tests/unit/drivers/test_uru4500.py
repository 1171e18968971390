"""The driver against the emulated reader: the happy path and every fault of the wire page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from drivers.errors import Busy, Garbled, NoPermission, TimedOut, Unplugged
from drivers.finger.transport import UsbTransport, find_devices
from drivers.finger.uru4500 import Uru4500
from tests.unit.drivers.conftest import ridges


@contextmanager
def opened(device: EmulatedUru4500) -> Iterator[Uru4500]:
    scanner = Uru4500(UsbTransport(find_devices(EmulatedBackend([device]))[0]))
    scanner.open()
    try:
        yield scanner
    finally:
        scanner.close()


def same(frame, picture) -> bool:
    """Pixel equality wherever the wire carries the pixel: all but the row not sent and the four pixels named lost."""
    keep = np.ones(picture.shape, bool)
    keep[list(frame.interpolated_rows)] = False
    for row, column in frame.lost:
        keep[row, column] = False
    return len(frame.lost) <= 4 and bool((frame.raw == picture)[keep].all())


def test_the_presented_picture_is_the_captured_one(reader, picture):
    with opened(reader) as scanner:
        reader.present(picture)
        assert scanner.wait_finger(20)
        frame = scanner.capture(20)
    assert same(frame, picture)
    assert frame.interpolated_rows == (167,)
    assert len(frame.lost) == 4
    assert all(column == 0 and frame.raw[row, 0] == 255 for row, column in frame.lost)
    assert frame.pixels.shape == (383, 349)
    assert frame.info.serial == reader.serial
    assert frame.info.model == "U.are.U® 4500 Fingerprint Reader"
    assert frame.info.emulated


def test_the_real_pace_of_a_unit_is_kept():
    device = EmulatedUru4500()
    with opened(device) as scanner:
        device.present(ridges())
        assert scanner.wait_finger(20)
        start = time.monotonic()
        scanner.capture(10)
        assert 0.12 < time.monotonic() - start < 5


def test_frames_follow_each_other_with_a_new_key_each(reader, picture):
    with opened(reader) as scanner:
        reader.present(picture)
        frames = [scanner.preview(1) for _ in range(3)]
    assert all(same(frame, picture) for frame in frames)


def test_finger_on_and_off_are_waited_for(reader, picture):
    with opened(reader) as scanner:
        assert not scanner.wait_finger(0.02)
        threading.Timer(0.05, reader.present, (picture,)).start()
        assert scanner.wait_finger(20)
        scanner.capture(1)
        assert not scanner.wait_lift(0.02)
        threading.Timer(0.05, reader.lift).start()
        assert scanner.wait_lift(20)
        assert not scanner.wait_finger(0.02)


def test_whether_a_finger_has_gone_can_be_asked_first_after_a_picture(reader, picture):
    reader.present(picture)
    with opened(reader) as scanner:
        scanner.capture(5.0)
        assert not scanner.wait_lift(0.0)
        reader.lift()
        assert scanner.wait_lift(5.0)


def test_a_waiting_call_goes_on_where_the_last_one_stopped(reader, picture):
    with opened(reader) as scanner:
        for _ in range(3):
            assert not scanner.wait_finger(0.01)
        reader.present(picture)
        assert scanner.wait_finger(20)


def test_stale_events_are_dropped(reader, picture):
    reader.faults.arm(Fault.STALE_EVENTS)
    with opened(reader) as scanner:
        assert not scanner.wait_finger(0.05)
        reader.present(picture)
        assert scanner.wait_finger(20)


def test_a_wedged_unit_is_booted_again(picture):
    device = EmulatedUru4500(time_scale=0)
    device.unplug()
    device.faults.arm(Fault.WEDGED, 1)
    device.plug()
    with opened(device) as scanner:
        device.present(picture)
        assert scanner.wait_finger(20)
        assert same(scanner.capture(20), picture)


def test_one_missing_power_event_is_survived(reader):
    reader.faults.arm(Fault.NO_POWER_EVENT, 1)
    with opened(reader) as scanner:
        assert scanner.info.firmware


def test_a_unit_that_never_powers_up_is_given_up_after_three_tries(reader):
    reader.faults.arm(Fault.NO_POWER_EVENT)
    start = time.monotonic()
    with pytest.raises(Garbled, match="scan_power"), opened(reader):
        pass
    assert time.monotonic() - start < 8
    assert reader.owner is None


def test_a_death_notice_is_answered_with_power(reader, picture):
    with opened(reader) as scanner:
        reader.faults.arm(Fault.DEATH, 1)
        reader.present(picture)
        assert scanner.wait_finger(20)
        assert same(scanner.capture(20), picture)


def test_sleep_and_resume_are_noticed_while_waiting(reader, picture):
    with opened(reader) as scanner:
        assert not scanner.wait_finger(0.01)
        reader.sleep_and_resume()
        reader.present(picture)
        start = time.monotonic()
        assert scanner.wait_finger(20)
        assert time.monotonic() - start < 8
        assert same(scanner.capture(20), picture)


@pytest.mark.parametrize(
    "fault",
    [Fault.EMPTY_FRAME, Fault.TOO_MANY_LINES, Fault.WRONG_KEY, Fault.TRUNCATED, Fault.BAD_RECORDS],
)
def test_a_bad_frame_is_read_again(reader, picture, fault):
    with opened(reader) as scanner:
        reader.present(picture)
        assert scanner.wait_finger(20)
        reader.faults.arm(fault, 2)
        assert same(scanner.capture(20), picture)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.EMPTY_FRAME, "frame_short"),
        (Fault.TOO_MANY_LINES, "frame_header"),
        (Fault.WRONG_KEY, "frame_noise"),
        (Fault.TRUNCATED, "frame_short"),
        (Fault.BAD_RECORDS, "frame_header"),
    ],
)
def test_a_reader_that_sends_only_bad_frames_is_named(reader, picture, fault, code):
    with opened(reader) as scanner:
        reader.present(picture)
        assert scanner.wait_finger(20)
        reader.faults.arm(fault)
        with pytest.raises(Garbled) as caught:
            scanner.capture(2)
        assert caught.value.code == code
        reader.faults.disarm(fault)
        assert scanner.wait_finger(20), "the unit works again afterwards"
        assert same(scanner.capture(20), picture)


def test_more_bytes_than_a_frame_has_do_no_harm(reader, picture):
    with opened(reader) as scanner:
        reader.faults.arm(Fault.BABBLE)
        for _ in range(3):
            reader.tap(picture)
            assert scanner.wait_finger(20)
            assert same(scanner.capture(20), picture)
            assert scanner.wait_lift(20)


def test_no_frame_at_all_ends_with_the_timeout(reader, picture):
    with opened(reader) as scanner:
        reader.present(picture)
        assert scanner.wait_finger(20)
        reader.faults.arm(Fault.SILENT)
        start = time.monotonic()
        with pytest.raises(TimedOut, match="frame_timeout"):
            scanner.capture(0.5)
        assert time.monotonic() - start < 4


@pytest.mark.parametrize("fault", [Fault.CLEAR, Fault.CLEAR_BUT_FLAGGED])
def test_clear_frames_are_taken_as_they_are(reader, picture, fault):
    light = picture.copy()
    light[-3:] = 255  # the first rows on the wire: no ridges there, as on most fingers
    with opened(reader) as scanner:
        reader.faults.arm(fault)
        reader.present(light)
        assert scanner.wait_finger(20)
        frame = scanner.capture(20)
    keep = np.arange(290) != frame.interpolated_rows[0]
    assert np.array_equal(frame.raw[keep], light[keep])


def test_a_change_of_key_inside_a_frame_is_followed(reader, picture):
    with opened(reader) as scanner:
        reader.faults.arm(Fault.NEXT_KEY)
        reader.present(picture)
        assert scanner.wait_finger(20)
        assert same(scanner.capture(20), picture)


def test_one_stall_is_retried_and_many_are_named(reader):
    with opened(reader) as scanner:
        reader.faults.arm(Fault.STALL, 1)
        scanner.check()
        reader.faults.arm(Fault.STALL, 2)
        with pytest.raises(Garbled, match="usb_stall"):
            scanner.check()


def test_pulling_the_cable_in_the_middle_of_a_frame_is_unplugged(reader, picture):
    with opened(reader) as scanner:
        reader.present(picture)
        assert scanner.wait_finger(20)
        reader.faults.arm(Fault.UNPLUG_MID_FRAME, 1)
        with pytest.raises(Unplugged):
            scanner.capture(1)


def test_pulling_the_cable_while_waiting_is_noticed_at_once(reader):
    with opened(reader) as scanner:
        threading.Timer(0.1, reader.unplug).start()
        start = time.monotonic()
        with pytest.raises(Unplugged):
            scanner.wait_finger(30)
        assert time.monotonic() - start < 5


def test_a_reader_that_another_program_holds_is_busy(reader):
    reader.claimed_elsewhere = True
    with pytest.raises(Busy, match="fprintd"), opened(reader):
        pass


def test_a_reader_without_permission_says_what_to_do(reader):
    reader.forbidden = True
    with pytest.raises(NoPermission, match="udev"), opened(reader):
        pass


def test_closing_leaves_the_unit_off_and_never_in_low_power(reader):
    with opened(reader):
        pass
    assert reader.mode == 0x70
    assert reader.status == 0x01
    assert reader.owner is None


def test_the_self_test_says_what_it_tried(reader):
    with opened(reader) as scanner:
        report = scanner.self_test()
        assert report.passed
        assert [step.name for step in report.steps] == ["power", "key_exchange", "picture", "off"]
        reader.faults.arm(Fault.TRUNCATED)
        failed = scanner.self_test()
    assert not failed.passed
    assert [step.name for step in failed.steps if not step.passed] == ["picture"]


def test_a_mapped_picture_keeps_its_scale():
    """A grating of known pitch at 500 ppi comes back with the same pitch in both directions."""
    pitch = 10.0
    wave = 127.5 + 100 * np.sin(2 * np.pi * np.arange(500) / pitch)
    for image in (np.tile(wave.astype(np.uint8), (500, 1)), np.tile(wave.astype(np.uint8)[:, None], (1, 500))):
        device = EmulatedUru4500(time_scale=0)
        with opened(device) as scanner:
            device.present(image, 500)
            assert scanner.wait_finger(20)
            pixels = scanner.capture(20).pixels.astype(float)[20:-20, 20:-20]
        line = pixels.mean(axis=0) if image[0].std() > 1 else pixels.mean(axis=1)
        crossings = np.flatnonzero((line[:-1] < line.mean()) & (line[1:] >= line.mean()))
        measured = (crossings[-1] - crossings[0]) / (len(crossings) - 1)
        assert abs(measured - pitch) < 0.05
