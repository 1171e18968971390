"""One decision from a face and some fingers: log-likelihood ratios added, several fingers counted with care."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.matching.calibration import BadCalibration, Calibration, bound

FACE = "face"

# Two fingers of one person are not two independent witnesses: dry skin, and the hand that placed them, are shared.
# The best finger counts in full, each further one by half where it speaks for the person, in full where against.
_FURTHER_FINGER = 0.5


@dataclass(frozen=True)
class Part:
    """What one modality adds. part: "face" or the finger position "1".."10"; raw: its score; llr: its contribution
    to the sum, after the discount for further fingers."""

    part: str
    raw: float
    llr: float


@dataclass(frozen=True)
class Fused:
    """llr: sum of the contributions of `parts`, natural log. fmr: the false match rate at which this would still match.

    counted: whether `fmr` was counted on calibration data (one part alone); otherwise it is the bound exp(-llr).
    """

    llr: float
    parts: tuple[Part, ...]
    fmr: float
    counted: bool = False

    def matches(self, fmr: float) -> bool:
        """Whether this is a match at a threshold set for `fmr` (above 0, at most 1)."""
        return self.fmr <= fmr


def fuse(face_raw: float | None, finger_raw: Mapping[int, float], calibration: Calibration, views: int = 1) -> Fused:
    """Fuse a face cosine (None: no face) and finger similarities by position 1..10.

    `views`: of how many comparisons each finger score is the best (templates of several impressions); as many chances
    for an impostor, so the rate is multiplied by it. Parts come strongest first. No part at all is an LLR of 0.
    Raises BadCalibration for a score that is not a number, or a finger position outside 1..10.
    """
    if any(not 1 <= position <= 10 for position in finger_raw):
        raise BadCalibration("a finger position outside 1..10")
    chances = math.log(max(1, views))
    fingers = sorted(
        ((calibration.finger.llr(raw) - chances, position, raw) for position, raw in finger_raw.items()),
        key=lambda item: (-item[0], item[1]),
    )
    parts = [
        Part(str(position), raw, llr * _FURTHER_FINGER if rank and llr > 0 else llr)
        for rank, (llr, position, raw) in enumerate(fingers)
    ]
    if face_raw is not None:
        parts.append(Part(FACE, face_raw, calibration.face.llr(face_raw)))
    parts.sort(key=lambda part: -part.llr)
    total = math.fsum(part.llr for part in parts)
    rate = _counted(parts, calibration, views)
    return Fused(total, tuple(parts), bound(total) if rate is None else rate, counted=rate is not None)


def reach(
    face_raw: float | None, finger_raw: Mapping[int, float], unknown: int, calibration: Calibration, views: int = 1
) -> tuple[float, float]:
    """The least and the most that `fuse` can come to once `unknown` more fingers are compared."""
    chances = math.log(max(1, views))
    face = 0.0 if face_raw is None else calibration.face.llr(face_raw)
    known = [calibration.finger.llr(raw) - chances for raw in finger_raw.values()]
    least, most = (
        face + _sum([*known, *[llr - chances] * unknown])
        for llr in (calibration.finger.llr_value[0], calibration.finger.llr_value[-1])
    )
    return least, most


def _sum(fingers: Sequence[float]) -> float:
    """What fingers come to together: the best in full, each further one by half where it speaks for the person."""
    discounted = math.fsum(llr * _FURTHER_FINGER if llr > 0 else llr for llr in fingers)
    return discounted + (1 - _FURTHER_FINGER) * max(0.0, max(fingers, default=0.0))


def _counted(parts: list[Part], calibration: Calibration, views: int) -> float | None:
    if len(parts) != 1:
        return None
    (part,) = parts
    if part.part == FACE:
        return calibration.face.fmr(part.raw)
    rate = calibration.finger.fmr(part.raw)
    return None if rate is None else min(1.0, rate * max(1, views))
