"""`python -m models.evaluate fingers|faces DIR`: error rates of the matching core on a folder of images.

Failures to extract or to detect count as false non-matches of every genuine pair they belong to. Intervals are
95 %: Clopper-Pearson for rates at a fixed threshold, resampling by subject for the equal error rate.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from models.experiment import Samples, face_trial, finger_trial, fused_face_trial, read_faces, read_fingers
from models.face.embed import Embedder
from models.face.encoders import ENCODERS
from models.matching.calibration import BadCalibration, Calibration, FaceModel
from models.rates import figures

CI_METHOD = {
    "fnmr": "Clopper-Pearson 95 % over the genuine pairs at the fixed threshold",
    "eer": "bootstrap 95 % by subject, 200 resamples; upper end at least Clopper-Pearson's",
}
FUSED = "fused"
T = TypeVar("T")
_FUSED_FRAMES = (2, 3)  # pictures a side


def evaluate_fingers(folder: Path, ppi: float, impostors: str = "first", jobs: int | None = None) -> dict[str, object]:
    """The figures of a folder of FINGER_IMPRESSION images at `ppi`; keys as in the module's README section."""
    samples = read_fingers(folder, ppi)
    trial, seconds = finger_trial(samples, impostors, jobs)
    return _report(samples, figures(trial), seconds) | {
        "data": folder.name,
        "ppi": ppi,
        "impostors": impostors,
        "subjects": _count(samples),
    }


def evaluate_faces(folder: Path, encoder: str = FUSED) -> dict[str, object]:
    """The figures of a folder with one folder a person: all pairs, one image a side; and the curve for fused frames.

    encoder: one of models.face.encoders, or "fused" for all of them by the shipped calibration.
    """
    model = face_model(encoder)
    samples = read_faces(folder, Embedder(encoders=model.encoders))
    trial, seconds = face_trial(samples, model)
    report = _report(samples, figures(trial), seconds)
    curve = {}
    for frames in _FUSED_FRAMES:
        fused, people = fused_face_trial(samples, model, frames, frames)
        if people:
            single, _ = fused_face_trial(samples, model, 1, frames)
            curve[str(frames)] = figures(fused) | {"people": people, "one_image_same_people": figures(single)}
    return report | {
        "data": folder.name,
        "encoder": encoder,
        "encoders": list(model.encoders),
        "impostors": "all",
        "subjects": _count(samples),
        "fused_frames": curve,
    }


def face_model(encoder: str) -> FaceModel:
    """The shipped model of one encoder, or of all together. Raises BadCalibration when there is none."""
    wanted = set(ENCODERS) if encoder == FUSED else {encoder}
    model = Calibration.load().face(wanted)
    if model is None or set(model.encoders) != wanted:
        raise BadCalibration(f"no face model for {sorted(wanted)}")
    return model


def _count(samples: Samples[T]) -> int:
    return int(samples.subjects.max(initial=-1)) + 1


def _report(samples: Samples[T], rates: dict[str, object], seconds: float) -> dict[str, object]:
    taken = np.array(samples.seconds) * 1e3
    return rates | {
        "failures": samples.failures,
        "images": len(samples.templates),
        "extract_ms": {
            "median": float(np.median(taken)) if taken.size else None,
            "p95": float(np.quantile(taken, 0.95)) if taken.size else None,
        },
        "match_us": {"median": seconds * 1e6 if np.isfinite(seconds) else None},
        "ci_method": CI_METHOD,
    }


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.evaluate", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    fingers = kinds.add_parser("fingers", help="FINGER_IMPRESSION.png|tif|bmp in one folder")
    fingers.add_argument("--ppi", type=float, required=True, help="resolution of the images, pixels per inch")
    fingers.add_argument("--impostors", choices=["first", "all"], default="first")
    fingers.add_argument("--jobs", type=int, help="processes for comparing; one a core by default")
    faces = kinds.add_parser("faces", help="one folder a person")
    faces.add_argument(
        "--encoder", choices=[*ENCODERS, FUSED], default=FUSED, help="which scores; all fused by default"
    )
    for kind in (fingers, faces):
        kind.add_argument("folder", type=Path, metavar="DIR")
        kind.add_argument("--json", type=Path, required=True, metavar="OUT")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, write OUT and print the main figures; 2 when DIR holds nothing to evaluate."""
    options = _arguments(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder} is not a folder", file=sys.stderr)
        return 2
    if options.kind == "fingers":
        result = evaluate_fingers(options.folder, options.ppi, options.impostors, options.jobs)
    else:
        result = evaluate_faces(options.folder, options.encoder)
    if not result["images"]:
        print(f"{options.folder} holds no images of the expected names", file=sys.stderr)
        return 2
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    for key in ("genuine", "impostor", "failures", "eer", "fnmr_at_fmr_0.001", "fnmr_at_fmr_0.0005", "zero_fmr"):
        print(f"{key}: {result[key]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
