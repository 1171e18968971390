"""What the road to central needs of the outbox, and the local store behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station.errors import StationError
from station.store import audit_log, meta, outbox
from station.store.session import Store, Unit
from station.vault import note

_MODE = "mode"  # of the local database


class OutboxRow(Protocol):
    """One record that waits."""

    @property
    def record_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def digest(self) -> str:
        """SHA-256 of the body, hexadecimal."""


class OutboxCounts(Protocol):
    @property
    def waiting(self) -> int: ...
    @property
    def stored(self) -> int: ...
    @property
    def receipted(self) -> int: ...
    @property
    def last_acknowledged(self) -> datetime | None: ...


@dataclass(frozen=True)
class SignedCheckpoint:
    size: int
    root: bytes
    note: bytes  # the C2SP form, signed by the station


class OutboxPort(Protocol):
    """What the road needs of the outbox; each call is one transaction of its own."""

    def counts(self) -> OutboxCounts: ...
    def take(self, limit: int) -> Sequence[OutboxRow]: ...
    def acknowledged(self, record_id: str, digest: str, at: datetime) -> None: ...
    def failed(self, record_id: str, code: str) -> None: ...


class WitnessPort(Protocol):
    """The audit log's checkpoints, which central keeps as a witness."""

    def checkpoint(self) -> SignedCheckpoint | None: ...
    def witnessed(self, size: int, at: datetime) -> None: ...


class StoreOutbox:
    """The outbox of the local store, one transaction a call."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def counts(self) -> outbox.OutboxCounts:
        with self._store.reading() as unit:
            return outbox.counts(unit)

    def take(self, limit: int) -> Sequence[outbox.OutboxRow]:
        with self._store.reading() as unit:
            return outbox.take(unit, limit)

    def acknowledged(self, record_id: str, digest: str, at: datetime) -> None:
        self._store.write(lambda unit: outbox.acknowledged(unit, record_id, digest, at))

    def failed(self, record_id: str, code: str) -> None:
        self._store.write(lambda unit: outbox.failed(unit, record_id, code))


class StoreWitness:
    """The audit log of the local store; a checkpoint is made only where the log has grown."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._witnessed = 0

    def checkpoint(self) -> SignedCheckpoint | None:
        """The log as it is now; None where it is empty or central has this one."""
        with self._store.reading() as unit:
            size = audit_log.size(unit)
        if size in (0, self._witnessed):
            return None
        text = self._store.write(audit_log.checkpoint)
        found, _ = note.read(text)
        return SignedCheckpoint(found.size, found.root, text.encode())

    def witnessed(self, size: int, at: datetime) -> None:
        self._store.write(lambda unit: audit_log.witnessed(unit, size, at))
        self._witnessed = size


def bind_mode(store: Store, mode: str) -> None:
    """Fix the mode of a local database at its first use, so that a demo's records never wait for a real central.

    Raises StationError (`store_other_mode`) where the database belongs to another mode.
    """

    def bind(unit: Unit) -> bytes:
        found = meta.get(unit, _MODE)
        if found is None:
            meta.put(unit, _MODE, mode.encode())
        return found or mode.encode()

    if store.write(bind) != mode.encode():
        raise StationError("the local database was made in another mode", code="store_other_mode")
