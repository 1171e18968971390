"""A cylinder as a short vector whose inner product stands for the similarity of two cylinders.

Bits are centred within their mask, projected onto principal components, whitened and scaled to unit length;
the direction of the minutia is appended. The components are those of invented prints, see train_projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import WeightsMissing
from models.finger.cylinders import BITS, Cylinders
from models.integer_product import LARGEST_BESIDE_BYTES, product
from models.types import FloatArray, Minutiae

FILE = Path(__file__).with_name("projection.npz")
WIDTH = p.SEARCH_DIMENSIONS + 2  # of a vector
_MAX_DOT = 1 + p.SEARCH_DIRECTION  # of a vector with itself
_ZERO = 128
_STEP = p.SEARCH_LARGEST / 127

Codes = npt.NDArray[np.uint8]


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


def codes(vectors: FloatArray) -> Codes:
    """Vectors float32[..., WIDTH] in eight bits, 128 standing for 0."""
    return np.asarray(np.clip(np.rint(vectors / _STEP), -127, 127) + _ZERO, np.uint8)


class ProbeCodes:
    """The vectors of a probe, float32[minutiae, WIDTH], laid out for products with codes."""

    def __init__(self, vectors: FloatArray) -> None:
        step = p.SEARCH_LARGEST / LARGEST_BESIDE_BYTES
        whole = np.clip(np.rint(vectors / step), -LARGEST_BESIDE_BYTES, LARGEST_BESIDE_BYTES).astype(np.int8)
        whole = whole[: max(p.SEARCH_BEST, int(whole.any(axis=1).sum()))]  # unused rows are zeros, and the last
        self._columns = np.ascontiguousarray(whole.T)
        self._scale = _STEP * step / (p.SEARCH_BEST * _MAX_DOT)

    def scores(self, codes: Codes, minutiae: int, parts: Sequence[int]) -> FloatArray:
        """float32[sum(parts)]: how alike the probe and each print are, at most about 1.

        codes: uint8[minutiae * sum(parts), WIDTH]; a part of n prints has its rows together, as [minutiae, n].

        For each minutia of the probe its best counterpart in the print, then the mean of the SEARCH_BEST best. The
        print's minutiae are the outer axis, so that their maximum is taken over whole rows.
        """
        dots = product(codes, self._columns, _ZERO)
        best = np.empty((sum(parts), dots.shape[1]), np.int32)
        row = print_ = 0
        for count in parts:
            some = dots[row : row + minutiae * count].reshape(minutiae, count, -1)
            some.max(axis=0, out=best[print_ : print_ + count])
            row, print_ = row + minutiae * count, print_ + count
        best.sort(axis=1)
        # not sum(axis=1), which is slow over rows so short
        return np.asarray(np.einsum("pm->p", best[:, -p.SEARCH_BEST :]) * self._scale, np.float32)
