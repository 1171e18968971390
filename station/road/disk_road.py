"""The road on a removable disk, from the station's side: write what waits, read what came back; both are audited.

The audit log is shown as over a line: every checkpoint since the last that central confirmed goes along, each proven to
contain the one before, so that disks may be lost or come late.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.domain.audit import Act, AuditEvent, Detail
from station.road.inbox import StoreInbox
from station.store import audit_growth, audit_log, outbox
from station.store.session import Store, Unit
from station.vault import note
from station.wire import bundle
from station.wire.bundle import LogPoint, Outbound, Parcel

MOST_RECORDS = 2000


@dataclass(frozen=True)
class TakenIn:
    """What an answer brought."""

    rows: int
    receipted: int  # records whose receipt is new
    rejected: int  # rows that were not believed
    waiting: int  # records that still wait


def write(path: Path, store: Store, inbox: StoreInbox, mode: str, actor: str, limit: int = MOST_RECORDS) -> int:
    """Write the oldest waiting records for central; they keep waiting until their receipts come. How many.

    Raises BadBundle (`bundle_unwritable`): the disk is full, gone or write-protected.
    """
    with store.reading() as unit:
        parcels = [Parcel(row.record_id, row.kind, row.digest, row.body) for row in outbox.take(unit, limit)]
    head = Outbound(store.keys.station, mode, inbox.cursor(), len(parcels), store.write(_log))
    bundle.write_outbound(path, head, parcels, store.keys.signer)
    _note(store, actor, Act.BUNDLE_WRITTEN, {"records": len(parcels)})
    return len(parcels)


def read(path: Path, store: Store, inbox: StoreInbox, actor: str) -> TakenIn:
    """Take in an answer from central, receipts included. Raises BadBundle."""
    answer = bundle.read_answer(path, store.keys.agency.signing, store.keys.station)
    page = answer.page
    before, rejected = _counts(store), inbox.rejected
    inbox.expect(page.heads)
    inbox.apply(page)
    inbox.prove()
    if answer.held is not None:
        size, root = answer.held
        store.write(lambda unit: _witnessed(unit, size, root))
    after = _counts(store)
    taken = TakenIn(len(page.rows), after.receipted - before.receipted, inbox.rejected - rejected, after.waiting)
    _note(store, actor, Act.BUNDLE_READ, {"rows": taken.rows, "receipts": taken.receipted, "rejected": taken.rejected})
    return taken


def _log(unit: Unit) -> tuple[LogPoint, ...]:
    audit_log.checkpoint(unit)
    before = audit_growth.shown_size(unit)
    points: list[LogPoint] = []
    for size, text in audit_log.unwitnessed(unit, before):
        proof = tuple(audit_log.prove_consistency(unit, before, size)) if before else ()
        head, _ = note.read(text)
        points.append(LogPoint(size, head.root, text.encode(), before or None, proof))
        before = size
    return tuple(points)


def _witnessed(unit: Unit, size: int, root: bytes) -> None:
    """Central holds the log of this size; one that is not ours it judges itself when it sees the next."""
    if not audit_growth.shown_size(unit) < size <= audit_log.size(unit):
        return
    frontier = audit_log.frontier_at(unit, size)
    if frontier.root() == root:
        audit_growth.witnessed(unit, frontier, unit.now())


def waiting(store: Store) -> int:
    """Records that central has not confirmed."""
    return _counts(store).waiting


def _counts(store: Store) -> outbox.OutboxCounts:
    with store.reading() as unit:
        return outbox.counts(unit)


def _note(store: Store, actor: str, act: Act, detail: dict[str, Detail]) -> None:
    with store.unit() as unit:
        audit_log.append(unit, AuditEvent(unit.now(), actor, act, store.keys.station, "", detail))
