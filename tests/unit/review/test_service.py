from datetime import date, timedelta

import numpy as np
import pytest

from station.review.satisfaction import Answer, Element
from station.review.service import Period, ServedCase, ServedVisit, service, share, speed, spread

DAY = date(2026, 11, 1)


def served(number, seconds=40.0, **more):
    steps = {"document": seconds / 4, "face": seconds / 4, "fingers": seconds / 2}
    return ServedVisit(DAY + timedelta(days=number % 30), 9, "CGK-1", steps, **more)


def test_speed_is_held_against_the_budget_step_by_step():
    found = speed([served(i, 40.0 if i % 5 else 60.0, waited=float(i % 100)) for i in range(600)])
    assert found.in_budget.value == pytest.approx(0.8)
    assert found.in_budget.low < 0.8 < found.in_budget.high
    assert found.visit.median == 40.0
    assert found.visit.most == 60.0
    assert found.steps["fingers"].median == 20.0
    assert found.longest_step == "fingers"
    assert found.waiting.median == pytest.approx(49.5)


def test_without_visits_nothing_is_said():
    found = service(Period())
    assert found.speed.longest_step == ""
    assert found.speed.visit.median is None
    assert found.comfort.retakes is None
    assert found.satisfaction.overall.mean is None
    assert found.accuracy == {}


def test_nine_visits_say_nothing_and_ten_do():
    assert spread([1.0] * 9).median is None
    assert spread([1.0] * 10 + [None]).median == 1.0
    assert share([served(i) for i in range(9)], lambda v: True, lambda v: v.day).value is None


def test_a_bad_day_counts_as_one_thing_that_happened():
    """3,000 visits on 30 days: a tenth with a retake, spread out or all on three days."""
    even = [served(i, retakes=int(i < 300)) for i in range(3000)]
    lumped = [served(i, retakes=int(i % 30 in (1, 2, 3))) for i in range(3000)]
    spread_out, on_few_days = (share(v, lambda v: v.retakes == 0, lambda v: v.day) for v in (even, lumped))
    assert spread_out.value == on_few_days.value == pytest.approx(0.9)
    assert on_few_days.high - on_few_days.low > 2 * (spread_out.high - spread_out.low)


def test_who_needs_help_is_measured_beside_everybody_else():
    visits = [served(i, needs_help=i % 10 == 0, succeeded=i % 20 != 0) for i in range(400)]
    found = service(Period(visits)).accessibility
    assert (found.succeeded.value, found.succeeded.of) == (pytest.approx(0.5), 40)
    assert (found.others_succeeded.value, found.others_succeeded.of) == (pytest.approx(1.0), 360)


def test_all_seven_measures_come_from_one_period():
    draw = np.random.default_rng(1)
    visits = [
        served(
            i,
            retakes=int(draw.integers(0, 3)),
            checks_asked=5,
            checks_done=5 - int(i % 50 == 0),
            attacks_found=int(i == 7),
        )
        for i in range(500)
    ]
    cases = [ServedCase(DAY + timedelta(days=i % 30), i % 4 != 0, True, 30.0 + i) for i in range(40)]
    answers = [Answer(DAY + timedelta(days=i % 30), 18, "CGK-1", "id", Element.OVERALL, 4) for i in range(60)]
    found = service(Period(visits, cases, answers, asked=200))
    assert found.visits == 500
    assert found.security.complete.value == pytest.approx(0.98)
    assert found.security.attacks_found == 1
    assert found.transparency.explained.value == pytest.approx(0.75)
    assert found.transparency.answered.value == 1.0
    assert found.transparency.until_answer.median == pytest.approx(49.5)
    assert found.comfort.retakes == pytest.approx(np.mean([v.retakes for v in visits]))
    assert (found.satisfaction.overall.asked, found.satisfaction.overall.answered) == (200, 60)
    assert found.satisfaction.index.value is None
