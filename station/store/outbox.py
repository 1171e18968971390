"""What central does not have yet, in order; and the receipts of what it has.

Waiting: not yet committed at central. Stored: committed there, its digest read back. Receipted: the agency opened and
verified it, and signed that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.sqlite import insert

from station.store.errors import RecordExists, RecordMissing
from station.store.session import Unit
from station.store.tables import envelopes, outbox, outbox_totals


@dataclass(frozen=True)
class OutboxRow:
    number: int
    record_id: str
    kind: str  # "visit", "case", "ruling", "checkpoint", "erasure" ...
    body: bytes  # for a visit: its sealed envelope
    digest: str  # SHA-256 of body, hexadecimal
    put_at: datetime
    attempts: int


@dataclass(frozen=True)
class OutboxCounts:
    waiting: int
    stored: int  # committed at central, receipted or not
    receipted: int
    last_acknowledged: datetime | None


def put(unit: Unit, record_id: str, kind: str, body: bytes | None) -> str:
    """Queue one record; its digest. `body` None means the envelope of the same record id, which is not stored twice."""
    if body is None:
        digest = unit.connection.execute(select(envelopes.c.digest).where(envelopes.c.record_id == record_id)).scalar()
        if digest is None:
            raise RecordMissing("no envelope for this outbox row")
    else:
        digest = hashlib.sha256(body).hexdigest()
    if unit.connection.execute(select(outbox.c.number).where(outbox.c.record_id == record_id)).first():
        raise RecordExists("the record is in the outbox already")
    unit.connection.execute(
        outbox.insert().values(
            record_id=record_id, kind=kind, body=body, digest=digest, put_at=unit.now().isoformat(), attempts=0
        )
    )
    return str(digest)


def _rows(unit: Unit, query: Select[tuple[object, ...]]) -> list[OutboxRow]:
    return [
        OutboxRow(
            row.number,
            row.record_id,
            row.kind,
            row.body if row.body is not None else row.envelope,
            row.digest,
            datetime.fromisoformat(row.put_at),
            row.attempts,
        )
        for row in unit.connection.execute(query)
    ]


def _joined() -> Select[tuple[object, ...]]:
    return select(outbox, envelopes.c.envelope).join(
        envelopes, envelopes.c.record_id == outbox.c.record_id, isouter=True
    )


def take(unit: Unit, limit: int = 16) -> list[OutboxRow]:
    """The oldest rows that wait; they stay until they are acknowledged, so a crash sends them again."""
    return _rows(unit, _joined().where(outbox.c.stored_at.is_(None)).order_by(outbox.c.number).limit(limit))


def waiting(unit: Unit) -> int:
    return counts(unit).waiting


def unreceipted(unit: Unit, limit: int = 100) -> list[str]:
    """Record ids that are stored but not receipted: whose receipts to ask for."""
    query = (
        select(outbox.c.record_id)
        .where(outbox.c.stored_at.is_not(None), outbox.c.receipted_at.is_(None))
        .order_by(outbox.c.number)
        .limit(limit)
    )
    return list(unit.connection.execute(query).scalars())


def failed(unit: Unit, record_id: str, code: str) -> None:
    """One more attempt that came to nothing, with the stable code of why."""
    unit.connection.execute(
        outbox.update().where(outbox.c.record_id == record_id).values(attempts=outbox.c.attempts + 1, last_error=code)
    )


def acknowledged(unit: Unit, record_id: str, digest: str, at: datetime) -> bool:
    """Central committed the record and read this digest back; False, and nothing is noted, when it is another one."""
    row = unit.connection.execute(
        select(outbox.c.kind, outbox.c.stored_at).where(outbox.c.record_id == record_id, outbox.c.digest == digest)
    ).first()
    if row is None:
        return False
    own = outbox.update().where(outbox.c.record_id == record_id)
    unit.connection.execute(own.values(stored_at=row.stored_at or at.isoformat(), last_error=None))
    if row.stored_at is None:
        _count(unit, row.kind, stored=1, receipted=0, at=at)
    return True


def receipted(unit: Unit, record_id: str, receipt: bytes, at: datetime) -> None:
    """Keep the agency's signed receipt (already verified by the caller) as the proof of delivery."""
    columns = (outbox.c.kind, outbox.c.stored_at, outbox.c.receipted_at)
    row = unit.connection.execute(select(*columns).where(outbox.c.record_id == record_id)).first()
    if row is None:
        raise RecordMissing("a receipt for a record that is not in the outbox")
    when = at.isoformat()
    unit.connection.execute(
        outbox.update()
        .where(outbox.c.record_id == record_id)
        .values(receipt=receipt, receipted_at=row.receipted_at or when, stored_at=row.stored_at or when)
    )
    _count(unit, row.kind, stored=int(row.stored_at is None), receipted=int(row.receipted_at is None), at=at)


def _count(unit: Unit, kind: str, *, stored: int, receipted: int, at: datetime) -> None:
    if not stored and not receipted:
        return
    latest = at.isoformat() if stored else None
    unit.connection.execute(
        insert(outbox_totals)
        .values(kind=kind, stored=stored, receipted=receipted, last_stored_at=latest)
        .on_conflict_do_update(
            index_elements=["kind"],
            set_={
                "stored": outbox_totals.c.stored + stored,
                "receipted": outbox_totals.c.receipted + receipted,
                # The scalar max of SQLite, which is nothing where one side is.
                "last_stored_at": func.max(func.coalesce(outbox_totals.c.last_stored_at, latest), latest)
                if latest
                else outbox_totals.c.last_stored_at,
            },
        )
    )


def receipt(unit: Unit, record_id: str) -> bytes | None:
    found: bytes | None = unit.connection.execute(
        select(outbox.c.receipt).where(outbox.c.record_id == record_id)
    ).scalar()
    return found


def counts(unit: Unit, kinds: Sequence[str] | None = None) -> OutboxCounts:
    """How many wait, are stored and are receipted; `kinds` limits it, for example to ("visit",)."""
    wait = select(func.count()).select_from(outbox).where(outbox.c.stored_at.is_(None))
    moved = select(
        func.coalesce(func.sum(outbox_totals.c.stored), 0),
        func.coalesce(func.sum(outbox_totals.c.receipted), 0),
        func.max(outbox_totals.c.last_stored_at),
    )
    if kinds is not None:
        wait, moved = wait.where(outbox.c.kind.in_(kinds)), moved.where(outbox_totals.c.kind.in_(kinds))
    stored, receipts, last = unit.connection.execute(moved).one()
    waits = unit.connection.execute(wait).scalar_one()
    return OutboxCounts(waits, stored, receipts, datetime.fromisoformat(last) if last else None)
