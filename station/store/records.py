"""Sealed visits: written whole in one unit, searched by the folded name, opened while their key is here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, Select, delete, func, select

from station.domain.outcome import Verdict
from station.domain.reference import VisitSummary
from station.domain.visit import Visit
from station.store import record, references, served, stays, transactions, who
from station.store.errors import RecordExists, RecordKeyGone, RecordMissing
from station.store.names import fold
from station.store.session import Unit
from station.store.tables import VISIT_REHEARSED, data_keys, envelopes, outbox, visits
from station.vault import envelope, wrapping
from station.vault.envelope import Sealed
from station.vault.keys import StationKeys

latest_reference = references.latest_reference
person_references = references.person_references
visit_reference = references.visit_reference
first_reference = references.first_reference
first_references = references.first_references


def identity(station: str, visit: str) -> bytes:
    """What the envelope of a visit is bound to."""
    return f"visit/{station}/{visit}".encode()


def seal(keys: StationKeys, visit: Visit) -> Sealed:
    """The visit's record, encrypted for the agency and signed; nothing is written yet."""
    return envelope.seal(record.encode(visit), identity(visit.station, visit.id), keys.agency_public, keys.signer)


def add_visit(unit: Unit, visit: Visit, sealed: Sealed) -> None:
    """The visit's row, its envelope, the local data key and the reference for later verification."""
    if unit.connection.execute(select(visits.c.id).where(visits.c.id == visit.id)).first():
        raise RecordExists("the visit is sealed already")
    document = visit.document
    now = unit.now().isoformat()
    unit.connection.execute(
        visits.insert().values(
            id=visit.id,
            person=visit.person,
            station=visit.station,
            officer=visit.officer,
            document_key=document.key,
            nationality=document.nationality,
            name=document.name,
            surname_folded=fold(document.surname),
            given_folded=fold(document.given_names),
            birth=document.birth,
            direction=visit.stay.direction.value,
            verdict=visit.decision.verdict.value if visit.decision else None,
            mode=visit.mode,
            opened_at=visit.opened_at.isoformat(),
            sealed_at=now,
            digest=sealed.digest,
        )
    )
    unit.connection.execute(
        envelopes.insert().values(record_id=visit.id, envelope=sealed.envelope, digest=sealed.digest)
    )
    put_data_key(unit, visit.id, sealed.data_key)
    references.add(unit, visit)
    stays.crossed(unit, visit)
    who.refresh(unit, visit.person, document.key)


def put_data_key(unit: Unit, record_id: str, data_key: bytes) -> None:
    generation = unit.keys.generation
    wrapped = wrapping.wrap(unit.keys.record_keys[generation], data_key, record_id.encode())
    unit.connection.execute(
        data_keys.insert().values(
            record_id=record_id, generation=generation, wrapped=wrapped, sealed_at=unit.now().isoformat()
        )
    )


def data_key(unit: Unit, record_id: str) -> bytes:
    """The local copy of a record's key; raises RecordKeyGone once it was removed."""
    row = unit.connection.execute(select(data_keys).where(data_keys.c.record_id == record_id)).first()
    if row is None:
        raise RecordKeyGone("the key of this record is no longer on this station")
    if row.generation not in unit.keys.record_keys:
        raise RecordKeyGone("the record key of this generation is not in the key file")
    return wrapping.unwrap(unit.keys.record_keys[row.generation], row.wrapped, record_id.encode())


def envelope_of(unit: Unit, record_id: str) -> bytes:
    found: bytes | None = unit.connection.execute(
        select(envelopes.c.envelope).where(envelopes.c.record_id == record_id)
    ).scalar()
    if found is None:
        raise RecordMissing("no such record")
    return found


def visit(unit: Unit, visit_id: str) -> Visit:
    """The whole visit, images included; raises RecordMissing or RecordKeyGone."""
    sealed = envelope_of(unit, visit_id)
    station = unit.connection.execute(select(visits.c.station).where(visits.c.id == visit_id)).scalar()
    if station is None:
        raise RecordMissing("no such visit")
    payload = envelope.open_with_data_key(sealed, data_key(unit, visit_id), identity(station, visit_id))
    return record.decode(payload)


def exists(unit: Unit, visit_id: str) -> bool:
    return unit.connection.execute(select(visits.c.id).where(visits.c.id == visit_id)).first() is not None


def _summary(row: Row[tuple[object, ...]]) -> VisitSummary:
    return VisitSummary(
        row.id,
        row.person,
        row.name,
        row.document_key,
        row.nationality,
        row.birth,
        row.direction,
        row.verdict,
        row.officer,
        datetime.fromisoformat(row.sealed_at),
        row.mode,
    )


def _newest(query: Select[tuple[object, ...]], unit: Unit, limit: int) -> list[VisitSummary]:
    rows = unit.connection.execute(query.order_by(visits.c.sealed_at.desc()).limit(limit))
    return [_summary(row) for row in rows]


def search(unit: Unit, text: str, limit: int = 50) -> list[VisitSummary]:
    """Visits of people whose names hold every word that was typed, newest first; accents do not matter."""
    if not fold(text):
        return recent(unit, limit)
    found: list[VisitSummary] = []
    for known in who.named(unit, text, limit):
        found += _newest(_of_pair(known.person, known.document_key), unit, limit)
    return sorted(found, key=lambda visit: visit.sealed_at, reverse=True)[:limit]


def _of_pair(person: str, document_key: str) -> Select[tuple[object, ...]]:
    return select(visits).where(visits.c.person == person, visits.c.document_key == document_key)


def recent(unit: Unit, limit: int = 50) -> list[VisitSummary]:
    return _newest(select(visits), unit, limit)


def of_person(unit: Unit, person: str, limit: int = 50) -> list[VisitSummary]:
    return _newest(select(visits).where(visits.c.person == person), unit, limit)


def of_document(unit: Unit, document_key: str, limit: int = 50) -> list[VisitSummary]:
    return _newest(select(visits).where(visits.c.document_key == document_key), unit, limit)


def holder_of_document(unit: Unit, document_key: str) -> VisitSummary | None:
    """The newest visit with this document of somebody who was admitted with it, else the newest: whoever was turned
    away with it does not take it over."""
    query = select(visits).where(visits.c.document_key == document_key)
    found = _newest(query.where(visits.c.verdict == Verdict.ADMIT.value), unit, 1) or _newest(query, unit, 1)
    return found[0] if found else None


def of_number(unit: Unit, number: str, limit: int = 50) -> list[VisitSummary]:
    """Visits with a document of this number, whoever issued it; blanks and dashes do not matter."""
    found: list[VisitSummary] = []
    for known in who.numbered(unit, number, limit, whole=True):
        found += _newest(_of_pair(known.person, known.document_key), unit, limit)
    return sorted(found, key=lambda visit: visit.sealed_at, reverse=True)[:limit]


def people_like(unit: Unit, surname: str, given_names: str, birth: str, limit: int = 10) -> list[VisitSummary]:
    """The newest visit of each person with the same name and birth date: a renewed passport, perhaps."""
    last = func.max(visits.c.sealed_at)
    alike = (
        visits.c.surname_folded == fold(surname),
        visits.c.given_folded == fold(given_names),
        visits.c.birth == birth,
    )
    query = select(visits.c.person, last).where(*alike).group_by(visits.c.person).order_by(last.desc()).limit(limit)
    return [
        found
        for person, at in unit.connection.execute(query).all()
        for found in _newest(select(visits).where(*alike, visits.c.person == person, visits.c.sealed_at == at), unit, 1)
    ]


def move_person(unit: Unit, visit_id: str, person: str) -> None:
    """The officer confirmed, or a supervisor ruled, that a visit belongs to another identity."""
    before = _pair(unit, visit_id)
    if before is None:
        raise RecordMissing("no such visit")
    unit.connection.execute(visits.update().where(visits.c.id == visit_id).values(person=person))
    references.move_person(unit, visit_id, person)
    stays.move_person(unit, visit_id, person)
    served.move_person(unit, visit_id, person)
    who.refresh(unit, *before)
    who.refresh(unit, person, before[1])


def _pair(unit: Unit, visit_id: str) -> tuple[str, str] | None:
    """Person and document of a visit."""
    row = unit.connection.execute(select(visits.c.person, visits.c.document_key).where(visits.c.id == visit_id)).first()
    return None if row is None else (row.person, row.document_key)


def remove_data_key(unit: Unit, record_id: str) -> bool:
    """Delete the local key (overwritten by secure_delete; out of the log at the next checkpoint)."""
    return bool(unit.connection.execute(delete(data_keys).where(data_keys.c.record_id == record_id)).rowcount)


def remove(unit: Unit, visit_id: str) -> None:
    """Everything of a visit on this station: row, envelope, key and reference."""
    pair = _pair(unit, visit_id)
    remove_data_key(unit, visit_id)
    references.remove(unit, visit_id)
    stays.remove(unit, visit_id)
    served.remove(unit, visit_id)
    transactions.remove(unit, visit_id)
    unit.connection.execute(delete(envelopes).where(envelopes.c.record_id == visit_id))
    unit.connection.execute(delete(visits).where(visits.c.id == visit_id))
    if pair is not None:
        who.refresh(unit, *pair)


def summary(unit: Unit, visit_id: str) -> VisitSummary:
    row = unit.connection.execute(select(visits).where(visits.c.id == visit_id)).first()
    if row is None:
        raise RecordMissing("no such visit")
    return _summary(row)


def count(unit: Unit) -> int:
    return int(unit.connection.execute(select(func.count()).select_from(visits)).scalar_one())


def digest(unit: Unit, visit_id: str) -> str | None:
    found: str | None = unit.connection.execute(select(visits.c.digest).where(visits.c.id == visit_id)).scalar()
    return found


def of_subject(unit: Unit, subject: str) -> list[str]:
    """Ids of one visit, or of every visit of a person."""
    query = select(visits.c.id).where((visits.c.id == subject) | (visits.c.person == subject))
    return list(unit.connection.execute(query).scalars())


def keys_receipted_before(unit: Unit, due: str, limit: int) -> list[str]:
    """Records whose local key is still here though the agency's receipt came until `due` (ISO 8601)."""
    query = (
        select(data_keys.c.record_id)
        .join(outbox, outbox.c.record_id == data_keys.c.record_id)
        # no receipt comes before its record: of the younger keys none is looked at
        .where(data_keys.c.sealed_at <= due, outbox.c.receipted_at <= due)
        .limit(limit)
    )
    return list(unit.connection.execute(query).scalars())


def stored_and_sealed_before(unit: Unit, due: str, rehearsed_due: str, limit: int) -> list[str]:
    """Visits that central has and that were sealed until `due`; those of training and demo until `rehearsed_due`."""
    found: dict[str, None] = {}
    for part in ((visits.c.sealed_at <= due,), (VISIT_REHEARSED, visits.c.sealed_at <= rehearsed_due)):
        query = (
            select(visits.c.id)
            .join(outbox, outbox.c.record_id == visits.c.id)
            .where(outbox.c.stored_at.is_not(None), *part)
            .limit(limit)
        )
        found |= dict.fromkeys(unit.connection.execute(query).scalars())
    return list(found)[:limit]
