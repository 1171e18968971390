"""One reader as the hub knows it: it keeps its place, its state and its history while it comes and goes."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from drivers.errors import DeviceError
from drivers.finger.base import FingerScanner, Image, ScannerInfo

HISTORY = 50
REMEMBERED = 256  # pictures that were taken; marks of them only


class ScannerState(Enum):
    ABSENT = "absent"  # was here, is not plugged in now
    READY = "ready"  # opened and idle
    BUSY = "busy"  # a capture, a live picture or a self-test runs
    FAULT = "fault"  # plugged in, but does not work: see `error`
    REFUSED = "refused"  # works or might work, but may not feed a record: see `error`


@dataclass(frozen=True)
class HistoryEntry:
    at: float  # time.time()
    state: ScannerState
    error: str | None
    detail: str


@dataclass(frozen=True)
class ScannerStatus:
    """`error` is the stable code of the last DeviceError while the state is FAULT or REFUSED, else None."""

    info: ScannerInfo
    state: ScannerState
    error: str | None
    detail: str
    since: float  # time.time() of the last change of state
    history: tuple[HistoryEntry, ...]  # oldest first


class Slot:
    """`use` is held by whoever talks to the scanner; the other fields are guarded by the hub's lock."""

    def __init__(self, info: ScannerInfo) -> None:
        self.info = info
        self.key: object = None  # where on the bus it is now; None when absent or about to be looked at afresh
        self.retry_at = 0.0  # time.monotonic() before which a faulty reader is left alone
        self.scanner: FingerScanner | None = None
        self.use = threading.Lock()
        self.finger_lies = False  # the finger of the last capture has not been seen to leave
        self.state = ScannerState.ABSENT
        self.error: str | None = None
        self.detail = ""
        self.since = time.time()
        self.history: deque[HistoryEntry] = deque(maxlen=HISTORY)
        self._taken: deque[bytes] = deque(maxlen=REMEMBERED)

    def take_note(self, pictures: Sequence[Image]) -> bool:
        """Whether none of these was taken before; they are remembered. `use` is held."""
        marks = [hashlib.sha256(picture.tobytes()).digest() for picture in pictures]
        new = not any(mark in self._taken for mark in marks)
        self._taken.extend(marks)
        return new

    def become(self, state: ScannerState, problem: DeviceError | None = None) -> bool:
        """Change state; True when something changed. READY and BUSY alternate too often for the history."""
        error, detail = (problem.code, problem.detail) if problem else (None, "")
        if (state, error) == (self.state, self.error):
            return False
        working = {ScannerState.READY, ScannerState.BUSY}
        if not {state, self.state} <= working:
            self.history.append(HistoryEntry(time.time(), state, error, detail))
        self.state, self.error, self.detail, self.since = state, error, detail, time.time()
        return True

    def status(self) -> ScannerStatus:
        return ScannerStatus(self.info, self.state, self.error, self.detail, self.since, tuple(self.history))
