"""One station for one folder: a second window on the same records would not see what the first has in memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from station.errors import StationError


class StationRunning(StationError):
    """Another process is the station of this folder now."""

    code = "station_running"


class FolderLock:
    """Held by the operating system for the life of the process, so that a crash leaves none behind."""

    def __init__(self, path: Path) -> None:
        """Raises StationRunning."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise StationRunning("another process has this folder open as its station") from error

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
