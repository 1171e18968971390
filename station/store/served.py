"""Crossings and cases of a time, for figures. A crossing is columns of its row alone, whether or not the record can
still be opened; a case leaves its pictures behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, func, literal_column, select

from station.domain.case import Case
from station.domain.outcome import CaseReason
from station.domain.served import Counted, Crossing, SealedRow
from station.store import cases as every_case
from station.store.record import pack, unpack, value_at_start
from station.store.session import Unit
from station.store.tables import CASE_OPEN, CASE_RULED, cases, stays, visits, who
from station.store.tables import counted as counted_rows

ENOUGH = 100  # people: of more than so many nobody is told apart by a figure


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


def count(unit: Unit, start: datetime, end: datetime, mode: str) -> int:
    """How many were sealed from `start` on and before `end`."""
    columns = visits.c
    return int(
        unit.connection.execute(
            select(func.count()).where(
                columns.sealed_at >= _utc(start), columns.sealed_at < _utc(end), columns.mode == mode
            )
        ).scalar_one()
    )


def sealed(unit: Unit, start: datetime, mode: str, officer: str | None = None) -> list[SealedRow]:
    """Since `start`, of all officers or of one; in the order of sealing."""
    columns = visits.c
    query = select(columns.id, columns.station, columns.officer, columns.opened_at, columns.sealed_at).where(
        columns.sealed_at >= _utc(start), columns.mode == mode
    )
    if officer is not None:
        query = query.where(columns.officer == officer)
    return [
        SealedRow(
            row.id,
            row.station,
            row.officer,
            datetime.fromisoformat(row.opened_at),
            datetime.fromisoformat(row.sealed_at),
        )
        for row in unit.connection.execute(query.order_by(columns.sealed_at))
    ]


def first(unit: Unit) -> datetime | None:
    """When the oldest visit that is on record was sealed."""
    found = unit.connection.execute(select(func.min(visits.c.sealed_at))).scalar()
    return None if found is None else datetime.fromisoformat(found)


def crossed(unit: Unit, start: datetime, end: datetime, mode: str) -> list[tuple[str, str, str, str, str]]:
    """Moment of sealing, direction, nationality, post and purpose of each visit from `start` on and before `end`; the
    purpose is "" where no stay began."""
    columns = visits.c
    joined = visits.outerjoin(stays, stays.c.arrival_visit == columns.id)
    rows = unit.connection.execute(
        select(columns.sealed_at, columns.direction, columns.nationality, columns.station, stays.c.purpose)
        .select_from(joined)
        .where(columns.sealed_at >= _utc(start), columns.sealed_at < _utc(end), columns.mode == mode)
    )
    return [(row[0], row[1], row[2], row[3], row[4] or "") for row in rows]


def people_by_nationality(unit: Unit, nationalities: Iterable[str], start: datetime) -> dict[str, int]:
    """People who were here since `start`, by the nationality of their newest document; `ENOUGH` where there are more,
    since nobody asks more than whether a figure is of few."""
    c = who.c
    return {
        one: _people(unit, select(c.person).where(c.nationality == one, c.last_at >= _utc(start)))
        for one in nationalities
    }


def people_by_purpose(unit: Unit, purposes: Iterable[str], start: date) -> dict[str, int]:
    """As `people_by_nationality`, those whose stay began on `start` or later, by purpose."""
    c = stays.c
    began = (c.arrived_on >= start.isoformat(), c.arrival_visit.is_not(None))
    return {one: _people(unit, select(c.person).where(c.purpose == one, *began)) for one in purposes}


def _people(unit: Unit, rows: Select[tuple[str]]) -> int:
    found = rows.distinct().limit(ENOUGH).subquery()
    return int(unit.connection.execute(select(func.count()).select_from(found)).scalar_one())


def cases_between(
    unit: Unit, start: datetime, end: datetime, mode: str, reason: CaseReason | None = None
) -> Iterator[Case]:
    """Opened from `start` on and before `end`, aware, for that reason or any; one with its pictures in memory at a
    time."""
    query = select(cases.c.id).where(cases.c.created_at >= _utc(start), cases.c.created_at < _utc(end))
    if reason is not None:
        query = query.where(cases.c.reason == reason.value)
    for identity in list(unit.connection.execute(query.order_by(cases.c.created_at)).scalars()):
        found = every_case.case(unit, identity)
        if found.mode == mode:
            yield replace(found, face=None, fingers=(), candidates=())


class AnsweredCase(NamedTuple):
    """How far a case came."""

    opened: datetime
    ruled: datetime | None
    told: bool  # the counter that waited has seen the ruling


def answered_cases(unit: Unit, start: datetime, end: datetime) -> list[AnsweredCase]:
    """The cases that were opened from `start` on and before `end`; reads no evidence."""
    at = cases.c.created_at
    found = []
    # each part has an index of its own, that of ruled cases by when they were; none is ruled before it is opened
    for part in ((CASE_OPEN,), (CASE_RULED, cases.c.ruled_at >= _utc(start))):
        query = select(at, cases.c.ruled_at, literal_column("cases.rowid").label("row"))
        for row in unit.connection.execute(query.where(*part, at >= _utc(start), at < _utc(end))).all():
            ruled = None if row.ruled_at is None else datetime.fromisoformat(row.ruled_at)
            told = ruled is not None and _told(unit, row.row)
            found.append(AnsweredCase(datetime.fromisoformat(row.created_at), ruled, told))
    return found


def _told(unit: Unit, row: int) -> bool:
    """From the head of the packed case: of its pictures, which fill a hundred pages behind it, none is read."""
    handle = unit.connection.connection.driver_connection.open_blob("cases", "content", row, True)  # type: ignore[union-attr]
    try:
        return value_at_start(handle.read).get("told_at") is not None
    finally:
        handle.close()


def add(unit: Unit, found: Counted, mode: str) -> None:
    """With the visit's own row, in the transaction that seals it."""
    at = unit.now().isoformat()
    row = {"visit": found.visit, "person": found.person, "at": at, "mode": mode, "content": pack(found)}
    unit.connection.execute(counted_rows.insert().values(**row))


def counted(unit: Unit, start: datetime, end: datetime, mode: str) -> dict[str, Counted]:
    """By visit, sealed from `start` on and before `end`; the person as it is known now."""
    columns = counted_rows.c
    rows = unit.connection.execute(
        select(columns.visit, columns.person, columns.content).where(
            columns.at >= _utc(start), columns.at < _utc(end), columns.mode == mode
        )
    )
    return {row.visit: replace(unpack(Counted, row.content), person=row.person) for row in rows}


def move_person(unit: Unit, visit: str, person: str) -> None:
    unit.connection.execute(counted_rows.update().where(counted_rows.c.visit == visit).values(person=person))


def remove(unit: Unit, visit: str) -> None:
    unit.connection.execute(delete(counted_rows).where(counted_rows.c.visit == visit))


def _utc(at: datetime) -> str:
    """As the store writes moments: ISO 8601 with the offset of UTC, which sorts as time does."""
    return at.astimezone(UTC).isoformat()
