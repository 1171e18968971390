"""Single fingers in a slap: where ridges are, which pieces belong to one finger, and where its first phalanx ends."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]

GRID = 8  # pixels at 500 ppi a cell of the coarse mask: 0.4 mm
_ENERGY = 0.28  # of strong ridge contrast (0.8 of its 99th percentile): still a finger
_SMALLEST = 0.16  # of the largest fingertip's area: less is dirt
BREADTH = 15.0 * 500 / 25.4  # pixels: the usual breadth of a print
_PHALANX = 1.75  # length of a first phalanx's print, at most, in its breadths


@dataclass(frozen=True, eq=False)
class Phalanx:
    """One fingertip on the coarse grid; the mask is of the whole grid, 1 on this fingertip."""

    mask: Mask
    left: int
    top: int
    right: int
    bottom: int
    area: int


def ridges(small: Picture) -> Mask | None:
    """1 where ridges are, on a grid of GRID pixels at 500 ppi, from a picture at 250 ppi; None if nowhere."""
    dx = cv2.Sobel(small, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(small, cv2.CV_32F, 0, 1)
    size = max(1, small.shape[1] * 2 // GRID), max(1, small.shape[0] * 2 // GRID)
    energy = cv2.resize(cv2.magnitude(dx, dy), size, interpolation=cv2.INTER_AREA)
    energy = cv2.GaussianBlur(energy, (0, 0), 1.0)
    strong = float(np.percentile(energy, 99)) * 0.8
    if strong < 24:  # a Sobel sum: three grey levels a pixel are no ridges
        return None
    raw = (energy > _ENERGY * strong).astype(np.uint8)
    mask = cv2.morphologyEx(raw, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)


def first_phalanges(mask: Mask) -> list[Phalanx]:
    """First phalanges, left to right."""
    columns = _columns(_parted(mask))
    tips = [_first_phalanx(np.asarray(np.isin(labels, numbers), np.uint8)) for labels, numbers in columns]
    tips = [tip for tip in tips if tip.area > 0]
    largest = max((tip.area for tip in tips), default=0)
    return sorted((tip for tip in tips if tip.area >= _SMALLEST * largest), key=lambda tip: tip.left)


def _parted(mask: Mask) -> Mask:
    """The mask with neighbours that touch side by side cut apart, at the waist of the area's column profile."""
    parted = mask.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    breadth = BREADTH / GRID
    for label in range(1, count):
        left, top, width, height, _area = stats[label]
        pieces = round(width / breadth)
        if width < 1.55 * breadth or pieces < 2:
            continue
        profile = (labels[top : top + height, left : left + width] == label).sum(0).astype(np.float64)
        profile = np.convolve(np.pad(profile, 2, mode="edge"), np.ones(5) / 5, "valid")
        for piece in range(1, pieces):
            middle = width * piece / pieces
            low, high = int(middle - 0.3 * breadth), int(middle + 0.3 * breadth) + 1
            waist = max(1, low) + int(np.argmin(profile[max(1, low) : high]))
            if profile[waist] < 0.8 * profile.max():
                parted[top : top + height, left + waist] = 0
    return parted


def _columns(mask: Mask) -> list[tuple[NDArray[np.int32], list[int]]]:
    """Pieces that stand above one another belong to one finger: (labels, the numbers of one finger) each."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    breadth = BREADTH / GRID
    pieces = [n for n in range(1, count) if stats[n][4] > 0.05 * breadth * breadth]
    pieces.sort(key=lambda n: -int(stats[n][4]))
    columns: list[list[int]] = []
    for piece in pieces:
        left, right = stats[piece][0], stats[piece][0] + stats[piece][2]
        for column in columns:
            lefts, rights = zip(*((stats[n][0], stats[n][0] + stats[n][2]) for n in column), strict=True)
            overlap = min(right, max(rights)) - max(left, min(lefts))
            if overlap > 0.45 * min(right - left, max(rights) - min(lefts)):
                column.append(piece)
                break
        else:
            columns.append([piece])
    return [(np.asarray(labels, np.int32), column) for column in columns]


def _first_phalanx(column: Mask) -> Phalanx:
    """The part of a finger above its first crease: the rows before the profile falls, or a phalanx's usual length."""
    rows, across = np.flatnonzero(column.any(1)), np.flatnonzero(column.any(0))
    top = int(rows[0])
    profile = column.sum(1).astype(np.float64)
    breadth = float(np.percentile(profile[rows], 85))
    first, last = top + round(0.8 * breadth), top + round(_PHALANX * breadth)
    end = min(last, int(rows[-1]) + 1)
    search = profile[first:end]
    if len(search) and search.min() < 0.55 * breadth:
        end = first + int(np.argmax(search < 0.55 * breadth))
        while (
            end < last and end < len(profile) and profile[end] > 0 and profile[end + 1 : end + 2].sum() < profile[end]
        ):
            end += 1
    tip = column.copy()
    tip[end:] = 0
    kept = np.flatnonzero(tip.any(0))
    if not len(kept):
        return Phalanx(tip, int(across[0]), top, int(across[-1]) + 1, end, 0)
    return Phalanx(tip, int(kept[0]), top, int(kept[-1]) + 1, end, int(tip.sum()))
