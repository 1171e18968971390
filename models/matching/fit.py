"""Makes a calibration from folders of prints and faces: `python -m models.matching.fit --help`.

Several face encoders are joined by logistic regression on their cosines at once, with weights of at least 0: they see
the same face and err together, which a sum of their likelihood ratios would count twice.

The likelihood ratio is fitted by isotonic regression ("pool adjacent violators", Zadrozny and Elkan 2002, with the
end points of Bruemmer 2010), so nothing is assumed about the shape of the scores except that more is more alike.

Fingers are also compared in part: squares are cut from each print, and the curves are fitted for little and for much of
a finger. Sensors differ, and so do small sets of fingers: the rates are raised by the most that a sensor had when the
others told its scores. `--leave-one-out` shows what is counted on each sensor when the curves were fitted without it.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models import parameters as p
from models.experiment import (
    Partials,
    Samples,
    face_scores,
    face_trial,
    pair_scores,
    read_faces,
    read_partials,
    sample_pairs,
)
from models.face.conditions import SEEN
from models.face.template import FaceTemplate
from models.finger.compare import NOTHING
from models.matching.calibration import (
    DEFAULT_FILE,
    LIVE,
    Calibration,
    FaceModel,
    FingerModel,
    FingerScore,
    ScoreModel,
    Standard,
    standard_terms,
)
from models.rates import Trial, threshold_at

# Observations that were not made, added so that neither end is certain: three impostors above the best score
# and three genuine pairs below the worst (the rule of three).
_IMPOSTORS_ABOVE = 3.0
_GENUINE_BELOW = 3.0
# Above the last score at which impostors were seen nothing more was measured, but candidates still need an order:
# the last natural-log unit of the curve is spread from there to the perfect score; and one more below the first, down
# to the worst.
_BEYOND = 1.0
_MIN_BLOCK = 5.0  # genuine pairs in a step of the curve, lest single pairs become steps
_MIN_ERRORS = 3  # false matches, below which a rate is not counted
_RATES_A_DECADE = 10
_DIGITS = 5

# How the finger comparisons are drawn: pairs of sides in pixels, 0 for the whole print.
_KINDS = ((0, 0), *((side, 0) for side in p.CROPS), *((side, side) for side in p.CROPS), (96, 160), (128, 200))
_IMPOSTORS = 40_000  # of each kind but whole prints, of which all pairs are taken
_GENUINE_TIMES = 2
_SEED = 20261129
_TAIL = 0.05  # of the impostors, whose scores follow the rule of models.matching.calibration.Standard
_STEPS = 30
_NEAR = 1e-4
_CLASSES = (p.LEAST_CYLINDERS, 7, 10, 15, 25)  # where curves begin, in cylinders of the smaller print
_COMMON, _RARE = 0.01, 0.001  # rates at which a sensor that was left out is counted
_LEAST_EXPECTED = 2.0  # false matches at them
_ONE_SENSOR = 10.0  # what one sensor alone says of others: as far apart as the most different of four
# The logistic regression is asked to be right where decisions fall: as if one pair in this many were genuine.
_PRIOR = 1e-3
_JUDGED_AT = 1e-3  # false match rate at which sets of encoders are put in order: border profile 4
_UNWEIGHTED = ScoreModel((0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (1.0, 0.5), 0, 0, "")  # of a model that is being made

Scores = NDArray[np.float64]
Counts = NDArray[np.int64]


def fit_faces(
    samples: Samples[FaceTemplate], source: str, references: Samples[FaceTemplate] | None = None
) -> tuple[FaceModel, ...]:
    """The models of every set of encoders that the samples hold: the largest set first, of equal sets the one that
    misses least.

    references: the same pictures under another condition (models.experiment.face_trial).
    """
    present = [set(template.vectors) for template in samples.templates if template is not None]
    names = sorted(set.union(*present)) if present else []
    models = []
    for count in range(len(names), 0, -1):
        for encoders in itertools.combinations(names, count):
            weights, offset = ({encoders[0]: 1.0}, 0.0) if count == 1 else weigh(samples, encoders, references)
            bare = FaceModel(weights, offset, _UNWEIGHTED)
            trial, _ = face_trial(samples, bare, references)
            perfect, worst = (bare.raw(dict.fromkeys(encoders, cosine)) for cosine in (1.0, -1.0))
            misses = float(np.mean(trial.genuine < threshold_at(trial.impostor, _JUDGED_AT)))
            models.append((-count, misses, FaceModel(weights, offset, fit(trial, source, perfect, worst))))
    return tuple(model for _, _, model in sorted(models, key=lambda item: item[:2]))


def weigh(
    samples: Samples[FaceTemplate], encoders: Sequence[str], references: Samples[FaceTemplate] | None = None
) -> tuple[dict[str, float], float]:
    """Weights (at least 0) by encoder and an offset: logistic regression of "same person" on all cosines at once."""
    genuine, impostor = sample_pairs(samples, "all")
    other = samples if references is None else references
    tables = [
        face_scores(samples.templates, other.templates, FaceModel({name: 1.0}, 0.0, _UNWEIGHTED)) for name in encoders
    ]
    same, different = (
        np.stack([table[pairs[:, 0], pairs[:, 1]] for table in tables], 1) for pairs in (genuine, impostor)
    )
    same, different = (values[np.isfinite(values).all(1)] for values in (same, different))
    prior = np.log(_PRIOR / (1 - _PRIOR))

    def loss(x: Scores) -> tuple[float, Scores]:
        g, i = (values @ x[:-1] + x[-1] + prior for values in (same, different))
        miss, match = 1 / (1 + np.exp(np.clip(g, -60, 60))), 1 / (1 + np.exp(-np.clip(i, -60, 60)))
        value = _PRIOR * np.logaddexp(0, -g).mean() + (1 - _PRIOR) * np.logaddexp(0, i).mean()
        slope = (1 - _PRIOR) * different.T @ match / len(match) - _PRIOR * same.T @ miss / len(miss)
        shift = (1 - _PRIOR) * match.mean() - _PRIOR * miss.mean()
        return float(value) / _PRIOR, np.append(slope, shift) / _PRIOR

    start = np.array([10.0] * len(encoders) + [-5.0])
    bounds = [(0, None)] * len(encoders) + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    *weights, offset = np.round(found.x, 3).tolist()
    return dict(zip(encoders, weights, strict=True)), float(offset)


def fit(trial: Trial, source: str, perfect: float = 1.0, worst: float | None = None) -> ScoreModel:
    """The model of one trial; genuine pairs without a score (a failure to enrol) take no part.

    perfect: the score of a comparison with itself; worst: the lowest there can be, where an order among all is wanted.
    """
    genuine = trial.genuine[np.isfinite(trial.genuine)]
    llr_raw, llr = _likelihood_ratio(genuine, trial.impostor, perfect)
    if worst is not None and worst < llr_raw[0]:
        llr_raw, llr = np.append(worst, llr_raw), np.append(llr[0] - _BEYOND, llr)
    fmr_raw, fmr = _counted_rates(trial.impostor)
    return ScoreModel(
        llr_raw=tuple(np.round(llr_raw, _DIGITS).tolist()),
        llr_value=tuple(np.round(llr, 3).tolist()),
        fmr_raw=tuple(np.round(fmr_raw, _DIGITS).tolist()),
        fmr_value=tuple(float(f"{f:.4g}") for f in fmr),
        genuine=len(genuine),
        impostor=len(trial.impostor),
        source=source,
    )


def _likelihood_ratio(genuine: Scores, impostor: Scores, perfect: float) -> tuple[Scores, Scores]:
    scores = np.concatenate([genuine, impostor])
    is_genuine = np.concatenate([np.ones(len(genuine), bool), np.zeros(len(impostor), bool)])
    order = np.lexsort((~is_genuine, scores))
    scores, is_genuine = scores[order], is_genuine[order]
    # Blocks [genuine, impostors, sum of scores]: runs of one kind first, then pooled until their ratio rises.
    starts = np.flatnonzero(np.diff(is_genuine, prepend=~is_genuine[0]))
    sums = np.add.reduceat(scores, starts)
    sizes = np.diff(np.append(starts, len(scores)))
    blocks: list[list[float]] = [[_GENUINE_BELOW, 0.0, 0.0]]
    for start, total, size in zip(starts, sums, sizes, strict=True):
        kind = is_genuine[start]
        blocks.append([float(size) * kind, float(size) * (not kind), float(total)])
        _pool(blocks)
    blocks.append([0.0, _IMPOSTORS_ABOVE, 0.0])
    _pool(blocks)
    blocks = _at_least(blocks)
    table = np.array(blocks)
    table[0, 0] -= _GENUINE_BELOW
    seen = table[:, 0] + table[:, 1]
    seen[-1] -= _IMPOSTORS_ABOVE
    raw = table[:, 2] / np.maximum(1, seen)
    edges = np.cumsum(np.rint(seen)).astype(int)
    raw[0], raw[-1] = scores[edges[0] - 1], scores[min(edges[-2], len(scores) - 1)]
    table[0, 0] += _GENUINE_BELOW
    llr = np.log(table[:, 0] / len(genuine)) - np.log(table[:, 1] / len(impostor))
    keep = np.concatenate([[True], np.diff(np.round(np.maximum.accumulate(raw), _DIGITS)) > 0])
    raw, llr = raw[keep], np.maximum.accumulate(llr[keep])
    if raw[-1] < perfect:
        raw, llr = np.append(raw, perfect), np.append(llr, llr[-1])
        llr[-2] = max(llr[-2] - _BEYOND, llr[-3]) if len(llr) > 2 else llr[-2] - _BEYOND
    return raw, llr


def _pool(blocks: list[list[float]]) -> None:
    while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
        last = blocks.pop()
        blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]


def _at_least(blocks: list[list[float]]) -> list[list[float]]:
    merged: list[list[float]] = []
    for block in blocks:
        if merged and (merged[-1][0] < _MIN_BLOCK or merged[-1][1] < _MIN_BLOCK) and len(merged) > 1:
            merged[-1] = [a + b for a, b in zip(merged[-1], block, strict=True)]
        else:
            merged.append(list(block))
    return merged


def _counted_rates(impostor: Scores) -> tuple[Scores, Scores]:
    ordered = np.sort(impostor)[::-1]
    count = len(ordered)
    decades = np.log10(count / _MIN_ERRORS)
    ranks = np.unique(np.rint(count * 10 ** -np.linspace(0, decades, 1 + round(decades * _RATES_A_DECADE))).astype(int))
    ranks = ranks[(ranks >= _MIN_ERRORS) & (ranks <= count)]
    raw = np.round(ordered[ranks - 1], _DIGITS)  # this many impostors reach the score
    rates = ranks / count
    kept_raw, first = np.unique(raw, return_index=True)  # rising; of equal scores the higher count is the rate
    rate_of = np.array([rates[raw == value].max() for value in kept_raw])
    del first
    return kept_raw, rate_of


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Finger comparisons, whole and in part.

    scores: float64[k], similarity, -inf where a side has no template; cylinders: int64[k, 2], areas: float64[k, 2], how
    much each side shows; genuine: bool[k]; sensors: int64[k, 2], numbers of the folders; sides: int64[k, 2], of the
    squares that were cut, in pixels, 0 for a whole print.
    """

    scores: Scores
    cylinders: Counts
    areas: Scores
    genuine: NDArray[np.bool_]
    sensors: Counts
    sides: Counts

    def take(self, chosen: NDArray[np.bool_]) -> Comparisons:
        return Comparisons(
            self.scores[chosen],
            self.cylinders[chosen],
            self.areas[chosen],
            self.genuine[chosen],
            self.sensors[chosen],
            self.sides[chosen],
        )

    @property
    def usable(self) -> NDArray[np.bool_]:
        return np.asarray(np.isfinite(self.scores) & (self.cylinders.min(axis=1) >= p.LEAST_CYLINDERS))


def drawn(sets: Sequence[Partials], jobs: int | None = None) -> Comparisons:
    """All pairs of whole prints, and for each kind of cut all genuine and `_IMPOSTORS` impostor pairs."""
    offsets = np.cumsum([0, *(int(part.fingers.max()) + 1 for part in sets)])
    fingers = np.concatenate([part.fingers + offset for part, offset in zip(sets, offsets, strict=False)])
    steps = np.cumsum([0, *(int(part.impressions.max()) + 1 for part in sets)])
    prints = np.concatenate([part.impressions + step for part, step in zip(sets, steps, strict=False)])
    sensors = np.concatenate([np.full(len(part.fingers), number) for number, part in enumerate(sets)])
    sides = np.concatenate([part.sides for part in sets])
    templates = [template for part in sets for template in part.templates]
    extents = [NOTHING if template is None else template.extents[0] for template in templates]
    held, wide = (np.array([e.cylinders for e in extents]), np.array([e.area for e in extents]))
    of: dict[tuple[int, int], list[int]] = {}
    for index, key in enumerate(zip(prints.tolist(), sides.tolist(), strict=True)):
        of.setdefault(key, []).append(index)
    finger_of = np.zeros(int(prints.max()) + 1, np.int64)
    finger_of[prints] = fingers
    rows, columns = np.triu_indices(len(finger_of), 1)
    same = finger_of[rows] == finger_of[columns]
    draw = np.random.default_rng(_SEED)
    pairs, genuine = [], []
    for one, other in _KINDS:
        strangers = draw.permutation(np.flatnonzero(~same))
        times = _GENUINE_TIMES if one else 1
        chosen = np.concatenate([*[np.flatnonzero(same)] * times, strangers[: _IMPOSTORS if one else None]])
        swap = draw.random(len(chosen)) < 0.5
        lower, upper = rows[chosen], columns[chosen]
        firsts, seconds = np.where(swap, upper, lower), np.where(swap, lower, upper)
        for first, second, is_same in zip(firsts.tolist(), seconds.tolist(), same[chosen].tolist(), strict=True):
            left, right = of.get((first, one)), of.get((second, other))
            if left and right:
                pairs.append((left[draw.integers(len(left))], right[draw.integers(len(right))]))
                genuine.append(is_same)
    at = np.array(pairs, np.int64)
    scores = pair_scores(templates, at, jobs)
    return Comparisons(scores, held[at], wide[at], np.array(genuine, bool), sensors[at], sides[at])


def fit_standard(impostors: Comparisons) -> Standard:
    """The tail of impostor scores by how much was compared: a quantile regression of its start, then its excesses."""
    terms = standard_terms(impostors.cylinders, impostors.areas)
    logs = np.log(np.maximum(impostors.scores, p.LEAST_SIMILARITY))
    level = _quantile_regression(terms, logs, 1 - _TAIL)
    excess = logs - terms @ level
    above = excess > 0
    spread = np.zeros(terms.shape[1])
    spread[0] = np.log(excess[above].mean())
    for _ in range(_STEPS):  # Fisher scoring of an exponential model with a logarithmic link: its weights are all 1
        ratio = excess[above] / np.exp(terms[above] @ spread)
        spread += np.linalg.lstsq(terms[above], ratio - 1, rcond=None)[0]
    return Standard(_plain(level), _plain(spread))


def _plain(values: Scores) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _quantile_regression(terms: Scores, values: Scores, quantile: float) -> Scores:
    """By iterated weighted least squares (E. Schlossmacher 1973, with the weights of a quantile)."""
    found = np.linalg.lstsq(terms, values, rcond=None)[0]
    for _ in range(_STEPS * 2):
        rest = values - terms @ found
        weights = np.sqrt(np.where(rest >= 0, quantile, 1 - quantile) / np.maximum(np.abs(rest), _NEAR))
        found = np.linalg.lstsq(terms * weights[:, None], values * weights, rcond=None)[0]
    return np.asarray(found, np.float64)


def fit_fingers(data: Comparisons, source: str) -> FingerModel:
    """The model of comparisons of one or several sensors.

    On the standard scale impostors are alike however much was compared, so all of them count for every curve, and the
    genuine pairs of a class for its own.
    """
    data = data.take(data.usable)
    standard = fit_standard(data.take(~data.genuine))
    scores = standard.many(data.scores, data.cylinders, data.areas)
    kinds, strangers, nothing = _kinds(data), scores[~data.genuine], np.zeros(0, np.int64)
    margins = other_sensors(data.take(~data.genuine))
    curves = []
    for kind in range(1, len(_CLASSES) + 1):
        here = (kinds == kind) & data.genuine
        model = fit(Trial(scores[here], strangers, nothing, nothing), source)
        middle = round(float(np.exp(np.log(data.cylinders[here].min(axis=1)).mean())))
        curves.append((middle if kind < len(_CLASSES) else p.WHOLE_CYLINDERS, raised(model, margins[kind - 1])))
    return FingerModel(standard, p.LEAST_CYLINDERS, tuple(curves))


def _kinds(data: Comparisons) -> Counts:
    """int64[k], 1..5: the class of each comparison, by the cylinders of its smaller print."""
    return np.asarray(np.searchsorted(_CLASSES, data.cylinders.min(axis=1), side="right"), np.int64)


def other_sensors(impostors: Comparisons) -> list[float]:
    """For each class, by how much a false match rate may be higher on a sensor that is not among the data, at least 1.

    Each sensor in turn is left out: the scores at which the others' pairs reach the common and the rare rate are looked
    up, and the left out sensor's own pairs counted at them, as a counter compares them. The answer is the worst that
    was seen, of parts of prints over all their classes: few fingers tell it, and two that look alike make many of the
    false matches of ten.
    """
    sensors = np.unique(impostors.sensors)
    if len(sensors) < 2:
        return [_ONE_SENSOR] * len(_CLASSES)
    worst = [1.0] * len(_CLASSES)
    for left in sensors.tolist():
        own = (impostors.sensors == left).all(axis=1)
        others = impostors.take(~(impostors.sensors == left).any(axis=1))
        tried = impostors.take(own)
        standard = fit_standard(others)
        known = standard.many(others.scores, others.cylinders, others.areas)
        found, kinds = standard.many(tried.scores, tried.cylinders, tried.areas), _kinds(tried)
        for kind in range(1, len(_CLASSES) + 1):
            here = found[kinds == kind]
            for rate in (_COMMON, _RARE):
                if len(here) * rate >= _LEAST_EXPECTED:
                    counted = float((here >= np.quantile(known, 1 - rate)).mean())
                    worst[kind - 1] = max(worst[kind - 1], counted / rate)
    return [max(worst[:-1])] * (len(worst) - 1) + worst[-1:]


def raised(model: ScoreModel, margin: float) -> ScoreModel:
    """The model with `margin` times its false match rates, and as much less in favour of a person."""
    rates = np.array(model.fmr_value) * margin
    kept = np.append(np.flatnonzero(rates >= 1)[-1:], np.flatnonzero(rates < 1)).astype(int)
    llr = np.array(model.llr_value)
    return replace(
        model,
        fmr_raw=tuple(np.array(model.fmr_raw)[kept].tolist()),
        fmr_value=tuple(float(f"{min(1.0, rate):.4g}") for rate in rates[kept]),
        llr_value=tuple(np.round(np.where(llr > 0, np.maximum(0, llr - np.log(margin)), llr), 3).tolist()),
    )


def left_out(data: Comparisons, names: Sequence[str]) -> list[str]:
    """For each sensor, whole and in part, with itself and with the others: what is counted at stated rates, by a model
    that was fitted without it."""
    lines = []
    whole = data.sides.max(axis=1) == 0
    alone = data.sensors[:, 0] == data.sensors[:, 1]
    for number, name in enumerate(names):
        touches = (data.sensors == number).any(axis=1)
        model = fit_fingers(data.take(~touches), "without " + name)
        for extent, other, here in (
            ("whole", "itself", touches & whole & alone),
            ("cut", "itself", touches & ~whole & alone),
            ("whole", "others", touches & whole & ~alone),
            ("cut", "others", touches & ~whole & ~alone),
        ):
            tried = data.take(here)
            rates = stated(model, tried)
            false, missed = rates[~tried.genuine], rates[tried.genuine]
            told = "  ".join(
                f"{fmr:g}: {np.count_nonzero(false <= fmr)} of {len(false)}"
                + (f", FNMR {np.mean(missed > fmr):.4f}" if len(missed) else "")
                for fmr in (0.01, 0.001, 0.0001)
            )
            lines.append(f"{name} {extent} with {other}: {told}")
    return lines


def stated(model: FingerModel, data: Comparisons) -> Scores:
    """float64[k]: the false match rate that the model states for each comparison; 1 where it refuses to compare."""
    rates = np.ones(len(data.scores))
    use = data.usable & (data.cylinders.min(axis=1) >= model.fewest)
    scores = model.standard.many(data.scores[use], data.cylinders[use], data.areas[use])
    fewer = data.cylinders[use].min(axis=1)
    rates[use] = [model.stated(FingerScore(s, c)) for s, c in zip(scores.tolist(), fewer.tolist(), strict=True)]
    return rates


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the folders, fit the models and write the file."""
    parser = argparse.ArgumentParser(prog="python -m models.matching.fit", description=__doc__)
    parser.add_argument(
        "--faces", type=Path, metavar="DIR", help="one folder a person; without it, faces stay as they are"
    )
    parser.add_argument(
        "--fingers", action="append", metavar="DIR:PPI", help="may be given again; or fingers stay as they are"
    )
    parser.add_argument("--leave-one-out", action="store_true", help="show the rates of each sensor, fitted without it")
    parser.add_argument("--out", type=Path, default=DEFAULT_FILE, metavar="FILE")
    options = parser.parse_args(arguments)
    known = Calibration.load() if not (options.faces and options.fingers) else None
    if options.faces:
        faces = read_faces(options.faces)
        people = faces.subjects.max() + 1
        face_text = f"{options.faces.name}, {len(faces.templates)} pictures of {people} people, all pairs"
        models = {LIVE: fit_faces(faces, face_text)}
        for condition, seen in SEEN.items():
            text = f"{face_text}, the second one as a {condition} shows it (simulated)"
            models[condition] = fit_faces(faces, text, read_faces(options.faces, seen=seen))
    elif known is not None:
        models = dict(known.faces)
    if options.fingers:
        folders = [(Path(text.rpartition(":")[0]), float(text.rpartition(":")[2])) for text in options.fingers]
        sets = [read_partials(folder, ppi) for folder, ppi in folders]
        finger, lines = fit_sets(sets, [folder.name for folder, _ in folders], options.leave_one_out)
        for line in lines:
            print(line)  # noqa: T201  a command
    elif known is not None:
        finger = known.finger
    Calibration(models, finger, datetime.now(UTC).date().isoformat()).save(options.out)
    print(Calibration.load(options.out).source)  # noqa: T201  a command
    return 0


def fit_sets(sets: Sequence[Partials], names: Sequence[str], leave_one_out: bool) -> tuple[FingerModel, list[str]]:
    """The model of some sets and, where asked for, the lines of `left_out`."""
    data = drawn(sets)
    prints = sum(int(part.impressions.max()) + 1 for part in sets)
    fingers = sum(int(part.fingers.max()) + 1 for part in sets)
    cut = f"whole and cut to {min(p.CROPS)} to {max(p.CROPS)} pixels"
    text = f"{', '.join(names)}: {prints} prints of {fingers} fingers, {cut}"
    return fit_fingers(data, text), left_out(data, names) if leave_one_out and len(sets) > 2 else []


if __name__ == "__main__":
    raise SystemExit(main())
