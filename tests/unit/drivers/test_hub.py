"""Hot plug, refusal, cancelling and riding through, over the emulated bus."""

from __future__ import annotations

import dataclasses
import threading
import time

import pytest

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from drivers.errors import Busy, Cancelled, DeviceError, NotFound, Refused, TimedOut, Unplugged
from drivers.finger.hub import CaptureEvent, FingerHub, ScannerState
from tests.unit.drivers.conftest import ridges

WITHIN = 8.0  # seconds after which a reader must be back in use: two, and four times as long on a busy machine


def later(seconds, *calls):
    def run():
        for call in calls:
            time.sleep(seconds)
            call()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


def state(hub, device):
    return {s.info.serial: s.state for s in hub.status()}.get(device.serial)


def test_a_capture_gives_the_finger_and_names_its_device(reader, picture, make_hub):
    hub = make_hub(reader)
    events: list[CaptureEvent] = []
    reader.present(picture)
    frame = hub.capture(30, on_event=events.append)
    assert frame.info.serial == reader.serial
    assert events == [CaptureEvent.WAITING_FINGER, CaptureEvent.SCANNING, CaptureEvent.CAPTURED]


def test_the_finger_of_the_last_capture_must_be_lifted_first(reader, picture, make_hub):
    hub = make_hub(reader)
    reader.present(picture)
    hub.capture(30)
    events: list[CaptureEvent] = []
    with pytest.raises(TimedOut, match="no_finger"):
        hub.capture(1.0, on_event=events.append)
    assert events == [CaptureEvent.LIFT]
    reader.present(ridges(2))
    assert hub.capture(30).raw[5, 5] == ridges(2)[5, 5]


def test_a_finger_that_taps_lifts_itself(reader, make_hub):
    hub = make_hub(reader)
    for seed in range(3):
        reader.tap(ridges(seed))
        assert hub.capture(30).raw[9, 9] == ridges(seed)[9, 9]


def test_cancelling_ends_a_capture_at_once(reader, make_hub):
    hub = make_hub(reader)
    cancel = threading.Event()
    thread = later(0.1, cancel.set)
    start = time.monotonic()
    with pytest.raises(Cancelled):
        hub.capture(30, cancel)
    assert time.monotonic() - start < 5
    thread.join()
    until(lambda: state(hub, reader) is ScannerState.READY)


def test_a_capture_never_outlives_its_timeout(reader, make_hub):
    hub = make_hub(reader)
    start = time.monotonic()
    with pytest.raises(TimedOut):
        hub.capture(0.3)
    assert time.monotonic() - start < 3


def test_a_reader_that_stops_answering_does_not_hang_the_caller(reader, make_hub):
    hub = make_hub(reader)
    thread = later(0.05, lambda: setattr(reader, "mute", True))
    start = time.monotonic()
    with pytest.raises(DeviceError):
        hub.capture(1.5)
    assert time.monotonic() - start < 6
    thread.join()
    reader.unplug()  # lets the stuck transfer end


def test_without_any_reader_the_time_runs_out_with_a_reason(make_hub):
    hub = make_hub()
    events: list[CaptureEvent] = []
    with pytest.raises(NotFound, match="no_scanner"):
        hub.capture(0.2, on_event=events.append)
    assert events == [CaptureEvent.WAITING_READER]


def test_pulled_out_and_plugged_in_again_the_capture_goes_on(reader, picture, make_hub):
    hub = make_hub(reader)
    events: list[CaptureEvent] = []
    back: list[float] = []
    threads: list[threading.Thread] = []

    def follow(event):
        events.append(event)
        if events == [CaptureEvent.WAITING_FINGER]:
            threads.append(later(0.15, reader.unplug))
        elif event is CaptureEvent.UNPLUGGED:
            reader.plug()
            reader.tap(picture)
            back.append(time.monotonic())

    hub.capture(30, on_event=follow)
    assert time.monotonic() - back[0] < WITHIN
    for thread in threads:
        thread.join()
    assert len(back) == 1
    assert events.index(CaptureEvent.RECONNECTED) > events.index(CaptureEvent.UNPLUGGED)


def test_pulled_out_in_the_middle_of_a_frame_the_capture_goes_on(reader, picture, make_hub):
    hub = make_hub(reader)
    reader.faults.arm(Fault.UNPLUG_MID_FRAME, 1)
    reader.present(picture)
    frame = hub.capture(30, on_event=lambda event: reader.plug() if event is CaptureEvent.UNPLUGGED else None)
    assert frame.raw[5, 5] == picture[5, 5]


def test_replugged_faster_than_anybody_looks_it_is_not_its_own_twin(reader, make_hub):
    hub = make_hub(reader, poll=0.005)
    for seed in range(40):
        reader.tap(ridges(seed))
        assert hub.capture(30).raw[5, 5] == ridges(seed)[5, 5]
        reader.unplug()
        time.sleep(0.001)
        reader.plug()
    assert len(hub.status()) == 1


def test_pulled_out_for_good_is_said_at_the_end(reader, make_hub):
    hub = make_hub(reader)
    thread = later(0.1, reader.unplug)
    with pytest.raises(Unplugged):
        hub.capture(2.5)
    thread.join()
    assert state(hub, reader) is ScannerState.ABSENT


def test_the_same_reader_on_another_port_is_the_same_reader(reader, picture, make_hub):
    hub = make_hub(reader, poll=0.2)
    reader.unplug()
    until(lambda: state(hub, reader) is ScannerState.ABSENT)
    reader.plug("3-4.1")
    until(lambda: state(hub, reader) is ScannerState.READY)
    reader.tap(picture)
    assert hub.capture(30, serial=reader.serial).info.port == "3-4.1"
    assert len(hub.status()) == 1


def test_an_idle_reader_is_back_within_two_seconds_at_the_usual_pace(reader, make_hub):
    hub = make_hub(reader)
    reader.unplug()
    until(lambda: state(hub, reader) is ScannerState.ABSENT, WITHIN)
    reader.plug()
    until(lambda: state(hub, reader) is ScannerState.READY, WITHIN)


def test_a_second_reader_can_be_asked_for_by_its_serial(reader, picture, make_hub):
    second = EmulatedUru4500("{22222222-0000-4000-8000-000000000000}", port="1-2", time_scale=0)
    hub = make_hub(reader, second)
    second.present(picture)
    assert hub.capture(30, serial=second.serial).info.serial == second.serial


def test_two_readers_with_one_serial_are_not_mixed_up(reader, make_hub):
    twin = EmulatedUru4500(reader.serial, port="1-2", time_scale=0)
    hub = make_hub(reader, twin)
    states = {s.info.port: (s.state, s.error) for s in hub.status()}
    assert states["1-1"] == (ScannerState.READY, None)
    assert states["1-2"] == (ScannerState.REFUSED, "serial_duplicate")


def test_a_reader_that_is_not_on_the_list_is_refused_and_not_even_powered(reader, make_hub):
    hub = make_hub(reader, allowed=lambda serial: False)
    with pytest.raises(Refused) as caught:
        hub.capture(2)
    assert caught.value.code == "reader_not_allowed"
    assert reader.owner is None


def test_a_reader_put_on_the_list_works_without_a_restart(reader, picture, make_hub):
    listed: set[str] = set()
    hub = make_hub(reader, allowed=lambda serial: serial in listed, poll=0.1)
    assert state(hub, reader) is ScannerState.REFUSED
    listed.add(reader.serial)
    until(lambda: state(hub, reader) is ScannerState.READY)
    listed.clear()
    until(lambda: state(hub, reader) is ScannerState.REFUSED)


def test_a_reader_without_a_driver_is_refused_with_its_reason(make_hub):
    unknown = EmulatedUru4500(time_scale=0)
    unknown.device_descriptor = unknown.device_descriptor[:10] + b"\x99\x00" + unknown.device_descriptor[12:]
    hub = make_hub(unknown)
    with pytest.raises(Refused) as caught:
        hub.capture(1)
    assert caught.value.code == "reader_unsupported"
    assert "05ba:0099" in caught.value.detail


@pytest.mark.parametrize("product", [0x00BB, 0x00BC, 0x00CA])
def test_a_reader_of_a_maker_of_many_things_is_listed_and_refused_with_its_reason(make_hub, product):
    known = EmulatedUru4500(time_scale=0)
    ids = (0x045E).to_bytes(2, "little") + product.to_bytes(2, "little")
    known.device_descriptor = known.device_descriptor[:8] + ids + known.device_descriptor[12:]
    hub = make_hub(known)
    assert [(s.state, s.error) for s in hub.status()] == [(ScannerState.REFUSED, "reader_unsupported")]
    assert "Microsoft" in hub.status()[0].detail


def test_a_reader_that_another_program_holds_becomes_ready_when_it_is_free(reader, make_hub):
    reader.claimed_elsewhere = True
    hub = make_hub(reader, poll=0.1)
    assert state(hub, reader) is ScannerState.FAULT
    assert hub.status()[0].error == "scanner_claimed"
    reader.claimed_elsewhere = False
    until(lambda: state(hub, reader) is ScannerState.READY)


def test_a_faulty_reader_that_is_pulled_out_is_absent(reader, make_hub):
    reader.claimed_elsewhere = True
    hub = make_hub(reader, poll=0.05)
    assert state(hub, reader) is ScannerState.FAULT
    reader.unplug()
    until(lambda: state(hub, reader) is ScannerState.ABSENT)
    assert hub.status()[0].error is None


def test_a_second_reader_takes_over_when_the_first_is_pulled_out(reader, picture, make_hub):
    second = EmulatedUru4500("{22222222-0000-4000-8000-000000000000}", port="1-2", time_scale=0)
    hub = make_hub(reader, second)
    thread = later(0.1, reader.unplug, lambda: second.present(picture))
    assert hub.capture(30).info.serial == second.serial
    thread.join()


def test_a_twin_may_work_when_the_first_of_its_serial_is_gone(reader, make_hub):
    twin = EmulatedUru4500(reader.serial, port="1-2", time_scale=0)
    hub = make_hub(reader, twin, poll=0.05)
    reader.unplug()
    until(lambda: (hub.status()[0].info.port, hub.status()[0].state) == ("1-2", ScannerState.READY))
    assert [s.state for s in hub.status()].count(ScannerState.REFUSED) == 0


def test_a_reader_that_was_mute_when_it_came_is_known_by_its_serial_afterwards(reader, make_hub):
    reader.mute = True
    hub = make_hub(reader, poll=0.05)
    assert [(s.info.serial, s.error) for s in hub.status()] == [("port:1-1", "usb_timeout")]
    reader.mute = False
    until(lambda: state(hub, reader) is ScannerState.READY)
    assert {s.info.serial: s.state for s in hub.status()}["port:1-1"] is ScannerState.ABSENT


def test_a_mute_reader_does_not_hold_up_another(reader, picture, make_hub):
    second = EmulatedUru4500("{22222222-0000-4000-8000-000000000000}", port="1-2", time_scale=0)
    hub = make_hub(reader, second, poll=0.1)
    reader.mute = True
    until(lambda: state(hub, reader) is ScannerState.FAULT)
    second.unplug()
    until(lambda: state(hub, second) is ScannerState.ABSENT)
    second.plug()
    until(lambda: state(hub, second) is ScannerState.READY)
    reader.unplug()


def test_after_the_machine_slept_every_reader_is_initialised_afresh(reader, picture, make_hub):
    slept = [0.0]
    hub = make_hub(reader, poll=0.1, slept=lambda: slept[0])
    reader.sleep_and_resume()
    slept[0] = 60.0
    reader.tap(picture)
    start = time.monotonic()
    hub.capture(30)
    assert time.monotonic() - start < WITHIN


def test_a_reader_that_lost_power_quietly_is_woken_by_the_regular_look(reader, make_hub):
    make_hub(reader, poll=0.1)
    reader.sleep_and_resume()
    until(lambda: not reader.status & 0x80)


def test_persistent_garbage_is_told_and_the_next_capture_works(reader, picture, make_hub):
    hub = make_hub(reader, poll=0.1)
    reader.present(picture)
    reader.faults.arm(Fault.WRONG_KEY)
    with pytest.raises(DeviceError, match="frame_noise"):
        hub.capture(30)
    reader.faults.disarm(Fault.WRONG_KEY)
    assert hub.capture(30).raw[5, 5] == picture[5, 5]


def test_a_reader_is_never_opened_while_its_old_handle_is_still_closing(picture):
    class SlowToLeave(EmulatedUru4500):
        def vendor(self, setup, data):
            if setup.value == 0x4E and data == b"\x70":
                time.sleep(0.1)
            return super().vendor(setup, data)

    class Counting(EmulatedBackend):
        held = most = 0

        def open_device(self, dev):
            handle = super().open_device(dev)
            self.held += 1
            self.most = max(self.most, self.held)
            return handle

        def close_device(self, dev_handle):
            self.held -= 1
            super().close_device(dev_handle)

    device = SlowToLeave(time_scale=0)
    backend = Counting([device])
    hub = FingerHub([backend], poll=0.01)
    hub.start()
    try:
        device.present(picture)
        device.faults.arm(Fault.WRONG_KEY)
        with pytest.raises(DeviceError, match="frame_noise"):
            hub.capture(30)
    finally:
        hub.stop()
    assert backend.most == 1
    assert backend.held == 0


def test_subscribers_hear_of_arrivals_and_departures_from_the_hubs_thread(reader, make_hub):
    hub = make_hub(reader, poll=0.05)
    heard: list[tuple[str, ScannerState]] = []
    end = hub.subscribe(lambda status: heard.append((threading.current_thread().name, status[0].state)))
    reader.unplug()
    until(lambda: ("finger-hub", ScannerState.ABSENT) in heard)
    reader.plug()
    until(lambda: ("finger-hub", ScannerState.READY) in heard)
    end()


@pytest.mark.parametrize("where", ["look", "listener"])
def test_what_goes_wrong_in_one_look_or_in_a_listener_is_reported_and_does_not_end_the_watch(
    reader, make_hub, monkeypatch, where
):
    told: list[tuple[str, type]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append((args.thread.name, args.exc_type)))

    def fail_once(*_: object) -> bool:
        if not told:
            raise KeyError("a record that cannot be read")
        return True

    reader.unplug()
    hub = make_hub(reader, poll=0.02, **({"allowed": fail_once} if where == "look" else {}))
    if where == "listener":
        hub.subscribe(fail_once)
    reader.plug()
    until(lambda: state(hub, reader) is ScannerState.READY and bool(told))
    assert told == [("finger-hub", KeyError)]
    reader.unplug()
    until(lambda: state(hub, reader) is ScannerState.ABSENT)


def test_the_live_picture_shows_what_lies_there_and_frees_the_reader_again(reader, picture, make_hub):
    hub = make_hub(reader)
    reader.present(picture)
    with hub.live(reader.serial) as live:
        number, frame = live.wait(2, 30)
        assert number >= 3
        assert frame.raw[5, 5] == picture[5, 5]
        with pytest.raises(Busy):
            hub.self_test(reader.serial)
    assert hub.self_test(reader.serial).passed
    assert hub.capture(30).raw[5, 5] == picture[5, 5]


def test_a_capture_during_a_live_picture_says_that_the_reader_is_busy(reader, make_hub):
    hub = make_hub(reader)
    with hub.live(reader.serial), pytest.raises(Busy, match="scanner_busy"):
        hub.capture(0.2)


def test_a_live_picture_ends_by_itself_when_the_reader_is_pulled_out(reader, make_hub):
    hub = make_hub(reader, poll=0.1)
    live = hub.live(reader.serial)
    live.wait(0, 30)
    reader.unplug()
    until(lambda: not live.running)
    assert isinstance(live.error, Unplugged)
    reader.plug()
    until(lambda: state(hub, reader) is ScannerState.READY)


def test_stopping_ends_a_running_capture(reader, make_hub):
    hub = make_hub(reader)
    thread = later(0.1, hub.stop)
    with pytest.raises(Cancelled):
        hub.capture(30)
    thread.join()
    assert reader.mode == 0x70


def test_a_calibration_record_is_applied_and_named(reader, picture, make_hub):
    class Upside:
        calibration_id = "certificate-7"

        def apply(self, raw):
            return raw[::-1].copy()

    hub = make_hub(reader, calibrations=lambda serial: Upside() if serial == reader.serial else None)
    reader.present(picture)
    frame = hub.capture(30)
    assert frame.calibration_id == "certificate-7"
    assert frame.pixels[10, 10] == picture[279, 10]


def test_history_tells_the_technician_what_happened(reader, make_hub):
    hub = make_hub(reader, poll=0.05)
    reader.unplug()
    until(lambda: state(hub, reader) is ScannerState.ABSENT)
    reader.plug()
    until(lambda: state(hub, reader) is ScannerState.READY)
    told = [entry.state for entry in hub.status()[0].history]
    assert told == [ScannerState.READY, ScannerState.ABSENT, ScannerState.READY]


# --- sleep ----------------------------------------------------------------------------------------------------------


def test_a_hub_that_sleeps_puts_lamps_out_and_leaves_the_readers_alone(reader, picture, make_hub, monkeypatch):
    hub = make_hub(reader, poll=0.02)
    reader.present(picture)
    hub.capture(30)
    hub.sleep()
    time.sleep(0.1)
    looked: list[float] = []
    monkeypatch.setattr(hub._roster, "look", lambda: looked.append(time.monotonic()))
    time.sleep(0.5)
    assert looked == [], "twenty-five looks would have been due"


def test_a_finger_is_captured_without_a_wake_for_an_officer_may_sign_in_with_it(reader, picture, make_hub):
    hub = make_hub(reader)
    hub.sleep()
    reader.present(picture)
    assert hub.capture(30).raw.shape == (290, 384)


def test_what_came_and_went_while_nobody_was_here_is_seen_when_somebody_is(reader, make_hub):
    hub = make_hub(reader, poll=0.05)
    hub.sleep()
    time.sleep(0.2)
    reader.unplug()
    time.sleep(0.3)
    assert state(hub, reader) is ScannerState.READY, "nobody looks while nobody is here"
    hub.wake()
    until(lambda: state(hub, reader) is ScannerState.ABSENT, 3)


def test_a_reader_that_gives_an_earlier_picture_again_is_not_believed(reader, picture, make_hub, monkeypatch):
    hub = make_hub(reader)
    slot = hub._roster.slots[reader.serial]
    slot.info = dataclasses.replace(slot.info, emulated=False)  # an emulated one may: its finger is a file
    monkeypatch.setattr(hub._roster, "_open", lambda *_: None)  # or it were emulated again after a fault
    reader.tap(picture)
    hub.capture(30)
    reader.tap(picture)
    with pytest.raises(DeviceError, match="frame_repeated"):
        hub.capture(1)
