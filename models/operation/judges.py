"""How often those who judge a non-match err, and what that does to a rate that is counted by their word.

`seeing` is the share of genuine people who are recognised ("false non-match" is said), `taken_in` the share of
impostors who are taken for genuine. Both come from cases whose truth is known (seeded pairs) and from cases that
several people judged apart. Two opinions cannot tell who was right; where a third decides when they differ, the four
outcomes fix both shares and how many of the cases were genuine (A. P. Dawid and A. M. Skene, "Maximum likelihood
estimation of observer error-rates using the EM algorithm", 1979), on the assumption that opinions err independently
of each other.

From then on a judged non-match counts as w = (y - taken_in) / (seeing - taken_in), y = 1 where it was called false: on
average 1 for a genuine traveller and 0 for an impostor (W. J. Rogan and B. Gladen, "Estimating prevalence from the
results of a screening test", 1978). Every rate is a sum over visits, so the weights correct them all alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.operation.traffic import Flags, Numbers, OperatorWord, Traffic
from models.parameters import OPERATION_APART, OPERATION_DRAWS, OPERATION_FEW_KNOWN, OPERATION_FORGOTTEN, OPERATION_KEPT

_SEED = 1978
_BETTER = 0.02  # seeing must exceed taken_in by as much in a draw: judges who do not see anything correct nothing


@dataclass(frozen=True)
class Judged:
    """A case that counts for the judges themselves."""

    opinions: tuple[bool, ...]  # each given apart, in order; True: one person, so the non-match is false
    truth: bool | None = None  # known for seeded pairs only


@dataclass(frozen=True, eq=False)
class Judges:
    """`seeing` and `taken_in` with float64[d] draws of what both may be, drawn together."""

    seeing: float
    taken_in: float
    seeing_draws: Numbers
    taken_in_draws: Numbers
    genuine: float  # known cases behind them; expected ones among those that several people judged
    impostors: float

    @property
    def known(self) -> bool:
        """Whether enough is known of them to correct what they said."""
        return min(self.genuine, self.impostors) >= OPERATION_FEW_KNOWN

    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """95 % limits of seeing and of taken_in."""
        return _limits(self.seeing_draws), _limits(self.taken_in_draws)


def _limits(draws: Numbers) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def faultless() -> Judges:
    """Judges who never err: rates as they were ruled."""
    return Judges(1.0, 0.0, np.ones(1), np.zeros(1), 0.0, 0.0)


def of(cases: Iterable[Judged], draws: int = OPERATION_DRAWS) -> Judges:
    """Judges by their cases, with Jeffreys' prior on every share."""
    seeded = np.zeros((2, 2))  # by truth: said genuine, said not
    apart: Counter[tuple[int, int]] = Counter()  # (said genuine, said not) of cases whose truth nobody knows
    for case in cases:
        said = sum(case.opinions)
        if case.truth is not None:
            seeded[int(case.truth)] += said, len(case.opinions) - said
        elif len(case.opinions) > 1:
            apart[said, len(case.opinions) - said] += 1
    rng = np.random.default_rng(_SEED)
    truly, genuine = _sampled(seeded, apart, draws, rng)
    seeing, taken = truly
    better = seeing - taken > _BETTER
    if not np.any(better):
        return Judges(float(seeing.mean()), float(taken.mean()), seeing, taken, 0.0, 0.0)
    seeing, taken = seeing[better], taken[better]
    return Judges(
        float(seeing.mean()),
        float(taken.mean()),
        seeing,
        taken,
        float(seeded[1].sum() + genuine),
        float(seeded[0].sum() + sum(apart.values()) - genuine),
    )


def _sampled(
    seeded: Numbers, apart: Counter[tuple[int, int]], draws: int, rng: np.random.Generator
) -> tuple[tuple[Numbers, Numbers], float]:
    """Draws of both shares, and how many cases without a known truth were genuine on average: Gibbs' sampler, chains
    side by side, which fills in the truth of each case and then the shares. Without such cases one round is exact."""
    (no_yes, no_no), (yes_yes, yes_no) = seeded
    if not apart:
        both = rng.beta(yes_yes + 0.5, yes_no + 0.5, draws), rng.beta(no_yes + 0.5, no_no + 0.5, draws)
        return both, 0.0
    cases, chains = sum(apart.values()), -(-draws // OPERATION_KEPT)
    seeing, taken, share = np.full(chains, 0.8), np.full(chains, 0.2), np.full(chains, 0.5)
    kept = []
    for round_ in range(1, OPERATION_FORGOTTEN + OPERATION_KEPT * OPERATION_APART + 1):
        yes, no, genuine = np.full(chains, yes_yes), np.full(chains, yes_no), np.zeros(chains)
        other_yes, other_no = np.full(chains, no_yes), np.full(chains, no_no)
        for (said, denied), count in apart.items():
            one = share * seeing**said * (1 - seeing) ** denied
            two = (1 - share) * taken**said * (1 - taken) ** denied
            truly = rng.binomial(count, one / (one + two))
            genuine += truly
            yes, no = yes + said * truly, no + denied * truly
            other_yes, other_no = other_yes + said * (count - truly), other_no + denied * (count - truly)
        seeing, taken = rng.beta(yes + 0.5, no + 0.5), rng.beta(other_yes + 0.5, other_no + 0.5)
        swapped = seeing < taken  # which of the two is which is a matter of names
        seeing, taken = np.where(swapped, taken, seeing), np.where(swapped, seeing, taken)
        genuine = np.where(swapped, cases - genuine, genuine)
        share = rng.beta(genuine + 0.5, cases - genuine + 0.5)
        if round_ > OPERATION_FORGOTTEN and (round_ - OPERATION_FORGOTTEN) % OPERATION_APART == 0:
            kept.append((seeing, taken, genuine))
    all_seeing, all_taken, all_genuine = (np.concatenate(column) for column in zip(*kept, strict=True))
    return (all_seeing[:draws], all_taken[:draws]), float(all_genuine.mean())


def weights(traffic: Traffic, judges: Judges) -> Numbers:
    """float64[n]: how much of a genuine visit each visit is. 0 where it is none or nobody said."""
    scale = judges.seeing - judges.taken_in
    said = traffic.said
    judged = np.where(said == OperatorWord.FALSE_NON_MATCH, 1 - judges.taken_in, -judges.taken_in) / scale
    judged = np.where(said == OperatorWord.NOTHING, 0.0, judged)
    return np.where(traffic.matched, np.where(said == OperatorWord.FALSE_MATCH, 0.0, 1.0), judged)


def factors(traffic: Traffic, judges: Judges, errors: Flags, counted: Flags) -> Numbers:
    """float64[d]: what the rate of `errors` among the `counted` visits, bool[n] each, would be by each draw of the
    judges, in units of what it is by their means. Ones where it is zero."""
    sure = counted & traffic.matched & (traffic.said != OperatorWord.FALSE_MATCH)
    denied = counted & ~traffic.matched
    yes, no = (
        denied & (traffic.said == OperatorWord.FALSE_NON_MATCH),
        denied & (traffic.said == OperatorWord.TRUE_NON_MATCH),
    )

    def total(of: Flags, seeing: Numbers, taken: Numbers) -> Numbers:
        a, b, c = (float(np.count_nonzero(of & which)) for which in (sure, yes, no))
        return a + ((1 - taken) * b - taken * c) / (seeing - taken)

    def rate(seeing: Numbers, taken: Numbers) -> Numbers:
        return total(errors, seeing, taken) / np.maximum(total(counted, seeing, taken), 1e-9)

    (point,) = rate(np.array([judges.seeing]), np.array([judges.taken_in]))
    if point <= 0:
        return np.ones(len(judges.seeing_draws))
    drawn: Numbers = np.maximum(0.0, rate(judges.seeing_draws, judges.taken_in_draws) / point)
    return drawn
