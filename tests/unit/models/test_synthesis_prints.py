"""Invented fingers behave like fingers: the same one matches itself, no two match, quality and minutiae are usual."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from models.finger.compare import FingerTemplate, compare
from models.finger.extract import Extractor
from models.finger.nfiq2 import Nfiq2
from models.synthesis.orientation import Pattern, choose
from models.synthesis.prints import PLATEN, Master, impression, master

FINGERS = ((1, 2), (1, 8), (2, 3))  # person, finger


@pytest.fixture(scope="module")
def masters() -> dict[tuple[int, int], Master]:
    return {key: master(*key) for key in FINGERS}


def test_a_finger_follows_from_its_seed_alone(masters):
    again = master(1, 2)
    assert np.array_equal(again.ridges, masters[1, 2].ridges)
    assert np.array_equal(impression(again, 3), impression(masters[1, 2], 3))
    assert not np.array_equal(impression(again, 3), impression(again, 4))


def test_touches_match_their_own_finger_and_no_other(masters):
    extractor = Extractor()
    templates = {}
    for key, touch in itertools.product(FINGERS, range(2)):
        found = extractor.extract(impression(masters[key], touch))
        assert 25 <= len(found) <= 90
        templates[key, touch] = FingerTemplate.from_minutiae(found)
    genuine = [compare(templates[key, 0], templates[key, 1]).score for key in FINGERS]
    impostor = [compare(templates[a, 0], templates[b, 1]).score for a, b in itertools.permutations(FINGERS, 2)]
    assert min(genuine) > 3 * max(impostor)


def test_nfiq2_finds_the_prints_usable(masters):
    quality = Nfiq2(timeout=60)
    try:
        scores = [quality.score(impression(finger, touch)) for finger in masters.values() for touch in range(2)]
    finally:
        quality.close()
    assert all(30 <= score <= 100 for score in scores)


def test_the_picture_covers_the_platen_at_any_resolution(masters):
    finger = masters[1, 2]
    assert impression(finger, 0).shape == PLATEN
    double = impression(finger, 0, ppi=1000)
    assert double.shape == (2 * PLATEN[0], 2 * PLATEN[1])
    assert double.dtype == np.uint8
    assert np.median(double[:8, :8]) > 200  # bare glass in the corner is white


def test_classes_come_in_natural_numbers():
    random = np.random.default_rng(1)
    drawn = [choose(random, right_hand=True) for _ in range(4000)]
    share = {pattern: drawn.count(pattern) / len(drawn) for pattern in Pattern}
    assert abs(share[Pattern.WHORL] - 0.279) < 0.03
    assert abs(share[Pattern.ARCH] + share[Pattern.TENTED_ARCH] - 0.066) < 0.02
    assert share[Pattern.RIGHT_LOOP] > 10 * share[Pattern.LEFT_LOOP]


def test_each_class_has_its_singular_points():
    points = {pattern: master(5, 2, pattern).field for pattern in Pattern}
    cores = {pattern: len(field.cores) for pattern, field in points.items()}
    assert cores == {
        Pattern.ARCH: 0, Pattern.TENTED_ARCH: 1, Pattern.LEFT_LOOP: 1, Pattern.RIGHT_LOOP: 1, Pattern.WHORL: 2,
    }  # fmt: skip
    assert all(len(field.cores) == len(field.deltas) for field in points.values())


def test_a_finger_is_grown_in_a_second_and_a_half_of_machine_time():
    start = time.process_time()
    master(9, 4)
    assert time.process_time() - start < 3.0  # 0.4 s on a quiet core; twice the promise for a busy one
