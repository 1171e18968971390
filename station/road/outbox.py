"""What the road reads and writes of the local store: what waits for central, and the audit log that it witnesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.merkle import Frontier
from station.store import audit_growth, audit_log, look_back, meta, outbox
from station.store.session import Store, Unit

NAMED = 20  # records that an audit entry names
_CHECKED = "central_checked_epoch"


@dataclass(frozen=True, eq=False)
class SignedCheckpoint:
    """The log of now, and the proof that it contains the log of `old_size` that central holds."""

    note: bytes  # the C2SP form, signed by the station
    frontier: Frontier
    old_size: int | None
    proof: tuple[bytes, ...]


class OutboxPort(Protocol):
    """What the road needs of the outbox; each call is one transaction of its own."""

    def counts(self) -> outbox.OutboxCounts: ...
    def take(self, limit: int) -> Sequence[outbox.OutboxRow]: ...
    def acknowledged(self, record_id: str, digest: str, at: datetime) -> None: ...
    def failed(self, record_id: str, code: str) -> None: ...
    def newest_stored(self, limit: int) -> Mapping[str, str]: ...
    def stored(self, after: int, limit: int) -> Sequence[tuple[int, str, str]]: ...
    def lost(self, record_ids: Sequence[str]) -> Sequence[str]:
        """Central does not have these any more: offer them again; those whose bytes are gone."""

    def checked(self) -> str:
        """The life of central's database in which every acknowledgement was last looked at."""

    def note_checked(self, epoch: str) -> None: ...


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

    def newest_stored(self, limit: int) -> Mapping[str, str]:
        with self._store.reading() as unit:
            return outbox.newest_stored(unit, limit)

    def stored(self, after: int, limit: int) -> Sequence[tuple[int, str, str]]:
        with self._store.reading() as unit:
            return outbox.stored(unit, after, limit)

    def lost(self, record_ids: Sequence[str]) -> Sequence[str]:
        def work(unit: Unit) -> Sequence[str]:
            again, gone = outbox.offer_again(unit, record_ids)
            detail: dict[str, Detail] = {"again": len(again), "gone": len(gone), "named": " ".join(gone[:NAMED])}
            station = unit.keys.station
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.CENTRAL_LOST, station, station, detail))
            return gone

        return self._store.write(work)

    def checked(self) -> str:
        with self._store.reading() as unit:
            return (meta.get(unit, _CHECKED) or b"").decode()

    def note_checked(self, epoch: str) -> None:
        self._store.write(lambda unit: meta.put(unit, _CHECKED, epoch.encode()))


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
            frontier = audit_log.frontier(unit)
            if held == (frontier.size, frontier.root()):
                self._witnessed = frontier.size
                return None
            text = audit_log.checkpoint(unit)
            old_size = held[0] if held is not None else None
            proof = audit_growth.prove(unit, old_size or 0)
            return SignedCheckpoint(text.encode(), frontier, old_size, tuple(proof))

        return self._store.write(work)

    def contains(self, held: tuple[int, bytes, bytes] | None) -> bool:
        """Whether this log contains what central holds of it, or somebody has accepted that it does not."""

        def work(unit: Unit) -> bool:
            if held is not None:
                look_back.compare(unit, held)
            return not look_back.noted(unit)

        return self._store.write(work)

    def witnessed(self, shown: SignedCheckpoint, at: datetime) -> None:
        self._store.write(lambda unit: audit_growth.witnessed(unit, shown.frontier, at))
        self._witnessed = shown.frontier.size
