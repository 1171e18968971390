"""The live platen while a finger is captured: the picture, where the finger should lie, and which way to move it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from station.domain.desk import FingerHint
from station.ui import theme
from station.ui.theme import Tone
from station.ui.widgets.images import ImageView

GUIDING = {
    FingerHint.MOVE_LEFT: QPointF(-1, 0),
    FingerHint.MOVE_RIGHT: QPointF(1, 0),
    FingerHint.MOVE_FORWARD: QPointF(0, -1),
    FingerHint.MOVE_BACKWARD: QPointF(0, 1),
}
"""Which way the finger should go, as the picture shows it: the tip is up."""

WARNING = {
    *GUIDING,
    FingerHint.RAISE_PRESSURE,
    FingerHint.REDUCE_PRESSURE,
    FingerHint.KEEP_STILL,
    FingerHint.LIFT_FINGER,
    FingerHint.UNPLUGGED,
}

# on the white of a print, whatever the theme
RIGHT, WRONG = QColor("#13693a"), QColor("#874a05")
FINGER = 0.62, 0.86  # width and height of the outline, shares of the picture


def tone_of(hint: FingerHint) -> Tone:
    return Tone.WARN if hint in WARNING else Tone.INFO


class PlatenView(ImageView):
    """Follows the slot of the running capture; nothing is shown before the reader sends a picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint: FingerHint | None = None
        self._live = ""

    def guide(self, hint: FingerHint | None, live: str, spoken: str) -> None:
        """`live`: the word on the picture; `spoken`: the hint for a screen reader."""
        if (hint, live) != (self._hint, self._live):
            self._hint, self._live = hint, live
            self.setAccessibleDescription(spoken)
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        if self._image is None:
            return
        area = self.target()
        wrong = self._hint is not None and tone_of(self._hint) is Tone.WARN
        color = WRONG if wrong else RIGHT
        outline = QRectF(0, 0, area.width() * FINGER[0], area.height() * FINGER[1])
        outline.moveCenter(area.center())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 3, Qt.PenStyle.DashLine if wrong else Qt.PenStyle.SolidLine))
        radius = outline.width() / 2
        painter.drawRoundedRect(outline, radius, radius)
        way = GUIDING.get(self._hint) if self._hint is not None else None
        if way is not None:
            self._paint_arrow(painter, area, way, color)
        width = painter.fontMetrics().horizontalAdvance(self._live)
        centre = QPointF(area.left() + width / 2 + 44, area.top() + 24)
        self.pill(painter, f"●  {self._live}", centre, QColor(15, 26, 43, 220), QColor("#f8fafc"))

    def _paint_arrow(self, painter: QPainter, area: QRectF, way: QPointF, color: QColor) -> None:
        size = theme.look().px(30)
        reach = QPointF(way.x() * (area.width() / 2 - size), way.y() * (area.height() / 2 - size))
        centre, across = area.center() + reach, QPointF(-way.y(), way.x())
        path = QPainterPath(centre + way * (size / 2))
        path.lineTo(centre - way * (size / 2) + across * (size / 2))
        path.lineTo(centre - way * (size / 2) - across * (size / 2))
        path.closeSubpath()
        painter.fillPath(path, color)
