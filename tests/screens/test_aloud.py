"""What is kept for a screen reader that knows no announcement."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from station.ui import aloud
from station.ui.aloud import MOST_TIMES, Told
from station.ui.application import Application

SOON = 20  # ms


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
def told(app: Application) -> Told:
    window = QWidget()
    told = Told(window, again_ms=SOON)
    told.window_of_the_test = window  # type: ignore[attr-defined]  # or it goes
    return told


def test_sentences_that_come_at_once_are_read_one_after_the_other(told: Told, reader: Reader):
    told.tell("Where are you?")
    QTest.qWait(3 * SOON)
    reader.appeared.clear()
    for sentence in ("Captured", "Fingers", "Right index"):
        told.tell(sentence)
    told.tell("The scanner is gone", urgent=True)  # before what waits, not in the middle of what is being read
    QTest.qWait(10 * SOON)
    assert reader.appeared == ["Captured", "The scanner is gone", "Fingers", "Right index"]


def test_a_sentence_that_the_reader_threw_away_appears_again_before_the_next(told: Told, reader: Reader):
    told.tell("Visit")
    reader.speaks = False
    QTest.qWait(3 * SOON)
    told.tell("Signing")
    told.tell("Visit closed")
    QTest.qWait(2 * SOON + SOON // 2)
    assert set(reader.appeared[1:]) == {"Signing"} and len(reader.appeared) > 2
    reader.speaks = True
    QTest.qWait(5 * SOON)
    assert reader.appeared[-2:] == ["Signing", "Visit closed"]


def test_where_nobody_reads_only_the_newest_waits_and_it_is_not_told_for_ever(told: Told, reader: Reader):
    reader.speaks = False
    for number in range(9):
        told.tell(f"Sentence {number}")
    QTest.qWait(SOON * MOST_TIMES * 3)
    assert list(dict.fromkeys(reader.appeared)) == ["Sentence 0", "Sentence 8"]
    assert len(reader.appeared) == 2 * MOST_TIMES
