"""SBI readers in the hub: found, proved, captured with, gone and back; only where the station lists their serial."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.sbi import EmulatedSbi, SbiFault
from drivers.emulated.sbi_seal import finger_record
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.errors import Cancelled, DeviceError, Refused
from drivers.finger import sbi_live
from drivers.finger.base import FingerFrame
from drivers.finger.hub import CaptureEvent, FingerHub, ScannerState
from drivers.finger.sbi import PORTS, SbiClient
from drivers.finger.sbi_device import ANY_FINGER
from drivers.finger.sbi_source import SbiSource
from tests.unit.drivers.conftest import ridges
from tests.unit.drivers.test_hub import until

PICTURE = ridges(11, 400, 320)


def finger(seed: int = 11) -> dict[str, bytes]:
    return {ANY_FINGER: finger_record(ridges(seed, 400, 320))}


@pytest.fixture(scope="module")
def authority() -> MakersAuthority:
    return MakersAuthority("Adopter")


@pytest.fixture
def service(authority) -> Iterator[EmulatedSbi]:
    with EmulatedSbi(authority, "SBI-7", kind="Single") as made:
        yield made


def out_of_the_way() -> int:
    """A port that no other service takes while it is let go: those take the first free one of the range."""
    for port in range(PORTS[-1] - os.getpid() % 40, PORTS[0], -1):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    pytest.fail("no port of the range is free")


@pytest.fixture
def hub_of(authority) -> Iterator[Callable[..., FingerHub]]:
    with contextlib.ExitStack() as hubs:

        def make(*ports: int, usb: tuple = (), trusted=None, **options) -> FingerHub:
            client = SbiClient([(trusted or authority).certificate], "station-test", ports)
            source = SbiSource(client, every=0.1)
            hub = FingerHub([EmulatedBackend(usb)], poll=0.1, services=[source], **options)
            hubs.callback(hub.stop)
            hub.start()
            return hub

        yield make


def state(hub: FingerHub, serial: str = "SBI-7") -> ScannerState | None:
    return {s.info.serial: s.state for s in hub.status()}.get(serial)


def test_a_service_is_a_reader_of_the_hub_and_captures_one_finger(service, hub_of):
    hub = hub_of(service.port)
    info = hub.status()[0].info
    assert (info.model, info.serial, info.port) == ("Emulated Single 1", "SBI-7", f"sbi:{service.port}")
    assert info.emulated, "it signs that it is not for production"
    service.present(finger())
    frame = hub.capture(30)
    assert np.array_equal(frame.raw, PICTURE) and np.array_equal(frame.pixels, PICTURE)
    assert frame.info.driver == "sbi"


def test_a_picture_of_another_scale_is_brought_to_500_ppi(service, hub_of):
    hub = hub_of(service.port)
    service.present({ANY_FINGER: finger_record(ridges(2, 800, 640), ppi=1000)})
    frame = hub.capture(30)
    assert frame.pixels.shape == (400, 320) and frame.raw.shape == (800, 640)


def test_a_finger_that_comes_late_is_waited_for(service, hub_of):
    hub = hub_of(service.port)
    threading.Timer(0.6, service.present, (finger(),)).start()
    events: list[CaptureEvent] = []
    assert hub.capture(30, on_event=events.append).raw.shape == (400, 320)
    assert events[0] is CaptureEvent.WAITING_FINGER


def test_a_capture_is_cancelled_at_once_and_the_reader_is_free_again(service, hub_of):
    hub = hub_of(service.port)
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        hub.capture(60, cancel)
    assert time.monotonic() - started < 8
    service.present(finger())
    assert hub.capture(30).raw.shape == (400, 320)


def test_a_service_that_ends_and_comes_back_is_ridden_through(authority, hub_of):
    port = out_of_the_way()
    events: list[CaptureEvent] = []

    def restart() -> None:
        going.close()
        until(lambda: state(hub) is ScannerState.ABSENT)
        again.enter_context(EmulatedSbi(authority, "SBI-7", port, "Single")).present(finger())

    with EmulatedSbi(authority, "SBI-7", port, "Single") as going, contextlib.ExitStack() as again:
        hub = hub_of(port)
        restarting = threading.Timer(0.3, restart)
        again.callback(restarting.join)
        restarting.start()
        frame = hub.capture(60, on_event=events.append)
    assert np.array_equal(frame.raw, PICTURE)
    assert CaptureEvent.RECONNECTED in events


def test_a_service_that_went_away_is_noticed_within_two_seconds(authority, hub_of):
    with EmulatedSbi(authority, "SBI-8") as going:
        hub = hub_of(going.port)
        assert state(hub, "SBI-8") is ScannerState.READY
    until(lambda: state(hub, "SBI-8") is ScannerState.ABSENT)


def test_the_stations_list_decides(service, hub_of):
    hub = hub_of(service.port, allowed=lambda serial: serial == "SBI-OTHER")
    service.present(finger())
    with pytest.raises(Refused, match="reader_not_allowed"):
        hub.capture(2)


def test_a_service_of_an_authority_we_do_not_know_is_refused(service, hub_of):
    hub = hub_of(service.port, trusted=MakersAuthority("Adopter"))
    assert state(hub) is ScannerState.REFUSED
    with pytest.raises(Refused, match="sbi_untrusted"):
        hub.capture(2)


def test_a_forged_answer_ends_the_capture_and_shows_at_the_reader(service, hub_of):
    hub = hub_of(service.port)
    service.present(finger())
    service.faults.arm(SbiFault.BROKEN_CHAIN, 1)
    with pytest.raises(Refused, match="sbi_hash_chain"):
        hub.capture(5)
    assert hub.status()[0].error == "sbi_hash_chain"


def test_a_service_that_hangs_holds_up_no_other_reader(service, hub_of):
    usb = EmulatedUru4500(time_scale=0)
    hub = hub_of(service.port, usb=(usb,))
    service.faults.arm(SbiFault.HANG)
    usb.present(ridges(4))
    started = time.monotonic()
    hub.capture(30, serial=usb.serial)
    assert time.monotonic() - started < 8
    service.faults.clear()


def test_the_live_picture_and_the_self_test_work(service, hub_of):
    service.picture = cv2.imencode(".jpg", PICTURE)[1].tobytes()
    hub = hub_of(service.port)
    with hub.live("SBI-7") as live:
        number, frame = live.wait(0, 30)
    assert number >= 1 and frame is not None and frame.raw.shape == PICTURE.shape
    until(lambda: state(hub) is ScannerState.READY)
    assert hub.self_test("SBI-7").passed


def test_a_record_that_is_rubbish_is_a_fault_and_no_crash(service, hub_of):
    hub = hub_of(service.port)
    service.present({ANY_FINGER: b"FIR rubbish"})
    with pytest.raises(DeviceError, match="sbi_record"):
        hub.capture(5)


class Onlooker:
    """What the page does while a finger is captured: it looks, and leaves the choice to the service."""

    forced = False

    def __init__(self) -> None:
        self.seen: list[FingerFrame | None] = []

    def look(self, frame: FingerFrame | None) -> None:
        self.seen.append(frame)

    def choose(self, frame: FingerFrame) -> FingerFrame | None:
        return frame


class Capture:
    """A capture that runs on a thread of its own, with an onlooker."""

    def __init__(self, hub: FingerHub) -> None:
        self.onlooker, self.cancel = Onlooker(), threading.Event()
        self.frames: list[FingerFrame] = []
        self.errors: list[DeviceError] = []
        self._hub = hub
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.frames.append(self._hub.capture(60, self.cancel, watch=self.onlooker))
        except DeviceError as error:
            self.errors.append(error)

    def ended(self) -> bool:
        return not self._thread.is_alive()

    def end(self) -> None:
        self.cancel.set()
        self._thread.join()


@pytest.fixture
def capture_on() -> Iterator[Callable[[FingerHub], Capture]]:
    running: list[Capture] = []

    def begin(hub: FingerHub) -> Capture:
        running.append(Capture(hub))
        return running[-1]

    yield begin
    for capture in running:
        capture.end()


@pytest.fixture
def streaming(service) -> EmulatedSbi:
    service.picture = cv2.imencode(".jpg", PICTURE)[1].tobytes()
    return service


def test_the_stream_is_seen_while_the_service_waits_and_the_record_is_the_signed_picture(streaming, hub_of, capture_on):
    capture = capture_on(hub_of(streaming.port))
    until(lambda: len(capture.onlooker.seen) >= 3, 20)
    live = capture.onlooker.seen[0]
    assert live is not None and live.pixels.shape == PICTURE.shape
    assert not capture.ended()
    streaming.present(finger(5))
    until(capture.ended, 20)
    assert np.array_equal(capture.frames[0].pixels, ridges(5, 400, 320)), "no picture of the stream becomes a sample"


def test_a_stream_that_stalls_is_shown_no_longer_holds_up_nothing_and_comes_back(
    streaming, hub_of, capture_on, monkeypatch
):
    monkeypatch.setattr(sbi_live, "STALL", 0.4)
    monkeypatch.setattr(sbi_live, "PAUSE", 0.1)
    streaming.streams_any_time = True
    capture = capture_on(hub_of(streaming.port))
    seen = capture.onlooker.seen
    until(lambda: bool(seen), 20)
    streaming.stalled.set()
    until(lambda: seen[-1] is None, 20)
    before = len(seen)
    streaming.stalled.clear()
    until(lambda: len(seen) > before and seen[-1] is not None, 20)
    streaming.stalled.set()
    streaming.present(finger())
    until(capture.ended, 20)
    assert np.array_equal(capture.frames[0].pixels, PICTURE), "a stalled stream costs no capture"


def test_a_stream_without_pictures_is_not_shown_and_costs_no_capture(service, hub_of, capture_on):
    service.picture = b"\xff\xd8\xff\xfe\x00\x0cno picture\xff\xd9"
    capture = capture_on(hub_of(service.port))
    threading.Timer(0.5, service.present, (finger(),)).start()
    until(capture.ended, 20)
    assert capture.frames and capture.onlooker.seen == []


def test_a_cancelled_capture_ends_its_stream_even_where_it_stalls(streaming, hub_of, capture_on):
    streaming.stalled.set()
    hub = hub_of(streaming.port)
    capture = capture_on(hub)
    until(lambda: any(t.name.startswith("sbi-live") for t in threading.enumerate()), 20)
    capture.cancel.set()
    until(capture.ended, 20)
    until(lambda: state(hub) is ScannerState.READY, 20)
    assert [error.code for error in capture.errors] == ["capture_cancelled"]
    until(lambda: not any(t.name.startswith("sbi-live") for t in threading.enumerate()), 20)
