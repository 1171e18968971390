"""Sharpness from a slanted edge: the spatial frequency response of ISO 12233 and where it falls to one half."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.calibration.errors import NoCameraChart

Floats = NDArray[np.float64]

OVER = 4  # samples of the edge profile per pixel (ISO 12233)
STEP = 0.1  # of full light: an edge with less contrast tells nothing


def response(patch: Floats) -> tuple[Floats, Floats]:
    """(cycles per pixel, response) of a near-vertical edge in linear light float64[rows, columns].

    Raises NoCameraChart without one clear edge.
    """
    rows, columns = patch.shape
    slope = np.abs(np.diff(calmed(patch), axis=1))
    if rows < 16 or columns < 16 or float(patch.max() - patch.min()) < STEP:
        raise NoCameraChart("no edge in the patch")
    # centroid of each row's slope, weighted near its peak, then a straight line through the rows
    peak = int(np.argmax(slope.sum(axis=0)))
    at = np.arange(columns - 1) + 0.5
    lines = np.arange(rows)
    place = np.full(rows, float(peak) + 0.5)
    for _ in range(3):
        window = np.abs(at[None, :] - place[:, None]) < max(columns / 4, 4)
        weight = slope * window
        weight = np.where(weight > 0.2 * weight.max(axis=1, keepdims=True), weight, 0)
        centre = (weight * at).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
        tilt, offset = np.polyfit(lines, centre, 1)
        place = offset + tilt * lines
    if float(np.abs(centre - place).max()) > 2 or abs(tilt) > 0.5:
        raise NoCameraChart("the edge is not straight")
    distance = (np.arange(columns)[None, :] - place[:, None]) * np.cos(np.arctan(tilt))
    reach = int(min(16, columns / 2 - abs(tilt) * rows / 2 - 1))
    if reach < 4:
        raise NoCameraChart("the edge leaves the patch")
    bins = np.floor((distance + reach) * OVER).astype(int)
    inside = (bins >= 0) & (bins < 2 * reach * OVER)
    count = np.bincount(bins[inside], minlength=2 * reach * OVER)
    if (count == 0).any():
        raise NoCameraChart("the edge is not slanted")
    profile = np.bincount(bins[inside], patch[inside], 2 * reach * OVER) / count
    line = np.diff(profile) * np.hamming(len(profile) - 1)
    spectrum = np.abs(np.fft.rfft(line, 8 * len(line)))
    frequency = np.fft.rfftfreq(8 * len(line)) * OVER
    # the difference of neighbours and the bins of a quarter pixel are low-passes of our own: undone
    own = np.sinc(frequency / OVER) ** 2
    keep = frequency <= 1.0
    value = spectrum[keep] / spectrum[0] / np.maximum(own[keep], 0.1)
    return np.asarray(frequency[keep], np.float64), np.asarray(value, np.float64)


def calmed(patch: Floats) -> Floats:
    """Three rows averaged: noise moves the centroids less; the edge moves only by its slant, evenly."""
    return np.asarray(
        (np.pad(patch, ((1, 1), (0, 0)), "edge")[:-2] + patch + np.pad(patch, ((1, 1), (0, 0)), "edge")[2:]) / 3
    )


def half_frequency(patch: Floats) -> float:
    """MTF50: cycles per pixel at which the response first falls to one half."""
    frequency, value = response(patch)
    below = np.flatnonzero(value < 0.5)
    if not len(below):
        return float(frequency[-1])
    k = int(below[0])
    share = (value[k - 1] - 0.5) / max(value[k - 1] - value[k], 1e-12)
    return float(frequency[k - 1] + share * (frequency[k] - frequency[k - 1]))
