"""One station for one folder: a second window on the same records would not see what the first has in memory."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from station.errors import StationError

LOOK_SECONDS = 0.1
PATIENCE = 30.0  # seconds
PASSING = b"passing"


class StationRunning(StationError):
    """Another process is the station of this folder now."""

    code = "station_running"


class FolderLock:
    """Held by the operating system for the life of the process, so that a crash leaves none behind."""

    def __init__(self, path: Path, *, passing: bool = False) -> None:
        """`passing`: whoever holds it so lets go within seconds, and is waited for. Raises StationRunning."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                _lock(self._handle)
            except OSError as error:
                if not passing and os.pread(self._handle, len(PASSING), 0) == PASSING and time.monotonic() < deadline:
                    time.sleep(LOOK_SECONDS)
                    continue
                os.close(self._handle)
                raise StationRunning("another process has this folder open as its station") from error
            os.ftruncate(self._handle, 0)
            if passing:
                os.pwrite(self._handle, PASSING, 0)
            return

    def release(self) -> None:
        os.close(self._handle)


def _lock(handle: int) -> None:
    """Raises OSError where it is locked."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  not on every system

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  not on every system

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
