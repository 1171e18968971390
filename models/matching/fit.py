"""Makes a calibration from folders of prints and faces: `python -m models.matching.fit --help`.

Several face encoders are joined by logistic regression on their cosines at once, with weights of at least 0: they see
the same face and err together, which a sum of their likelihood ratios would count twice.

The likelihood ratio is fitted by isotonic regression ("pool adjacent violators", Zadrozny and Elkan 2002, with the
end points of Bruemmer 2010), so nothing is assumed about the shape of the scores except that more is more alike.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.experiment import Samples, face_scores, face_trial, finger_trial, read_faces, read_fingers, sample_pairs
from models.face.conditions import SEEN
from models.face.template import FaceTemplate
from models.finger.compare import FingerTemplate
from models.matching.calibration import DEFAULT_FILE, LIVE, Calibration, FaceModel, ScoreModel
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

# The logistic regression is asked to be right where decisions fall: as if one pair in this many were genuine.
_PRIOR = 1e-3
_JUDGED_AT = 1e-3  # false match rate at which sets of encoders are put in order: border profile 4
_UNWEIGHTED = ScoreModel((0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (1.0, 0.5), 0, 0, "")  # of a model that is being made

Scores = NDArray[np.float64]


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


def joined(parts: Sequence[Samples[FingerTemplate]]) -> Samples[FingerTemplate]:
    """Several sets as one: fingers of different sets are different fingers."""
    subjects, offset = [], 0
    for part in parts:
        subjects.append(part.subjects + offset)
        offset += int(part.subjects.max(initial=-1)) + 1
    return Samples(
        [name for part in parts for name in part.names],
        np.concatenate(subjects),
        [template for part in parts for template in part.templates],
        [seconds for part in parts for seconds in part.seconds],
        np.concatenate([part.is_first for part in parts]),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the folders, fit both models and write the file."""
    parser = argparse.ArgumentParser(prog="python -m models.matching.fit", description=__doc__)
    parser.add_argument("--faces", type=Path, required=True, metavar="DIR", help="one folder a person")
    parser.add_argument("--fingers", action="append", default=[], metavar="DIR:PPI",
                        help="may be given again; without, the shipped curve of the fingers is kept")  # fmt: skip
    parser.add_argument("--out", type=Path, default=DEFAULT_FILE, metavar="FILE")
    options = parser.parse_args(arguments)
    sets = [(Path(text.rpartition(":")[0]), float(text.rpartition(":")[2])) for text in options.fingers]
    faces = read_faces(options.faces)
    face_text = f"{options.faces.name}, {len(faces.templates)} pictures of {faces.subjects.max() + 1} people, all pairs"
    models = {LIVE: fit_faces(faces, face_text)}
    for condition, seen in SEEN.items():
        text = f"{face_text}, the second one as a {condition} shows it (simulated)"
        models[condition] = fit_faces(faces, text, read_faces(options.faces, seen=seen))
    finger = Calibration.load().finger
    if sets:
        fingers = joined([read_fingers(folder, ppi) for folder, ppi in sets])
        count = fingers.subjects.max() + 1
        names = ", ".join(folder.name for folder, _ in sets)
        text = f"{names}: {len(fingers.templates)} prints of {count} fingers, all cross pairs"
        finger = fit(finger_trial(fingers, "all")[0], text)
    Calibration(
        faces=models,
        finger=finger,
        date=datetime.now(UTC).date().isoformat(),
    ).save(options.out)
    print(Calibration.load(options.out).source)  # noqa: T201  a command
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
