"""After a damaged database: the last backup, and on top of it every record that central may not have."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.audit import Act, AuditEvent
from station.store import audit_log, outbox, spool
from station.store import look_back as look
from station.store.session import Store
from station.vault import envelope
from station.vault.errors import VaultError

MOST_ASKED = 500  # record ids of one question


@dataclass(frozen=True)
class Requeued:
    records: int  # put into the outbox again
    damaged: int  # files that this station did not sign, or that changed


def requeue(store: Store) -> Requeued:
    """Put the copies of the spool that the restored database does not know into the outbox.

    They reach the agency whole; only it can open them, so the traveller's next visit here is compared again once the
    agency's data comes back. Central ignores what it has already (idempotent by record id).
    """
    signers = (store.keys.signer.public, *store.keys.past_signers)
    done = damaged = 0
    held = spool.held(store)
    for record_id in _unknown(store, list(held)):  # an erased person's record does not travel again
        path = held[record_id]
        octets = path.read_bytes()
        if not any(_is_signed(octets, public) for public in signers):
            damaged += 1
            continue
        with store.unit() as unit:
            if not outbox.knows(unit, record_id):
                outbox.put(unit, record_id, "visit", octets)
                event = AuditEvent(unit.now(), "system", Act.REQUEUED, store.keys.station, record_id)
                audit_log.append(unit, event)
                done += 1
    return Requeued(done, damaged)


def look_back(store: Store) -> int:
    """At the start, before the spool is swept: records that the spool has and the database never had mean that an older
    database was put back. They are queued again, and no visit is opened until somebody has looked; how many."""
    unknown = _unknown(store, list(spool.held(store)))
    if not unknown:
        return 0
    with store.unit() as unit:
        look.note(unit, look.SPOOL, {"records": len(unknown)})
    return requeue(store).records


def _unknown(store: Store, record_ids: list[str]) -> list[str]:
    """Neither queued once nor erased here: the copy of an erased record may outlive a crash."""
    with store.reading() as unit:
        left = dict.fromkeys(record_ids)
        for at in range(0, len(record_ids), MOST_ASKED):
            for known in outbox.known(unit, record_ids[at : at + MOST_ASKED]):
                del left[known]
        for _, event in audit_log.newest(unit, act=Act.ERASED) if left else ():
            if event is not None and event.act == Act.ERASED:
                left.pop(event.subject, None)
    return list(left)


def _is_signed(octets: bytes, public: bytes) -> bool:
    try:
        envelope.verify_signature(octets, public)
    except VaultError:
        return False
    return True
