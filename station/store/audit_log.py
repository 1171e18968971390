"""The audit log: an RFC 6962 Merkle tree over the entries, with a signed tree head in every row.

Each leaf carries its number and the hash of the leaf before it; each row carries the station's signature over number,
leaf hash and the root of the tree that ends with it. So a log that was touched shows which entry was (audit_verify),
and checkpoints that central keeps as a witness show a tail that was cut off or written anew, even by somebody who
holds the station's key.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from station.domain.audit import Act, AuditEvent, Checkpoint, Detail
from station.domain.merkle import HASH_BYTES, Frontier, consistency_proof, inclusion_proof, leaf_hash
from station.store import meta
from station.store.errors import StoreDamaged
from station.store.session import Unit
from station.store.tables import audit_checkpoints, audit_entries
from station.vault import note

_EDGE = "audit_edge"
_LATEST = "latest_time"  # the latest time that was ever seen; a clock that is set back does not move it
_EDGE_HEAD = struct.Struct(f">Qq{HASH_BYTES}s")  # size, microseconds of the last entry's time, last leaf hash
# Two clocks of one machine (the counter's thread and the device's) may differ by this much without meaning anything.
CLOCK_TOLERANCE = timedelta(seconds=2)


def origin(station: str) -> str:
    """The name of a station's log in its checkpoints."""
    return f"biometric-station/{station}"


def entry_message(log: str, number: int, leaf: bytes, root: bytes) -> bytes:
    """What the row's signature covers; `leaf` is the leaf's hash."""
    return f"biometric-station audit entry 1\n{log}\n{number}\n{leaf.hex()}\n{root.hex()}\n".encode()


def append(unit: Unit, event: AuditEvent) -> int:
    """Add one entry in this transaction; its number. A clock that went back writes an entry of its own first."""
    frontier, previous, last_at = _edge(unit)
    if last_at is not None and event.at < last_at - CLOCK_TOLERANCE:
        seconds = round((last_at - event.at).total_seconds(), 3)
        detail: dict[str, Detail] = {"before": last_at.isoformat(), "seconds": seconds}
        back = AuditEvent(event.at, "system", Act.CLOCK_SET_BACK, event.station, detail=detail)
        previous = _append(unit, back, frontier, previous)
    number = frontier.size
    _append(unit, event, frontier, previous)
    return number


def _append(unit: Unit, event: AuditEvent, frontier: Frontier, previous: bytes) -> bytes:
    number = frontier.size
    leaf = event.leaf(number, previous)
    hashed = leaf_hash(leaf)
    frontier.push(hashed)
    root = frontier.root()
    signature = unit.keys.signer.sign(entry_message(origin(unit.keys.station), number, hashed, root))
    unit.connection.execute(audit_entries.insert().values(number=number, leaf=leaf, root=root, signature=signature))
    if event.at > latest(unit):
        meta.put(unit, _LATEST, event.at.isoformat().encode())
    microseconds = (event.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    meta.put(unit, _EDGE, _EDGE_HEAD.pack(frontier.size, microseconds, hashed) + b"".join(frontier.hashes))
    return hashed


def _edge(unit: Unit) -> tuple[Frontier, bytes, datetime | None]:
    """The right edge of the tree, the hash of the last leaf (32 zero bytes before the first) and its time."""
    stored = meta.get(unit, _EDGE)
    if stored is None:
        return Frontier(), bytes(HASH_BYTES), None
    try:
        size, microseconds, last = _EDGE_HEAD.unpack_from(stored)
        hashes = [stored[i : i + HASH_BYTES] for i in range(_EDGE_HEAD.size, len(stored), HASH_BYTES)]
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
        return Frontier(size, hashes), last, at
    except (ValueError, struct.error, OverflowError) as error:
        raise StoreDamaged("the frontier of the audit tree is damaged") from error


def latest(unit: Unit) -> datetime:
    """The latest time that this log has seen; what a limit in days is counted by, so that no clock extends it."""
    stored = meta.get(unit, _LATEST)
    return datetime.fromisoformat(stored.decode()) if stored else datetime.min.replace(tzinfo=UTC)


def trust_time(unit: Unit, at: datetime) -> None:
    """Central's time: takes back a mark that a clock set forward had left."""
    meta.put(unit, _LATEST, at.isoformat().encode())


def size(unit: Unit) -> int:
    return _edge(unit)[0].size


def root(unit: Unit) -> bytes:
    return _edge(unit)[0].root()


def checkpoint(unit: Unit) -> str:
    """The signed checkpoint of the log as it is now, in the C2SP form; kept, and sent to central with every sync."""
    frontier = _edge(unit)[0]
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


def checkpoints(unit: Unit) -> list[tuple[str, datetime | None]]:
    """The kept notes, smallest first, and when central confirmed each."""
    rows = unit.connection.execute(select(audit_checkpoints).order_by(audit_checkpoints.c.size))
    return [(r.note, datetime.fromisoformat(r.witnessed_at) if r.witnessed_at else None) for r in rows]


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
