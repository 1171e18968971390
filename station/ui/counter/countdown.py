"""Seconds that are left, as a ring and a number."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui import theme
from station.ui.theme import Tone


class Countdown(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: float | None = None
        self._whole = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = theme.look().px(34)
        return QSize(side, side)

    def show_left(self, left: float | None, whole: float = 30.0) -> None:
        self._left, self._whole = left, max(whole, left or 0.0, 0.001)
        self.setVisible(left is not None)
        self.setAccessibleDescription("" if left is None else str(math.ceil(left)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._left is None:
            return
        look = theme.look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(look.color("border"), 3))
        painter.drawEllipse(ring)
        tone = look.tone(Tone.WARN if self._left < self._whole * 0.25 else Tone.INFO)
        painter.setPen(QPen(tone, 3))
        painter.drawArc(ring, 90 * 16, round(-360 * 16 * self._left / self._whole))
        font = self.font()
        font.setPixelSize(look.px(12))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(look.color("text"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(math.ceil(self._left)))
