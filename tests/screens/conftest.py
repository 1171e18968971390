"""The application of the station is the QApplication of these tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import Look
from tests.screens import people
from tests.screens.gallery import settle


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


@pytest.fixture(autouse=True, scope="session")
def _pictures_are_painted() -> None:
    people.paint()


@pytest.fixture(autouse=True)
def _windows_die_between_tests(qapp: Application) -> Iterator[None]:
    """Dozens of windows live and die in this process, a station has one. The garbage collector must not take one apart
    while Qt walks through its children, so it rests during a test and works after it."""
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    gc.collect()
    gc.enable()


@pytest.fixture
def app(qapp: Application) -> Iterator[Application]:
    """The application in English and light, whatever the test before did."""
    qapp.set_language("en")
    qapp.set_look(Look())
    yield qapp


@pytest.fixture
def shell(app: Application) -> Iterator[Shell]:
    """An empty window of a small office's monitor."""
    made = Shell()
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    settle(app)
