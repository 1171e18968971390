"""The application of the station is the QApplication of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
