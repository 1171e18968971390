"""FMR, FNMR, FPIR and FNIR of one system at one threshold, from operation; DET curves; other thresholds on trial.

A match is a score at or above the threshold (TR-03121-3-1 4.10). What the counter decided tells which pairs were mated;
how the system under trial scores them tells the rates, so neither threshold nor system need be those that decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.operation.intervals import Rate, Sample, crossed, interval, of_residuals, spread_limits, told
from models.operation.judges import Judges, factors, faultless, weights
from models.operation.traffic import Flags, Index, Numbers, System, Traffic
from models.parameters import OPERATION_FEW_ERRING, OPERATION_SIZES_ALIKE

_SEED = 31213


@dataclass(frozen=True)
class Rates:
    """Rates of one system at one threshold. None: nothing of the kind was done, or nobody can say (see `judged`)."""

    system: System
    threshold: float
    fnmr: Rate | None
    fmr: Rate | None
    fnir: Rate | None
    fpir: Rate | None
    gallery: tuple[int, int]  # people in the galleries that FNIR and FPIR are of
    corrected: bool  # by how often operators err; where False, FNMR and FNIR are as ruled
    unjudged: int  # non-matches of which nobody said what they were: in no rate


@dataclass(frozen=True, eq=False)
class Det:
    """Rates by threshold, float64[k] each, and the people behind both ends. NaN where fewer than five people erred."""

    thresholds: Numbers
    fmr: Numbers
    fnmr: Numbers
    people: int
    references: int


@dataclass(frozen=True)
class Evaluated:
    """Another system or threshold beside the one that is in use, on the same visits."""

    used: Rates
    tried: Rates
    now_missed: int  # visits held to be genuine that it would have failed and the present one passed
    now_passed: int  # the other way round
    people: int


def samples(traffic: Traffic, system: System, threshold: float, judges: Judges) -> dict[str, Sample]:
    """ "fnmr", "fmr", "fnir", "fpir" of a system, those that there is traffic for."""
    made = {}
    weight = weights(traffic, judges)
    if (scores := traffic.scores.get(system)) is not None:
        compared = np.isfinite(scores)
        made["fnmr"] = _by_person(traffic, weight, scores < threshold, compared)
    if (column := traffic.impostors.scores.get(system)) is not None and len(column):
        kept = np.isfinite(column) & traffic.established[traffic.impostors.probe]
        people = traffic.person[traffic.impostors.probe[kept]]
        made["fmr"] = crossed(people, traffic.impostors.reference[kept], column[kept] >= threshold, traffic.people)
    if system in traffic.searches:
        alike = sizes_alike(traffic.searches[system].gallery)
        found = traffic.searches[system]
        made["fnir"] = _by_person(traffic, weight, found.mate < threshold, alike & ~np.isnan(found.mate))
        strangers = alike & ~np.isnan(found.stranger) & traffic.established
        made["fpir"] = _by_person(traffic, np.ones(len(traffic)), found.stranger >= threshold, strangers)
    return made


def _by_person(traffic: Traffic, weight: Numbers, errors: Flags, counted: Flags) -> Sample:
    """Errors among the counted visits, bool[n] each, summed by person."""
    kept = counted & (weight != 0)
    person, trials = traffic.person[kept], weight[kept]
    wrong = np.bincount(person, trials * errors[kept], traffic.people).astype(np.float64)
    total = np.bincount(person, trials, traffic.people).astype(np.float64)
    seen = np.bincount(person, minlength=traffic.people) > 0
    return of_residuals(wrong[seen], total[seen])


def sizes_alike(gallery: Index) -> Flags:
    """bool[n]: searches of galleries of about one size, those of the most searches: from some size to twice that."""
    sizes = np.sort(gallery[gallery > 0])
    if not len(sizes):
        return np.zeros(len(gallery), np.bool_)
    behind = np.searchsorted(sizes, sizes * OPERATION_SIZES_ALIKE, side="right") - np.arange(len(sizes))
    least = sizes[int(np.argmax(behind))]
    alike: Flags = (gallery >= least) & (gallery <= least * OPERATION_SIZES_ALIKE)
    return alike


def rates(traffic: Traffic, system: System, threshold: float, judges: Judges) -> Rates:
    """What may be said of a system at a threshold, with 95 % limits that hold although people come back.

    Where too little is known of the operators, FNMR and FNIR are as ruled and `corrected` says so.
    """
    corrected = judges.known
    judges = judges if corrected else faultless()
    found = samples(traffic, system, threshold, judges)
    made: dict[str, Rate | None] = dict.fromkeys(("fnmr", "fmr", "fnir", "fpir"))
    rng = np.random.default_rng(_SEED)
    for name, counted in found.items():
        if counted.trials <= 0:
            continue
        limits = interval(counted)
        if corrected and name in ("fnmr", "fnir"):
            limits = spread_limits(counted, factors(traffic, judges, *_visits(traffic, system, threshold, name)), rng)
        made[name] = told(counted, limits)
    gallery = (0, 0)
    if system in traffic.searches:
        sizes = traffic.searches[system].gallery
        sizes = sizes[sizes_alike(sizes)]
        gallery = (int(sizes.min()), int(sizes.max())) if len(sizes) else gallery
    unjudged = int(np.count_nonzero(~traffic.matched & (traffic.said == 0)))
    return Rates(system, threshold, **made, gallery=gallery, corrected=corrected, unjudged=unjudged)


def supposed(
    traffic: Traffic, system: System, threshold: float, seeing: tuple[float, float], taken_in: tuple[float, float]
) -> tuple[float, float] | None:
    """Limits of the FNMR where operators are as good as policy supposes and not as measured: the widest of the four
    corners of both ranges. None where there is no comparison, or a supposed operator sees nothing."""
    found = []
    for see in seeing:
        for taken in taken_in:
            if see <= taken:
                return None
            one = samples(traffic, system, threshold, Judges(see, taken, np.array([see]), np.array([taken]), 0, 0))
            if "fnmr" not in one or one["fnmr"].trials <= 0:
                return None
            found.append(interval(one["fnmr"]))
    return min(low for low, _ in found), max(high for _, high in found)


def _visits(traffic: Traffic, system: System, threshold: float, name: str) -> tuple[Flags, Flags]:
    """Errors and counted visits, bool[n] each, behind FNMR or FNIR."""
    if name == "fnmr":
        scores = traffic.scores[system]
        return scores < threshold, np.isfinite(scores)
    found = traffic.searches[system]
    counted = sizes_alike(found.gallery) & ~np.isnan(found.mate)
    return (found.mate < threshold) & counted, counted


def within(traffic: Traffic, system: System, threshold: float, attribute: str) -> Rate | None:
    """FMR where probe and reference share a group, a like age or nationality: strangers who are easily confused."""
    column, groups = traffic.impostors.scores.get(system), traffic.groups.get(attribute)
    if column is None or groups is None:
        return None
    probe = traffic.person[traffic.impostors.probe]
    mine, other = groups.of[probe], groups.of[traffic.impostors.reference]
    kept = np.isfinite(column) & traffic.established[traffic.impostors.probe] & (mine == other) & (mine >= 0)
    found = crossed(probe[kept], traffic.impostors.reference[kept], column[kept] >= threshold, traffic.people)
    return told(found, interval(found)) if found.trials else None


def profiles(traffic: Traffic, system: System, thresholds: Mapping[str, float], judges: Judges) -> dict[str, Rates]:
    """The rates by threshold profile, each counted apart."""
    return {name: rates(traffic, system, threshold, judges) for name, threshold in thresholds.items()}


def det(traffic: Traffic, system: System, thresholds: Sequence[float], judges: Judges) -> Det:
    """FMR and FNMR by threshold. A point that fewer than five people's errors make is left out: it would be theirs."""
    at = np.asarray(thresholds, np.float64)
    empty = np.full(len(at), np.nan)
    weight = weights(traffic, judges)
    scores = traffic.scores.get(system, np.full(len(traffic), np.nan))
    kept = np.isfinite(scores) & (weight != 0)
    fnmr = _below(scores[kept], weight[kept], at) if np.any(kept) else empty
    fnmr = np.where(_people_below(scores[kept], traffic.person[kept], at) < OPERATION_FEW_ERRING, np.nan, fnmr)
    column = traffic.impostors.scores.get(system, np.empty(0))
    sound = np.isfinite(column) & traffic.established[traffic.impostors.probe] if len(column) else np.empty(0, bool)
    strangers = column[sound]
    fmr = empty
    references = 0
    if len(strangers):
        probes = traffic.person[traffic.impostors.probe[sound]]
        fmr = 1 - _below(strangers, np.ones(len(strangers)), at)
        fmr = np.where(
            _people_below(-strangers, probes, -np.nextafter(at, -np.inf)) < OPERATION_FEW_ERRING, np.nan, fmr
        )
        references = len(np.unique(traffic.impostors.reference[sound]))
    return Det(at, fmr, np.clip(fnmr, 0, 1), len(np.unique(traffic.person[kept])), references)


def _below(scores: Numbers, weight: Numbers, thresholds: Numbers) -> Numbers:
    """Share of the weight that lies below each threshold."""
    order = np.argsort(scores, kind="stable")
    summed = np.concatenate([[0.0], np.cumsum(weight[order])])
    share: Numbers = summed[np.searchsorted(scores[order], thresholds, side="left")] / summed[-1]
    return share


def _people_below(scores: Numbers, person: Index, thresholds: Numbers) -> Numbers:
    """How many people have a score below each threshold: those whose lowest one is."""
    if not len(scores):
        return np.zeros(len(thresholds))
    lowest = np.full(int(person.max()) + 1, np.inf)
    np.minimum.at(lowest, person, scores)
    return np.searchsorted(np.sort(lowest), thresholds, side="left").astype(float)


def tried(traffic: Traffic, used: tuple[System, float], other: tuple[System, float], judges: Judges) -> Evaluated:
    """Another system or threshold on the visits that both have scores of, beside the one in use."""
    mine, theirs = traffic.scores[used[0]], traffic.scores[other[0]]
    both = np.isfinite(mine) & np.isfinite(theirs)
    same = traffic.of_visits(both)
    genuine = same.established
    passed, would = same.scores[used[0]] >= used[1], same.scores[other[0]] >= other[1]
    return Evaluated(
        rates(same, *used, judges),
        rates(same, *other, judges),
        int(np.count_nonzero(genuine & passed & ~would)),
        int(np.count_nonzero(genuine & ~passed & would)),
        len(np.unique(same.person)),
    )
