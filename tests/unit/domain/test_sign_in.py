from __future__ import annotations

from datetime import timedelta

import pytest

from station.domain.sign_in import IdleLock, IdleState, SignInRules

RULES = SignInRules(idle_after=timedelta(seconds=100), countdown=timedelta(seconds=20))


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (500, 3600)]
)
def test_the_delay_grows_with_every_wrong_attempt(failures, seconds):
    assert SignInRules().delay(failures) == timedelta(seconds=seconds)


def test_an_idle_counter_warns_and_then_locks():
    lock = IdleLock(RULES, 1000.0)
    assert lock.state(1099.0) == (IdleState.ACTIVE, 1.0)
    assert lock.state(1105.0) == (IdleState.COUNTDOWN, 15.0)
    assert lock.state(1120.0) == (IdleState.LOCKED, 0.0)


def test_a_touch_during_the_countdown_keeps_it_open():
    lock = IdleLock(RULES, 0.0)
    lock.touch(110.0)
    assert lock.state(205.0)[0] is IdleState.ACTIVE


def test_a_touch_does_not_open_a_closed_lock():
    lock = IdleLock(RULES, 0.0)
    lock.touch(500.0)  # the timer did not run in between
    assert lock.state(501.0)[0] is IdleState.LOCKED
    lock.touch(502.0)
    assert lock.state(503.0)[0] is IdleState.LOCKED
    lock.unlock(504.0)
    assert lock.state(505.0)[0] is IdleState.ACTIVE
    lock.lock()
    assert lock.state(505.0)[0] is IdleState.LOCKED
