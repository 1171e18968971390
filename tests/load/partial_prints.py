"""Stated against counted false match rates of parts of prints: `python -m tests.load.partial_prints --json OUT`.

Every print of a folder is cut to squares, one at a random place of its ridges and one around their middle. For each
size all genuine pairs and at most `--impostors` impostor pairs are compared, a cut with another whole print as at the
counter (the live part against the record) and, as `cut_with_cut`, with another cut of the same size. What a comparison
states is what the station would show: the false match rate of one finger alone, from the shipped calibration; a pair
that the calibration refuses ("too little of the finger") does not match. Without `--data` the sets beside the checkout
are used, each sensor by itself and all of them across.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import parameters as p
from models.experiment import Partials, pair_scores, read_partials
from models.finger.compare import NOTHING
from models.matching.calibration import Calibration
from models.matching.fit import Comparisons, stated
from models.rates import clopper_pearson

SHARED = Path(__file__).parents[3] / "shared" / "data" / "fingerprints"
PPIS = {"uareu4000": 512.0, "fvc2004-db2": 512.0}  # of the sets beside the checkout; 500 otherwise
RATES = (0.01, 0.001, 0.0001)
SEED = 96


def joined(parts: Sequence[Partials]) -> tuple[Partials, NDArray[np.int64]]:
    """Several sensors as one, and which sensor each sample is of: fingers of different sets are different fingers."""
    fingers = np.cumsum([0, *(int(part.fingers.max(initial=-1)) + 1 for part in parts)])
    prints = np.cumsum([0, *(int(part.impressions.max(initial=-1)) + 1 for part in parts)])
    whole = Partials(
        np.concatenate([part.fingers + more for part, more in zip(parts, fingers, strict=False)]),
        np.concatenate([part.impressions + more for part, more in zip(parts, prints, strict=False)]),
        np.concatenate([part.sides for part in parts]),
        [template for part in parts for template in part.templates],
    )
    return whole, np.concatenate([np.full(len(part.fingers), number) for number, part in enumerate(parts)])


def compared(
    samples: Partials, sensors: NDArray[np.int64], one: int, other: int, impostors: int, jobs: int | None
) -> Comparisons:
    """All genuine and at most `impostors` impostor pairs of a sample of side `one` with one of side `other`."""
    draw = np.random.default_rng([SEED, one, other])
    first, second = (np.flatnonzero(samples.sides == side) for side in (one, other))
    rows, columns = (part.ravel() for part in np.meshgrid(first, second, indexing="ij"))
    different = samples.impressions[rows] != samples.impressions[columns]
    if one == other:
        different &= rows < columns
    rows, columns = rows[different], columns[different]
    same = samples.fingers[rows] == samples.fingers[columns]
    held = np.array([template is not None for template in samples.templates], bool)
    strangers = np.flatnonzero(~same & held[rows] & held[columns])
    strangers = draw.permutation(strangers)[:impostors]
    at = np.concatenate([np.flatnonzero(same), strangers])
    pairs = np.stack([rows[at], columns[at]], axis=1)
    extents = [NOTHING if template is None else template.extents[0] for template in samples.templates]
    cylinders, areas = (np.array([e.cylinders for e in extents]), np.array([e.area for e in extents]))
    return Comparisons(
        pair_scores(samples.templates, pairs, jobs),
        cylinders[pairs],
        areas[pairs],
        same[at],
        sensors[pairs],
        samples.sides[pairs],
    )


def figures(data: Comparisons, calibration: Calibration) -> dict[str, Any]:
    """Counts and, for each stated rate, what was counted at it with its 95 % interval (Clopper and Pearson)."""
    rates = stated(calibration.finger, data)
    strangers, own = rates[~data.genuine], rates[data.genuine]
    found: dict[str, Any] = {
        "impostor_pairs": len(strangers),
        "genuine_pairs": len(own),
        "refused_impostor_pairs": int(np.count_nonzero(~data.usable & ~data.genuine)),
        "refused_genuine_pairs": int(np.count_nonzero(~data.usable & data.genuine)),
    }
    for rate in RATES:
        key = f"{rate:.4f}".rstrip("0")
        false, missed = int(np.count_nonzero(strangers <= rate)), int(np.count_nonzero(own > rate))
        found[f"fmr_at_stated_{key}"] = false / len(strangers) if len(strangers) else None
        found[f"fmr_at_stated_{key}_ci95"] = list(clopper_pearson(false, len(strangers)))
        found[f"fnmr_at_stated_{key}"] = missed / len(own) if len(own) else None
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write OUT; 2 when there are no prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.partial_prints", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument(
        "--data", type=Path, action="append", metavar="DIR", help="FINGER_IMPRESSION pictures; again for across"
    )
    parser.add_argument("--ppi", type=float, action="append", metavar="N", help="of each DIR, 500 by default")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(p.CROPS), metavar="PX", help="at 500 ppi")
    parser.add_argument("--impostors", type=int, default=40_000, metavar="N", help="pairs of each kind, at most")
    parser.add_argument("--jobs", type=int, help="processes for comparing; one a core by default")
    options = parser.parse_args(arguments)
    folders = options.data or sorted(folder for folder in SHARED.glob("*") if folder.is_dir())
    ppis = [*(options.ppi or []), *[PPIS.get(folder.name, p.PPI) for folder in folders[len(options.ppi or []) :]]]
    read = [
        (folder.name, read_partials(folder, ppi, options.sizes)) for folder, ppi in zip(folders, ppis, strict=False)
    ]
    read = [(name, part) for name, part in read if len(part.fingers)]
    if not read:
        print("no prints of the expected names", file=sys.stderr)
        return 2
    samples, sensors = joined([part for _, part in read])
    calibration = Calibration.load()
    report: dict[str, Any] = {}
    for side in options.sizes:
        whole = compared(samples, sensors, side, 0, options.impostors, options.jobs)
        cut = compared(samples, sensors, side, side, options.impostors, options.jobs)
        report[str(side)] = figures(whole, calibration) | {"cut_with_cut": figures(cut, calibration)}
        report[str(side)]["sensors"] = _by_sensor(whole, calibration, [name for name, _ in read])
    report["whole"] = figures(compared(samples, sensors, 0, 0, options.impostors, options.jobs), calibration)
    report["data"] = {name: int(part.impressions.max()) + 1 for name, part in read}
    report["calibration"] = calibration.source
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    for size in (*map(str, options.sizes), "whole"):
        print(
            f"{size}: " + "  ".join(f"{key} {report[size][key]:.5g}" for key in _TOLD if report[size][key] is not None)
        )
    return 0


_TOLD = ("impostor_pairs", "fmr_at_stated_0.001", "fmr_at_stated_0.0001", "fnmr_at_stated_0.001")


def _by_sensor(data: Comparisons, calibration: Calibration, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The figures of each sensor alone, and of pairs of different sensors."""
    found = {}
    one, other = data.sensors.T
    for number, name in enumerate(names):
        found[name] = figures(data.take((one == number) & (other == number)), calibration)
    if len(names) > 1:
        found["across"] = figures(data.take(one != other), calibration)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
