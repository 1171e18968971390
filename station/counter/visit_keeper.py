"""Keeps the open visit on the disk after every accepted step, and offers it again after the station stopped."""

from __future__ import annotations

from datetime import timedelta

from station import logs
from station.counter.draft import Draft
from station.domain.desk import InterruptedVisit
from station.domain.open_visit import OpenVisit
from station.domain.samples import FaceSample, Finger, FingerSample
from station.store import open_visits
from station.store.errors import DiskFull, RecordMissing, StoreBusy
from station.store.open_visits import FACE
from station.store.session import Store, Unit

Sample = FaceSample | FingerSample


class VisitKeeper:
    """One counter's; `keep` writes what changed since the last call, which is one sample at most."""

    def __init__(self, store: Store, hours: float) -> None:
        """`hours`: how long a visit is offered after its last step; then retention removes it."""
        self._store = store
        self._limit = timedelta(hours=hours)
        self._visit = ""
        self._written: dict[int, Sample] = {}

    def keep(self, draft: Draft) -> None:
        """One transaction, on the disk when it returns. Without room the visit goes on unkept, and the log says so:
        the ballast is for sealed visits."""
        written = self._written if draft.id == self._visit else {}
        held: dict[int, Sample] = {int(f): s for f, s in draft.fingers.items()}
        if draft.face is not None:
            held[FACE] = draft.face
        try:
            with self._store.unit() as unit:
                open_visits.save(unit, draft.kept(unit.now()))
                for part in written.keys() - held.keys():
                    open_visits.drop_sample(unit, draft.id, part)
                for part, sample in held.items():
                    if written.get(part) is not sample:
                        open_visits.save_sample(unit, draft.id, sample)
        except (DiskFull, StoreBusy) as error:
            logs.log.warning("open visit not kept", visit=draft.id, code=error.code)
            return
        self._visit, self._written = draft.id, held

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        """Visits that a stop of the station left open, newest first."""
        with self._store.reading() as unit:
            since = unit.now() - self._limit
            found = [visit for visit in open_visits.every(unit) if visit.saved_at >= since]
            return tuple(_offered(unit, visit) for visit in found)

    def load(self, visit: str) -> tuple[OpenVisit, FaceSample | None, dict[Finger, FingerSample]]:
        """Raises RecordMissing where it is sealed, given up or past its hours; BadRecord."""
        with self._store.reading() as unit:
            kept = open_visits.find(unit, visit)
            if kept is None or kept.saved_at < unit.now() - self._limit:
                raise RecordMissing("this visit is not kept")
            face, fingers = open_visits.samples(unit, visit)
        self._visit = visit
        self._written = {int(f): s for f, s in fingers.items()} | ({} if face is None else {FACE: face})
        return kept, face, fingers


def _offered(unit: Unit, visit: OpenVisit) -> InterruptedVisit:
    parts = open_visits.parts(unit, visit.id)
    name = visit.document.name if visit.document is not None else ""
    return InterruptedVisit(visit.id, name, visit.officer, visit.opened_at, FACE in parts, len(parts - {FACE}))
