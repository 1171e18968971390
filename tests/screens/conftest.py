"""The application of the station is the QApplication of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from station.ui import theme
from station.ui.application import Application
from station.ui.theme import Look


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


@pytest.fixture
def app(qapp: Application) -> Iterator[Application]:
    """The application in English and light, whatever the test before did."""
    qapp.set_language("en")
    if theme.look() != Look():
        qapp.set_look(Look())
    yield qapp
