"""The station without a mouse: the cursor is always somewhere, never on what ends a visit, and tab comes round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from station.ui.application import Application
from station.ui.shell import Shell
from tests.screens.gallery import poll, settle, swap, window
from tests.screens.states import Shown, collected

SIZE = (1280, 720)
STATES = collected()
PAGES = [list(states) for _page, states in groupby(STATES, key=lambda shown: shown.name.split("_")[0])]


@pytest.fixture
def shells(app: Application) -> Iterator[list[Shell]]:
    made: list[Shell] = []
    yield made
    for shell in made:
        shell.close()
        shell.deleteLater()
    settle(app)


def _shown(app: Application, shells: list[Shell], shown: Shown) -> Shell:
    shell = window(shown, SIZE)
    shells.append(shell)
    settle(app)
    poll(shell)
    return shell


def _lost(shell: Shell) -> str:
    """What is wrong with the place of the cursor; nothing if it is well."""
    focused = shell.focusWidget()
    if focused is None:
        return "nowhere"
    if not focused.isVisible() or not focused.isEnabled():
        return f"on a {type(focused).__name__} that cannot be used"
    if not focused.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return f"on a {type(focused).__name__} that the tab key does not reach"
    if isinstance(focused, QPushButton) and focused.property("kind") == "danger":
        return f"on {focused.text()!r}"
    return ""


@pytest.mark.parametrize("states", PAGES, ids=lambda states: states[0].name)
def test_the_cursor_is_never_lost_while_a_page_changes(app: Application, shells: list[Shell], states: list[Shown]):
    shell = _shown(app, shells, states[0])
    found = {states[0].name: _lost(shell)}
    page = shell.page()
    assert page is not None
    for shown in [*states[1:], *reversed(states[:-1])]:
        page.render_view(shown.state)
        settle(app)
        found[shown.name] = found.get(shown.name) or _lost(shell)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("shown", STATES, ids=lambda shown: shown.name)
def test_tab_comes_round_and_back(app: Application, shells: list[Shell], shown: Shown):
    shell = _shown(app, shells, shown)
    first = shell.focusWidget()
    assert first is not None
    seen: list[QWidget] = []
    for _press in range(120):
        now = shell.focusWidget()
        assert now is not None
        assert now.isVisible() and now.isEnabled()
        if now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert shell.focusWidget() is first
    if len(seen) > 1:
        QTest.keyClick(first, Qt.Key.Key_Backtab)
        assert shell.focusWidget() is seen[-1]


def test_the_cursor_is_not_lost_where_another_page_was_before(app: Application, shells: list[Shell]):
    """Pages on which nothing can be done yet, too: an area that scrolls until its page is laid out takes the cursor."""
    found = {}
    shell = _shown(app, shells, STATES[-1])
    for shown in [shown for shown in STATES if shown.name.startswith(("commission", "officers"))]:
        swap(shell, shown)
        settle(app)
        found[shown.name] = _lost(shell)
    assert {name: what for name, what in found.items() if what} == {}
