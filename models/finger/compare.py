"""How alike two fingers are: Minutia Cylinder-Code similarities, sorted and relaxed by their mutual geometry (LSS-R).

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, sections 3.3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.finger.batch import Impression, Pairings, Probe
from models.finger.cylinders import Cylinders, cylinders
from models.types import FloatArray, Minutiae


@dataclass(frozen=True, eq=False)
class FingerTemplate:
    """One finger: the minutiae of one or more impressions, each with its cylinders.

    The minutiae of a view stand in a fixed order (x, then y, then angle), so a comparison does not
    depend on the order in which an extractor or a record listed them.
    """

    views: tuple[Minutiae, ...]
    cylinders: tuple[Cylinders, ...]

    @staticmethod
    def from_minutiae(*views: Minutiae) -> FingerTemplate:
        """A template of one or more impressions of the same finger."""
        ordered = tuple(view.take(np.lexsort((view.angle, view.y, view.x))) for view in views)
        return FingerTemplate(ordered, tuple(cylinders(view) for view in ordered))

    @cached_property
    def impressions(self) -> tuple[Impression, ...]:
        """Each view as a comparison needs it."""
        return tuple(map(Impression.of, self.views, self.cylinders))


@dataclass(frozen=True, eq=False)
class FingerComparison:
    """score 0..1; with explain: pairs int32[k, 2] of minutiae (in the probe's and the reference's view) that made
    it, their pair_scores float32[k], and which view of each template they belong to."""

    score: float
    pairs: npt.NDArray[np.int32]
    pair_scores: FloatArray
    views: tuple[int, int]


def compare(probe: FingerTemplate, reference: FingerTemplate, explain: bool = False) -> FingerComparison:
    """The best score over all pairs of views; 0 when either side has no usable minutiae."""
    return compare_many(probe, [reference], explain)[0]


def compare_many(
    probe: FingerTemplate, references: Sequence[FingerTemplate], explain: bool = False
) -> list[FingerComparison]:
    """`compare` with each of `references`, several times as fast as one after the other."""
    views = [impression for reference in references for impression in reference.impressions]
    found = [Probe(impression).compare(views) for impression in probe.impressions]
    results, first = [], 0
    for reference in references:
        best, score = (0, 0), np.float32(0)
        for i, pairings in enumerate(found):
            for j in range(len(reference.views)):
                if pairings.score[first + j] > score:
                    best, score = (i, j), pairings.score[first + j]
        if score > 0 and explain:
            pairs, each = _pairs(found[best[0]], first + best[1], probe.cylinders[best[0]], reference.cylinders[best[1]])
        else:
            pairs, each = np.zeros((0, 2), np.int32), np.zeros(0, np.float32)
        results.append(FingerComparison(float(score), pairs, each, best))
        first += len(reference.views)
    return results


def _pairs(
    found: Pairings, place: int, probe: Cylinders, reference: Cylinders
) -> tuple[npt.NDArray[np.int32], FloatArray]:
    count = found.count[place]
    rows, columns = found.probe[place, :count], found.reference[place, :count]
    return np.stack([probe.index[rows], reference.index[columns]], 1).astype(np.int32), found.relaxed[place, :count]
