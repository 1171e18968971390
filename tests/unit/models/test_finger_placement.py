"""Guidance from the live picture: a print laid down wrongly gets the advice that mends it, a good one none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.finger.placement import Advice, Placement, advice, measure, steadiness, still
from models.synthesis.people import travellers

SIZE = (383, 349)  # the platen of a 4500 at 500 ppi


@pytest.fixture(scope="module")
def fingerprint() -> np.ndarray:
    """A fingertip of 230 square millimetres in the middle of the platen."""
    whole = travellers(1)[0].finger(2, 0)
    canvas = np.full(SIZE, 255, np.uint8)
    part = whole[: SIZE[0], : SIZE[1]]
    canvas[: part.shape[0], : part.shape[1]] = part
    inside = np.zeros(SIZE, np.uint8)
    cv2.ellipse(inside, (SIZE[1] // 2, SIZE[0] // 2), (130, 155), 0, 0, 360, 1, -1)
    return np.where(inside == 1, canvas, 255).astype(np.uint8)


def moved(picture: np.ndarray, right: float, down: float) -> np.ndarray:
    """By millimetres; what leaves the platen is cut off."""
    step = np.array([[1, 0, right / 25.4 * 500], [0, 1, down / 25.4 * 500]], np.float64)
    return cv2.warpAffine(picture, step, SIZE[::-1], borderValue=255)


def test_a_finger_in_the_middle_needs_no_advice(fingerprint):
    assert advice(measure(fingerprint)) is None


@pytest.mark.parametrize(
    ("right", "down", "expected"),
    [
        (9, 0, Advice.MOVE_LEFT),
        (-9, 0, Advice.MOVE_RIGHT),
        (0, 9, Advice.MOVE_FORWARD),
        (0, -9, Advice.MOVE_BACKWARD),
    ],
)
def test_a_finger_off_the_middle_is_told_where_to_go(fingerprint, right, down, expected):
    assert advice(measure(moved(fingerprint, right, down))) is expected


def test_the_measured_offset_is_the_planted_one_while_the_whole_finger_touches(fingerprint):
    base, shifted = measure(fingerprint), measure(moved(fingerprint, 1.5, -1.0))
    assert shifted.right - base.right == pytest.approx(1.5, abs=0.3)
    assert shifted.down - base.down == pytest.approx(-1.0, abs=0.3)


def test_a_finger_that_hardly_touches_shall_press_more(fingerprint):
    spot = np.zeros(SIZE, np.uint8)
    cv2.circle(spot, (SIZE[1] // 2, SIZE[0] // 2), 80, 1, -1)  # 52 square millimetres
    assert advice(measure(np.where(spot == 1, fingerprint, 255).astype(np.uint8))) is Advice.RAISE_PRESSURE


def test_a_pale_finger_shall_press_more_and_a_soaked_one_less(fingerprint):
    pale = cv2.subtract(np.full(SIZE, 255, np.uint8), ((255 - fingerprint.astype(int)) * 0.35).astype(np.uint8))
    assert advice(Placement(200.0, darkness=0.05)) is Advice.RAISE_PRESSURE
    assert measure(pale).darkness < measure(fingerprint).darkness
    soaked = np.where(fingerprint < 255, fingerprint // 4, 255).astype(np.uint8)
    assert advice(measure(soaked)) is Advice.REDUCE_PRESSURE


def test_an_empty_platen_and_dirt_are_no_finger():
    empty = np.full(SIZE, 250, np.uint8)
    assert advice(measure(empty)) is Advice.SEARCHING_FINGERS
    empty[100:132, 100:132] = 0
    assert advice(measure(empty)) is Advice.SEARCHING_FINGERS


@pytest.mark.parametrize(("shift", "resting"), [(0.0, True), (0.02, True), (0.25, False), (1.0, False)])
def test_a_finger_that_moves_is_noticed(fingerprint, shift, resting):
    noise = np.random.default_rng(1).normal(0, 6, SIZE)
    second = np.clip(moved(fingerprint, shift, shift) + noise, 0, 255).astype(np.uint8)
    assert still(fingerprint, second) is resting


def test_nothing_is_said_of_a_first_picture_or_of_two_sizes(fingerprint):
    assert not still(None, fingerprint)
    assert not still(fingerprint[:-2], fingerprint)
    assert steadiness(np.full(SIZE, 255, np.uint8), fingerprint) == pytest.approx(0, abs=1e-3)


def test_real_prints_of_an_optical_reader_need_no_advice(shared):
    """Fewer than one in fifty of the prints that were laid down as asked are sent away."""
    folder = shared / "data" / "fingerprints" / "uareu4000"
    files = sorted(folder.glob("*.png"))[::4]
    advised = [
        advice(measure(cv2.resize(cv2.imread(str(f), cv2.IMREAD_GRAYSCALE), None, fx=500 / 512, fy=500 / 512)))
        for f in files
    ]
    assert len(files) >= 50
    assert sum(a is not None for a in advised) <= len(files) // 50
