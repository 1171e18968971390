"""Readers through the real PC/SC service and its virtual reader; nothing in between is pretended."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.card import pcsc
from drivers.card.pcsc import Context, PcscCard, ReaderState, ReaderWatch, SlotStates, choose, meaning
from drivers.card.read import FILES, read_document
from drivers.emulated.passport import ATR, CardFault, Traits, with_traits
from drivers.emulated.vpcd import VpcdCard
from drivers.errors import Busy, Declined, DeviceError, Garbled, NoPermission, NotFound, TimedOut, Unplugged
from tests.rig.passports import BAC_ONLY, key, passport
from tests.rig.pcscd import SOCKET, Pcscd, missing

CONTACT = bytes.fromhex("3B6E00000031C071D665")
LESS = missing()
needs_service = pytest.mark.skipif(bool(LESS), reason=LESS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pcscd]:
    with contextlib.suppress(NotFound):
        states()  # as where another test of this process looked before: the library keeps where it did
    service = Pcscd(tmp_path_factory.mktemp("pcscd"), Path(os.environ[SOCKET]))
    service.start()
    try:
        yield service
    finally:
        service.stop()


def until(found: Callable[[], bool], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


def states() -> list[ReaderState]:
    with Context() as context:
        return context.look()


def seen_gone() -> None:
    """The service looks every 0.4 s; a card that is torn away in mid-command and exchanged between two looks is not
    noticed by it. No hand is that fast."""
    time.sleep(0.6)


@contextmanager
def laid(service: Pcscd, card: object, slot: int = 0) -> Iterator[str]:
    """The card on the virtual reader; gives the reader's name."""
    until(lambda: len(states()) == 2 and not states()[slot].present)
    with VpcdCard(card, service.port + slot):
        until(lambda: states()[slot].present and bool(states()[slot].atr))
        yield states()[slot].name


def test_every_code_that_has_a_meaning_is_a_kind_and_a_word():
    kinds = {0x8010001D: NotFound, 0x80100017: Unplugged, 0x80100069: Unplugged, 0x8010000B: Busy,
             0x8010006A: NoPermission, 0x80100066: Garbled, 0x80100001: Garbled}  # fmt: skip
    for code, kind in kinds.items():
        error = meaning(code, "SCardTransmit")
        assert type(error) is kind and error.code.startswith("card_") and f"{code:08X}" in error.detail
    assert meaning(0x80100069, "").code != meaning(0x80100017, "").code


def test_of_several_readers_the_contactless_one_is_taken_and_never_a_slot_inside():
    air = ReaderState("HID 5422 CL 00 00", ATR, 1, True)
    slot = ReaderState("HID 5422 00 01", CONTACT, 1, True)
    sam = ReaderState("ACS ACR1252 SAM Reader 00 01", ATR, 1, True)
    empty = ReaderState("HID 5422 CL 00 00")
    assert choose([sam, slot, air]) is air
    with pytest.raises(NotFound, match="card_reader_missing"):
        choose([])
    with pytest.raises(NotFound, match="card_reader_missing"):
        choose([sam])
    with pytest.raises(NotFound, match="card_absent"):
        choose([sam, empty])
    with pytest.raises(Declined, match="card_contact"):
        choose([empty, slot])
    with pytest.raises(Garbled, match="card_mute"):
        choose([ReaderState("HID", b"", 1, True, mute=True)])


@needs_service
@pytest.mark.parametrize(
    "traits",
    [BAC_ONLY, Traits(), Traits(pace=(("IM", 2, 12),)), Traits(pace=(("CAM", 2, 12),)), Traits(extended=True)],
    ids=["BAC", "GM", "IM", "CAM", "extended"],
)
def test_a_whole_document_comes_through_the_service(service: Pcscd, traits: Traits):
    card = passport(traits, octets=23_000)
    with laid(service, card), PcscCard(choose(states()).name) as channel:
        reading = read_document(channel, key())
    assert {FILES[name]: data for name, data in reading.files.items()} == card.files
    assert reading.chip_authentication is True and not reading.aborted


@needs_service
def test_a_card_lifted_while_it_is_read_is_named_and_read_when_laid_again(service: Pcscd):
    for count in (4, 40):
        card = with_traits(passport(octets=8000), fault=CardFault.LIFTED, from_answer=count)
        with laid(service, card) as name, PcscCard(name) as channel, pytest.raises(Unplugged) as caught:
            read_document(channel, key())
        assert caught.value.code == "card_lifted"
        seen_gone()
    with laid(service, passport()) as name, PcscCard(name) as channel:
        assert read_document(channel, key()).groups


@needs_service
def test_another_program_s_transaction_is_waited_for_and_no_longer_than_said(service: Pcscd):
    with laid(service, passport()) as name:
        with PcscCard(name) as first:
            before = time.monotonic()
            with pytest.raises(Busy, match="card_busy"):
                PcscCard(name, wait=0.3)
            assert time.monotonic() - before < 3
            assert read_document(first, key()).groups  # undisturbed
        with PcscCard(name) as second:
            assert read_document(second, key()).groups


@needs_service
def test_a_card_that_never_answers_costs_its_time_and_nothing_else(service: Pcscd):
    gate = threading.Event()

    class Silent:
        atr = ATR

        def transmit(self, apdu: bytes) -> bytes:
            gate.wait(20)
            return b"\x90\x00"

        def reset(self) -> None: ...

    before = threading.active_count()
    with laid(service, Silent()) as name:
        with PcscCard(name, seconds=0.4) as channel, pytest.raises(TimedOut, match="card_slow"):
            read_document(channel, key())
        gate.set()
    until(lambda: threading.active_count() <= before)
    seen_gone()
    with laid(service, passport()) as name, PcscCard(name) as channel:
        assert read_document(channel, key()).groups


@needs_service
def test_a_reader_or_a_card_that_is_not_there_is_named(service: Pcscd):
    until(lambda: len(states()) == 2 and not any(state.present for state in states()))
    with pytest.raises(NotFound, match="card_absent"):
        choose(states())
    with pytest.raises(Unplugged, match="card_lifted"):
        PcscCard(states()[0].name)
    with pytest.raises(Unplugged, match="card_reader_pulled"):
        PcscCard("No such reader 00 00")


@needs_service
def test_the_watch_tells_of_cards_and_of_a_service_that_stops_and_comes_back(service: Pcscd):
    told: list[SlotStates] = []
    watch = ReaderWatch(told.append)
    try:
        until(lambda: bool(told) and len(told[-1].readers) == 2)
        with laid(service, passport()) as name:
            until(lambda: told[-1].readers[0].present)
            assert told[-1].readers[0].contactless
            channel = PcscCard(name)
            service.stop()
            until(lambda: told[-1].error is not None)
            with pytest.raises(DeviceError) as caught:
                read_document(channel, key())
            assert caught.value.code in ("card_service_missing", "card_reader_pulled")
            with pytest.raises(NotFound, match="card_service_missing"):
                PcscCard(name)
            channel.close()
        assert {each.error.code for each in told if each.error} == {"card_service_missing"}
        service.start()
        until(lambda: told[-1].error is None and len(told[-1].readers) == 2)
        with laid(service, passport()) as name, PcscCard(name) as fresh:
            assert read_document(fresh, key()).groups
    finally:
        watch.close()
    assert not watch._thread.is_alive()


def test_a_library_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch):
    pcsc._library.cache_clear()
    monkeypatch.setattr(pcsc, "_LIBRARY", "libnosuchpcsc.so.1")
    try:
        with pytest.raises(NotFound, match="card_service_missing"):
            Context()
    finally:
        pcsc._library.cache_clear()
