"""The audit log: an RFC 6962 Merkle tree over the entries, with a signed tree head after every entry.

Each entry carries its number and the hash of the one before it; each row carries the station's signature over the C2SP
checkpoint of the tree that ends with it. So a log that was touched shows which entry was, and checkpoints that central
keeps as a witness show a tail that was cut off, even by somebody who holds the station's key.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from station.domain.audit import Act, AuditEvent, Checkpoint, Detail
from station.domain.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, consistency_proof, inclusion_proof, leaf_hash
from station.store import meta
from station.store.errors import StoreDamaged
from station.store.session import Unit
from station.store.tables import audit_checkpoints, audit_entries
from station.vault import note

_FRONTIER = "audit_frontier"
_LAST_AT = "audit_last_at"
# Two clocks of one machine (the counter's thread and the device's) may differ by this much without meaning anything.
CLOCK_TOLERANCE = timedelta(seconds=2)


def origin(station: str) -> str:
    """The name of a station's log in its checkpoints."""
    return f"biometric-station/{station}"


def append(unit: Unit, event: AuditEvent) -> int:
    """Add one entry in this transaction; its number. A clock that went back writes an entry of its own first."""
    last = meta.get(unit, _LAST_AT)
    if last is not None:
        last_at = datetime.fromisoformat(last.decode())
        if event.at < last_at - CLOCK_TOLERANCE:
            seconds = round((last_at - event.at).total_seconds(), 3)
            detail: dict[str, Detail] = {"before": last_at.isoformat(), "seconds": seconds}
            _append(unit, AuditEvent(event.at, "system", Act.CLOCK_SET_BACK, event.station, detail=detail))
    return _append(unit, event)


def _append(unit: Unit, event: AuditEvent) -> int:
    frontier, previous = _frontier(unit)
    number = frontier.size
    leaf = event.leaf(number, previous)
    hashed = leaf_hash(leaf)
    frontier.push(hashed)
    head = Checkpoint(origin(unit.keys.station), frontier.size, frontier.root())
    unit.connection.execute(
        audit_entries.insert().values(number=number, leaf=leaf, signature=unit.keys.signer.sign(head.body()))
    )
    meta.put(unit, _FRONTIER, struct.pack(">Q", frontier.size) + hashed + b"".join(frontier.hashes))
    meta.put(unit, _LAST_AT, event.at.isoformat().encode())
    return number


def _frontier(unit: Unit) -> tuple[Frontier, bytes]:
    """The right edge of the tree, and the hash of the last leaf (32 zero bytes before the first)."""
    stored = meta.get(unit, _FRONTIER)
    if stored is None:
        return Frontier(), bytes(HASH_BYTES)
    (size,) = struct.unpack_from(">Q", stored)
    hashes = [stored[i : i + HASH_BYTES] for i in range(8 + HASH_BYTES, len(stored), HASH_BYTES)]
    try:
        return Frontier(size, hashes), stored[8 : 8 + HASH_BYTES]
    except ValueError as error:
        raise StoreDamaged("the frontier of the audit tree is damaged") from error


def size(unit: Unit) -> int:
    return _frontier(unit)[0].size


def root(unit: Unit) -> bytes:
    frontier, _ = _frontier(unit)
    return frontier.root() if frontier.size else EMPTY_ROOT


def checkpoint(unit: Unit) -> str:
    """The signed checkpoint of the log as it is now, in the C2SP form; kept, and sent to central with every sync."""
    frontier, _ = _frontier(unit)
    head = Checkpoint(origin(unit.keys.station), frontier.size, frontier.root())
    text = note.sign(head, unit.keys.signer)
    row = audit_checkpoints.select().where(audit_checkpoints.c.size == head.size)
    if unit.connection.execute(row).first() is None:
        unit.connection.execute(audit_checkpoints.insert().values(size=head.size, note=text, at=unit.now().isoformat()))
    return text


def witnessed(unit: Unit, size: int, at: datetime) -> None:
    """Central confirmed that it keeps the checkpoint of this size."""
    unit.connection.execute(
        audit_checkpoints.update().where(audit_checkpoints.c.size == size).values(witnessed_at=at.isoformat())
    )


def entries(unit: Unit, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, AuditEvent]]:
    """The entries in order, oldest first."""
    query = select(audit_entries).where(audit_entries.c.number >= start).order_by(audit_entries.c.number)
    for row in unit.connection.execute(query.limit(limit) if limit is not None else query):
        event, _, _ = AuditEvent.from_leaf(row.leaf)
        yield row.number, event


def count(unit: Unit) -> int:
    return int(unit.connection.execute(select(func.count()).select_from(audit_entries)).scalar_one())


def _hashes(unit: Unit, size: int) -> list[bytes]:
    rows = unit.connection.execute(
        select(audit_entries.c.leaf).where(audit_entries.c.number < size).order_by(audit_entries.c.number)
    )
    return [leaf_hash(leaf) for (leaf,) in rows]


def prove_inclusion(unit: Unit, number: int, size: int) -> list[bytes]:
    """That entry `number` is in the tree of `size` (RFC 6962, 2.1.1)."""
    return inclusion_proof(_hashes(unit, size), number)


def prove_consistency(unit: Unit, old_size: int, new_size: int) -> list[bytes]:
    """That the tree of `new_size` only adds to that of `old_size` (RFC 6962, 2.1.2)."""
    return consistency_proof(_hashes(unit, new_size), old_size)
