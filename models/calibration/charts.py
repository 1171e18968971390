"""Charts laid on the platen: where their patches lie, finding them in a frame, reading their grey levels and CTF.

CTF: TR-03122-3 test 2.1.12, CTF = M(f) / M0 with M = (max - min) / (max + min) and M0 on the large patches. The
bars are folded over their period, so that the result does not depend on how they happen to meet the pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration.bars import Axis
from models.calibration.errors import NoChart

Floats = NDArray[np.float64]

TRIM = 0.35  # mm left out at each side of a patch: placing, turning and blur
PLACING = 1.5  # mm by which a chart may lie off its place
LIKENESS = 0.75  # correlation with the drawing under which the chart is not there (project)
FOLDS = 48  # phases of a period
WEDGE_LEVELS = tuple(np.linspace(0, 1, 12).tolist())
FREQUENCIES = tuple(range(1, 11))  # cycles per mm of the 500-ppi table


@dataclass(frozen=True)
class ChartRectangle:
    """A patch in mm from the centre of the platen: even with `reflectance`, or bars of `cycles` per mm."""

    left: float
    top: float
    width: float
    height: float
    reflectance: float
    cycles: float = 0.0


def wedge(levels: tuple[float, ...] = WEDGE_LEVELS) -> tuple[ChartRectangle, ...]:
    """The step wedge: three columns by four rows of 5 x 4.4 mm, brightest and darkest far apart."""
    order = [(r, c if r % 2 == 0 else 2 - c) for r in range(4) for c in range(3)]
    return tuple(
        ChartRectangle(-7.5 + 5 * c, -8.8 + 4.4 * r, 5, 4.4, level) for (r, c), level in zip(order, levels, strict=True)
    )


def frequencies(axis: Axis, low: float = 0.05, high: float = 0.95) -> tuple[ChartRectangle, ...]:
    """The bar chart: twelve strips across the bars' direction: black, 1..5 cycles/mm, white, 6..10 cycles/mm."""
    mean = (low + high) / 2
    strips: list[tuple[float, float]] = [(low, 0.0), *((mean, float(f)) for f in FREQUENCIES[:5])]
    strips += [(high, 0.0), *((mean, float(f)) for f in FREQUENCIES[5:])]
    size, length = (1.55, 16.5) if axis == "x" else (1.40, 18.0)
    first = -size * len(strips) / 2
    if axis == "x":
        return tuple(
            ChartRectangle(-length / 2, first + size * k, length, size, r, f) for k, (r, f) in enumerate(strips)
        )
    return tuple(ChartRectangle(first + size * k, -length / 2, size, length, r, f) for k, (r, f) in enumerate(strips))


@dataclass(frozen=True, eq=False)
class View:
    """A raw frame whose geometry is known (geometry.platen_of_raw): light, and the platen's mm of every raw pixel."""

    light: Floats
    x: Floats
    y: Floats


def place(seen: View, chart: tuple[ChartRectangle, ...]) -> tuple[float, float]:
    """How many mm (right, down) the chart lies off its place; NoChart where it is not recognised."""
    cell = 0.1
    half_x, half_y = max(-r.left for r in chart), max(-r.top for r in chart)
    across, down = int(2 * half_x / cell), int(2 * half_y / cell)
    drawing = np.zeros((down, across), np.float32)
    for r in chart:
        left, top = round((r.left + half_x) / cell), round((r.top + half_y) / cell)
        drawing[top : top + round(r.height / cell), left : left + round(r.width / cell)] = r.reflectance
    reach = int(PLACING / cell)
    grid = np.full((down + 2 * reach, across + 2 * reach), np.nan, np.float32)
    i = np.floor((seen.x + half_x) / cell).astype(int) + reach
    j = np.floor((seen.y + half_y) / cell).astype(int) + reach
    inside = (i >= 0) & (i < grid.shape[1]) & (j >= 0) & (j < grid.shape[0])
    total, count = np.zeros_like(grid), np.zeros_like(grid)
    np.add.at(total, (j[inside], i[inside]), seen.light[inside])
    np.add.at(count, (j[inside], i[inside]), 1)
    blurred = cv2.GaussianBlur(total, (0, 0), 5) / np.maximum(cv2.GaussianBlur(count, (0, 0), 5), 1e-3)
    likeness = cv2.matchTemplate(blurred, cv2.GaussianBlur(drawing, (0, 0), 5), cv2.TM_CCOEFF_NORMED)
    _, best, _, (dx, dy) = cv2.minMaxLoc(likeness)
    if best < LIKENESS:
        raise NoChart(f"likeness to the chart {best:.2f}")
    return (dx - reach) * cell, (dy - reach) * cell


def _inside(
    seen: View, patch: ChartRectangle, shift: tuple[float, float], skip: NDArray[np.bool_] | None
) -> tuple[Floats, Floats, Floats]:
    x, y = seen.x - shift[0], seen.y - shift[1]
    chosen = (x > patch.left + TRIM) & (x < patch.left + patch.width - TRIM)
    chosen &= (y > patch.top + TRIM) & (y < patch.top + patch.height - TRIM)
    if skip is not None:
        chosen &= ~skip
    if chosen.sum() < 200:
        raise NoChart("a patch of the chart lies beside the platen")
    return seen.light[chosen], x[chosen], y[chosen]


def patch_levels(seen: View, chart: tuple[ChartRectangle, ...], skip: NDArray[np.bool_] | None = None) -> Floats:
    """Mean grey level of each patch, float64[n], in the chart's order."""
    shift = place(seen, chart)
    return np.array([_inside(seen, patch, shift, skip)[0].mean() for patch in chart])


@dataclass(frozen=True)
class Ctf:
    """Contrast transfer along one axis: `value[k]` at `cycles[k]` per mm; `nyquist` of the sensor, cycles per mm."""

    axis: Axis
    cycles: tuple[float, ...]
    value: tuple[float, ...]
    nyquist: float


def contrast_transfer(
    seen: View, axis: Axis, chart: tuple[ChartRectangle, ...], nyquist: float, skip: NDArray[np.bool_] | None = None
) -> Ctf:
    """CTF at every frequency of `chart` (as of `frequencies(axis)`)."""
    shift = place(seen, chart)
    even = [(p.reflectance, _inside(seen, p, shift, skip)[0].mean()) for p in chart if not p.cycles]
    black, white = float(min(even)[1]), float(max(even)[1])
    full = (white - black) / (white + black)
    cycles, values = [], []
    for patch in chart:
        if not patch.cycles:
            continue
        light, x, y = _inside(seen, patch, shift, skip)
        across, along = (x, y) if axis == "x" else (y, x)
        top, bottom = _folded(light, across, along, patch.cycles)
        cycles.append(patch.cycles)
        values.append((top - bottom) / (top + bottom) / full)
    return Ctf(axis, tuple(cycles), tuple(values), nyquist)


def _folded(light: Floats, across: Floats, along: Floats, cycles: float) -> tuple[float, float]:
    """Highest and lowest mean of the bars' profile, folded along the wave that fits them best.

    The wave may be half a percent and half a degree off what the chart promises: a search in both, three times finer
    each time, for the strongest fundamental.
    """
    across, along = across - across.mean(), along - along.mean()
    rest = light - light.mean()
    stretch, tilt = 0.0, 0.0
    span_s, span_t = 0.005, 0.012
    for _ in range(4):
        candidates = [
            (stretch + a * span_s, tilt + b * span_t) for a in np.linspace(-1, 1, 7) for b in np.linspace(-1, 1, 7)
        ]
        strength = [abs(np.vdot(_wave(across, along, cycles, s, t), rest)) for s, t in candidates]
        stretch, tilt = candidates[int(np.argmax(strength))]
        span_s, span_t = span_s / 3, span_t / 3
    phase = cycles * ((1 + stretch) * across + tilt * along)
    fold = (np.floor(phase * FOLDS) % FOLDS).astype(int)
    count = np.bincount(fold, minlength=FOLDS)
    profile = np.bincount(fold, light, FOLDS) / np.maximum(count, 1)
    profile = profile[count > 0]
    return float(profile.max()), float(profile.min())


def _wave(across: Floats, along: Floats, cycles: float, stretch: float, tilt: float) -> NDArray[np.complex128]:
    return np.asarray(np.exp(2j * np.pi * cycles * ((1 + stretch) * across + tilt * along)))
