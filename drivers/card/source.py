"""Where cards come from: the system's readers, or whatever else fulfils the same narrow form."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from drivers.card.pcsc import PcscCard, ReaderState, ReaderWatch, SlotStates
from drivers.card.port import CardChannel

_VIRTUAL = "VIRTUAL PCD"  # vsmartcard's readers, which a program lays cards on


class HeldCard(CardChannel, Protocol):
    """A card for as long as it is held: a `CardChannel` that is let go of at the end."""

    def __enter__(self) -> HeldCard: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Watched(Protocol):
    """A watch over readers that was begun."""

    def close(self) -> None:
        """Ends it; nothing is told afterwards."""
        ...


class CardSource(Protocol):
    """Readers, what lies on them, and the way to a card."""

    def watch(self, tell: Callable[[SlotStates], None]) -> Watched:
        """Tells of every change, the first look included, from a thread of its own."""
        ...

    def open(self, reader: ReaderState) -> HeldCard:
        """The card on a reader, for this program alone. Raises DeviceError."""
        ...


class PcscSource:
    """The readers of the system's PC/SC service; where there is none, the watch says so and asks again."""

    def watch(self, tell: Callable[[SlotStates], None]) -> Watched:
        return ReaderWatch(tell)

    def open(self, reader: ReaderState) -> HeldCard:
        return PcscCard(reader.name)


def virtual(reader: ReaderState) -> bool:
    """Whether no card can lie on it: a program behind it plays the card."""
    return _VIRTUAL in reader.name.upper()
