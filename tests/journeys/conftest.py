"""The window of a demonstration, and a counter with a central database: each as new for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from station.ui.application import Application
from tests.rig.counter import Rig, build
from tests.rig.window import Window


@pytest.fixture
def window(qtbot: QtBot, qapp: Application, tmp_path: Path) -> Iterator[Window]:
    opened = Window(qapp, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    built = build(tmp_path, serve=True)
    yield built
    built.close()
