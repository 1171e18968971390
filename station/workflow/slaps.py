"""Which slap comes next, how many attempts it has, and which attempt wins (TR-03121-3-1 3.6.2, 3.13.2, 4.4.4.1.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger
from station.domain.slaps import Slap
from station.workflow.fingers import passes, rank

T = TypeVar("T")

FINGERS: dict[Slap, tuple[Finger, ...]] = {
    Slap.RIGHT_FOUR: RIGHT_FOUR,
    Slap.LEFT_FOUR: LEFT_FOUR,
    Slap.THUMBS: (Finger.RIGHT_THUMB, Finger.LEFT_THUMB),  # ranked in this order, too
}
TEN = (Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS)  # 4-4-2
ABSENT = -2  # of a finger that was asked for and did not come: below one whose score failed


def asked_of(slap: Slap, missing: Collection[Finger]) -> tuple[Finger, ...]:
    """Its fingers, without those that the traveller lacks."""
    return tuple(finger for finger in FINGERS[slap] if finger not in missing)


def next_slap(done: Collection[Slap], missing: Collection[Finger], ten: bool) -> Slap | None:
    """The slap to ask for now, None when the task is done.

    `ten`: all fingers, in the order 4-4-2. Otherwise one hand: the right one comes first and is the only one, even with
    one finger; the left one is asked for where no right finger is available. A slap without fingers is passed over.
    """
    if ten:
        order: tuple[Slap, ...] = TEN
    else:
        order = (Slap.RIGHT_FOUR,) if asked_of(Slap.RIGHT_FOUR, missing) else (Slap.LEFT_FOUR,)
    return next((slap for slap in order if slap not in done and asked_of(slap, missing)), None)


def done_slaps(taken: Collection[Finger]) -> frozenset[Slap]:
    """Slaps of which anything was taken: what one of them left open is asked for singly, never as a slap again."""
    return frozenset(slap for slap, fingers in FINGERS.items() if any(finger in taken for finger in fingers))


def left_open(taken: Collection[Finger], missing: Collection[Finger]) -> Finger | None:
    """The first finger that a slap which was taken did not bring, and that nobody recorded as missing."""
    done = done_slaps(taken)
    open_ = (f for slap in TEN if slap in done for f in asked_of(slap, missing) if f not in taken)
    return next(open_, None)


@dataclass(frozen=True)
class SlapScores(Generic[T]):
    """One capture of one slap: NFIQ 2 by finger, for those that came."""

    number: int
    scores: Mapping[Finger, int]
    capture: T


@dataclass
class SlapTask(Generic[T]):
    """The attempts at one slap: until one passes with every finger, or the last is used, then the best of them.

    A slap is never put together from several attempts.
    """

    slap: Slap
    asked: tuple[Finger, ...]
    thresholds: Mapping[Finger, int]
    limit: int
    attempts: list[SlapScores[T]] = field(default_factory=list)

    def add(self, scores: Mapping[Finger, int], capture: T) -> SlapScores[T]:
        attempt = SlapScores(len(self.attempts) + 1, scores, capture)
        self.attempts.append(attempt)
        return attempt

    def passed(self, attempt: SlapScores[T]) -> bool:
        """Every finger that was asked for came and is good enough."""
        return all(f in attempt.scores and passes(attempt.scores[f], self.thresholds[f]) for f in self.asked)

    @property
    def sufficient(self) -> bool:
        return any(self.passed(attempt) for attempt in self.attempts)

    @property
    def finished(self) -> bool:
        return self.sufficient or len(self.attempts) >= self.limit

    def best(self) -> SlapScores[T] | None:
        """The first by (index, middle, ring, little), or (right, left) of thumbs, strictly one after the other; the
        latest of equals, which the profile leaves open. One that passed comes before one that did not."""

        def order(attempt: SlapScores[T]) -> tuple[bool, tuple[int, ...], int]:
            ranks = tuple(rank(attempt.scores[f]) if f in attempt.scores else ABSENT for f in self.asked)
            return self.passed(attempt), ranks, attempt.number

        return max(self.attempts, key=order, default=None)

    def restart(self) -> None:
        """The operator's recapture: i = 1 again for this slap, what was taken so far is discarded."""
        self.attempts.clear()
