"""The station's own quantiles and assignments beside SciPy's, which is not in the package."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.special import betainc, betaincinv, ndtri, stdtrit

from models.distributions import beta_quantile, normal_quantile, student_quantile
from models.matching.second_look import _assignment

SHARES = st.sampled_from((1e-4, 0.025, 0.5, 0.975, 1 - 1e-4))


@settings(max_examples=150, deadline=None)
@given(st.floats(0, 7.5), st.floats(-8, 0), SHARES)
def test_limits_of_a_rate_are_scipys(size: float, share: float, p: float):
    trials = 10**size
    errors = trials * 10**share
    for a, b in ((errors, trials - errors + 1), (errors + 1, max(trials - errors, 1e-3))):
        assert beta_quantile(a, b, p) == pytest.approx(float(betaincinv(a, b, p)), rel=1e-7, abs=1e-15)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.3, 300), st.floats(0.3, 300), st.floats(0.001, 0.999))
def test_as_much_lies_below_the_quantile_as_was_asked(a: float, b: float, p: float):
    assert float(betainc(a, b, beta_quantile(a, b, p))) == pytest.approx(p, rel=1e-8)


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 8), SHARES)
def test_students_quantile_is_scipys(freedom: float, p: float):
    assert student_quantile(10**freedom, p) == pytest.approx(float(stdtrit(10**freedom, p)), rel=1e-7, abs=1e-12)


@given(st.floats(1e-12, 1 - 1e-12))
def test_the_normal_quantile_is_scipys(p: float):
    assert normal_quantile(p) == pytest.approx(float(ndtri(p)), abs=1e-9)


def test_the_edges():
    assert student_quantile(math.inf, 0.975) == pytest.approx(1.959963985)
    assert (beta_quantile(2, 3, 0), beta_quantile(2, 3, 1)) == (0, 1)
    assert normal_quantile(0) == -math.inf and normal_quantile(1) == math.inf
    assert all(math.isnan(x) for x in (beta_quantile(0, 1, 0.5), student_quantile(0, 0.5), beta_quantile(1, 1, 2)))


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_fingers_are_given_to_places_as_well_as_can_be(rows: int, columns: int, seed: int):
    random = np.random.default_rng(seed)
    worth = random.random((rows, columns)) * (random.random((rows, columns)) < 0.6)
    ours = _assignment(worth)
    assert len({r for r, _ in ours}) == len({c for _, c in ours}) == len(ours)
    assert all(worth[r, c] > 0 for r, c in ours)
    best = worth[linear_sum_assignment(worth, maximize=True)].sum()
    assert sum(worth[r, c] for r, c in ours) == pytest.approx(best)
