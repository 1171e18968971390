"""Scores, what they mean against their thresholds, and what a person decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

WHERE_SAID = {"where_said": True}  # of a field that a record leaves out while it has its default


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
    QUALITY = "quality"  # what was captured is too poor to compare
    DOCUMENT = "document"
    PRESENTATION_ATTACK = "presentation_attack"
    OVERSTAY = "overstay"


class CaseRuling(Enum):
    SAME_PERSON = "same_person"
    DIFFERENT_PEOPLE = "different_people"
    REFER = "refer"  # cannot be decided here: second inspection


class Feature(Enum):
    """Parts of a face from top to bottom, as two pictures are compared by eye: the component characteristics of FISWG's
    Facial Image Comparison Feature List for Morphological Analysis, version 2.0 (2018-09-11)."""

    SKIN = "skin"
    OUTLINE = "outline"
    COMPOSITION = "composition"
    HAIRLINE = "hairline"
    FOREHEAD = "forehead"
    EYEBROWS = "eyebrows"
    EYES = "eyes"
    CHEEKS = "cheeks"
    NOSE = "nose"
    EARS = "ears"
    MOUTH = "mouth"
    CHIN = "chin"
    NECK = "neck"
    FACIAL_HAIR = "facial_hair"
    LINES = "lines"
    SCARS = "scars"
    MARKS = "marks"
    ALTERATIONS = "alterations"


class Seen(Enum):
    """What a person sees of one feature in both pictures."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class Opinion:
    """One supervisor's word on a case, kept whatever became of the case."""

    supervisor: str
    ruling: CaseRuling
    reason: str
    note: str
    given_at: datetime
    blind: bool = False  # a first look: before scores, names and the counter's view were shown; decides nothing
    features: tuple[tuple[str, str], ...] = ()  # (Feature, Seen), their values, as ticked


@dataclass(frozen=True)
class Ruling:
    ruling: CaseRuling
    reason: str
    note: str
    supervisor: str
    decided_at: datetime
    # what it says of the comparison's own answer (TR-03121-3-1 4.8); None where there was none to say it of
    finding: Inspection | None = field(default=None, metadata=WHERE_SAID)
