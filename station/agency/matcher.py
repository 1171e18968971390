"""The central matcher: every new enrolment against everybody, and a case at the right post for a hit on somebody else.

It works from the database, not from messages: what is receipted and not yet matched is next, in central's order. A
matcher that is killed between sending a case and noting the match sends the same case again, which changes nothing.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.finger.compare import FingerTemplate
from models.matching.calibration import Calibration
from models.matching.fuse import Fused
from models.matching.gallery import Gallery
from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.domain import foreign
from station.domain.case import Case
from station.domain.outcome import Candidate, CaseReason, PartScore
from station.domain.visit import Document, Visit
from station.features import Features, live_features
from station.store import record
from station.store.names import fold
from station.wire import evidence, outgoing
from station.wire.delivery import Delivery, record_identity

log = logging.getLogger("station.matcher")

VISIT = "visit"
FACE_LENGTH = 128
FMR = 1e-6  # of the fused decision, for one comparison; divided by the people searched
BATCH = 10
_CASES = uuid.UUID("7d2f0a52-5a0e-4c53-9f5a-0b6f3f1f8c11")  # a case's id follows from the visit's, once and for all


def case_of(visit: str) -> str:
    """The id of the case that a hit of this visit opens."""
    return str(uuid.uuid5(_CASES, visit))


class Found(Protocol):
    """A hit as a gallery gives it."""

    @property
    def key(self) -> str: ...
    @property
    def fused(self) -> Fused: ...


class Searcher(Protocol):
    """One gallery in this process, or many shards elsewhere."""

    def put(self, key: str, face: NDArray[np.float32] | None, fingers: Mapping[int, FingerTemplate]) -> None: ...
    def search(
        self, face: NDArray[np.float32] | None, fingers: Mapping[int, FingerTemplate], limit: int
    ) -> Sequence[Found]: ...
    def remove(self, *keys: str) -> None: ...
    def __len__(self) -> int: ...
    def __contains__(self, key: str) -> bool: ...
    def __iter__(self) -> Iterator[str]:
        """Everybody who is found; what changes meanwhile may be left out."""

    def coverage(self) -> tuple[int, int]:
        """(shards that answer now, all shards)."""


class OneProcess:
    """The gallery of models.matching, in this process."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._gallery = Gallery(calibration)

    def put(self, key: str, face: NDArray[np.float32] | None, fingers: Mapping[int, FingerTemplate]) -> None:
        self._gallery.put(key, face, fingers)

    def search(
        self, face: NDArray[np.float32] | None, fingers: Mapping[int, FingerTemplate], limit: int
    ) -> Sequence[Found]:
        return self._gallery.search(face, fingers, limit)

    def remove(self, *keys: str) -> None:
        for key in keys:
            self._gallery.remove(key)

    def __len__(self) -> int:
        return len(self._gallery)

    def __contains__(self, key: str) -> bool:
        return key in self._gallery

    def __iter__(self) -> Iterator[str]:
        return iter(self._gallery)

    def coverage(self) -> tuple[int, int]:
        return 1, 1


@dataclass(frozen=True)
class _Known:
    """What the matcher keeps in memory of a person it has seen first in `visit`."""

    visit: str
    station: str
    document: Document


class CentralMatcher:
    """`catch_up` once, then `step` again and again; or as an idle call of CentralProcess."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        searcher: Searcher,
        calibration: Calibration,
        *,
        name: str = "matcher",
        fmr: float = FMR,
        observe: Callable[[str, float], None] = lambda _, __: None,
        stopping: threading.Event | None = None,
    ) -> None:
        """`observe(outcome, seconds since the record was sealed)` hears of every match, for metrics."""
        self._desk = desk
        self._ledger = ledger
        self._searcher = searcher
        self._calibration = calibration
        self._name = name
        self._fmr = fmr
        self._observe = observe
        self._stopping = stopping or threading.Event()
        self._known: dict[str, _Known] = {}
        self._mode = ""
        self._caught_up = False

    def catch_up(self) -> int:
        """Put everybody who was matched before into the gallery, in order; how many people. Seconds to hours.

        Shards that are there already are kept, but for people who were erased while nobody kept them.
        """
        self._mode = self._ledger.mode()
        after: str | None = None
        while not self._stopping.is_set():
            page = self._ledger.deliveries(VISIT, after, BATCH, matched=True)
            if not page:
                self._searcher.remove(*[person for person in self._searcher if person not in self._known])
                break
            after = page[-1].record
            for delivery in page:
                visit = self._open(delivery)
                if visit is not None:
                    self._remember(visit, self._features(visit))
        self._caught_up = True
        return len(self._searcher)

    def step(self) -> int:
        """Match what is new; how many records."""
        if not self._caught_up:
            self.catch_up()
        page = self._ledger.deliveries(VISIT, None, BATCH, matched=False)
        for delivery in page:
            if self._stopping.is_set():
                break
            self._match(delivery)
        covered, shards = self._searcher.coverage()
        self._ledger.note_matcher(self._name, len(self._searcher), shards, covered)
        return len(page)

    def forget(self, visit: str) -> None:
        """An erased visit is found no more; its person only by other visits that are still there."""
        for person in [key for key, known in self._known.items() if known.visit == visit]:
            self._searcher.remove(person)
            del self._known[person]
            for other in self._ledger.visits_of(person):
                delivery = self._ledger.delivery(other) if other != visit else None
                found = self._open(delivery) if delivery is not None else None
                if found is not None:
                    self._remember(found, self._features(found))

    def _match(self, delivery: Delivery) -> None:
        visit = self._open(delivery)
        if visit is None:
            self._ledger.note_match(delivery.record, "", "unreadable", 0)
            self._observe("unreadable", 0.0)
            return
        features = self._features(visit)
        hits = self._others(visit, features)
        if hits:
            self._raise_case(delivery, visit, hits)
        linked = any(self._same_identity(visit, self._known[key].document) for key, _ in self._search(visit, features))
        outcome = "hit" if hits else "known" if visit.person in self._known else "linked" if linked else "new"
        self._remember(visit, features)
        self._ledger.note_match(delivery.record, visit.person, outcome, len(hits))
        closed = visit.closed_at or visit.opened_at
        self._observe(outcome, max(0.0, (datetime.now(UTC) - closed).total_seconds()))

    def _open(self, delivery: Delivery) -> Visit | None:
        """The visit, where it is the one that was delivered; whatever else is sealed inside is set aside."""
        try:
            visit = record.decode(self._desk.open(delivery))
            foreign.name(visit.person)
        except Exception as error:  # whatever is sealed inside, those of other stations come next  # noqa: BLE001
            log.warning("a record of %s cannot be read: %s", delivery.station, type(error).__name__)
            return None
        if (visit.id, visit.station) != (delivery.record, delivery.station):
            log.warning("a record of %s holds a visit under another name, or of another station", delivery.station)
            return None
        if visit.mode != self._mode:
            log.warning("a record of mode %s in a %s database", visit.mode, self._mode)
            return None
        return visit

    def _features(self, visit: Visit) -> Features:
        try:
            found = live_features(visit.face, visit.fingers)
        except Exception as error:  # as above  # noqa: BLE001
            log.warning("a record with a template that cannot be read: %s", type(error).__name__)
            return Features(None, {})
        if found.face is not None and (found.face.shape != (FACE_LENGTH,) or not np.isfinite(found.face).all()):
            log.warning("a record with a face vector of another form")
            return Features(None, found.fingers)
        return found

    def _remember(self, visit: Visit, features: Features) -> None:
        if visit.person in self._known or not features:
            return
        if visit.person not in self._searcher:
            self._searcher.put(visit.person, features.face, {int(f): t for f, t in features.fingers.items()})
        self._known[visit.person] = _Known(visit.id, visit.station, visit.document)

    def _search(self, visit: Visit, features: Features) -> list[tuple[str, Fused]]:
        """Everybody else whose evidence reaches the threshold, the strongest first."""
        if not features or not len(self._searcher):
            return []
        threshold = self._calibration.fused_threshold(self._fmr / max(1, len(self._searcher)))
        found = self._searcher.search(features.face, {int(f): t for f, t in features.fingers.items()}, 10)
        return [
            (hit.key, hit.fused)
            for hit in found
            if hit.fused.llr >= threshold and hit.key != visit.person and hit.key in self._known
        ]

    def _others(self, visit: Visit, features: Features) -> list[tuple[str, Fused]]:
        """Hits on another identity: the same person under the same document elsewhere is no case."""
        return [
            (key, fused)
            for key, fused in self._search(visit, features)
            if not self._same_identity(visit, self._known[key].document)
        ]

    @staticmethod
    def _same_identity(visit: Visit, other: Document) -> bool:
        own = visit.document
        if own.key == other.key:
            return True
        return (fold(own.name), own.birth, own.nationality) == (fold(other.name), other.birth, other.nationality)

    def _raise_case(self, delivery: Delivery, visit: Visit, hits: Sequence[tuple[str, Fused]]) -> None:
        candidates = tuple(self._candidate(rank, key, fused) for rank, (key, fused) in enumerate(hits, 1))
        first = self._known[hits[0][0]]
        case = Case(
            id=case_of(visit.id),
            station=visit.station,
            officer=visit.officer,
            created_at=datetime.now(UTC),
            reason=CaseReason.CENTRAL_HIT,
            visit=visit.id,
            person=visit.person,
            document=visit.document,
            candidate_person=hits[0][0],
            candidate_visit=first.visit,
            candidates=candidates,
            face=visit.face,
            fingers=visit.fingers,
            mode=visit.mode,
        )
        others = [self._ledger.delivery(self._known[key].visit) for key, _ in hits[:3]]
        for station, recipient in self._ledger.recipients(delivery.post):
            audience = outgoing.station_audience(station)
            for other in others:
                if other is not None and other.station != station:
                    sealed = evidence.reseal(other, self._desk.keys.sealing_private, recipient)
                    self._desk.post(audience, evidence.EVIDENCE, other.record, sealed)
            identity = record_identity(evidence.CASE, station, case.id)
            body = evidence.seal_for(identity, record.pack(case), recipient, self._desk.keys.signer)
            self._desk.post(audience, evidence.CASE, case.id, body)

    def _candidate(self, rank: int, key: str, fused: Fused) -> Candidate:
        known = self._known[key]
        return Candidate(
            person=key,
            visit=known.visit,
            name=known.document.name,
            document=known.document.key,
            score=fused.llr,
            rank=rank,
            parts=tuple(PartScore(part.part, part.raw, part.llr) for part in fused.parts),
            same_document=False,
        )
