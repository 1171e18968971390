"""The emulated 4500 by the checklist of its wire page, looked at as a host controller would."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.faults import Faults
from drivers.emulated.platen import Platen
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.emulated.usb import Gone, InQueue, Overflow, Setup, Stall
from tests.unit.drivers.conftest import ridges

EVENTS, PICTURES = 0x81, 0x82


def get(device, register: int, length: int, request: int = 4) -> bytes:
    return device.control(Setup(0xC0, request, register, 0, length))


def put(device, register: int, data: bytes, request: int = 4) -> None:
    device.control(Setup(0x40, request, register, 0, len(data)), data)


def wake(device) -> None:
    put(device, 7, b"\x81")
    put(device, 7, b"\x01")


def events(device) -> list[str]:
    found = []
    while (message := device.fetch(EVENTS, 64)) is not None:
        assert len(message) == 64
        found.append(message[:2].hex())
    return found


def test_descriptors_and_strings_are_those_of_the_traced_unit(reader):
    device = reader.control(Setup(0x80, 6, 0x0100, 0, 18))
    assert device.hex() == "120100020000004 0ba050a00030101020301".replace(" ", "")
    configuration = reader.control(Setup(0x80, 6, 0x0200, 0, 255))
    assert configuration.hex() == "09022000010100806409040000" + "02ffffff00" + "07058103400008" + "07058202400000"
    product = reader.control(Setup(0x80, 6, 0x0302, 0x0409, 255))
    assert product[2:].decode("utf-16-le") == "U.are.U® 4500 Fingerprint Reader"


def test_both_known_request_numbers_work_and_unknown_ones_stall(reader):
    assert get(reader, 0xF0, 16) == get(reader, 0xF0, 16, request=0x0C)
    for setup in (
        Setup(0xC0, 5, 7, 0, 1),
        Setup(0xC0, 4, 0x21, 0, 1),
        Setup(0xC0, 4, 7, 1, 1),
        Setup(0x80, 6, 0x0F00, 0, 5),
    ):
        with pytest.raises(Stall):
            reader.control(setup)


def test_power_up_is_answered_by_three_events_eight_milliseconds_apart():
    device = EmulatedUru4500()
    wake(device)
    moments = []
    while len(moments) < 3:
        if device.fetch(EVENTS, 64):
            moments.append(time.monotonic())
        time.sleep(0.0005)
    assert moments[2] - moments[0] >= 0.014
    assert get(device, 7, 1) == b"\x01"


def test_finger_events_are_level_triggered(reader, picture):
    wake(reader)
    events(reader)
    put(reader, 0x4E, b"\x12")
    assert events(reader) == ["0200"]
    reader.present(picture)
    assert events(reader) == []
    put(reader, 0x4E, b"\x10")
    assert events(reader) == ["0101"]
    put(reader, 0x4E, b"\x10")
    assert events(reader) == ["0101"]


def test_a_frame_is_1735_packets_and_ends_with_an_empty_one(reader):
    wake(reader)
    put(reader, 0x4E, b"\x20")
    assert len(reader.fetch(PICTURES, 64 + 290 * 384)) == 111_040
    assert len(reader.fetch(PICTURES, 111_040)) == 111_040
    assert reader.fetch(PICTURES, 111_040) == b"", "who asks for exactly a frame finds the empty packet next"
    assert len(reader.fetch(PICTURES, 64)) == 64, "and then the next frame"


def test_a_change_of_mode_throws_away_what_was_not_fetched(reader, picture):
    wake(reader)
    put(reader, 0x4E, b"\x20")
    reader.fetch(PICTURES, 640)
    put(reader, 0x4E, b"\x10")
    assert reader.fetch(PICTURES, 111_424) is None
    put(reader, 0x4E, b"\x20")
    assert reader.fetch(PICTURES, 64)[:4].hex() == "10408001"


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_one_key_is_answered_for_any_seed_and_every_frame_has_a_new_one(first: int, second: int):
    device = EmulatedUru4500(time_scale=0)
    wake(device)
    put(device, 0x4E, b"\x20")
    keys = []
    for _ in range(2):
        number = device.fetch(PICTURES, 111_424)[6]
        told = []
        for seed in (first, second):
            put(device, 0x33, bytes([number]) + seed.to_bytes(4, "little"))
            told.append(int.from_bytes(get(device, 0x34, 4), "little") ^ seed)
        assert told[0] == told[1]
        keys.append(told[0])
    assert keys[0] != keys[1]


def test_in_low_power_no_mode_is_taken_and_no_frame_comes(reader, picture):
    reader.present(picture)
    reader.sleep_and_resume()
    put(reader, 0x4E, b"\x10")
    assert events(reader) == []
    put(reader, 0x4E, b"\x20")
    assert reader.fetch(PICTURES, 111_424) is None


def test_unplugged_means_gone_and_plugged_in_again_means_a_new_address(reader):
    address = reader.address
    reader.unplug()
    with pytest.raises(Gone):
        get(reader, 7, 1)
    reader.plug("2-3")
    assert reader.address != address
    assert get(reader, 7, 1) == b"\x01"


def test_a_picture_of_the_sensors_size_passes_untouched(reader, picture):
    assert np.array_equal(reader.present(picture), picture)


@given(st.integers(20, 900), st.integers(20, 900), st.floats(250, 1000))
@settings(max_examples=25, deadline=None)
def test_any_other_picture_is_brought_to_the_sensors_size(high: int, wide: int, ppi: float):
    placed = Platen(384, 290, 550.7, 378.8).place(np.full((high, wide), 77, np.uint8), ppi)
    assert placed.shape == (290, 384)
    assert set(np.unique(placed)) <= {77, 255}
    assert (placed == 77).any()


def test_a_large_picture_is_cut_around_its_ridges():
    paper = np.full((900, 900), 255, np.uint8)
    paper[520:860, 560:860] = ridges(3, 340, 300)
    placed = Platen(384, 290, 550.7, 378.8).place(paper, 500.0)
    assert (placed[100:190, 100:280] < 250).mean() > 0.9


def test_a_picture_that_is_not_grey_is_refused(reader):
    with pytest.raises(ValueError, match="grey"):
        reader.present(np.zeros((290, 384, 3), np.uint8))


def test_more_than_was_asked_for_is_an_overflow():
    queue = InQueue(64)
    queue.put(bytes(200))
    with pytest.raises(Overflow):
        queue.take(100)


def test_a_fault_happens_as_often_as_it_was_armed():
    faults: Faults[str] = Faults()
    faults.arm("a", 2)
    faults.arm("b")
    assert [faults.due("a") for _ in range(3)] == [True, True, False]
    assert all(faults.due("b") for _ in range(9))
    faults.disarm("b")
    assert not faults.due("b")
