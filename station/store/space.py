"""Room on the disk: what the header says of it, and when the ballast is written again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import Enum

from station.domain.audit import Act, AuditEvent
from station.store import audit_log
from station.store.session import Store

# A visit with four fingers and a face seals to about 1 MB, and the write-ahead log holds it a second time.
LOW_BYTES = 512 * 1024 * 1024


class SpaceState(Enum):
    PLENTY = "plenty"
    LOW = "low"  # the technician should make room this shift
    SPENT = "spent"  # the ballast was given up for the last visit: finish it, open no other


@dataclass(frozen=True)
class Space:
    state: SpaceState
    free_bytes: int

    @property
    def may_open_visit(self) -> bool:
        return self.state is not SpaceState.SPENT


def look(store: Store) -> Space:
    """Cheap; for the header's timer."""
    free = shutil.disk_usage(store.path.parent).free
    if not store.ballast.there():
        return Space(SpaceState.SPENT, free)
    return Space(SpaceState.LOW if free < LOW_BYTES else SpaceState.PLENTY, free)


def restore(store: Store) -> Space:
    """Write the ballast where it is missing and there is room; once after starting and then while idle (0.1 s)."""
    missing = not store.ballast.there()
    restored = store.ballast.restore()
    if missing and restored and store.ballast.given_up:
        store.ballast.given_up = False
        with store.unit() as unit:
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.DISK_FULL, store.keys.station))
    return look(store)
