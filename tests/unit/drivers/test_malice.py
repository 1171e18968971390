"""What a malicious device can send: every answer ends in a picture or a named error, in time, and nothing grows."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.fs81 import EmulatedFs81
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.emulated.usb import Setup, Stall
from drivers.errors import DeviceError
from drivers.finger import fs81, uru4500
from drivers.finger.fs81 import FutronicFs81
from drivers.finger.hub import FingerHub
from drivers.finger.transport import UsbTransport, find_devices
from drivers.finger.uru4500 import Uru4500
from tests.unit.drivers.conftest import ridges

EASY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """The drivers' own waiting, shortened: the paths are the same."""
    monkeypatch.setattr(uru4500, "POLL", 0.0001)
    monkeypatch.setattr(uru4500, "POWER_EVENT", 0.01)
    monkeypatch.setattr(uru4500, "FRAME_TIMEOUT", 0.02)
    monkeypatch.setattr(uru4500, "EVENT_READ", 0.02)
    monkeypatch.setattr(fs81, "COMMAND_TIMEOUT", 0.01)
    monkeypatch.setattr(fs81, "FRAME_TIMEOUT", 0.02)
    monkeypatch.setattr(fs81, "QUIET", 0.002)


class Liar(EmulatedUru4500):
    """Answers registers, events and frames with what it was given, honestly where it was given nothing."""

    def __init__(self, registers, events, frames) -> None:
        super().__init__(time_scale=0)
        self.registers, self.frames = list(registers), list(frames)
        for event in events:
            self.queues[0x81].put(event)

    def vendor(self, setup: Setup, data: bytes) -> bytes:
        if setup.to_host and self.registers:
            answer = self.registers.pop()
            if answer is None:
                raise Stall
            return answer
        return super().vendor(setup, data)

    def _frame(self) -> bytes:
        return self.frames.pop() if self.frames else super()._frame()


def use(driver, device) -> None:
    """Everything a hub does with a reader; only named errors may come out."""
    scanner = driver(UsbTransport(find_devices(EmulatedBackend([device]))[0]))
    try:
        scanner.open()
    except DeviceError:
        return
    try:
        if scanner.wait_finger(0.02):
            frame = scanner.capture(0.1)
            assert frame.raw.dtype == np.uint8
        scanner.wait_lift(0.01)
        scanner.check()
        scanner.self_test()
    except DeviceError as error:
        assert error.code
    finally:
        scanner.close()
        assert device.owner is None


@EASY
@given(
    registers=st.lists(st.one_of(st.none(), st.binary(max_size=20), st.sampled_from([b"\x01", b"\x85", b"\x81"]))),
    events=st.lists(st.binary(max_size=64), max_size=40),
    frames=st.lists(st.binary(max_size=400), max_size=4),
)
def test_a_lying_4500_ends_in_a_picture_or_a_named_error(registers, events, frames):
    device = Liar(registers, events, frames)
    device.present(ridges())
    start = time.monotonic()
    use(Uru4500, device)
    assert time.monotonic() - start < 20


@EASY
@given(replies=st.lists(st.binary(max_size=1200), max_size=6), sizes=st.lists(st.integers(0, 65535), max_size=2))
def test_a_lying_fs81_ends_in_a_picture_or_a_named_error(replies, sizes):
    device = EmulatedFs81(time_scale=0)
    if len(sizes) == 2:
        info = b"\xe0\0\0\0" + b"".join(side.to_bytes(2, "big") for side in sizes)
        device._info = lambda: info.ljust(512, b"\0")
    for reply in replies:
        device.queues[0x82].put(reply)
    device.present(ridges(2, 480, 320))
    start = time.monotonic()
    use(FutronicFs81, device)
    assert time.monotonic() - start < 20


@EASY
@given(
    configuration=st.binary(min_size=9, max_size=60), strings=st.lists(st.text(max_size=120), min_size=3, max_size=3)
)
def test_senseless_descriptors_are_a_fault_and_no_crash(configuration, strings):
    device = EmulatedUru4500(time_scale=0)
    device.configuration = configuration
    device.strings = tuple(text.encode("utf-16-le", "replace").decode("utf-16-le", "replace") for text in strings)
    hub = FingerHub([EmulatedBackend([device])])
    hub.start()
    try:
        assert len(hub.status()) == 1
        with pytest.raises(DeviceError):
            hub.capture(0.05)
    finally:
        hub.stop()


def test_strings_that_are_no_text_leave_the_reader_known_by_its_port(make_hub):
    class Mumbler(EmulatedUru4500):
        def _descriptor(self, kind: int, index: int) -> bytes:
            return b"\x07\x03\x00\xd8\x41\x00\x41" if kind == 3 and index else super()._descriptor(kind, index)

    hub = make_hub(Mumbler(time_scale=0))
    assert hub.status()[0].info.serial == "port:1-1"


def test_control_characters_in_a_serial_number_do_not_reach_a_log(make_hub):
    hub = make_hub(EmulatedUru4500("{1}\n\x1b[2Jforged line\x00", time_scale=0))
    assert hub.status()[0].info.serial == "{1}[2Jforged line"


def test_a_flood_of_events_does_not_grow_memory():
    class Flooder(EmulatedUru4500):
        def asked(self, endpoint: int) -> None:
            if endpoint == 0x81 and not len(self.queues[0x81]):
                self.queues[0x81].put(b"\x99" * 64)
            super().asked(endpoint)

    scanner = Uru4500(UsbTransport(find_devices(EmulatedBackend([Flooder(time_scale=0)]))[0]))
    scanner.open()
    try:
        scanner.wait_finger(0.3)
        tracemalloc.start()
        scanner.wait_finger(0.3)
        first = tracemalloc.get_traced_memory()[0]
        scanner.wait_finger(0.6)
        assert tracemalloc.get_traced_memory()[0] - first < 100_000
    finally:
        tracemalloc.stop()
        scanner.close()
