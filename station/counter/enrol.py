"""Seal a visit: everything that must be kept of it, in one transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from station.domain.audit import Act, AuditEvent
from station.domain.officer import Permission
from station.domain.transaction import Transaction
from station.domain.visit import Visit
from station.review import override
from station.review.counted import counted
from station.store import (
    audit_log,
    cases,
    corrections,
    officers,
    open_visits,
    outbox,
    records,
    served,
    spool,
    transactions,
)
from station.store.errors import StoreError
from station.store.session import Store, Unit


@dataclass(frozen=True)
class SealedVisit:
    """What the officer is told, and what central must read back."""

    record_id: str
    digest: str
    audit_number: int


def seal_visit(
    store: Store, visit: Visit, log: Transaction | None = None, *, override_needs_two: bool = True
) -> SealedVisit:
    """Encrypt, sign and keep a visit; when this returns, it survives a power cut.

    Row, envelope, local key, reference, outbox row and audit entry stand or fall together. A full disk is answered by
    giving up the ballast once. `log`: its line in the log of transactions. `override_needs_two`: by the policy, an
    admission against a failed check does.
    Raises NotAllowed for an officer whose account was closed meanwhile, RecordExists for a visit that is sealed
    already, OverrideMissing, DiskFull, StoreDamaged.
    """
    sealed = records.seal(store.keys, visit)  # outside the transaction: it needs no lock
    figures = counted(visit)
    evidence = override.Evidence(visit.id, visit.document, visit.face, visit.fingers)

    def keep(unit: Unit) -> SealedVisit:
        if officers.find(unit, visit.officer) is not None:
            officers.require(unit, visit.officer, Permission.ENROL)
        override.witness(unit, visit, needs_two=override_needs_two)
        records.add_visit(unit, visit, sealed)
        served.add(unit, figures, visit.mode)
        if log is not None:
            transactions.add(unit, replace(log, record=sealed.digest))
        outbox.put(unit, visit.id, "visit", None)
        open_visits.remove(unit, visit.id)
        number = audit_log.append(unit, sealed_event(unit, visit, sealed.digest))
        for case in cases.of_visit(unit, visit.id):  # what was ruled while the counter waited
            if evidence.is_that_of(case):
                corrections.apply(unit, case, visit)
        return SealedVisit(visit.id, sealed.digest, number)

    done = store.write(keep)
    spool.put(store, visit.id, sealed.envelope)  # a second copy until central has it: a page may go bad
    with suppress(StoreError):  # the visit is kept; what was not tidied now is tidied after the next one
        spool.drop_recent(store)
    return done


def sealed_event(unit: Unit, visit: Visit, digest: str) -> AuditEvent:
    vetoes = sum(1 for sample in visit.fingers if sample.veto) + (1 if visit.face and visit.face.veto else 0)
    return AuditEvent(
        unit.now(),
        visit.officer,
        Act.VISIT_SEALED,
        visit.station,
        visit.id,
        {
            "digest": digest,
            "direction": visit.stay.direction.value,
            "fingers": len(visit.fingers),
            "mode": visit.mode,
            "notice": visit.notice.version if visit.notice else None,
            "notice_language": visit.notice.language if visit.notice else None,
            "verdict": visit.decision.verdict.value if visit.decision else None,
            "vetoes": vetoes,
        },
    )
