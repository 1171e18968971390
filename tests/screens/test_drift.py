"""The drift of a reader as the technician sees it, and the file dialog of its certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from station.domain.calibration import PlatenState, Wear
from station.domain.desk import DriftLine, DriftView
from station.ui import theme
from station.ui.application import Application
from station.ui.bench.drift import DriftCard, DriftPlot
from station.ui.bench.technician import TechnicianScreen
from station.ui.keys import Act
from tests.screens.gallery import settle
from tests.screens.people import NOW
from tests.screens.shown import Nobody
from tests.screens.states import technician_states

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # a screen of memory cannot keep hints of window sizes

LAMP = DriftLine("lamp", (1.0, 0.9, 0.77), 1.0, 0.8, 1.2)
DRIFT = DriftView("S1", tuple(NOW + timedelta(days=30 * k) for k in range(3)), (LAMP,), Wear.REPLACE_SOON, 12.4)


def test_a_value_is_told_as_the_share_of_the_way_to_its_limit():
    assert [LAMP.used(v) for v in (1.0, 0.9, 0.8, 1.1, 1.2)] == pytest.approx([0.0, 0.5, 1.0, 0.5, 1.0])
    rise = DriftLine("dark_rise", (), 0.0, None, 3.0)
    assert [rise.used(v) for v in (-5.0, 0.0, 6.0)] == [0.0, 0.0, 2.0]


def _painted(drift: DriftView) -> QImage:
    plot = DriftPlot()
    plot.resize(460, plot.sizeHint().height())
    plot.translate()
    plot.show_drift(drift)
    return plot.grab().toImage()


def _rows_of(picture: QImage, area: QRect, token: str) -> tuple[int, int]:
    """First and last row of `area` that has the colour of `token`."""
    wanted = theme.look().color(token).rgb()
    rows = [
        y
        for y in range(area.top(), area.bottom())
        if any(picture.pixel(x, y) == wanted for x in range(area.left(), area.right()))
    ]
    return min(rows), max(rows)


def test_the_course_is_drawn_from_the_baseline_up_and_past_the_limit(app: Application):
    picture = _painted(DRIFT)
    plotted = QRect(50, 0, 280, picture.height() - 20)
    top, bottom = _rows_of(picture, plotted, "primary")
    limit, _ = _rows_of(picture, plotted, "bad")
    assert top < limit < bottom
    calm = replace(DRIFT, lines=(replace(LAMP, values=(1.0, 0.99, 1.0)),))
    assert _rows_of(_painted(calm), plotted, "primary")[0] > limit


@pytest.mark.parametrize(
    ("language", "wear", "words"),
    [
        ("en", Wear.TOO_FEW, "Too few calibrations to tell"),
        ("en", Wear.REPLACE_SOON, "Replace soon"),
        ("id", Wear.REPLACE_SOON, "Segera ganti"),
        ("id", Wear.TOO_FEW, "Kalibrasi terlalu sedikit untuk menilai"),
    ],
)
def test_the_card_says_in_words_how_it_stands(app: Application, language: str, wear: Wear, words: str):
    app.set_language(language)
    card = DriftCard()
    card.translate()
    card.show_drift(replace(DRIFT, wear=wear, platen=PlatenState.CLEAN))
    assert card.chip.text() == words
    assert card.plot.accessibleName() and card.plot.accessibleDescription().startswith(words)
    assert ("12" in card._told.text()) == (wear is Wear.REPLACE_SOON)  # the days that are left
    card.show_drift(None)
    assert card.isHidden()


@pytest.fixture
def screen(app: Application):
    shown = next(s for s in technician_states() if s.name == "technician_saved")
    made = TechnicianScreen()
    made.join(Nobody())
    made.translate()
    made.render_view(shown.state)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    settle(app)


def test_the_certificate_goes_to_the_file_of_the_dialog(screen: TechnicianScreen, app: Application):
    screen.act(Act.SAVE_CERTIFICATE)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None and dialog.isVisible()
    assert [name.rsplit("/", 1)[-1] for name in dialog.selectedFiles()] == ["C-2026-11-20.pdf"]
    dialog.fileSelected.emit("/somewhere/paper.pdf")
    assert screen.presenter.called == [("save_certificate", "/somewhere/paper.pdf")]


def test_the_dialog_goes_with_the_page(screen: TechnicianScreen, app: Application):
    screen.act(Act.SAVE_CERTIFICATE)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    screen.hide()
    assert not dialog.isVisible()


def test_a_dialog_that_was_closed_is_gone_and_the_page_can_be_left(screen: TechnicianScreen, app: Application):
    for _ in range(2):
        screen.act(Act.SAVE_CERTIFICATE)
        dialog = screen.findChild(QFileDialog)
        assert dialog is not None
        dialog.reject()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert screen.findChild(QFileDialog) is None
    screen.hide()
    screen.show()


def test_a_device_without_a_certificate_has_none_to_save(screen: TechnicianScreen):
    state = screen.state
    bare = tuple(replace(d, calibration=None) for d in state.devices)
    screen.render_view(replace(state, devices=bare))
    offered = {a.act: a.enabled for a in screen.chrome().actions}
    assert offered[Act.SAVE_CERTIFICATE] is False
    screen.act(Act.SAVE_CERTIFICATE)
    assert screen.findChild(QFileDialog) is None
