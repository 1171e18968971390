"""The register of stays: opened, extended, closed and counted. That a stay is over its last day is never written."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, literal_column, or_, select, tuple_

from station.domain.outcome import Verdict
from station.domain.register import (
    Certainty,
    Closing,
    StayAct,
    StayCounts,
    StayEvent,
    StayLine,
    StayPage,
    StayRecord,
)
from station.domain.visit import Direction, Visit
from station.store import meta
from station.store.errors import RecordMissing
from station.store.session import Unit
from station.store.tables import stay_events, stays, visits, who
from station.workflow.stays import days_over

SINCE = "stays_since"
_STAYS = uuid.UUID("0f1b8d52-1f0e-4f0b-9d55-6a0e6f0c2d11")
NO_STAY = "none"  # kind of a crossing without a last day: own nationals
MOST_OF_A_PERSON = 200

_OPEN = stays.c.closing.is_(None)
# with the word itself: SQLite takes an index of some rows only where it sees that the question is about those
_HALF = or_(stays.c.arrived_on.is_(None), stays.c.closing == literal_column(f"'{Closing.INFERRED.value}'"))


def since(unit: Unit) -> datetime | None:
    """Before this moment the register knows nothing: what was sealed earlier opens only at the agency."""
    found = meta.get(unit, SINCE)
    return None if found is None else datetime.fromisoformat(found.decode())


# ---- what a sealed visit does to it


def crossed(unit: Unit, visit: Visit) -> None:
    """Open or close a stay as a sealed visit says. Nothing for a traveller who was not admitted: the next counter or
    the second line will be."""
    if visit.decision is None or visit.decision.verdict is not Verdict.ADMIT:
        return
    day = visit.stay.day or (visit.closed_at or visit.opened_at).date()
    opened = of_traveller(unit, {visit.person}, visit.document.key, only_open=True)
    if visit.stay.direction is Direction.ARRIVAL:
        _arrived(unit, visit, day, opened)
    else:
        _left(unit, visit, day, opened)


def _arrived(unit: Unit, visit: Visit, day: date, opened: list[StayRecord]) -> None:
    stay = visit.stay
    for before in opened:  # in the country by these records: a departure is missing, and cannot be after today
        left = stay.proof_day
        proof = stay.proof if left is not None or stay.proof else ""
        certainty = Certainty.SHOWN if left is not None else Certainty.TOLD
        close(unit, before, Closing.INFERRED, left, certainty)
        note(unit, StayEvent(before.id, unit.now(), StayAct.INFERRED, visit.officer, proof=proof, day=left or day))
    if stay.kind == NO_STAY:
        return
    made = replace(_of(visit, day, stay.last_day), arrival_visit=visit.id)
    add(unit, made)
    note(unit, StayEvent(made.id, unit.now(), StayAct.OPENED, visit.officer, day=stay.last_day))


def _left(unit: Unit, visit: Visit, day: date, opened: list[StayRecord]) -> None:
    stay = visit.stay
    if not opened:
        if stay.kind == NO_STAY:
            return
        shown = stay.proof_day is not None
        made = replace(
            _of(visit, stay.proof_day, None),
            left_on=day,
            departure_visit=visit.id,
            closing=Closing.DEPARTED,
            certainty=Certainty.SHOWN if shown else Certainty.TOLD,
        )
        add(unit, made)
        note(unit, StayEvent(made.id, unit.now(), StayAct.CLOSED, visit.officer, proof=stay.proof, day=day))
        return
    latest, *earlier = sorted(opened, key=lambda one: (one.arrived_on or date.min, one.id), reverse=True)
    close(unit, latest, Closing.DEPARTED, day, latest.certainty, visit.id)
    note(unit, StayEvent(latest.id, unit.now(), StayAct.CLOSED, visit.officer, proof=stay.proof, day=day))
    for before in earlier:
        close(unit, before, Closing.INFERRED, None, Certainty.TOLD)
        note(unit, StayEvent(before.id, unit.now(), StayAct.INFERRED, visit.officer, day=day))


def _of(visit: Visit, arrived_on: date | None, last_day: date | None) -> StayRecord:
    """The stay that this visit begins or shows, still open."""
    stay = visit.stay
    return StayRecord(
        str(uuid.uuid5(_STAYS, visit.id)),
        visit.person,
        visit.document.key,
        visit.document.nationality,
        stay.visa_class,
        stay.purpose,
        stay.kind,
        visit.station,
        arrived_on,
        stay.zone,
        last_day,
    )


# ---- rows


def add(unit: Unit, stay: StayRecord) -> None:
    unit.connection.execute(stays.insert().values(**_values(stay), changed_at=unit.now().isoformat()))


def _values(stay: StayRecord) -> dict[str, Any]:
    return {
        "id": stay.id,
        "person": stay.person,
        "document_key": stay.document_key,
        "nationality": stay.nationality,
        "visa_class": stay.visa_class,
        "purpose": stay.purpose,
        "kind": stay.kind,
        "post": stay.post,
        "arrived_on": _text(stay.arrived_on),
        "zone": stay.zone,
        "last_day": _text(stay.last_day),
        "left_on": _text(stay.left_on),
        "arrival_visit": stay.arrival_visit,
        "departure_visit": stay.departure_visit,
        "closing": stay.closing.value if stay.closing else None,
        "certainty": stay.certainty.value,
        "version": stay.version,
    }


def note(unit: Unit, event: StayEvent) -> None:
    """Write down what happened to a stay; nothing here changes what was written before."""
    unit.connection.execute(
        stay_events.insert().values(
            stay=event.stay,
            at=event.at.isoformat(),
            kind=event.act.value,
            actor=event.actor,
            second=event.second,
            proof=event.proof,
            day=_text(event.day),
            note=event.note,
        )
    )


def close(
    unit: Unit,
    stay: StayRecord,
    closing: Closing,
    left_on: date | None,
    certainty: Certainty,
    departure_visit: str | None = None,
) -> None:
    """End a stay; left_on None: nobody knows when, only that it was over by now."""
    _change(
        unit, stay, closing=closing.value, left_on=_text(left_on), certainty=certainty.value,
        departure_visit=departure_visit,
    )  # fmt: skip


def change(unit: Unit, stay: StayRecord, *, arrived_on: date | None, last_day: date | None) -> None:
    """Another day of entry or another last day; the event that says why is noted by the caller."""
    _change(unit, stay, arrived_on=_text(arrived_on), last_day=_text(last_day))


def _change(unit: Unit, stay: StayRecord, **values: Any) -> None:
    result = unit.connection.execute(
        stays.update()
        .where(stays.c.id == stay.id, stays.c.version == stay.version)
        .values(**values, version=stay.version + 1, changed_at=unit.now().isoformat())
    )
    if not result.rowcount:
        raise RecordMissing("the stay was changed meanwhile")


def get(unit: Unit, stay: str) -> StayRecord:
    row = unit.connection.execute(select(stays).where(stays.c.id == stay)).first()
    if row is None:
        raise RecordMissing("no such stay")
    return _stay(row)


def events(unit: Unit, stay: str) -> list[StayEvent]:
    rows = unit.connection.execute(select(stay_events).where(stay_events.c.stay == stay).order_by(stay_events.c.number))
    return [
        StayEvent(
            row.stay,
            datetime.fromisoformat(row.at),
            StayAct(row.kind),
            row.actor,
            row.second,
            row.proof,
            _day(row.day),
            row.note,
        )
        for row in rows
    ]


def move_person(unit: Unit, visit_id: str, person: str) -> None:
    """A visit belongs to another identity: so does the stay that it opened or closed."""
    of_visit = or_(stays.c.arrival_visit == visit_id, stays.c.departure_visit == visit_id)
    unit.connection.execute(stays.update().where(of_visit).values(person=person))


def remove(unit: Unit, visit_id: str) -> None:
    """What a visit wrote goes with it: a stay that it opened, or that only it knows."""
    mine = or_(
        stays.c.arrival_visit == visit_id,
        and_(stays.c.departure_visit == visit_id, stays.c.arrival_visit.is_(None)),
    )
    unit.connection.execute(delete(stays).where(mine))
    unit.connection.execute(stays.update().where(stays.c.departure_visit == visit_id).values(departure_visit=None))


# ---- questions


def of_traveller(
    unit: Unit, people: Collection[str], document_key: str = "", *, only_open: bool = False
) -> list[StayRecord]:
    """Stays of these identities and of a document, the newest first."""
    found: dict[str, StayRecord] = {}
    for where in (stays.c.person.in_(list(people)), stays.c.document_key == document_key):
        query = select(stays).where(where)
        if only_open:
            query = query.where(_OPEN)
        rows = unit.connection.execute(query.order_by(stays.c.arrived_on.desc()).limit(MOST_OF_A_PERSON))
        found |= {row.id: _stay(row) for row in rows}
    return sorted(found.values(), key=lambda stay: (stay.arrived_on or stay.left_on or date.min, stay.id), reverse=True)


def of_person(unit: Unit, person: str) -> list[StayRecord]:
    """Every stay of one identity, the newest first."""
    rows = unit.connection.execute(
        select(stays).where(stays.c.person == person).order_by(stays.c.arrived_on.desc(), stays.c.id)
    )
    return [_stay(row) for row in rows]


def last_crossing(unit: Unit, person: str) -> tuple[datetime, str] | None:
    """When somebody crossed last by these records, and the direction."""
    row = unit.connection.execute(
        select(visits.c.sealed_at, visits.c.direction)
        .where(visits.c.person == person)
        .order_by(visits.c.sealed_at.desc())
        .limit(1)
    ).first()
    return None if row is None else (datetime.fromisoformat(row.sealed_at), row.direction)


def counts(unit: Unit, today: date, due_days: int = 7) -> StayCounts:
    """Of the whole register; each by an index that holds only what is counted."""
    inside = select(func.count()).select_from(stays).where(_OPEN)
    over = inside.where(stays.c.last_day < today.isoformat())
    due = inside.where(
        stays.c.last_day >= today.isoformat(), stays.c.last_day <= (today + timedelta(days=due_days)).isoformat()
    )
    halves = select(func.count()).select_from(stays).where(_HALF)
    found = [int(unit.connection.execute(query).scalar_one()) for query in (inside, over, due, halves)]
    return StayCounts(*found)


def overstayed(unit: Unit, today: date, limit: int = 200, after: tuple[str, str] | None = None) -> StayPage:
    """Open stays past their last day, the longest first."""
    return _open_page(unit, stays.c.last_day < today.isoformat(), today, limit, after)


def due(unit: Unit, today: date, days: int = 7, limit: int = 200, after: tuple[str, str] | None = None) -> StayPage:
    """Open stays whose last day is today or within so many days, the next first."""
    last = (today + timedelta(days=days)).isoformat()
    return _open_page(unit, stays.c.last_day.between(today.isoformat(), last), today, limit, after)


def _open_page(unit: Unit, where: Any, today: date, limit: int, after: tuple[str, str] | None) -> StayPage:
    query = select(stays).where(_OPEN, where)
    if after is not None:
        query = query.where(tuple_(stays.c.last_day, stays.c.id) > tuple_(*after))
    return _page(unit, query.order_by(stays.c.last_day, stays.c.id), today, limit, lambda s: _text(s.last_day) or "")


def inside(unit: Unit, today: date, limit: int = 200, after: tuple[str, str] | None = None) -> StayPage:
    """Everybody who is in the country by these records, who came last first."""
    query = select(stays).where(_OPEN, stays.c.arrived_on.is_not(None))
    if after is not None:
        query = query.where(tuple_(stays.c.arrived_on, stays.c.id) < tuple_(*after))
    ordered = query.order_by(stays.c.arrived_on.desc(), stays.c.id.desc())
    return _page(unit, ordered, today, limit, lambda s: _text(s.arrived_on) or "")


def halves(unit: Unit, today: date, limit: int = 200, after: tuple[str, str] | None = None) -> StayPage:
    """A departure without an entry, or an entry whose departure was inferred."""
    query = select(stays).where(_HALF)
    if after is not None:
        query = query.where(stays.c.id > after[1])
    return _page(unit, query.order_by(stays.c.id), today, limit, lambda _s: "")


def _page(unit: Unit, query: Select[Any], today: date, limit: int, key: Any) -> StayPage:
    found = [_stay(row) for row in unit.connection.execute(query.limit(limit + 1))]
    shown = found[:limit]
    names = _names(unit, {stay.person for stay in shown})
    lines = tuple(
        StayLine(
            stay,
            names.get((stay.person, stay.document_key), names.get((stay.person, ""), "")),
            days_over(stay.last_day, today) if stay.is_open else 0,
        )
        for stay in shown
    )
    return StayPage(lines, (key(shown[-1]), shown[-1].id) if len(found) > limit else None)


def _names(unit: Unit, people: set[str]) -> dict[tuple[str, str], str]:
    """By person and document, and by the person alone."""
    rows = unit.connection.execute(
        select(who.c.person, who.c.document_key, who.c.name).where(who.c.person.in_(list(people)))
    ).all()
    return {(row.person, ""): row.name for row in rows} | {(row.person, row.document_key): row.name for row in rows}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _stay(row: Row[Any]) -> StayRecord:
    return StayRecord(
        row.id,
        row.person,
        row.document_key,
        row.nationality,
        row.visa_class,
        row.purpose,
        row.kind,
        row.post,
        _day(row.arrived_on),
        row.zone,
        _day(row.last_day),
        _day(row.left_on),
        row.arrival_visit,
        row.departure_visit,
        Closing(row.closing) if row.closing is not None else None,
        Certainty(row.certainty),
        row.version,
    )
