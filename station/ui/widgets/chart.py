"""A chart painted in the colours of the theme, and the table of the same strings below, for screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.charts import Axes, Colour, Diagram, Ink, Point, Table
from station.ui import glyphs, theme
from station.ui.widgets.meters import RIGHT, QuietTable, fill_row

TALL = 24  # pixels in which letters are laid out
DRAWN = 400.0  # units that a chart is wide; text grows with the window and with the text size


class _PainterSurface:
    """Text, lines and boxes by a QPainter."""

    def __init__(self, painter: QPainter, font: QFont) -> None:
        self._painter, self._font = painter, font

    def text(
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, colour: Colour = (0, 0, 0),
        right: bool = False,
    ) -> None:  # fmt: skip
        font = QFont(self._font)
        font.setPixelSize(TALL)  # Qt's pixels are whole, and sizes here are not
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(_color(colour))
        text, scale = glyphs.shown(text), size / TALL
        if right:
            x -= QFontMetricsF(font).horizontalAdvance(text) * scale
        self._painter.save()
        self._painter.translate(x, y)
        self._painter.scale(scale, scale)
        self._painter.drawText(QPointF(0, 0), text)
        self._painter.restore()

    def line(self, points: Sequence[Point], width: float = 0.5, colour: Colour = (0, 0, 0)) -> None:
        pen = QPen(_color(colour))
        pen.setWidthF(width)
        self._painter.setPen(pen)
        self._painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        self._painter.fillRect(QRectF(x, y, wide, high), _color(colour))


def _color(colour: Colour) -> QColor:
    return QColor.fromRgbF(*(min(1.0, max(0.0, part)) for part in colour))


def _parts(name: str) -> Colour:
    color = QColor(name)
    return color.redF(), color.greenF(), color.blueF()


def ink() -> Ink:
    """The colours of a chart in the theme of now."""
    tokens = theme.look().tokens
    primary, warn, bad, edge = (_parts(name) for name in (tokens.primary, tokens.warn, tokens.bad, tokens.edge))
    return Ink(
        ink=_parts(tokens.text),
        faint=_parts(tokens.muted),
        grid=_parts(tokens.border),
        bar=primary,
        band=_parts(tokens.track),
        limit=bad,
        shares=(primary, edge, warn, bad),
        low=_parts(tokens.sunken),
        high=primary,
    )


class ChartView(QWidget):
    """Paints one chart as large as it is given room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Diagram | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Diagram | None, said: str) -> None:
        """`said`: the chart in one sentence."""
        self._chart = chart
        self.setAccessibleName(chart.title if chart is not None else "")
        self.setAccessibleDescription(said)
        self.setVisible(chart is not None)
        self.update()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(look.px(420), look.px(210))

    def minimumSizeHint(self) -> QSize:
        look = theme.look()
        return QSize(look.px(280), look.px(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chart is None or not self.width():
            return
        scale = max(theme.look().px(100) / 100, self.width() / DRAWN)  # never smaller than drawn
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        frame = Axes(2, 2, self.width() / scale - 4, self.height() / scale - 4)
        self._chart.paint(_PainterSurface(painter, self.font()), frame, ink())


class NumbersTable(QuietTable):
    """The table of a chart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, (0,), parent, least=110)
        self.setWordWrap(True)

    def show_table(self, table: Table, title: str) -> None:
        head, rows = (table[0], table[1:]) if table else ((), ())
        self.setAccessibleName(title)
        self.setColumnCount(max(1, len(head)))
        self.setHorizontalHeaderLabels(list(head))
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, item in enumerate(fill_row(self, number, row)):
                if column:
                    item.setTextAlignment(RIGHT)
        if self.rowCount() and self.currentRow() < 0:
            self.setCurrentCell(0, 0)
        self.fit_columns()
