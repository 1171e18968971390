"""Who works without keys, mouse and touch is there; a page that shows something by itself is nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QWidget

from station.ui.application import Application
from station.ui.page import Chrome, Page
from station.ui.presence import Presence


class Form(Page[int, Any]):
    def __init__(self) -> None:
        super().__init__()
        self.go, self.agreed = QPushButton("Go", self), QCheckBox("Agreed", self)
        self.name, self.note, self.shown = QLineEdit(self), QPlainTextEdit(self), QLineEdit(self)
        self.shown.setReadOnly(True)
        self.why, self.rows = QComboBox(self), QListWidget(self)
        self.why.addItems(["one", "two", "three"])
        self.rows.addItems(["one", "two", "three"])

    def paint_state(self, state: int) -> None:
        self.agreed.setChecked(not self.agreed.isChecked())
        for field in (self.name, self.note, self.shown):
            (field.setPlainText if isinstance(field, QPlainTextEdit) else field.setText)(str(state))
        self.why.setCurrentIndex(state % 3)
        self.rows.setCurrentRow(state % 3)

    def chrome(self) -> Chrome:
        return Chrome("")


@pytest.fixture()
def form(app: Application) -> Form:
    return Form()


@pytest.fixture()
def acts(form: Form) -> list[int]:
    found: list[int] = []
    presence = Presence(lambda: found.append(1), form)
    presence.watch_all(form)
    presence.watch_all(form)  # what is polished again
    form.render_view(0)
    assert found == []
    return found


def action(widget: QWidget, name: str) -> None:
    """As the bus does it."""
    found = QAccessible.queryAccessibleInterface(widget).actionInterface()
    assert name in found.actionNames()
    found.doAction(name)


def text(widget: QWidget, written: str) -> None:
    found = QAccessible.queryAccessibleInterface(widget)
    found.editableTextInterface().replaceText(0, found.textInterface().characterCount(), written)


@pytest.mark.parametrize(
    "act",
    [
        lambda form: action(form.go, "Press"),
        lambda form: action(form.agreed, "Toggle"),
        lambda form: text(form.name, "Siti"),
        lambda form: text(form.note, "Looked at the face"),
        lambda form: form.why.setCurrentIndex(2),
        lambda form: form.rows.setCurrentRow(2),
    ],
    ids=["press", "toggle", "write a line", "write a note", "choose", "choose a row"],
)
def test_what_is_done_through_the_bus_is_a_sign_of_somebody(form: Form, acts: list[int], act: Callable[[Form], None]):
    act(form)
    QTest.qWait(150)  # a button that is pressed so stays down for a moment
    assert acts


def test_what_a_page_shows_by_itself_is_none(form: Form, acts: list[int]):
    for state in range(1, 9):
        form.render_view(state)
    form.redo()
    form.shown.setText("whatever is only read")
    assert acts == []
