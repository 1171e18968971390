"""A chip reader at the bench: what it says of itself, of the document on it, and why it cannot."""

from __future__ import annotations

import pytest

from drivers.emulated.card_reader import NAME, EmulatedCardReader
from drivers.emulated.passport import Traits
from drivers.errors import DeviceError
from station.bench.card_bench import CHUNKS, CardBench
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
