"""An emulated card behind the virtual reader of vsmartcard (vpcd), so that the system's real PC/SC service is between
it and its reader. The card dials in.

Protocol: two octets of length, big-endian, then octets; one octet is a control (0 off, 1 on, 2 reset, 4 asks for the
ATR), more are a command.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Protocol

from drivers.errors import DeviceError

OFF, ON, RESET, ATR = 0, 1, 2, 4
PORT = 0x8C7B  # of the first reader, where no configuration says otherwise


class _Card(Protocol):
    atr: bytes

    def transmit(self, apdu: bytes) -> bytes: ...

    def reset(self) -> None: ...


class VpcdCard:
    """A card laid on the virtual reader at a port; lifted by `close`."""

    def __init__(self, card: _Card, port: int = PORT, host: str = "127.0.0.1") -> None:
        """Raises OSError when nobody listens."""
        self._card = card
        self._socket = socket.create_connection((host, port), timeout=5)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, name="vpcd card", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Lifts it."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def __enter__(self) -> VpcdCard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _receive(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            # vpcd writes length and body apart; without this every command waits 40 ms for an acknowledgement.
            if hasattr(socket, "TCP_QUICKACK"):
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._socket.recv(size - len(data))
            if not part:
                raise ConnectionError("the reader went away")
            data += part
        return bytes(data)

    def _send(self, data: bytes) -> None:
        self._socket.sendall(len(data).to_bytes(2, "big") + data)

    def _serve(self) -> None:
        with contextlib.suppress(OSError, DeviceError):  # lifted, or the reader is gone: the card's end either way
            while True:
                size = int.from_bytes(self._receive(2), "big")
                message = self._receive(size)
                if size != 1:
                    self._send(self._card.transmit(message)[:65535])
                elif message[0] == ATR:
                    self._send(self._card.atr)
                elif message[0] in (OFF, ON, RESET):
                    self._card.reset()
        with contextlib.suppress(OSError):
            self._socket.close()
