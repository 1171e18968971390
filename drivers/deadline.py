"""A connection whose whole exchange ends at one moment, however the other side spreads what it sends.

A socket's own time-out begins anew with every byte, so a peer that drips a header, a chunk line or one "100 Continue"
after the other keeps its reader for ever.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from typing import Any


class _Spending:
    """No call on the socket lasts past `deadline` (`time.monotonic()` seconds); then it raises TimeoutError."""

    deadline = float("inf")

    def spend(self) -> None:
        """Give the next call what is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time of the exchange is over")
        self.settimeout(left)  # type: ignore[attr-defined]  # of the socket that this is mixed into


class _Plain(_Spending, socket.socket):
    def recv_into(self, *args: Any, **named: Any) -> int:
        self.spend()
        return super().recv_into(*args, **named)

    def sendall(self, *args: Any, **named: Any) -> None:
        self.spend()
        super().sendall(*args, **named)


class _Sealed(_Spending, ssl.SSLSocket):
    def recv_into(self, *args: Any, **named: Any) -> int:
        self.spend()
        return super().recv_into(*args, **named)

    def sendall(self, *args: Any, **named: Any) -> None:
        self.spend()
        super().sendall(*args, **named)


class DeadlineConnection(http.client.HTTPConnection):
    """HTTP/1.1 to `host`, over TLS where `sealed`. `deadline` may be moved while the exchange goes on.

    Everything raises OSError (TimeoutError where the time is over) or http.client.HTTPException.
    """

    def __init__(self, host: str, port: int, deadline: float, sealed: bool = False) -> None:
        super().__init__(host, port)
        self._deadline = deadline
        self._sealed = sealed
        self._made: _Spending | None = None  # `sock` is let go while the answer is still being read

    @property
    def deadline(self) -> float:
        return self._deadline

    @deadline.setter
    def deadline(self, moment: float) -> None:
        self._deadline = moment
        if self._made is not None:
            self._made.deadline = moment

    def connect(self) -> None:
        family, kind, protocol, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        made = _Plain(family, kind, protocol)
        try:
            made.deadline = self._deadline
            made.spend()
            made.connect(address)
            self.sock = self._made = self._over_tls(made) if self._sealed else made
        except BaseException:
            made.close()
            raise

    def _over_tls(self, made: _Plain) -> _Sealed:
        context = ssl.create_default_context()
        context.sslsocket_class = _Sealed
        sealed = context.wrap_socket(made, server_hostname=self.host, do_handshake_on_connect=False)
        assert isinstance(sealed, _Sealed)  # noqa: S101  the context makes nothing else
        sealed.deadline = self._deadline
        sealed.spend()
        sealed.do_handshake()
        return sealed
