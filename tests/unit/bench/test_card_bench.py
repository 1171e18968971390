"""A chip reader at the bench: what it says of itself, of the document on it, and why it cannot."""

from __future__ import annotations

import threading

import pytest

from drivers.card.pcsc import ReaderState, SlotStates
from drivers.emulated.card_reader import NAME, EmulatedCardReader
from drivers.emulated.passport import Traits
from drivers.errors import DeviceError, NotFound
from station.bench import card_bench, device_views
from station.bench.card_bench import CHUNKS, CardBench
from station.domain.desk import DeviceKind, Health
from tests.rig.passports import LINES, passport


def bench(reader: EmulatedCardReader) -> CardBench:
    return CardBench(reader)


def test_readers_are_named_with_what_lies_on_them():
    reader = EmulatedCardReader()
    (empty,) = bench(reader).readers()
    assert (empty.name, empty.present, empty.atr) == (NAME, False, "")
    reader.lay(passport(Traits()))
    (laid,) = bench(reader).readers()
    assert (laid.present, laid.contactless, laid.slot) == (True, True, False)
    assert laid.atr.startswith("3B88")
    reader.pull()
    assert bench(reader).readers() == ()


def test_every_size_is_tried_and_the_one_that_a_poor_reader_falls_back_to_is_said():
    reader = EmulatedCardReader()
    reader.lay(passport(Traits(pace=(), refused_read=0xDF), octets=4000))
    found = bench(reader).test("\n".join(LINES))
    assert [size for size, _, _ in found.sizes] == list(CHUNKS)
    assert all(held <= 0xDF for _, held, _ in found.sizes)
    assert found.way.startswith("BAC")
    assert found.passed
    assert found.commands > 10


def test_a_wrong_key_and_an_empty_reader_are_errors_with_a_word():
    reader = EmulatedCardReader()
    with pytest.raises(DeviceError) as nothing:
        bench(reader).test("123456")
    assert nothing.value.code == "card_absent"
    reader.lay(passport(Traits()))
    with pytest.raises(DeviceError) as wrong:
        bench(reader).test("654321")
    assert wrong.value.code == "card_key_wrong"
    assert bench(reader).test("123456").way.startswith("PACE")


def test_whoever_watches_hears_of_a_reader_and_of_a_document_that_comes_and_goes():
    reader = EmulatedCardReader()
    room, heard = CardBench(reader, emulated=True), []
    assert room.known() == ((), "")  # nobody watches yet
    stop = room.watch(lambda: heard.append(room.known()))
    reader.lay(passport(Traits()))
    reader.lift()
    reader.pull()
    assert [[(view.present, view.emulated) for view in views] for views, _ in heard] == [
        [(False, True)], [(True, True)], [(False, True)], [],
    ]  # fmt: skip
    stop()
    assert room.known() == ((), "")


def test_a_service_that_does_not_run_is_one_row_that_says_so():
    class NoService(EmulatedCardReader):
        def watch(self, tell):
            tell(SlotStates((), NotFound("card_service_missing")))
            return super().watch(lambda _: None)

    room = CardBench(NoService())
    room.watch(lambda: None)
    (view,) = device_views._chip_readers(room)
    assert (view.kind, view.health, view.error, view.card) == (
        DeviceKind.CHIP, Health.ABSENT, "card_service_missing", None,
    )  # fmt: skip


def test_readers_are_devices_with_the_state_of_what_lies_on_them():
    states = {
        ReaderState("A 00 00"): (Health.READY, "", True),
        ReaderState("A 00 00", b"\x3b\x80\x80\x01", 1, True, mute=True): (Health.FAULT, "card_mute", True),
        ReaderState("A 00 00", b"\x3b\x80\x80\x01", 1, True, exclusive=True): (Health.BUSY, "card_busy", True),
        ReaderState("A SAM 00 01"): (Health.UNUSED, "", False),
    }
    for state, expected in states.items():
        view = device_views._chip_reader(bench(EmulatedCardReader())._view(state))
        assert (view.health, view.error, view.in_use) == expected
        assert view.id == f"pcsc:{state.name}"
        assert view.model == state.name[:-6]


def test_the_reader_that_was_chosen_is_tested_and_no_other():
    reader = EmulatedCardReader()
    reader.lay(passport(Traits()))
    with pytest.raises(DeviceError) as other:
        bench(reader).test("123456", "another reader")
    assert other.value.code == "card_reader_pulled"
    shares: list[float] = []
    found = bench(reader).test("123456", NAME, on_progress=shares.append)
    assert shares == [at / len(CHUNKS) for at in range(len(CHUNKS))]
    report = card_bench.report("pcsc:x", found)
    assert report.passed
    assert [m.name for m in report.measurements][:2] == ["card_document", "card_commands"]
    assert {m.name: m.value for m in report.measurements}["card_piece_223"] == 223


def test_a_document_that_is_lifted_and_a_test_that_is_stopped_end_at_once():
    reader = EmulatedCardReader()
    reader.lay(passport(Traits()))
    began: list[float] = []

    def lift(share: float) -> None:
        began.append(share)
        if len(began) == 2:
            reader.lift()

    with pytest.raises(DeviceError) as lifted:
        bench(reader).test("123456", on_progress=lift)
    assert (lifted.value.code, len(began)) == ("card_lifted", 2)
    reader.lay(passport(Traits()))
    stop = threading.Event()
    stop.set()
    with pytest.raises(DeviceError) as stopped:
        bench(reader).test("123456", cancel=stop)
    assert stopped.value.code == "card_cancelled"


def test_a_document_that_is_not_read_whole_gives_no_time():
    reader = EmulatedCardReader()
    broken = passport(Traits(pace=()), octets=4000)
    broken.files[0x0102] = broken.files[0x0102][:1000]  # ends before its length
    reader.lay(broken)
    with pytest.raises(DeviceError) as nothing:
        bench(reader).test("\n".join(LINES))
    assert nothing.value.code == "card_answer"
