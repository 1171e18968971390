from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from station.review.forecast import HOURS, _quantile, forecast

MONDAY = date(2026, 6, 1)


def year(draw, days=120, noise=0.3):
    week = np.array([1.0, 0.8, 0.8, 0.9, 1.4, 1.8, 1.6])
    hour = np.clip(np.sin(np.arange(HOURS) / HOURS * 2 * np.pi - 1.5) + 1, 0, None)
    mean = 40 * week[np.arange(days) % 7][:, None] * hour[None]
    return draw.poisson(mean * draw.gamma(1 / noise**2, noise**2, mean.shape))


def test_the_forecast_is_the_mean_of_the_same_weekday_and_hour_over_eight_weeks():
    counts = year(np.random.default_rng(1))
    found = forecast(counts, MONDAY, (), 2)
    assert found.first == MONDAY + timedelta(days=120)
    same = [day for day in range(120) if day % 7 == 120 % 7][-8:]
    assert found.mean[0] == pytest.approx(counts[same].mean(0))


def test_it_beats_last_week_where_hours_are_noisy_and_says_by_how_much():
    found = forecast(year(np.random.default_rng(2)), MONDAY, (), 1)
    assert found.better
    assert 0.5 < found.scaled_error < 0.95
    assert 0.7 < found.inside < 0.92


def test_it_says_so_where_it_does_not_beat_last_week():
    growing = np.repeat((np.arange(120) // 7 * 10)[:, None], HOURS, 1)
    found = forecast(growing, MONDAY, (), 1)
    assert found.scaled_error > 1
    assert not found.better


def test_its_error_is_of_what_was_known_before_each_day():
    counts = year(np.random.default_rng(3), days=100)
    found = forecast(counts, MONDAY, (), 1)
    errors = [np.abs(forecast(counts[:d], MONDAY, (), 1).mean[0] - counts[d]) for d in range(72, 100)]
    naive = [np.abs(counts[d - 7] - counts[d]) for d in range(72, 100)]
    assert found.error == pytest.approx(np.mean(errors))
    assert found.naive_error == pytest.approx(np.mean(naive))


def test_a_holiday_is_like_other_holidays_and_spoils_no_weekday():
    counts = year(np.random.default_rng(4))
    special = [MONDAY + timedelta(days=d) for d in (20, 55, 90)]
    counts[[20, 55, 90]] = 500
    found = forecast(counts, MONDAY, [*special, MONDAY + timedelta(days=121)], 2)
    assert found.mean[0].max() < 400
    assert found.mean[1] == pytest.approx(np.full(HOURS, 500.0))


def test_of_a_day_like_none_before_nothing_is_said():
    found = forecast(year(np.random.default_rng(5), days=30), MONDAY, [MONDAY + timedelta(days=30)], 1)
    assert np.all(np.isnan(found.mean))
    assert np.all(np.isnan(found.low))


def test_with_no_history_there_is_no_error_to_show():
    found = forecast(np.zeros((0, HOURS), np.int64), MONDAY, (), 1)
    assert (found.error, found.naive_error, found.inside, found.scaled_error) == (None, None, None, None)
    assert not found.better


def test_the_band_has_the_quantiles_of_the_negative_binomial():
    mean, variance = np.array([0.0, 0.4, 6.0, 80.0]), np.array([0.0, 1.1, 20.0, 900.0])
    for share in (0.1, 0.9):
        expected = [
            0,
            *nbinom.ppf(share, mean[1:] ** 2 / (variance - mean)[1:], (mean / np.maximum(variance, 1e-9))[1:]),
        ]
        assert _quantile(mean, variance, share) == pytest.approx(expected)
    assert _quantile(np.array([5.0]), np.array([5.0]), 0.9) == pytest.approx(poisson.ppf(0.9, 5))
