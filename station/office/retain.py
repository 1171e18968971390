"""Keep no longer than the policy says: keys after the receipt, visits and cases after their days, people on request."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from station.domain import merkle
from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, cases, corrections, open_visits, outbox, records, references, spool, transactions
from station.store.errors import RecordKeyGone, RecordMissing
from station.store.session import Store, Unit
from station.vault import erasure, note
from station.workflow.policy import ERASE, Retention

_ERASURES = uuid.UUID("5b2c6f0e-6a0b-4d0e-9a52-2f3f1f0b7c21")
BATCH = 100  # records of one transaction: the counter's own writes come in between


class ErasureProofInvalid(StationError):
    code = "erasure_proof_invalid"


@dataclass(frozen=True)
class RetentionReport:
    keys_removed: int
    visits_removed: int
    cases_removed: int
    open_visits_removed: int = 0
    references_removed: int = 0


@dataclass(frozen=True)
class ErasureProof:
    """That the log holds the entry of an erasure: leaf, its place, its path, and the signed checkpoint."""

    leaf: bytes
    number: int
    path: tuple[bytes, ...]
    checkpoint: str


class Retain:
    def __init__(self, store: Store, retention: Retention) -> None:
        self._store = store
        self._retention = retention

    def run(self) -> RetentionReport:
        """Everything that is due; each batch is one transaction with an audit entry for every record."""
        report = RetentionReport(
            self.remove_keys(),
            self._remove_visits(),
            self._remove_cases(),
            self._remove_open_visits(),
            self._remove_references(),
        )
        if report != RetentionReport(0, 0, 0):
            with self._store.unit() as unit:
                detail: dict[str, Detail] = {
                    "keys": report.keys_removed,
                    "visits": report.visits_removed,
                    "cases": report.cases_removed,
                    "open_visits": report.open_visits_removed,
                    "references": report.references_removed,
                }
                self._audit(unit, "system", Act.RETENTION_RUN, "", detail)
        spool.sweep(self._store)
        self._store.checkpoint()  # what was deleted leaves the write-ahead log too
        return report

    def remove_keys(self) -> int:
        """Local data keys of records that the agency has receipted: their images open only at the agency then."""
        removed = 0
        while True:
            with self._store.unit() as unit:
                due = (unit.now() - timedelta(days=self._retention.key_days)).isoformat()
                ids = records.keys_receipted_before(unit, due, BATCH)
                for record_id in ids:
                    detail: dict[str, Detail] = {"key": _commitment(unit, record_id)}
                    records.remove_data_key(unit, record_id)
                    self._audit(unit, "system", Act.DATA_KEY_REMOVED, record_id, detail)
            removed += len(ids)
            if len(ids) < BATCH:
                return removed

    def _remove_visits(self) -> int:
        """Visits past their days. One that central does not have yet is never removed by age."""
        removed = 0
        while True:
            with self._store.unit() as unit:
                now = unit.now()
                long, short = self._retention.visit_days, self._retention.training_days
                ids = records.stored_and_sealed_before(unit, _before(now, long), _before(now, short), BATCH)
                for visit_id in ids:
                    self._erase_visit(unit, visit_id, "system", "retention")
                transactions.remove_before(unit, _before(now, long))
            removed += len(ids)
            if len(ids) < BATCH:
                return removed

    def _remove_cases(self) -> int:
        with self._store.unit() as unit:
            ids = cases.ruled_before(unit, _before(unit.now(), self._retention.case_days))
            for case_id in ids:
                cases.remove(unit, case_id)
                self._audit(unit, "system", Act.ERASED, case_id, {"what": "case", "why": "retention"})
        return len(ids)

    def _remove_references(self) -> int:
        """What later visits would be compared with, past its own days; the record itself has longer ones."""
        removed = 0
        while True:
            with self._store.unit() as unit:
                due = _before(unit.now(), self._retention.reference_days)
                ids = references.captured_before(unit, due, BATCH)
                for visit_id in ids:
                    references.remove(unit, visit_id)
                    self._audit(unit, "system", Act.ERASED, visit_id, {"what": "reference", "why": "retention"})
            removed += len(ids)
            if len(ids) < BATCH:
                return removed

    def _remove_open_visits(self) -> int:
        """Visits that were interrupted and that nobody has gone on with in their hours."""
        with self._store.unit() as unit:
            due = (unit.now() - timedelta(hours=self._retention.open_visit_hours)).isoformat()
            ids = open_visits.saved_before(unit, due)
            for visit_id in ids:
                open_visits.remove(unit, visit_id)
                self._audit(unit, "system", Act.VISIT_DISCARDED, visit_id, {"why": "retention"})
        return len(ids)

    def erase(self, subject: str, approval: Approval, people: TwoPeople) -> list[ErasureProof]:
        """Destroy the keys and everything that is here of one visit, or of a person with all visits.

        On the word of two people; a proof for each visit. What central holds is the agency's to erase: an "erasure"
        record goes into the outbox and tells it. Raises RecordMissing, ApprovalInvalid.
        """
        people.use(approval, ERASE, subject)
        with self._store.unit() as unit:
            ids = records.of_subject(unit, subject)
            numbers = [self._erase_visit(unit, visit_id, approval.first, "request", approval) for visit_id in ids]
            told = set(ids)  # what central is asked to erase: also the visit of a case that was never sealed
            for visit_id, number in self._erase_from_cases(unit, {subject, *ids}, approval):
                told.add(visit_id)
                numbers += [number] if not ids else []
            interrupted = self._erase_open_visits(unit, subject, approval)
            numbers += interrupted if not numbers else []
            if not numbers:
                raise RecordMissing("no such visit or person")
            for visit_id in sorted(told):
                transactions.remove(unit, visit_id)
                body = {"visit": visit_id, "approval": approval.id, "at": unit.now().isoformat()}
                record_id = str(uuid.uuid5(_ERASURES, visit_id))  # central knows records by UUIDs
                if not outbox.knows(unit, record_id):
                    outbox.put(unit, record_id, "erasure", erasure.sign(body, unit.keys.signer))
        for visit_id in told:
            spool.drop(self._store, visit_id)
        self._store.checkpoint()
        return prove(self._store, numbers)

    def _erase_open_visits(self, unit: Unit, person: str, approval: Approval) -> list[int]:
        """Visits of the person that were interrupted and are kept to be gone on with; the audit entries."""
        numbers = []
        for kept in open_visits.every(unit):
            if kept.person == person:
                open_visits.remove(unit, kept.id)
                detail: dict[str, Detail] = {"what": "open_visit", "why": "request"}
                numbers.append(self._audit(unit, approval.first, Act.ERASED, kept.id, detail))
        return numbers

    def _erase_from_cases(self, unit: Unit, ids: set[str], approval: Approval) -> list[tuple[str, int]]:
        """Cases about these visits go, and every state of them that still waits for central; in the cases of others
        the name of the erased candidate goes, there and in what waits.

        (visit, audit entry) of each case that went and was opened here.
        """
        gone: list[tuple[str, int]] = []
        for case in cases.every(unit):
            if case.visit in ids or case.person in ids:
                cases.remove(unit, case.id)
                cases.unqueue(unit, case)
                detail: dict[str, Detail] = {"what": "case", "why": "request"}
                number = self._audit(unit, approval.first, Act.ERASED, case.id, detail)
                if case.station == unit.keys.station:
                    gone.append((case.visit, number))
            elif any(c.person in ids or c.visit in ids for c in case.candidates):
                left = tuple(
                    replace(c, name="", document="") if c.person in ids or c.visit in ids else c
                    for c in case.candidates
                )
                changed = cases.put(unit, replace(case, candidates=left))
                if cases.unqueue(unit, case):  # sealed with the name; the state of now, without it, says the same
                    cases.queue(unit, changed)
        return gone

    def _erase_visit(self, unit: Unit, visit_id: str, actor: str, why: str, approval: Approval | None = None) -> int:
        detail: dict[str, Detail] = {
            "what": "visit",
            "why": why,
            "digest": records.digest(unit, visit_id),
            "key": _commitment(unit, visit_id),
        }
        if approval is not None:
            detail["approval"] = approval.id
            detail["second"] = approval.second
        corrections.remove(unit, visit_id)
        records.remove(unit, visit_id)
        outbox.withdraw(unit, [visit_id])
        return self._audit(unit, actor, Act.ERASED, visit_id, detail)

    def _audit(self, unit: Unit, actor: str, act: Act, subject: str, detail: dict[str, Detail]) -> int:
        return audit_log.append(unit, AuditEvent(unit.now(), actor, act, self._store.keys.station, subject, detail))


def prove(store: Store, numbers: Sequence[int]) -> list[ErasureProof]:
    """The paths of entries in the tree as it is now. Nobody who writes waits while the log is read."""
    with store.unit() as unit:
        leaves = [audit_log.leaf(unit, number) for number in numbers]
        if None in leaves:
            raise RecordMissing("no such audit entry")
        checkpoint = audit_log.checkpoint(unit)
    with store.reading() as unit:
        paths = audit_log.prove_inclusion(unit, numbers, note.read(checkpoint)[0].size)
    return [
        ErasureProof(leaf, number, tuple(path), checkpoint)
        for leaf, number, path in zip(leaves, numbers, paths, strict=True)
        if leaf is not None
    ]


def verify_proof(proof: ErasureProof, station: str, signer_public: bytes) -> AuditEvent:
    """Anybody with the station's public key can do this; raises ErasureProofInvalid or BadSignature."""
    head = note.verify(proof.checkpoint, signer_public, audit_log.origin(station))
    hashed = merkle.leaf_hash(proof.leaf)
    if not merkle.includes(hashed, proof.number, head.size, proof.path, head.root):
        raise ErasureProofInvalid("the entry is not in the tree of this checkpoint")
    event, number, _ = AuditEvent.from_leaf(proof.leaf)
    if number != proof.number or event.act != Act.ERASED:
        raise ErasureProofInvalid("the entry is not one of an erasure")
    return event


def _commitment(unit: Unit, record_id: str) -> str | None:
    """Names the key that is destroyed without telling it; None when it was gone before."""
    try:
        key = records.data_key(unit, record_id)
    except RecordKeyGone:
        return None
    return hashlib.sha256(b"biometric-station data key\n" + key).hexdigest()


def _before(now: datetime, days: int) -> str:
    return (now - timedelta(days=days)).isoformat()
