"""The agency's process: receipts what arrives, hands accepted records to the matcher, keeps partitions and keys ready.

It runs as `station-central` on the agency's machine, and as a thread beside the demo's own server.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from station.agency.desk import Received
from station.errors import StationError
from station.wire.failures import pause

log = logging.getLogger("station.agency")

INTERVAL = 0.5  # seconds between two looks at what arrived
MAINTENANCE = 60.0  # seconds between two looks at partitions and group keys
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds after a round that failed
BATCH = 25  # records in memory at once, up to some 3 MB each


class DeskPort(Protocol):
    def receive(self, limit: int) -> list[Received]: ...
    def maintain(self) -> None: ...


@dataclass(frozen=True)
class ProcessStatus:
    running: bool = False
    accepted: int = 0
    refused: int = 0
    failures: int = 0  # rounds that ended in an error, since the last good one
    detail: str = ""  # stable code of the last error


class CentralProcess:
    """`start`, `stop`, `status`; or `once` for a caller with a loop of its own."""

    def __init__(
        self,
        desk: DeskPort,
        listeners: Sequence[Callable[[Sequence[Received]], None]] = (),
        idle: Sequence[Callable[[], object]] = (),
        interval: float = INTERVAL,
    ) -> None:
        """`listeners` get each batch after its receipts are committed; what they miss (the process was killed in
        between) they must find by themselves, as the matcher does. `idle` is called once a round."""
        self._desk = desk
        self._listeners = tuple(listeners)
        self._idle = tuple(idle)
        self._interval = interval
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._status = ProcessStatus()
        self._maintained = -MAINTENANCE

    def start(self) -> None:
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self.run, name="central-process")
            self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Finish the batch and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout)
            self._thread = None

    def request_stop(self) -> None:
        """End `run` after the batch; for a signal handler."""
        self._stop.set()

    def status(self) -> ProcessStatus:
        return self._status

    def run(self) -> None:
        """Until `stop`; in the caller's thread."""
        while not self._stop.is_set():
            try:
                busy = self.once()
            except StationError as error:
                self._failed(error.code, error.detail)
                continue
            except Exception as error:  # the agency's process outlives what nobody thought of  # noqa: BLE001
                self._failed("central_unexpected", type(error).__name__)
                continue
            if self._status.failures:
                log.info("rounds of the central process work again")
            self._note(failures=0, detail="")
            if not busy:
                self._stop.wait(self._interval)
        self._note(running=False)

    def once(self) -> bool:
        """One round; True when there was something to do."""
        now = time.monotonic()
        if now - self._maintained > MAINTENANCE:
            self._desk.maintain()
            self._maintained = now
        failed: Exception | None = None
        busy = False

        def take() -> None:
            nonlocal busy
            busy = self._take()

        for call in (take, *self._idle):  # each by itself: what stops one of them must not stop the others
            try:
                call()
            except Exception as error:  # noqa: BLE001  the first one is raised below
                failed = failed or error
        if failed is not None:
            raise failed
        return busy

    def _take(self) -> bool:
        batch = self._desk.receive(BATCH)
        accepted = sum(received.receipt.reason == "" for received in batch)
        self._note(accepted=self._status.accepted + accepted, refused=self._status.refused + len(batch) - accepted)
        if batch:
            for listener in self._listeners:
                listener(batch)
        return bool(batch)

    def _failed(self, code: str, detail: str) -> None:
        failures = self._status.failures + 1
        log.warning("a round of the central process failed: %s (%s)", code, detail)
        self._note(failures=failures, detail=code)
        self._stop.wait(pause(failures, FIRST_PAUSE, LONGEST_PAUSE))

    def _note(
        self,
        running: bool = True,
        accepted: int | None = None,
        refused: int | None = None,
        failures: int | None = None,
        detail: str | None = None,
    ) -> None:
        old = self._status
        self._status = ProcessStatus(
            running,
            old.accepted if accepted is None else accepted,
            old.refused if refused is None else refused,
            old.failures if failures is None else failures,
            old.detail if detail is None else detail,
        )
