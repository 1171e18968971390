"""Scores, what they mean against their thresholds, and what a person decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Modality(Enum):
    FACE = "face"
    FINGERS = "fingers"
    FUSED = "fused"


class Outcome(Enum):
    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_DONE = "not_done"  # nothing to compare: no sample on one side


class Inspection(Enum):
    """An officer's word on a comparison (TR-03121-3-1 4.8)."""

    FALSE_NON_MATCH = "false_non_match"
    TRUE_NON_MATCH = "true_non_match"
    FALSE_MATCH = "false_match"


@dataclass(frozen=True)
class PartScore:
    """One finger's or the face's share of a comparison."""

    part: str  # "face" or a finger position "1".."10"
    raw: float  # similarity, 0..1 for fingers, cosine -1..1 for faces
    llr: float  # natural-log likelihood ratio after calibration


@dataclass(frozen=True)
class Comparison:
    """A 1:1 comparison of the live traveller with one reference."""

    modality: Modality
    reference_visit: str | None
    reference_person: str | None
    score: float  # the fused log-likelihood ratio of this modality
    threshold: float
    fmr_at_threshold: float  # the FMR that the threshold stands for
    achieved_fmr: float | None  # the FMR at this score, None where calibration does not reach
    outcome: Outcome
    parts: tuple[PartScore, ...] = ()
    inspection: Inspection | None = None
    inspection_note: str = ""


@dataclass(frozen=True)
class Candidate:
    """One entry of a ranked list, for a person to judge; never an identity."""

    person: str
    visit: str
    name: str
    document: str
    score: float  # fused log-likelihood ratio
    rank: int
    parts: tuple[PartScore, ...]
    same_document: bool
    reasons: tuple[str, ...] = ()  # for a watchlist: "document", "name", "face"


class Verdict(Enum):
    ADMIT = "admit"
    REFER = "refer"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    reason: str  # stable key from policy
    note: str
    officer: str
    decided_at: datetime


class CaseReason(Enum):
    FUSED_NO_MATCH = "fused_no_match"
    OTHER_CANDIDATE = "other_candidate"  # live biometrics belong to somebody else on record
    WATCHLIST = "watchlist"
    CENTRAL_HIT = "central_hit"


class CaseRuling(Enum):
    SAME_PERSON = "same_person"
    DIFFERENT_PEOPLE = "different_people"
    REFER = "refer"


@dataclass(frozen=True)
class Ruling:
    ruling: CaseRuling
    reason: str
    note: str
    supervisor: str
    decided_at: datetime
