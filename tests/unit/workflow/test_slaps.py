"""Slaps: their order, what ends a task, and which attempt is the best (TR-03121-3-1 3.6.2, 3.13.2, 4.4.4.1.3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger
from station.domain.slaps import Slap
from station.workflow.slaps import FINGERS, SlapTask, asked_of, next_slap

INDEX, MIDDLE, RING, LITTLE = RIGHT_FOUR


def task(slap: Slap = Slap.RIGHT_FOUR, missing: tuple[Finger, ...] = (), limit: int = 3) -> SlapTask[str]:
    asked = asked_of(slap, missing)
    return SlapTask(slap, asked, dict.fromkeys(asked, 20), limit)


def hand(*scores: int) -> dict[Finger, int]:
    return dict(zip(RIGHT_FOUR, scores, strict=False))


def test_ten_fingers_come_in_the_order_four_four_two():
    done: list[Slap] = []
    while (slap := next_slap(done, (), ten=True)) is not None:
        done.append(slap)
    assert done == [Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS]


def test_one_hand_is_the_right_one_even_with_one_finger_and_the_left_one_only_without_it():
    assert next_slap((), (), ten=False) is Slap.RIGHT_FOUR
    assert next_slap((Slap.RIGHT_FOUR,), (), ten=False) is None
    assert next_slap((), RIGHT_FOUR[:3], ten=False) is Slap.RIGHT_FOUR
    assert next_slap((), RIGHT_FOUR, ten=False) is Slap.LEFT_FOUR
    assert next_slap((), (*RIGHT_FOUR, *LEFT_FOUR), ten=False) is None


@given(st.sets(st.sampled_from(list(Finger))))
def test_every_finger_that_is_there_is_asked_for_once_and_no_other(missing):
    done: list[Slap] = []
    asked: list[Finger] = []
    while (slap := next_slap(done, missing, ten=True)) is not None:
        done.append(slap)
        asked += asked_of(slap, missing)
    assert sorted(asked) == sorted(set(Finger) - missing)


def test_a_slap_ends_when_all_its_fingers_pass_or_the_third_attempt_is_used():
    one = task()
    one.add(hand(80, 80, 80, 19), "weak")
    assert not one.finished
    one.add(hand(30, 30, 30, 30), "good")
    assert one.finished and one.sufficient
    other = task()
    for number in range(3):
        other.add(hand(80, 80, 80, 19), str(number))
    assert other.finished and not other.sufficient


def test_a_finger_that_did_not_come_or_failed_does_not_pass():
    one = task()
    one.add(hand(80, 80, 80), "three")
    one.add(hand(80, 80, 80, 255), "failed")
    assert not one.sufficient
    missing = task(missing=(LITTLE,))
    missing.add(hand(80, 80, 80), "three of three")
    assert missing.sufficient


def test_the_best_is_told_by_index_then_middle_then_ring_then_little():
    one = task()
    one.add(hand(10, 99, 99, 99), "weak index")
    one.add(hand(15, 10, 90, 90), "weak middle")
    one.add(hand(15, 15, 5, 5), "best")
    assert one.best().capture == "best"


def test_a_failure_ranks_below_every_score_and_an_absent_finger_below_that():
    one = task()
    one.add(hand(10, 10, 10), "absent")
    one.add(hand(10, 10, 10, 255), "failed")
    one.add(hand(10, 10, 9, 90), "lower ring")
    assert one.best().capture == "failed"


def test_the_latest_of_equals_is_taken_and_thumbs_are_ranked_right_then_left():
    one = task()
    for name in "abc":
        one.add(hand(10, 10, 10, 10), name)
    assert one.best().capture == "c"
    assert FINGERS[Slap.THUMBS] == (Finger.RIGHT_THUMB, Finger.LEFT_THUMB)


def test_a_slap_that_passed_is_taken_although_another_one_has_the_better_index():
    one = task()
    one.add(hand(90, 90, 90, 5), "one weak")
    one.add(hand(25, 25, 25, 25), "all pass")
    assert one.best().capture == "all pass"


@given(st.lists(st.tuples(*[st.integers(0, 100) | st.just(255)] * 4), min_size=1, max_size=3))
def test_the_best_is_one_of_the_attempts_and_never_put_together(scores):
    one = task(limit=9)
    for number, row in enumerate(scores):
        one.add(hand(*row), str(number))
    best = one.best()
    assert tuple(best.scores[f] for f in RIGHT_FOUR) == scores[int(best.capture)]


def test_recapture_begins_at_the_first_attempt():
    one = task()
    one.add(hand(1, 1, 1, 1), "x")
    one.restart()
    assert one.best() is None and not one.finished
    assert one.add(hand(1, 1, 1, 1), "y").number == 1
