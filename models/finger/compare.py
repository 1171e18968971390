"""How alike two fingers are: Minutia Cylinder-Code similarities, sorted and relaxed by their mutual geometry (LSS-R).

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, sections 3.3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.finger.cylinders import Cylinders, cylinders, turn
from models.types import FloatArray, Minutiae

Indices = npt.NDArray[np.intp]
_NOTHING = np.float32(1e-6)


@dataclass(frozen=True)
class Extent:
    """How much of a finger one impression shows. cylinders: valid ones; area: of the hull of its minutiae, square
    pixels at 500 ppi."""

    cylinders: int
    area: float


NOTHING = Extent(0, 0.0)


@dataclass(frozen=True, eq=False)
class FingerTemplate:
    """One finger: the minutiae of one or more impressions, each with its cylinders.

    The minutiae of a view stand in a fixed order (x, then y, then angle), so a comparison does not
    depend on the order in which an extractor or a record listed them.
    """

    views: tuple[Minutiae, ...]
    cylinders: tuple[Cylinders, ...]

    @cached_property
    def extents(self) -> tuple[Extent, ...]:
        """How much each view shows."""
        return tuple(Extent(len(c), hull_area(v)) for v, c in zip(self.views, self.cylinders, strict=True))

    @staticmethod
    def from_minutiae(*views: Minutiae) -> FingerTemplate:
        """A template of one or more impressions of the same finger."""
        ordered = tuple(view.take(np.lexsort((view.angle, view.y, view.x))) for view in views)
        return FingerTemplate(ordered, tuple(cylinders(view) for view in ordered))


@dataclass(frozen=True, eq=False)
class FingerComparison:
    """score 0..1; with explain: pairs int32[k, 2] of minutiae (in the probe's and the reference's view) that made
    it, their pair_scores float32[k], and which view of each template they belong to.

    extents: how much each of the two views shows. What a score means depends on it: models.matching.calibration.
    """

    score: float
    pairs: npt.NDArray[np.int32]
    pair_scores: FloatArray
    views: tuple[int, int]
    extents: tuple[Extent, Extent] = (NOTHING, NOTHING)


def compare(
    probe: FingerTemplate, reference: FingerTemplate, explain: bool = False, turned: bool = False
) -> FingerComparison:
    """The best score over all pairs of views; 0 when either side has no usable minutiae.

    `turned`: a second look for a finger or a reader that is turned by a right angle or more; only pairs whose
    directions differ by at least MCC_TURNED count. Impostors get a second chance by it: see models.matching.turned.
    """
    best = FingerComparison(
        0.0, np.zeros((0, 2), np.int32), np.zeros(0, np.float32), (0, 0), (most(probe), most(reference))
    )
    for i, (left, left_cylinders) in enumerate(zip(probe.views, probe.cylinders, strict=True)):
        for j, (right, right_cylinders) in enumerate(zip(reference.views, reference.cylinders, strict=True)):
            alike = similarities(left_cylinders, right_cylinders, left.angle, right.angle, turned)
            score, rows, columns, each = relax(
                alike, _Geometry.of(left, left_cylinders.index), _Geometry.of(right, right_cylinders.index)
            )
            if score > best.score:
                pairs, scores = best.pairs, best.pair_scores
                if explain:
                    pairs = np.stack([left_cylinders.index[rows], right_cylinders.index[columns]], 1).astype(np.int32)
                    scores = each
                best = FingerComparison(score, pairs, scores, (i, j), (probe.extents[i], reference.extents[j]))
    return best


def most(template: FingerTemplate) -> Extent:
    """The most that a view of the template shows."""
    return max(template.extents, key=lambda extent: extent.cylinders, default=NOTHING)


def hull_area(minutiae: Minutiae) -> float:
    """Square pixels of the convex hull of all minutiae."""
    if len(minutiae) < 3:
        return 0.0
    return float(cv2.contourArea(cv2.convexHull(np.stack([minutiae.x, minutiae.y], axis=1))))


def similarities(
    left: Cylinders, right: Cylinders, left_angle: FloatArray, right_angle: FloatArray, turned: bool = False
) -> FloatArray:
    """float32[len(left), len(right)], 0..1: 1 - |a xor b| / (|a| + |b|) over the cells valid in both cylinders.

    0 where too few cells are valid in both, or the two directions differ by more than MCC_MAX_TURN; with `turned`, by
    less than MCC_TURNED.
    Counts are exact: sums of zeros and ones in float32.
    """
    bits_a, layers_a, mask_a = left.dense
    bits_b, layers_b, mask_b = right.dense
    both = bits_a @ bits_b.T
    set_a, set_b = layers_a @ mask_b.T, mask_a @ layers_b.T
    common = mask_a @ mask_b.T
    norms = np.sqrt(set_a) + np.sqrt(set_b)
    differing = np.sqrt(np.maximum(set_a + set_b - 2 * both, 0))
    alike = 1 - differing / np.maximum(norms, 1)
    apart = np.abs(turn(left_angle[left.index][:, None] - right_angle[right.index][None, :]))
    possible = apart >= p.MCC_TURNED if turned else apart <= p.MCC_MAX_TURN
    usable = (norms > 0) & (common >= p.MCC_MIN_COMMON * mask_a.shape[1]) & possible
    return np.where(usable, alike, np.float32(0)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Geometry:
    x: FloatArray
    y: FloatArray  # up
    angle: FloatArray

    @staticmethod
    def of(minutiae: Minutiae, index: Indices) -> _Geometry:
        return _Geometry(minutiae.x[index], -minutiae.y[index], minutiae.angle[index])

    def among(self, chosen: Indices) -> tuple[FloatArray, FloatArray, FloatArray]:
        """For each ordered pair of the chosen minutiae: distance, turn between them, bearing seen from the first."""
        x, y, angle = self.x[chosen], self.y[chosen], self.angle[chosen]
        dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
        bearing = np.arctan2(dy, dx)
        return np.hypot(dx, dy), angle[:, None] - angle[None, :], angle[:, None] - bearing


def pair_count(left: int, right: int) -> int:
    """How many pairs make the score, growing with the smaller of two cylinder counts (the paper's n_P)."""
    grown = _sigmoid(np.float32(min(left, right)), p.LSSR_MU_PAIRS, p.LSSR_TAU_PAIRS)
    return p.LSSR_MIN_PAIRS + round(float(grown) * (p.LSSR_MAX_PAIRS - p.LSSR_MIN_PAIRS))


def relax(alike: FloatArray, left: _Geometry, right: _Geometry) -> tuple[float, Indices, Indices, FloatArray]:
    """LSS-R on a similarity matrix: (score, rows, columns, relaxed similarity of each pair that made the score).

    Beyond the paper, a pair is chosen not by its similarity alone but also by how far it stands out among the other
    pairs of its two minutiae: a minutia that is a little like many others brings only one of them.
    """
    none = np.zeros(0, np.intp)
    wanted = min(alike.shape)
    if wanted < 2:
        return 0.0, none, none, np.zeros(0, np.float32)
    rivals = alike.max(axis=1, keepdims=True) + alike.max(axis=0, keepdims=True)
    flat = (alike * (2 * alike / np.maximum(rivals, _NOTHING)) ** p.LSSR_DISTINCT).ravel()  # best both ways: unchanged
    chosen = np.argpartition(flat, len(flat) - wanted)[len(flat) - wanted :]
    chosen = chosen[flat[chosen] > 0]
    if len(chosen) < 2:
        return 0.0, none, none, np.zeros(0, np.float32)
    rows, columns = np.unravel_index(chosen, alike.shape)
    start = alike[rows, columns]

    agree = np.ones((len(chosen), len(chosen)), np.float32)
    differences = zip(left.among(rows), right.among(columns), p.LSSR_MU, p.LSSR_TAU, (False, True, True), strict=True)
    for a, b, mu, tau, is_angle in differences:
        agree *= _sigmoid(np.abs(turn(a - b) if is_angle else a - b), mu, tau)
    np.fill_diagonal(agree, 0)

    relaxed = start
    for _ in range(p.LSSR_ITERATIONS):
        relaxed = p.LSSR_WEIGHT * relaxed + (1 - p.LSSR_WEIGHT) * (agree @ relaxed) / (wanted - 1)
    count = pair_count(*alike.shape)
    best = np.argsort(-(relaxed / start), kind="stable")[:count]
    return float(relaxed[best].sum() / count), rows[best], columns[best], relaxed[best]


def _sigmoid(value: FloatArray | np.float32, mu: float, tau: float) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(np.clip(-tau * (value - mu), -80, 80))), np.float32)
