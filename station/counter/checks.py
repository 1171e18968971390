"""The check step: 1:1 against the record, 1:N over this station, and the case that the rules ask for."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from models.errors import BadGallery, BiometricError, BrokenPrint
from models.matching.gallery import Hit
from station import logs
from station.config import Config
from station.counter.biometrics import Biometrics
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.counter.verify import Verifier, parts
from station.domain import desk
from station.domain.case import Case, chip_for_case
from station.domain.chip import against, seal_against
from station.domain.outcome import Candidate, CaseReason, Comparison, Modality
from station.domain.reference import Reference, is_mixed, visit_of
from station.domain.samples import Finger
from station.domain.visit import Document, Visit
from station.errors import StationError
from station.features import Features, face_of, features_of, live_features
from station.review.cases import Cases
from station.store import records, references
from station.store.session import Store
from station.workflow.adjudication import Doubts, raised_for
from station.workflow.check import CheckOutcome, find


class Watchlist(Protocol):
    """Screens a traveller against the agency's list; nothing is listed where none was pulled."""

    def screen(self, document: Document, features: Features) -> tuple[Candidate, ...]: ...
    def __len__(self) -> int:
        """How many entries the list has; 0 where none was pulled."""
        ...

    def state(self) -> desk.ListState | None:
        """What there is to screen against, None where nothing was pulled."""

    def beside(self, document: Document, features: Features, candidate: Candidate) -> tuple[desk.ListedField, ...]:
        """A candidate of `screen`, field by field beside the traveller; empty where the list has let go of it."""


class NoWatchlist:
    def screen(self, document: Document, features: Features) -> tuple[Candidate, ...]:  # noqa: ARG002
        return ()

    def state(self) -> desk.ListState | None:
        return None

    def beside(self, document: Document, features: Features, candidate: Candidate) -> tuple[desk.ListedField, ...]:  # noqa: ARG002
        return ()

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, eq=False)
class Checks:
    store: Store
    biometrics: Biometrics
    verifier: Verifier
    cases: Cases
    documents: Documents
    config: Config
    watchlist: Watchlist
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    missing: Callable[[], int] = lambda: 0  # people on record who are not in the gallery yet
    document_alone_case: bool = False  # the policy's: a supervisor looks where nothing of the traveller was taken
    changed: Callable[[bool], None] = lambda _: None  # of the gallery; True where somebody was erased
    _filling: threading.Lock = field(default_factory=threading.Lock, repr=False)  # the counter's and the road's thread

    def put(self, person: str, visit: str) -> bool:
        """Put somebody on record into the gallery by the reference of this note, which is a visit's alone unless a
        ruling changed it; False where it cannot be."""
        with self._filling:
            if person in self.biometrics.gallery:
                return False
            with self.store.reading() as unit:
                reference = references.visit_reference(unit, visit)
                if is_mixed(visit):
                    reference = references.first_reference(unit, person)
            return reference is not None and self._hold(reference)

    def remember(self, visit: Visit) -> None:
        """A sealed visit's person is found from now on; who is known keeps the reference of the first visit."""
        with self._filling:
            if visit.person not in self.biometrics.gallery:
                self._put(visit.person, visit.id, live_features(visit.face, visit.fingers))
                self.changed(False)

    def refresh(self, visits: Iterable[str]) -> int:
        """Visits came into the records or were erased from them while the station runs: the gallery follows at once.

        Who arrived is found from now on. Who was held by an erased visit is found by another one of theirs, or not at
        all. Returns how many people changed. From any thread; a search that runs is waited for.
        """
        people = 0
        for visit in visits:
            with self._filling:
                with self.store.reading() as unit:
                    arrived = references.visit_reference(unit, visit)
                changed = self._forget(visit) if arrived is None else int(self._arrived(arrived))
            if changed:
                self.changed(arrived is None)
            people += changed
        return people

    def follow(self, people: Iterable[str]) -> int:
        """A ruling may have moved visits of these people, or changed their references: each is found from now on by
        what stands on record, or not at all. How many changed."""
        changed = 0
        for person in people:
            with self._filling:
                reference, held = self._reference(person), self.biometrics.gallery.note(person)
                if held == (None if reference is None else reference.note):
                    continue
                self.biometrics.gallery.remove(person)
                if reference is not None:
                    self._hold(reference)
                changed += 1
        if changed:
            self.changed(True)  # whom a file still names is found by nobody after a power cut, either
        return changed

    def _arrived(self, reference: Reference) -> bool:
        first = self._reference(reference.person)
        known = reference.person in self.biometrics.gallery
        if first is None or (known and first.visit != reference.visit):
            return False
        return self._hold(first)

    def _forget(self, visit: str) -> int:
        """Nobody is held in memory by this visit any more; how many people were."""
        gallery = self.biometrics.gallery
        mixed = [person for person, note in gallery.notes().items() if is_mixed(note)]
        people = list(dict.fromkeys((*gallery.noted(visit), *filter(self._is_stale, mixed))))
        for person in people:
            self.biometrics.gallery.remove(person)
            other = self._reference(person)
            if other is not None:
                self._hold(other)
        return len(people)

    def _is_stale(self, person: str) -> bool:
        reference = self._reference(person)
        return reference is None or reference.note != self.biometrics.gallery.note(person)

    def _hold(self, reference: Reference) -> bool:
        try:
            self._put(reference.person, reference.note, features_of(reference))
        except BiometricError as error:
            logs.log.warning("reference unusable", visit=reference.visit, code=error.code)
            return False
        return True

    def _put(self, person: str, note: str, features: Features) -> None:
        if features:
            fingers = {int(f): t for f, t in features.fingers.items()}
            self.biometrics.gallery.put(person, features.face, fingers, note=note)

    def run(
        self, draft: Draft, cancel: threading.Event, beside: Callable[[], None] = lambda: None
    ) -> tuple[desk.CheckResult, str | None]:
        """All comparisons of the visit; the id of the case that was opened, if one was. `beside` is called when they
        are made, before a case is opened: what was read meanwhile goes into the draft, and so into the case."""
        live = live_features(draft.face, draft.fingers.values())
        reference = self._reference(draft.person) if draft.known else None
        comparisons: tuple[Comparison, ...] = ()
        advice = desk.FingerAdvice()
        if reference is not None:
            held = self._held(reference)
            comparisons, advice = self.verifier.examine(live, held, reference.visit, reference.person)
            self._tell_technician(advice, draft)
        candidates = tuple(self._candidates(self._search(live, cancel) if live else [], draft))
        assert draft.document is not None  # noqa: S101  the table lets nobody check without a document
        listed = self.watchlist.screen(draft.document, live)
        draft.comparisons = comparisons
        plain = tuple(c.candidate for c in candidates)
        finding = find(
            comparisons, plain, draft.person if draft.known else None, self.verifier.candidate_threshold, listed
        )
        if self.document_alone_case and not live and finding.case is None:
            finding = CheckOutcome(CaseReason.QUALITY, finding.other)
        beside()
        case = None
        # Exchanged fingers are not yet a doubt about the person: the officer relabels them or lets it stand.
        explained = finding.case is CaseReason.FUSED_NO_MATCH and advice.exchanged and not draft.order_stands
        if finding.case is not None and not explained:
            other = finding.other or (plain[0] if plain else None)
            case = self._open(draft, finding.case, other, (*listed, *plain))
        by_modality = {c.modality: c for c in comparisons}
        result = desk.CheckResult(
            first_visit=not draft.known,
            live_face=self.documents.picture(draft.face.image) if draft.face else None,
            reference_face=self.documents.picture(reference.face_crop) if reference else None,
            face=by_modality.get(Modality.FACE),
            fingers=by_modality.get(Modality.FINGERS),
            fused=by_modality.get(Modality.FUSED),
            gallery_size=len(self.biometrics.gallery),
            gallery_missing=self.missing(),
            candidates=candidates,
            watchlist=tuple(
                desk.CheckedCandidate(c, fields=self.watchlist.beside(draft.document, live, c)) for c in listed
            ),
            list_state=self.watchlist.state(),
            case=self.cases.state(case) if case else None,
            advice=advice,
            nothing_taken=not live,
            one_finger=live.face is None and len(live.fingers) == 1,
            prints=() if reference is None else self._prints(draft, reference, by_modality.get(Modality.FINGERS)),
        )
        return result, case

    def _prints(self, draft: Draft, reference: Reference, comparison: Comparison | None) -> tuple[desk.PrintPair, ...]:
        """Both sides of every finger that was taken; the record's pictures while its key is still on this station."""
        try:
            with self.store.reading() as unit:
                record = records.visit(unit, reference.visit)
            stored = {sample.finger: sample.image for sample in record.fingers}
        except StationError as error:  # gone by policy after the agency's receipt: templates remain
            logs.log.info("record pictures not on this station", visit=reference.visit, code=error.code)
            stored = {}
        weights = {} if comparison is None else {part.part: part.llr for part in comparison.parts}
        pairs = []
        for finger, sample in sorted(draft.fingers.items()):
            weight = weights.get(str(int(finger)))
            agrees = None if weight is None else weight > 0
            pairs.append(desk.PrintPair(finger, sample.image, stored.get(finger, b""), agrees))
        return tuple(pairs)

    @staticmethod
    def _tell_technician(advice: desk.FingerAdvice, draft: Draft) -> None:
        if advice.turned is None:
            draft.warnings.discard("reader_turned")
            return
        draft.warnings.add("reader_turned")
        readers = sorted({f"{s.source.model} {s.source.serial}" for s in draft.fingers.values()})
        logs.log.warning("prints are turned; is the reader upside down?", degrees=advice.turned, readers=readers)

    def _search(self, live: Features, cancel: threading.Event) -> list[Hit]:
        """Over everybody; a print whose file was changed on the disk is read from the records again first."""
        while True:
            try:
                return self.verifier.search(live, cancel)
            except BrokenPrint as broken:
                self.read_again(broken.key)

    def read_again(self, person: str) -> int:
        """Put everybody in anew whose prints cannot be read, in the file where this person's cannot; how many."""
        gallery = self.biometrics.gallery
        people = {one: gallery.note(one) or "" for one in gallery.unreadable(person)}
        logs.log.warning("prints of the gallery unreadable", people=len(people))
        for one, visit in people.items():
            gallery.remove(one)
            self.put(one, visit)
        self.changed(True)
        return len(people)

    def raise_case(self, draft: Draft, note: str) -> str:
        """The officer's own call for a supervisor."""
        plain = tuple(c.candidate for c in draft.check.candidates) if draft.check else ()
        return self._open(draft, raised_for(self._doubts(draft)), plain[0] if plain else None, plain, note)

    def _doubts(self, draft: Draft) -> Doubts:
        samples = (*draft.taken(), *((draft.face,) if draft.face else ()))
        findings = draft.stay.findings if draft.stay else ()
        return Doubts(
            attack=self.cases.alarmed(draft.face, draft.taken()),
            failed=any(c.outcome.value == "no_match" for c in draft.comparisons),
            document=against(draft.chip) or any(map(seal_against, draft.seals)),
            overstay=any(code.startswith("overstay_") for code in findings),
            poor=not all(sample.sufficient for sample in samples),
            listed=bool(draft.check and draft.check.candidates),
        )

    def _open(
        self, draft: Draft, reason: CaseReason, other: Candidate | None, listed: tuple[Candidate, ...], note: str = ""
    ) -> str:
        """A new case; the one that this visit has already where it is about the same evidence and the same doubt."""
        for known in map(self.cases.case, draft.cases):
            if known.reason is reason and draft.evidence().is_that_of(known):
                return known.id
        assert draft.document is not None  # noqa: S101  see run
        other_side = reason is not CaseReason.FUSED_NO_MATCH and other is not None
        reference = self._reference(draft.person) if draft.known and not other_side else None
        case = Case(
            id=str(uuid.uuid4()),
            station=self.config.station,
            officer=draft.officer,
            created_at=self.clock(),
            reason=reason,
            visit=draft.id,
            person=draft.person,
            document=draft.document,
            candidate_person=other.person if other_side and other else (reference.person if reference else None),
            candidate_visit=other.visit if other_side and other else (reference.visit if reference else None),
            candidates=listed,
            comparisons=draft.comparisons,
            face=draft.face,
            fingers=draft.taken(),
            mode=self.config.mode,
            note=note,
            page=draft.page,
            chip=chip_for_case(draft.chip),
        )
        self.cases.open(case)
        return case.id

    def _candidates(self, hits: list[Hit], draft: Draft) -> list[desk.CheckedCandidate]:
        found = []
        key = draft.document.key if draft.document else ""
        for rank, hit in enumerate(hits, 1):
            with self.store.reading() as unit:
                reference = references.visit_reference(unit, visit_of(self.biometrics.gallery.note(hit.key) or ""))
            if reference is None:
                continue  # erased since the search
            candidate = Candidate(
                person=hit.key,
                visit=reference.visit,
                name=reference.document.name,
                document=reference.document.number,
                score=float(hit.fused.llr),
                rank=rank,
                parts=parts(hit.fused),
                same_document=reference.document.key == key,
            )
            found.append(desk.CheckedCandidate(candidate, self.documents.picture(reference.face_crop)))
        return found

    def _reference(self, person: str) -> Reference | None:
        """The first trusted reference of a person: what the gallery holds, too."""
        with self.store.reading() as unit:
            return references.first_reference(unit, person)

    def _held(self, reference: Reference) -> Features:
        """What to compare with: a reference's fingers from the gallery, where they lie ready, else from the record."""
        gallery = self.biometrics.gallery
        if gallery.note(reference.person) == reference.note:
            try:
                fingers = gallery.templates(reference.person)
            except BadGallery:
                self.read_again(reference.person)
            else:
                return Features(face_of(reference), {Finger(position): found for position, found in fingers.items()})
        return features_of(reference)
