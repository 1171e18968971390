"""A chip reader in process: an emulated passport is laid on it and lifted by whoever plays the traveller."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from drivers.card.pcsc import ReaderState, SlotStates
from drivers.emulated.passport import EmulatedPassport
from drivers.errors import Unplugged

NAME = "Emulated chip reader"


class EmulatedCardReader:
    """One reader; a `CardSource`. What is laid on it and lifted is told at once, on the thread of whoever does it."""

    def __init__(self, name: str = NAME) -> None:
        self.name = name
        self._lock = threading.RLock()
        self._card: EmulatedPassport | None = None
        self._insertions = 0
        self._plugged = True
        self._tell: list[Callable[[SlotStates], None]] = []

    def lay(self, card: EmulatedPassport) -> None:
        """A document is laid down; one that lies there already is lifted first."""
        with self._lock:
            if self._card is card:
                return
            self._lifted()
            card.lifted = False
            card.reset()
            self._card = card
            self._insertions += 1
            self._say()

    def lift(self) -> None:
        with self._lock:
            if self._card is not None:
                self._lifted()
                self._say()

    def pull(self) -> None:
        """The reader's plug."""
        with self._lock:
            self._lifted()
            self._plugged = False
            self._say()

    def plug(self) -> None:
        with self._lock:
            self._plugged = True
            self._say()

    def _lifted(self) -> None:
        if self._card is not None:
            self._card.lifted = True
            self._card = None
            self._insertions += 1

    def _say(self) -> None:
        snapshot = self._snapshot()
        for tell in list(self._tell):
            tell(snapshot)

    def _snapshot(self) -> SlotStates:
        if not self._plugged:
            return SlotStates()
        card = self._card
        atr = card.atr if card is not None else b""
        return SlotStates((ReaderState(self.name, atr, self._insertions, card is not None),))

    def watch(self, tell: Callable[[SlotStates], None]) -> _Watched:
        with self._lock:
            self._tell.append(tell)
            tell(self._snapshot())
        return _Watched(self, tell)

    def forget(self, tell: Callable[[SlotStates], None]) -> None:
        with self._lock:
            self._tell = [other for other in self._tell if other is not tell]

    def open(self, reader: ReaderState) -> _Held:  # noqa: ARG002  there is one
        with self._lock:
            if not self._plugged:
                raise Unplugged("card_reader_pulled")
            if self._card is None:
                raise Unplugged("card_lifted")
            self._card.reset()
            return _Held(self._card)


class _Watched:
    def __init__(self, reader: EmulatedCardReader, tell: Callable[[SlotStates], None]) -> None:
        self._reader, self._told = reader, tell

    def close(self) -> None:
        self._reader.forget(self._told)


class _Held:
    """The card, let go of as a reader does: reset."""

    def __init__(self, card: EmulatedPassport) -> None:
        self._card = card

    def __enter__(self) -> _Held:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._card.reset()

    def transmit(self, apdu: bytes) -> bytes:
        """Raises Unplugged."""
        return self._card.transmit(apdu)

    def reset(self) -> None:
        self._card.reset()
