"""What the road to central needs of the outbox, and the local store behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station.domain.merkle import Frontier
from station.errors import StationError
from station.store import audit_growth, audit_log, look_back, meta, outbox
from station.store.session import Store, Unit

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


@dataclass(frozen=True, eq=False)
class SignedCheckpoint:
    """The log of now, and the proof that it contains the log of `old_size` that central holds."""

    note: bytes  # the C2SP form, signed by the station
    frontier: Frontier
    old_size: int | None
    proof: tuple[bytes, ...]


class OutboxPort(Protocol):
    """What the road needs of the outbox; each call is one transaction of its own."""

    def counts(self) -> OutboxCounts: ...
    def take(self, limit: int) -> Sequence[OutboxRow]: ...
    def acknowledged(self, record_id: str, digest: str, at: datetime) -> None: ...
    def failed(self, record_id: str, code: str) -> None: ...


class WitnessPort(Protocol):
    """The audit log's checkpoints, which central keeps as a witness."""

    def has_grown(self) -> bool:
        """Whether there may be something to show."""

    def checkpoint(self, held: tuple[int, bytes] | None) -> SignedCheckpoint | None:
        """`held`: size and root of the largest that central has. None where that is the log of now."""

    def witnessed(self, shown: SignedCheckpoint, at: datetime) -> None: ...


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

    def has_grown(self) -> bool:
        with self._store.reading() as unit:
            return audit_log.size(unit) not in (0, self._witnessed)

    def checkpoint(self, held: tuple[int, bytes] | None) -> SignedCheckpoint | None:
        def work(unit: Unit) -> SignedCheckpoint | None:
            if held is not None:
                look_back.compare(unit, held)
            frontier = audit_log.frontier(unit)
            if held == (frontier.size, frontier.root()):
                self._witnessed = frontier.size
                return None
            text = audit_log.checkpoint(unit)
            old_size = held[0] if held is not None else None
            proof = audit_growth.prove(unit, old_size or 0)
            return SignedCheckpoint(text.encode(), frontier, old_size, tuple(proof))

        return self._store.write(work)

    def witnessed(self, shown: SignedCheckpoint, at: datetime) -> None:
        self._store.write(lambda unit: audit_growth.witnessed(unit, shown.frontier, at))
        self._witnessed = shown.frontier.size


def bind_mode(store: Store, mode: str) -> None:
    """Fix the mode of a local database at its first use, so that a demo's records never wait for a real central.

    Raises StationError (`store_other_mode`) where the database belongs to another mode.
    """

    def bind(unit: Unit) -> bytes:
        found = meta.get(unit, _MODE)
        if found is None:
            meta.put(unit, _MODE, mode.encode())
        return found or mode.encode()

    with store.reading() as unit:
        found = meta.get(unit, _MODE)
    if (found or store.write(bind)) != mode.encode():
        raise StationError("the local database was made in another mode", code="store_other_mode")
