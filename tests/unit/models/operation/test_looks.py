import numpy as np
import pytest

from models.operation import judges
from models.operation.intervals import Sample, sample
from models.operation.looks import evidence, look
from models.operation.traffic import System, Traffic, VisitRow

SYSTEM = System("fused")


def independent(errors, trials):
    rate = errors / trials
    return Sample(rate, trials, trials, errors, rate * (1 - rate) / trials, trials - 1)


def test_the_evidence_is_the_mean_of_the_bets_likelihood_ratios():
    expected = np.mean([b**30 * ((1 - b * 0.01) / 0.99) ** 1970 for b in (1.2, 1.5, 2.0, 3.0)])
    assert evidence(independent(30, 2000), 0.01) == pytest.approx(expected)


def test_evidence_says_nothing_against_a_rate_that_is_as_claimed():
    assert evidence(independent(20, 2000), 0.01) < 1
    assert evidence(independent(60, 2000), 0.01) > 1000


def test_a_year_of_looks_at_a_true_claim_seldom_alarms():
    draw = np.random.default_rng(1)
    alarms = 0
    for _ in range(300):
        errors = np.cumsum(draw.binomial(2100, 0.01, 52))
        trials = 2100 * np.arange(1, 53)
        alarms += max(evidence(independent(int(x), int(n)), 0.01) for x, n in zip(errors, trials, strict=True)) >= 20
    assert alarms <= 15  # 5 % of 300


def test_a_doubled_rate_is_seen_in_the_first_weeks():
    errors = np.cumsum(np.random.default_rng(2).binomial(2100, 0.02, 52))
    trials = 2100 * np.arange(1, 53)
    values = [evidence(independent(int(x), int(n)), 0.01) for x, n in zip(errors, trials, strict=True)]
    assert values[3] >= 160


def test_people_who_come_back_carry_less():
    errors = np.zeros(500)
    errors[:10] = 40
    assert evidence(sample(errors, np.full(500, 40.0)), 0.01) < evidence(independent(400, 20_000), 0.01) / 1e6


def test_with_fewer_than_five_people_who_erred_there_is_no_evidence():
    assert evidence(independent(4, 100), 0.01) == 1.0
    assert evidence(independent(50, 100), 1.0) == 1.0


def test_a_claim_that_can_be_bet_against_at_none_of_the_rates_has_no_evidence():
    assert evidence(independent(95, 100), 0.9) == 1.0


def rows(missed):
    return [
        VisitRow(f"v{i}", f"p{i}", True, scores={SYSTEM: 1.0 if i < missed else 3.0}, groups={"sex": "FM"[i % 2]})
        for i in range(2000)
    ]


def test_a_look_names_the_claim_that_does_not_hold():
    found = look(Traffic.of(rows(100)), SYSTEM, 2.0, judges.faultless(), {"fnmr": 0.012, "fmr": 0.001})
    assert found.claims == ("fnmr",)
    assert found.alarm
    assert found.limit == pytest.approx(80)
    assert "fmr" not in found.evidence


def test_a_look_at_what_is_as_claimed_is_quiet():
    assert not look(Traffic.of(rows(20)), SYSTEM, 2.0, judges.faultless(), {"fnmr": 0.012}).alarm
