"""After a damaged database: the last backup, and on top of it every record that central may not have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from station.domain.audit import Act, AuditEvent
from station.store import audit_log, outbox, spool
from station.store import look_back as look
from station.store.session import Store
from station.store.tables import outbox as outbox_table
from station.vault import envelope
from station.vault.errors import VaultError


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
    for record_id, path in spool.held(store).items():
        if _known(store, record_id):  # an erased person's record does not travel again
            continue
        octets = path.read_bytes()
        if not any(_is_signed(octets, public) for public in signers):
            damaged += 1
            continue
        with store.unit() as unit:
            known = select(outbox_table.c.number).where(outbox_table.c.record_id == record_id)
            if unit.connection.execute(known).first() is None:
                outbox.put(unit, record_id, "visit", octets)
                event = AuditEvent(unit.now(), "system", Act.REQUEUED, store.keys.station, record_id)
                audit_log.append(unit, event)
                done += 1
    return Requeued(done, damaged)


def look_back(store: Store) -> int:
    """At the start, before the spool is swept: records that the spool has and the database never had mean that an older
    database was put back. They are queued again, and no visit is opened until somebody has looked; how many."""
    unknown = [record_id for record_id in spool.held(store) if not _known(store, record_id)]
    if not unknown:
        return 0
    with store.unit() as unit:
        look.note(unit, look.SPOOL, {"records": len(unknown)})
    return requeue(store).records


def _known(store: Store, record_id: str) -> bool:
    """Queued once, or erased here: the copy of an erased record may outlive a crash."""
    with store.reading() as unit:
        queued = select(outbox_table.c.number).where(outbox_table.c.record_id == record_id)
        if unit.connection.execute(queued).first() is not None:
            return True
        entries = audit_log.newest(unit, holding=[audit_log.field_text("subject", record_id)])
        return any(event is not None and event.act == Act.ERASED and event.subject == record_id for _, event in entries)


def _is_signed(octets: bytes, public: bytes) -> bool:
    try:
        envelope.verify_signature(octets, public)
    except VaultError:
        return False
    return True
