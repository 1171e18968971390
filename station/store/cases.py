"""The supervisors' queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_

from station.domain.case import Case, CaseRow, CaseStatus, record_now, records_of, row_of
from station.domain.outcome import CaseReason, CaseRuling
from station.errors import CaseConflict
from station.store import outbox
from station.store.errors import RecordExists, RecordMissing
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import CASE_OPEN, CASE_RULED, cases
from station.vault import envelope


def open_case(unit: Unit, case: Case) -> None:
    if unit.connection.execute(select(cases.c.id).where(cases.c.id == case.id)).first():
        raise RecordExists("the case is open already")
    unit.connection.execute(
        cases.insert().values(
            id=case.id, reason=case.reason.value, visit=case.visit, created_at=case.created_at.isoformat(), **_row(case)
        )
    )


def _row(case: Case) -> dict[str, object]:
    shown = row_of(case)
    return {
        "status": case.status.value,
        "claimed_by": case.claimed_by,
        "content": pack(case),
        "station": shown.station,
        "name": shown.name,
        "score": shown.score,
        "officer": shown.officer,
        "turn": 0 if shown.escalated else 1,
        "given": "\n".join(shown.given),
        "blind": shown.blind,
        "ruled_at": shown.ruled_at.isoformat() if shown.ruled_at else None,
        "ruled_by": shown.ruled_by,
        "ruling": shown.ruling.value if shown.ruling else None,
    }


def put(unit: Unit, case: Case) -> Case:
    """Keep another state of a case that is here; what may follow upon what, station.workflow.adjudication says."""
    unit.connection.execute(cases.update().where(cases.c.id == case.id).values(**_row(case)))
    return case


def queue(unit: Unit, case: Case) -> None:
    """Seal the case as it is now for the agency and put it into the outbox; each state travels once."""
    keys = unit.keys
    record_id = record_now(case)
    identity = f"case/{keys.station}/{record_id}".encode()  # who sends it: it may be another counter's case
    sealed = envelope.seal(pack(case), identity, keys.agency_public, keys.signer)
    outbox.put(unit, record_id, "case", sealed.envelope)


def unqueue(unit: Unit, case: Case) -> int:
    """Take every state of a case that central does not have yet out of the outbox; how many."""
    try:
        states = records_of(case)
    except ValueError:  # no UUID: such a case was never put into the outbox
        return 0
    return outbox.withdraw(unit, states)


PAGE = 200  # lines of a list that are read at once


def rows(
    unit: Unit,
    limit: int = PAGE,
    after: CaseRow | None = None,
    reason: CaseReason | None = None,
    station: str = "",
) -> list[CaseRow]:
    """The queue as it is listed: cases that nobody has ruled, escalated ones first, then the oldest. Reads no evidence.

    `after`: the last line of the page before; `reason`, `station`: only these.
    """
    place = cases.c.turn, cases.c.created_at, cases.c.id
    query = select(*_LINE).where(CASE_OPEN).order_by(*place).limit(limit)
    if after is not None:
        query = query.where(tuple_(*place) > (0 if after.escalated else 1, after.created_at.isoformat(), after.id))
    if reason is not None:
        query = query.where(cases.c.reason == reason.value)
    if station:
        query = query.where(cases.c.station == station)
    return [_line(row) for row in unit.connection.execute(query)]


def ruled_rows(unit: Unit, limit: int = PAGE, after: CaseRow | None = None) -> list[CaseRow]:
    """Ruled cases, the latest ruling first. Reads no evidence."""
    place = cases.c.ruled_at, cases.c.id
    query = select(*_LINE).where(CASE_RULED).order_by(*(c.desc() for c in place)).limit(limit)
    if after is not None and after.ruled_at is not None:
        query = query.where(tuple_(*place) < (after.ruled_at.isoformat(), after.id))
    return [_line(row) for row in unit.connection.execute(query)]


def oldest(unit: Unit) -> datetime | None:
    """Since when the case waits that has waited longest."""
    found = unit.connection.execute(select(func.min(cases.c.created_at)).where(CASE_OPEN)).scalar()
    return None if found is None else datetime.fromisoformat(found)


def counts(unit: Unit) -> list[tuple[CaseReason, str, int]]:
    """How many cases wait, by reason and post."""
    kinds = cases.c.reason, cases.c.station
    query = select(*kinds, func.count()).where(CASE_OPEN).group_by(*kinds).order_by(*kinds)
    return [(CaseReason(reason), station or "", count) for reason, station, count in unit.connection.execute(query)]


_LINE = [cases.c.id, cases.c.reason, cases.c.station, cases.c.name, cases.c.created_at, cases.c.score, cases.c.status]
_LINE += [cases.c.claimed_by, cases.c.officer, cases.c.turn, cases.c.given, cases.c.blind]
_LINE += [cases.c.ruled_at, cases.c.ruled_by, cases.c.ruling]


# by their words: an enumeration that is called for each of 200 lines takes as long as reading them
_REASONS = {reason.value: reason for reason in CaseReason}
_STATES = {status.value: status for status in CaseStatus}
_RULINGS: dict[str | None, CaseRuling | None] = {ruling.value: ruling for ruling in CaseRuling} | {None: None}


def _line(row: Sequence[Any]) -> CaseRow:
    identity, reason, station, name, created, score, status, claimed, *rest = row
    officer, turn, given, blind, at, by, ruling = rest
    return CaseRow(
        identity,
        _REASONS[reason],
        station or "",
        name or "",
        datetime.fromisoformat(created),
        score,
        _STATES[status],
        claimed or "",
        officer or "",
        turn == 0,
        tuple(given.split("\n")) if given else (),
        bool(blind),
        datetime.fromisoformat(at) if at else None,
        by or "",
        _RULINGS[ruling],
    )


def every(unit: Unit) -> Iterator[Case]:
    """Each case that is here, one in memory at a time."""
    for identity in list(unit.connection.execute(select(cases.c.id).order_by(cases.c.created_at)).scalars()):
        yield case(unit, identity)


def ruled_before(unit: Unit, due: str) -> list[str]:
    """Ids of ruled cases that were opened until `due` (ISO 8601)."""
    query = select(cases.c.id).where(cases.c.status == CaseStatus.RULED.value, cases.c.created_at <= due)
    return list(unit.connection.execute(query).scalars())


def case(unit: Unit, case_id: str) -> Case:
    content = unit.connection.execute(select(cases.c.content).where(cases.c.id == case_id)).scalar()
    if content is None:
        raise RecordMissing("no such case")
    return unpack(Case, content)


def status(unit: Unit, case_id: str) -> CaseStatus | None:
    """None where the case is not here any more; reads no evidence."""
    found = unit.connection.execute(select(cases.c.status).where(cases.c.id == case_id)).scalar()
    return None if found is None else CaseStatus(found)


def of_visit(unit: Unit, visit: str) -> list[Case]:
    """What the counter of this visit waits for."""
    rows = unit.connection.execute(select(cases.c.content).where(cases.c.visit == visit).order_by(cases.c.created_at))
    return [unpack(Case, content) for (content,) in rows]


def told(unit: Unit, case_id: str, at: datetime) -> Case:
    """The ruling was shown at the counter that waited."""
    found = case(unit, case_id)
    if found.status is not CaseStatus.RULED:
        raise CaseConflict("nothing was ruled yet")
    return put(unit, replace(found, told_at=found.told_at or at))


def remove(unit: Unit, case_id: str) -> None:
    """The case is no more; nothing happens where there is none."""
    unit.connection.execute(delete(cases).where(cases.c.id == case_id))
