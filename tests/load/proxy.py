"""A bad line on loopback: a relay that is slow, cuts connections in the middle of a byte stream, or falls silent."""

from __future__ import annotations

import contextlib
import random
import select
import socket
import threading
import time
from dataclasses import dataclass

_PIECE = 4096


@dataclass
class Line:
    """How the line is; may be changed while it runs."""

    bytes_per_second: float | None = None  # of each connection and direction, None for no limit
    delay: float = 0.0  # seconds that each piece waits
    cut_after: tuple[int, int] | None = None  # a connection is cut after so many bytes, drawn anew for each
    silent: bool = False  # connections stay open and nothing passes


class Proxy:
    """Relays TCP from a port of its own to `target`; `cut` ends every connection now, mid-byte-stream."""

    def __init__(self, target: tuple[str, int], line: Line | None = None, seed: int = 0) -> None:
        self.line = line or Line()
        self.target = target
        self.cuts = 0
        self.relayed = 0
        self._random = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept, name="proxy")
        self._acceptor.start()

    def cut(self) -> int:
        """Reset every open connection; how many there were."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._reset(pair)
        self.cuts += len(pairs)
        return len(pairs)

    def close(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        with self._lock:
            pairs, threads = list(self._pairs), list(self._threads)
        for pair in pairs:
            self._reset(pair)
        for thread in threads:
            thread.join()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self.target, timeout=2)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._pairs.add((near, far))
                self._threads = [thread for thread in self._threads if thread.is_alive()]
                thread = threading.Thread(target=self._relay, args=((near, far),), name="proxy-line")
                self._threads.append(thread)
            thread.start()

    def _relay(self, pair: tuple[socket.socket, socket.socket]) -> None:
        near, far = pair
        left = self._random.randint(*self.line.cut_after) if self.line.cut_after else None
        due = time.monotonic()
        try:
            while not self._over.is_set():
                readable, _, _ = select.select([near, far], [], [], 0.1)
                for source in readable:
                    if self.line.silent:
                        self._over.wait(0.05)
                        continue
                    data = source.recv(_PIECE)
                    if not data:
                        return
                    if left is not None and len(data) >= left:
                        (far if source is near else near).sendall(data[:left])
                        self.cuts += 1
                        self._reset(pair)
                        return
                    left = None if left is None else left - len(data)
                    if self.line.bytes_per_second:
                        due = max(due, time.monotonic()) + len(data) / self.line.bytes_per_second
                        self._over.wait(max(0.0, due - time.monotonic()))
                    if self.line.delay:
                        self._over.wait(self.line.delay)
                    (far if source is near else near).sendall(data)
                    self.relayed += len(data)
        except (OSError, ValueError):
            return
        finally:
            with self._lock:
                self._pairs.discard(pair)
            for end in pair:
                end.close()

    @staticmethod
    def _reset(pair: tuple[socket.socket, socket.socket]) -> None:
        """Close with a reset and without a farewell, as a line does that breaks."""
        for end in pair:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                end.shutdown(socket.SHUT_RDWR)
