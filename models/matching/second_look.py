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
from scipy.optimize import linear_sum_assignment

from models import parameters as p
from models.finger.compare import FingerComparison, FingerTemplate, compare
from models.matching.calibration import Calibration, FingerScore
from models.matching.fuse import Fused, fuse, scored

Fingers = Mapping[int, FingerTemplate]


@dataclass(frozen=True)
class Turned:
    """Live prints that match when they are taken the other way round.

    scores: of the fingers by position; degrees: by how much the live prints are turned against the reference,
    counter-clockwise, 0..360.
    """

    scores: Mapping[int, FingerScore]
    degrees: float


def turned(live: Fingers, reference: Fingers, calibration: Calibration, fmr: float) -> Turned | None:
    """The common fingers, where they match at `fmr` when they are turned by a right angle or more; None otherwise.

    For prints that did not match as they are: the first comparison is the usual case and costs nothing more.
    """
    common = [position for position in live if position in reference]
    compared = {at: compare(live[at], reference[at], explain=True, turned=True) for at in common}
    scores = scored(compared, calibration)
    if not scores or not second_chance(fuse(None, scores, calibration)).matches(fmr):
        return None
    strongest = max(scores, key=lambda at: compared[at].score)
    return Turned(scores, _degrees(live[strongest], reference[strongest], compared[strongest]))


def second_chance(fused: Fused) -> Fused:
    """The evidence of a second look, with the chance that it gave an impostor paid for."""
    rate = min(1.0, fused.fmr * p.TURNED_ODDS)
    return Fused(fused.llr - math.log(p.TURNED_ODDS), fused.parts, rate, fused.counted)


def _degrees(live: FingerTemplate, reference: FingerTemplate, found: FingerComparison) -> float:
    one = live.views[found.views[0]].angle[found.pairs[:, 0]]
    other = reference.views[found.views[1]].angle[found.pairs[:, 1]]
    return math.degrees(float(np.angle(np.exp(1j * (one - other)).mean()))) % 360


def exchanged(live: Fingers, reference: Fingers, calibration: Calibration, fmr: float) -> dict[int, int]:
    """Which live fingers are another finger of the reference: live position to reference position; often empty.

    Only fingers that do not match their own position are tried on the others; each finger is given to one position
    only, the best whole (an assignment). A finger counts as exchanged where it matches at `fmr` divided by the number
    of positions that were tried.
    """
    finger = calibration.finger

    def matches(found: FingerComparison, chances: int) -> bool:
        score = finger.scored(found)
        return score is not None and finger.stated(score) * chances <= fmr

    failed = [a for a in sorted(live) if a not in reference or not matches(compare(live[a], reference[a]), 1)]
    # A position that its own live finger matches is taken; every other one may be where a failed finger belongs.
    free = [b for b in sorted(reference) if b not in live or b in failed]
    tries = [(a, b) for a in failed for b in free if a != b]
    if not tries:
        return {}
    worth = np.zeros((len(failed), len(free)))
    for a, b in tries:
        found = compare(live[a], reference[b])
        score = finger.scored(found)
        if score is not None and matches(found, len(tries)):
            worth[failed.index(a), free.index(b)] = max(0.0, finger.llr(score))
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {failed[r]: free[c] for r, c in zip(rows.tolist(), columns.tolist(), strict=True) if worth[r, c] > 0}
