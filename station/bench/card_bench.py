"""Chip readers at the technician's bench: which there are, and what one can do with a document that lies on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.card.password import Password, from_can, from_lines
from drivers.card.pcsc import ReaderState, SlotStates, choose
from drivers.card.read import read_document
from drivers.card.source import CardSource, virtual
from drivers.errors import DeviceError
from models.document.lines import split
from station.domain.desk import CardReaderView, CardTest

FIRST_LOOK = 2.0  # seconds for the first word of the readers' service
# Octets of one READ that are tried: what the poorest readers take, what fits a short answer with protection, what some
# readers stumble over, and answers of the long form (the field's traps).
CHUNKS = (0xA0, 0xDF, 0x100, 1024, 4096)
SLOW = 7.0  # seconds for a reference document (BSI TR-03135-1, 4.1)


@dataclass(eq=False)
class CardBench:
    """Blocking calls belong on a worker thread."""

    source: CardSource
    clock: Callable[[], float] = time.monotonic

    def readers(self) -> tuple[CardReaderView, ...]:
        """Those that are connected now. Raises DeviceError: no service."""
        return tuple(map(_view, self._look().readers))

    def test(self, key: str) -> CardTest:
        """Read the document on the reader whole, once for each size of a READ. key: its printed lines, or its card
        access number. What the chip says stays in nobody's hands: figures alone come out.

        Raises DeviceError: nothing lies there, the key is wrong, the reader failed at every size.
        """
        reader = choose(self._look().readers)
        password, sizes = _password(key), list[tuple[int, int, float]]()
        last: DeviceError | None = None
        way, commands, seconds = "", 0, 0.0
        for chunk in CHUNKS:
            began = self.clock()
            try:
                with self.source.open(reader) as card:
                    found = read_document(card, password, chunk=chunk)
            except DeviceError as error:
                if error.code == "card_key_wrong":
                    raise
                last = error
                sizes.append((chunk, 0, 0.0))
                continue
            took = self.clock() - began
            sizes.append((chunk, found.chunk, round(took, 2)))
            if not seconds or took < seconds:
                way = " ".join(filter(None, (found.access.way, found.access.mapping, found.access.cipher)))
                commands, seconds = found.commands, took
        if not seconds:
            raise last or DeviceError("card_answer")
        return CardTest(reader.name, reader.atr.hex().upper(), way, tuple(sizes), commands, round(seconds, 2), SLOW)

    def _look(self) -> SlotStates:
        """What the service says first. Raises DeviceError."""
        told, seen = threading.Event(), list[SlotStates]()

        def tell(snapshot: SlotStates) -> None:
            seen.append(snapshot)
            told.set()

        watched = self.source.watch(tell)
        try:
            told.wait(FIRST_LOOK)
        finally:
            watched.close()
        if not seen:
            return SlotStates()
        newest = seen[-1]
        if newest.error is not None:
            raise newest.error
        return newest


def _password(key: str) -> Password:
    """Raises DeviceError `card_needs_zone`."""
    lines = tuple(split(key.strip().upper()))
    try:
        return from_lines(lines) if len(lines) > 1 else from_can(key.strip())
    except ValueError as error:
        raise DeviceError("card_needs_zone", str(error)) from error


def _view(reader: ReaderState) -> CardReaderView:
    return CardReaderView(
        reader.name, reader.atr.hex().upper(), reader.present, reader.contactless, reader.sam, virtual(reader)
    )
