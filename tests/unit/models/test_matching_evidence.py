"""What a supervisor is shown of a comparison: words for odds, curves, joined minutiae, one print on the other."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import parameters as p
from models.finger.compare import FingerTemplate, compare
from models.matching import evidence
from models.matching.calibration import Calibration
from models.types import Minutiae

CALIBRATION = Calibration.load()


@pytest.mark.parametrize(
    ("times", "word"),
    [
        (1, "none"), (1.9, "none"), (2, "weak"), (9.9, "weak"), (10, "moderate"), (100, "moderately_strong"),
        (1_000, "strong"), (10_000, "very_strong"), (999_999, "very_strong"), (1_000_001, "extremely_strong"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("same", [True, False])
def test_odds_are_said_in_the_words_of_the_scale_both_ways(times, word, same):
    if times == 1 and not same:
        return
    llr = math.log(times * 1.000001) * (1 if same else -1)
    found = evidence.worth(llr, 10**9)
    assert (found.words, found.same, found.capped) == (word, same, False)
    assert found.times == pytest.approx(times, rel=1e-5)


@given(st.floats(-400, 400), st.integers(0, 10**7))
def test_no_odds_go_beyond_what_was_counted(llr, comparisons):
    found = evidence.worth(llr, comparisons)
    assert 1 <= found.times <= max(1, comparisons) * (1 + 1e-9)
    assert found.same is (llr >= 0)
    if not found.capped:
        assert found.times == pytest.approx(math.exp(abs(llr)))


def test_the_limit_is_that_of_the_part_that_was_counted_least():
    face = evidence.comparisons(CALIBRATION, ("face",))
    finger = evidence.comparisons(CALIBRATION, ("2",))
    assert evidence.comparisons(CALIBRATION, ("face", "2")) == min(face, finger) > 10_000
    assert evidence.comparisons(CALIBRATION, ("face",), same=False) < face
    assert evidence.comparisons(CALIBRATION, ()) == 0


@pytest.mark.parametrize("parts", [("face",), ("2",), ("2", "3", "face"), ("2", "3", "4", "5")])
def test_the_curves_of_one_person_lie_to_the_right_of_those_of_two(parts):
    found = evidence.standing(CALIBRATION, parts)
    assert found is not None
    for line in (found.genuine, found.impostor):
        assert line.max() == 1 and line.min() >= 0 and np.isfinite(line).all()
    means = [float((found.at * line).sum() / line.sum()) for line in (found.impostor, found.genuine)]
    assert means[0] < 0 < means[1]
    ahead = [np.interp(0.0, found.at, np.cumsum(line) / line.sum()) for line in (found.impostor, found.genuine)]
    assert ahead[0] > 0.9 and ahead[1] < 0.2


def test_more_fingers_tell_people_further_apart():
    shares = []
    for parts in (("2",), ("2", "3"), ("2", "3", "4")):
        found = evidence.standing(CALIBRATION, parts)
        assert found is not None
        shares.append(float(found.impostor[found.at >= 7].sum() / found.impostor.sum()))
    assert all(later <= earlier for earlier, later in pairwise(shares))
    assert evidence.standing(CALIBRATION, ()) is None


def scattered(seed: int, count: int = 40) -> Minutiae:
    draw = np.random.default_rng(seed)
    zeros = np.zeros(count, np.uint8)
    x, y = draw.uniform(30, 270, count), draw.uniform(30, 320, count)
    angle = draw.uniform(0, 2 * np.pi, count)
    return Minutiae(*(a.astype(np.float32) for a in (x, y, angle)), zeros + 1, zeros + 90, 300, 350)


def moved(view: Minutiae, turn: float, by: tuple[float, float]) -> Minutiae:
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = view.x * cos - view.y * sin + by[0], view.x * sin + view.y * cos + by[1]
    angle = np.mod(view.angle - turn, 2 * np.pi)
    return Minutiae(
        x.astype(np.float32), y.astype(np.float32), angle.astype(np.float32), view.kind, view.quality, 400, 450
    )


@pytest.mark.parametrize("seed", range(6))
def test_one_finger_is_joined_and_laid_on_itself_and_two_are_not(seed):
    finger = scattered(seed)
    probe, mate = FingerTemplate.from_minutiae(finger), FingerTemplate.from_minutiae(moved(finger, 0.2, (25.0, -12.0)))
    compared = compare(probe, mate, explain=True)
    chosen = evidence.agreeing(compared)
    assert len(chosen) >= 4
    assert list(compared.pair_scores[chosen]) == sorted(compared.pair_scores[chosen], reverse=True)
    laid = evidence.laid(probe.views[0], mate.views[0], compared.pairs[chosen])
    assert laid is not None
    assert (laid.scale, laid.angle) == (pytest.approx(1, abs=0.02), pytest.approx(-0.2, abs=0.02))
    pair = compared.pairs[chosen][0]
    x, y = float(mate.views[0].x[pair[1]]), float(mate.views[0].y[pair[1]])
    cos, sin = laid.scale * math.cos(laid.angle), laid.scale * math.sin(laid.angle)
    here = (cos * x - sin * y + laid.dx, sin * x + cos * y + laid.dy)
    assert here == pytest.approx((float(probe.views[0].x[pair[0]]), float(probe.views[0].y[pair[0]])), abs=2)
    stranger = FingerTemplate.from_minutiae(scattered(seed + 100))
    other = compare(probe, stranger, explain=True)
    assert len(evidence.agreeing(other)) == 0


def test_too_few_pairs_lay_nothing_on_nothing():
    view = scattered(1)
    pairs = np.zeros((1, 2), np.int32)
    assert evidence.laid(view, view, pairs) is None
    assert evidence.laid(view, view, np.zeros((3, 2), np.int32)) is None
    assert 0 < p.PAIR_AGREES < 1
