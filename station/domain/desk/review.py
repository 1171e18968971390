"""What the supervisor's desk says to its page, as plain values: cases, both sides of one, rulings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.desk.picture import Picture
from station.domain.outcome import CaseReason, CaseRuling
from station.domain.samples import Finger


@dataclass(frozen=True)
class CaseSummary:
    id: str
    name: str
    reasons: tuple[CaseReason, ...]
    counter: str
    opened_at: datetime
    score: float | None = None
    claimed_by: str = ""


@dataclass(frozen=True)
class Mark:
    """One minutia for the eye: pixels of the shown picture, and whether the other print has its partner."""

    x: float
    y: float
    angle: float  # radians, counter-clockwise with y up
    paired: bool


@dataclass(frozen=True, eq=False)
class FingerPair:
    finger: Finger
    live: Picture | None
    record: Picture | None
    score: float | None  # natural-log likelihood ratio; None: nothing to compare
    live_marks: tuple[Mark, ...] = ()
    record_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Difference:
    field: str  # "surname", "given_names", "birth", "sex", "nationality", "number", "issuer", "expiry"
    live: str
    record: str

    @property
    def same(self) -> bool:
        return self.live == self.record


@dataclass(frozen=True, eq=False)
class CaseDetail:
    summary: CaseSummary
    live_face: Picture
    record_face: Picture
    live_document: str
    record_document: str
    recorded_at: datetime | None
    face_score: float | None
    fingers: tuple[FingerPair, ...]
    differences: tuple[Difference, ...]
    score: float | None
    threshold: float
    fmr_at_threshold: float
    may_rule: bool = True


@dataclass(frozen=True)
class RulingChoice:
    ruling: CaseRuling
    reasons: tuple[str, ...]  # stable keys of the policy
