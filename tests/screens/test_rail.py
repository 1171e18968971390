"""The panel beside the counter's pages: whose visit, how far, and what must not be overlooked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from station.ui.application import Application
from station.ui.widgets.basics import Notice
from station.ui.widgets.rail import Rail, RailState, TravellerState
from station.workflow.counter import Step
from tests.screens.gallery import settle
from tests.screens.people import DOCUMENT

LONG = ("face_veto", "inspected", "resumed")


@pytest.fixture
def rail(app: Application) -> Iterator[Rail]:
    box = QWidget()
    box.resize(220, 720)
    made = Rail(box)
    made.show_narrow(True)
    made.render_rail(RailState(Step.CHECK))
    made.setGeometry(0, 0, 200, 700)
    box.show()
    yield made
    box.close()
    box.deleteLater()
    settle(app)


def told(rail: Rail) -> list[tuple[str, str]]:
    return [(n.property("role"), n.text.text()) for n in rail.told if n.isVisible()]


@pytest.mark.parametrize(
    ("agrees", "chip"), [(None, ("info", "On record")), (True, ("ok", "On record")), (False, ("off", ""))]
)
def test_on_record_is_green_only_for_a_traveller_who_agrees_with_that_record(rail: Rail, agrees, chip):
    rail.render_traveller(TravellerState(DOCUMENT, False, (), agrees))
    assert (rail.known.property("chip"), rail.known.text()) == chip
    assert told(rail) == ([("notice-bad", "Does not agree with the record")] if agrees is False else [])


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_long_warning_is_never_cut(rail: Rail, app: Application, language: str):
    app.set_language(language)
    try:
        rail.render_traveller(TravellerState(DOCUMENT, False, LONG, False))
        settle(app)
        shown: list[Notice] = [n for n in rail.told if n.isVisible()]
        assert len(shown) == 3 and rail._more.isVisible() and "1" in rail._more.text()
        for notice in shown:
            text = notice.text
            assert notice.geometry().right() < rail.width()
            needed = text.heightForWidth(text.width())
            assert text.height() >= needed > 0, text.text()
    finally:
        app.set_language("en")
