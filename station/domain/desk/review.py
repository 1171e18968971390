"""What the supervisor's desk says to its page, as plain values: cases, both sides of one, rulings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.chip import ChipEvidence
from station.domain.desk.picture import Picture
from station.domain.outcome import CaseReason, CaseRuling, Inspection, Opinion, Ruling
from station.domain.samples import Finger


@dataclass(frozen=True)
class CaseSummary:
    id: str
    name: str
    reasons: tuple[CaseReason, ...]
    counter: str
    opened_at: datetime
    score: float | None = None  # None while it is covered, too
    claimed_by: str = ""
    escalated: bool = False
    blind: bool = False  # name and score are covered until this supervisor has looked
    opinions: int = 0  # of colleagues, given already
    own: bool = False  # raised by this supervisor, or judged by them already: not theirs to decide
    ruled_at: datetime | None = None
    ruled_by: str = ""
    ruling: CaseRuling | None = None


@dataclass(frozen=True)
class CaseCount:
    """How many cases of a kind wait from one post."""

    reason: CaseReason
    counter: str
    count: int


@dataclass(frozen=True)
class QueueView:
    """A piece of the list, and what waits altogether."""

    rows: tuple[CaseSummary, ...]
    counts: tuple[CaseCount, ...] = ()
    more: bool = False  # further lines lie behind the last one

    @property
    def waiting(self) -> int:
        return sum(one.count for one in self.counts)


@dataclass(frozen=True)
class Mark:
    """One minutia for the eye: pixels of the shown picture, and whether the other print has its partner."""

    x: float
    y: float
    angle: float  # radians, counter-clockwise with y up
    paired: bool
    fork: bool = False  # a bifurcation; False: a ridge ending, or not known


@dataclass(frozen=True)
class Fit:
    """The similarity that lays the record's picture over the live one: x' = scale * R(angle) x + shift, pixels."""

    scale: float
    angle: float  # radians, clockwise as seen: y down
    dx: float
    dy: float


@dataclass(frozen=True)
class Meaning:
    """What a score stands for, as odds: how many times more probable for one person than for two, or the other way."""

    times: float  # at least 1
    same: bool  # in favour of one person
    capped: bool  # at least so many: the calibration reaches no further
    words: str  # key of the verbal scale: "none", "weak", "moderate" ...


@dataclass(frozen=True)
class Curves:
    """Shares of genuine and impostor comparisons by natural-log likelihood ratio, for a picture of where one stands."""

    at: tuple[float, ...]
    genuine: tuple[float, ...]  # density, the highest of both curves is 1
    impostor: tuple[float, ...]
    genuine_count: int
    impostor_count: int


@dataclass(frozen=True, eq=False)
class FingerPair:
    finger: Finger
    live: Picture | None
    record: Picture | None
    score: float | None  # natural-log likelihood ratio; None: nothing to compare
    live_marks: tuple[Mark, ...] = ()
    record_marks: tuple[Mark, ...] = ()
    joined: tuple[tuple[int, int, float], ...] = ()  # live mark, record mark, how well they agree 0..1; best first
    fit: Fit | None = None  # of the joined ones
    live_quality: int | None = None  # NFIQ 2, 0..100
    record_quality: int | None = None
    ppi: float = 500.0


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
    document_face: Picture = None  # the page that was photographed when the record was made
    live_page: Picture = None  # the page that lies before the counter
    live_chip: Picture = None  # the face in its chip
    record_chip: Picture = None  # the face in the chip that was read when the record was made
    chip: ChipEvidence | None = None  # what was found of the chip at the counter
    live_ok: bool = True  # the live face passed its gate
    record_ok: bool = True
    blind: bool = False  # everything but the pictures is left out until a first look is given
    meaning: Meaning | None = None
    curves: Curves | None = None
    opinions: tuple[Opinion, ...] = ()  # that this supervisor may see
    needed: int = 1
    given: int = 0  # opinions that decide, of whomever
    earlier: tuple[Ruling, ...] = ()
    reopened_for: str = ""
    escalated_for: str = ""
    encounters: tuple[tuple[datetime, str, str], ...] = ()  # when, direction, verdict; of the identity on record
    findings: tuple[tuple[CaseRuling, Inspection], ...] = ()  # what each ruling would say of the comparison
    colleagues: tuple[tuple[str, str], ...] = ()  # sign-in name and display name: to whom it may be handed over
    ruling: Ruling | None = None


@dataclass(frozen=True)
class RulingChoice:
    ruling: CaseRuling
    reasons: tuple[str, ...]  # stable keys of the policy
