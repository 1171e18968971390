import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from models.operation.intervals import Sample, clopper_pearson, crossed, interval, sample, spread_limits, told


def test_the_exact_interval_is_that_of_the_beta_distribution():
    for errors, trials in ((1, 10), (3, 300), (200, 20_000), (2.5, 71.25)):
        expected = beta.ppf(0.025, errors, trials - errors + 1), beta.ppf(0.975, errors + 1, trials - errors)
        assert clopper_pearson(errors, trials) == pytest.approx(expected, rel=1e-9)


def test_a_published_interval_is_reproduced():
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 1 of 29, Clopper and Pearson."""
    assert np.round(clopper_pearson(81, 263), 4) == pytest.approx([0.2527, 0.3676])
    assert np.round(clopper_pearson(1, 29), 4) == pytest.approx([0.0009, 0.1776])


def test_visits_of_different_people_are_as_good_as_independent():
    errors = np.zeros(20_000)
    errors[:200] = 1
    low, high = interval(sample(errors, np.ones(20_000)))
    assert (low, high) == pytest.approx(clopper_pearson(200, 20_000), rel=0.01)


def test_people_whose_visits_are_all_alike_count_once_each():
    """500 people with 40 visits, who err always or never, carry what 500 visits carry."""
    errors = np.zeros(500)
    errors[:50] = 40
    found = sample(errors, np.full(500, 40.0))
    assert found.effective == pytest.approx(499, rel=0.01)
    assert found.design_effect == pytest.approx(40, rel=0.01)
    low, high = interval(found)
    assert low <= clopper_pearson(50, 500)[0]
    assert high >= clopper_pearson(50, 500)[1]


def test_the_variance_is_that_of_resampling_people():
    draw = np.random.default_rng(1)
    trials = draw.integers(1, 60, 300).astype(float)
    errors = draw.binomial(trials.astype(int), draw.beta(0.5, 9.5, 300)).astype(float)
    found = sample(errors, trials)
    drawn = draw.integers(300, size=(4000, 300))
    resampled = errors[drawn].sum(1) / trials[drawn].sum(1)
    assert found.variance == pytest.approx(resampled.var(), rel=0.1)


def test_no_error_gives_3_7_by_people_and_no_rate():
    found = sample(np.zeros(500), np.full(500, 40.0))
    assert interval(found) == (0.0, pytest.approx(3.7 / 500, rel=0.01))
    rate = told(found, interval(found))
    assert rate.value is None
    assert rate.high == pytest.approx(3.7 / 500, rel=0.01)


@given(erring=st.integers(0, 4), each=st.integers(1, 5), people=st.integers(30, 400))
def test_with_few_who_erred_the_limits_hold_the_rate_and_are_no_tighter_than_by_people(erring, each, people):
    errors = np.zeros(people)
    errors[:erring] = each
    found = sample(errors, np.full(people, 10.0))
    low, high = interval(found)
    assert low <= found.rate <= high
    assert high >= clopper_pearson(erring, people)[1]
    assert told(found, (low, high)).value is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), min_size=1, max_size=60))
def test_an_interval_always_holds_its_own_rate_and_stays_a_share(pairs):
    trials = np.array([n + x for x, n in pairs], float)
    errors = np.array([x for x, _ in pairs], float)
    found = sample(errors, trials)
    low, high = interval(found)
    assert 0 <= low <= high <= 1
    assert low <= found.rate + 1e-9
    assert found.rate <= high + 1e-9


def _dyadic(probe, reference, errors):
    """The definition: every two comparisons that share a person, in one double sum."""
    rate = errors.mean()
    residuals = errors - rate
    shared = (
        (probe[:, None] == probe[None]) | (probe[:, None] == reference[None])
        | (reference[:, None] == probe[None]) | (reference[:, None] == reference[None])
    )  # fmt: skip
    return float((residuals[:, None] * residuals[None] * shared).sum()) / len(errors) ** 2


def test_the_variance_of_comparisons_is_the_double_sum_over_those_that_share_a_person():
    draw = np.random.default_rng(2)
    for _ in range(10):
        probe, reference = draw.integers(0, 60, 900), draw.integers(0, 60, 900)
        keep = probe != reference
        probe, reference = probe[keep], reference[keep]
        own = draw.gamma(0.5, 2, 60)
        errors = draw.random(len(probe)) < np.minimum(1, 0.1 * own[probe] * own[reference])
        found = crossed(probe, reference, errors, 60)
        expected = _dyadic(probe, reference, errors.astype(float))
        # the engine multiplies the sum over people by G / (G - 1), and lets neither side alone say more
        assert found.variance == pytest.approx(expected, rel=0.05) or found.variance >= expected
        assert found.rate == pytest.approx(errors.mean())
        assert found.people == len(np.unique(probe))


def test_a_wolf_widens_the_interval_of_false_matches():
    draw = np.random.default_rng(3)
    probe, reference = draw.integers(0, 1000, 20_000), draw.integers(0, 1000, 20_000)
    scattered = draw.random(20_000) < 0.01
    wolf = (reference == 7) | ((draw.random(20_000) < 0.009) & (probe != 7))
    plain, worse = (crossed(probe, reference, errors, 1000) for errors in (scattered, wolf))
    assert plain.design_effect < 1.5
    assert worse.design_effect > 2 * plain.design_effect


def test_what_is_uncertain_beside_the_rate_widens_its_limits():
    draw = np.random.default_rng(4)
    found = sample((draw.random(20_000) < 0.01).astype(float), np.ones(20_000))
    low, high = spread_limits(found, np.ones(20_000), np.random.default_rng(5))
    assert (low, high) == pytest.approx(interval(found), rel=0.02)
    wider = spread_limits(found, draw.normal(1, 0.1, 20_000), np.random.default_rng(5))
    assert wider[0] < low
    assert wider[1] > high


def test_nothing_tried_says_nothing():
    assert interval(Sample(0.0, 0.0, 0, 0, 0.0, 0.0)) == (0.0, 1.0)
    none = np.empty(0, np.int64)
    assert interval(crossed(none, none, np.empty(0, bool), 5)) == (0.0, 1.0)
