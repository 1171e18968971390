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
    seconds_locked: float = 0.0


@contextmanager
def snapshot(store: Store) -> Iterator[Snapshot]:
    """Inside the block nobody can commit, so the file and its log do not change; readers go on.

    The checkpoint before it makes the log nearly empty; what is committed in between is in the log and is copied too.
    """
    store.checkpoint()
    start = time.monotonic()
    with store.unit() as unit:
        taken = Snapshot(unit.now())
        for suffix in ("", "-wal"):
            path = store.path.with_name(store.path.name + suffix)
            if path.exists() and path.stat().st_size:
                taken.files[suffix] = path
        yield taken
    taken.seconds_locked = time.monotonic() - start
