from collections import Counter

import numpy as np
import pytest

from models.operation import judges
from models.operation.judges import Judged
from models.operation.traffic import Impostors, OperatorWord, Traffic


def seeded(seeing, taken_in, count):
    cases = [Judged((i < round(seeing * count),), True) for i in range(count)]
    return cases + [Judged((i < round(taken_in * count),), False) for i in range(count)]


def apart(draw, seeing, taken_in, count, genuine):
    cases = []
    for i in range(count):
        chance = seeing if i < genuine else taken_in
        first, second, third = (bool(draw.random() < chance) for _ in range(3))
        cases.append(Judged((first, second) if first == second else (first, second, third)))
    return cases


def test_known_cases_give_jeffreys_limits():
    known = judges.of(seeded(0.85, 0.05, 200))
    assert known.seeing == pytest.approx(170.5 / 201, abs=0.002)
    assert known.taken_in == pytest.approx(10.5 / 201, abs=0.002)
    assert known.limits()[0] == pytest.approx((0.796, 0.894), abs=0.004)
    assert (known.genuine, known.impostors) == (200, 200)


def test_cases_that_three_judged_apart_tell_how_often_they_err_though_nobody_knows_the_truth():
    known = judges.of(apart(np.random.default_rng(1), 0.85, 0.05, 4000, 2200))
    assert known.seeing == pytest.approx(0.85, abs=0.02)
    assert known.taken_in == pytest.approx(0.05, abs=0.02)
    assert known.genuine == pytest.approx(2200, rel=0.04)


def test_the_sampler_agrees_with_a_grid_over_the_likelihood():
    cases = apart(np.random.default_rng(2), 0.85, 0.05, 150, 80)
    known = judges.of(cases, draws=8000)
    share, see, take = np.meshgrid(*(np.linspace(0.01, 0.99, 50),) * 3, indexing="ij")
    log = np.zeros_like(share)
    for value in (share, see, take):
        log -= 0.5 * np.log(value * (1 - value))
    patterns = Counter((sum(case.opinions), len(case.opinions) - sum(case.opinions)) for case in cases)
    for (yes, no), count in patterns.items():
        log += count * np.log(share * see**yes * (1 - see) ** no + (1 - share) * take**yes * (1 - take) ** no)
    weight = np.exp(log - log.max()) * (see > take)
    weight /= weight.sum()
    assert known.seeing == pytest.approx(float((weight * see).sum()), abs=0.01)
    assert known.taken_in == pytest.approx(float((weight * take).sum()), abs=0.01)


def test_two_opinions_alone_leave_it_open():
    """Agreement of two does not say who was right: the limits stay wide however many cases there are."""
    draw = np.random.default_rng(3)
    cases = [Judged((bool(draw.random() < 0.6), bool(draw.random() < 0.6))) for _ in range(400)]
    (low, high), _ = judges.of(cases).limits()
    assert high - low > 0.15  # independent cases would give 0.07


def test_below_thirty_known_cases_of_a_kind_nothing_is_corrected():
    assert not judges.of(seeded(0.85, 0.05, 29)).known
    assert judges.of(seeded(0.85, 0.05, 30)).known
    assert not judges.faultless().known


def test_judges_who_see_nothing_correct_nothing():
    assert not judges.of(seeded(0.2, 0.9, 200)).known


def traffic(matched, said):
    count = len(matched)
    return Traffic(
        people=count, person=np.arange(count), matched=np.array(matched), said=np.array(said, np.int64), scores={},
        searches={}, impostors=Impostors(np.empty(0, np.int64), np.empty(0, np.int64), {}), groups={},
        rejected=np.zeros(count, bool), retries=np.zeros(count, np.int64), seconds=np.full(count, np.nan),
    )  # fmt: skip


def test_a_genuine_visit_weighs_one_on_average_and_an_impostor_nothing():
    known = judges.of(seeded(0.85, 0.05, 200))
    said = [OperatorWord.FALSE_NON_MATCH, OperatorWord.TRUE_NON_MATCH]
    yes, no = judges.weights(traffic([False, False], said), known)
    assert known.seeing * yes + (1 - known.seeing) * no == pytest.approx(1)
    assert known.taken_in * yes + (1 - known.taken_in) * no == pytest.approx(0)


def test_matches_count_unless_overruled_and_what_nobody_judged_does_not():
    said = [OperatorWord.NOTHING, OperatorWord.FALSE_MATCH, OperatorWord.NOTHING]
    assert list(judges.weights(traffic([True, True, False], said), judges.faultless())) == [1, 0, 0]


def test_the_correction_is_rogan_and_gladens():
    """19,760 matches; 440 judged, of whom 214 are said to be genuine: (214 - f 440) / (s - f) are."""
    known = judges.of(seeded(0.85, 0.05, 200))
    matched = np.arange(20_200) < 19_760
    said = np.where(matched, OperatorWord.NOTHING, np.where(np.arange(20_200) < 19_974, 1, 2))
    there = traffic(matched, said)
    weight = judges.weights(there, known)
    s, f = known.seeing, known.taken_in
    assert weight[~matched].sum() == pytest.approx((214 - f * 440) / (s - f))
    spread = judges.factors(there, known, ~matched, np.ones(20_200, bool))
    assert np.median(spread) == pytest.approx(1, abs=0.01)
    assert spread.std() == pytest.approx(0.04, abs=0.02)
