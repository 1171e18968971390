"""One transaction at a counter for the log, by BSI TR-03121-3-1 v7.0, 4.11: one traveller, first act to last.

No name, no document, no picture, no template: what was measured, against which limits, and what came of it. The
samples lie in the sealed record of the same id, which is named and not copied (external storage, 4.11.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PROFILE = "BCL_ManualBorderControl"  # 2.7: the application profile of a manned counter


@dataclass(frozen=True)
class GateLogged:
    """One component of face quality, by its number in the table of the guideline."""

    id: str
    value: float | None  # None: not provided
    low: float | None
    high: float | None
    mandatory: bool
    passed: bool | None


@dataclass(frozen=True)
class FaceTried:
    number: int  # 1 ... within the task
    components: tuple[GateLogged, ...]
    passed: bool
    forced: bool  # the officer's key took it
    pad_score: float | None  # 0 bona fide .. 1 attack
    pad_alarm: bool | None  # None: no limit is configured, or no score


@dataclass(frozen=True)
class FaceTaskLogged:
    """One acquisition. Of rejected captures the figures stay and the pixels do not."""

    result: str  # station.domain.desk.CaptureResult, or the code of an error
    captures: tuple[FaceTried, ...]
    chosen: int | None  # number of the capture that was taken over; None: none was
    messages: tuple[str, ...]  # what the traveller and the officer were told, each once, in order
    several_people: bool
    head_turn: str  # "" where nobody was asked to turn the head


@dataclass(frozen=True)
class FingerTried:
    attempt: int  # 1..3
    finger: int  # 1..10
    nfiq2: int  # 0..100; 255: failed
    threshold: int
    pad_score: float | None
    pad_alarm: bool | None
    duplicates: tuple[int, ...]  # positions of this visit whose prints match it


@dataclass(frozen=True)
class FingerTaskLogged:
    slap: int  # 13, 14, 15; 0: a single finger
    asked: tuple[int, ...]
    captures: tuple[FingerTried, ...]
    attempts: int
    chosen: int | None  # attempt that was taken over; None: none was
    sufficient: bool
    rejected: str  # "recapture", "restart", "missing", "below_threshold"; the code of an error; "" where none was
    hand_score: float | None  # 0 left .. 1 right; None: nobody could tell, or nothing was classified
    warnings: tuple[str, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True)
class SampleLogged:
    """A sample of the record."""

    position: int  # finger 1..10; 0: the face
    sufficient: bool
    forced: bool
    veto: str  # station.domain.samples.Veto; "" where there was none
    pad_score: float | None
    ppi: float | None
    device: str  # model and serial
    calibration: str


@dataclass(frozen=True)
class MissingLogged:
    finger: int
    reason: str  # station.domain.samples.MissingReason


@dataclass(frozen=True)
class PartLogged:
    part: str  # "face", or a finger position
    raw: float
    llr: float


@dataclass(frozen=True)
class ComparisonLogged:
    modality: str
    reference: str  # the transaction whose samples it was compared with
    score: float
    threshold: float
    fmr: float  # that the threshold stands for
    achieved_fmr: float | None
    outcome: str
    inspection: str  # the officer's word, "" where there was none
    parts: tuple[PartLogged, ...]


@dataclass(frozen=True)
class CandidateLogged:
    rank: int
    score: float
    reference: str  # the transaction whose samples it is


@dataclass(frozen=True)
class LimitsLogged:
    """Limits that were in force."""

    face_timeout_ms: int
    finger_timeout_ms: int
    finger_attempts: int
    face_pad_limit: float | None
    finger_pad_limit: float | None
    verification_fmr: float
    candidate_fmr: float
    uniqueness_fmr: float
    hand_check: str  # "on", "off", "evaluation"
    policy: str  # version


@dataclass(frozen=True)
class Transaction:
    id: str  # UUID, of the visit
    location: str
    parent: str  # the transaction that this one goes on with; "" where there is none
    profile: str
    mode: str
    opened_at: datetime
    closed_at: datetime
    outcome: str  # "admit", "refer", "refuse"; "cancelled"; "abandoned" where it was left and its evidence is kept
    error: str  # why it was left, or what failed: a code; "" where all went its way
    enrolment: bool  # nobody was on record behind the document
    submitted_at: datetime | None  # only where a register answers at once; central's receipt comes later
    control: tuple[ComparisonLogged, ...]  # of what was enrolled with itself; none is made here
    verification: tuple[ComparisonLogged, ...]
    identification: tuple[CandidateLogged, ...]
    searched: int | None  # people; None: no search
    face: tuple[FaceTaskLogged, ...]
    fingers: tuple[FingerTaskLogged, ...]
    taken: tuple[SampleLogged, ...]
    missing: tuple[MissingLogged, ...]
    warnings: tuple[str, ...]
    surveillance: tuple[str, ...]  # links to recordings: this station makes none
    configured: LimitsLogged | None
    record: str  # SHA-256 of the sealed record, hexadecimal; "" where nothing was sealed
