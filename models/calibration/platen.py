"""Every day: dirt and latent prints on the platen, and what the lamp has left (calibration page, 14, 15 and 16)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration.errors import BadFrames
from models.calibration.limits import SCANNER

Floats = NDArray[np.float64]
Picture = NDArray[np.floating] | NDArray[np.uint8]

# Project's own values; the calibration page proposes the block test and the correlation.
BLOCK = 8  # pixels
BLOCK_VARIANCE = 16.0  # grey levels squared above what noise explains: a smear of four levels
RIDGE_BAND = (1.2, 3.0)  # cycles per mm: ridges of children to large adults
WARN_DAYS = 30.0  # "replace soon" when the limit will be crossed within this many days
LEAST_POINTS = 4  # readings before a trend is spoken of


@dataclass(frozen=True)
class Cleanliness:
    """An empty platen against its clean baseline."""

    blocks: float  # share of 8x8 blocks that vary more than noise
    level: float  # median abs difference to the baseline, grey levels
    ridges: float  # share of the difference's energy at ridge frequencies, 0..1

    @property
    def dirty(self) -> bool:
        return not (SCANNER["dirt_blocks"].holds(self.blocks) and SCANNER["dirt_level"].holds(self.level))


def cleanliness(light: Picture, baseline: Picture, noise: float, ppi: tuple[float, float]) -> Cleanliness:
    """`light` one frame of the empty platen, `baseline` the mean clean one, same size; `noise` temporal sigma."""
    if light.shape != baseline.shape:
        raise BadFrames("the frame and its baseline differ in size")
    off = np.asarray(light, np.float64) - baseline
    rows, columns = (side - side % BLOCK for side in off.shape)
    tiles = off[:rows, :columns].reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK).swapaxes(1, 2)
    middle = np.median(tiles, axis=(2, 3), keepdims=True)
    # trimmed, so that one cosmic pixel makes no dirty block
    spread = np.sort(((tiles - middle) ** 2).reshape(*tiles.shape[:2], -1), axis=2)[..., :-2].mean(axis=2)
    return Cleanliness(
        blocks=float((spread > BLOCK_VARIANCE + noise**2).mean()),
        level=float(np.median(cv2.blur(np.abs(cv2.blur(off, (5, 5))), (5, 5)))),
        ridges=_ridge_energy(off, noise, ppi),
    )


def _ridge_energy(off: Floats, noise: float, ppi: tuple[float, float]) -> float:
    rows, columns = off.shape
    window = np.hanning(rows)[:, None] * np.hanning(columns)
    power = np.abs(np.fft.rfft2((off - off.mean()) * window)) ** 2
    power = np.maximum(power - noise**2 * (window**2).sum(), 0)
    frequency = np.hypot(
        np.fft.fftfreq(rows)[:, None] * ppi[1] / 25.4, np.fft.rfftfreq(columns)[None, :] * ppi[0] / 25.4
    )
    band = (frequency >= RIDGE_BAND[0]) & (frequency <= RIDGE_BAND[1])
    return float(power[band].sum() / max(power.sum(), 1e-9))


def latent(light: Picture, baseline: Picture, last_print: Picture) -> float:
    """abs NCC, 0..1, of what lies on the empty platen with the print captured before: a latent print repeats it.

    Both are band-passed first: breath and stray light are slow, noise is fast, neither is a print.
    """
    if not light.shape == baseline.shape == last_print.shape:
        raise BadFrames("the frames differ in size")
    left = _ridges(np.asarray(light, np.float64) - baseline)
    printed = _ridges(np.asarray(last_print, np.float64) - baseline)
    area = cv2.GaussianBlur(np.abs(printed), (0, 0), 6) > 4.0
    if area.mean() < 0.02:
        return 0.0
    a, b = left[area] - left[area].mean(), printed[area] - printed[area].mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return abs(float((a * b).sum())) / size if size > 0 else 0.0


def _ridges(picture: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2) - cv2.GaussianBlur(picture, (0, 0), 6), np.float64)


@dataclass(frozen=True)
class Trend:
    """A straight line through dated readings of one quantity."""

    now: float  # the line's value at the last reading
    per_day: float
    days_left: float | None  # until the line crosses its limit; None: not on this course

    @property
    def replace_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= WARN_DAYS


def trend(days: Floats, values: Floats, low: float | None = None, high: float | None = None) -> Trend | None:
    """Least squares over readings at `days` (float64[n], growing); None while there are fewer than four.

    A slope is believed only beyond two of its standard errors: noise alone predicts no end.
    """
    if len(days) != len(values):
        raise BadFrames("as many days as values")
    if len(days) < LEAST_POINTS or days[-1] - days[0] <= 0:
        return None
    at = days - days[-1]
    design = np.column_stack([np.ones(len(at)), at])
    (now, slope), *_ = np.linalg.lstsq(design, values, rcond=None)
    rest = values - design @ np.array([now, slope])
    error = np.sqrt((rest**2).sum() / (len(at) - 2) / ((at - at.mean()) ** 2).sum())
    left: float | None = None
    outside = (low is not None and now < low) or (high is not None and now > high)
    if outside:
        left = 0.0
    elif abs(slope) > 2 * error:
        bound = low if slope < 0 else high
        left = None if bound is None else float((bound - now) / slope)
    return Trend(float(now), float(slope), left)
