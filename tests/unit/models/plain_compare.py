"""The comparison of two prints one pair at a time, in float32 matrices: what models.finger.batch must agree with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.finger.compare import FingerTemplate
from models.finger.cylinders import Cylinders, turn
from models.types import FloatArray, Minutiae

Indices = npt.NDArray[np.intp]
_NOTHING = np.float32(1e-6)


def score(probe: FingerTemplate, reference: FingerTemplate, turned: bool = False) -> float:
    """The best over all pairs of views."""
    return max(
        (
            relax(
                similarities(a, b, left.angle, right.angle, turned),
                _Geometry.of(left, a.index),
                _Geometry.of(right, b.index),
            )
            for left, a in zip(probe.views, probe.cylinders, strict=True)
            for right, b in zip(reference.views, reference.cylinders, strict=True)
        ),
        default=0.0,
    )


def similarities(
    left: Cylinders, right: Cylinders, left_angle: FloatArray, right_angle: FloatArray, turned: bool = False
) -> FloatArray:
    """float32[len(left), len(right)], 0..1: 1 - |a xor b| / (|a| + |b|) over the cells valid in both cylinders.

    0 where too few cells are valid in both, or the two directions differ by more than MCC_MAX_TURN.
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


def relax(alike: FloatArray, left: _Geometry, right: _Geometry) -> float:
    """LSS-R on a similarity matrix.

    Beyond the paper, a pair is chosen not by its similarity alone but also by how far it stands out among the other
    pairs of its two minutiae: a minutia that is a little like many others brings only one of them.
    """
    wanted = min(alike.shape)
    if wanted < 2:
        return 0.0
    rivals = alike.max(axis=1, keepdims=True) + alike.max(axis=0, keepdims=True)
    flat = (alike * (2 * alike / np.maximum(rivals, _NOTHING)) ** p.LSSR_DISTINCT).ravel()  # best both ways: unchanged
    chosen = np.argpartition(flat, len(flat) - wanted)[len(flat) - wanted :]
    chosen = chosen[flat[chosen] > 0]
    if len(chosen) < 2:
        return 0.0
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
    return float(relaxed[best].sum() / count)


def _sigmoid(value: FloatArray | np.float32, mu: float, tau: float) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(np.clip(-tau * (value - mu), -80, 80))), np.float32)
