"""A score on its scale: the threshold, the side on which the score lies, and by how much."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui import theme, words
from station.ui.theme import Tone


class ScoreScale(QWidget):
    """Natural-log likelihood ratios from `low` to `high`; values beyond are drawn at the end of the scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: float | None = None
        self._threshold = 0.0
        self._below = self._above = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(260, theme.look().px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.look().px(58))

    def show_score(self, score: float | None, threshold: float, below: str, above: str) -> None:
        """`below` and `above` are the words for the two sides of the threshold."""
        self._score, self._threshold, self._below, self._above = score, threshold, below, above
        side = "" if score is None else above if score >= threshold else below
        shown = "–" if score is None else words.number(score, 1)
        self.setAccessibleDescription(f"{shown} / {words.number(threshold, 1)} {side}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(look.px(12))
        painter.setFont(font)
        reach = max(abs(self._threshold) * 1.5, 12.0)
        low, high = self._threshold - reach, self._threshold + reach
        thick = look.px(10)
        bar = QRectF(2, look.px(25), self.width() - 4, thick)
        middle = bar.left() + bar.width() * (self._threshold - low) / (high - low)
        left, right = QRectF(bar), QRectF(bar)
        left.setRight(middle)
        right.setLeft(middle)
        for area, tone in ((left, Tone.BAD), (right, Tone.OK)):
            painter.setPen(QPen(look.tone(tone), 1))
            painter.setBrush(look.soft(tone))
            painter.drawRect(area)
        painter.setPen(QPen(look.color("text"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(middle, bar.top() - look.px(6)), QPointF(middle, bar.bottom() + look.px(6)))
        base = QRectF(0, bar.bottom() + look.px(5), self.width(), look.px(17))
        painter.setPen(look.tone(Tone.BAD))
        flags = Qt.AlignmentFlag.AlignVCenter
        words_left = f"◂ {self._below}"
        words_right = f"{self._above} ▸"
        limit = words.number(self._threshold, 1)
        half = painter.fontMetrics().horizontalAdvance(limit) / 2 + 8
        painter.drawText(
            base.adjusted(0, 0, middle - half - base.width(), 0), int(flags | Qt.AlignmentFlag.AlignLeft), words_left
        )
        painter.setPen(look.tone(Tone.OK))
        painter.drawText(base.adjusted(middle + half, 0, 0, 0), int(flags | Qt.AlignmentFlag.AlignRight), words_right)
        painter.setPen(look.color("text"))
        box = QRectF(middle - half, base.top(), 2 * half, base.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), limit)
        if self._score is not None:
            share = min(1.0, max(0.0, (self._score - low) / (high - low)))
            self._paint_score(painter, bar, share, self._score)

    def _paint_score(self, painter: QPainter, bar: QRectF, share: float, score: float) -> None:
        look = theme.look()
        font = painter.font()
        x = bar.left() + share * bar.width()
        ink = look.tone(Tone.OK if score >= self._threshold else Tone.BAD)
        font.setWeight(font.Weight.Bold)
        painter.setFont(font)
        text = words.number(score, 1)
        width = painter.fontMetrics().horizontalAdvance(text) + look.px(16)
        tag = QRectF(0, 0, width, look.px(20))
        tag.moveCenter(QPointF(min(max(x, width / 2 + 1), self.width() - width / 2 - 1), look.px(10)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(tag, 4, 4)
        tip = QPointF(x, bar.top() + 1)
        painter.drawPolygon(QPolygonF([tip, QPointF(x - 5, tag.bottom() - 1), QPointF(x + 5, tag.bottom() - 1)]))
        painter.setPen(QPen(ink, 3))
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
        painter.setPen(look.color("surface"))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)
