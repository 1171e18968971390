"""The supervisors' queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select

from station.domain.case import Case, CaseStatus
from station.domain.outcome import Ruling
from station.store.errors import CaseConflict, RecordExists, RecordMissing
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import cases


def open_case(unit: Unit, case: Case) -> None:
    if unit.connection.execute(select(cases.c.id).where(cases.c.id == case.id)).first():
        raise RecordExists("the case is open already")
    unit.connection.execute(
        cases.insert().values(
            id=case.id, reason=case.reason.value, visit=case.visit, created_at=case.created_at.isoformat(), **_row(case)
        )
    )


# Named one by one: what is not ruled is found by the index, while "not this one" reads every case there ever was.
_OPEN = tuple(status.value for status in CaseStatus if status is not CaseStatus.RULED)


def _row(case: Case) -> dict[str, object]:
    return {"status": case.status.value, "claimed_by": case.claimed_by, "content": pack(case)}


def _write(unit: Unit, case: Case) -> Case:
    unit.connection.execute(cases.update().where(cases.c.id == case.id).values(**_row(case)))
    return case


def case(unit: Unit, case_id: str) -> Case:
    content = unit.connection.execute(select(cases.c.content).where(cases.c.id == case_id)).scalar()
    if content is None:
        raise RecordMissing("no such case")
    return unpack(Case, content)


def waiting(unit: Unit, limit: int = 100) -> list[Case]:
    """Cases that nobody has ruled, oldest first; claimed ones included, so that a supervisor sees who has them."""
    rows = unit.connection.execute(
        select(cases.c.content).where(cases.c.status.in_(_OPEN)).order_by(cases.c.created_at, cases.c.id).limit(limit)
    )
    return [unpack(Case, content) for (content,) in rows]


def count_waiting(unit: Unit) -> int:
    query = select(func.count()).select_from(cases).where(cases.c.status.in_(_OPEN))
    return int(unit.connection.execute(query).scalar_one())


def of_visit(unit: Unit, visit: str) -> list[Case]:
    """What the counter of this visit waits for."""
    rows = unit.connection.execute(select(cases.c.content).where(cases.c.visit == visit).order_by(cases.c.created_at))
    return [unpack(Case, content) for (content,) in rows]


def ruled(unit: Unit, limit: int = 100) -> list[Case]:
    rows = unit.connection.execute(
        select(cases.c.content)
        .where(cases.c.status == CaseStatus.RULED.value)
        .order_by(cases.c.created_at.desc(), cases.c.id)
        .limit(limit)
    )
    return [unpack(Case, content) for (content,) in rows]


def untold(unit: Unit) -> list[Case]:
    """Ruled cases whose counter has not been told yet."""
    return [c for c in ruled(unit) if c.told_at is None]


def claim(unit: Unit, case_id: str, supervisor: str, at: datetime) -> Case:
    """One supervisor takes a case; raises CaseConflict when another has it, or it is ruled."""
    found = case(unit, case_id)
    if found.status is CaseStatus.RULED or (found.claimed_by not in (None, supervisor)):
        raise CaseConflict("the case is taken")
    return _write(unit, replace(found, status=CaseStatus.CLAIMED, claimed_by=supervisor, claimed_at=at))


def release(unit: Unit, case_id: str, supervisor: str) -> Case:
    """Back into the queue, unruled."""
    found = case(unit, case_id)
    if found.status is not CaseStatus.CLAIMED or found.claimed_by != supervisor:
        raise CaseConflict("the case is not claimed by this supervisor")
    return _write(unit, replace(found, status=CaseStatus.WAITING, claimed_by=None, claimed_at=None))


def rule(unit: Unit, case_id: str, ruling: Ruling) -> Case:
    """Raises CaseConflict unless the supervisor who rules has claimed the case."""
    found = case(unit, case_id)
    if found.status is not CaseStatus.CLAIMED or found.claimed_by != ruling.supervisor:
        raise CaseConflict("the case is not claimed by this supervisor")
    return _write(unit, replace(found, status=CaseStatus.RULED, ruling=ruling))


def told(unit: Unit, case_id: str, at: datetime) -> Case:
    """The ruling was shown at the counter that waited."""
    found = case(unit, case_id)
    if found.status is not CaseStatus.RULED:
        raise CaseConflict("nothing was ruled yet")
    return _write(unit, replace(found, told_at=found.told_at or at))


def remove(unit: Unit, case_id: str) -> None:
    """The case is no more; nothing happens where there is none."""
    unit.connection.execute(delete(cases).where(cases.c.id == case_id))
