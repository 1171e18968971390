"""A fingerprint with its minutiae: circles where the other print has the partner, squares where it has none."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from station.domain.desk import Mark, Picture
from station.ui.widgets.images import ImageView

# on white paper, whatever the theme: the print itself is black on white
PAIRED = QColor("#13693a")
ALONE = QColor("#b0211a")


class PrintView(ImageView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()

    def show_print(self, picture: Picture, marks: tuple[Mark, ...] = ()) -> None:
        self._marks = marks
        self.show_picture(picture)
        self.update()

    def paint_over(self, painter: QPainter) -> None:
        if self._image is None:
            return
        area = self.target()
        ratio = area.width() / self._image.width()
        radius = max(2.5, 4.5 * ratio)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark in sorted(self._marks, key=lambda m: m.paired):
            centre = QPointF(area.left() + mark.x * ratio, area.top() + mark.y * ratio)
            painter.setPen(QPen(PAIRED if mark.paired else ALONE, 1.8 if mark.paired else 1.2))
            if mark.paired:
                painter.drawEllipse(centre, radius, radius)
            else:
                painter.drawRect(
                    QRectF(centre.x() - radius * 0.7, centre.y() - radius * 0.7, radius * 1.4, radius * 1.4)
                )
            direction = QPointF(math.cos(mark.angle), -math.sin(mark.angle))
            painter.drawLine(centre + direction * radius, centre + direction * radius * 2.4)
