"""One decision from a face and some fingers: log-likelihood ratios added, several fingers counted with care."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.finger.compare import FingerComparison
from models.matching.calibration import LIVE, BadCalibration, Calibration, FaceModel, FingerScore, bound

FACE = "face"

# Two fingers of one person are not two independent witnesses: dry skin, and the hand that placed them, are shared.
# The best finger counts in full, each further one by half where it speaks for the person, in full where against.
_FURTHER_FINGER = 0.5


@dataclass(frozen=True)
class ScorePart:
    """What one modality adds. part: "face" or the finger position "1".."10"; raw: its score (a finger's on the scale of
    whole prints); llr: its contribution to the sum, after the discount for further fingers."""

    part: str
    raw: float
    llr: float


@dataclass(frozen=True)
class Fused:
    """llr: sum of the contributions of `parts`, natural log. fmr: the false match rate at which this would still match.

    counted: whether `fmr` was counted on calibration data (one part alone); otherwise it is the bound exp(-llr).
    encoders: the face encoders that took part.
    """

    llr: float
    parts: tuple[ScorePart, ...]
    fmr: float
    counted: bool = False
    encoders: tuple[str, ...] = ()

    def matches(self, fmr: float) -> bool:
        """Whether this is a match at a threshold set for `fmr` (above 0, at most 1)."""
        return self.fmr <= fmr


def scored(compared: Mapping[int, FingerComparison], calibration: Calibration) -> dict[int, FingerScore]:
    """What fuses of some comparisons: those with enough of the finger on both sides."""
    scores = {at: calibration.finger.scored(found) for at, found in compared.items()}
    return {position: score for position, score in scores.items() if score is not None}


def fuse(
    face: Mapping[str, float] | None,
    fingers: Mapping[int, FingerScore],
    calibration: Calibration,
    views: int = 1,
    condition: str = LIVE,
) -> Fused:
    """Fuse the face cosines of some encoders (None: no face) and finger scores by position 1..10, as `scored` gives
    them.

    `views`: of how many comparisons each finger score is the best (templates of several impressions); as many chances
    for an impostor, so the rate is multiplied by it. `condition`: what the live face was compared with, one of
    calibration.CONDITIONS. Parts come strongest first. No part at all is an LLR of 0; encoders that the calibration
    does not know are no part. Raises BadCalibration for a score that is not a number, or a finger position outside
    1..10.
    """
    if any(not 1 <= position <= 10 for position in fingers):
        raise BadCalibration("a finger position outside 1..10")
    chances = math.log(max(1, views))
    ranked = sorted(
        ((calibration.finger.llr(score) - chances, position) for position, score in fingers.items()),
        key=lambda item: (-item[0], item[1]),
    )
    parts = [
        ScorePart(str(position), fingers[position].standard, llr * _FURTHER_FINGER if rank and llr > 0 else llr)
        for rank, (llr, position) in enumerate(ranked)
    ]
    model = None if face is None else calibration.face(face, condition)
    if face is not None and model is not None:
        raw = model.raw(face)
        parts.append(ScorePart(FACE, raw, model.curve.llr(raw)))
    parts.sort(key=lambda part: -part.llr)
    total = math.fsum(part.llr for part in parts)
    counted = _counted(parts, fingers, calibration, model, views)
    rate = bound(total) if counted is None else counted
    if model is None and len(fingers) == 1:
        (score,) = fingers.values()
        rate = min(1.0, calibration.finger.stated(score) * max(1, views))
    return Fused(total, tuple(parts), rate, counted is not None, () if model is None else model.encoders)


def reach(known: Iterable[float], unknown: int, span: tuple[float, float]) -> tuple[float, float]:
    """The least and the most that fingers can come to together: `known` log-likelihood ratios, and `unknown` more
    fingers that are not compared yet and lie within `span`, around 0.

    As in `fuse` the best finger counts in full, each further one by half where it speaks for the person.
    """
    speaks = against = best = 0.0
    for llr in known:
        if llr > 0:
            speaks += llr
            best = max(best, llr)
        else:
            against += llr
    lowest, highest = span
    least = against + unknown * lowest + _FURTHER_FINGER * speaks + (1 - _FURTHER_FINGER) * best
    if unknown:
        speaks += unknown * highest
        best = max(best, highest)
    return least, against + _FURTHER_FINGER * speaks + (1 - _FURTHER_FINGER) * best


def _counted(
    parts: list[ScorePart],
    fingers: Mapping[int, FingerScore],
    calibration: Calibration,
    model: FaceModel | None,
    views: int,
) -> float | None:
    if len(parts) != 1:
        return None
    if parts[0].part == FACE:
        return None if model is None else model.curve.fmr(parts[0].raw)
    (score,) = fingers.values()
    rate = calibration.finger.fmr(score)
    return None if rate is None else min(1.0, rate * max(1, views))
