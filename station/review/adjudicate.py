"""The supervisor's desk: the queue, one case side by side, and the ruling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np

from models.document.chip import face as chip_face
from models.errors import BiometricError
from models.finger import codec
from models.finger.compare import FingerTemplate, compare
from models.matching import evidence
from models.matching.calibration import Calibration
from models.standards.ber import BadEncoding
from models.types import Minutiae
from station import logs
from station.domain.case import Case, CaseRow, CaseStatus, row_of
from station.domain.chip import ChipEvidence
from station.domain.desk import (
    CaseCount,
    CaseDetail,
    CaseSummary,
    Curves,
    Difference,
    FingerPair,
    Fit,
    Mark,
    Meaning,
    QueueView,
    RulingChoice,
)
from station.domain.officer import Officer, Permission
from station.domain.outcome import CaseReason, CaseRuling, Comparison, Modality, Opinion
from station.domain.reference import Reference
from station.domain.samples import Finger
from station.domain.visit import Document, Visit
from station.errors import NotAllowed, StationError
from station.features import Features, features_of, live_features
from station.review.cases import Cases
from station.store import officers, records, references
from station.store.session import Store
from station.workflow import adjudication
from station.workflow.policy import Policy

FIELDS = ("surname", "given_names", "birth", "sex", "nationality", "number", "issuer", "expiry")
ENCOUNTERS = 8  # of the identity on record that are listed
NFIQ2_FAILED = 255
_THUMB = 96  # pixels: the shorter side of a card's picture is at least half of it
_FORK = 2  # models.types.Minutiae.kind: a bifurcation


class Comparer(Protocol):
    """The comparison of the counter, with the threshold that it decides by and what its scores are worth."""

    @property
    def threshold(self) -> float: ...
    @property
    def calibration(self) -> Calibration: ...
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
        self._looked: set[str] = set()  # cases that need not be covered for this supervisor any more
        self._listed: dict[str, CaseSummary] = {}  # as they were: what is the same object need not be compared again
        self._store = store
        self._cases = cases
        self._verifier = verifier
        self._documents = documents
        self._policy = policy

    def waiting(
        self, lines: int, reason: CaseReason | None = None, counter: str = "", after: CaseSummary | None = None
    ) -> QueueView:
        """The first `lines` of the queue, or those `after` a line, of one kind or post where one is given, and how many
        wait altogether.

        Raises NotAllowed once the account is no supervisor's more; so do the others.
        """
        self._still_allowed()
        rows = self._cases.queue(lines + 1, _place(after), reason, counter)
        counts = tuple(CaseCount(*one) for one in self._cases.counts())
        return QueueView(self._lines(rows[:lines], after), counts, len(rows) > lines)

    def ruled(self, lines: int, after: CaseSummary | None = None) -> QueueView:
        """The latest rulings, or those before one."""
        self._still_allowed()
        rows = self._cases.ruled(lines + 1, _place(after))
        counts = tuple(CaseCount(*one) for one in self._cases.counts())
        return QueueView(self._lines(rows[:lines], after), counts, len(rows) > lines)

    def _lines(self, rows: list[CaseRow], after: CaseSummary | None) -> tuple[CaseSummary, ...]:
        found = []
        for row in rows:
            line = self._summary(row)
            before = self._listed.get(row.id)
            found.append(before if before == line else line)
        self._listed = ({} if after is None else self._listed) | {line.id: line for line in found}
        return tuple(found)

    def thumbnail(self, case: str) -> Any:
        """The live face of a case, small, for its card; None where there is none. Read for cards in sight only."""
        self._still_allowed()
        try:
            face = self._cases.case(case).face
        except StationError:  # erased since it was listed
            return None
        picture = self._documents.picture(face.image) if face else None
        if picture is None:
            return None
        step = max(1, min(picture.shape[:2]) // _THUMB)
        return np.ascontiguousarray(picture[::step, ::step])

    def _still_allowed(self) -> None:
        with self._store.reading() as unit:
            officers.require_still(unit, self._supervisor, Permission.ADJUDICATE)

    def choices(self) -> tuple[RulingChoice, ...]:
        return tuple(RulingChoice(CaseRuling(key), reasons) for key, reasons in self._policy.ruling_reasons.items())

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that the queue changed, from any thread; returns how to stop that."""
        return self._cases.watch(lambda _: changed())

    def release(self, case: str) -> None:
        self._cases.release(case, self._supervisor)

    def transfer(self, case: str, to: str) -> None:
        self._cases.transfer(case, self._supervisor, to)

    def escalate(self, case: str, why: str) -> None:
        self._cases.escalate(case, self._supervisor, why)

    def reopen(self, case: str, why: str) -> None:
        self._cases.reopen(case, self._supervisor, why)

    def open_case(self, case_id: str, *, take_over: bool = False) -> CaseDetail:
        """Claim a case and lay both sides out; `take_over` also from a colleague who has it. A ruled one is read only.

        Raises CaseConflict when a colleague has it and it is not to be taken over.
        """
        case = self._cases.case(case_id)
        if case.status is not CaseStatus.RULED:
            case = self._cases.claim(case_id, self._supervisor, take_over=take_over)
        return self._detail(case)

    def look_first(
        self, case_id: str, ruling: CaseRuling, note: str, features: tuple[tuple[str, str], ...] = ()
    ) -> CaseDetail:
        """Keep what the pictures alone say; then the rest is shown."""
        name = self._supervisor.name
        opinion = Opinion(name, ruling, "", note.strip(), datetime.now(UTC), blind=True, features=features)
        return self._detail(self._cases.look_first(case_id, self._supervisor, opinion))

    def rule(
        self,
        case_id: str,
        ruling: CaseRuling,
        reason: str,
        note: str,
        features: tuple[tuple[str, str], ...] = (),
    ) -> bool:
        """Whether the case is ruled by it; otherwise another supervisor is asked."""
        return self._cases.rule(case_id, self._supervisor, ruling, reason, note, features).ruling is not None

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def _detail(self, case: Case) -> CaseDetail:
        name = self._supervisor.name
        reference, visit = self._other_side(case)
        blind = case.status is not CaseStatus.RULED and adjudication.looks_first(case, name)
        if not blind:
            self._looked.add(case.id)
        comparisons = {} if blind else self._compare(case, reference)
        fused, face = comparisons.get(Modality.FUSED), comparisons.get(Modality.FACE)
        detail = CaseDetail(
            summary=self._summary(row_of(case)),
            live_face=self._documents.picture(case.face.image) if case.face else None,
            record_face=self._documents.picture(reference.face_crop) if reference else None,
            document_face=self._documents.picture(visit.page) if visit is not None else None,
            live_page=self._documents.picture(case.page),
            live_chip=_chip_picture(case.chip),
            record_chip=_chip_picture(visit.chip) if visit is not None else None,
            chip=None if blind else case.chip,
            live_document=case.document.number,
            record_document=reference.document.number if reference else "",
            recorded_at=reference.captured_at if reference else None,
            face_score=face.score if face and face.parts else None,
            fingers=self._pairs(case, reference, visit, comparisons.get(Modality.FUSED), blind=blind),
            differences=_differences(case.document, reference.document) if reference else (),
            score=fused.score if fused and fused.parts else None,
            threshold=self._verifier.threshold,
            fmr_at_threshold=self._policy.matching.fmr_verification,
            may_rule=case.status is not CaseStatus.RULED and adjudication.may_decide(case, name),
            live_ok=case.face.sufficient if case.face else True,
            record_ok=reference.face_sufficient if reference else True,
            blind=blind,
            opinions=adjudication.shown_to(case, name),
            needed=case.needed,
            given=len(adjudication.weighing(case.opinions)),
            earlier=case.earlier,
            reopened_for=case.reopened_for,
            escalated_for=case.escalated_for,
            findings=tuple(
                (ruling, said)
                for ruling in CaseRuling
                if (said := adjudication.finding(adjudication.said(case), ruling)) is not None
            ),
            colleagues=tuple((o.name, o.display) for o in self._cases.colleagues(case.id, self._supervisor)),
            ruling=case.ruling,
        )
        if blind:
            return replace(detail, live_document="", record_document="", recorded_at=None, differences=(), findings=())
        return replace(detail, **self._worth(fused), encounters=self._encounters(reference))

    def _worth(self, fused: Comparison | None) -> dict[str, Any]:
        """What the total stands for, and where it stands."""
        if fused is None or not fused.parts:
            return {}
        calibration, parts = self._verifier.calibration, tuple(p.part for p in fused.parts)
        carried = evidence.comparisons(calibration, parts, fused.score >= 0)
        worth = evidence.worth(fused.score, carried)
        found: dict[str, Any] = {"meaning": Meaning(worth.times, worth.same, worth.capped, worth.words)}
        standing = evidence.standing(calibration, parts)
        if standing is not None:
            at, genuine, impostor = (
                tuple(map(float, line)) for line in (standing.at, standing.genuine, standing.impostor)
            )
            found["curves"] = Curves(at, genuine, impostor, standing.genuine_count, standing.impostor_count)
        return found

    def _encounters(self, reference: Reference | None) -> tuple[tuple[datetime, str, str], ...]:
        if reference is None:
            return ()
        with self._store.reading() as unit:
            found = records.of_person(unit, reference.person, ENCOUNTERS)
        return tuple((visit.sealed_at, visit.direction, visit.verdict or "") for visit in found)

    def _other_side(self, case: Case) -> tuple[Reference | None, Visit | None]:
        """The reference, and the whole record while its key is still on this station: it has the finger pictures."""
        if case.candidate_visit is None:
            return None, None
        with self._store.reading() as unit:
            reference = references.visit_reference(unit, case.candidate_visit)
            standing = references.first_reference(unit, reference.person) if reference is not None else None
            if standing is not None and standing.visit == case.candidate_visit:
                reference = standing  # what the counter compared with, also where a ruling changed a part of it
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
        self,
        case: Case,
        reference: Reference | None,
        visit: Visit | None,
        comparison: Comparison | None,
        *,
        blind: bool,
    ) -> tuple[FingerPair, ...]:
        live = {s.finger: s for s in case.fingers}
        stored = {} if reference is None else {Finger(n): f for n, f in reference.fingers.items()}
        pictures = {} if visit is None else {s.finger: s.image for s in visit.fingers}
        weights = {} if comparison is None else {p.part: p.llr for p in comparison.parts}
        pairs = []
        for finger in sorted({*live, *stored}):
            ours = _template(live[finger].template) if finger in live else None
            theirs = _template(stored[finger].template) if finger in stored else None
            joined, fit = _joined(ours, theirs) if not blind else ((), None)
            pairs.append(
                FingerPair(
                    finger=finger,
                    live=self._documents.picture(live[finger].image) if finger in live else None,
                    record=self._documents.picture(pictures.get(finger)),
                    score=weights.get(str(int(finger))),
                    live_marks=_marked(ours, {a for a, _, _ in joined}),
                    record_marks=_marked(theirs, {b for _, b, _ in joined}),
                    joined=joined,
                    fit=fit,
                    live_quality=_quality(live[finger].nfiq2) if finger in live else None,
                    record_quality=_quality(stored[finger].nfiq2) if finger in stored else None,
                )
            )
        return tuple(pairs)

    def _summary(self, row: CaseRow) -> CaseSummary:
        me = self._supervisor.name.casefold()
        judged = me in {name.casefold() for name in row.given}
        open_now = row.status is not CaseStatus.RULED
        # who has said something of a case has seen it: it stays covered for those alone who are still to look
        covered = row.blind and open_now and not judged and row.officer.casefold() != me and row.id not in self._looked
        return CaseSummary(
            id=row.id,
            name="" if covered else row.name,
            reasons=(row.reason,),
            counter=row.station,
            opened_at=row.created_at,
            score=None if covered else row.score,
            claimed_by=row.claimed_by if open_now else "",
            escalated=row.escalated and open_now,
            blind=covered,
            opinions=len(row.given) if open_now else 0,
            own=judged or row.officer.casefold() == me,
            ruled_at=row.ruled_at,
            ruled_by=row.ruled_by,
            ruling=row.ruling,
        )


def _place(line: CaseSummary | None) -> CaseRow | None:
    """Where in the queue a line stands."""
    if line is None:
        return None
    state = CaseStatus.RULED if line.ruled_at else CaseStatus.WAITING
    return CaseRow(
        line.id, line.reasons[0], line.counter, line.name, line.opened_at, line.score, state, line.claimed_by,
        escalated=line.escalated, ruled_at=line.ruled_at,
    )  # fmt: skip


def _quality(nfiq2: int) -> int | None:
    return None if nfiq2 == NFIQ2_FAILED else nfiq2


def _template(record: bytes) -> FingerTemplate | None:
    try:
        return FingerTemplate.from_minutiae(codec.decode(record).views[0])
    except BiometricError as error:
        logs.log.warning("template unreadable", code=error.code)
        return None


def _joined(
    live: FingerTemplate | None, record: FingerTemplate | None
) -> tuple[tuple[tuple[int, int, float], ...], Fit | None]:
    """The minutiae of both prints that speak for one finger, and how the record lies on the live print by them."""
    if live is None or record is None:
        return (), None
    compared = compare(live, record, explain=True)
    chosen = evidence.agreeing(compared)
    pairs = compared.pairs[chosen]
    joined = tuple(
        (int(a), int(b), float(score)) for (a, b), score in zip(pairs, compared.pair_scores[chosen], strict=True)
    )
    found = evidence.laid(live.views[0], record.views[0], pairs)
    return joined, None if found is None else Fit(found.scale, found.angle, found.dx, found.dy)


def _marked(template: FingerTemplate | None, paired: set[int]) -> tuple[Mark, ...]:
    """In the order of the template, which the pairs count by."""
    if template is None:
        return ()
    minutiae: Minutiae = template.views[0]
    rows = zip(minutiae.x, minutiae.y, minutiae.angle, minutiae.kind, strict=True)
    return tuple(
        Mark(float(x), float(y), float(a), i in paired, int(kind) == _FORK) for i, (x, y, a, kind) in enumerate(rows)
    )


def _chip_picture(found: ChipEvidence | None) -> Any:
    """The face in DG2 as it was read; None where there is none, or none that can be unpacked."""
    group = found.file("DG2") if found is not None else None
    try:
        return chip_face.faces(group)[0].unpack() if group else None
    except (BadEncoding, BiometricError) as error:
        logs.log.info("the chip's picture cannot be shown", detail=str(error))
        return None


def _differences(live: Document, record: Document) -> tuple[Difference, ...]:
    return tuple(Difference(f, str(getattr(live, f)), str(getattr(record, f))) for f in FIELDS)
