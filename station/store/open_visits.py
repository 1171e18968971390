"""Visits that are not sealed yet, under the database key: one small row each, and one a sample.

A sample is written once; accepting the next one rewrites only the small row. Everything of a visit goes with it.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from station.domain.open_visit import KeptDocument, OpenVisit
from station.domain.samples import FaceSample, Finger, FingerSample
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import open_samples, open_visits

FACE = 0  # the part of a face; a finger's part is its position 1..10
DOCUMENT = 20  # the part of a document's page, chip and seals
_PUT = (
    "INSERT INTO open_visits (id, saved_at, content) VALUES (?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, content = excluded.content"
)
_PUT_SAMPLE = (
    "INSERT INTO open_samples (visit, part, content) VALUES (?, ?, ?)"
    " ON CONFLICT (visit, part) DO UPDATE SET content = excluded.content"
)


def save(unit: Unit, visit: OpenVisit) -> None:
    """Keep a visit, over what was kept of it before."""
    unit.connection.exec_driver_sql(_PUT, (visit.id, visit.saved_at.isoformat(), pack(visit)))


def save_sample(unit: Unit, visit: str, sample: FaceSample | FingerSample | KeptDocument) -> None:
    """Keep an accepted sample of a visit that is kept, over the one of the same finger."""
    if isinstance(sample, KeptDocument):
        part = DOCUMENT
    else:
        part = FACE if isinstance(sample, FaceSample) else int(sample.finger)
    unit.connection.exec_driver_sql(_PUT_SAMPLE, (visit, part, pack(sample)))


def drop_sample(unit: Unit, visit: str, part: int) -> None:
    unit.connection.execute(delete(open_samples).where(open_samples.c.visit == visit, open_samples.c.part == part))


def every(unit: Unit) -> list[OpenVisit]:
    """What is kept, newest first. Raises BadRecord."""
    rows = unit.connection.execute(select(open_visits.c.content).order_by(open_visits.c.saved_at.desc()))
    return [unpack(OpenVisit, content) for (content,) in rows]


def find(unit: Unit, visit: str) -> OpenVisit | None:
    """Raises BadRecord."""
    content = unit.connection.execute(select(open_visits.c.content).where(open_visits.c.id == visit)).scalar()
    return None if content is None else unpack(OpenVisit, content)


def parts(unit: Unit, visit: str) -> set[int]:
    """Which samples of a visit are kept."""
    return set(unit.connection.execute(select(open_samples.c.part).where(open_samples.c.visit == visit)).scalars())


def samples(unit: Unit, visit: str) -> tuple[FaceSample | None, dict[Finger, FingerSample]]:
    """The face and the fingers that were accepted. Raises BadRecord."""
    face: FaceSample | None = None
    fingers: dict[Finger, FingerSample] = {}
    query = select(open_samples.c.part, open_samples.c.content).where(open_samples.c.visit == visit)
    for part, content in unit.connection.execute(query.order_by(open_samples.c.part)):
        if part == FACE:
            face = unpack(FaceSample, content)
        elif part != DOCUMENT:
            fingers[Finger(part)] = unpack(FingerSample, content)
    return face, fingers


def document(unit: Unit, visit: str) -> KeptDocument | None:
    """What came with the document of a visit; None where nothing did. Raises BadRecord."""
    query = select(open_samples.c.content).where(open_samples.c.visit == visit, open_samples.c.part == DOCUMENT)
    content = unit.connection.execute(query).scalar()
    return None if content is None else unpack(KeptDocument, content)


def remove(unit: Unit, visit: str) -> bool:
    """Nothing of the visit is kept any more; whether there was something."""
    return bool(unit.connection.execute(delete(open_visits).where(open_visits.c.id == visit)).rowcount)


def saved_before(unit: Unit, limit: str) -> list[str]:
    """Ids of visits that were saved last before `limit` (ISO 8601, UTC)."""
    return list(unit.connection.execute(select(open_visits.c.id).where(open_visits.c.saved_at < limit)).scalars())
