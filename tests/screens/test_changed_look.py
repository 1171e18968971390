"""What was folded, on another tab or not there while theme or text size changed looks as on a page that was made so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton

from station.ui.application import Application
from station.ui.review.evidence_parts import FACE
from station.ui.review.supervisor import SupervisorScreen
from station.ui.shell import Shell
from station.ui.theme import CONTRAST, DARK, LIGHT, Look
from station.ui.widgets.page_area import ScrollArea
from tests.screens.gallery import poll, settle, window
from tests.screens.states import all_states

USUAL, CHANGED = Look(LIGHT), Look(DARK, 1.2)
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def made(app: Application, name: str) -> Shell:
    shell = window(next(s for s in all_states() if s.name == name), (1366, 768))
    settle(app)
    return shell


def painted(app: Application, shell: Shell) -> QImage:
    """The page alone: the list beside it may have been scrolled by a pixel."""
    settle(app)
    poll(shell)
    settle(app)
    page = shell.page()
    assert page is not None
    return page.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def fold_out_words(shell: Shell) -> None:
    page = shell.page()
    assert isinstance(page, SupervisorScreen)
    page.odds.more.setChecked(True)
    area = next(a for a in page.findChildren(ScrollArea) if a.isAncestorOf(page.odds.more))
    area.ensureWidgetVisible(page.odds.more, 0, area.height())


def look_at_the_face(shell: Shell) -> None:
    page = shell.page()
    assert isinstance(page, SupervisorScreen)
    page.render_view(replace(page.state, part=FACE))


def unfold_everything(shell: Shell) -> None:
    page = shell.page()
    assert page is not None
    for one in page.findChildren(QAbstractButton):
        if one.isCheckable() and one.property("kind") == "quiet" and one.isVisible() and not one.isChecked():
            one.setChecked(True)


def turns_to(name: str) -> Callable[[Shell], None]:
    def turn(shell: Shell) -> None:
        page = shell.page()
        assert page is not None
        page.render_view(next(s for s in all_states() if s.name == name).state)

    return turn


OPENED: dict[str, tuple[str, Callable[[Shell], None]]] = {
    "words for odds": ("supervisor_case", fold_out_words),
    "features of the face": ("supervisor_case", look_at_the_face),
    "the first case": ("supervisor_empty", turns_to("supervisor_chip")),
    "checks of a decision": ("decision_ready", unfold_everything),
    "a chip": ("document_empty", turns_to("document_chip_clone")),
    "a case at the check": ("check_comparing", turns_to("check_case")),
    "a device's test": ("technician_card", turns_to("technician_result")),
    "the self-test of commissioning": ("commission_opening", turns_to("commission_self_test")),
}


@pytest.mark.parametrize("what", OPENED)
def test_what_is_opened_after_a_change_of_look_is_as_if_it_had_always_had_it(app: Application, what: str):
    name, opened = OPENED[what]
    app.setCursorFlashTime(0)  # a blink is no difference
    app.set_look(USUAL)
    changed = made(app, name)
    app.set_look(Look(CONTRAST, 0.9))
    settle(app)
    app.set_look(CHANGED)
    settle(app)
    before = painted(app, changed)
    opened(changed)
    seen = painted(app, changed)
    changed.close()
    fresh = made(app, name)
    opened(fresh)
    assert seen == painted(app, fresh), differing(seen, painted(app, fresh))
    fresh.close()
    assert seen != before  # there was something to open


def differing(one: QImage, other: QImage) -> str:
    if one.size() != other.size():
        return f"{one.size().toTuple()} and {other.size().toTuple()}"
    places = [
        (x, y)
        for y in range(0, one.height(), 2)
        for x in range(0, one.width(), 2)
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    if not places:
        return "between the pixels that were looked at"
    across, down = [x for x, _ in places], [y for _, y in places]
    return f"{len(places)} pixels from {min(across), min(down)} to {max(across), max(down)}"
