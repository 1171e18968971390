"""The encrypted files of the database at one moment, held still while they are copied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from station.store.session import Store


@dataclass
class Snapshot:
    at: datetime
    files: dict[str, Path] = field(default_factory=dict)  # suffix behind the database's name -> path
    sizes: dict[str, int] = field(default_factory=dict)  # of them at that moment: what comes later is behind it
    seconds_locked: float = 0.0


@contextmanager
def snapshot(store: Store) -> Iterator[Snapshot]:
    """Inside the block the files are what they were when it began, and visits are sealed meanwhile: they go into the
    log, which is moved into the database afterwards."""
    start = time.monotonic()
    taken = Snapshot(store.now())

    def look() -> None:
        taken.at = store.now()
        for suffix in ("", "-wal"):
            path = store.path.with_name(store.path.name + suffix)
            if path.exists() and (size := path.stat().st_size):
                taken.files[suffix], taken.sizes[suffix] = path, size
        taken.seconds_locked = time.monotonic() - start

    with store.still(look):
        yield taken
