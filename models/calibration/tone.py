"""Grey levels of a scanner: linearity, noise, uniformity and range, as TR-03122-3 test 2.1.12 counts them.

Blocks are a quarter of an inch wide in both directions, whatever the pixels: their size in raw pixels follows from
the measured resolution. `skip` masks pixels that carry nothing (not sent, lost, defective).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibration.errors import BadFrames, NoChart

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Picture = NDArray[np.floating] | NDArray[np.uint8]

QUARTER_INCH = 0.25
LEVEL_PIXELS = 5  # a grey level counts when at least this many pixels have it (TR-03122-3)
PATCHES = 9  # a step wedge has at least this many (TR-03122-3)


def blocks(shape: tuple[int, ...], ppi: tuple[float, float]) -> list[tuple[slice, slice]]:
    """Whole quarter-inch blocks of a frame, centred; `ppi` along (x, y). BadFrames when not even one fits."""
    high, wide = int(QUARTER_INCH * ppi[1]), int(QUARTER_INCH * ppi[0])
    down, across = shape[0] // max(high, 1), shape[1] // max(wide, 1)
    if high < 4 or wide < 4 or not down or not across:
        raise BadFrames("the frame is smaller than a quarter of an inch")
    top, left = (shape[0] - down * high) // 2, (shape[1] - across * wide) // 2
    return [
        (slice(top + r * high, top + (r + 1) * high), slice(left + c * wide, left + (c + 1) * wide))
        for r in range(down)
        for c in range(across)
    ]


@dataclass(frozen=True)
class Uniformity:
    """Of one even frame: the share of cases named in the limit lies at or under each value, in grey levels."""

    rows: float  # 99th percentile of abs difference of adjacent row means within blocks
    columns: float
    pixels: float  # 99.9th percentile of abs(pixel - block mean)
    areas: float  # largest difference of two block means


def uniformity(even: Picture, ppi: tuple[float, float], skip: Mask | None = None) -> Uniformity:
    """Row, column, pixel and area uniformity of a frame of an even target, dark or bright."""
    picture = _masked(even, skip)
    rows: list[Floats] = []
    columns: list[Floats] = []
    pixels: list[Floats] = []
    means: list[float] = []
    for block in blocks(picture.shape, ppi):
        part = picture[block]
        mean = float(np.nanmean(part))
        means.append(mean)
        rows.append(np.abs(np.diff(_line_means(part, 1))))
        columns.append(np.abs(np.diff(_line_means(part, 0))))
        pixels.append(np.abs(part - mean).ravel())
    return Uniformity(
        rows=float(np.nanpercentile(np.concatenate(rows), 99)),
        columns=float(np.nanpercentile(np.concatenate(columns), 99)),
        pixels=float(np.nanpercentile(np.concatenate(pixels), 99.9)),
        areas=max(means) - min(means),
    )


def _masked(picture: Picture, skip: Mask | None) -> Floats:
    values = np.array(picture, np.float64)
    if skip is not None:
        values[skip] = np.nan
    return values


def _line_means(part: Floats, axis: int) -> Floats:
    """Means along `axis`; NaN for a line of which half or more is masked."""
    known = np.isfinite(part)
    counted = known.sum(axis=axis)
    total = np.where(known, part, 0).sum(axis=axis)
    return np.asarray(np.where(2 * counted > part.shape[axis], total / np.maximum(counted, 1), np.nan))


@dataclass(frozen=True)
class Noise:
    """Signal to noise of a white and a black frame, over quarter-inch blocks: the value 97 % of the blocks reach."""

    white: float
    black: float
    white_level: float  # grey levels, mean
    black_level: float


def signal_to_noise(white: Picture, black: Picture, ppi: tuple[float, float], skip: Mask | None = None) -> Noise:
    """(Gw - Gb) / sigma per block. A block without any spread at all (eight bits, no noise) counts as 1/sqrt(12)."""
    bright, dark = _masked(white, skip), _masked(black, skip)
    ratios: tuple[list[float], list[float]] = ([], [])
    for block in blocks(bright.shape, ppi):
        signal = float(np.nanmean(bright[block]) - np.nanmean(dark[block]))
        for ratio, part in zip(ratios, (bright[block], dark[block]), strict=True):
            ratio.append(signal / max(float(np.nanstd(part)), 12**-0.5))
    return Noise(
        white=float(np.percentile(ratios[0], 3)),
        black=float(np.percentile(ratios[1], 3)),
        white_level=float(np.nanmean(bright)),
        black_level=float(np.nanmean(dark)),
    )


@dataclass(frozen=True)
class Linearity:
    """Straight line through (reflectance, grey level) of the patches of a step wedge."""

    residual: float  # largest distance of a patch mean from the line, grey levels
    slope: float  # grey levels for reflectance 0 to 1
    offset: float  # grey level at reflectance 0
    patches: int


def linearity(reflectance: Floats, level: Floats) -> Linearity:
    """Least squares over at least nine patches (NoChart otherwise); both float64[n]."""
    if len(reflectance) < PATCHES or len(reflectance) != len(level):
        raise NoChart(f"{len(reflectance)} patches where {PATCHES} are needed")
    design = np.column_stack([reflectance, np.ones(len(reflectance))])
    (slope, offset), *_ = np.linalg.lstsq(design, level, rcond=None)
    residual = np.abs(level - design @ np.array([slope, offset]))
    return Linearity(float(residual.max()), float(slope), float(offset), len(reflectance))


@dataclass(frozen=True)
class GreyRange:
    levels: int  # grey levels that at least five pixels of the print have
    gaps: int  # levels between the darkest and the brightest counted one that no pixel has


def grey_range(printed: NDArray[np.uint8], area: Mask | None = None) -> GreyRange:
    """Of a finger picture uint8, inside the bool mask `area` where given."""
    counts = np.bincount((printed if area is None else printed[area]).ravel(), minlength=256)
    used = np.flatnonzero(counts >= LEVEL_PIXELS)
    if not len(used):
        raise BadFrames("the print is empty")
    return GreyRange(len(used), int((counts[used[0] : used[-1]] == 0).sum()))
