"""Differences between groups of people: error rates, rejections, retries and times, and what chance would make of them.

An alarm says that a group fares worse. It is tried against chance over everything that is looked at together: people
are shuffled against their attributes, each time the largest deviation of all groups and measures is noted, and a
group's p is the share of shuffles whose largest deviation reaches its own (P. H. Westfall and S. S. Young,
"Resampling-Based Multiple Testing", 1993: max-T). People are shuffled, not visits, since visits of one person are
alike; without any difference at most 5 % of looks raise any alarm. Fisher's test on visits with p < 0.05 does so in 9
of 10.

A group of fewer than 30 people is not shown, nor one whose rest is fewer than 10, nor one that the others and the total
would give away; numbers of people are told in whole tens, so that two tables do not name the person between them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.distributions import normal_quantile, student_quantile
from models.operation.intervals import Sample, interval, spread_limits
from models.operation.judges import Judges, factors, faultless, weights
from models.operation.traffic import Flags, Groups, Numbers, System, Traffic
from models.parameters import (
    OPERATION_ALARM,
    OPERATION_ALARM_RATIO,
    OPERATION_FEW_ERRING,
    OPERATION_FEW_OTHERS,
    OPERATION_FEW_PEOPLE,
    OPERATION_PERMUTATIONS,
    OPERATION_POWER,
)

SHARES = ("fnmr", "rejected")  # measures that are shares; the others are means
MEASURES = (*SHARES, "retries", "seconds")
PEOPLE_STEP = 10  # numbers of people are told rounded down to it
_SEED = 1993
_BATCH = 64  # shuffles at a time: 64 x 12,000 people x 4 measures are 25 MB
_LONG = 0.99  # a time above this share of all is taken as that long: one traveller who was forgotten is no group's time
_NORMAL = 1.96  # of a 95 % interval
_ROUNDS = 40  # until a ratio and its own standard error agree; each round comes much nearer
_SLACK = 0.5  # spreads by which chance may fall short of the normal distribution's tail


@dataclass(frozen=True)
class Cell:
    """A group and a measure. `value` and its limits are None where too few people stand behind them."""

    attribute: str
    group: str
    measure: str
    people: int  # in whole tens
    value: float | None
    low: float | None
    high: float | None
    ratio: float | None  # to everybody else
    ratio_low: float | None
    ratio_high: float | None
    p: float | None  # adjusted for all that was looked at; None where nothing was looked at
    alarm: bool
    detectable: float | None  # the ratio that would be found four times in five; None where none would


@dataclass(frozen=True)
class Hidden:
    """A group that is not shown, and why it is none of anybody's business."""

    attribute: str
    group: str
    reason: str  # "few", "few_others", "gives_away"


@dataclass(frozen=True)
class Differences:
    cells: tuple[Cell, ...]
    hidden: tuple[Hidden, ...]
    looked_at: int  # groups times measures that could raise an alarm
    shuffles: int

    @property
    def alarms(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.alarm)


@dataclass(frozen=True, eq=False)
class Sums:
    """Errors and trials by person and measure, float64[people, k] each: all that a shuffle needs."""

    measures: tuple[str, ...]
    errors: Numbers
    trials: Numbers

    @property
    def residuals(self) -> Numbers:
        total = self.trials.sum(0)
        rate = np.divide(self.errors.sum(0), total, out=np.zeros_like(total), where=total > 0)
        residuals: Numbers = self.errors - rate * self.trials
        return residuals


def sums(traffic: Traffic, system: System, threshold: float, judges: Judges) -> Sums:
    """What each person brings to each measure: FNMR of the system at the threshold, visits with a rejected sample,
    retries, seconds at the counter. Measures that nobody brings anything to are left out."""
    judges = judges if judges.known else faultless()
    scores = traffic.scores.get(system, np.full(len(traffic), np.nan))
    weight = np.where(np.isfinite(scores), weights(traffic, judges), 0.0)
    timed = np.isfinite(traffic.seconds)
    longest = float(np.quantile(traffic.seconds[timed], _LONG)) if np.any(timed) else 0.0
    seconds = np.where(timed, np.minimum(traffic.seconds, longest), 0.0)
    ones = np.ones(len(traffic))
    columns = {
        "fnmr": (weight * (scores < threshold), weight),
        "rejected": (traffic.rejected.astype(float), ones),
        "retries": (traffic.retries.astype(float), ones),
        "seconds": (seconds, timed.astype(float)),
    }
    kept = [name for name in MEASURES if np.any(columns[name][0] != 0)]

    def by_person(values: Numbers) -> Numbers:
        return np.asarray(np.bincount(traffic.person, values, traffic.people), np.float64)

    def table(side: int) -> Numbers:
        return np.array([by_person(columns[name][side]) for name in kept]).reshape(len(kept), traffic.people).T

    return Sums(tuple(kept), table(0), table(1))


@dataclass(frozen=True, eq=False)
class _Looked:
    """Groups that may be shown, float32[groups, people], and what people of them brought."""

    names: tuple[tuple[str, str], ...]
    members: NDArray[np.float32]
    residuals: NDArray[np.float32]  # [people, k], each measure scaled to unit variance
    scale: Numbers  # float64[k]: the standard deviations that they were divided by
    spread: Numbers  # float64[groups]: standard deviation of a group's sum when people are shuffled
    looked: Flags  # bool[groups, k]: enough people erred for a verdict

    def deviations(self) -> Numbers:
        """float64[groups, k], in standard deviations of what chance does."""
        found = np.abs(self.members @ self.residuals) / self.spread[:, None]
        return np.where(self.looked, found, 0.0)


def differences(
    traffic: Traffic,
    system: System,
    threshold: float,
    judges: Judges,
    alarm: float = OPERATION_ALARM,
    shuffles: int = OPERATION_PERMUTATIONS,
) -> Differences:
    """All cells that may be shown, with the alarms among them; `alarm` is the share of looks that may raise any where
    there is no difference. Fewer shuffles than 1 / alarm can raise none."""
    brought = sums(traffic, system, threshold, judges)
    present = np.bincount(traffic.person, minlength=traffic.people) > 0
    shown, hidden = _may_be_shown(traffic.groups, present)
    looked = _looked(brought, present, shown)
    observed = looked.deviations()
    largest = _shuffled(looked, shuffles)
    critical = float(np.quantile(largest, 1 - alarm)) if len(largest) else np.inf
    reached = len(largest) - np.searchsorted(np.sort(largest), observed - 1e-6, side="left")
    p = (reached + 1) / (len(largest) + 1)
    two = _two(brought, looked, present)
    unsure = _unsure(traffic, system, threshold, judges)
    cells = []
    for g, (attribute, group) in enumerate(looked.names):
        for k, measure in enumerate(brought.measures):
            chance = float(p[g, k]) if looked.looked[g, k] else None
            size = _detectable(two[g][k], float(looked.scale[k] * looked.spread[g]), critical)
            sure = unsure if measure == "fnmr" else np.ones(1)
            cells.append(_cell(attribute, group, measure, two[g][k], chance, alarm, size, sure))
    return Differences(tuple(cells), hidden, int(looked.looked.sum()), len(largest))


def _unsure(traffic: Traffic, system: System, threshold: float, judges: Judges) -> Numbers:
    """What the FNMR of everybody is times by each draw of the judges: so is about that of any group."""
    scores = traffic.scores.get(system)
    if scores is None or not judges.known:
        return np.ones(1)
    return factors(traffic, judges, scores < threshold, np.isfinite(scores))


def any_alarm(brought: Sums, groups: Mapping[str, Groups], present: Flags, alarm: float) -> bool:
    """Whether this look would raise any alarm at the level `alarm`, with as few shuffles as that takes: for looks that
    come often. What would be chance if nothing else was looked at is not shuffled for."""
    shown, _ = _may_be_shown(groups, present)
    looked = _looked(brought, present, shown)
    observed = looked.deviations()
    least = max(0.0, -normal_quantile(alarm / 2) - _SLACK)
    if not observed.size or observed.max() < least:
        return False
    two = _two(brought, looked, present)
    worse = [observed[g, k] for g, k in zip(*np.nonzero(observed >= least), strict=True) if _worse(two[g][k])]
    if not worse:
        return False
    largest, most = float(max(worse)), int(np.ceil(2 / alarm))
    allowed, reached = int(alarm * (most + 1)) - 1, 0
    for start in range(0, most, _BATCH):
        reached += int(np.count_nonzero(_batch(looked, start, min(_BATCH, most - start)) >= largest - 1e-6))
        if reached > allowed:
            return False
    return True


def _looked(brought: Sums, present: Flags, shown: Mapping[tuple[str, str], Flags]) -> _Looked:
    people = int(np.count_nonzero(present))
    residuals = brought.residuals[present]
    residuals -= residuals.mean(0) if people else 0.0
    scale = residuals.std(0, ddof=1) if people > 1 else np.zeros(len(brought.measures))
    erred = np.count_nonzero(brought.errors[present] > 0, axis=0)
    members = np.array([of[present] for of in shown.values()], np.float32).reshape(len(shown), people)
    size = members.sum(1, dtype=np.float64)
    # of a sum that is drawn without replacement
    by_chance = np.sqrt(np.maximum(1e-9, size * (people - size) / max(1, people)))
    sound = (scale > 0) & (erred >= OPERATION_FEW_ERRING)
    scaled = (residuals / np.where(scale > 0, scale, 1.0)).astype(np.float32)
    looked = np.broadcast_to(sound, (len(shown), len(brought.measures)))
    return _Looked(tuple(shown), members, scaled, scale, by_chance, looked)


@functools.lru_cache(maxsize=8)
def _orders(people: int, start: int, count: int) -> NDArray[np.int32]:
    """int32[people * count]: shuffles `start` on, side by side for each place. They depend on nothing but the number of
    people, so what is looked at twice is shuffled alike."""
    rng = np.random.default_rng((_SEED, people, start))
    orders = rng.permuted(np.broadcast_to(np.arange(people, dtype=np.int32), (count, people)), axis=1)
    return np.ascontiguousarray(orders.T).ravel()


def _batch(looked: _Looked, start: int, count: int) -> Numbers:
    people, measures = looked.residuals.shape
    # one product of two matrices for the whole batch: people, shuffles x measures
    shuffled = np.take(looked.residuals, _orders(people, start, count), axis=0).reshape(people, count * measures)
    found = np.abs(looked.members @ shuffled).reshape(len(looked.members), count, measures)
    found = found / looked.spread[:, None, None] * looked.looked[:, None, :]
    return np.asarray(found.max(axis=(0, 2)), np.float64)


def _shuffled(looked: _Looked, shuffles: int) -> Numbers:
    """float64[shuffles]: the largest deviation of each."""
    if not looked.looked.any() or shuffles <= 0:
        return np.empty(0)
    starts = range(0, shuffles, _BATCH)
    return np.concatenate([_batch(looked, start, min(_BATCH, shuffles - start)) for start in starts])


@dataclass(frozen=True)
class _Two:
    """A group and everybody else, those too of whom the attribute is not known."""

    group: Sample
    rest: Sample
    share: bool


_POWERS = ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (4, 0), (3, 1), (2, 2), (1, 3), (0, 4))  # of errors and trials


def _two(brought: Sums, looked: _Looked, present: Flags) -> list[list[_Two]]:
    """By group and measure. Sums of powers over each group's people carry all that a sample needs, so every group and
    its rest come from one product of two matrices."""
    errors, trials = brought.errors[present], brought.trials[present]
    columns = [errors**i * trials**j for i, j in _POWERS] + [trials != 0, errors > 0]
    table = np.stack(columns, axis=-1).reshape(len(errors), len(columns) * errors.shape[1]).astype(np.float64)
    shape = (len(looked.members), len(brought.measures), len(columns))
    groups = (looked.members.astype(np.float64) @ table).reshape(shape)
    rests = table.sum(0).reshape(shape[1:]) - groups
    return [
        [
            _Two(_of_powers(groups[g, k]), _of_powers(rests[g, k]), measure in SHARES)
            for k, measure in enumerate(brought.measures)
        ]
        for g in range(len(groups))
    ]


def _of_powers(powers: Numbers) -> Sample:
    """intervals.of_residuals from sums of powers, float64[12]."""
    x, n, xx, xn, nn, xxxx, xxxn, xxnn, xnnn, nnnn, people, erring = (float(value) for value in powers)
    if people < 1 or n <= 0:
        return Sample(0.0, 0.0, int(people), 0, 0.0, 0.0)
    p = x / n
    squares = xx - 2 * p * xn + p * p * nn
    fourth = xxxx - 4 * p * xxxn + 6 * p**2 * xxnn - 4 * p**3 * xnnn + p**4 * nnnn
    variance, freedom = 0.0, 0.0
    if people > 1 and squares > 1e-9 * max(xx, 1e-300):
        variance = people / (people - 1) * squares / n**2
        freedom = min(people - 1, squares**2 / max(fourth, squares**2 / people))
    return Sample(p, n, int(people), int(erring), variance, freedom)


def _ratio(two: _Two) -> tuple[float, float, float] | None:
    """The ratio of both rates with its 95 % limits, on a log scale, by the spread between people."""
    a, b = two.group, two.rest
    if min(a.rate, b.rate) <= 0 or min(a.erring, b.erring) < OPERATION_FEW_ERRING:
        return None
    parts = a.variance / a.rate**2, b.variance / b.rate**2
    if min(parts) <= 0:
        return None
    # Welch's degrees of freedom for the sum of two variances
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / max(1.0, a.freedom) + parts[1] ** 2 / max(1.0, b.freedom))
    wide = student_quantile(max(1.0, freedom), 0.975) * float(np.sqrt(sum(parts)))
    ratio = a.rate / b.rate
    return ratio, ratio * float(np.exp(-wide)), ratio * float(np.exp(wide))


def _worse(two: _Two) -> bool:
    ratio = _ratio(two)
    return ratio is not None and ratio[1] > OPERATION_ALARM_RATIO


def _limits(found: Sample, share: bool, unsure: Numbers) -> tuple[float, float]:
    if share and len(unsure) > 1:
        return spread_limits(found, unsure, np.random.default_rng(_SEED))
    if share:
        return interval(found)
    wide = student_quantile(max(1.0, found.freedom), 0.975) * float(np.sqrt(found.variance))
    return max(0.0, found.rate - wide), found.rate + wide


def _cell(
    attribute: str, group: str, measure: str, two: _Two, p: float | None, alarm: float, detectable: float | None,
    unsure: Numbers,
) -> Cell:  # fmt: skip
    shown = two.group.people >= OPERATION_FEW_PEOPLE
    told = shown and two.group.erring >= OPERATION_FEW_ERRING
    low, high = _limits(two.group, two.share, unsure) if shown else (0.0, 1.0)
    ratio, ratio_low, ratio_high = (_ratio(two) if told else None) or (None, None, None)
    return Cell(
        attribute,
        group,
        measure,
        two.group.people // PEOPLE_STEP * PEOPLE_STEP,
        two.group.rate if told else None,
        low if told else None,
        high if shown else None,
        ratio,
        ratio_low,
        ratio_high,
        p,
        told and p is not None and p <= alarm and _worse(two),
        detectable,
    )


def _detectable(two: _Two, spread: float, critical: float) -> float | None:
    """The ratio to everybody else that would have been found in four of five such periods; `spread` is the standard
    deviation of the group's sum by chance.

    A ratio L moves a group's sum by (L - 1) p n (1 - n/N). It widens the sum's spread by about sqrt(L), and that of
    everybody, by which chance is reckoned, by sqrt(1 + (L - 1) n/N): found with the wanted power where the move is the
    critical deviation of the one and z of the other. And the ratio's interval must lie above what is worth an alarm.
    """
    trials, rate = two.group.trials, two.rest.rate
    part = trials / max(1e-9, trials + two.rest.trials)
    if min(trials, two.rest.trials, rate, spread) <= 0 or not np.isfinite(critical):
        return None
    moves = rate * trials * (1 - part) / spread
    apart = spread**2 / (rate * trials * (1 - part))  # design effect
    z, ratio = normal_quantile(OPERATION_POWER), 2.0
    for _ in range(_ROUNDS):
        found = 1 + (critical * np.sqrt(1 + part * (ratio - 1)) + z * np.sqrt(ratio)) / moves
        error = np.sqrt(apart / rate * (1 / (ratio * trials) + 1 / two.rest.trials))
        ratio = float(max(found, OPERATION_ALARM_RATIO * np.exp(min(5.0, (_NORMAL + z) * error))))
    return None if two.share and ratio * rate > 1 else ratio


def _may_be_shown(
    groups: Mapping[str, Groups], present: Flags
) -> tuple[dict[tuple[str, str], Flags], tuple[Hidden, ...]]:
    """Who belongs to each group that may be shown, bool[people], and the groups that may not."""
    shown: dict[tuple[str, str], Flags] = {}
    hidden: list[Hidden] = []
    everybody = int(np.count_nonzero(present))
    for attribute, found in groups.items():
        sizes = np.bincount(found.of[present & (found.of >= 0)], minlength=len(found.labels))
        why = suppressed([int(size) for size in sizes], everybody)
        for i, label in enumerate(found.labels):
            if not sizes[i]:
                continue
            if why[i]:
                hidden.append(Hidden(attribute, label, why[i]))
            else:
                shown[attribute, label] = (found.of == i) & present
    return shown, tuple(hidden)


def suppressed(sizes: Sequence[int], everybody: int) -> list[str]:
    """Why each group of these sizes must not be shown, "" where it may. One that stands alone behind the total less the
    others, or all of those together, would be given away: the next smallest is hidden as well until they are enough."""
    why = ["" if size >= OPERATION_FEW_PEOPLE else "few" for size in sizes]
    why = [
        w or ("few_others" if everybody - size < OPERATION_FEW_OTHERS else "")
        for w, size in zip(why, sizes, strict=True)
    ]
    while True:
        unseen = everybody - sum(size for size, w in zip(sizes, why, strict=True) if not w)
        open_ones = [i for i, w in enumerate(why) if not w]
        if not 0 < unseen < OPERATION_FEW_PEOPLE or not open_ones:
            return why
        why[min(open_ones, key=lambda i: sizes[i])] = "gives_away"
