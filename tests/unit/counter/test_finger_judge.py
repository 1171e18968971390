"""A print is judged once, ahead of time where it was begun, and never twice at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from drivers.finger.base import FingerFrame, ScannerInfo
from station.counter.finger_watch import AheadJudge

INFO = ScannerInfo("m", "s", "1-1", 1, 2, "", "d", True)


def frame() -> FingerFrame:
    raw = np.zeros((4, 4), np.uint8)
    return FingerFrame(raw, 500.0, raw, INFO, None, ())


@pytest.fixture
def judged() -> list[FingerFrame]:
    return []


@pytest.fixture
def go_on() -> threading.Event:
    """Judging takes until this is set."""
    return threading.Event()


@pytest.fixture
def done() -> threading.Event:
    """Set once a first picture is judged."""
    return threading.Event()


@pytest.fixture
def ahead(judged: list[FingerFrame], go_on: threading.Event, done: threading.Event) -> Iterator[AheadJudge[int]]:
    def judge(one: FingerFrame) -> int:
        assert go_on.wait(30)
        judged.append(one)
        done.set()
        return len(judged)

    made = AheadJudge(judge)
    try:
        yield made
    finally:
        go_on.set()
        made.close()


def test_what_was_begun_is_judged_ahead_of_time_and_not_again(ahead, judged, go_on, done):
    one = frame()
    go_on.set()
    ahead.begin(one)
    assert done.wait(30)
    assert ahead.of(one) == 1
    assert judged == [one]


def test_another_picture_than_the_one_begun_is_judged_itself(ahead, judged, go_on):
    first, second = frame(), frame()
    go_on.set()
    ahead.begin(first)
    assert ahead.of(second) == 2
    assert judged == [first, second]


def test_while_one_is_judged_no_other_is_begun(ahead, judged, go_on):
    first, second = frame(), frame()
    ahead.begin(first)
    ahead.begin(second)
    go_on.set()
    assert ahead.of(first) == 1
    ahead.close()
    assert judged == [first]


def test_what_the_judge_raises_comes_out(judged):
    def refuse(_: FingerFrame) -> int:
        raise ValueError("no")

    ahead = AheadJudge(refuse)
    one = frame()
    ahead.begin(one)
    with pytest.raises(ValueError, match="no"):
        ahead.of(one)
    ahead.close()
