"""What is kept for a screen reader that knows no announcement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFrame, QListView, QScrollBar, QWidget

from station.ui import aloud
from station.ui.aloud import FEW_TIMES, Told
from station.ui.application import Application
from tests.screens.gallery import settle, window
from tests.screens.states import all_states

SOON, PATIENCE = 20, 10_000  # ms


class Reader:
    """Hears what appears; speaks it, or is behind and throws it away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.appeared: list[str] = []
        self.speaks = True
        monkeypatch.setattr(QAccessible, "updateAccessibility", self._hear)

    def _hear(self, event: QAccessibleEvent) -> None:
        thing = event.object()
        if event.type() != QAccessible.Event.ObjectShow or not isinstance(thing, Told):
            return
        found = QAccessible.queryAccessibleInterface(thing)
        assert found.role() is QAccessible.Role.Notification
        self.appeared.append(found.text(QAccessible.Text.Name))
        if self.speaks:
            found.relations()


@pytest.fixture()
def reader(app: Application, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(aloud, "GAP_MS", 1)
    return Reader(monkeypatch)


@pytest.fixture()
def told(reader: Reader) -> Told:
    window = QWidget()
    told = Told(window, again_ms=SOON)
    told.window_of_the_test = window  # type: ignore[attr-defined]  # or it goes
    return told


def waited(what: Callable[[], bool]) -> bool:
    """Whether it became so in time."""
    for _ in range(PATIENCE // SOON):
        if what():
            return True
        QTest.qWait(SOON // 4)
    return what()


def test_sentences_that_come_at_once_are_read_one_after_the_other(told: Told, reader: Reader):
    told.tell("Document and stay")
    assert reader.appeared == ["Document and stay"]
    for sentence in ("Captured", "Fingers", "Right index"):
        told.tell(sentence)
    told.tell("The scanner is gone", urgent=True)  # before what waits
    assert waited(lambda: len(reader.appeared) == 5)
    assert reader.appeared[1:] == ["The scanner is gone", "Captured", "Fingers", "Right index"]


def test_a_sentence_that_the_reader_threw_away_appears_again_before_the_next(told: Told, reader: Reader):
    told.tell("Visit")
    reader.speaks = False
    told.tell("Signing")
    told.tell("Visit closed")
    assert waited(lambda: len(reader.appeared) == 3)
    assert reader.appeared[1:] == ["Signing", "Signing"]
    reader.speaks = True
    assert waited(lambda: "Visit closed" in reader.appeared)
    assert set(reader.appeared[1:-1]) == {"Signing"}


def test_what_the_reader_still_asks_about_a_sentence_is_not_taken_for_the_next(told: Told, reader: Reader):
    told._gap.setInterval(5 * SOON)
    told.tell("Right index")  # spoken at once
    told.tell("Fingers")
    for _ in range(10):
        QAccessible.queryAccessibleInterface(told).relations()
        QTest.qWait(SOON)
        assert reader.appeared == ["Right index"]
    assert waited(lambda: reader.appeared == ["Right index", "Fingers"])


def test_where_nobody_reads_only_the_newest_waits_and_it_is_not_told_for_ever(told: Told, reader: Reader):
    reader.speaks = False
    for number in range(9):
        told.tell(f"Sentence {number}")
    assert waited(lambda: len(reader.appeared) == 2 * FEW_TIMES)
    QTest.qWait(3 * SOON)
    assert list(dict.fromkeys(reader.appeared)) == ["Sentence 0", "Sentence 8"]
    assert len(reader.appeared) == 2 * FEW_TIMES


def test_what_is_hidden_and_lists_that_are_as_before_tell_a_reader_nothing(app: Application):
    """Some hundred changes at once, and a reader throws sentences away."""
    shown = {one.name: one for one in all_states()}
    shells = [(name, window(shown[name], (1366, 768))) for name in ("document_read", "check_match", "decision_ready")]
    for name, shell in shells:
        page = shell.page()
        heard = Heard(page)
        app.installEventFilter(heard)
        for busy in (True, False):
            page.render_view(replace(page.state, busy=busy))
        app.removeEventFilter(heard)
        assert heard.hidden == set(), name
        assert heard.rows == 0, name
        shell.close()
        shell.deleteLater()
    settle(app)


class Heard(QObject):
    """Parts of a page that is shown which are hidden and told that they can be used, or no more."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.hidden: set[str] = set()
        self.rows = 0
        for box in page.findChildren(QComboBox):
            box.model().rowsInserted.connect(self._row)

    def _row(self) -> None:
        self.rows += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        inside = (QScrollBar, QListView)  # of a text or a combo box that is shown itself
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and not watched.isVisible():
            own = watched
            while own is not None and type(own) in (QWidget, QScrollBar, QListView, QFrame):
                own = own.parentWidget()
            if not isinstance(watched, inside) and own is not None and not own.isVisible():
                self.hidden.add(f"{type(own).__name__} {own.accessibleName()}")
        return False
