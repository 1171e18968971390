"""HTTP with verbs of its own to services on loopback, bounded in time and size whatever they send."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from drivers import foreign_json
from drivers.deadline import DeadlineConnection
from drivers.errors import Garbled, NotFound, TimedOut
from drivers.pictures import JpegStream

HOST = "127.0.0.1"  # the specification forbids "localhost"
ANSWER_LIMIT = 32 * 1024 * 1024  # bytes: ten fingers at 500 ppi uncompressed are under 8 MB
FRAME_LIMIT = 4 * 1024 * 1024
PIECE = 65536
_OK = 200


@dataclass(frozen=True)
class Request:
    port: int
    verb: str  # "MOSIPDISC", "MOSIPDINFO", "STREAM", "RCAPTURE", "CAPTURE"
    path: str
    body: dict[str, Any]


class HttpLine:
    """The way to end a request that waits: the protocol has no verb for it, so the connection is cut."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut = False

    def hold(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """Any thread; the request ends with NotFound."""
        with self._lock:
            self._cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):  # ended by itself meanwhile
                    self._socket.shutdown(socket.SHUT_RDWR)


class SbiHttp:
    """`application`: sent as the header EXT with every request."""

    def __init__(self, application: str) -> None:
        self._application = application

    def ask(self, request: Request, timeout: float, line: HttpLine | None = None) -> Any:
        """The JSON that comes back. Raises NotFound, TimedOut, Garbled; `timeout` is for the whole exchange."""
        data = bytearray()
        with self._open(request, timeout, line) as (_, response):
            while piece := response.read1(PIECE):
                data += piece
                if len(data) > ANSWER_LIMIT:
                    raise Garbled("sbi_answer", f"more than {ANSWER_LIMIT} bytes")
        return foreign_json.read(bytes(data), "sbi_answer")

    def pictures(
        self, request: Request, timeout: float, stall: float | None = None, line: HttpLine | None = None
    ) -> Iterator[bytes]:
        """JPEG pictures of a stream for at most `timeout` seconds; TimedOut where none came for `stall` seconds."""
        end = time.monotonic() + timeout
        silence = timeout if stall is None else stall
        found = JpegStream("sbi_stream", FRAME_LIMIT)
        with self._open(request, min(timeout, silence), line) as (connection, response):
            while time.monotonic() < end:
                try:
                    piece = response.read1(PIECE)
                except TimeoutError:
                    if time.monotonic() >= end:
                        return
                    raise
                if not piece:
                    return
                for picture in found.feed(piece):
                    connection.deadline = min(end, time.monotonic() + silence)
                    yield picture

    @contextmanager
    def _open(
        self, request: Request, timeout: float, line: HttpLine | None = None
    ) -> Iterator[tuple[DeadlineConnection, http.client.HTTPResponse]]:
        text = json.dumps(request.body).encode()
        headers = {"Content-Type": "application/json", "EXT": self._application}
        where = f"{request.verb} on port {request.port}"
        try:
            with closing(DeadlineConnection(HOST, request.port, time.monotonic() + timeout)) as connection:
                connection.connect()
                if line is not None:
                    line.hold(connection.sock)
                connection.request(request.verb, request.path, text, headers)
                with closing(connection.getresponse()) as response:  # it holds the socket, too
                    if response.status != _OK:
                        raise Garbled("sbi_answer", f"{where}: HTTP status {response.status}")
                    yield connection, response
        except TimeoutError as error:
            raise TimedOut("sbi_timeout", where) from error
        except ConnectionError as error:  # nobody listens, or the service ended under the request
            raise NotFound("sbi_unreachable", where) from error
        except (OSError, http.client.HTTPException) as error:
            raise Garbled("sbi_answer", f"{where}: {error!r}") from error
