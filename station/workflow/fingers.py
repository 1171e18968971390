"""Which finger comes next, how many attempts it has, and which attempt wins (TR-03121-3-1 3.6.2.1, 4.4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason

T = TypeVar("T")

HIGHEST_NFIQ2 = 100  # ISO/IEC 29794-4: 0 to 100


def rank(score: int) -> int:
    """An NFIQ 2 value for ordering: a failure, 255 by ISO/IEC 29794-4, is the lowest, never the highest."""
    return score if 0 <= score <= HIGHEST_NFIQ2 else -1


def passes(score: int, threshold: int) -> bool:
    return rank(score) >= threshold


@dataclass(frozen=True)
class Attempt(Generic[T]):
    """One capture of one finger and its NFIQ 2 score."""

    number: int
    score: int
    capture: T


class Attempts(Generic[T]):
    """The attempts at one finger: until one passes or the last is used, then the best of them."""

    def __init__(self, finger: Finger, threshold: int, attempts: int) -> None:
        self.finger = finger
        self.threshold = threshold
        self._limit = attempts
        self._attempts: list[Attempt[T]] = []

    @property
    def attempts(self) -> tuple[Attempt[T], ...]:
        return tuple(self._attempts)

    @property
    def scores(self) -> tuple[int, ...]:
        return tuple(a.score for a in self._attempts)

    def add(self, score: int, capture: T) -> Attempt[T]:
        attempt = Attempt(len(self._attempts) + 1, score, capture)
        self._attempts.append(attempt)
        return attempt

    def revise(self, number: int, score: int, capture: T) -> None:
        """Attempt `number` turned out to be worth something else than was thought at first."""
        self._attempts[number - 1] = Attempt(number, score, capture)

    @property
    def finished(self) -> bool:
        """One attempt is sufficient, or none is left."""
        return self.sufficient or len(self._attempts) >= self._limit

    @property
    def sufficient(self) -> bool:
        return any(passes(a.score, self.threshold) for a in self._attempts)

    def best(self) -> Attempt[T] | None:
        """Highest score, then latest (the profile leaves a plain single finger open; this is our rule)."""
        return max(self._attempts, key=lambda a: (rank(a.score), a.number), default=None)

    def restart(self) -> None:
        """The operator's recapture: i = 1 again, everything taken so far is discarded."""
        self._attempts.clear()


def next_finger(
    taken: Sequence[Finger] | frozenset[Finger],
    missing: Mapping[Finger, MissingReason],
) -> Finger | None:
    """The finger to ask for now, None when the hand is done.

    The right hand comes first and is the only one, even with one finger; the left is asked for only where
    no right finger is available.
    """
    for finger in RIGHT_FOUR:
        if finger not in taken and finger not in missing:
            return finger
    if any(finger not in missing for finger in RIGHT_FOUR):
        return None
    for finger in LEFT_FOUR:
        if finger not in taken and finger not in missing:
            return finger
    return None


def hand_in_use(missing: Mapping[Finger, MissingReason]) -> tuple[Finger, ...]:
    """The four fingers that this visit asks for."""
    return LEFT_FOUR if all(finger in missing for finger in RIGHT_FOUR) else RIGHT_FOUR
