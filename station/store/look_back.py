"""A database that is older than what this station has done: yesterday's copy was put back, by whomever.

The file itself cannot tell: it is signed, sealed and consistent as it was. What stands outside of it can: copies in the
spool of records that it does not know, and central's checkpoint of the audit log. Where one of them is ahead, no visit
is opened until an administrator has looked, because officers, identities and policies may have come back as well.
"""

from __future__ import annotations

from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.store import audit_growth, audit_log, meta
from station.store.session import Unit

_KEY = "rolled_back"
SPOOL, CENTRAL = "spool", "central"  # what was ahead


class RolledBack(StationError):
    """The records here are older than what this station has done."""

    code = "records_rolled_back"


def noted(unit: Unit) -> str:
    """What was ahead of this database, where nobody has accepted that yet; else empty."""
    return (meta.get(unit, _KEY) or b"").decode()


def note(unit: Unit, ahead: str, detail: dict[str, Detail]) -> None:
    """Write down, once, that something outside is ahead."""
    if not noted(unit):
        meta.put(unit, _KEY, ahead.encode())
        _audit(unit, "system", Act.ROLLED_BACK, {"ahead": ahead, **detail})


def accept(unit: Unit, actor: str, reason: str) -> None:
    """Somebody has looked, and the station goes on with what is here."""
    meta.put(unit, _KEY, b"")
    _audit(unit, actor, Act.ROLL_BACK_ACCEPTED, {"reason": reason})


def require_none(unit: Unit) -> None:
    """Raises RolledBack."""
    if ahead := noted(unit):
        raise RolledBack(f"{ahead} knew more than the database")


def compare(unit: Unit, held: tuple[int, bytes]) -> None:
    """With size and root of the largest checkpoint that central holds: the log here must contain that log."""
    size, root = held
    here = audit_log.size(unit)
    if size <= here:
        kept = audit_growth.shown_frontier(unit)
        found = kept if kept.size == size else audit_log.frontier_at(unit, size)
        if found.root() == root:
            return
    note(unit, CENTRAL, {"size": here, "central": size})


def _audit(unit: Unit, actor: str, act: Act, detail: dict[str, Detail]) -> None:
    station = unit.keys.station
    audit_log.append(unit, AuditEvent(unit.now(), actor, act, station, station, detail))
