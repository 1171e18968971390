"""Fingers, faces and what is known of each captured sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum


class Finger(IntEnum):
    """Finger positions 1 to 10 (ISO/IEC 19794-2, ANSI/NIST-ITL): right thumb to little, then left."""

    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10

    @property
    def is_right(self) -> bool:
        return self <= Finger.RIGHT_LITTLE


RIGHT_FOUR = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)
LEFT_FOUR = (Finger.LEFT_INDEX, Finger.LEFT_MIDDLE, Finger.LEFT_RING, Finger.LEFT_LITTLE)


class MissingReason(Enum):
    """Why a finger cannot be captured; the split of TR-03121-3-4."""

    PERMANENT = "permanent"  # amputated: ANSI/NIST 14.018 XX
    TEMPORARY = "temporary"  # bandaged or injured: ANSI/NIST 14.018 UP
    UNABLE = "unable"  # cannot be placed: ANSI/NIST 14.018 UP


class Veto(Enum):
    """An officer's word against the gate (TR-03121-3-1 4.8)."""

    OK_OBVIOUS = "ok_obvious"  # acceptable, the reason is plain to see (a disability, say)
    OK_NO_OBVIOUS = "ok_no_obvious"  # acceptable, no plain reason
    NOK_OVERRIDE = "nok_override"  # passed the gate, but the officer rejects it


@dataclass(frozen=True)
class SampleSource:
    """The device that made a sample, as it is written into the record."""

    model: str
    serial: str
    port: str
    calibration_id: str | None = None


@dataclass(frozen=True)
class GateValue:
    """One component of a quality gate: what was measured, what was asked, and the verdict."""

    id: str  # "1.3", as numbered in TR-03121-3-1 table of face quality
    name: str  # stable English key, e.g. "roll"; the screen translates it
    value: float | None  # None: not provided
    low: float | None
    high: float | None
    mandatory: bool
    passed: bool | None  # None: not provided, or no limit is configured


@dataclass(frozen=True)
class FingerSample:
    """The chosen capture of one finger."""

    finger: Finger
    image: bytes  # PNG, 8-bit grey, 500 ppi, ridges dark
    ppi: float
    template: bytes  # ISO/IEC 19794-2:2005 finger minutiae record
    nfiq2: int  # 0..100, 255 = failed
    threshold: int
    attempt: int  # 1..3, the one that was chosen
    scores: tuple[int, ...]  # NFIQ 2 of every attempt, in order
    sufficient: bool
    veto: Veto | None
    attack_score: float | None  # 0 bona fide .. 1 attack, None: not provided
    source: SampleSource
    captured_at: datetime
    forced: bool = False  # the officer took the picture before it was taken by itself


@dataclass(frozen=True)
class FaceSample:
    """The chosen capture of the face."""

    image: bytes  # JPEG, 24-bit sRGB, the crop of border profile 1
    embedding: bytes  # a face template (models.face.template); before 2026-12, dlib's 128 little-endian float32
    gate: tuple[GateValue, ...]
    sufficient: bool
    forced: bool  # the officer pressed the button before the gate passed
    veto: Veto | None
    attack_score: float | None
    source: SampleSource
    captured_at: datetime
    veto_note: str = ""


@dataclass(frozen=True)
class MissingFinger:
    finger: Finger
    reason: MissingReason
