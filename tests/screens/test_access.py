"""Every page in every state with text of twice the size, in both languages, in a window of 1366 x 768: every pair of
parts, and every text. `python -m tests.access` looks at more sizes, at pixels and at the tab key."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from station.ui import theme
from station.ui.application import Application
from station.ui.theme import CONTRAST, THEMES, Look
from station.ui.widgets.page_area import PageArea
from tests import access
from tests.screens.gallery import settle, swap, window
from tests.screens.states import all_states

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # small windows of a layout have a least size


def test_nothing_overlaps_and_no_text_is_cut_at_twice_the_size(app: Application):
    report = access.look_at(app, all_states(), scale=2.0, pixels=False, keyboard=False)
    assert report.controls > 1000
    assert {key: what for key, what in report.found.items() if what} == {}


# a chip that must be read, a permit, a question about a visa, a case with somebody listed
FULL = ("document_chip_", "document_permit", "document_photographed", "document_by_hand", "check_c", "check_ruled")


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_must_be_answered_is_seen_without_scrolling(app: Application, language: str):
    """At 1366 x 768 and the usual size of text."""
    app.set_language(language)
    scrolls, shell = {}, None
    for shown in all_states():
        if not shown.name.startswith(FULL):
            continue
        shell = window(shown, access.SIZE) if shell is None else swap(shell, shown)
        settle(app)
        page = shell.page()
        area = next(a for a in shell.findChildren(PageArea) if a.widget() is page)
        if hidden := area.verticalScrollBar().maximum():
            scrolls[shown.name] = hidden
    assert shell is not None
    shell.close()
    shell.deleteLater()
    assert scrolls == {}


@pytest.fixture
def box(app: Application) -> QWidget:
    """A window with a field and two buttons that stand where they should."""
    window = QWidget()
    window.resize(400, 100)
    row = QHBoxLayout(window)
    for part in (QLineEdit(), QPushButton("First"), QPushButton("Second")):
        row.addWidget(part)
    window.findChild(QLineEdit).setAccessibleName("Name")
    window.show()
    settle(app)
    return window


def test_what_is_well_is_not_reported(box: QWidget):
    assert (
        access.overlaps(box) == access.clipped(box) == access.without_name(box) == access.targets_too_small(box) == []
    )


def test_parts_that_lie_on_each_other_are_found(box: QWidget):
    first, second = box.findChildren(QPushButton)
    second.move(first.pos().x() + 5, first.pos().y())
    assert len(access.overlaps(box)) == 1 and "First" in access.overlaps(box)[0]


def test_a_text_without_room_and_a_control_without_a_name_are_found(box: QWidget):
    box.findChildren(QPushButton)[0].resize(20, 20)
    box.findChild(QLineEdit).setAccessibleName("")
    assert ["First" in one for one in access.clipped(box)] == [True]
    assert len(access.without_name(box)) == 1 and len(access.targets_too_small(box)) == 1


@pytest.mark.parametrize("pair", [("#777777", "#ffffff"), ("#000000", "#ffffff"), ("#8fd3ff", "#000000")])
def test_contrast_is_read_from_pixels(app: Application, pair: tuple[str, str]):
    text = QLabel("Kebangsaan, masa berlaku")
    text.setStyleSheet(f"color: {pair[0]}; background: {pair[1]}; font-size: 20px;")
    text.show()
    settle(app)
    assert access.text_contrast(access.picture(text)) == pytest.approx(theme.contrast(*pair), rel=0.04)
    text.close()


def test_the_colours_of_every_theme_hold_on_a_rendered_page(app: Application):
    shown = [s for s in all_states() if s.name == "document_wrong"]
    report = access.look_at(app, shown, scale=1.0, languages=("en",), themes=tuple(THEMES), keyboard=True)
    assert report.found["contrast_failures"] == [] and report.found["key_traps"] == []
    app.set_look(Look(CONTRAST))
    assert np.ptp(access.luminance(np.array([[0, 0, 0], [255, 255, 255]]))) == pytest.approx(1.0)
