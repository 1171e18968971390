"""What later verification and the gallery need: templates, embedding and face crop of each sealed visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, delete, select

from station.domain.correction import Correction
from station.domain.outcome import Verdict
from station.domain.reference import FingerReference, Reference
from station.domain.visit import Document, Visit
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import corrections, reference_fingers, references


def add(unit: Unit, visit: Visit) -> None:
    """The reference of a visit, if it has a face or a finger. A refused or referred traveller's is not trusted."""
    if visit.face is None and not visit.fingers:
        return
    face = visit.face
    trusted = visit.decision is not None and visit.decision.verdict is Verdict.ADMIT
    unit.connection.execute(
        references.insert().values(
            visit=visit.id,
            person=visit.person,
            document_key=visit.document.key,
            captured_at=(visit.closed_at or visit.opened_at).isoformat(),
            document=pack(visit.document),
            embedding=face.embedding if face and face.embedding else None,
            face_crop=face.image if face else None,
            face_sufficient=face.sufficient if face else False,
            trusted=trusted,
        )
    )
    for sample in visit.fingers:
        unit.connection.execute(
            reference_fingers.insert().values(
                visit=visit.id,
                finger=int(sample.finger),
                template=sample.template,
                nfiq2=sample.nfiq2,
                sufficient=sample.sufficient,
            )
        )


def _reference(row: Row[tuple[object, ...]], fingers: dict[int, FingerReference]) -> Reference:
    return Reference(
        row.person,
        row.visit,
        unpack(Document, row.document),
        datetime.fromisoformat(row.captured_at),
        row.embedding,
        row.face_crop,
        row.face_sufficient,
        fingers,
        row.trusted,
    )


def _fingers(unit: Unit, visit: str) -> dict[int, FingerReference]:
    rows = unit.connection.execute(
        select(reference_fingers).where(reference_fingers.c.visit == visit).order_by(reference_fingers.c.finger)
    )
    return {row.finger: FingerReference(row.template, row.nfiq2, row.sufficient) for row in rows}


def latest_reference(unit: Unit, document_key: str) -> Reference | None:
    """The newest trusted reference of a document ("issuer:number"), for the 1:1 check; else the newest one."""
    row = unit.connection.execute(
        select(references)
        .where(references.c.document_key == document_key)
        .order_by(references.c.trusted.desc(), references.c.captured_at.desc(), references.c.visit)
        .limit(1)
    ).first()
    return None if row is None else _reference(row, _fingers(unit, row.visit))


def first_reference(unit: Unit, person: str) -> Reference | None:
    """What a person is compared with and found by: the first trusted reference, else the first; and where a ruling
    changed it since, what stands by the table of references."""
    first = _first(unit, person)
    changes = _changes(unit, person)
    return first if first is None or not changes else _changed(unit, first, changes)


def _changes(unit: Unit, person: str) -> list[Correction]:
    """What rulings that still hold said of somebody's references, in their order."""
    query = select(corrections.c.content).where(corrections.c.updates == person, corrections.c.holds)
    ordered = query.order_by(corrections.c.updates, corrections.c.at, corrections.c.id)
    return [unpack(Correction, content) for content in unit.connection.execute(ordered).scalars()]


def _changed(unit: Unit, first: Reference, changes: Sequence[Correction]) -> Reference:
    """One after the other; what was a visit's that is gone, or belongs to somebody else now, counts for nothing."""
    found, done = first, []
    for one in changes:
        change, live = one.references, visit_reference(unit, one.visit)
        if change is None or live is None or live.person != first.person or live.visit == first.visit:
            continue
        done.append(one.id)
        fingers = {at: f for at, f in found.fingers.items() if at not in change.drop}
        fingers |= {at: f for at, f in live.fingers.items() if at in change.take}
        found = replace(live if change.face else found, fingers=dict(sorted(fingers.items())))
    return replace(found, changed_by=tuple(done)) if done else first


def _first(unit: Unit, person: str) -> Reference | None:
    row = unit.connection.execute(
        select(references)
        .where(references.c.person == person)
        .order_by(references.c.trusted.desc(), references.c.captured_at, references.c.visit)
        .limit(1)
    ).first()
    return None if row is None else _reference(row, _fingers(unit, row.visit))


def person_references(unit: Unit, person: str, limit: int = 10) -> list[Reference]:
    """The references of one identity, trusted ones first, then newest first."""
    rows = unit.connection.execute(
        select(references)
        .where(references.c.person == person)
        .order_by(references.c.trusted.desc(), references.c.captured_at.desc(), references.c.visit)
        .limit(limit)
    ).all()
    return [_reference(row, _fingers(unit, row.visit)) for row in rows]


def visit_reference(unit: Unit, visit: str) -> Reference | None:
    """The reference of one visit: the other side of a case."""
    row = unit.connection.execute(select(references).where(references.c.visit == visit)).first()
    return None if row is None else _reference(row, _fingers(unit, visit))


def first_references(unit: Unit) -> dict[str, str]:
    """For everybody on record the note of the reference that a search goes by (`first_reference`).

    Reads one index and no reference but those that rulings changed: tens of milliseconds for 100,000 of them.
    """
    columns = (references.c.person, references.c.trusted, references.c.captured_at, references.c.visit)
    first: dict[str, tuple[bool, str, str]] = {}
    for person, trusted, captured_at, visit in unit.connection.execute(select(*columns)):
        own = (not trusted, captured_at, visit)
        if person not in first or own < first[person]:
            first[person] = own
    found = {person: visit for person, (_, _, visit) in first.items()}
    changed = select(corrections.c.updates).where(corrections.c.updates.is_not(None), corrections.c.holds).distinct()
    for person in unit.connection.execute(changed).scalars().all():
        reference = first_reference(unit, person) if person in found else None
        if reference is not None:
            found[person] = reference.note
    return found


def with_face(unit: Unit) -> list[str]:
    """Visits whose reference holds a face, the oldest first."""
    query = select(references.c.visit).where(references.c.embedding.is_not(None))
    return list(unit.connection.execute(query.order_by(references.c.captured_at, references.c.visit)).scalars())


def set_face(unit: Unit, visit: str, embedding: bytes) -> None:
    unit.connection.execute(references.update().where(references.c.visit == visit).values(embedding=embedding))


def move_person(unit: Unit, visit: str, person: str) -> None:
    unit.connection.execute(references.update().where(references.c.visit == visit).values(person=person))


def remove(unit: Unit, visit: str) -> bool:
    unit.connection.execute(delete(reference_fingers).where(reference_fingers.c.visit == visit))
    return bool(unit.connection.execute(delete(references).where(references.c.visit == visit)).rowcount)


def captured_before(unit: Unit, due: str, limit: int) -> list[str]:
    """Visits whose reference was taken until `due` (ISO 8601)."""
    query = select(references.c.visit).where(references.c.captured_at <= due).limit(limit)
    return list(unit.connection.execute(query).scalars())
