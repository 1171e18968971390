"""Cycles that hold Qt objects are taken apart in the GUI thread, whichever thread made the garbage due."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from station.ui.application import Application
from station.ui.collector import PATIENCE, GuiCollector


class Knot(QWidget):
    """A widget that holds itself, and says in which thread it ended."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.itself = self
        self._ended = ended

    def __del__(self) -> None:
        self._ended.append(threading.get_ident())


@pytest.fixture
def collector(qapp: Application) -> Iterator[GuiCollector]:
    gc.enable()  # as it is in a program; tests of this folder rest it
    running = GuiCollector()
    yield running
    running.stop()


def litter() -> None:
    """Cycles enough to make a collection due, left by another thread."""

    def work() -> None:
        for _ in range(20_000):
            knot: list[object] = []
            knot.append(knot)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_widget_in_a_cycle_ends_in_the_gui_thread(collector: GuiCollector) -> None:
    ended: list[int] = []
    Knot(ended)
    litter()
    assert ended == [], "no other thread took it apart"
    collector.look()
    assert ended == [threading.get_ident()]


def test_the_timer_looks_by_itself(collector: GuiCollector, qtbot) -> None:
    ended: list[int] = []
    Knot(ended)
    litter()
    qtbot.waitUntil(lambda: bool(ended), timeout=30_000)


def test_afterwards_the_interpreter_collects_again(qapp: Application) -> None:
    before = gc.get_freeze_count()
    GuiCollector().stop()
    assert gc.isenabled() and gc.get_freeze_count() <= before


def test_what_a_station_is_made_of_is_walked_through_once_when_it_has_opened(collector: GuiCollector):
    collector.opened = lambda: False
    collector.look()
    before = gc.get_freeze_count()
    collector.opened = lambda: True
    collector.look()
    assert gc.get_freeze_count() > before
    alive = gc.get_freeze_count()
    modules = [id(one) for one in gc.get_objects()]
    assert len(modules) < alive / 10, "hardly anything is left that a later look would walk through"


def test_everything_is_collected_in_a_pause_only_and_not_put_off_for_ever(
    collector: GuiCollector, monkeypatch: pytest.MonkeyPatch
):
    collector.look()
    done: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (701, 11, 11))
    monkeypatch.setattr(gc, "collect", lambda generation=2: done.append(generation))
    collector.at_rest = lambda: False
    collector.look()
    assert done == [1], "somebody is at work"
    collector.at_rest = lambda: True
    collector.look()
    assert done == [1, 2]
    collector.at_rest = lambda: False
    for _ in range(PATIENCE + 1):
        collector.look()
    assert done == [1, 2, *[1] * PATIENCE, 2]
