"""Whether this station's own past is the one that central has witnessed: a copy of yesterday's database is not.

Everything in a copy verifies, revoked identities and closed accounts hold again, and nothing inside of it can tell.
Central keeps the largest checkpoint of the audit log that it has seen: at the first contact it is compared, before any
record is sent, and from then on no new visit is opened until an administrator has looked.
"""

from __future__ import annotations

import json
import logging

from station.domain import foreign
from station.domain.audit import Act, AuditEvent
from station.errors import StationError
from station.store import audit_log, meta
from station.store.errors import RecordMissing
from station.store.session import Store, Unit
from station.vault import note
from station.vault.errors import BadSignature

log = logging.getLogger("station.history")

_KEY = "central_saw_more"  # size and root that central holds and this log does not contain
_ACCEPTED = "central_saw_more_accepted"


class RolledBack(StationError):
    """The database is an older copy of itself, or its log was written anew."""

    code = "station_rolled_back"


def compare(unit: Unit, held: tuple[int, bytes, bytes] | None) -> bool:
    """Whether the log contains what central holds of it; where not, that is written down and audited.

    `held`: size, root and signed note. Only what this station has signed speaks against it: nobody who has its
    certificate, and not central, can make it stop. What an administrator has accepted once is not held against it
    again.
    """
    if held is None:
        return True
    size, root, text = held
    if not _is_ours(unit, size, root, text):
        log.warning("central shows a checkpoint that this station has not signed")
        return not meta.get(unit, _KEY)
    own = audit_log.size(unit)
    if size <= own and audit_log.frontier_at(unit, size).root() == root:
        return True
    mark = json.dumps([size, root.hex()]).encode()
    if mark in (meta.get(unit, _KEY), meta.get(unit, _ACCEPTED)):
        return not meta.get(unit, _KEY)
    meta.put(unit, _KEY, mark)
    log.error("central has seen %d entries of this station's log, here are %d of another history", size, own)
    station = unit.keys.station
    audit_log.append(
        unit, AuditEvent(unit.now(), "system", Act.ROLLED_BACK, station, station, {"central": size, "here": own})
    )
    return False


def _is_ours(unit: Unit, size: int, root: bytes, text: bytes) -> bool:
    for public in (unit.keys.signer.public, *unit.keys.past_signers):
        try:
            head = note.verify(text.decode(), public, audit_log.origin(unit.keys.station))
        except (BadSignature, UnicodeDecodeError):
            continue
        return (head.size, head.root) == (size, root)
    return False


def is_rolled_back(unit: Unit) -> bool:
    return bool(meta.get(unit, _KEY))


def require(store: Store) -> None:
    """Raises RolledBack where central has seen more of this station than is here."""
    with store.reading() as unit:
        if is_rolled_back(unit):
            raise RolledBack("central has seen more of this station's log than is here")


def accept(store: Store, actor: str) -> tuple[int, int]:
    """Go on with this copy: after a backup was restored on purpose. Audited; (entries that central saw, entries here).

    Raises RecordMissing where nothing is wrong.
    """
    with store.unit() as unit:
        kept = meta.get(unit, _KEY)
        if not kept:
            raise RecordMissing("the log contains what central has seen")
        size, _ = foreign.items(foreign.read(kept), 2)
        own = audit_log.size(unit)
        meta.put(unit, _ACCEPTED, kept)
        meta.put(unit, _KEY, b"")
        detail: dict[str, str | int | float | bool | None] = {"central": size, "here": own}
        audit_log.append(
            unit, AuditEvent(unit.now(), actor, Act.ROLL_BACK_ACCEPTED, unit.keys.station, unit.keys.station, detail)
        )
    return size, own
