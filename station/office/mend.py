"""After a damaged database: the last backup, and on top of it every record that central may not have."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.audit import Act, AuditEvent
from station.store import audit_log, outbox, spool
from station.store.session import Store
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


def _is_signed(octets: bytes, public: bytes) -> bool:
    try:
        envelope.verify_signature(octets, public)
    except VaultError:
        return False
    return True
