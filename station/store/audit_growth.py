"""That the audit log only grew since central saw it, proven without reading the whole log.

The roots of the complete subtrees of the log as central saw it are kept; with the leaves appended since they give the
consistency proof of RFC 6962, 2.1.2. A log of years costs no more than one of a day.
"""

from __future__ import annotations

import struct
from datetime import datetime

from sqlalchemy import select

from station.domain import merkle
from station.domain.merkle import HASH_BYTES, Frontier
from station.store import audit_log, meta
from station.store.session import Unit
from station.store.tables import audit_entries

_SHOWN = "audit_shown"
_SIZE = struct.Struct(">Q")


def shown(unit: Unit, frontier: Frontier) -> None:
    """Central keeps the checkpoint of the log with this frontier."""
    meta.put(unit, _SHOWN, _SIZE.pack(frontier.size) + b"".join(frontier.hashes))


def witnessed(unit: Unit, frontier: Frontier, at: datetime) -> None:
    """Central confirmed that it keeps the checkpoint of the log with this frontier."""
    audit_log.witnessed(unit, frontier.size, at)
    shown(unit, frontier)


def shown_size(unit: Unit) -> int:
    """Of the last checkpoint that central is known to keep; 0 for none."""
    return _kept(unit).size


def shown_frontier(unit: Unit) -> Frontier:
    """Of the log as central saw it last; empty for none."""
    return _kept(unit)


def prove(unit: Unit, old_size: int) -> list[bytes]:
    """From the log of `old_size`, which central holds, to the log as it is now; empty where there is nothing to prove.

    Reads every leaf only where another size was shown last, as after the restore of a backup.
    """
    now = audit_log.size(unit)
    if not 0 < old_size < now:
        return []
    kept = _kept(unit)
    if kept.size != old_size:
        return audit_log.prove_consistency(unit, old_size, now)
    query = select(audit_entries.c.leaf).where(audit_entries.c.number >= old_size).order_by(audit_entries.c.number)
    appended = [merkle.leaf_hash(leaf) for (leaf,) in unit.connection.execute(query)]
    return merkle.growth_proof(kept, appended)


def _kept(unit: Unit) -> Frontier:
    kept = meta.get(unit, _SHOWN)
    if kept is None:
        return Frontier()
    hashes = [kept[at : at + HASH_BYTES] for at in range(_SIZE.size, len(kept), HASH_BYTES)]
    return Frontier(_SIZE.unpack_from(kept)[0], hashes)
