"""What a raw score is worth: likelihood ratios and false match rates, looked up in a file that says its own origin.

The file calibration.json beside this module was made by `python -m models.matching.fit`. A likelihood ratio is
N. Bruemmer and J. du Preez, "Application-independent evaluation of speaker detection", 2006: the probability of the
score for the same person over that for two people, here its natural logarithm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import BiometricError
from models.face.template import FIRST

DEFAULT_FILE = Path(__file__).with_name("calibration.json")
VERSION = 2
CONDITIONS = ("live", "chip", "photograph")
"""What a live face is compared with: another live face, the picture of a chip, the photograph of a page."""
LIVE = CONDITIONS[0]


class BadCalibration(BiometricError):
    """A calibration file that is damaged, not monotone, or of another version."""

    code = "bad_calibration"


@dataclass(frozen=True)
class ScoreModel:
    """One kind of raw score, higher is more alike: finger similarity 0..1, face cosine -1..1, or a FaceModel's sum.

    llr_raw, llr_value: knots of the log-likelihood ratio, linear between them, constant outside: beyond the data a
    better score is not worth more. fmr_raw, fmr_value: raw scores and the false match rates counted at them, falling.
    genuine, impostor: how many comparisons it was made from. source: the data, for a reader.
    """

    llr_raw: tuple[float, ...]
    llr_value: tuple[float, ...]
    fmr_raw: tuple[float, ...]
    fmr_value: tuple[float, ...]
    genuine: int
    impostor: int
    source: str

    def __post_init__(self) -> None:
        rising = _rises(self.llr_raw, strictly=True) and _rises(self.llr_value) and _rises(self.fmr_raw, strictly=True)
        if not rising or not _rises(tuple(-v for v in self.fmr_value), strictly=True):
            raise BadCalibration("the curves of a score are not monotone")
        if len(self.llr_raw) != len(self.llr_value) or len(self.fmr_raw) != len(self.fmr_value):
            raise BadCalibration("the curves of a score differ in length")
        if not 0 < self.fmr_value[-1] <= self.fmr_value[0] <= 1:
            raise BadCalibration("a false match rate outside 0..1")

    @property
    def reaches(self) -> float:
        """The lowest false match rate that was counted (3 errors in the comparisons)."""
        return self.fmr_value[-1]

    def llr(self, raw: float) -> float:
        """The natural log-likelihood ratio of a raw score; never falls with it. Raises BadCalibration for NaN."""
        if math.isnan(raw):
            raise BadCalibration("a score that is not a number")
        return float(np.interp(raw, self.llr_raw, self.llr_value))

    def fmr(self, raw: float) -> float | None:
        """The share of impostor comparisons that reach `raw`; None above the last score at which 3 were counted."""
        if math.isnan(raw):
            raise BadCalibration("a score that is not a number")
        if raw <= self.fmr_raw[0]:
            return 1.0
        if raw > self.fmr_raw[-1]:
            return None
        return float(math.exp(np.interp(raw, self.fmr_raw, np.log(self.fmr_value))))

    def threshold(self, fmr: float) -> float | None:
        """The raw score at which `fmr` (above 0, at most 1) of the impostors match; None where it was not counted."""
        if not 0 < fmr <= 1:
            raise BadCalibration(f"a false match rate of {fmr}")
        if fmr < self.reaches:
            return None
        return float(np.interp(-math.log(fmr), -np.log(self.fmr_value), self.fmr_raw))


def _rises(values: Sequence[float], strictly: bool = False) -> bool:
    steps = np.diff(np.asarray(values, np.float64))
    enough = len(values) >= 2 and bool(np.isfinite(values).all())
    return enough and bool((steps > 0).all() if strictly else (steps >= 0).all())


@dataclass(frozen=True)
class FaceModel:
    """How the raw scores of some encoders become one: their weighted sum, and the curves of that sum.

    weights: at least 0 by the id of the encoder, so that a better score of one never lowers the whole. The encoders see
    the same face and err together: the weights were fitted on both at once (logistic regression), their likelihood
    ratios are never added. A single encoder's sum is its own cosine: weight 1, offset 0.
    """

    weights: Mapping[str, float]
    offset: float
    curve: ScoreModel

    def __post_init__(self) -> None:
        if (
            not self.weights
            or not all(0 <= w < math.inf for w in self.weights.values())
            or not any(self.weights.values())
        ):
            raise BadCalibration("the weights of a face score")
        if not math.isfinite(self.offset):
            raise BadCalibration("the offset of a face score")

    @property
    def encoders(self) -> tuple[str, ...]:
        return tuple(self.weights)

    def raw(self, cosines: Mapping[str, float]) -> float:
        """The sum for the cosines of (at least) these encoders; higher is more alike."""
        return self.offset + math.fsum(weight * cosines[name] for name, weight in self.weights.items())


def bound(llr: float) -> float:
    """The most the false match rate of "at least this likelihood ratio" can be: exp(-llr), 0..1.

    Markov's inequality: over impostors the mean of a true likelihood ratio is 1. It holds for sums of independent
    parts, far below any rate that could be counted, and is usually several times too high.
    """
    return math.exp(-max(0.0, llr))


@dataclass(frozen=True)
class Calibration:
    """The score models of one version of the algorithms. date: when it was made, YYYY-MM-DD.

    faces: for each condition its models, the one to be preferred first.
    """

    faces: Mapping[str, tuple[FaceModel, ...]]
    finger: ScoreModel
    date: str

    def __post_init__(self) -> None:
        if not self.faces.get(LIVE) or not all(self.faces.values()):
            raise BadCalibration("a calibration without a face model")

    @property
    def source(self) -> str:
        """Which data the calibration came from and where it does not reach, in one paragraph."""
        face = self.faces[LIVE][0].curve
        return (
            f"{self.date}. Face: {face.source}; counted down to FMR {face.reaches:.1g}. "
            f"Finger: {self.finger.source}; counted down to FMR {self.finger.reaches:.1g}. "
            "Below, and for fused decisions, the bound exp(-LLR) is used."
        )

    def face(self, encoders: Iterable[str], condition: str = LIVE) -> FaceModel | None:
        """The preferred model that needs none but these encoders; None when there is none.

        A condition of CONDITIONS that was not calibrated is judged as live.
        """
        if condition not in CONDITIONS:
            raise BadCalibration(f"unknown condition {condition}")
        given = set(encoders)
        models = self.faces.get(condition, self.faces[LIVE])
        return next((model for model in models if given.issuperset(model.weights)), None)

    def counting(self, encoders: Iterable[str]) -> Calibration:
        """The same, but with models of these encoders only: what a policy lets count.

        Raises BadCalibration when no model is left.
        """
        allowed = set(encoders)
        kept = {
            condition: tuple(model for model in models if allowed.issuperset(model.weights))
            for condition, models in self.faces.items()
        }
        if not all(kept.values()):
            raise BadCalibration(f"no face model for {sorted(allowed)}")
        return Calibration(kept, self.finger, self.date)

    def fused_threshold(self, fmr: float) -> float:
        """The log-likelihood ratio that a fused decision needs for `fmr`: always the bound, never counted errors."""
        if not 0 < fmr <= 1:
            raise BadCalibration(f"a false match rate of {fmr}")
        return -math.log(fmr)

    @staticmethod
    def load(path: Path | None = None) -> Calibration:
        """Read a calibration file, by default the one that came with the program. Raises BadCalibration.

        A file of version 1 knew dlib alone.
        """
        try:
            content = json.loads((path or DEFAULT_FILE).read_text("utf-8"))
            version = content["version"]
            faces: dict[str, tuple[FaceModel, ...]]
            if version == 1:
                faces = {LIVE: (FaceModel({FIRST: 1.0}, 0.0, _model(content["face"])),)}
            elif version == VERSION:
                faces = {
                    condition: tuple(map(_face_model, content["faces"][condition]))
                    for condition in CONDITIONS
                    if condition in content["faces"]
                }
            else:
                raise BadCalibration(f"version {version} of the calibration is not known")
            return Calibration(faces, _model(content["finger"]), str(content["date"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCalibration(f"calibration cannot be read: {type(error).__name__}") from error

    def save(self, path: Path) -> None:
        """Write the file that `load` reads."""
        faces = {
            condition: [
                {"weights": dict(model.weights), "offset": model.offset, "curve": _plain(model.curve)}
                for model in models
            ]
            for condition, models in self.faces.items()
        }
        content = {"version": VERSION, "date": self.date, "faces": faces, "finger": _plain(self.finger)}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _face_model(content: Mapping[str, Any]) -> FaceModel:
    weights = {str(name): float(weight) for name, weight in content["weights"].items()}
    return FaceModel(weights, float(content["offset"]), _model(content["curve"]))


def _model(content: Mapping[str, Any]) -> ScoreModel:
    return ScoreModel(
        llr_raw=tuple(map(float, content["llr_raw"])),
        llr_value=tuple(map(float, content["llr"])),
        fmr_raw=tuple(map(float, content["fmr_raw"])),
        fmr_value=tuple(map(float, content["fmr"])),
        genuine=int(content["genuine"]),
        impostor=int(content["impostor"]),
        source=str(content["source"]),
    )


def _plain(model: ScoreModel) -> dict[str, object]:
    return {
        "source": model.source,
        "genuine": model.genuine,
        "impostor": model.impostor,
        "llr_raw": list(model.llr_raw),
        "llr": list(model.llr_value),
        "fmr_raw": list(model.fmr_raw),
        "fmr": list(model.fmr_value),
    }
