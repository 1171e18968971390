"""Cycles that hold Qt objects are taken apart in the GUI thread, whichever thread made the garbage due."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from station.ui.application import Application
from station.ui.collector import GuiCollector


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
