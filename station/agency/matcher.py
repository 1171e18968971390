"""The central matcher: every new enrolment against everybody, and a case at the right post for a hit on somebody else.

It works from the database, not from messages: what is receipted and not yet matched is next, in central's order. A
matcher that is killed between sending a case and noting the match sends the same case again, which changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from models.errors import BiometricError
from models.face.encoders import ENCODERS
from models.face.template import FaceTemplate
from models.finger.compare import FingerTemplate
from models.matching.calibration import Calibration
from models.matching.fuse import Fused
from models.matching.gallery import Gallery
from models.matching.pieces import Cipher
from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.domain import foreign
from station.domain.case import Case, chip_for_case
from station.domain.correction import Correction
from station.domain.outcome import Candidate, CaseReason, PartScore
from station.domain.visit import Document, Visit
from station.features import Features, live_features
from station.store import record
from station.store.names import fold
from station.wire import evidence, outgoing
from station.wire.delivery import Delivery, record_identity

log = logging.getLogger("station.matcher")

VISIT, CORRECTION = "visit", "correction"
FMR = 1e-6  # of the fused decision, for one comparison; divided by the people searched
BATCH = 10
PAGE = 5000  # lines of the ledger that are compared at once when catching up
CORRECTIONS = 200  # that are read at once at a start
SAVE_AFTER = 256  # people who are new; or fewer, once nothing waits
ERASED_SECONDS = 5.0  # between two looks at what other processes have erased
KNOWN = 4096  # records of which the document is remembered
# What a record can do to its readers; a lost database or shard is something else, and is tried again.
_UNREADABLE: tuple[type[Exception], ...] = (BiometricError, *foreign.UNREADABLE)
_CASES = uuid.UUID("7d2f0a52-5a0e-4c53-9f5a-0b6f3f1f8c11")  # a case's id follows from the visit's, once and for all


def case_of(visit: str) -> str:
    """The id of the case that a hit of this visit opens."""
    return str(uuid.uuid5(_CASES, visit))


class GalleryHit(Protocol):
    """A hit as a gallery gives it."""

    @property
    def key(self) -> str: ...
    @property
    def fused(self) -> Fused: ...


class Searcher(Protocol):
    """One gallery in this process, or many shards elsewhere. What is noted with a person is the visit they are known
    by; it stays with them on disk."""

    def put(self, key: str, face: FaceTemplate | None, fingers: Mapping[int, FingerTemplate], note: str) -> None: ...
    def search(
        self, face: FaceTemplate | None, fingers: Mapping[int, FingerTemplate], limit: int, floor: float
    ) -> Sequence[GalleryHit]: ...
    def remove(self, *keys: str) -> None: ...
    def note(self, key: str) -> str | None: ...
    def noted(self, note: str) -> list[str]: ...
    def save(self) -> None:
        """Write what has changed, so that a new start finds it."""

    def __len__(self) -> int: ...
    def __contains__(self, key: str) -> bool: ...
    def __iter__(self) -> Iterator[str]:
        """Everybody who is found; what changes meanwhile may be left out."""

    def coverage(self) -> tuple[int, int]:
        """(shards that answer now, all shards)."""


class OneProcess:
    """The gallery of models.matching in this process, kept in `folder`, sealed; nowhere without one.

    What of it is torn, changed or of another version is left out, and made again from the records as the rest is.
    """

    def __init__(
        self, calibration: Calibration | None = None, folder: Path | None = None, cipher: Cipher | None = None
    ) -> None:
        self._folder, self._cipher = folder, cipher
        if folder is None:
            self._gallery = Gallery(calibration)
            return
        self._gallery, lost = Gallery.recover(folder, calibration, cipher)
        for detail in lost:
            log.warning("a file of the gallery is not used: %s", detail)

    def put(self, key: str, face: FaceTemplate | None, fingers: Mapping[int, FingerTemplate], note: str) -> None:
        self._gallery.put(key, face, fingers, note)

    def search(
        self, face: FaceTemplate | None, fingers: Mapping[int, FingerTemplate], limit: int, floor: float
    ) -> Sequence[GalleryHit]:
        return self._gallery.search(face, fingers, limit, floor=floor)

    def remove(self, *keys: str) -> None:
        for key in keys:
            self._gallery.remove(key)

    def note(self, key: str) -> str | None:
        return self._gallery.note(key)

    def noted(self, note: str) -> list[str]:
        return self._gallery.noted(note)

    def save(self) -> None:
        if self._folder is not None:
            self._gallery.save(self._folder, self._cipher)

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
    """What is told of a person whom the matcher has seen first in `visit`."""

    visit: str
    station: str
    document: Document


class CentralMatcher:
    """`step` again and again, as an idle call of CentralProcess: it catches up first, some records at a time, so that
    receipts are written meanwhile. `catch_up` does that at once."""

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
        self._lookup = lru_cache(maxsize=KNOWN)(self._look_up)
        self._mode = ""
        self._caught_up = False
        self._after: str | None = None  # the last record that catching up has asked for
        self._page: deque[tuple[str, str]] = deque()
        self._seen: set[str] = set()
        self._belongs: dict[str, str] = {}  # visit -> person, where a ruling said another one than its record
        self._unsaved = 0
        self._erased_until: datetime | None = None
        self._erased_seen: set[str] = set()
        self._looked_at = -ERASED_SECONDS

    def catch_up(self) -> int:
        """Until everybody who was matched before is in the gallery, and nobody else; how many people."""
        while not self._caught_up and not self._stopping.is_set():
            self._catch_up_some()
        return len(self._searcher)

    def _catch_up_some(self) -> None:
        """Some of what was matched before, in order: a person is known by the first visit that is still there.

        What the gallery holds is compared with the ledger alone; only records that are missing are opened.
        """
        if not self._mode:
            self._mode = self._ledger.mode()
            self._read_corrections()
        self._forget_erased()
        if not self._page:
            self._page.extend(self._ledger.matched(VISIT, self._after, PAGE))
            if not self._page:
                self._searcher.remove(*[person for person in self._searcher if person not in self._seen])
                self._seen.clear()
                self._searcher.save()
                self._caught_up = True
                log.info("the matcher has caught up: %d people", len(self._searcher))
                return
            self._after = self._page[-1][0]
        opened = 0
        while self._page and opened < BATCH and not self._stopping.is_set():
            record_id, person = self._page.popleft()
            person = self._belongs.get(record_id, person)
            if person in self._seen:
                continue
            if self._searcher.note(person) != record_id:
                opened += 1
                self._searcher.remove(person)  # known by a visit that was erased since, or not at all
                if not self._put_record(record_id, person):
                    continue  # another visit of theirs may do
            self._seen.add(person)

    def _put_record(self, record_id: str, person: str) -> bool:
        """By this record, whosever it was when it was sealed: a ruling may have said otherwise since."""
        delivery = self._ledger.delivery(record_id)
        visit = self._open(delivery) if delivery is not None else None
        return visit is not None and self._remember(replace(visit, person=person), self._features(visit))

    def step(self) -> int:
        """Match what is new, or catch up by some records; how many records."""
        if not self._caught_up:
            self._catch_up_some()
            return 1
        self._forget_erased()
        page = self._ledger.deliveries(VISIT, None, BATCH, matched=False)
        for delivery in page:
            if self._stopping.is_set():
                break
            self._match(delivery)
        corrected = 0 if page else self._correct()
        if self._unsaved and (self._unsaved >= SAVE_AFTER or not page):
            self._unsaved = 0
            self._searcher.save()
        covered, shards = self._searcher.coverage()
        self._ledger.note_matcher(self._name, len(self._searcher), shards, covered)
        return len(page) + corrected

    def _correct(self) -> int:
        """Follow the new versions of visits that rulings made; how many. Only when every visit before them is matched:
        they arrive in the order in which they were made."""
        page = self._ledger.deliveries(CORRECTION, None, BATCH, matched=False)
        for delivery in page:
            found = self._read_correction(delivery)
            if found is not None:
                self._belongs[found.visit] = found.person
                self._moved(found.visit, found.person)
            self._ledger.note_match(delivery.record, "", "unreadable" if found is None else "linked", 0)
        return len(page)

    def _read_corrections(self) -> None:
        """Those that were followed before. They are read where they lie, signed: whose a visit is, the ledger's lines
        know as it was sealed."""
        after: str | None = None
        while page := self._ledger.deliveries(CORRECTION, after, CORRECTIONS, matched=True):
            after = page[-1].record
            for found in filter(None, map(self._read_correction, page)):
                self._belongs[found.visit] = found.person

    def _read_correction(self, delivery: Delivery) -> Correction | None:
        """None for what is none, or of a visit that is not that station's."""
        try:
            found = record.unpack(Correction, self._desk.open(delivery))
            foreign.name(found.person)
            uuid.UUID(found.visit)
        except Exception as error:  # whatever is sealed inside, those of other stations come next  # noqa: BLE001
            log.warning("a correction of %s cannot be read: %s", delivery.station, type(error).__name__)
            return None
        own = (found.id, found.station) == (delivery.record, delivery.station)
        if not own or self._ledger.station_of(found.visit) != delivery.station:
            log.warning("a correction of %s under another name, or of another station's visit", delivery.station)
            return None
        return found

    def _moved(self, visit: str, person: str) -> None:
        """The visit is somebody else's: whoever was found by it is found by another one of theirs, or not at all."""
        for before in self._searcher.noted(visit):
            if before != person:
                self._searcher.remove(before)
                self._by_another(before, visit)
        if person not in self._searcher:
            self._put_record(visit, person)
        self._lookup.cache_clear()
        self._searcher.save()

    def _by_another(self, person: str, visit: str) -> None:
        moved_in = [other for other, whose in self._belongs.items() if whose == person]
        for other in (*self._ledger.visits_of(person), *moved_in):
            if other != visit and self._belongs.get(other, person) == person and self._put_record(other, person):
                return

    def _forget_erased(self) -> None:
        """What another process of the agency has erased: it tells nobody."""
        if time.monotonic() - self._looked_at < ERASED_SECONDS:
            return
        self._looked_at = time.monotonic()
        erased, self._erased_until = self._ledger.erased(self._erased_until)
        for visit in erased - self._erased_seen:
            self.forget(visit)
        self._erased_seen = erased

    def forget(self, visit: str) -> None:
        """An erased visit is found no more; its person only by other visits that are still there."""
        self._lookup.cache_clear()
        people = self._searcher.noted(visit)
        for person in people:
            self._searcher.remove(person)
            self._by_another(person, visit)
        if people:
            self._searcher.save()

    def _look_up(self, visit: str) -> _Known | None:
        """What a visit says of its person; from its record, since only few people are ever asked about."""
        delivery = self._ledger.delivery(visit)
        found = self._open(delivery) if delivery is not None else None
        return None if found is None else _Known(found.id, found.station, found.document)

    def _known(self, person: str) -> _Known | None:
        visit = self._searcher.note(person)
        return self._lookup(visit) if visit else None

    def _match(self, delivery: Delivery) -> None:
        visit = self._open(delivery)
        if visit is None:
            self._ledger.note_match(delivery.record, "", "unreadable", 0)
            self._observe("unreadable", 0.0)
            return
        features = self._features(visit)
        try:
            found = self._search(visit, features)
        except _UNREADABLE as error:  # a template that decodes and cannot be compared
            log.error("a record of %s makes its search fail: %s", delivery.station, type(error).__name__)  # noqa: TRY400
            features, found = Features(None, {}), []
        hits = [(key, fused, known) for key, fused, known in found if not self._same_identity(visit, known.document)]
        if hits:
            self._raise_case(delivery, visit, hits)
        linked = len(found) > len(hits)
        outcome = "hit" if hits else "known" if visit.person in self._searcher else "linked" if linked else "new"
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
        if found.face is None:
            return found
        face = found.face.only(ENCODERS)
        if face is not None and any(len(vector) != ENCODERS[name].size for name, vector in face.vectors.items()):
            log.warning("a record with a face vector of another form")
            face = None
        return Features(face, found.fingers)

    def _remember(self, visit: Visit, features: Features) -> bool:
        """Whether the person is in the gallery now by this visit."""
        if visit.person in self._searcher or not features:
            return False
        fingers = {int(f): t for f, t in features.fingers.items()}
        try:
            self._searcher.put(visit.person, features.face, fingers, visit.id)
        except _UNREADABLE as error:
            log.error("a record of %s does not go into the gallery: %s", visit.station, type(error).__name__)  # noqa: TRY400
            self._searcher.remove(visit.person)
            return False
        self._unsaved += 1
        return True

    def _search(self, visit: Visit, features: Features) -> list[tuple[str, Fused, _Known]]:
        """Everybody else whose evidence reaches the threshold, the strongest first."""
        if not features or not len(self._searcher):
            return []
        threshold = self._calibration.fused_threshold(self._fmr / max(1, len(self._searcher)))
        fingers = {int(f): t for f, t in features.fingers.items()}
        found = self._searcher.search(features.face, fingers, 10, threshold)
        others = [(hit.key, hit.fused, self._known(hit.key)) for hit in found if hit.key != visit.person]
        return [(key, fused, known) for key, fused, known in others if known is not None]

    @staticmethod
    def _same_identity(visit: Visit, other: Document) -> bool:
        own = visit.document
        if own.key == other.key:
            return True
        return (fold(own.name), own.birth, own.nationality) == (fold(other.name), other.birth, other.nationality)

    def _raise_case(self, delivery: Delivery, visit: Visit, hits: Sequence[tuple[str, Fused, _Known]]) -> None:
        candidates = tuple(self._candidate(rank, *hit) for rank, hit in enumerate(hits, 1))
        first = hits[0][2]
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
            page=visit.page,
            chip=chip_for_case(visit.chip),
        )
        others = [self._ledger.delivery(known.visit) for _, _, known in hits[:3]]
        for station, recipient in self._ledger.recipients(delivery.post):
            audience = outgoing.station_audience(station)
            for other in others:
                if other is not None and other.station != station:
                    sealed = evidence.reseal(other, self._desk.keys.sealing_private, recipient)
                    self._desk.post(audience, evidence.EVIDENCE, other.record, sealed)
            identity = record_identity(evidence.CASE, station, case.id)
            body = evidence.seal_for(identity, record.pack(case), recipient, self._desk.keys.signer)
            self._desk.post(audience, evidence.CASE, case.id, body)

    @staticmethod
    def _candidate(rank: int, key: str, fused: Fused, known: _Known) -> Candidate:
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
