"""A layout that fills rows from the left and begins a new one where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class Flow(QLayout):
    """Rows of parts at their natural size; with `right` the rows end at the right edge.

    Its items are made here and not by Qt. Python's object for an item that Qt made does not hear that Qt deleted it:
    where another layout still holds it, it also stands for the next item at the same address, which may be one of
    these, and says that it is deleted as soon as that other layout goes, or reads what is no item any more. Only an
    item that Python made tells of its end.
    """

    def __init__(self, spacing: int, right: bool = False) -> None:
        super().__init__()
        self.setSpacing(spacing)
        self._right = right
        self._items: list[QLayoutItem] = []
        self._held: list[QWidget] = []  # what came before these rows lay in a widget, which holds it since

    def insert_widget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one at `place`; one that lies here already moves."""
        self.removeWidget(widget)
        self.addChildWidget(widget)
        parent = self.parentWidget()
        if parent is not None:
            widget.setParent(parent)  # so it is already; Python hears of it here
        else:
            self._held.append(widget)
        self._items.insert(place, QWidgetItem(widget))
        self.invalidate()

    def addWidget(self, widget: QWidget) -> None:
        self.insert_widget(self.count(), widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(height for _row, height in rows) + self.spacing() * max(0, len(rows) - 1)

    def sizeHint(self) -> QSize:
        """Everything in one row."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest part alone."""
        hints = [item.sizeHint() for item in self._shown()]
        return QSize(max((h.width() for h in hints), default=0), max((h.height() for h in hints), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for row, height in self._rows(rect.width()):
            used = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
            left = rect.left() + (max(0, rect.width() - used) if self._right else 0)
            for item in row:
                hint = item.sizeHint()
                item.setGeometry(QRect(QPoint(left, top + (height - hint.height()) // 2), hint))
                left += hint.width() + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[tuple[list[QLayoutItem], int]]:
        """The parts of each row, and its height."""
        rows: list[tuple[list[QLayoutItem], int]] = []
        left = width + 1
        for item in self._shown():
            hint = item.sizeHint()
            if not rows or left + hint.width() > width:
                rows.append(([], 0))
                left = 0
            row, height = rows[-1]
            rows[-1] = ([*row, item], max(height, hint.height()))
            left += hint.width() + self.spacing()
        return rows
