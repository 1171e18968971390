"""Arrivals of the next hours and days, with the forecast's own error beside that of a naive one.

The forecast is the mean of the same weekday and hour over eight weeks, holidays apart; the naive one is the same hour
of last week. Their errors over the last four weeks, each day forecast from what was known before it, make the ratio
(the mean absolute scaled error, R. J. Hyndman and A. B. Koehler, 2006): not below 1, the forecast is no better, and
the page says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

HOURS, WEEK = 24, 7
WEEKS = 8  # that a mean is taken over
TRIED_WEEKS = 4  # over which the error is measured
_CELLS = 1_000_000  # of a table of chances at once
BAND = 0.8

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """From `first` on: float64[days, 24] each. NaN where nothing like that hour was seen."""

    first: date
    mean: Numbers
    low: Numbers  # of an 80 % band
    high: Numbers
    error: float | None  # mean absolute error an hour, over the last four weeks; None where they were not seen
    naive_error: float | None
    inside: float | None  # share of those hours that lay in the band

    @property
    def scaled_error(self) -> float | None:
        """The error by the naive one's: below 1 the forecast is worth something."""
        return self.error / self.naive_error if self.error is not None and self.naive_error else None

    @property
    def better(self) -> bool:
        scaled = self.scaled_error
        return scaled is not None and scaled < 1


def forecast(counts: Counts, first: date, holidays: Collection[date], days: int) -> Forecast:
    """The `days` days after what was counted. counts: int64[n, 24], arrivals by day from `first` and hour of the post's
    own zone. holidays: of both, past and to come; each is like a Sunday of its own."""
    start = len(counts)
    mean, low, high = _ahead(counts, first, holidays, start, days)
    tried = min(TRIED_WEEKS * WEEK, max(0, start - WEEK))
    own, naive, inside = [], [], []
    for day in range(start - tried, start):
        (guess, least, most), seen = _ahead(counts[:day], first, holidays, day, 1), counts[day]
        known = np.isfinite(guess[0])
        own.append(np.abs(guess[0] - seen)[known])
        naive.append(np.abs(counts[day - WEEK] - seen)[known])
        inside.append(((least[0] <= seen) & (seen <= most[0]))[known])
    error, naive_error, held = (_mean(parts) for parts in (own, naive, inside))
    return Forecast(first + timedelta(days=start), mean, low, high, error, naive_error, held)


def _mean(parts: list[NDArray[np.generic]]) -> float | None:
    whole = np.concatenate(parts).astype(np.float64) if parts else np.empty(0)
    return float(whole.mean()) if len(whole) else None


def _ahead(
    counts: Counts, first: date, holidays: Collection[date], start: int, days: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Mean and band of days `start` .. `start + days - 1`, from `counts` alone."""
    kinds = _kinds(first, holidays, len(counts))
    wanted = _kinds(first + timedelta(days=start), holidays, days)
    mean = np.full((days, HOURS), np.nan)
    seen = np.zeros(days)
    spare, squares = 0.0, 0.0  # of the variance beyond Poisson's, over all kinds of day
    for kind in np.unique(wanted):
        alike = counts[kinds == kind][-WEEKS:]
        if not len(alike):
            continue
        mean[wanted == kind] = alike.mean(0)
        seen[wanted == kind] = len(alike)
    for kind in np.unique(kinds):
        alike = counts[kinds == kind][-WEEKS:]
        if len(alike) > 1:
            middle, within = alike.mean(0), alike.var(0, ddof=1)
            spare += float((within - middle).sum())
            squares += float((middle**2 - within / len(alike)).sum())
    beyond = max(0.0, spare / squares) if squares > 0 else 0.0
    # the mean of few weeks is itself uncertain: its variance joins that of the hour
    around = np.maximum(1, seen)[:, None]
    variance = (mean + beyond * mean**2) * (1 + 1 / around)
    low, high = (_quantile(mean, variance, share) for share in ((1 - BAND) / 2, (1 + BAND) / 2))
    return mean, low, high


def _kinds(first: date, holidays: Collection[date], days: int) -> Counts:
    """What day each is like: 0 Monday .. 6 Sunday, 7 a holiday."""
    all_days = [first + timedelta(days=i) for i in range(days)]
    return np.array([WEEK if day in holidays else day.weekday() for day in all_days], np.int64)


def _quantile(mean: Numbers, variance: Numbers, share: float) -> Numbers:
    """The least count that a negative binomial of this mean and variance stays at or below with chance `share`; Poisson
    where the variance is no larger."""
    found = np.full(mean.shape, np.nan)
    known = np.isfinite(mean)
    found[known] = 0.0
    some = known & (mean > 0)
    middle, spread = mean[some], variance[some]
    if not len(middle):
        return found
    most = int(np.ceil(float((middle + 6 * np.sqrt(spread)).max()))) + 10
    rows = max(1, _CELLS // most)
    found[some] = np.concatenate(
        [_least(middle[at : at + rows], spread[at : at + rows], share, most) for at in range(0, len(middle), rows)]
    )
    return found


def _least(mean: Numbers, variance: Numbers, share: float, most: int) -> Numbers:
    """The same for positive means: the chances of 0, 1, .. `most` by their ratios, in logarithms, and added up."""
    wide = variance > mean * (1 + 1e-9)
    size = np.where(wide, mean**2 / np.where(wide, variance - mean, 1.0), 1.0)[:, None]
    kept = np.where(wide, mean / variance, 0.5)[:, None]
    count = np.arange(most)
    ratio = np.where(wide[:, None], (count + size) * (1 - kept), mean[:, None]) / (count + 1)
    none = np.where(wide[:, None], size * np.log(kept), -mean[:, None])
    chance = np.exp(np.concatenate([none, none + np.cumsum(np.log(ratio), axis=1)], axis=1))
    return np.asarray(np.minimum((np.cumsum(chance, axis=1) < share).sum(1), most), np.float64)
