"""A file that only takes room, to be given up when the disk is full: then the last visit can still be kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_BLOCK = 1024 * 1024


class Ballast:
    """`size` octets at `path`, written in full so that a sparse or compressing file system really holds them."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self.given_up = False  # for a full disk, since the station started

    def there(self) -> bool:
        try:
            return self.path.stat().st_size >= self.size
        except FileNotFoundError:
            return False

    def restore(self) -> bool:
        """Write the file where it is missing and twice its size is free; whether it is there afterwards."""
        if self.there():
            return True
        self.free()
        if shutil.disk_usage(self.path.parent).free < 2 * self.size:
            return False
        try:
            with self.path.open("wb") as stream:
                for _ in range(0, self.size, _BLOCK):
                    stream.write(os.urandom(_BLOCK))
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:  # the disk filled up meanwhile: half a ballast helps nobody
            self.free()
            return False
        return True

    def free(self) -> bool:
        """Give the room back; whether there was any."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    def give_up(self) -> bool:
        """As `free`, for a full disk: remembered, so that it is written into the audit log once there is room."""
        freed = self.free()
        self.given_up = self.given_up or freed
        return freed
