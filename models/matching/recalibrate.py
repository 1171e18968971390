"""Calibrates faces on an agency's own pictures and shows what changes: `python -m models.matching.recalibrate --help`.

DIR holds one folder a person. Its pairs are halved by people: what is fitted on one half is counted on the other, and
the other way round, so that "after" is not told of the pairs it was made from. The file that is written is fitted on
all of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.experiment import Samples, face_trial, read_faces
from models.face.template import FaceTemplate
from models.matching.calibration import LIVE, Calibration, FaceModel
from models.matching.fit import fit_faces
from models.rates import clopper_pearson

RATES = (1e-2, 1e-3, 5e-4, 1e-4)
_FEWEST_GENUINE = 50
_SEED = 4


@dataclass(frozen=True)
class RateLine:
    """What one model says at one stated false match rate: counted shares, float; None where it states none there."""

    encoders: tuple[str, ...]
    stated: float
    fmr: float | None
    fnmr: float | None
    genuine: int
    impostor: int


def counted(model: FaceModel, samples: Samples[FaceTemplate], rate: float) -> RateLine:
    """The rates of `samples` at the threshold that `model` states for `rate`."""
    trial, _ = face_trial(samples, model)
    threshold = model.curve.threshold(rate) if rate >= model.curve.reaches else None
    fmr = None if threshold is None else float(np.mean(trial.impostor >= threshold))
    fnmr = None if threshold is None else float(np.mean(trial.genuine < threshold))
    return RateLine(model.encoders, rate, fmr, fnmr, len(trial.genuine), len(trial.impostor))


def halves(samples: Samples[FaceTemplate]) -> tuple[Samples[FaceTemplate], Samples[FaceTemplate]]:
    """The samples of one half of the people, drawn by lot, and of the other."""
    people = int(samples.subjects.max(initial=-1)) + 1
    first = np.isin(samples.subjects, np.random.default_rng(_SEED).permutation(people)[: people // 2])
    return part(samples, first), part(samples, ~first)


def part(samples: Samples[FaceTemplate], chosen: NDArray[np.bool_]) -> Samples[FaceTemplate]:
    """The samples that a mask chooses; people are counted anew."""
    rows = np.flatnonzero(chosen)
    subjects = np.unique(samples.subjects[rows], return_inverse=True)[1].astype(np.int64)
    return Samples(
        [samples.names[row] for row in rows],
        subjects,
        [samples.templates[row] for row in rows],
        [],
        np.diff(subjects, prepend=-1) > 0,
    )


def compared(before: Calibration, samples: Samples[FaceTemplate]) -> list[tuple[RateLine, RateLine]]:
    """For each set of encoders and stated rate what is counted before, and after by halves (their mean)."""
    one, other = halves(samples)
    fitted = [(fit_faces(one, ""), other), (fit_faces(other, ""), one)]
    rows = []
    for model in before.faces[LIVE]:
        for rate in RATES:
            tests = []
            for models, held_out in fitted:
                same = next((m for m in models if set(m.encoders) == set(model.encoders)), None)
                if same is not None:
                    tests.append(counted(same, held_out, rate))
            rows.append((counted(model, samples, rate), _joined(tests, model, rate)))
    return rows


def _joined(lines: Sequence[RateLine], model: FaceModel, rate: float) -> RateLine:
    """The lines of the halves as one: shares weighted by how many pairs they were counted on."""
    genuine, impostor = (sum(getattr(line, side) for line in lines) for side in ("genuine", "impostor"))
    if not lines or any(line.fmr is None for line in lines) or not genuine or not impostor:
        return RateLine(model.encoders, rate, None, None, genuine, impostor)
    fmr = sum((line.fmr or 0.0) * line.impostor for line in lines) / impostor
    fnmr = sum((line.fnmr or 0.0) * line.genuine for line in lines) / genuine
    return RateLine(model.encoders, rate, fmr, fnmr, genuine, impostor)


def table(rows: Sequence[tuple[RateLine, RateLine]]) -> str:
    """The comparison as text, in percent with 95 % intervals of the misses."""
    lines = [f"{'encoders':<14}{'stated FMR':>12}  {'before: FMR':>12}{'FNMR':>24}  {'after: FMR':>12}{'FNMR':>24}"]
    for before, after in rows:
        told = [_percent(before.fmr, 4), _missed(before), _percent(after.fmr, 4), _missed(after)]
        name = "+".join(before.encoders)
        lines.append(f"{name:<14}{before.stated:>12.2%}  {told[0]:>12}{told[1]:>24}  {told[2]:>12}{told[3]:>24}")
    return "\n".join(lines)


def _percent(value: float | None, digits: int) -> str:
    return "not told" if value is None else f"{100 * value:.{digits}f} %"


def _missed(line: RateLine) -> str:
    if line.fnmr is None:
        return "not told"
    low, high = clopper_pearson(line.fnmr * line.genuine, line.genuine)
    return f"{100 * line.fnmr:.2f} % ({100 * low:.2f} to {100 * high:.2f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Show before and after, and write FILE where asked for; 2 when DIR holds too few pairs."""
    parser = argparse.ArgumentParser(prog="python -m models.matching.recalibrate", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="one folder a person")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the calibration fitted on all pairs")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder} is not a folder", file=sys.stderr)  # noqa: T201  a command
        return 2
    samples = read_faces(options.folder)
    one, other = halves(samples)
    genuine = [face_trial(half, Calibration.load().faces[LIVE][0])[0].genuine for half in (one, other)]
    if min(len(pairs) for pairs in genuine) < _FEWEST_GENUINE:
        print(f"fewer than {2 * _FEWEST_GENUINE} pairs of one person are too few", file=sys.stderr)  # noqa: T201
        return 2
    before = Calibration.load()
    print(table(compared(before, samples)))  # noqa: T201
    if options.out is not None:
        people = int(samples.subjects.max()) + 1
        text = f"{options.folder.name}, {len(samples.templates)} pictures of {people} people, all pairs"
        date = datetime.now(UTC).date().isoformat()
        Calibration({LIVE: fit_faces(samples, text)}, before.finger, date).save(options.out)
        print(f"{options.out}: {Calibration.load(options.out).source}")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
