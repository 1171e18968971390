"""The list of a side panel: items of several lines, each as high as its text in the width there is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QStyle, QWidget

from station.ui import theme


class SideList(QListWidget):
    """Qt's own height for wrapped items is a line short at some widths, so the items get theirs from here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSpacing(2)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit_items(self) -> None:
        """After the texts have changed."""
        air = theme.look().px(10)
        width = self.viewport().width() - 2 * self.spacing()
        icon = self.style().pixelMetric(QStyle.PixelMetric.PM_ListViewIconSize)
        room = QRect(0, 0, width - icon - 2 * air, 10_000)  # rather a line too high than a word lost
        for row in range(self.count()):
            item = self.item(row)
            text = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text())
            item.setSizeHint(QSize(width, text.height() + air))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_items()
