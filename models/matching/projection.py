"""A cylinder as a short vector whose inner product stands for the similarity of two cylinders.

Bits are centred within their mask, projected onto principal components, whitened and scaled to unit length;
the direction of the minutia is appended. The components are those of invented prints, see train_projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import WeightsMissing
from models.finger.cylinders import BITS, Cylinders
from models.types import FloatArray, Minutiae

FILE = Path(__file__).with_name("projection.npz")
WIDTH = p.SEARCH_DIMENSIONS + 2  # of a vector
_MAX_DOT = 1 + p.SEARCH_DIRECTION  # of a vector with itself


@dataclass(frozen=True, eq=False)
class Projection:
    """mean: float32[BITS], how often each bit is set where it is valid; axes: float32[BITS, SEARCH_DIMENSIONS]."""

    mean: FloatArray
    axes: FloatArray

    @staticmethod
    @cache
    def shipped() -> Projection:
        """The one that lies beside this file. Raises WeightsMissing when it is absent or of another shape."""
        try:
            with np.load(FILE) as file:
                mean, axes = file["mean"].astype(np.float32), file["axes"].astype(np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise WeightsMissing(f"{FILE.name}: {error}") from error
        if mean.shape != (BITS,) or axes.shape != (BITS, p.SEARCH_DIMENSIONS):
            raise WeightsMissing(f"{FILE.name} has shapes {mean.shape} and {axes.shape}")
        return Projection(mean, axes)

    def embed(self, minutiae: Minutiae, cylinders: Cylinders) -> FloatArray:
        """float32[SEARCH_MINUTIAE, WIDTH]: the print's most certain minutiae, the rest of the rows zero."""
        vectors = np.zeros((p.SEARCH_MINUTIAE, WIDTH), np.float32)
        certain = np.argsort(-minutiae.quality[cylinders.index].astype(np.int16), kind="stable")[: p.SEARCH_MINUTIAE]
        if not len(certain):
            return vectors
        chosen = Cylinders(cylinders.index[certain], cylinders.bits[certain], cylinders.mask[certain])
        bits, _, mask = chosen.dense
        centred = (bits - self.mean) * np.tile(mask, p.MCC_LAYERS)
        projected = centred @ self.axes
        projected /= np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-6)
        angle = minutiae.angle[chosen.index]
        weight = np.float32(np.sqrt(p.SEARCH_DIRECTION))
        vectors[: len(certain), :-2] = projected
        vectors[: len(certain), -2], vectors[: len(certain), -1] = weight * np.cos(angle), weight * np.sin(angle)
        return vectors


def scores(probe: FloatArray, prints: npt.NDArray[np.float32]) -> FloatArray:
    """float32[n]: how alike a probe [minutiae, WIDTH] and n prints [SEARCH_MINUTIAE, n, WIDTH] are, at most 1.

    For each minutia of the probe its best counterpart in the print, then the mean of the SEARCH_BEST best. The
    print's minutiae are the outer axis, so that each step is one matrix product into rows of the probe's length
    and one element-wise maximum: 3.5 times as fast as np.maximum.reduceat over one wide product.
    """
    across = np.ascontiguousarray(probe.T)
    best = prints[0] @ across
    other = np.empty_like(best)
    for minutia in prints[1:]:
        np.matmul(minutia, across, out=other)
        np.maximum(best, other, out=best)
    best.sort(axis=1)
    return np.asarray(best[:, -p.SEARCH_BEST :].mean(axis=1) / _MAX_DOT, np.float32)
