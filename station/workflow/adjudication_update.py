"""Whether what was captured today becomes the reference: BSI TR-03121-3-1 v7.0, section 3.13, as pure functions.

The profile marks the process as not yet in use; here it runs where a supervisor ruled that it is the same person
(station.store.corrections).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from station.domain.outcome import Inspection, Outcome
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason

CHILD = 12  # years of age at which the reference was made, the last year of the shorter term
CHILD_YEARS, GROWN_YEARS = 1.0, 3.0  # after which a face reference is expired
FAILED = 255  # NFIQ 2 could not be computed: lower than any score


def may_update(verifications: Iterable[tuple[Outcome, Inspection | None]]) -> bool:
    """Every earlier verification succeeded and was not overruled, or a person said that its failure was the machine's.

    What was not compared is no failure.
    """
    for outcome, inspection in verifications:
        if outcome is Outcome.MATCH and inspection is Inspection.FALSE_MATCH:
            return False
        if outcome is Outcome.NO_MATCH and inspection is not Inspection.FALSE_NON_MATCH:
            return False
    return True


@dataclass(frozen=True)
class FaceFacts:
    new_document: bool  # the travel document is not the one of the reference
    from_chip: bool  # the reference is the chip's picture
    age: int | None  # of the traveller when the reference was made, years; None: not known, counted as grown
    years: float  # since the reference was made
    low_quality: bool  # the reference is marked so
    live_ok: bool  # the live picture passes its gate
    fingers_verified: bool
    fingers_impossible: bool  # live and reference fingers are not the same ones
    face_verified: bool

    @property
    def expired(self) -> bool:
        term = CHILD_YEARS if self.age is not None and self.age <= CHILD else GROWN_YEARS
        return self.years > term


@dataclass(frozen=True)
class FaceUpdate:
    row: int  # 1..5 of the table, which decided
    replace: bool


def face(facts: FaceFacts) -> FaceUpdate:
    """The first row whose condition holds decides, by its gate."""
    if facts.new_document:
        return FaceUpdate(1, replace=True)
    if facts.from_chip:
        sure = facts.fingers_verified or (facts.fingers_impossible and facts.face_verified)
        return FaceUpdate(2, replace=sure and facts.live_ok)
    if facts.expired:
        return FaceUpdate(3, replace=facts.live_ok)
    if facts.low_quality:
        return FaceUpdate(4, replace=facts.live_ok)
    return FaceUpdate(5, replace=False)


class Change(Enum):
    ADD_RIGHT = "add_right"
    ADD_LEFT = "add_left"
    REPLACE_RIGHT = "replace_right"
    REPLACE_LEFT = "replace_left"
    DELETE_RIGHT = "delete_right"
    DELETE_LEFT = "delete_left"
    RIGHT_REASONS = "right_reasons"  # why fingers of the right hand are missing is written anew
    LEFT_REASONS = "left_reasons"


@dataclass(frozen=True)
class StoredFinger:
    score: int  # NFIQ 2, 0..100, 255 failed
    bad: bool = False  # flagged as not sufficient when it was stored


@dataclass(frozen=True)
class FingersUpdate:
    cell: int  # 1..9 of the table
    changes: frozenset[Change]


class BothHands(ValueError):
    """References of both hands: a state that the table does not know."""


def fingers(
    stored: Mapping[Finger, StoredFinger], live: Mapping[Finger, int], missing: Mapping[Finger, MissingReason]
) -> FingersUpdate:
    """What happens to the references of a hand. `live`: NFIQ 2 by finger; where any right finger is there, only the
    right hand counts. Raises BothHands."""
    right_stored = {f: s for f, s in stored.items() if f.is_right}
    left_stored = {f: s for f, s in stored.items() if not f.is_right}
    if right_stored and left_stored:
        raise BothHands("references of both hands")
    right_live = {f: s for f, s in live.items() if f.is_right}
    left_live = {} if right_live else {f: s for f, s in live.items() if not f.is_right}
    cell = _CELLS[bool(right_stored), bool(right_live), bool(left_stored), bool(left_live)]
    changes = set(_ALWAYS[cell])
    if (cell == 3 and better(right_stored, right_live)) or (cell == 8 and better(left_stored, left_live)):
        changes.add(Change.REPLACE_RIGHT if cell == 3 else Change.REPLACE_LEFT)
    if cell == 6 and _gone(RIGHT_FOUR, missing):
        changes |= {Change.DELETE_RIGHT, Change.LEFT_REASONS}
    if cell == 9 and _gone(LEFT_FOUR, missing):
        changes |= {Change.DELETE_LEFT, Change.LEFT_REASONS}
    return FingersUpdate(cell, frozenset(changes))


# by (right stored, right live, left stored, left live); a live right hand leaves the left one out
_CELLS = {
    (False, True, False, False): 1,
    (False, False, False, True): 2,
    (True, True, False, False): 3,
    (True, False, False, True): 4,
    (False, False, False, False): 5,
    (True, False, False, False): 6,
    (False, True, True, False): 7,
    (False, False, True, True): 8,
    (False, False, True, False): 9,
}
_ALWAYS: dict[int, frozenset[Change]] = {
    1: frozenset({Change.ADD_RIGHT}),
    2: frozenset({Change.RIGHT_REASONS, Change.ADD_LEFT}),
    3: frozenset(),
    4: frozenset({Change.DELETE_RIGHT, Change.RIGHT_REASONS, Change.ADD_LEFT}),
    5: frozenset({Change.RIGHT_REASONS, Change.LEFT_REASONS}),
    6: frozenset(),
    7: frozenset({Change.DELETE_LEFT, Change.ADD_RIGHT}),
    8: frozenset({Change.RIGHT_REASONS}),
    9: frozenset({Change.RIGHT_REASONS}),
}


def followed(
    update: FingersUpdate,
    stored: Mapping[Finger, StoredFinger],
    live: Mapping[Finger, int],
    missing: Mapping[Finger, MissingReason],
) -> tuple[tuple[Finger, ...], tuple[Finger, ...], tuple[Finger, ...]]:
    """Which references go, which are taken from the live prints, and whose missing reasons are written anew."""
    changes = update.changes
    drop = [f for f in stored if changes & (_GOING_RIGHT if f.is_right else _GOING_LEFT)]
    take = [f for f in live if changes & (_COMING_RIGHT if f.is_right else _COMING_LEFT)]
    written = [f for f in missing if (Change.RIGHT_REASONS if f.is_right else Change.LEFT_REASONS) in changes]
    return tuple(sorted(drop)), tuple(sorted(take)), tuple(sorted(written))


_GOING_RIGHT = frozenset({Change.DELETE_RIGHT, Change.REPLACE_RIGHT})
_GOING_LEFT = frozenset({Change.DELETE_LEFT, Change.REPLACE_LEFT})
_COMING_RIGHT = frozenset({Change.ADD_RIGHT, Change.REPLACE_RIGHT})
_COMING_LEFT = frozenset({Change.ADD_LEFT, Change.REPLACE_LEFT})


def better(stored: Mapping[Finger, StoredFinger], live: Mapping[Finger, int]) -> bool:
    """Rule Q: more fingers than before; or as many, every bad one there again, and none worse than the one stored."""
    if len(live) > len(stored):
        return True
    bad = [finger for finger, one in stored.items() if one.bad]
    if not bad or len(live) < len(stored) or any(finger not in live for finger in bad):
        return False
    return all(finger not in stored or _rank(score) >= _rank(stored[finger].score) for finger, score in live.items())


def _rank(score: int) -> int:
    return -1 if score == FAILED else score


def _gone(hand: tuple[Finger, ...], missing: Mapping[Finger, MissingReason]) -> bool:
    return all(missing.get(finger) is MissingReason.PERMANENT for finger in hand)
