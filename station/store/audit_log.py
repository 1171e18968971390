"""The audit log: an RFC 6962 Merkle tree over the entries, with a signed tree head in every row.

Each leaf carries its number and the hash of the leaf before it; each row carries the station's signature over number,
leaf hash and the root of the tree that ends with it. So a log that was touched shows which entry was (audit_verify),
and checkpoints that central keeps as a witness show a tail that was cut off or written anew, even by somebody who
holds the station's key.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, literal_column, select

from station.domain.audit import Act, AuditEvent, Checkpoint, Detail
from station.domain.merkle import HASH_BYTES, Frontier, consistency_proof, inclusion_proofs, leaf_hash
from station.store import meta
from station.store.errors import StoreDamaged
from station.store.session import Unit
from station.store.tables import AUDIT_ACT, AUDIT_ACTOR, audit_checkpoints, audit_entries
from station.vault import note

_EDGE = "audit_edge"
# Size, microseconds of the last entry's time and of the latest time ever seen (a clock that is set back does not move
# that one), hash of the last leaf; the hashes of the frontier follow.
_EDGE_HEAD = struct.Struct(f">Qqq{HASH_BYTES}s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Written out: an act of a visit costs three of these, and the audit log of a busy post a hundred thousand.
_INSERT = "INSERT INTO audit_entries (number, leaf, root, signature) VALUES (?, ?, ?, ?)"
# From one person to the next along the index; a person's entries are passed over.
_NEXT = f"SELECT min({AUDIT_ACTOR}) FROM audit_entries WHERE {AUDIT_ACTOR}"  # noqa: S608  # nosec B608  constants
_ACTORS = (
    f"WITH RECURSIVE them(one) AS ({_NEXT} > '' UNION ALL SELECT ({_NEXT} > one) FROM them WHERE one NOTNULL) "  # noqa: S608  # nosec B608  constants
    "SELECT one FROM them"
)
# Two clocks of one machine (the counter's thread and the device's) may differ by this much without meaning anything.
CLOCK_TOLERANCE = timedelta(seconds=2)


def origin(station: str) -> str:
    """The name of a station's log in its checkpoints."""
    return f"biometric-station/{station}"


def entry_message(log: str, number: int, leaf: bytes, root: bytes) -> bytes:
    """What the row's signature covers; `leaf` is the leaf's hash."""
    return f"biometric-station audit entry 1\n{log}\n{number}\n{leaf.hex()}\n{root.hex()}\n".encode()


@dataclass
class _Edge:
    """What appending needs to know of the log."""

    frontier: Frontier
    previous: bytes = bytes(HASH_BYTES)
    last_at: datetime = _EPOCH
    latest: datetime = _EPOCH


def append(unit: Unit, event: AuditEvent) -> int:
    """Add one entry in this transaction; its number. A clock that went back writes an entry of its own first."""
    edge = _edge(unit)
    if event.at < edge.last_at - CLOCK_TOLERANCE:
        seconds = round((edge.last_at - event.at).total_seconds(), 3)
        detail: dict[str, Detail] = {"before": edge.last_at.isoformat(), "seconds": seconds}
        _append(unit, AuditEvent(event.at, "system", Act.CLOCK_SET_BACK, event.station, detail=detail), edge)
    number = edge.frontier.size
    _append(unit, event, edge)
    return number


def _append(unit: Unit, event: AuditEvent, edge: _Edge) -> None:
    number = edge.frontier.size
    leaf = event.leaf(number, edge.previous)
    edge.previous = leaf_hash(leaf)
    edge.frontier.push(edge.previous)
    root = edge.frontier.root()
    message = entry_message(origin(unit.keys.station), number, edge.previous, root)
    unit.connection.exec_driver_sql(_INSERT, (number, leaf, root, unit.keys.signer.sign(message)))
    edge.last_at, edge.latest = event.at, max(edge.latest, event.at)
    _put(unit, edge)


def _put(unit: Unit, edge: _Edge) -> None:
    last_at, latest = ((at - _EPOCH) // _MICROSECOND for at in (edge.last_at, edge.latest))
    head = _EDGE_HEAD.pack(edge.frontier.size, last_at, latest, edge.previous)
    meta.put(unit, _EDGE, head + b"".join(edge.frontier.hashes))


def _edge(unit: Unit) -> _Edge:
    stored = meta.get(unit, _EDGE)
    if stored is None:
        return _Edge(Frontier())
    try:
        size, last_at, latest, previous = _EDGE_HEAD.unpack_from(stored)
        hashes = [stored[i : i + HASH_BYTES] for i in range(_EDGE_HEAD.size, len(stored), HASH_BYTES)]
        return _Edge(Frontier(size, hashes), previous, _EPOCH + last_at * _MICROSECOND, _EPOCH + latest * _MICROSECOND)
    except (ValueError, struct.error, OverflowError) as error:
        raise StoreDamaged("the frontier of the audit tree is damaged") from error


def latest(unit: Unit) -> datetime:
    """The latest time that this log has seen; what a limit in days is counted by, so that no clock extends it."""
    return _edge(unit).latest


def trust_time(unit: Unit, at: datetime) -> None:
    """Central's time: takes back a mark that a clock set forward had left."""
    edge = _edge(unit)
    edge.latest = at
    _put(unit, edge)


def size(unit: Unit) -> int:
    return _edge(unit).frontier.size


def frontier(unit: Unit) -> Frontier:
    """The roots of the complete subtrees of the log as it is now."""
    return _edge(unit).frontier


def root(unit: Unit) -> bytes:
    return _edge(unit).frontier.root()


def root_at(unit: Unit, size: int) -> bytes:
    """The root of the log when it had `size` entries; empty where it has fewer."""
    query = select(audit_entries.c.root).where(audit_entries.c.number == size - 1)
    return bytes(unit.connection.execute(query).scalar() or b"")


def checkpoint(unit: Unit) -> str:
    """The signed checkpoint of the log as it is now, in the C2SP form; kept, and sent to central with every sync."""
    frontier = _edge(unit).frontier
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


def unwitnessed(unit: Unit, above: int) -> list[tuple[int, str]]:
    """(size, note) of the checkpoints larger than `above` that central has not confirmed, smallest first."""
    table = audit_checkpoints.c
    query = select(table.size, table.note).where(table.size > above, table.witnessed_at.is_(None)).order_by(table.size)
    return [(row.size, row.note) for row in unit.connection.execute(query)]


def frontier_at(unit: Unit, size: int) -> Frontier:
    """As `frontier`, of the log when it had `size` entries; reads them all."""
    grown = Frontier()
    for leaf in _hashes(unit, size):
        grown.push(leaf)
    return grown


def entries(unit: Unit, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, AuditEvent]]:
    """The entries in order, oldest first."""
    query = select(audit_entries).where(audit_entries.c.number >= start).order_by(audit_entries.c.number)
    for row in unit.connection.execute(query.limit(limit) if limit is not None else query):
        event, _, _ = AuditEvent.from_leaf(row.leaf)
        yield row.number, event


def newest(
    unit: Unit, below: int | None = None, *, act: str = "", actor: str = ""
) -> Iterator[tuple[int, AuditEvent | None]]:
    """The entries below a number, newest first; None for a row that is no entry any more.

    act, actor: only such entries, by an index.
    """
    query = select(audit_entries.c.number, audit_entries.c.leaf).order_by(audit_entries.c.number.desc())
    if below is not None:
        query = query.where(audit_entries.c.number < below)
    for column, wanted in ((AUDIT_ACT, act), (AUDIT_ACTOR, actor)):
        if wanted:
            query = query.where(literal_column(column) == str(wanted))
    for number, leaf in unit.connection.execute(query):
        try:
            yield number, AuditEvent.from_leaf(leaf)[0]
        except ValueError:
            yield number, None


def actors(unit: Unit) -> list[str]:
    """Everybody who has an entry, in the order of the alphabet."""
    return [str(actor) for actor in unit.connection.exec_driver_sql(_ACTORS).scalars() if actor]


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


def prove_inclusion(unit: Unit, numbers: Sequence[int], size: int) -> list[list[bytes]]:
    """That these entries are in the tree of `size` (RFC 6962, 2.1.1); reads every leaf, once."""
    return inclusion_proofs(_hashes(unit, size), numbers)


def prove_consistency(unit: Unit, old_size: int, new_size: int) -> list[bytes]:
    """That the tree of `new_size` only adds to that of `old_size` (RFC 6962, 2.1.2)."""
    return consistency_proof(_hashes(unit, new_size), old_size)


def leaf(unit: Unit, number: int) -> bytes | None:
    """The octets of one entry; None where there is none of that number."""
    found: bytes | None = unit.connection.execute(
        select(audit_entries.c.leaf).where(audit_entries.c.number == number)
    ).scalar()
    return found
