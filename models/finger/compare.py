"""How alike two fingers are: Minutia Cylinder-Code similarities, sorted and relaxed by their mutual geometry (LSS-R).

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, sections 3.3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from models.finger.batch import Impression, Pairings, Probe
from models.finger.cylinders import Cylinders, cylinders
from models.types import FloatArray, Minutiae


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

    @staticmethod
    def from_minutiae(*views: Minutiae) -> FingerTemplate:
        """A template of one or more impressions of the same finger."""
        ordered = tuple(view.take(np.lexsort((view.angle, view.y, view.x))) for view in views)
        return FingerTemplate(ordered, tuple(cylinders(view) for view in ordered))

    @cached_property
    def extents(self) -> tuple[Extent, ...]:
        """How much each view shows."""
        return tuple(Extent(len(c), hull_area(v)) for v, c in zip(self.views, self.cylinders, strict=True))

    @cached_property
    def impressions(self) -> tuple[Impression, ...]:
        """Each view as a comparison needs it."""
        return tuple(map(Impression.of, self.views, self.cylinders))


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

    @staticmethod
    def of_score(score: float, extents: tuple[Extent, Extent], views: tuple[int, int] = (0, 0)) -> FingerComparison:
        """Without the pairs."""
        return FingerComparison(score, np.zeros((0, 2), np.int32), np.zeros(0, np.float32), views, extents)


def compare(
    probe: FingerTemplate, reference: FingerTemplate, explain: bool = False, turned: bool = False
) -> FingerComparison:
    """The best score over all pairs of views; 0 when either side has no usable minutiae.

    `turned`: a second look for a finger or a reader that is turned by a right angle or more; only pairs whose
    directions differ by at least MCC_TURNED count. Impostors get a second chance by it: models.matching.second_look.
    """
    return compare_many(probe, [reference], explain, turned)[0]


def compare_many(
    probe: FingerTemplate, references: Sequence[FingerTemplate], explain: bool = False, turned: bool = False
) -> list[FingerComparison]:
    """`compare` with each of `references`, several times as fast as one after the other."""
    views = [impression for reference in references for impression in reference.impressions]
    found = [Probe(impression, turned).compare(views) for impression in probe.impressions]
    results, first = [], 0
    for reference in references:
        best, score = (0, 0), np.float32(0)
        for i, pairings in enumerate(found):
            for j in range(len(reference.views)):
                if pairings.score[first + j] > score:
                    best, score = (i, j), pairings.score[first + j]
        if score > 0:
            result = FingerComparison.of_score(float(score), (probe.extents[best[0]], reference.extents[best[1]]), best)
        else:
            result = FingerComparison.of_score(0.0, (most(probe), most(reference)))
        if score > 0 and explain:
            one, other = probe.cylinders[best[0]], reference.cylinders[best[1]]
            pairs, each = _pairs(found[best[0]], first + best[1], one, other)
            result = replace(result, pairs=pairs, pair_scores=each)
        results.append(result)
        first += len(reference.views)
    return results


def most(template: FingerTemplate) -> Extent:
    """The most that a view of the template shows."""
    return max(template.extents, key=lambda extent: extent.cylinders, default=NOTHING)


def hull_area(minutiae: Minutiae) -> float:
    """Square pixels of the convex hull of all minutiae."""
    if len(minutiae) < 3:
        return 0.0
    return float(cv2.contourArea(cv2.convexHull(np.stack([minutiae.x, minutiae.y], axis=1))))


def _pairs(
    found: Pairings, place: int, probe: Cylinders, reference: Cylinders
) -> tuple[npt.NDArray[np.int32], FloatArray]:
    count = found.count[place]
    rows, columns = found.probe[place, :count], found.reference[place, :count]
    return np.stack([probe.index[rows], reference.index[columns]], 1).astype(np.int32), found.relaxed[place, :count]
