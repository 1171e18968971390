"""A slap device that behaves as MOSIP's reference service does, in the hub: fingers at once, and one of them alone."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.sbi import EmulatedSbi, SbiFault
from drivers.emulated.sbi_seal import finger_record
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.errors import Busy, Declined, DeviceError, Garbled, Refused, TimedOut
from drivers.finger import roster, sbi_scanner
from drivers.finger.base import LEFT_SLAP, RIGHT_SLAP, SLAPS, THUMBS, FingerFrame, SlapFrame
from drivers.finger.hub import CaptureEvent, FingerHub, ScannerState
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import NAMES, SubId, announced_device
from drivers.finger.sbi_source import SbiSource
from tests.unit.drivers.conftest import ridges
from tests.unit.drivers.test_hub import until

PICTURES = {code: ridges(code, 400, 320) for code in NAMES}
RECORDS = {NAMES[code]: finger_record(picture, position=code) for code, picture in PICTURES.items()}


def hand(*codes: int) -> dict[str, bytes]:
    return {NAMES[code]: RECORDS[NAMES[code]] for code in codes}


@pytest.fixture(scope="module")
def authority() -> MakersAuthority:
    return MakersAuthority("Adopter")


@pytest.fixture
def service(authority) -> Iterator[EmulatedSbi]:
    with EmulatedSbi(authority, "SLAP-1") as made:
        yield made


@pytest.fixture
def hub_of(authority) -> Iterator[Callable[..., FingerHub]]:
    with contextlib.ExitStack() as hubs:

        def make(*services: EmulatedSbi, usb: tuple = ()) -> FingerHub:
            client = SbiClient([authority.certificate], "station-test", [service.port for service in services])
            hub = FingerHub([EmulatedBackend(usb)], poll=0.1, services=[SbiSource(client, every=0.1)])
            hubs.callback(hub.stop)
            hub.start()
            return hub

        yield make


def taken(frame: SlapFrame) -> list[int]:
    return [code for code, _ in frame.fingers]


@pytest.mark.parametrize("slap", SLAPS)
def test_a_slap_is_taken_at_once_and_each_finger_is_the_one_that_lay_there(service, hub_of, slap):
    hub = hub_of(service)
    assert hub.slaps() == (RIGHT_SLAP, LEFT_SLAP, THUMBS)
    service.present(RECORDS)
    frame = hub.capture_slap(slap, 30)
    assert sorted(taken(frame)) == sorted(SLAPS[slap])
    for code, finger in frame.fingers:
        assert np.array_equal(finger.pixels, PICTURES[code])
    assert service.asked[-1]["bio"][0]["deviceSubId"] == {13: "2", 14: "1", 15: "3"}[slap]
    assert service.asked[-1]["purpose"] == "Registration"


def test_missing_fingers_are_exceptions_and_are_not_counted(service, hub_of):
    hub = hub_of(service)
    service.present(RECORDS)
    frame = hub.capture_slap(RIGHT_SLAP, 30, missing=(5, 3))
    asked = service.asked[-1]["bio"][0]
    assert asked["exception"] == ["Right MiddleFinger", "Right LittleFinger"]
    assert asked["count"] == "2" and asked["bioSubType"] == ["Right IndexFinger", "Right RingFinger"]
    assert taken(frame) == [2, 4] == list(frame.wanted.positions)


@pytest.mark.parametrize("finger", NAMES)
def test_one_finger_of_a_slap_device_is_its_slap_with_the_others_as_exceptions(service, hub_of, finger):
    hub = hub_of(service)
    service.present(RECORDS)
    frame = hub.capture(30, finger=finger)
    assert np.array_equal(frame.pixels, PICTURES[finger])
    asked = service.asked[-1]["bio"][0]
    assert asked["deviceSubId"] != "0"
    assert len(asked["exception"]) == len(SLAPS[THUMBS]) - 1 or len(asked["exception"]) == 3


def test_where_nobody_knows_which_finger_the_right_index_is_asked_for_and_never_sub_id_0(service, hub_of):
    hub = hub_of(service)
    service.present(RECORDS)
    assert np.array_equal(hub.capture(30).pixels, PICTURES[2])
    assert all(asked["bio"][0]["deviceSubId"] == "2" for asked in service.asked)


def test_what_was_asked_for_until_now_is_never_answered_by_the_reference(authority, service):
    service.present(RECORDS)
    client = SbiClient([authority.certificate], "x", [service.port])
    with pytest.raises(TimedOut, match="sbi_device_701"):
        client.capture(client.discover()[0], SubId.UNKNOWN, ("UNKNOWN",), timeout=0.2)


def test_a_finger_that_does_not_come_costs_the_others_nothing(service, hub_of):
    hub = hub_of(service)
    service.present(hand(2, 3, 5))
    frame = hub.capture_slap(RIGHT_SLAP, 30)
    assert taken(frame) == [2, 3, 5] != list(frame.wanted.positions)


def test_no_finger_in_time_is_said_so_and_asked_again_until_the_time_of_the_capture_is_over(
    service, hub_of, monkeypatch
):
    monkeypatch.setattr(sbi_scanner, "ASK", 0.3)
    hub = hub_of(service)
    with pytest.raises(TimedOut, match="no_finger"):
        hub.capture_slap(RIGHT_SLAP, 1.5)
    assert len(service.asked) >= 2
    assert hub.status()[0].state is ScannerState.READY, "a traveller who is slow is no fault of the reader"


def test_nothing_to_take_is_declined_at_once_and_the_reader_stays_ready(service, hub_of):
    hub = hub_of(service)
    service.present(RECORDS)
    started = time.monotonic()
    with pytest.raises(Declined, match="sbi_device_708"):
        hub.capture_slap(THUMBS, 30, missing=SLAPS[THUMBS])
    assert time.monotonic() - started < 5
    assert hub.status()[0].state is ScannerState.READY
    assert taken(hub.capture_slap(THUMBS, 30)) == [6, 1]


def test_a_capture_that_was_cancelled_goes_on_at_the_service_and_the_next_one_waits_for_its_end(
    service, hub_of, monkeypatch
):
    monkeypatch.setattr(sbi_scanner, "ASK", 1.0)
    hub = hub_of(service)
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(DeviceError, match="capture_cancelled"):
        hub.capture_slap(RIGHT_SLAP, 30, cancel)
    service.present(RECORDS)
    events: list[CaptureEvent] = []
    assert taken(hub.capture_slap(LEFT_SLAP, 30, on_event=events.append)) == [7, 8, 9, 10]
    assert CaptureEvent.RETRY not in events and CaptureEvent.UNPLUGGED not in events


def test_a_device_for_authentication_is_refused_with_its_reason_and_never_asked(authority, hub_of):
    with EmulatedSbi(authority, "AUTH-1", kind="Single", purpose="Auth") as single:
        single.present(RECORDS)
        hub = hub_of(single)
        assert [(s.state, s.error) for s in hub.status()] == [(ScannerState.REFUSED, "sbi_purpose")]
        with pytest.raises(Refused, match="sbi_purpose"):
            hub.capture(2, finger=2)
        assert single.asked == []


def test_a_device_that_announces_registration_and_is_for_authentication_is_refused_by_what_it_signs(authority):
    with EmulatedSbi(authority, "AUTH-2", purpose="Auth") as lying:
        client = SbiClient([authority.certificate], "x", [lying.port])
        device = client.discover()[0]
        with pytest.raises(Refused, match="sbi_purpose"):
            client.info(device)
        with pytest.raises(Refused, match="sbi_device_709"):
            client.capture(device, SubId.RIGHT_SLAP, ("Right IndexFinger",), timeout=1)


def test_a_reader_of_single_fingers_declines_a_slap_and_still_takes_one(authority, hub_of):
    with EmulatedSbi(authority, "ONE-1", kind="Single") as single:
        usb = EmulatedUru4500(time_scale=0)
        hub = hub_of(single, usb=(usb,))
        assert hub.slaps() == ()
        with pytest.raises(Declined, match="no_slap_reader"):
            hub.capture_slap(RIGHT_SLAP, 2)
        single.present(hand(3))
        assert np.array_equal(hub.capture(30, serial="ONE-1", finger=3).pixels, PICTURES[3])
        assert single.asked[-1]["bio"][0]["deviceSubId"] == "0"


def test_the_reader_that_takes_slaps_is_chosen_among_several(service, hub_of):
    usb = EmulatedUru4500(time_scale=0)
    hub = hub_of(service, usb=(usb,))
    until(lambda: len(hub.status()) == 2)
    service.present(RECORDS)
    assert hub.capture_slap(LEFT_SLAP, 30).info.serial == "SLAP-1"


def test_a_slap_waits_for_its_reader_while_a_capture_that_was_given_up_still_holds_it(service, hub_of):
    hub = hub_of(service, usb=(EmulatedUru4500(time_scale=0),))
    until(lambda: len(hub.status()) == 2)
    service.present(RECORDS)
    slot = hub._roster.slots["SLAP-1"]
    with slot.use:
        hub._roster.note(slot, ScannerState.BUSY)
        threading.Timer(0.5, hub._roster.note, (slot, ScannerState.READY)).start()
        waits = threading.Thread(target=lambda: found.append(hub.capture_slap(LEFT_SLAP, 30)))
        found: list[SlapFrame] = []
        waits.start()
        waits.join(0.7)
        assert waits.is_alive(), "a reader of single fingers is ready, but the other one comes back"
    waits.join(30)
    assert [frame.info.serial for frame in found] == ["SLAP-1"]


def test_a_slap_is_asked_again_as_soon_as_one_was_given_up_however_long_its_end_takes(service, hub_of, monkeypatch):
    monkeypatch.setattr(sbi_scanner, "ASK", 1.0)
    hub = hub_of(service, usb=(EmulatedUru4500(time_scale=0),))
    until(lambda: len(hub.status()) == 2)
    ends = sbi_scanner.SbiScanner.off
    monkeypatch.setattr(sbi_scanner.SbiScanner, "off", lambda scanner: (time.sleep(0.3), ends(scanner)))
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    with pytest.raises(DeviceError, match="capture_cancelled"):
        hub.capture_slap(RIGHT_SLAP, 30, cancel)
    service.present(RECORDS)
    assert taken(hub.capture_slap(RIGHT_SLAP, 30, missing=(4,))) == [2, 3, 5]


def test_a_reader_of_slaps_that_failed_for_a_moment_is_waited_for_and_one_that_stays_away_is_not(
    service, hub_of, monkeypatch
):
    hub = hub_of(service, usb=(EmulatedUru4500(time_scale=0),))
    until(lambda: len(hub.status()) == 2)
    service.present(RECORDS)
    slot = hub._roster.slots["SLAP-1"]
    with slot.use:
        hub._roster.lose(slot, TimedOut("sbi_timeout", "MOSIPDISC"))
        assert hub._roster.pick(None, LEFT_SLAP) is None
    assert hub.capture_slap(LEFT_SLAP, 30).info.serial == "SLAP-1"
    monkeypatch.setattr(roster, "BACK_SOON", 0.5)
    service.close()
    until(lambda: slot.state is ScannerState.ABSENT)
    with pytest.raises(Declined, match="no_slap_reader"):
        hub.capture_slap(LEFT_SLAP, 30)


def test_a_finger_of_the_other_hand_is_not_believed(service, hub_of):
    hub = hub_of(service)
    service.present(RECORDS)
    service.faults.arm(SbiFault.OTHER_POSITION)
    with pytest.raises(Garbled, match="sbi_answer"):
        hub.capture_slap(RIGHT_SLAP, 5)


class Onlooker:
    forced = False

    def __init__(self) -> None:
        self.seen: list[FingerFrame | None] = []

    def look(self, frame: FingerFrame | None) -> None:
        self.seen.append(frame)

    def choose(self, frame: FingerFrame) -> FingerFrame | None:
        return frame


def test_the_live_picture_is_asked_for_before_the_capture_and_comes_with_the_slap(service, hub_of):
    live = ridges(77, 600, 800)
    service.picture = cv2.imencode(".jpg", live)[1].tobytes()
    hub, onlooker = hub_of(service), Onlooker()
    threading.Timer(1.0, service.present, (RECORDS,)).start()
    frame = hub.capture_slap(RIGHT_SLAP, 30, watch=onlooker)
    assert onlooker.seen, "a service of this form shows nothing once a capture runs"
    assert frame.view is not None and frame.view.shape == live.shape
    assert taken(frame) == [2, 3, 4, 5]


def test_one_undivided_picture_of_a_slap_is_taken_as_such(service, hub_of):
    sheet = ridges(5, 1500, 1600)
    service.present({"Right IndexFinger": finger_record(sheet, position=RIGHT_SLAP)})
    frame = hub_of(service).capture_slap(RIGHT_SLAP, 30, missing=(3, 4, 5))
    assert frame.fingers == () and frame.whole is not None
    assert np.array_equal(frame.whole.pixels, sheet)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["deviceId", "deviceStatus", "deviceSubId", "specVersion", "purpose", "digitalId", "deviceCode", "error"]
        ),
        st.recursive(
            st.none()
            | st.integers()
            | st.floats()
            | st.text(max_size=9)
            | st.sampled_from(["²", "9" * 5000, "\ud800"]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
            max_leaves=5,
        ),
    )
)
def test_whatever_a_service_announces_is_a_device_or_a_named_error(entry):
    try:
        device = announced_device(4501, entry)
    except DeviceError:
        return
    assert all(word.isprintable() for word in (device.serial, device.model, device.status, device.purpose))


@pytest.mark.parametrize(
    ("number", "kind"),
    [("701", TimedOut), ("703", Busy), ("706", Refused), ("708", Declined), ("709", Refused), ("102", DeviceError)],
)
def test_what_a_device_says_of_itself_means_something_to_who_asked(authority, service, monkeypatch, number, kind):
    said = {"biometrics": [{"error": {"errorCode": number, "errorInfo": "words"}}]}
    monkeypatch.setattr(service, "_rcapture", lambda body: said)
    client = SbiClient([authority.certificate], "x", [service.port])
    with pytest.raises(DeviceError, match=f"sbi_device_{number}") as caught:
        client.capture(client.discover()[0], SubId.RIGHT_SLAP, ("Right IndexFinger",), timeout=5)
    assert type(caught.value) is kind
