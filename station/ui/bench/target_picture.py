"""What is laid on the platen for each step of a calibration, drawn as it lies there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui import theme

BARS = 6  # of the bar target
GREYS = 6  # steps of the wedge
INK, PAPER, GLASS = QColor("#10151f"), QColor("#f4f6f8"), QColor("#d5dce6")  # as they are, in every theme


class TargetPicture(QWidget):
    """Words stand beside it; it is hidden from screen readers."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._size = "", size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_step(self, key: str, size: int) -> None:
        """The key of a step, and the side of the picture at the normal text size."""
        if (key, size) != (self._key, self._size):
            self._key, self._size = key, size
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        side = theme.look().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_target(painter, whole, self._key)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.look().color("edge"), 1))
        painter.drawRoundedRect(whole, 3, 3)


def paint_target(painter: QPainter, area: QRectF, key: str) -> None:
    """Draw the target of a step, seen from above, the finger's tip upwards; an unknown step is an empty platen."""
    painter.setPen(Qt.PenStyle.NoPen)
    ground = {"dark": INK, "flat": PAPER, "clean": GLASS, "verify": GLASS}.get(key, PAPER)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, 3, 3)
    inner = area.adjusted(area.width() * 0.14, area.height() * 0.14, -area.width() * 0.14, -area.height() * 0.14)
    if key in {"target_along", "target_across"}:
        _bars(painter, inner, BARS, lying=key == "target_along")
    elif key == "wedge":
        for step in range(GREYS):
            grey = 20 + round(215 * step / (GREYS - 1))
            painter.setBrush(QColor(grey, grey, grey))
            wide = inner.width() / GREYS
            painter.drawRect(QRectF(inner.left() + step * wide, inner.top(), wide, inner.height()))
    elif key in {"chart_across", "chart_along"}:
        _chart(painter, inner, lying=key == "chart_along")
    elif key == "clean":
        painter.setPen(QPen(QColor("#ffffff"), max(2.0, area.width() / 12)))
        for place in (0.3, 0.55, 0.8):  # the way of the cloth
            y = inner.top() + place * inner.height()
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y - 0.22 * inner.height()))
    elif key == "verify":
        painter.setPen(QPen(INK, max(1.0, area.width() / 28)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for share in (0.25, 0.5, 0.75, 1.0):
            wide, high = inner.width() * share * 0.78, inner.height() * share
            painter.drawEllipse(inner.center(), wide / 2, high / 2)


def _bars(painter: QPainter, area: QRectF, count: int, lying: bool) -> None:
    painter.setBrush(INK)
    for bar in range(count):
        if lying:
            high = area.height() / (2 * count - 1)
            painter.drawRect(QRectF(area.left(), area.top() + 2 * bar * high, area.width(), high))
        else:
            wide = area.width() / (2 * count - 1)
            painter.drawRect(QRectF(area.left() + 2 * bar * wide, area.top(), wide, area.height()))


def _chart(painter: QPainter, area: QRectF, lying: bool) -> None:
    """Groups of bars that grow finer."""
    groups = (3, 5, 8)
    for index, count in enumerate(groups):
        share = 1 / len(groups)
        if lying:
            part = QRectF(
                area.left() + index * share * area.width(), area.top(), 0.8 * share * area.width(), area.height()
            )
        else:
            part = QRectF(
                area.left(), area.top() + index * share * area.height(), area.width(), 0.8 * share * area.height()
            )
        _bars(painter, part, count, lying)
