"""The visit that is open at the counter: what has been taken so far, and the sealed form it becomes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from station.counter.gathered import Gathered
from station.domain.chip import ChipEvidence, SealEvidence
from station.domain.desk import CheckResult, DocumentReading, FaceVerdict
from station.domain.open_visit import KeptDocument, OpenVisit
from station.domain.outcome import Comparison, Decision
from station.domain.samples import FaceSample, Finger, FingerSample, MissingFinger, MissingReason
from station.domain.visit import Document, Notice, Stay, Visit
from station.review.override import Evidence


@dataclass
class Draft:
    """Mutable on purpose: it lives in one service, on one counter, until it is sealed or cancelled."""

    officer: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    opened_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    reading: DocumentReading | None = None
    document: Document | None = None
    person: str = field(default_factory=lambda: str(uuid.uuid4()))
    known: bool = False  # the person is on record: this document, or a renewal that the officer confirmed
    stay: Stay | None = None
    notice: Notice | None = None
    face: FaceSample | None = None
    fingers: dict[Finger, FingerSample] = field(default_factory=dict)
    # accepted by their quality while their minutiae are still being found: the sample without a template, to be shown
    reading_fingers: dict[Finger, FingerSample] = field(default_factory=dict)
    missing: dict[Finger, MissingReason] = field(default_factory=dict)
    check: CheckResult | None = None
    comparisons: tuple[Comparison, ...] = ()
    warnings: set[str] = field(default_factory=set)
    cases: tuple[str, ...] = ()
    face_done: bool = False  # taken, or skipped with a reason
    fingers_done: bool = False
    one_by_one: bool = False  # the officer takes one finger after the other, at a reader of slaps, too
    ten: bool = False  # slaps of all fingers are being taken
    page: bytes | None = None  # JPEG of the document's page
    chip: ChipEvidence | None = None
    seals: tuple[SealEvidence, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)  # for the log of transactions
    face_so_far: FaceVerdict | None = None  # what the officer was shown of the live face beside the record's
    order_stands: bool = False  # the officer saw that fingers look exchanged, and that they are not

    def sealed_missing(self) -> tuple[MissingFinger, ...]:
        return tuple(MissingFinger(f, r) for f, r in sorted(self.missing.items()))

    def taken(self) -> tuple[FingerSample, ...]:
        return tuple(self.fingers[f] for f in sorted(self.fingers))

    def shown(self) -> tuple[FingerSample, ...]:
        """What the officer sees as taken."""
        return tuple(sample for _, sample in sorted({**self.reading_fingers, **self.fingers}.items()))

    def unchecked(self) -> None:
        """Something that comparisons rest on is taken again: what they said counts no more."""
        self.check, self.comparisons, self.order_stands = None, (), False

    def kept_document(self) -> KeptDocument | None:
        """What came with the document beside its lines; None where nothing did."""
        found = KeptDocument(self.page, self.chip, self.seals)
        return None if found == KeptDocument() else found

    def evidence(self) -> Evidence:
        return Evidence(self.id, self.document, self.face, self.taken())

    def kept(self, at: datetime) -> OpenVisit:
        """What is kept of the visit while it is open, without its samples."""
        return OpenVisit(
            id=self.id,
            officer=self.officer,
            opened_at=self.opened_at,
            saved_at=at,
            lines=self.reading.lines if self.reading is not None else (),
            document=self.document,
            person=self.person,
            known=self.known,
            stay=self.stay,
            notice=self.notice,
            face_done=self.face_done,
            fingers_done=self.fingers_done,
            missing=self.sealed_missing(),
            warnings=tuple(sorted(self.warnings)),
            cases=self.cases,
        )

    def sealed(self, station: str, mode: str, decision: Decision | None, closed_at: datetime) -> Visit:
        """The visit as it goes into the record; without a decision where it was left before one.

        Raises ValueError when document or stay are not there yet.
        """
        if self.document is None or self.stay is None:
            raise ValueError("a visit without document or stay cannot be sealed")
        return Visit(
            id=self.id,
            station=station,
            officer=self.officer,
            opened_at=self.opened_at,
            document=self.document,
            person=self.person,
            stay=self.stay,
            notice=self.notice,
            face=self.face,
            fingers=self.taken(),
            missing=self.sealed_missing(),
            comparisons=self.comparisons,
            decision=decision,
            cases=self.cases,
            mode=mode,
            closed_at=closed_at,
            warnings=tuple(sorted(self.warnings)),
            page=self.page,
            chip=self.chip,
            seals=self.seals,
        )
