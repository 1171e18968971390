"""The live look at the platen, through the real driver and hub, on emulated readers."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.fs81 import EmulatedFs81
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.emulated.usb import UsbDevice
from drivers.errors import Cancelled
from drivers.finger.base import FingerFrame, ScannerInfo
from drivers.finger.hub import CaptureEvent, FingerHub
from drivers.latest import Latest
from models.synthesis.people import travellers
from station.counter import finger_watch
from station.counter.finger_watch import FingerWatch
from station.domain.desk import FingerHint, Picture

Image = NDArray[np.uint8]
RAW = (290, 384)


@pytest.fixture(scope="module")
def fingerprint() -> Image:
    """A fingertip on the raw grid of a 4500, whole and in the middle."""
    whole = cv2.resize(travellers(1)[0].finger(2, 0), (RAW[1], RAW[0]), interpolation=cv2.INTER_AREA)
    inside = np.zeros(RAW, np.uint8)
    cv2.ellipse(inside, (RAW[1] // 2, RAW[0] // 2), (145, 118), 0, 0, 360, 1, -1)
    return np.where(inside == 1, whole, 255).astype(np.uint8)


def moved(picture: Image, right: int, down: int) -> Image:
    """By raw pixels."""
    step = np.array([[1, 0, right], [0, 1, down]], np.float64)
    return np.asarray(cv2.warpAffine(picture, step, picture.shape[::-1], borderValue=255), np.uint8)


@pytest.fixture
def hub_of() -> Iterator[Callable[[UsbDevice], FingerHub]]:
    with contextlib.ExitStack() as hubs:

        def make(device: UsbDevice) -> FingerHub:
            hub = FingerHub([EmulatedBackend([device])], poll=0.05)
            hubs.callback(hub.stop)
            hub.start()
            return hub

        yield make


class Officer:
    """What the page has: the live picture, the hints, the key."""

    def __init__(self) -> None:
        self.seen: Latest[Picture] = Latest()
        self.key = threading.Event()
        self.hints: list[FingerHint] = []
        self.events: list[CaptureEvent] = []
        self.promising: list[FingerFrame] = []
        self.answers: dict[FingerHint, Callable[[], object]] = {}  # to the first hint of a kind
        self.watch = FingerWatch(self.seen, self.key, self._told, self.promising.append)

    def _told(self, hint: FingerHint) -> None:
        self.hints.append(hint)
        self.answers.pop(hint, lambda: None)()

    def capture(self, hub: FingerHub, timeout: float = 60.0, cancel: threading.Event | None = None) -> FingerFrame:
        return hub.capture(timeout, cancel, None, self.events.append, self.watch)


def test_the_second_picture_shows_that_the_first_was_at_rest(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0), Officer()
    hub = hub_of(reader)
    reader.tap(fingerprint)
    frame = officer.capture(hub)
    number, picture = officer.seen.get()
    assert number == 2 and picture is not frame.pixels
    assert officer.promising == [frame]
    assert officer.hints == []
    assert not officer.watch.was_forced


@pytest.mark.parametrize(
    ("right", "down", "hint"),
    [
        (190, 0, FingerHint.MOVE_LEFT),
        (-190, 0, FingerHint.MOVE_RIGHT),
        (0, 140, FingerHint.MOVE_FORWARD),
        (0, -140, FingerHint.MOVE_BACKWARD),
    ],
)
def test_a_print_off_the_middle_gives_the_hint_and_is_taken_once_it_lies_well(hub_of, fingerprint, right, down, hint):
    reader, officer = EmulatedUru4500(time_scale=0.3), Officer()
    hub = hub_of(reader)
    reader.present(moved(fingerprint, right, down))
    officer.answers[hint] = lambda: reader.slide(fingerprint)
    frame = officer.capture(hub)
    assert officer.hints[0] is hint
    assert abs(int(frame.raw.mean()) - int(fingerprint.mean())) <= 2


def test_a_finger_that_stays_where_it_is_costs_a_bounded_time(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0.3), Officer()
    hub = hub_of(reader)
    reader.present(moved(fingerprint, 190, 0))
    started = time.monotonic()
    officer.capture(hub)
    assert finger_watch.SETTLE_SECONDS <= time.monotonic() - started < finger_watch.SETTLE_SECONDS + 10
    assert set(officer.hints) == {FingerHint.MOVE_LEFT}


def test_a_moving_finger_is_told_to_keep_still_and_taken_at_rest(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0.3), Officer()
    hub = hub_of(reader)
    still = threading.Event()
    officer.answers[FingerHint.KEEP_STILL] = still.set

    def fidget() -> None:
        for step in range(1000):
            reader.slide(moved(fingerprint, 4 * (step % 4), 0))
            if still.wait(0.04):
                return

    reader.present(fingerprint)
    hand = threading.Thread(target=fidget)
    hand.start()
    try:
        frame = officer.capture(hub)
    finally:
        still.set()
        hand.join()
    assert FingerHint.KEEP_STILL in officer.hints
    assert frame.raw.mean() < 250


def test_the_officers_key_takes_what_lies_there(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0.3), Officer()
    hub = hub_of(reader)
    reader.present(moved(fingerprint, 190, 0))
    officer.answers[FingerHint.MOVE_LEFT] = officer.key.set
    officer.capture(hub)
    assert officer.watch.was_forced


def test_the_officers_key_works_where_the_reader_notices_no_finger(hub_of):
    reader, officer = EmulatedUru4500(time_scale=0), Officer()
    hub = hub_of(reader)
    threading.Timer(0.2, officer.key.set).start()
    frame = officer.capture(hub)
    assert officer.watch.was_forced
    assert frame.raw.min() == 255


def test_a_finger_that_has_gone_is_waited_for_again(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0), Officer()
    hub = hub_of(reader)
    touched = np.full(RAW, 255, np.uint8)  # enough for the sensor, nothing for the eye
    reader.tap(touched)
    officer.answers[FingerHint.SEARCHING_FINGERS] = lambda: reader.tap(fingerprint)
    frame = officer.capture(hub)
    assert FingerHint.SEARCHING_FINGERS in officer.hints
    assert frame.raw.mean() < 250


def test_a_reader_without_events_shows_the_platen_before_a_finger_comes(hub_of, fingerprint):
    reader, officer = EmulatedFs81(time_scale=0.3), Officer()
    hub = hub_of(reader)
    cancel = threading.Event()

    def enough() -> None:
        officer.seen.wait(2, 30)
        cancel.set()

    looking = threading.Thread(target=enough)
    looking.start()
    with pytest.raises(Cancelled):
        officer.capture(hub, cancel=cancel)
    looking.join()
    assert officer.seen.get()[0] >= 3
    reader.present(cv2.resize(fingerprint, (320, 480)))
    assert officer.capture(hub).raw.shape == (480, 320)


def test_a_cancelled_capture_stops_looking(hub_of, fingerprint):
    reader, officer = EmulatedUru4500(time_scale=0.3), Officer()
    hub = hub_of(reader)
    reader.present(moved(fingerprint, 190, 0))
    cancel = threading.Event()
    officer.answers[FingerHint.MOVE_LEFT] = cancel.set
    with pytest.raises(Cancelled):
        officer.capture(hub, cancel=cancel)
    deadline = time.monotonic() + 30
    while reader.mode != 0x70:
        assert time.monotonic() < deadline, "the reader was not put to rest"
        time.sleep(0.01)
    number = officer.seen.get()[0]
    time.sleep(0.2)
    assert officer.seen.get()[0] == number


def test_a_live_picture_that_stopped_is_taken_from_the_page():
    officer = Officer()
    picture = np.zeros((4, 4), np.uint8)
    info = ScannerInfo("SBI device", "SBI-7", "sbi:4501", 0, 0, "", "sbi", True)
    officer.watch.look(FingerFrame(picture, 500.0, picture, info, None, ()))
    assert officer.seen.get()[1] is picture
    officer.watch.look(None)
    assert officer.seen.get()[1] is None
