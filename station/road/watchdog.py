"""A time limit that also holds against a server that says nothing: at the deadline the socket is shut."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from types import TracebackType


class Watchdog:
    """One thread that shuts one connection's socket when an exchange takes longer than it may.

    libpq's own time-outs end at the login; after that a silent peer would hold its caller for ever. Shutting the
    socket wakes the caller with an ordinary connection error. The thread lives as long as the connection.
    """

    def __init__(self, descriptor: int, seconds: float) -> None:
        self._socket = socket.socket(fileno=os.dup(descriptor))
        self._seconds = seconds
        self._condition = threading.Condition()
        self._armed = False
        self._exchange = 0
        self._closed = False
        self.bitten = False
        self._thread = threading.Thread(target=self._watch, name="central-watchdog", daemon=True)
        self._thread.start()

    def arm(self) -> None:
        """Start the time of one exchange."""
        with self._condition:
            self._armed = True
            self._exchange += 1
            self._condition.notify_all()

    def disarm(self) -> None:
        """The exchange ended in time."""
        with self._condition:
            self._armed = False
            self._condition.notify_all()

    def __enter__(self) -> Watchdog:
        self.arm()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disarm()

    def cut(self) -> None:
        """Shut the socket now, from any thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self._thread.join()
        self._socket.close()

    def _watch(self) -> None:
        with self._condition:
            while not self._closed:
                if not self._armed:
                    self._condition.wait()
                    continue
                exchange = self._exchange
                over = self._condition.wait_for(
                    lambda number=exchange: self._closed or not self._armed or self._exchange != number,  # type: ignore[misc]
                    self._seconds,
                )
                if not over:
                    self.bitten = True
                    self._armed = False
                    self.cut()
