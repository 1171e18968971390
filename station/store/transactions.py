"""The log of transactions: one row a visit, closed with it; ids and figures, nothing of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, tuple_

from station.domain.transaction import Transaction
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import transactions, visits

PAGE = 200  # read at once


def add(unit: Unit, made: Transaction) -> None:
    """With what ends the visit, in its transaction; once more with the same id replaces nothing and raises."""
    unit.connection.execute(
        transactions.insert().values(id=made.id, at=made.closed_at.astimezone(UTC).isoformat(), content=pack(made))
    )


def between(unit: Unit, start: datetime, end: datetime) -> Iterator[Transaction]:
    """Closed from `start` on and before `end`, aware, in their order; a page of them in memory at a time."""
    place = transactions.c.at, transactions.c.id
    span = transactions.c.at >= _utc(start), transactions.c.at < _utc(end)
    after: tuple[str, str] | None = None
    while True:
        query = select(*place, transactions.c.content).where(*span).order_by(*place).limit(PAGE)
        if after is not None:
            query = query.where(tuple_(*place) > after)
        rows = unit.connection.execute(query).all()
        for row in rows:
            yield unpack(Transaction, row.content)
        if len(rows) < PAGE:
            return
        after = rows[-1].at, rows[-1].id


def count(unit: Unit, start: datetime, end: datetime) -> int:
    span = transactions.c.at >= _utc(start), transactions.c.at < _utc(end)
    return int(unit.connection.execute(select(func.count()).select_from(transactions).where(*span)).scalar_one())


def remove(unit: Unit, visit: str) -> None:
    unit.connection.execute(delete(transactions).where(transactions.c.id == visit))


def remove_before(unit: Unit, due: str) -> int:
    """Those that were closed until `due` (ISO 8601) by visits without a record; the others go with it. How many."""
    recorded = select(visits.c.id).where(visits.c.id == transactions.c.id).exists()
    return int(unit.connection.execute(delete(transactions).where(transactions.c.at <= due, ~recorded)).rowcount)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
