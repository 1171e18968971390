"""Where a page lies in the window: it has all the room there is, and scrolls where it needs more than that."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from station.ui import theme
from station.ui.page import Page
from station.ui.widgets.basics import restyle


class ScrollArea(QScrollArea):
    """Lays out what it shows once after a new style sheet: Qt's own does so twice while the sheet is handed out, when
    not half of the parts inside have it yet."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))
            return QFrame.event(self, event)
        return super().event(event)


class PageArea(ScrollArea):
    """A page of its own area, so that a low window or large text never cuts a button off.

    The tab key stops at the area only while there is something to scroll to; its bar then shows the focus. A page that
    comes in has that for a moment, until it is laid out, and Qt may leave the cursor there."""

    stilled = Signal()  # the cursor stands here, and there is nothing to scroll to any more

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.rangeChanged.connect(self._range_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fold()
        super().resizeEvent(event)

    def fold(self) -> None:
        """Let the page lay its columns under each other where they have no room beside each other."""
        page = self.widget()
        if isinstance(page, Page):
            page.fold(self.viewport().width())

    def _range_changed(self) -> None:
        scrolls = self.verticalScrollBar().maximum() > 0 or self.horizontalScrollBar().maximum() > 0
        policy = Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus
        if self.focusPolicy() != policy:
            self.setFocusPolicy(policy)
            if not scrolls and self.window().focusWidget() is self:
                self.stilled.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(False)

    def _mark(self, focused: bool) -> None:
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            restyle(bar, focused=focused)


class SideArea(PageArea):
    """A panel beside the page, which scrolls where the window is too low for it."""

    def __init__(self, panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(_Panel(panel), parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _Panel(QWidget):
    """Asks for the least height that shows everything, so that lists give way before anything scrolls."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


class SidePanel(QFrame):
    """The ground beside the page, and the line between them; painted, since a style sheet here would be polished into
    every panel that lies on it, the hidden ones too."""

    def __init__(self, line: Qt.Edge, parent: QWidget | None = None) -> None:
        """`line`: the edge to the page."""
        super().__init__(parent)
        self._line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(event.rect(), look.color("surface"))
        painter.setPen(look.color("border"))
        x = 0 if self._line is Qt.Edge.LeftEdge else self.width() - 1
        painter.drawLine(x, 0, x, self.height())
