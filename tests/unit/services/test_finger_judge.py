"""A print is judged once, ahead of time where it was begun, and never twice at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from drivers.finger.base import FingerFrame, ScannerInfo
from station.services.finger_judge import AheadJudge

INFO = ScannerInfo("m", "s", "1-1", 1, 2, "", "d", True)


def frame() -> FingerFrame:
    raw = np.zeros((4, 4), np.uint8)
    return FingerFrame(raw, 500.0, raw, INFO, None, ())


@pytest.fixture
def judged() -> list[FingerFrame]:
    return []


@pytest.fixture
def ahead(judged: list[FingerFrame]) -> Iterator[AheadJudge[int]]:
    def judge(one: FingerFrame) -> int:
        time.sleep(0.1)
        judged.append(one)
        return len(judged)

    made = AheadJudge(judge)
    yield made
    made.close()


def test_what_was_begun_is_not_judged_again(ahead, judged):
    one = frame()
    ahead.begin(one)
    started = time.monotonic()
    time.sleep(0.08)
    assert ahead.of(one) == 1
    assert time.monotonic() - started < 0.17
    assert judged == [one]


def test_another_picture_than_the_one_begun_is_judged_itself(ahead, judged):
    first, second = frame(), frame()
    ahead.begin(first)
    assert ahead.of(second) == 2
    assert judged == [first, second]


def test_while_one_is_judged_no_other_is_begun(ahead, judged):
    first, second = frame(), frame()
    ahead.begin(first)
    ahead.begin(second)
    assert ahead.of(first) == 1
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
    assert not [t for t in threading.enumerate() if t.name.startswith("finger-judge")]
