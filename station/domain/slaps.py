"""Several fingers taken at once, as the screen shows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from station.domain.desk import Picture
from station.domain.samples import Finger


class Slap(IntEnum):
    """Codes of ISO/IEC 19794-4 and ANSI/NIST-ITL."""

    RIGHT_FOUR = 13
    LEFT_FOUR = 14
    THUMBS = 15


class HandCheck(Enum):
    """What is made of the classifier that tells a right hand from a left one (TR-03121-3-1 3.6.2 step 5)."""

    ON = "on"
    OFF = "off"
    EVALUATION = "evaluation"  # logged, never shown


class SlapWarning(Enum):
    """None of them blocks; the officer decides."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    OTHER_HAND = "other_hand"
    TAKEN_BEFORE = "taken_before"  # a finger of this slap matches one of an earlier slap
    TWICE = "twice"  # two fingers of this slap match each other


@dataclass(frozen=True, eq=False)
class SlapFinger:
    """One finger of one attempt."""

    finger: Finger
    picture: Picture
    nfiq2: int  # 0..100, 255 = failed
    threshold: int
    sufficient: bool
    attack_score: float | None = None
    attack_alarm: bool | None = None  # None: not provided
    matches: tuple[Finger, ...] = ()  # of earlier slaps, or of this one
    # left, top, right, bottom in `SlapAttempt.whole`, pixels; None where the reader cut the finger out itself
    box: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, eq=False)
class SlapAttempt:
    """One capture. `whole`: the undivided picture, upright, None where the reader sends none. `hand_score`: 0 left .. 1
    right, None where nobody could tell. An attempt whose fingers could not be told apart has none."""

    number: int  # 1..3
    fingers: tuple[SlapFinger, ...]
    found: int
    warnings: frozenset[SlapWarning]
    sufficient: bool
    whole: Picture = None
    hand_score: float | None = None


@dataclass(frozen=True, eq=False)
class SlapView:
    """The outcome of one slap's task: up to three attempts and the best of them."""

    slap: Slap
    asked: tuple[Finger, ...]  # without those that are missing
    attempts: tuple[SlapAttempt, ...]
    chosen: int  # index into attempts
    sufficient: bool

    @property
    def best(self) -> SlapAttempt:
        return self.attempts[self.chosen]
