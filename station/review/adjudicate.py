"""The supervisor's desk: the queue, one case side by side, and the ruling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from models.errors import BiometricError
from models.finger import codec
from models.finger.compare import FingerTemplate, compare
from models.types import Minutiae
from station import logs
from station.domain.case import Case, CaseRow, row_of
from station.domain.desk import CaseDetail, CaseSummary, Difference, FingerPair, Mark, RulingChoice
from station.domain.officer import Officer, Permission
from station.domain.outcome import CaseRuling, Comparison, Modality
from station.domain.reference import Reference
from station.domain.samples import Finger
from station.domain.visit import Document, Visit
from station.errors import NotAllowed, StationError
from station.features import Features, features_of, live_features
from station.review.cases import Cases
from station.store import officers, records, references
from station.store.session import Store
from station.workflow.policy import Policy

FIELDS = ("surname", "given_names", "birth", "sex", "nationality", "number", "issuer", "expiry")


class Comparer(Protocol):
    """The comparison of the counter, with the threshold that it decides by."""

    @property
    def threshold(self) -> float: ...
    def compare(
        self, live: Features, reference: Features, visit: str | None, person: str | None
    ) -> tuple[Comparison, ...]: ...


class Pictures(Protocol):
    def picture(self, image: bytes | None, /) -> Any:
        """A stored JPEG or PNG as a uint8 array, None where there is none or it cannot be read."""


class Adjudication:
    """One supervisor's desk; blocking calls belong on a worker thread."""

    def __init__(
        self,
        store: Store,
        cases: Cases,
        verifier: Comparer,
        documents: Pictures,
        policy: Policy,
        supervisor: Officer,
    ) -> None:
        if not supervisor.may(Permission.ADJUDICATE):
            raise NotAllowed(f"role {supervisor.role.value} rules no cases")
        self._supervisor = supervisor
        self._store = store
        self._cases = cases
        self._verifier = verifier
        self._documents = documents
        self._policy = policy

    def waiting(self) -> tuple[CaseSummary, ...]:
        """Raises NotAllowed once the account is no supervisor's more."""
        with self._store.reading() as unit:
            officers.require_still(unit, self._supervisor, Permission.ADJUDICATE)
        return tuple(_summary(case) for case in self._cases.queue())

    def choices(self) -> tuple[RulingChoice, ...]:
        return tuple(RulingChoice(CaseRuling(key), reasons) for key, reasons in self._policy.ruling_reasons.items())

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that the queue changed, from any thread; returns how to stop that."""
        return self._cases.watch(lambda _: changed())

    def release(self, case: str) -> None:
        self._cases.release(case, self._supervisor)

    def open_case(self, case_id: str, *, take_over: bool = False) -> CaseDetail:
        """Claim a case and lay both sides out; `take_over` also from a colleague who has it.

        Raises CaseConflict when a colleague has it and it is not to be taken over.
        """
        supervisor = self._supervisor
        case = self._cases.claim(case_id, supervisor, take_over=take_over)
        reference, visit = self._other_side(case)
        comparisons = self._compare(case, reference)
        fused = comparisons.get(Modality.FUSED)
        face = comparisons.get(Modality.FACE)
        return CaseDetail(
            summary=_summary(row_of(case)),
            live_face=self._documents.picture(case.face.image) if case.face else None,
            record_face=self._documents.picture(reference.face_crop) if reference else None,
            live_document=case.document.number,
            record_document=reference.document.number if reference else "",
            recorded_at=reference.captured_at if reference else None,
            face_score=face.score if face and face.parts else None,
            fingers=self._pairs(case, reference, visit, comparisons.get(Modality.FINGERS)),
            differences=_differences(case.document, reference.document) if reference else (),
            score=fused.score if fused and fused.parts else None,
            threshold=self._verifier.threshold,
            fmr_at_threshold=self._policy.matching.fmr_verification,
            may_rule=case.officer != supervisor.name,
        )

    def rule(self, case_id: str, ruling: CaseRuling, reason: str, note: str) -> None:
        self._cases.rule(case_id, self._supervisor, ruling, reason, note)

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def _other_side(self, case: Case) -> tuple[Reference | None, Visit | None]:
        """The reference, and the whole record while its key is still on this station: it has the finger pictures."""
        if case.candidate_visit is None:
            return None, None
        with self._store.reading() as unit:
            reference = references.visit_reference(unit, case.candidate_visit)
            try:
                return reference, records.visit(unit, case.candidate_visit)
            except StationError as error:  # gone by policy after the agency's receipt: templates remain
                logs.log.info("record pictures not on this station", case=case.id, code=error.code)
                return reference, None

    def _compare(self, case: Case, reference: Reference | None) -> Mapping[Modality, Comparison]:
        if reference is None:
            return {}
        live = live_features(case.face, case.fingers)
        results = self._verifier.compare(live, features_of(reference), reference.visit, reference.person)
        return {c.modality: c for c in results}

    def _pairs(
        self, case: Case, reference: Reference | None, visit: Visit | None, comparison: Comparison | None
    ) -> tuple[FingerPair, ...]:
        live = {s.finger: s for s in case.fingers}
        stored = {} if reference is None else {Finger(n): f for n, f in reference.fingers.items()}
        pictures = {} if visit is None else {s.finger: s.image for s in visit.fingers}
        scores = {} if comparison is None else {p.part: p.llr for p in comparison.parts}
        pairs = []
        for finger in sorted({*live, *stored}):
            ours = _minutiae(live[finger].template) if finger in live else None
            theirs = _minutiae(stored[finger].template) if finger in stored else None
            ours_marked, theirs_marked = _marks(ours, theirs)
            pairs.append(
                FingerPair(
                    finger=finger,
                    live=self._documents.picture(live[finger].image) if finger in live else None,
                    record=self._documents.picture(pictures.get(finger)),
                    score=scores.get(str(int(finger))),
                    live_marks=ours_marked,
                    record_marks=theirs_marked,
                )
            )
        return tuple(pairs)


def _minutiae(record: bytes) -> Minutiae | None:
    try:
        return codec.decode(record).views[0]
    except BiometricError as error:
        logs.log.warning("template unreadable", code=error.code)
        return None


def _marks(live: Minutiae | None, record: Minutiae | None) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Every minutia of both prints; those that the matcher paired are told apart."""
    paired: Any = ()
    if live is not None and record is not None:
        explained = compare(FingerTemplate.from_minutiae(live), FingerTemplate.from_minutiae(record), explain=True)
        paired = explained.pairs
    left, right = {int(p[0]) for p in paired}, {int(p[1]) for p in paired}
    return _marked(live, left), _marked(record, right)


def _marked(minutiae: Minutiae | None, paired: set[int]) -> tuple[Mark, ...]:
    if minutiae is None:
        return ()
    rows = zip(minutiae.x, minutiae.y, minutiae.angle, strict=True)
    return tuple(Mark(float(x), float(y), float(a), i in paired) for i, (x, y, a) in enumerate(rows))


def _summary(row: CaseRow) -> CaseSummary:
    return CaseSummary(
        id=row.id,
        name=row.name,
        reasons=(row.reason,),
        counter=row.station,
        opened_at=row.created_at,
        score=row.score,
        claimed_by=row.claimed_by,
    )


def _differences(live: Document, record: Document) -> tuple[Difference, ...]:
    return tuple(Difference(f, str(getattr(live, f)), str(getattr(record, f))) for f in FIELDS)
