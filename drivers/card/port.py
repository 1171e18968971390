"""The narrow way to a card: octets there, octets back. Readers, documents' scanners and cards in process fulfil it."""

from __future__ import annotations

from typing import Protocol


class CardChannel(Protocol):
    """One card on one reader, held for as long as it is read."""

    def transmit(self, apdu: bytes) -> bytes:
        """The card's answer, data and status. Raises DeviceError: the reader pulled, the card lifted, no answer."""
        ...

    def reset(self) -> None:
        """As if the card had been laid on anew: no session, nothing selected. Raises DeviceError."""
        ...
