"""Slaps: four fingers or two thumbs, turned up to 45 degrees, split, straightened and told right from left."""

from __future__ import annotations

import numpy as np
import pytest

from models.errors import BadImage, NoFingerprint
from models.finger.slap import LEFT, RIGHT, THUMBS, SegmentedSlap, split
from models.synthesis.prints import Master, master
from models.synthesis.slaps import slap


@pytest.fixture(scope="module")
def hand() -> list[Master]:
    return [master(4, finger) for finger in range(1, 11)]


def positions(result: SegmentedSlap) -> list[int | None]:
    return [tip.position for tip in result.fingertips]


@pytest.mark.parametrize("angle", [-42.0, -15.0, 0.0, 27.0, 44.0])
def test_a_turned_right_hand_is_straightened_and_split(hand, angle):
    result = split(slap(hand, 13, take=1, angle=angle), 500, 4)
    assert (result.found, result.mismatch, result.hand) == (4, False, RIGHT)
    assert abs(result.angle - angle) < 4
    assert positions(result) == [2, 3, 4, 5]
    assert result.hand_score > 0.9


@pytest.mark.parametrize("angle", [-30.0, 0.0, 40.0])
def test_a_left_hand_is_told_from_a_right_one(hand, angle):
    result = split(slap(hand, 14, take=2, angle=angle), 500, 4)
    assert (result.found, result.hand) == (4, LEFT)
    assert positions(result) == [10, 9, 8, 7]


def test_two_thumbs_are_split_without_a_guess_of_the_hand(hand):
    result = split(slap(hand, 15, angle=12.0), 500, 2, THUMBS)
    assert (result.found, result.hand, positions(result)) == (2, None, [6, 1])


def test_a_finger_that_is_not_there_is_a_mismatch_unless_it_is_known_to_be_missing(hand):
    image = slap(hand, 13, missing=(4,))
    assert split(image, 500, 4, RIGHT).mismatch
    result = split(image, 500, 3, RIGHT, missing=(4,))
    assert (result.mismatch, positions(result)) == (False, [2, 3, 5])


def test_more_fingers_than_asked_for_are_reported_and_no_more_returned_than_asked_for(hand):
    result = split(slap(hand, 13), 500, 2)
    assert (result.mismatch, result.found, len(result.fingertips)) == (True, 4, 2)


def test_only_the_first_phalanx_remains_and_nothing_is_enlarged(hand):
    for ppi in (500, 1000):
        result = split(slap(hand, 13, take=3, ppi=ppi), ppi, 4)
        for tip in result.fingertips:
            height, width = (side * 500 / ppi for side in tip.image.shape)
            assert 280 < height < 640  # 14 to 32 mm
            assert 180 < width < 480
            rim = np.concatenate([tip.image[0], tip.image[-1], tip.image[:, 0], tip.image[:, -1]])
            assert (rim == 255).all()


def test_an_empty_platen_shows_no_finger():
    with pytest.raises(NoFingerprint):
        split(np.full((1500, 1600), 250, np.uint8), 500, 4)


def test_what_is_no_slap_is_refused():
    good = np.full((1500, 1600), 250, np.uint8)
    for image, ppi, count in (
        (good[:100], 500, 4), (good, 600, 4), (good, 500, 5), (good, 500, 0), (good.astype(np.float32), 500, 4),
        (np.dstack([good] * 3), 500, 4),
    ):  # fmt: skip
        with pytest.raises(BadImage):
            split(image, ppi, count)


def test_noise_crashes_nothing():
    noise = np.random.default_rng(2).integers(0, 256, (700, 900), np.uint8)
    try:
        result = split(noise, 500, 4)
    except NoFingerprint:
        return
    assert len(result.fingertips) <= 4
