"""Error rates of a verification experiment, after ISO/IEC 19795-1: FMR, FNMR, EER, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.distributions import beta_quantile

FMRS = (0.01, 0.001, 0.0005, 0.0001)  # 0.05 % is what the entry/exit rule of the EU asks for faces at
_MIN_ERRORS = 3  # a rate is only told where this many false matches were to be expected at it
_RESAMPLES = 200
_SEED = 19795

Scores = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trial:
    """Scores of one experiment, higher is more alike.

    genuine: float64[g], -inf where a side failed to enrol, so that it is a false non-match at any threshold;
    impostor: float64[i]; the subjects are numbers per pair (int64[g]; int64[i, 2]) for resampling by subject.
    """

    genuine: Scores
    impostor: Scores
    genuine_subjects: Index
    impostor_subjects: Index


def clopper_pearson(errors: float, trials: int) -> tuple[float, float]:
    """The 95 % interval of a proportion (Clopper and Pearson 1934); `errors` may be fractional."""
    if trials == 0:
        return 0.0, 1.0
    low = beta_quantile(errors, trials - errors + 1, 0.025) if errors > 0 else 0.0
    high = beta_quantile(errors + 1, trials - errors, 0.975) if errors < trials else 1.0
    return low, high


def threshold_at(impostor: Scores, fmr: float) -> float:
    """The lowest threshold (match: score >= threshold) at which at most `fmr` of the impostors match."""
    allowed = int(np.floor(fmr * len(impostor) + 1e-9))
    if allowed >= len(impostor):
        return -np.inf
    kth = np.partition(impostor, len(impostor) - 1 - allowed)[len(impostor) - 1 - allowed]
    return float(np.nextafter(kth, np.inf))


def equal_error_rate(genuine: Scores, impostor: Scores, genuine_weights: Scores, impostor_weights: Scores) -> float:
    """Where FMR and FNMR cross, between the two nearest thresholds; weights are those of a resample."""
    scores = np.concatenate([genuine, impostor])
    order = np.argsort(scores, kind="stable")
    weights_g = np.concatenate([genuine_weights, np.zeros(len(impostor))])[order]
    weights_i = np.concatenate([np.zeros(len(genuine)), impostor_weights])[order]
    return _crossing(scores[order], weights_g, weights_i)


def _crossing(ordered: Scores, weights_g: Scores, weights_i: Scores) -> float:
    if weights_g.sum() == 0 or weights_i.sum() == 0:
        return float("nan")
    last = np.append(
        np.flatnonzero(ordered[1:] > ordered[:-1]), len(ordered) - 1
    )  # thresholds lie between different scores
    fnmr = np.concatenate([[0.0], np.cumsum(weights_g)[last] / weights_g.sum()])
    fmr = np.concatenate([[1.0], 1 - np.cumsum(weights_i)[last] / weights_i.sum()])
    at = int(np.argmax(fnmr >= fmr))
    before, after = fmr[at - 1] - fnmr[at - 1], fnmr[at] - fmr[at]
    share = before / (before + after) if before + after > 0 else 1.0
    return float(fnmr[at - 1] + share * (fnmr[at] - fnmr[at - 1]))


def eer_interval(trial: Trial) -> tuple[float, float]:
    """95 % interval of the EER by resampling subjects with replacement (a pair counts as often as both its sides).

    Few errors make a resample without any; the upper end is therefore at least Clopper and Pearson's.
    """
    scores = np.concatenate([trial.genuine, trial.impostor])
    order = np.argsort(scores, kind="stable")
    ordered, count = scores[order], len(trial.genuine)
    subjects = 1 + int(max(trial.genuine_subjects.max(), trial.impostor_subjects.max()))
    rng = np.random.default_rng(_SEED)
    rates = []
    for _ in range(_RESAMPLES):
        drawn = np.bincount(rng.integers(subjects, size=subjects), minlength=subjects).astype(np.float64)
        weights = np.zeros(len(scores))
        weights[:count] = drawn[trial.genuine_subjects]
        genuine = weights[order]
        weights[:count] = 0
        weights[count:] = drawn[trial.impostor_subjects[:, 0]] * drawn[trial.impostor_subjects[:, 1]]
        rates.append(_crossing(ordered, genuine, weights[order]))
    kept = np.array(rates)[np.isfinite(rates)]
    point = equal_error_rate(trial.genuine, trial.impostor, np.ones(count), np.ones(len(trial.impostor)))
    exact = clopper_pearson(point * count, count)
    if len(kept) < _RESAMPLES / 2:
        return exact
    low, high = np.quantile(kept, [0.025, 0.975])
    return min(float(low), point), max(float(high), exact[1])


def figures(trial: Trial) -> dict[str, object]:
    """The keys of an evaluation: counts, eer, fnmr_at_fmr_*, zero_fmr, each rate a fraction with its `_ci95`.

    A rate is None where it cannot be told: no pairs, or fewer than 3 / FMR impostor pairs.
    """
    genuine, impostor = trial.genuine, trial.impostor
    result: dict[str, object] = {"genuine": len(genuine), "impostor": len(impostor)}
    told = len(genuine) > 0 and len(impostor) > 0
    result["eer"] = result["eer_ci95"] = None
    if told:
        result["eer"] = equal_error_rate(genuine, impostor, np.ones(len(genuine)), np.ones(len(impostor)))
        result["eer_ci95"] = list(eer_interval(trial))
    for fmr in FMRS:
        result |= _fnmr(f"fnmr_at_fmr_{_plain(fmr)}", trial, fmr, told and len(impostor) >= _MIN_ERRORS / fmr)
    result |= _fnmr("zero_fmr", trial, 0.0, told)
    return result


def _plain(fmr: float) -> str:
    return f"{fmr:.6f}".rstrip("0")


def _fnmr(key: str, trial: Trial, fmr: float, told: bool) -> Mapping[str, object]:
    if not told:
        return {key: None, f"{key}_ci95": None}
    misses = int(np.count_nonzero(trial.genuine < threshold_at(trial.impostor, fmr)))
    return {
        key: misses / len(trial.genuine),
        f"{key}_ci95": list(clopper_pearson(misses, len(trial.genuine))),
    }


def det_curve(trial: Trial, points: int = 200) -> tuple[Scores, Scores]:
    """FMR and FNMR, float64[k] each, at FMRs spaced evenly on a log scale down to one false match."""
    fmr = np.unique(np.logspace(np.log10(max(1e-7, 1 / max(1, len(trial.impostor)))), 0, points))
    fnmr = [float(np.mean(trial.genuine < threshold_at(trial.impostor, float(f)))) for f in fmr]
    return fmr, np.array(fnmr)


def known_fmr(impostors: int, fmr: float) -> bool:
    """Whether so many impostor pairs can tell about this false match rate."""
    return impostors * fmr >= _MIN_ERRORS
