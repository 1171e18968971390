"""Every key on one card, printed from the table of shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from station.ui import keys
from station.ui.widgets.basics import Card, button, label


class HelpCard(QFrame):
    """Lies over the window; the same key or Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._card = Card()
        around.addWidget(self._card)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        self._rows: list[tuple[QLabel, QLabel]] = []
        half = (len(keys.KEYS) + 1) // 2
        for index in range(len(keys.KEYS)):
            cap, sentence = label("keycap"), label()
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row, column = index % half, 2 * (index // half)
            grid.addWidget(cap, row, column)
            grid.addWidget(sentence, row, column + 1)
            self._rows.append((cap, sentence))
        self._card.body.addLayout(grid)
        self._close = button("primary")
        self._close.clicked.connect(self.hide)
        self._card.body.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()
        self._translate()

    def toggle(self) -> None:
        if self.isVisible():
            self.hide()
            return
        self._translate()
        self.adjustSize()
        outside = self.parentWidget() or self
        self.move((outside.width() - self.width()) // 2, (outside.height() - self.height()) // 2)
        self.show()
        self.raise_()
        self._close.setFocus()

    def _translate(self) -> None:
        self._card.heading.setText(self.tr("Keys"))
        self._close.setText(self.tr("Close"))
        self.setAccessibleName(self.tr("Keys"))
        for (cap, sentence), (key, text) in zip(self._rows, keys.help_lines(), strict=True):
            cap.setText(key)
            sentence.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
