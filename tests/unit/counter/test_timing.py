import threading

import pytest

from station.counter.timing import Stopwatch


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_waiting_for_a_device_is_taken_out_of_the_step_around_it():
    clock = Clock()
    watch = Stopwatch(clock)
    with watch.step("face"):
        clock.now += 1.0
        with watch.waiting():
            clock.now += 5.0
        clock.now += 0.5
    assert watch.take() == {"face": 1.5}


def test_taking_the_seconds_starts_again_and_a_failed_step_counts_too():
    clock = Clock()
    watch = Stopwatch(clock)
    with pytest.raises(ValueError), watch.step("check"):
        clock.now += 2.0
        raise ValueError
    assert watch.take() == {"check": 2.0}
    assert watch.take() == {}


def test_the_background_waits_while_a_step_computes_and_not_while_it_waits_for_a_device():
    watch = Stopwatch()
    went: list[str] = []

    def background() -> None:
        watch.wait_until_idle(60.0)
        went.append("while the device is waited for")

    with watch.step("fingers"):
        helper = threading.Thread(target=background)
        helper.start()
        helper.join(0.1)
        assert not went
        with watch.waiting():
            helper.join(60.0)
    assert went


def test_the_background_goes_on_after_its_longest_wait():
    watch = Stopwatch()
    with watch.step("check"):
        watch.wait_until_idle(0.01)  # returns, though the step still computes
    watch.wait_until_idle(20.0)


def test_a_step_within_a_step_counts_once_and_so_does_one_within_a_wait():
    clock = Clock()
    watch = Stopwatch(clock)
    with watch.step("fingers"):
        clock.now += 1.0
        with watch.step("keep"):
            clock.now += 0.25
        with watch.waiting():
            clock.now += 3.0
            with watch.step("keep"):
                clock.now += 0.5
        clock.now += 1.0
    assert watch.take() == {"fingers": 2.0, "keep": 0.75}


def test_the_background_gives_way_to_what_is_computed_beside_a_step():
    watch = Stopwatch()
    idle = threading.Event()

    def go() -> None:
        watch.wait_until_idle(60)
        idle.set()

    with watch.beside():
        thread = threading.Thread(target=go)
        thread.start()
        assert not idle.wait(0.1)
    assert idle.wait(30)
    thread.join()
    assert watch.take() == {}
