"""What central does not have yet, in order; and the receipts of what it has.

Waiting: not yet committed at central. Stored: committed there, its digest read back. Receipted: the agency opened and
verified it, and signed that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from station.store.errors import RecordExists, RecordMissing
from station.store.session import Unit
from station.store.tables import envelopes, outbox, outbox_totals

_RECEIPTED_LATER = 1 << 40  # above every number of a row


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
    if knows(unit, record_id):
        raise RecordExists("the record is in the outbox already")
    unit.connection.execute(
        outbox.insert().values(
            record_id=record_id, kind=kind, body=body, digest=digest, put_at=unit.now().isoformat(), attempts=0
        )
    )
    _count(unit, kind, waiting=1)
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
        _count(unit, row.kind, waiting=-1, stored=1, at=at)
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
    new = int(row.stored_at is None)
    _count(unit, row.kind, waiting=-new, stored=new, receipted=int(row.receipted_at is None), at=at)


def _count(
    unit: Unit, kind: str, *, waiting: int = 0, stored: int = 0, receipted: int = 0, at: datetime | None = None
) -> None:
    """What has moved; `at`: when central had it, where something is stored."""
    if not (waiting or stored or receipted):
        return
    latest = at.isoformat() if at is not None and stored else None
    unit.connection.execute(
        insert(outbox_totals)
        .values(kind=kind, stored=stored, receipted=receipted, last_stored_at=latest, waiting=waiting)
        .on_conflict_do_update(
            index_elements=["kind"],
            set_={
                "waiting": outbox_totals.c.waiting + waiting,
                "stored": outbox_totals.c.stored + stored,
                "receipted": outbox_totals.c.receipted + receipted,
                # The scalar max of SQLite, which is nothing where one side is.
                "last_stored_at": func.max(func.coalesce(outbox_totals.c.last_stored_at, latest), latest)
                if latest
                else outbox_totals.c.last_stored_at,
            },
        )
    )


def stored(unit: Unit, after: int, limit: int) -> list[tuple[int, str, str]]:
    """(order, record id, digest) of what central has acknowledged, the unreceipted first; `after`: the last order seen.

    Within either group oldest first. A page costs what is on it, however long the outbox is.
    """
    found: list[tuple[int, str, str]] = []
    if after < _RECEIPTED_LATER:
        found = _page(unit, outbox.c.receipted_at.is_(None), after, limit, 0)
    if len(found) < limit:
        behind = max(0, after - _RECEIPTED_LATER)
        found += _page(unit, outbox.c.receipted_at.is_not(None), behind, limit - len(found), _RECEIPTED_LATER)
    return found


def _page(unit: Unit, where: ColumnElement[bool], after: int, limit: int, later: int) -> list[tuple[int, str, str]]:
    query = (
        select(outbox.c.number, outbox.c.record_id, outbox.c.digest)
        .where(outbox.c.stored_at.is_not(None), where, outbox.c.number > after)
        .order_by(outbox.c.number)
        .limit(limit)
    )
    return [(row.number + later, row.record_id, row.digest) for row in unit.connection.execute(query)]


def newest_stored(unit: Unit, limit: int) -> dict[str, str]:
    """Record id -> digest of what central acknowledged last."""
    query = select(outbox.c.record_id, outbox.c.digest).where(outbox.c.stored_at.is_not(None))
    rows = unit.connection.execute(query.order_by(outbox.c.stored_at.desc(), outbox.c.number.desc()).limit(limit))
    return {row.record_id: row.digest for row in rows}


def offer_again(unit: Unit, record_ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Central has lost these: (those that wait again, those whose bytes are no longer here).

    The receipt is kept until there is a new one: it proves that the agency had the record once.
    """
    body = select(outbox.c.record_id).join(envelopes, envelopes.c.record_id == outbox.c.record_id, isouter=True)
    here = (outbox.c.body.is_not(None)) | (envelopes.c.envelope.is_not(None))
    query = body.where(outbox.c.record_id.in_(record_ids), here)
    again = list(unit.connection.execute(query).scalars())
    moved = (
        select(outbox.c.kind, func.count(outbox.c.stored_at), func.count(outbox.c.receipted_at))
        .where(outbox.c.record_id.in_(again))
        .group_by(outbox.c.kind)
    )
    for kind, stored_there, receipts in unit.connection.execute(moved).all():
        unit.connection.execute(
            outbox_totals.update()
            .where(outbox_totals.c.kind == kind)
            .values(
                stored=outbox_totals.c.stored - stored_there,
                receipted=outbox_totals.c.receipted - receipts,
                waiting=outbox_totals.c.waiting + stored_there,
            )
        )
    unit.connection.execute(
        outbox.update()
        .where(outbox.c.record_id.in_(again))
        .values(stored_at=None, receipted_at=None, last_error="central_lost")
    )
    return again, sorted(set(record_ids) - set(again))


def withdraw(unit: Unit, record_ids: Sequence[str]) -> int:
    """Take records that central does not have yet out of the outbox; how many. What it has is the agency's to erase."""
    never_sent = outbox.c.record_id.in_(record_ids) & outbox.c.stored_at.is_(None)
    going = select(outbox.c.kind, func.count()).where(never_sent).group_by(outbox.c.kind)
    for kind, count in unit.connection.execute(going).all():
        _count(unit, kind, waiting=-count)
    return int(unit.connection.execute(delete(outbox).where(never_sent)).rowcount)


def known(unit: Unit, record_ids: Sequence[str]) -> set[str]:
    """Which of these are in the outbox, or were; at most some hundreds at once."""
    return set(unit.connection.execute(select(outbox.c.record_id).where(outbox.c.record_id.in_(record_ids))).scalars())


def knows(unit: Unit, record_id: str) -> bool:
    """Whether the record is in the outbox, or was."""
    return unit.connection.execute(select(outbox.c.number).where(outbox.c.record_id == record_id)).first() is not None


def receipt(unit: Unit, record_id: str) -> bytes | None:
    found: bytes | None = unit.connection.execute(
        select(outbox.c.receipt).where(outbox.c.record_id == record_id)
    ).scalar()
    return found


def counts(unit: Unit, kinds: Sequence[str] | None = None) -> OutboxCounts:
    """How many wait, are stored and are receipted; `kinds` limits it, for example to ("visit",)."""
    moved = select(
        func.coalesce(func.sum(outbox_totals.c.waiting), 0),
        func.coalesce(func.sum(outbox_totals.c.stored), 0),
        func.coalesce(func.sum(outbox_totals.c.receipted), 0),
        func.max(outbox_totals.c.last_stored_at),
    )
    if kinds is not None:
        moved = moved.where(outbox_totals.c.kind.in_(kinds))
    waits, stored, receipts, last = unit.connection.execute(moved).one()
    return OutboxCounts(waits, stored, receipts, datetime.fromisoformat(last) if last else None)
