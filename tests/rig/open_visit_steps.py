"""A visit step by step, as the counter keeps it, and what of it is there after a kill."""

from __future__ import annotations

from collections.abc import Iterator

from station.counter.draft import Draft
from station.counter.kept_visit import KeptVisits
from station.domain.desk import DocumentReading
from station.domain.samples import Finger
from station.domain.visit import Visit
from station.store import open_visits
from station.store.open_visits import FACE
from station.store.session import Store

HOURS = 24.0 * 3650  # made-up visits are of a day long gone


def take(store: Store, visit: Visit) -> Iterator[int]:
    """Keep the visit after document, face and each finger; yields the part (0 the face) once it is on the disk."""
    keeper = KeptVisits(store, HOURS)
    draft = Draft(visit.officer, id=visit.id, opened_at=visit.opened_at, person=visit.person)
    draft.reading, draft.document = DocumentReading(visit.document, visit.document.lines), visit.document
    draft.stay, draft.notice = visit.stay, visit.notice
    keeper.keep(draft)
    draft.face, draft.face_done = visit.face, True
    keeper.keep(draft)
    yield FACE
    for sample in visit.fingers:
        draft.fingers[sample.finger] = sample
        keeper.keep(draft)
        yield int(sample.finger)


def lost(store: Store, visit: Visit, parts: set[int]) -> int:
    """How many of the accepted parts of a visit that is not sealed are not there as they were taken."""
    with store.reading() as unit:
        if open_visits.find(unit, visit.id) is None:
            return len(parts)
        face, fingers = open_visits.samples(unit, visit.id)
    taken = {s.finger: s for s in visit.fingers}
    right = {p for p in parts if (face == visit.face if p == FACE else fingers.get(Finger(p)) == taken[Finger(p)])}
    return len(parts - right)
