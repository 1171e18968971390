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
_AGAIN = 0.3  # seconds until a card that was let go of is found again
PORT = 0x8C7B  # of the first reader, where no configuration says otherwise


class _Card(Protocol):
    atr: bytes

    def transmit(self, apdu: bytes) -> bytes: ...

    def reset(self) -> None: ...


class VpcdCard:
    """A card laid on the virtual reader at a port, until `close` lifts it.

    A reader that lets go of it (vpcd does so of a card that comes while the one before is being put away) finds
    it again.
    """

    def __init__(self, card: _Card, port: int = PORT, host: str = "127.0.0.1") -> None:
        """Raises OSError when nobody listens."""
        self._card = card
        self._address = host, port
        self._lifted = threading.Event()
        self._socket = self._dial()
        self._thread = threading.Thread(target=self._lie, name="vpcd card", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Lifts it."""
        self._lifted.set()
        for _ in range(50):
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._thread.join(0.1)  # again, should it just have dialed anew
            if not self._thread.is_alive():
                return

    def __enter__(self) -> VpcdCard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _dial(self) -> socket.socket:
        made = socket.create_connection(self._address, timeout=5)
        made.settimeout(None)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _lie(self) -> None:
        while not self._lifted.is_set():
            with self._socket:
                try:
                    self._serve()
                except DeviceError:  # the card itself was made to be lifted
                    return
                except OSError:
                    pass  # lifted, or let go of by the reader
            if self._lifted.wait(_AGAIN):
                return
            with contextlib.suppress(OSError):
                self._socket = self._dial()

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
        while True:
            size = int.from_bytes(self._receive(2), "big")
            message = self._receive(size)
            if size != 1:
                self._send(self._card.transmit(message)[:65535])
            elif message[0] == ATR:
                self._send(self._card.atr)
            elif message[0] in (OFF, ON, RESET):
                self._card.reset()
