"""The demonstration's bar never widens the window: with large text it takes a second row."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station.ui import theme
from station.ui.application import Application
from station.ui.counter.demo_bar import DemoBar
from station.ui.theme import Look
from station.ui.widgets.page_area import PageArea
from station.ui.widgets.tour_bar import TourBar
from tests.screens.gallery import settle, window
from tests.screens.states import all_states

NAMES = ("QUIROGA PEÑA, José Ignacio", "EL HADDAOUI, Amina Zahra", "Putri Maharani")


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_bar_fits_the_smallest_screen_with_the_largest_text(app: Application, qtbot: QtBot, language: str):
    before = theme.look(), app.language
    app.set_language(language)
    try:
        for scale, rows in ((1.0, 1), (2.0, 2)):
            app.set_look(Look(scale=scale))
            host = QWidget()  # a window that asks for its height is none of this
            qtbot.addWidget(host)
            host.resize(1366, 768)
            bar = DemoBar(NAMES, parent=host)
            bar.show_coming(True)
            bar.resize(1366, 100)
            host.show()
            app.processEvents()
            assert bar.minimumSizeHint().width() <= 1366
            high = bar.heightForWidth(1366)
            assert (high > 1.6 * bar._scan.sizeHint().height() + 12) == (rows == 2)
            bar.resize(1366, high)
            app.processEvents()
            for part in (bar._bearer, bar._document, bar._scan, bar._comes):
                assert bar.rect().contains(part.geometry()), part
    finally:
        app.set_look(before[0])
        app.set_language(before[1])


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_tour_leaves_the_document_page_its_room(app: Application, language: str):
    """In its window at 1366 x 768: one line at the usual size of text, and nothing cut at twice that."""
    app.set_language(language)
    shell = window(next(s for s in all_states() if s.name == "document_read"), (1366, 768))
    tour = TourBar()
    shell.show_tools(DemoBar(NAMES))
    shell.show_under_banner(tour)
    tour.start()
    area = next(one for one in shell.findChildren(PageArea) if one.widget() is shell.page())
    for _ in tour.sentences():
        settle(app)
        assert area.verticalScrollBar().maximum() == 0
        assert tour._text.geometry().left() > tour._count.geometry().right()
        tour._go_on()
    app.set_look(Look(scale=2.0))
    tour.start()
    settle(app)
    inside = [one for one in (tour._count, tour._text, tour._next, tour._skip) if tour.rect().contains(one.geometry())]
    assert len(inside) == 4
    assert tour._text.height() >= tour._text.heightForWidth(tour._text.width())
    assert tour._text.geometry().top() >= tour._count.geometry().bottom()
    shell.close()
    app.set_language("en")
