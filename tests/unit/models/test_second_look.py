"""A reader that stands upside down and fingers in the wrong order are found, and impostors gain nothing by it."""

import math

import numpy as np
import pytest

from models import parameters as p
from models.finger.compare import FingerTemplate, compare, hull_area
from models.matching.calibration import Calibration
from models.matching.fuse import fuse, scored
from models.matching.second_look import exchanged, second_chance, turned
from models.types import Minutiae
from tests.unit.models.prints import moved, random_minutiae

CALIBRATION = Calibration.load()
FMR = 0.001
template = FingerTemplate.from_minutiae


def finger(number: int) -> Minutiae:
    return random_minutiae(1000 + number, 45, 400)


def given(number: int, turn: float = 0.05, seed: int = 3) -> FingerTemplate:
    return template(moved(finger(number), 4, -3, turn, jitter=1.5, seed=seed))


RECORD = {position: template(finger(position)) for position in (2, 3, 4, 5)}


def own(live: dict[int, FingerTemplate]) -> dict[int, object]:
    return {at: compare(live[at], RECORD[at]) for at in live if at in RECORD}


@pytest.mark.parametrize("degrees", [75, 80, 90, 100, 120, 150, 180, 210, 240, 270, 285])
def test_a_turn_between_a_right_angle_and_half_a_circle_is_found(degrees: int) -> None:
    """Nothing matched between 80 and 280 degrees."""
    found = turned({2: given(2, math.radians(degrees))}, RECORD, CALIBRATION, FMR)
    assert found is not None
    assert abs((found.degrees - degrees + 180) % 360 - 180) < 5


@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_whatever_the_turn_one_of_the_two_looks_matches(degrees: int) -> None:
    live = {2: given(2, math.radians(degrees))}
    first = fuse(None, scored({2: compare(live[2], RECORD[2])}, CALIBRATION), CALIBRATION)
    assert first.matches(FMR) or turned(live, RECORD, CALIBRATION, FMR) is not None


def test_the_usual_comparison_is_what_it_was() -> None:
    upside_down = compare(given(2, math.pi), RECORD[2]).score
    assert compare(given(2), RECORD[2]).score > 10 * upside_down


def test_the_second_look_is_paid_for() -> None:
    fused = fuse(None, scored({2: compare(given(2), RECORD[2])}, CALIBRATION), CALIBRATION)
    paid = second_chance(fused)
    assert paid.fmr == pytest.approx(min(1, fused.fmr * p.TURNED_ODDS))
    assert paid.llr == pytest.approx(fused.llr - math.log(p.TURNED_ODDS))


def test_strangers_do_not_match_the_other_way_round() -> None:
    live = [{2: given(number)} for number in range(20, 60)]
    assert [hand for hand in live if turned(hand, RECORD, CALIBRATION, FMR) is not None] == []


@pytest.mark.parametrize("order", [{2: 3, 3: 2}, {2: 5, 5: 2}, {2: 3, 3: 4, 4: 2}, {2: 3, 3: 2, 4: 5, 5: 4}], ids=str)
def test_fingers_in_the_wrong_order_are_named(order: dict[int, int]) -> None:
    live = {at: given(order.get(at, at)) for at in RECORD}
    assert exchanged(live, RECORD, own(live), CALIBRATION, FMR) == order


def test_the_left_hand_for_the_right_is_named() -> None:
    record = RECORD | {position: template(finger(position)) for position in (7, 8, 9, 10)}
    live = {at: given(at + 5) for at in (2, 3, 4, 5)}
    same = {at: compare(live[at], record[at]) for at in live}
    assert exchanged(live, record, same, CALIBRATION, FMR) == {2: 7, 3: 8, 4: 9, 5: 10}


def test_a_finger_that_is_not_on_record_at_its_place_is_looked_for_elsewhere() -> None:
    assert exchanged({7: given(2)}, RECORD, {}, CALIBRATION, FMR) == {7: 2}


def test_fingers_in_order_and_strangers_are_not_exchanged() -> None:
    right = {at: given(at) for at in RECORD}
    assert exchanged(right, RECORD, own(right), CALIBRATION, FMR) == {}
    for person in range(100, 140, 4):
        strange = {at: given(person + at) for at in RECORD}
        assert exchanged(strange, RECORD, own(strange), CALIBRATION, FMR) == {}


def test_one_finger_that_fits_elsewhere_does_not_make_a_stranger_known() -> None:
    live = {2: given(3), 3: given(203), 4: given(204), 5: given(205)}
    assert exchanged(live, RECORD, own(live), CALIBRATION, FMR) == {}


def test_a_part_of_a_finger_is_worth_less_and_too_little_nothing() -> None:
    whole = finger(2)
    piece = whole.take(np.flatnonzero((whole.x < 160) & (whole.y < 160)))
    live = template(moved(piece, 2, 1, 0.02, jitter=0.5))
    found = compare(live, RECORD[2])
    assert found.extents[0].cylinders == len(live.cylinders[0])
    assert found.extents[0].area == pytest.approx(hull_area(piece), rel=0.1)
    tiny = template(whole.take(np.arange(4)))
    assert scored({2: compare(tiny, RECORD[2])}, CALIBRATION) == {}
