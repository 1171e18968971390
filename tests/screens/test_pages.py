"""Every page in every state and both languages, in a small window too: nothing clipped, all named, all reachable."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QTableWidget,
    QWidget,
)  # fmt: skip

import resources
from station.ui.application import Application
from station.ui.counter.hands import Hands
from station.ui.keys import EVERYWHERE, KEYS, Act
from station.ui.shell import Shell
from station.ui.widgets.images import ImageView
from station.ui.widgets.scale import ScoreScale
from tests.screens.gallery import poll, settle, window
from tests.screens.states import Shown, collected

SIZES = ((1024, 700), (1280, 720))
INPUTS = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QTableWidget)
STATES = collected()
ENGLISH: dict[str, set[str]] = {}
"""Every English text of the station with the Indonesian ones that stand for it."""
for _message in ElementTree.parse(resources.path("i18n/station_id.ts")).getroot().iter("message"):  # noqa: S314  our own file
    ENGLISH.setdefault(_message.findtext("source", ""), set()).add(_message.findtext("translation", ""))


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture(params=STATES, ids=lambda s: s.name)
def shell(request: pytest.FixtureRequest, app: Application, size: tuple[int, int]) -> Iterator[Shell]:
    shown: Shown = request.param
    made = window(shown, size)
    settle(app)
    poll(made)
    settle(app)
    yield made
    made.close()
    made.deleteLater()
    settle(app)


def _where(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__}({text[:50]!r})"


def _inside(widget: QWidget, shell: Shell) -> bool:
    """Whether the whole widget lies inside every parent; a scroll area may hide parts of what it scrolls."""
    area = QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and parent is not shell:
        scrolled = parent.parentWidget()  # `parent` may be the viewport of a scroll area
        if not QRect(parent.mapTo(shell, QPoint(0, 0)), parent.size()).contains(area):
            if not isinstance(scrolled, QScrollArea) or parent is not scrolled.viewport():
                return False
            return scrolled.focusPolicy() != Qt.FocusPolicy.NoFocus and area.width() <= parent.width()
        parent = parent.parentWidget()
    return shell.rect().contains(area)


def _fits(widget: QWidget) -> bool:
    """Whether the text has the room that it asks for (one pixel of rounding is allowed)."""
    if isinstance(widget, QLabel):
        if not widget.text():
            return True
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height() + 1
        return widget.sizeHint().width() <= widget.width() + 1 and widget.sizeHint().height() <= widget.height() + 1
    if isinstance(widget, QAbstractButton):
        hint = widget.sizeHint()
        return hint.width() <= widget.width() + 1 and hint.height() <= widget.height() + 1
    return True


def _clipped(shell: Shell) -> list[str]:
    looked_at = [w for w in shell.findChildren(QWidget) if w.isVisible() and isinstance(w, QLabel | QAbstractButton)]
    assert looked_at
    found = [f"clipped {_where(w)}" for w in looked_at if not _fits(w)]
    found += [f"outside {_where(w)}" for w in looked_at if not _inside(w, shell)]
    for table in shell.findChildren(QTableWidget):
        if table.isVisible():
            shown = [c for c in range(table.columnCount()) if not table.isColumnHidden(c)]
            if sum(table.columnWidth(c) for c in shown) > table.viewport().width() + 1:
                found.append(f"columns beyond {table.accessibleName()!r}")
            narrow = [c for c in shown if table.sizeHintForColumn(c) > table.columnWidth(c) + 1]
            low = [r for r in range(table.rowCount()) if table.sizeHintForRow(r) > table.rowHeight(r)]
            if narrow and (low or not table.wordWrap()):
                found.append(f"clipped columns {narrow} of {table.accessibleName()!r}")
    return found


def _spoken(part: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What a screen reader walks through."""
    if part.state().invisible:
        return
    yield part
    for index in range(part.childCount()):
        child = part.child(index)
        if child is not None and child.isValid():
            yield from _spoken(child)


def _unspoken(shell: Shell, language: str) -> list[str]:
    """What a screen reader has no word for, or in Indonesian an English one."""
    found = []
    for part in _spoken(QAccessible.queryAccessibleInterface(shell)):
        name = part.text(QAccessible.Text.Name).strip()
        if not name and part.state().focusable:
            found.append(f"no name: {part.role()}")
        said = name, part.text(QAccessible.Text.Description).strip()
        found += [f"English: {text}" for text in said if language == "id" and text not in ENGLISH.get(text, {text})]
    return found


def _nameless(shell: Shell) -> list[str]:
    """Inputs and pictures that a screen reader could not announce."""
    found = []
    for widget in shell.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName() == "qt_spinbox_lineedit":
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        named = bool((widget.accessibleName() or text).strip())
        if isinstance(widget, ImageView | ScoreScale | Hands) and not named:
            found.append(_where(widget))
        if isinstance(widget, INPUTS) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not named:
            found.append(_where(widget))
    return found


def _unreached(shell: Shell) -> list[str]:
    """Inputs that the tab key never comes to."""
    chain, current = set(), shell.nextInFocusChain()
    while current is not None and current is not shell and current not in chain:
        chain.add(current)
        current = current.nextInFocusChain()
    inputs = [w for w in shell.findChildren(QWidget) if isinstance(w, INPUTS) and w.isVisible() and w.isEnabled()]
    by_tab = [w for w in inputs if w in chain and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [_where(w) for w in inputs if w not in by_tab and w.objectName() != "qt_spinbox_lineedit"]


def test_a_page_is_whole_in_both_languages(shell: Shell, app: Application):
    for language in ("en", "id"):
        app.set_language(language)
        settle(app)
        settle(app)  # a scroll bar that comes or goes lays its page out once more
        assert (language, _clipped(shell), _nameless(shell), _unreached(shell)) == (language, [], [], [])
        assert (language, _unspoken(shell, language)) == (language, [])  # what scrolls depends on the size
        page = shell.page()
        assert page is not None
        chrome = page.chrome()
        acts = [a.act for a in chrome.actions]
        assert len(acts) == len(set(acts))
        assert not set(acts) & set(EVERYWHERE)
        assert set(acts) <= set(KEYS)
        assert sum(1 for a in chrome.actions if a.kind == "primary") <= 1


DECIDES = ("check_match", "check_first", "check_inspect", "check_overdue", "check_case", "check_ruled", "decision_half")


@pytest.mark.parametrize("shown", [s for s in STATES if s.name in DECIDES], ids=lambda s: s.name)
def test_what_decides_is_seen_without_scrolling_in_a_common_window(app: Application, shown: Shown):
    made = window(shown, (1366, 768))
    for language in ("en", "id"):
        app.set_language(language)
        settle(app)
        area = made._stack.currentWidget()
        assert isinstance(area, QScrollArea)
        assert (language, area.verticalScrollBar().maximum()) == (language, 0)
    made.close()
    made.deleteLater()
    settle(app)


def test_the_keys_have_a_name_where_they_scroll(app: Application):
    made = window(next(shown for shown in STATES if shown.name == "check_match"), SIZES[0])
    made._act(Act.HELP)
    settle(app)
    assert made._help_area.focusPolicy() != Qt.FocusPolicy.NoFocus
    assert _unspoken(made, "en") == []
    made.close()
    made.deleteLater()
    settle(app)
