"""95 % intervals of rates whose trials are not independent, because people come back.

Clopper and Pearson's interval on an effective sample: as many independent trials as carry what these trials carry
(E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts
estimated from survey data", Survey Methodology 24(2), 1998). At a post that 500 commuters pass all year an interval for
independent visits holds the truth in 67 or 39 of 100 years; these do in 95.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.distributions import beta_quantile, student_quantile
from models.operation.traffic import Index, Numbers
from models.parameters import OPERATION_FEW_ERRING, OPERATION_FEW_PEOPLE

TAIL = 0.025  # of 95 %, on either side


@dataclass(frozen=True)
class Sample:
    """A rate with what is behind it. `variance` is that of the rate, `freedom` the degrees of freedom it rests on."""

    rate: float
    trials: float  # comparisons
    people: int  # who stand behind the trials
    erring: int  # people with an error
    variance: float
    freedom: float

    @property
    def effective(self) -> float:
        """Independent trials that would carry as much: at most `trials`."""
        if not 0 < self.rate < 1 or self.people < 2:
            return float(self.people)
        if self.variance <= 0:  # everybody errs equally often
            return self.trials
        independent = self.rate * (1 - self.rate) / self.variance
        return min(self.trials, independent)

    @property
    def design_effect(self) -> float:
        return self.trials / self.effective if self.effective else 1.0


@dataclass(frozen=True)
class Rate:
    """What may be said. `value` is None where too few people stand behind it: then only the limits hold."""

    value: float | None
    low: float
    high: float
    trials: float
    people: int
    erring: int


def sample(errors: Numbers, trials: Numbers) -> Sample:
    """Errors and trials by person, float64[people] each; people without trials do not count.

    The variance is the ratio's, by residuals of people: v = G/(G-1) sum (x_i - p n_i)^2 / N^2.
    """
    seen = trials != 0
    return of_residuals(errors[seen], trials[seen])


def of_residuals(errors: Numbers, trials: Numbers) -> Sample:
    total, people = float(trials.sum()), len(trials)
    if people == 0 or total <= 0:
        return Sample(0.0, 0.0, people, 0, 0.0, 0.0)
    rate = float(errors.sum()) / total
    residuals = errors - rate * trials
    variance, freedom = _spread(residuals, total)
    return Sample(rate, total, people, int(np.count_nonzero(errors > 0)), variance, freedom)


def _spread(residuals: Numbers, total: float) -> tuple[float, float]:
    """Variance of a sum of residuals over `total`, and the degrees of freedom that it rests on: the effective number of
    people who make it (A. V. Carter, K. T. Schnepel and D. G. Steigerwald, 2017). Where few make most of it, it is
    hardly known, however many others passed without an error."""
    people = len(residuals)
    squares = residuals**2
    whole = float(squares.sum())
    if people < 2 or whole <= 0:
        return 0.0, 0.0
    freedom = whole**2 / float((squares**2).sum())
    return people / (people - 1) * whole / total**2, min(people - 1.0, freedom)


def crossed(probe: Index, reference: Index, errors: NDArray[np.bool_], people: int) -> Sample:
    """The rate of comparisons of people with others: int64[m] numbers of people, bool[m].

    Two comparisons are dependent when they share a person, on whichever side: the variance is the dyadic one,
    v = (sum_i r_i.^2 - sum_ij r_ij^2) / N^2 with r_i. all residuals of a person and r_ij those of a pair (A. C. Cameron
    and D. L. Miller, "Robust inference for dyadic data", 2014), and never less than what one side alone shows.
    """
    total = len(errors)
    if total == 0:
        return Sample(0.0, 0.0, 0, 0, 0.0, 0.0)
    wrong = np.flatnonzero(errors)
    rate = len(wrong) / total
    trials_p, trials_r = np.bincount(probe, minlength=people), np.bincount(reference, minlength=people)
    wrong_p = np.bincount(probe[wrong], minlength=people)
    wrong_r = np.bincount(reference[wrong], minlength=people)
    seen = (trials_p > 0) | (trials_r > 0)
    one_side = [_spread((w - rate * t)[t > 0], total)[0] for w, t in ((wrong_p, trials_p), (wrong_r, trials_r))]
    each = (wrong_p + wrong_r - rate * (trials_p + trials_r))[seen]
    both, freedom = _spread(each, total)
    pairs = _pairs(probe, reference, wrong, rate, people)
    variance = max(both - pairs / total**2, *one_side)
    people_probes = int(np.count_nonzero(trials_p))
    return Sample(rate, float(total), people_probes, int(np.count_nonzero(wrong_p)), variance, freedom)


def _pairs(probe: Index, reference: Index, wrong: Index, rate: float, people: int) -> float:
    """Sum of squared residuals by pair of people, whichever of them is the probe."""
    keys = np.minimum(probe, reference) * people + np.maximum(probe, reference)
    wrong_keys, wrong_counts = np.unique(keys[wrong], return_counts=True)
    ordered = np.sort(keys)
    edges = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1], [True]]))
    counts = np.diff(edges)
    at = np.searchsorted(ordered[edges[:-1]], wrong_keys)
    crossed_terms = float((wrong_counts * counts[at]).sum()) if len(wrong_keys) else 0.0
    return (
        float((wrong_counts**2).sum()) - 2 * rate * crossed_terms + rate**2 * float((counts.astype(float) ** 2).sum())
    )


def _t_ratio(trials: float, freedom: float) -> float:
    """What a variance that is badly known costs: (t of all trials / t of the freedom there is)^2."""
    if freedom <= 0:
        return 1.0
    wide = student_quantile(max(1.0, freedom), 1 - TAIL)
    return (student_quantile(max(1.0, trials - 1), 1 - TAIL) / wide) ** 2


@dataclass(frozen=True)
class Bases:
    """Errors and trials, both effective, on which Clopper and Pearson's lower and upper limit stand."""

    low: tuple[float, float]
    high: tuple[float, float]


def bases(found: Sample) -> Bases:
    """With fewer than five people who erred nobody can see how alike one person's trials are: for the upper limit each
    person then counts once, so no error at all gives 3.7 / people."""
    trials = min(found.trials, found.effective * _t_ratio(found.trials, found.freedom))
    plain = (max(0.0, found.rate) * trials, trials)
    if found.erring >= OPERATION_FEW_ERRING:
        return Bases(plain, plain)
    once = (float(found.erring), float(max(found.people, found.erring)))
    return Bases(plain, max(plain, once, key=lambda counted: clopper_pearson(*counted)[1]))


def interval(found: Sample) -> tuple[float, float]:
    """95 % limits of the rate, (0, 1) where nothing was tried."""
    stands = bases(found)
    return clopper_pearson(*stands.low)[0], clopper_pearson(*stands.high)[1]


def clopper_pearson(errors: float, trials: float) -> tuple[float, float]:
    """The 95 % interval of a proportion (Clopper and Pearson 1934); both numbers may be fractional."""
    if trials <= 0:
        return 0.0, 1.0
    low = beta_quantile(errors, trials - errors + 1, TAIL) if errors > 0 else 0.0
    high = beta_quantile(errors + 1, trials - errors, 1 - TAIL) if errors < trials else 1.0
    return low, high


def told(found: Sample, limits: tuple[float, float]) -> Rate:
    """The rate beside its limits, or the limits alone: fewer than 30 people, or fewer than five who erred."""
    few = found.people < OPERATION_FEW_PEOPLE or found.erring < OPERATION_FEW_ERRING
    value = None if few else min(1.0, max(0.0, found.rate))
    return Rate(value, *limits, found.trials, found.people, found.erring)


def spread_limits(found: Sample, factors: Numbers, draws: np.random.Generator) -> tuple[float, float]:
    """The limits where the rate itself rests on something uncertain: `factors`, float64[d], are draws of what the rate
    is times, around 1. Either limit's own beta distribution (Clopper and Pearson's) is multiplied by them."""
    stands = bases(found)
    low, high = 0.0, 1.0
    errors, trials = stands.low
    if errors > 0:
        low = float(np.quantile(draws.beta(errors, trials - errors + 1, len(factors)) * factors, TAIL))
    errors, trials = stands.high
    if 0 <= errors < trials:
        high = float(np.quantile(draws.beta(errors + 1, trials - errors, len(factors)) * factors, 1 - TAIL))
    return min(1.0, max(0.0, low)), min(1.0, max(0.0, high))
