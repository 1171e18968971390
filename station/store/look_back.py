"""A database that is older than what this station has done: yesterday's copy was put back, by whomever.

The file itself cannot tell: it is signed, sealed and consistent as it was. What stands outside of it can: copies in the
spool of records that it does not know, and central's checkpoint of the audit log. Where one of them is ahead, no visit
is opened until an administrator has looked, because officers, identities and policies may have come back as well.
"""

from __future__ import annotations

import json
import logging

from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.store import audit_growth, audit_log, meta
from station.store.session import Unit
from station.vault import note as signed_note
from station.vault.errors import BadSignature

log = logging.getLogger("station.look_back")

_KEY = "rolled_back"
_SHOWN = "rolled_back_by"  # size and root of central's checkpoint that was noted last; stays when it is accepted
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


def compare(unit: Unit, held: tuple[int, bytes, bytes] | None) -> None:
    """With size, root and signed note of the largest checkpoint that central holds: the log here must contain that log.

    Only what this station has signed speaks against it: nobody who has its certificate, and not central, can make it
    stop. What an administrator has accepted once is not held against it again.
    """
    if held is None:
        return
    size, root, text = held
    if not _is_ours(unit, size, root, text):
        log.warning("central shows a checkpoint that this station has not signed")
        return
    here = audit_log.size(unit)
    if size <= here:
        kept = audit_growth.shown_frontier(unit)
        found = kept if kept.size == size else audit_log.frontier_at(unit, size)
        if found.root() == root:
            return
    shown = json.dumps([size, root.hex()]).encode()
    if shown == meta.get(unit, _SHOWN):
        return
    log.error("central has seen %d entries of this station's log, here are %d of another history", size, here)
    meta.put(unit, _SHOWN, shown)
    note(unit, CENTRAL, {"size": here, "central": size})


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
