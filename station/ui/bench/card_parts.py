"""Parts of the technician's page for a chip reader: what opens the reference document, and how it was read."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from station.domain.desk import CardTest
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import label
from station.ui.widgets.closed_text import ClosedText
from station.ui.widgets.meters import RIGHT, QuietTable, fill_row, tone_cell

LINES = 3  # of a card's zone
MOST = 200  # characters; the rest is no zone


class CardKey(QWidget):
    """The printed lines of the reference document, or its card access number; typed, pasted or sent by a reader that
    acts as a keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._title, self.text = label("strong"), ClosedText()
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(ClosedText.LineWrapMode.NoWrap)
        self._title.setBuddy(self.text)
        self._todo = label("small", wrap=True)
        for part in (self._title, self.text, self._todo):
            column.addWidget(part)

    def translate(self) -> None:
        self._title.setText(self.tr("Printed lines or card access number"))
        self.text.setAccessibleName(self._title.text())
        self._todo.setText(
            self.tr(
                "Lay a reference document on the reader and enter what opens it. It is read whole, once for each size "
                "of a reading; nothing of it is kept but the figures."
            )
        )
        self._refit()

    def _refit(self) -> None:
        font = QFont(theme.MONO)
        font.setPixelSize(theme.look().px(14))
        self.text.setStyleSheet(f'font-family: "{theme.MONO}"; font-size: {font.pixelSize()}px;')
        self.text.setFixedHeight(round(QFontMetricsF(font).lineSpacing() * LINES) + 24)

    def key(self) -> str:
        return self.text.toPlainText()[:MOST]

    def offer(self, key: str) -> None:
        """A key that the station knows, where nothing is typed yet."""
        if key and not self.text.toPlainText():
            self.text.setPlainText(key)

    def empty(self) -> None:
        self.text.clear()


class CardTable(QuietTable):
    """A chip reader's self-test: each size of a reading that was tried, what held in the end, and how long it took."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (3,), parent, least=110)
        self.setWordWrap(True)

    def translate(self) -> None:
        titles = [self.tr("Octets asked"), self.tr("Octets held"), self.tr("Seconds"), self.tr("Verdict")]
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(self.tr("Sizes of a reading"))

    def show_test(self, test: CardTest | None) -> None:
        self.setVisible(test is not None)
        if test is None:
            return
        self.verticalHeader().setDefaultSectionSize(theme.look().px(24))
        self.setRowCount(len(test.sizes))
        for row, (asked, held, seconds) in enumerate(test.sizes):
            took = words.number(seconds, 2) if held else "–"
            verdict, tone = self._verdict(asked, held)
            texts = (words.number(asked, 0), words.number(held, 0) if held else "–", took, verdict)
            cells = fill_row(self, row, texts)
            for cell in cells[:3]:
                cell.setTextAlignment(RIGHT)
            tone_cell(cells[3], tone)
        self.rows_shown = len(test.sizes)
        self.fit_columns()

    def _verdict(self, asked: int, held: int) -> tuple[str, Tone]:
        if not held:
            return self.tr("Not read"), Tone.WARN
        if held < asked:
            return self.tr("Falls back"), Tone.INFO
        return self.tr("Held"), Tone.OK
