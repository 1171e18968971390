"""Crossings of a time, for figures: columns of the row alone, whether or not the record can still be opened."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from station.domain.served import Crossing
from station.store.session import Unit
from station.store.tables import visits


def crossings(unit: Unit, start: datetime, end: datetime, mode: str) -> list[Crossing]:
    """Sealed from `start` on and before `end`, aware; in the order of sealing."""
    columns = visits.c
    rows = unit.connection.execute(
        select(
            columns.id,
            columns.person,
            columns.nationality,
            columns.direction,
            columns.verdict,
            columns.opened_at,
            columns.sealed_at,
        )
        .where(columns.sealed_at >= _utc(start), columns.sealed_at < _utc(end), columns.mode == mode)
        .order_by(columns.sealed_at)
    )
    return [
        Crossing(
            row.id,
            row.person,
            row.nationality,
            row.direction,
            row.verdict,
            datetime.fromisoformat(row.opened_at),
            datetime.fromisoformat(row.sealed_at),
        )
        for row in rows
    ]


def _utc(at: datetime) -> str:
    """As the store writes moments: ISO 8601 with the offset of UTC, which sorts as time does."""
    return at.astimezone(UTC).isoformat()
