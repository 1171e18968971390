"""Bars of a Ronchi target found with sub-pixel centroids, and how true their distances are.

Centroids, least squares and the pairs of bars: calibration page, quantities 1 and 2; the limits of geometric accuracy
are those of TR-03122-3 (border profile, section 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration.errors import NoBars

Floats = NDArray[np.float64]
Axis = Literal["x", "y"]

MM = 25.4
COVERAGE = 0.70  # the target covers at least this share of the area (TR-03122-3, test 2.1.12)
CONTRAST = 20.0  # grey levels between bars and gaps under which nothing is a bar (project)
IRREGULAR = 0.2  # of a period: neighbours farther off than this are dirt, not bars (project)
SHORT = 0.07  # inch; up to here the limit is absolute, beyond it is a share of the distance
LONGEST = 1.50  # inch


@dataclass(frozen=True, eq=False)
class BarsFound:
    """Bar centres of one frame: at column `u`, row `v` (pixels, float64[n]) lies bar number `index` (int64[n]).

    Numbers grow to the right (axis "x") or down (axis "y"); number 0 is arbitrary. `period` in pixels.
    """

    axis: Axis
    u: Floats
    v: Floats
    index: NDArray[np.int64]
    period: float
    coverage: float  # share of the frame over which bars were found

    @property
    def across(self) -> Floats:
        return self.u if self.axis == "x" else self.v

    @property
    def along(self) -> Floats:
        return self.v if self.axis == "x" else self.u


def find(
    light: NDArray[np.floating] | NDArray[np.uint8], axis: Axis, skip: NDArray[np.bool_] | None = None
) -> BarsFound:
    """Bars bright on dark in `light` [rows, columns], crossed along `axis`; NoBars where too few are seen.

    `skip` bool[rows, columns] marks pixels without information: a scan line with more than a tenth of them is left out.
    """
    picture = _bridged(np.asarray(light, np.float64), skip)
    if axis == "y":
        picture = np.ascontiguousarray(picture.T)
        skip = None if skip is None else skip.T
    rows, columns = picture.shape
    period = _period(picture)
    weight = _normalised(picture, period)
    usable = np.ones(rows, bool) if skip is None else skip.mean(axis=1) < 0.1
    found: list[tuple[int, Floats, NDArray[np.int64]]] = []
    anchor: tuple[float, int] | None = None
    for row in np.flatnonzero(usable):
        centres = _centroids(weight[row], period)
        if len(centres) < 2:
            continue
        steps = np.diff(centres) / period
        regular = np.abs(steps - np.rint(steps)) < IRREGULAR
        if not regular.all():
            continue  # dirt on the platen broke this line; the neighbours tell enough
        index = np.concatenate([[0], np.cumsum(np.rint(steps).astype(np.int64))])
        if anchor is not None:
            nearest = int(np.argmin(np.abs(centres - anchor[0])))
            if abs(centres[nearest] - anchor[0]) > IRREGULAR * period:
                continue
            index = index + anchor[1] - index[nearest]
        middle = int(np.argmin(np.abs(centres - columns / 2)))
        anchor = (float(centres[middle]), int(index[middle]))
        found.append((int(row), centres, index))
    points = sum(len(c) for _, c, _ in found)
    coverage = points * period / (rows * columns)
    if coverage < COVERAGE * (1 - 1.5 * period / columns):  # the outermost bars are cut by the frame's edge
        raise NoBars(f"bars over {coverage:.0%} of the frame, {COVERAGE:.0%} are needed")
    across = np.concatenate([c for _, c, _ in found])
    along = np.concatenate([np.full(len(c), row, np.float64) for row, c, _ in found])
    index = np.concatenate([i for _, _, i in found])
    u, v = (across, along) if axis == "x" else (along, across)
    return BarsFound(axis, u, v, index - index.min(), period, coverage)


def _bridged(picture: Floats, skip: NDArray[np.bool_] | None) -> Floats:
    """Rows that are mostly masked take what lies between their neighbours, so that they split no bar."""
    gone = np.zeros(len(picture), bool) if skip is None else skip.mean(axis=1) > 0.5
    if not gone.any() or gone.all():
        return picture
    known, rows = np.flatnonzero(~gone), np.flatnonzero(gone)
    after = np.clip(np.searchsorted(known, rows), 0, len(known) - 1)
    before = np.maximum(after - 1, 0)
    span = np.maximum(known[after] - known[before], 1)
    share = np.clip((rows - known[before]) / span, 0, 1)[:, None]
    filled = picture.copy()
    filled[rows] = (1 - share) * picture[known[before]] + share * picture[known[after]]
    return filled


def _period(picture: Floats) -> float:
    """Pixels from bar to bar, from the strongest frequency of single scan lines; NoBars without a clear one."""
    columns = picture.shape[1]
    size = 8 * columns
    lines = picture[:: max(1, picture.shape[0] // 64)]
    lines = (lines - lines.mean(axis=1, keepdims=True)) * np.hanning(columns)
    power = (np.abs(np.fft.rfft(lines, size, axis=1)) ** 2).mean(axis=0)
    lowest = 5 * 8  # fewer than five bars are no bar target
    peak = lowest + int(np.argmax(power[lowest : size // 4]))
    amplitude = 2 * np.sqrt(power[peak]) / np.hanning(columns).sum()
    if amplitude * np.pi / 2 < CONTRAST or peak == lowest:
        raise NoBars("no regular bars are seen")
    return float(size / peak)


def _normalised(picture: Floats, period: float) -> Floats:
    """0 in the gaps and 1 on the bars, whatever the light; unclipped, so that noise stays without bias."""
    width = int(np.ceil(1.3 * period)) | 1
    kernel = np.ones((3, width), np.uint8)
    calm = cv2.blur(picture, (3, 3), borderType=cv2.BORDER_REFLECT)
    spread = (4 * width | 1, 4 * width | 1)
    low = cv2.blur(cv2.erode(calm, kernel, borderType=cv2.BORDER_REFLECT), spread, borderType=cv2.BORDER_REFLECT)
    high = cv2.blur(cv2.dilate(calm, kernel, borderType=cv2.BORDER_REFLECT), spread, borderType=cv2.BORDER_REFLECT)
    return np.asarray((picture - low) / np.maximum(high - low, CONTRAST))


def _centroids(weight: Floats, period: float) -> Floats:
    """Centres of the bars that lie wholly in the line, each the centroid over one period."""
    above = weight > 0.5
    rise = np.flatnonzero(~above[:-1] & above[1:]) + 1
    fall = np.flatnonzero(above[:-1] & ~above[1:]) + 1
    if not len(rise) or not len(fall):
        return np.empty(0)
    fall = fall[fall > rise[0]]
    rise = rise[: len(fall)]
    wide = (fall - rise) > 0.25 * period
    middle = (rise + fall[: len(rise)] - 1)[wide] / 2
    total = np.concatenate([[0.0], np.cumsum(weight)])
    moment = np.concatenate([[0.0], np.cumsum(weight * np.arange(len(weight)))])
    for _ in range(2):
        first = np.rint(middle - period / 2).astype(np.int64)
        last = np.rint(middle + period / 2).astype(np.int64) + 1
        inside = (first >= 0) & (last <= len(weight))
        first, last = first[inside], last[inside]
        middle = (moment[last] - moment[first]) / np.maximum(total[last] - total[first], 0.1 * period)
    return np.asarray(middle, np.float64)


def strip_resolution(bars: BarsFound, pitch: float, strips: int = 3) -> Floats:
    """Pixels per inch in each of `strips` strips along the bars: least squares c = a + b * index, 25.4 * b / pitch.

    `pitch` in mm. float64[strips], NaN where a strip holds fewer than 20 centres.
    """
    edges = np.linspace(bars.along.min(), bars.along.max() + 1e-9, strips + 1)
    result = np.full(strips, np.nan)
    for k in range(strips):
        inside = (bars.along >= edges[k]) & (bars.along < edges[k + 1])
        if inside.sum() < 20:
            continue
        # the along coordinate takes up the tilt of the bars
        design = np.column_stack([np.ones(inside.sum()), bars.index[inside], bars.along[inside] - edges[k]])
        (_, slope, tilt), *_ = np.linalg.lstsq(design, bars.across[inside], rcond=None)
        result[k] = MM * slope * np.cos(np.arctan(tilt)) / pitch
    return result


@dataclass(frozen=True)
class Accuracy:
    """Geometric accuracy of one frame at an assumed resolution. D = abs(measured - true distance), in inches."""

    short: float  # 99th percentile of D over pairs of bars up to 0.07 inch apart
    long: float  # 99th percentile of D / X over pairs from 0.07 to 1.50 inch
    along: (
        float  # 99th percentile of how far a bar wanders along its length, scaled to nothing: bars are under 1.5 inch
    )


def accuracy(bars: BarsFound, pitch: float, ppi: float) -> Accuracy:
    """Pairs of bars on every scan line, and how straight and square each bar runs; `pitch` mm, `ppi` as claimed."""
    short: list[Floats] = []
    long: list[Floats] = []
    lines = np.unique(bars.along)
    order = np.lexsort((bars.index, bars.along))
    splits = np.split(order, np.searchsorted(bars.along[order], lines[1:]))
    for line in splits:
        c, i = bars.across[line], bars.index[line]
        a, b = np.triu_indices(len(line), 1)
        true = (i[b] - i[a]) * pitch / MM
        off = np.abs((c[b] - c[a]) / ppi - true)
        near = true <= SHORT
        far = ~near & (true <= LONGEST)
        short.append(off[near])
        long.append(off[far] / true[far])
    wander = []
    for k in np.unique(bars.index):
        across = bars.across[bars.index == k]
        if len(across) >= 0.5 * len(lines):
            wander.append((across.max() - across.min()) / ppi)
    return Accuracy(
        short=_percentile(short), long=_percentile(long), along=_percentile([np.asarray(wander, np.float64)])
    )


def _percentile(parts: list[Floats]) -> float:
    values = np.concatenate(parts) if parts else np.empty(0)
    if not len(values):
        raise NoBars("too few pairs of bars for geometric accuracy")
    return float(np.percentile(values, 99))
