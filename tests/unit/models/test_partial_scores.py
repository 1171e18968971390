"""Parts of fingers match strangers no more often than is stated, and a fit of such scores finds their rule."""

from functools import cache

import numpy as np
import pytest

from models.experiment import Partials
from models.finger.compare import FingerTemplate, compare
from models.matching import fit
from models.matching.calibration import Calibration
from models.matching.fit import Comparisons, fit_fingers, other_sensors, stated
from models.matching.train_projection import finger
from models.rates import clopper_pearson
from models.types import Minutiae

FINGERS = 30


def cut(whole: Minutiae, side: int, draw: np.random.Generator) -> Minutiae:
    left, top = draw.uniform(60, whole.width - 60 - side, 2)
    inside = (whole.x >= left) & (whole.x < left + side) & (whole.y >= top) & (whole.y < top + side)
    return whole.take(inside)


@cache
def invented() -> tuple[list[FingerTemplate], dict[int, list[FingerTemplate]]]:
    draw = np.random.default_rng(22)
    masters = [finger(draw) for _ in range(FINGERS)]
    parts = {side: [FingerTemplate.from_minutiae(cut(m, side, draw)) for m in masters] for side in (96, 128, 160, 200)}
    return [FingerTemplate.from_minutiae(m) for m in masters], parts


@cache
def strangers(side: int) -> Comparisons:
    whole, parts = invented()
    pairs = [(a, b) for a in range(FINGERS) for b in range(FINGERS) if a != b]
    found = [compare(parts[side][a], whole[b]) for a, b in pairs]
    zeros = np.zeros((len(found), 2), np.int64)
    return Comparisons(
        np.array([c.score for c in found]),
        np.array([[e.cylinders for e in c.extents] for c in found]),
        np.array([[e.area for e in c.extents] for c in found]),
        np.zeros(len(found), bool),
        zeros,
        zeros,
    )


@pytest.mark.parametrize("side", [96, 128, 160, 200])
def test_parts_of_invented_fingers_match_strangers_no_more_often_than_stated(side: int) -> None:
    data = strangers(side)
    rates = stated(Calibration.load().finger, data)
    for rate in (0.01, 0.001):
        false = int(np.count_nonzero(rates <= rate))
        assert clopper_pearson(false, len(rates))[0] <= rate


def test_a_curve_of_whole_prints_alone_would_not_keep_its_word() -> None:
    """What was done before: the similarity itself looked up, however little was compared."""
    whole = Calibration.load().finger.whole
    data = strangers(128)
    counted = np.mean(data.scores >= whole.threshold(0.01))
    assert counted > 0.02


def simulated(draw: np.random.Generator, count: int, sensors: int, wild: float = 0.0) -> Comparisons:
    """Impostors with an exponential tail of ln(score) that is higher and wider the less there is, and genuine pairs;
    `wild`: how much the sensors differ."""
    cylinders = draw.integers(5, 61, (count, 2))
    areas = cylinders * 900.0
    genuine = draw.random(count) < 0.1
    fewer = np.log(cylinders.min(axis=1) / 40)
    sensor = draw.integers(0, sensors, (count, 2))
    noise = draw.exponential(np.exp(-2.5 - 0.4 * fewer)) + wild * sensor.mean(axis=1)
    logs = -4.2 - 0.2 * fewer + noise + genuine * draw.normal(1.6 + 0.5 * fewer, 0.4)
    return Comparisons(np.exp(np.minimum(0, logs)), cylinders, areas, genuine, sensor, np.zeros((count, 2), np.int64))


def test_a_fit_states_what_is_counted_for_little_and_for_much() -> None:
    draw = np.random.default_rng(4)
    model = fit_fingers(simulated(draw, 40_000, 4), "invented")
    fresh = simulated(draw, 25_000, 4)
    rates = stated(model, fresh)
    fewer = fresh.cylinders.min(axis=1)
    for low, high in ((5, 8), (8, 15), (15, 30), (30, 61)):
        here = ~fresh.genuine & (fewer >= low) & (fewer < high)
        for rate in (0.01, 0.001):
            counted = np.mean(rates[here] <= rate)
            assert counted <= 1.5 * rate + 3 / here.sum()
    assert np.mean(rates[fresh.genuine & (fewer > 30)] <= 0.001) > 0.9


def test_sensors_that_differ_raise_the_rates() -> None:
    draw = np.random.default_rng(5)
    margins = []
    for wild in (0.0, 0.1):
        data = simulated(draw, 60_000, 4, wild)
        own = data.take(~data.genuine)
        margins.append(other_sensors(own))
    assert all(1 <= calm < 2.5 for calm in margins[0])
    assert all(wild > 1.3 * calm for calm, wild in zip(*margins, strict=True))


def test_a_sensor_alone_says_little_of_others() -> None:
    data = simulated(np.random.default_rng(6), 20_000, 1)
    assert min(other_sensors(data.take(~data.genuine))) == 10.0


def test_comparisons_are_drawn_by_kind_with_as_many_strangers_as_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sensors, ten fingers twice each, whole and cut: who is genuine is what the numbers of the fingers say."""
    whole, parts = invented()
    monkeypatch.setattr(fit, "_IMPOSTORS", 30)
    monkeypatch.setattr(fit, "_KINDS", ((0, 0), (128, 0), (200, 200)))
    sets = []
    for first in (0, 10):
        rows = [
            (number, 2 * number + again, side, template)
            for number in range(10)
            for again in range(2)
            for side, template in [
                (0, whole[first + number]),
                *((side, parts[side][first + number]) for side in (128, 200)),
            ]
        ]
        numbers = np.array([row[:3] for row in rows])
        sets.append(Partials(numbers[:, 0], numbers[:, 1], numbers[:, 2], [row[3] for row in rows]))
    data = fit.drawn(sets, jobs=1)
    kinds, counts = np.unique(np.sort(data.sides, axis=1), axis=0, return_counts=True)
    assert kinds.tolist() == [[0, 0], [0, 128], [200, 200]]
    assert counts.tolist() == [40 * 39 // 2, 2 * 20 + 30, 2 * 20 + 30]
    assert data.genuine.sum() == 20 + 40 + 40
    assert (data.sensors[data.genuine, 0] == data.sensors[data.genuine, 1]).all()
    same, others = data.scores[data.genuine & (data.sides.max(axis=1) == 0)], data.scores[~data.genuine]
    assert same.min() > 0.9  # each finger is in the set twice, with the very same template
    assert np.median(others) < 0.2
