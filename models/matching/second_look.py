"""When fingers do not match: are they the right fingers, and the right way up?

A reader mounted upside down turns every print by half a circle, and a traveller who gives the left hand for the right
exchanges them: both look like somebody else. Each second look is one more chance for an impostor, so it must be better
than the first by as much (a Bonferroni correction with unequal weights; R. Dunn 1961).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import parameters as p
from models.finger.compare import FingerComparison, FingerTemplate, compare
from models.matching.calibration import Calibration, FingerScore
from models.matching.fuse import Fused, fuse, scored

Fingers = Mapping[int, FingerTemplate]


@dataclass(frozen=True)
class TurnedLook:
    """Live prints that match when they are taken the other way round.

    scores: of the fingers by position; degrees: by how much the live prints are turned against the reference,
    counter-clockwise, 0..360.
    """

    scores: Mapping[int, FingerScore]
    degrees: float


def turned(live: Fingers, reference: Fingers, calibration: Calibration, fmr: float) -> TurnedLook | None:
    """The common fingers, where they match at `fmr` when they are turned by a right angle or more; None otherwise.

    For prints that did not match as they are: the first comparison is the usual case and costs nothing more.
    """
    common = [position for position in live if position in reference]
    compared = {at: compare(live[at], reference[at], explain=True, turned=True) for at in common}
    scores = scored(compared, calibration)
    if not scores or not second_chance(fuse(None, scores, calibration)).matches(fmr):
        return None
    strongest = max(scores, key=lambda at: compared[at].score)
    return TurnedLook(scores, _degrees(live[strongest], reference[strongest], compared[strongest]))


def second_chance(fused: Fused) -> Fused:
    """The evidence of a second look, with the chance that it gave an impostor paid for."""
    rate = min(1.0, fused.fmr * p.TURNED_ODDS)
    return Fused(fused.llr - math.log(p.TURNED_ODDS), fused.parts, rate, fused.counted)


def _degrees(live: FingerTemplate, reference: FingerTemplate, found: FingerComparison) -> float:
    one = live.views[found.views[0]].angle[found.pairs[:, 0]]
    other = reference.views[found.views[1]].angle[found.pairs[:, 1]]
    return math.degrees(float(np.angle(np.exp(1j * (one - other)).mean()))) % 360


def exchanged(
    live: Fingers,
    reference: Fingers,
    own: Mapping[int, FingerComparison],
    calibration: Calibration,
    fmr: float,
) -> dict[int, int]:
    """Which live fingers are another finger of the reference: live position to reference position; often empty.

    own: the comparisons that were made, position by position. Only fingers that do not match their own position at the
    lowest rate that is known are tried on each other's; each position is given once, the best whole (an assignment). A
    finger counts as exchanged where it matches at `fmr` over the number of comparisons that were tried and is
    `EXCHANGED_GAIN` times more likely there than at home, for fingers of one person resemble each other; and only where
    all fingers together then match: one finger that looks like another one says little about four.
    """
    finger = calibration.finger
    failed = [a for a in sorted(live) if a not in own or not _matches(own[a], calibration, 0.0)]
    # A position that its own live finger matches is taken; every other one may be where a doubtful finger belongs.
    free = [b for b in sorted(reference) if b not in live or b in failed]
    tries = {(a, b): compare(live[a], reference[b]) for a in failed for b in free if a != b}
    worth = np.zeros((len(failed), len(free)))
    for (a, b), found in tries.items():
        score, home = finger.scored(found), finger.scored(own[a]) if a in own else None
        if score is not None and _matches(found, calibration, fmr / len(tries)):
            gain = finger.llr(score) - (0.0 if home is None else finger.llr(home))
            worth[failed.index(a), free.index(b)] = gain if gain >= math.log(p.EXCHANGED_GAIN) else 0.0
    places = {failed[r]: free[c] for r, c in _assignment(worth)}
    # The fingers at home and those that moved; one that is somebody's old place and matches nothing has no say.
    together = {b: tries[a, b] for a, b in places.items()}
    together |= {a: found for a, found in own.items() if a not in places and a not in together}
    fused = fuse(None, scored(together, calibration), calibration)
    return places if places and fused.matches(fmr) else {}


def _assignment(worth: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Which rows take which columns, each once, so that they are worth most together; what is worth nothing is left.

    worth: float64[r, c], not negative. Row by row over all sets of columns that are taken: exact, and with the ten
    fingers of a person 10,240 sums at most.
    """
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for row, offers in enumerate(worth.tolist()):
        grown = dict(best)
        for taken, (gain, pairs) in best.items():
            for column, more in enumerate(offers):
                now = taken | 1 << column
                if more > 0 and now != taken and gain + more > grown.get(now, (-1.0, ()))[0]:
                    grown[now] = (gain + more, (*pairs, (row, column)))
        best = grown
    return list(max(best.values(), key=lambda found: found[0])[1])


def _matches(found: FingerComparison, calibration: Calibration, fmr: float) -> bool:
    """At `fmr`, or at the lowest rate that is known where that is higher."""
    score = calibration.finger.scored(found)
    return score is not None and calibration.finger.matches(score, fmr)
