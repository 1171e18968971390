"""A case for a supervisor: why it was opened, the live side of the evidence, and what was ruled."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from station.domain.outcome import Candidate, CaseReason, Comparison, Modality, Ruling
from station.domain.samples import FaceSample, FingerSample
from station.domain.visit import Document


class CaseStatus(Enum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RULED = "ruled"


@dataclass(frozen=True)
class Case:
    """The live samples are kept whole, because the visit may not be sealed while its counter waits."""

    id: str  # UUID
    station: str
    officer: str  # who was at the counter
    created_at: datetime
    reason: CaseReason
    visit: str  # may be a visit that is not sealed yet
    person: str  # the identity that the visit claims
    document: Document
    candidate_person: str | None  # the other side; None for a watchlist entry without a person
    candidate_visit: str | None
    candidates: tuple[Candidate, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    face: FaceSample | None = None
    fingers: tuple[FingerSample, ...] = ()
    status: CaseStatus = CaseStatus.WAITING
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    ruling: Ruling | None = None
    told_at: datetime | None = None  # when the counter that waits was shown the ruling
    mode: str = "production"
    note: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One line of the queue; nothing of the evidence."""

    id: str
    reason: CaseReason
    station: str
    name: str  # of the document, as shown
    created_at: datetime
    score: float | None
    status: CaseStatus
    claimed_by: str


def row_of(case: Case) -> CaseRow:
    fused = next((c.score for c in case.comparisons if c.modality is Modality.FUSED and c.parts), None)
    best = next((c.score for c in case.candidates if c.person == case.candidate_person), None)
    return CaseRow(
        case.id,
        case.reason,
        case.station,
        case.document.name,
        case.created_at,
        best if best is not None else fused,
        case.status,
        case.claimed_by or "",
    )


def record_of(case: str, status: CaseStatus) -> str:
    """The id under which one state of a case travels to central: each state travels once."""
    return str(uuid.uuid5(uuid.UUID(case), status.value))
