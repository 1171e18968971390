"""What a comparison says to a person who judges it: odds in words, where it stands among others, what lies on what."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import parameters as p
from models.finger.compare import FingerComparison
from models.matching.calibration import LIVE, Calibration, ScoreModel
from models.matching.fuse import FACE
from models.types import Minutiae

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """times: how many times more probable the findings are, at least 1; same: if this is one person, else if there are
    two; capped: at least so many, the calibration reaches no further; words: a key of the verbal scale."""

    times: float
    same: bool
    capped: bool
    words: str


def worth(llr: float, comparisons: int) -> Worth:
    """A natural-log likelihood ratio in words, never beyond what `comparisons` of the calibration can carry.

    The limit is rounded down to a power of ten: nobody counted more exactly. The scale: parameters.VERBAL_SCALE.
    """
    if math.isnan(llr):
        raise ValueError("a likelihood ratio that is not a number")
    limit = 10.0 ** math.floor(math.log10(max(1, comparisons)))
    times = math.exp(min(abs(llr), math.log(limit)))
    capped = abs(llr) > math.log(limit)
    times = limit if capped else times
    words = next(word for below, word in p.VERBAL_SCALE if times < below)
    return Worth(times, llr >= 0, capped, words)


def comparisons(calibration: Calibration, parts: Iterable[str], same: bool = True) -> int:
    """How many comparisons the worth of these parts rests on: the fewest of theirs. In favour of one person it is
    impostors that bound it, of two it is genuine ones."""
    counted = [model.impostor if same else model.genuine for model in _models(calibration, parts)]
    return min(counted, default=0)


@dataclass(frozen=True, eq=False)
class StandingOfTotal:
    """at: float64[n] natural-log likelihood ratios, rising; genuine, impostor: float64[n] densities, the highest of
    each is 1; genuine_count, impostor_count: comparisons that they rest on."""

    at: Floats
    genuine: Floats
    impostor: Floats
    genuine_count: int
    impostor_count: int


def standing(calibration: Calibration, parts: Iterable[str]) -> StandingOfTotal | None:
    """How the total of these parts ("face", a finger "1".."10") falls out for one person and for two; None without any.

    The impostors of each part are those that its calibration counted; the genuine ones follow, since a likelihood ratio
    is the one density over the other. Parts are put together as `fuse` does it: the best finger whole, each further one
    by half where it speaks for the person, as if they were independent.
    """
    parts = tuple(parts)
    models = _models(calibration, parts)
    if not models:
        return None
    steps = round(p.CURVE_REACH / p.CURVE_STEP)
    at: Floats = np.arange(-steps, steps + 1, dtype=np.float64) * np.float64(p.CURVE_STEP)
    genuine: Floats = (at == 0).astype(np.float64)
    impostor = genuine
    further = False
    for part, model in zip(parts, models, strict=True):
        share = 0.5 if part != FACE and further else 1.0
        further = further or part != FACE
        strangers, mates = _masses(model, at, share)
        impostor = _sum(impostor, strangers)
        genuine = _sum(genuine, mates)
    genuine, impostor = _smooth(genuine), _smooth(impostor)
    genuine_count = min(model.genuine for model in models)
    impostor_count = min(model.impostor for model in models)
    return StandingOfTotal(at, genuine / genuine.max(), impostor / impostor.max(), genuine_count, impostor_count)


def _masses(model: ScoreModel, at: Floats, share: float) -> tuple[Floats, Floats]:
    """Probabilities on the grid of a part's contribution: of impostors as counted, of genuine ones by exp(llr)."""
    raw, beyond = np.array(model.fmr_raw), np.array(model.fmr_value)
    # between two counted scores lies the difference of their rates; above the last the rest, below the first the most
    mass = np.concatenate([[max(0.0, 1 - beyond[0])], beyond[:-1] - beyond[1:], beyond[-1:]])
    middle = np.concatenate([raw[:1], (raw[:-1] + raw[1:]) / 2, raw[-1:]])
    llr = np.interp(middle, model.llr_raw, model.llr_value)
    weight = mass * np.exp(llr)
    llr = np.where(llr > 0, llr * share, llr)
    place = np.clip(np.rint((llr - at[0]) / p.CURVE_STEP).astype(np.intp), 0, len(at) - 1)
    strangers = np.bincount(place, mass, len(at))
    mates = np.bincount(place, weight, len(at))
    return strangers / strangers.sum(), mates / mates.sum()


def _sum(one: Floats, other: Floats) -> Floats:
    """The distribution of a sum on the same grid; what falls off its ends lies at the ends."""
    whole = np.convolve(one, other)
    half = len(one) // 2
    kept = whole[half : half + len(one)].copy()
    kept[0] += whole[:half].sum()
    kept[-1] += whole[half + len(one) :].sum()
    return kept


def _smooth(masses: Floats) -> Floats:
    """For the eye: where a calibration has few knots, all of a step would stand on one place."""
    reach = round(3 * p.CURVE_SMOOTH / p.CURVE_STEP)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * p.CURVE_STEP / p.CURVE_SMOOTH) ** 2)
    return np.convolve(masses, kernel / kernel.sum(), "same")


def _models(calibration: Calibration, parts: Iterable[str]) -> list[ScoreModel]:
    face, finger = calibration.faces[LIVE][0].curve, calibration.finger.whole
    return [face if part == FACE else finger for part in parts]


@dataclass(frozen=True)
class Laid:
    """The similarity that lays the reference over the probe: x' = scale * R(angle) x + (dx, dy), pixels at 500 ppi, y
    down, angle clockwise as seen."""

    scale: float
    angle: float
    dx: float
    dy: float


def agreeing(compared: FingerComparison) -> NDArray[np.intp]:
    """Which of its pairs speak for one finger: int[k], best first. Strangers' prints give eight pairs, too, which lie
    below parameters.PAIR_AGREES."""
    order = np.argsort(-compared.pair_scores, kind="stable")
    return order[compared.pair_scores[order] >= p.PAIR_AGREES]


def laid(probe: Minutiae, reference: Minutiae, pairs: NDArray[np.int32]) -> Laid | None:
    """How the reference lies on the probe, by pairs int32[k, 2] of their minutiae; least squares over at least two,
    None for fewer or where they lie on one point.

    S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", IEEE TPAMI 13(4),
    1991; without a reflection.
    """
    if len(pairs) < 2:
        return None
    here = np.stack([probe.x[pairs[:, 0]], probe.y[pairs[:, 0]]], 1).astype(np.float64)
    there = np.stack([reference.x[pairs[:, 1]], reference.y[pairs[:, 1]]], 1).astype(np.float64)
    middle, other = here.mean(0), there.mean(0)
    # as complex numbers a similarity is one factor and one shift
    a = (here - middle) @ np.array([1, 1j])
    b = (there - other) @ np.array([1, 1j])
    spread = float((b * b.conj()).real.sum())
    if spread < 1e-6:
        return None
    factor = complex((a * b.conj()).sum() / spread)
    scale, angle = abs(factor), math.atan2(factor.imag, factor.real)
    if scale < 1e-6:
        return None
    turned = factor * complex(*other)
    return Laid(scale, angle, float(middle[0] - turned.real), float(middle[1] - turned.imag))
