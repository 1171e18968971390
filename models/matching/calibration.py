"""What a raw score is worth: likelihood ratios and false match rates, looked up in a file that says its own origin.

Two fingers' similarity means more the more of them was compared: impostors reach with ten cylinders what they never
reach with forty. So a finger's score is first brought to the scale of whole prints (`Standard`), and what it is worth
there is looked up among curves for little and for much of a finger (`FingerModel`).

The file calibration.json beside this module was made by `python -m models.matching.fit`. A likelihood ratio is
N. Bruemmer and J. du Preez, "Application-independent evaluation of speaker detection", 2006: the probability of the
score for the same person over that for two people, here its natural logarithm.
"""

from __future__ import annotations

import bisect
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import parameters as p
from models.errors import BiometricError
from models.face.template import FIRST
from models.finger.compare import Extent, FingerComparison

DEFAULT_FILE = Path(__file__).with_name("calibration.json")
VERSION = 2
CONDITIONS = ("live", "chip", "photograph")
"""What a live face is compared with: another live face, the picture of a chip, the photograph of a page."""
LIVE = CONDITIONS[0]
_HALVINGS = 40  # of an interval of length 1, down to rounding
Floats = NDArray[np.float64]
_OLD_VERSION = 1  # dlib alone, and one finger curve counted on whole prints: read with the shipped standard


class BadCalibration(BiometricError):
    """A calibration file that is damaged, not monotone, or of another version."""

    code = "bad_calibration"


@dataclass(frozen=True)
class ScoreModel:
    """One kind of score, higher is more alike: standard finger similarity 0..1, face cosine -1..1, a FaceModel's sum.

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
        return _along(raw, self.llr_raw, self.llr_value)

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


@dataclass(frozen=True)
class FingerScore:
    """standard: a finger similarity 0..1 on the scale of whole prints; cylinders: of the print that has fewer."""

    standard: float
    cylinders: int

    def __post_init__(self) -> None:
        if math.isnan(self.standard):
            raise BadCalibration("a score that is not a number")


@dataclass(frozen=True)
class Standard:
    """How high impostors score by how much was compared: the tail above a level, exponential in ln(score).

    Peaks over a threshold (S. Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, chapter 4).
    level: of ln(score), what one impostor in twenty exceeds; spread: ln of the mean excess over it. Both are the
    coefficients of `standard_terms`.
    """

    level: tuple[float, ...]
    spread: tuple[float, ...]

    def __post_init__(self) -> None:
        if any(len(part) != STANDARD_TERMS or not np.isfinite(part).all() for part in (self.level, self.spread)):
            raise BadCalibration(f"a standard that is not {STANDARD_TERMS} numbers")

    def __call__(self, score: float, extents: tuple[Extent, Extent]) -> float:
        """The similarity at which impostors are as rare when whole prints are compared, 0..1; rises with `score`."""
        if math.isnan(score):
            raise BadCalibration("a score that is not a number")
        cylinders = np.array([[extent.cylinders for extent in extents]])
        areas = np.array([[extent.area for extent in extents]])
        return float(self.many(np.array([score]), cylinders, areas)[0])

    def many(self, scores: Floats, cylinders: NDArray[np.int64], areas: Floats) -> Floats:
        """The same for float64[k] scores, int[k, 2] cylinders and float64[k, 2] areas."""
        level, spread = self._at(standard_terms(cylinders, areas))
        whole_level, whole_spread = self._at(
            standard_terms(np.full((1, 2), p.WHOLE_CYLINDERS), np.full((1, 2), p.WHOLE_AREA))
        )
        excess = np.log(np.maximum(scores, p.LEAST_SIMILARITY)) - level
        excess = np.where(excess > 0, excess * (whole_spread / spread), excess)
        return np.minimum(1.0, np.exp(excess + whole_level))

    def _at(self, terms: Floats) -> tuple[Floats, Floats]:
        return terms @ np.array(self.level), np.exp(terms @ np.array(self.spread))


STANDARD_TERMS = 5


def standard_terms(cylinders: NDArray[np.int64], areas: Floats) -> Floats:
    """float64[k, 5] of int[k, 2] cylinders and float64[k, 2] areas: 1, the smaller and the larger number of cylinders
    and the smaller and the larger area, as logarithms over those of a whole print."""
    held = np.log(np.clip(cylinders, p.STANDARD_LEAST, p.STANDARD_MOST) / p.WHOLE_CYLINDERS)
    wide = np.log(np.clip(areas, p.STANDARD_LEAST_AREA, p.STANDARD_MOST_AREA) / p.WHOLE_AREA)
    ends = [part(sides, axis=1) for sides in (held, wide) for part in (np.min, np.max)]
    return np.stack([np.ones(len(held)), *ends], axis=1)


@dataclass(frozen=True)
class FingerModel:
    """What a finger's score is worth by how much of the finger was there.

    curves: score models over standard scores, each with the cylinders of the smaller print that it stands for, rising;
    between two of them values are interpolated by the logarithm of the cylinders. fewest: cylinders of a print below
    which a comparison says nothing.
    """

    standard: Standard
    fewest: int
    curves: tuple[tuple[int, ScoreModel], ...]

    def __post_init__(self) -> None:
        counts = [count for count, _ in self.curves]
        if not counts or counts != sorted(set(counts)) or counts[0] < 1 or self.fewest < 1:
            raise BadCalibration("finger curves that do not rise with the cylinders")

    @staticmethod
    def alike(model: ScoreModel) -> FingerModel:
        """A model in which a score means the same however much of a finger was compared."""
        flat = (0.0,) * STANDARD_TERMS
        return FingerModel(Standard(flat, flat), 1, ((p.WHOLE_CYLINDERS, model),))

    @property
    def whole(self) -> ScoreModel:
        """The curve for whole prints."""
        return self.curves[-1][1]

    @property
    def span(self) -> tuple[float, float]:
        """The least and the most that a finger's likelihood ratio can be; 0 where there is too little of it."""
        curves = [curve for _, curve in self.curves]
        return min(0.0, *(c.llr_value[0] for c in curves)), max(0.0, *(c.llr_value[-1] for c in curves))

    @property
    def source(self) -> str:
        return self.whole.source

    def enough(self, cylinders: int) -> bool:
        """Whether a print with so many cylinders can be compared at all."""
        return cylinders >= self.fewest

    def scored(self, compared: FingerComparison) -> FingerScore | None:
        """A comparison as it is fused; None when there is too little of the finger on a side."""
        return self.scored_many([compared])[0]

    def scored_many(self, compared: Sequence[FingerComparison]) -> list[FingerScore | None]:
        """The same for several."""
        if not compared:
            return []
        cylinders = np.array([[extent.cylinders for extent in one.extents] for one in compared])
        areas = np.array([[extent.area for extent in one.extents] for one in compared])
        scores = np.array([one.score for one in compared])
        if np.isnan(scores).any():
            raise BadCalibration("a score that is not a number")
        standard = self.standard.many(scores, cylinders, areas).tolist()
        fewer = cylinders.min(axis=1).tolist()
        return [
            FingerScore(score, least) if self.enough(least) else None
            for score, least in zip(standard, fewer, strict=True)
        ]

    def llr(self, score: FingerScore) -> float:
        """The natural log-likelihood ratio."""
        (low, high), share = self._between(score.cylinders)
        return (1 - share) * low.llr(score.standard) + share * high.llr(score.standard)

    def llr_many(self, scores: Sequence[FingerScore]) -> list[float]:
        """`llr` of each."""
        if not scores:
            return []
        held = np.log(np.maximum(1, [score.cylinders for score in scores]))
        place = np.interp(held, np.log([count for count, _ in self.curves]), np.arange(len(self.curves)))
        low = np.minimum(place.astype(np.intp), len(self.curves) - 1)
        high = np.minimum(low + 1, len(self.curves) - 1)
        standard = [score.standard for score in scores]
        table = np.stack([np.interp(standard, curve.llr_raw, curve.llr_value) for _, curve in self.curves])
        each, share = np.arange(len(scores)), place - low
        worth: list[float] = ((1 - share) * table[low, each] + share * table[high, each]).tolist()
        return worth

    def fmr(self, score: FingerScore) -> float | None:
        """The share of impostor comparisons of as much of a finger that reach the score; None where it is not known."""
        (low, high), share = self._between(score.cylinders)
        rates = low.fmr(score.standard), high.fmr(score.standard)
        if rates == (None, None):
            return None
        one, other = (m.reaches if rate is None else rate for rate, m in zip(rates, (low, high), strict=True))
        return math.exp((1 - share) * math.log(one) + share * math.log(other))

    def reaches(self, cylinders: int) -> float:
        """The lowest false match rate that is known for so many cylinders of the smaller print."""
        (low, high), _ = self._between(cylinders)
        return max(low.reaches, high.reaches)

    def stated(self, score: FingerScore) -> float:
        """The false match rate that one comparison is told to have: counted, or beyond that the bound where it is lower
        than the lowest rate that was counted."""
        rate = self.fmr(score)
        return min(self.reaches(score.cylinders), bound(self.llr(score))) if rate is None else rate

    def matches(self, score: FingerScore, fmr: float) -> bool:
        """Whether the score stands for at most `fmr`, or for the lowest rate that is known where that is higher."""
        rate = self.fmr(score)
        return rate is None or rate <= max(fmr, self.reaches(score.cylinders))

    def threshold(self, fmr: float, cylinders: int = p.WHOLE_CYLINDERS) -> float | None:
        """The standard score at which `fmr` of the impostors match; None where that is not known."""
        if not 0 < fmr <= 1:
            raise BadCalibration(f"a false match rate of {fmr}")
        if fmr < self.reaches(cylinders):
            return None
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.matches(FingerScore(middle, cylinders), fmr):
                high = middle
            else:
                low = middle
        return high

    def _between(self, cylinders: int) -> tuple[tuple[ScoreModel, ScoreModel], float]:
        counts = [count for count, _ in self.curves]
        held = math.log(max(1, cylinders))
        place = _along(held, tuple(map(math.log, counts)), tuple(range(len(counts))))
        low = min(int(place), len(counts) - 1)
        high = min(low + 1, len(counts) - 1)
        return (self.curves[low][1], self.curves[high][1]), place - low


def _along(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """numpy.interp of one number, which a search asks for thousands of times: without making arrays of the curve."""
    if x <= xs[0]:
        return float(ys[0])
    if x >= xs[-1]:
        return float(ys[-1])
    right = bisect.bisect_right(xs, x)
    slope = (ys[right] - ys[right - 1]) / (xs[right] - xs[right - 1])
    return float(slope * (x - xs[right - 1]) + ys[right - 1])


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
    finger: FingerModel
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
            f"Finger: {self.finger.source}; counted down to FMR {self.finger.whole.reaches:.1g}. "
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
            if version == _OLD_VERSION:
                faces = {LIVE: (FaceModel({FIRST: 1.0}, 0.0, _model(content["face"])),)}
                shipped = Calibration.load().finger
                finger = FingerModel(
                    shipped.standard, shipped.fewest, ((p.WHOLE_CYLINDERS, _model(content["finger"])),)
                )
            elif version == VERSION:
                faces = {
                    condition: tuple(map(_face_model, content["faces"][condition]))
                    for condition in CONDITIONS
                    if condition in content["faces"]
                }
                finger = _finger_model(content["finger"])
            else:
                raise BadCalibration(f"version {version} of the calibration is not known")
            return Calibration(faces, finger, str(content["date"]))
        except (OSError, ValueError, OverflowError, KeyError, TypeError, AttributeError, RecursionError) as error:
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
        content: dict[str, object] = {"version": VERSION, "date": self.date, "faces": faces}
        content["finger"] = {
            "standard": {"level": list(self.finger.standard.level), "spread": list(self.finger.standard.spread)},
            "fewest": self.finger.fewest,
            "curves": [{"cylinders": count} | _plain(model) for count, model in self.finger.curves],
        }
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


def _finger_model(content: Mapping[str, Any]) -> FingerModel:
    standard = content["standard"]
    return FingerModel(
        Standard(tuple(map(float, standard["level"])), tuple(map(float, standard["spread"]))),
        int(content["fewest"]),
        tuple((int(curve["cylinders"]), _model(curve)) for curve in content["curves"]),
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
