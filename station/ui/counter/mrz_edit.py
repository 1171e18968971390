"""Where the lines of the machine readable zone are typed, or scanned by a reader that acts as a keyboard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from station.ui import theme
from station.ui.widgets.closed_text import ClosedText

SHAPES = ((44, 44), (36, 36), (30, 30, 30), (88,), (72,), (90,))
"""Lines and their lengths (ICAO 9303-4, -5, -6), or all of them in one; a zone of this shape is read at once."""


class MrzEdit(ClosedText):
    complete = Signal(object)  # tuple of lines
    edited = Signal(object)  # the same, after every change that the officer made

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(ClosedText.LineWrapMode.NoWrap)
        self._last: tuple[str, ...] = ()
        self._setting = False
        self.textChanged.connect(self._changed)
        self.refit()

    def refit(self) -> None:
        """Room for three lines of 44 characters where the width allows, smaller letters where not."""
        font = QFont(theme.MONO)
        size = theme.look().px(15)
        while size > 9:
            font.setPixelSize(size)
            if QFontMetricsF(font).horizontalAdvance("<" * 44) <= self.width() - 36:
                break
            size -= 1
        self.setStyleSheet(f'font-family: "{theme.MONO}"; font-size: {size}px;')
        self.setFixedHeight(round(QFontMetricsF(font).lineSpacing() * 3) + 28)

    def lines(self) -> tuple[str, ...]:
        return tuple(line for line in ("".join(t.split()).upper() for t in self.toPlainText().splitlines()) if line)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Put read lines in; what the officer is typing is never replaced by the same content."""
        if lines and lines != self.lines():
            self._set(lines)

    def empty(self) -> None:
        self._set(())

    def _set(self, lines: tuple[str, ...]) -> None:
        self._last, self._setting = lines, True
        try:
            self.setPlainText("\n".join(lines))
        finally:
            self._setting = False

    def _changed(self) -> None:
        if self._setting:
            return
        lines = self.lines()
        self.edited.emit(lines)
        if lines != self._last and tuple(len(line) for line in lines) in SHAPES:
            self._last = lines
            self.complete.emit(lines)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        lines = self.lines()
        if lines and lines != self._last:
            self._last = lines
            self.complete.emit(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refit()
