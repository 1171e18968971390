"""A QR code, black on white in every theme, because cameras read it so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui import theme

QUIET = 4  # modules around the code, ISO/IEC 18004
MODULE = 4  # pixels at the normal text size


class QrView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modules: tuple[Sequence[bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_modules(self, modules: Sequence[Sequence[bool]]) -> None:
        self._modules = tuple(modules)
        self.setVisible(bool(modules))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = (len(self._modules) + 2 * QUIET) * max(3, theme.look().px(MODULE))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        count = len(self._modules) + 2 * QUIET
        module = min(self.width(), self.height()) // count
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        for row, line in enumerate(self._modules, QUIET):
            for column, dark in enumerate(line, QUIET):
                if dark:
                    painter.fillRect(column * module, row * module, module, module, QColor(Qt.GlobalColor.black))
