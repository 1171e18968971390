"""A case for a supervisor: why it was opened, the live side of the evidence, and what was ruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from station.domain.outcome import Candidate, CaseReason, Comparison, Ruling
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
