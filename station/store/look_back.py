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
from station.vault import note as signed_note
from station.vault.errors import BadSignature

_KEY, _MARK, _ACCEPTED = "rolled_back", "rolled_back_mark", "rolled_back_accepted"
SPOOL, CENTRAL = "spool", "central"  # what was ahead


class RolledBack(StationError):
    """The records here are older than what this station has done."""

    code = "records_rolled_back"


def noted(unit: Unit) -> str:
    """What was ahead of this database, where nobody has accepted that yet; else empty."""
    return (meta.get(unit, _KEY) or b"").decode()


def note(unit: Unit, ahead: str, detail: dict[str, Detail], mark: bytes = b"") -> None:
    """Write down, once, that something outside is ahead. `mark` names it: accepted once, it is not said again."""
    if not noted(unit) and (not mark or meta.get(unit, _ACCEPTED) != mark):
        meta.put(unit, _KEY, ahead.encode())
        meta.put(unit, _MARK, mark)
        _audit(unit, "system", Act.ROLLED_BACK, {"ahead": ahead, **detail})


def accept(unit: Unit, actor: str, reason: str) -> None:
    """Somebody has looked, and the station goes on with what is here."""
    meta.put(unit, _KEY, b"")
    meta.put(unit, _ACCEPTED, meta.get(unit, _MARK) or b"")
    _audit(unit, actor, Act.ROLL_BACK_ACCEPTED, {"reason": reason})


def require_none(unit: Unit) -> None:
    """Raises RolledBack."""
    if ahead := noted(unit):
        raise RolledBack(f"{ahead} knew more than the database")


def compare(unit: Unit, held: tuple[int, bytes, bytes]) -> None:
    """With size, root and signed note of the largest checkpoint that central holds: the log here must contain that log.

    Only what this station has signed counts: nobody who has its certificate alone, and not central, can stop it.
    """
    size, root, text = held
    if not _is_ours(unit, size, root, text):
        return
    here = audit_log.size(unit)
    if size <= here:
        kept = audit_growth.shown_frontier(unit)
        found = kept if kept.size == size else audit_log.frontier_at(unit, size)
        if found.root() == root:
            return
    note(unit, CENTRAL, {"size": here, "central": size}, b"%d %s" % (size, root.hex().encode()))


def _is_ours(unit: Unit, size: int, root: bytes, text: bytes) -> bool:
    for public in (unit.keys.signer.public, *unit.keys.past_signers):
        try:
            head = signed_note.verify(text.decode(), public, audit_log.origin(unit.keys.station))
        except (BadSignature, UnicodeDecodeError):
            continue
        return (head.size, head.root) == (size, root)
    return False


def _audit(unit: Unit, actor: str, act: Act, detail: dict[str, Detail]) -> None:
    station = unit.keys.station
    audit_log.append(unit, AuditEvent(unit.now(), actor, act, station, station, detail))
