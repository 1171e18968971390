"""How a device wears: every calibration since commissioning as a share of the way to its limits, and what it means."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from station.domain.calibration import PlatenState, Wear
from station.domain.desk import DriftLine, DriftView
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, label

WEAR_TONE = {Wear.STEADY: Tone.OK, Wear.REPLACE_SOON: Tone.WARN, Wear.WORN: Tone.BAD, Wear.TOO_FEW: Tone.OFF}
PLATEN_TONE = {
    PlatenState.CLEAN: Tone.OK,
    PlatenState.DIRTY: Tone.WARN,
    PlatenState.LATENT: Tone.BAD,
    PlatenState.OCCUPIED: Tone.INFO,
    PlatenState.UNKNOWN: Tone.OFF,
}
PENS = {  # colour and dash: told apart without colour, too
    "lamp": ("primary", Qt.PenStyle.SolidLine),
    "dark_rise": ("warn", Qt.PenStyle.DashLine),
    "defect_share": ("text", Qt.PenStyle.DotLine),
    "focus": ("primary", Qt.PenStyle.SolidLine),
    "colour_mean": ("warn", Qt.PenStyle.DashLine),
    "evenness": ("text", Qt.PenStyle.DotLine),
}
HEADROOM = 1.2  # the plot ends this far beyond the limit; what lies beyond is drawn at its edge


class DriftPlot(QWidget):
    """Time to the right; upward the share of the way from the state at commissioning (0) to the limit (1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drift: DriftView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, theme.look().px(92))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, theme.look().px(92))

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Drift since commissioning"))

    def show_drift(self, drift: DriftView) -> None:
        self._drift = drift
        told = [words.say(drift.wear)]
        for line in drift.lines:
            if line.values:
                limits = words.limits(line.low, line.high)
                told.append(f"{words.say_measure(line.quantity)}: {_shown(line)} ({limits})")
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def _name(self, quantity: str) -> str:
        names = {
            "lamp": self.tr("Light"),
            "dark_rise": self.tr("Dark level"),
            "defect_share": self.tr("Dead pixels"),
        }
        return names.get(quantity) or words.say_measure(quantity)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drift is None:
            return
        look = theme.look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(look.px(12))
        painter.setFont(font)
        if not self._drift.at:
            painter.setPen(look.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No calibration yet"))
            return
        legend = [(line, f"{self._name(line.quantity)}  {_shown(line)}") for line in self._drift.lines]
        metrics = painter.fontMetrics()
        wide = max(metrics.horizontalAdvance(text) for _, text in legend) + look.px(38)
        limit, fresh = self.tr("Limit"), self.tr("As new")
        margin = max(metrics.horizontalAdvance(limit), metrics.horizontalAdvance(fresh)) + look.px(8)
        high = look.px(16)  # of a line of text
        area = QRectF(margin, 4, max(40.0, self.width() - margin - wide - look.px(12)), self.height() - high - 10)
        self._frame(painter, area, limit, fresh)
        for line in self._drift.lines:
            self._course(painter, area, self._drift.at, line)
        self._dates(painter, area, self._drift.at, high)
        for row, (line, text) in enumerate(legend):
            y = area.top() + row * (high + look.px(6)) + high / 2
            left = area.right() + look.px(12)
            painter.setPen(_pen(line.quantity))
            painter.drawLine(QPointF(left, y), QPointF(left + look.px(30), y))
            painter.setPen(look.color("text"))
            box = QRectF(left + look.px(36), y - high / 2, wide, high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _frame(self, painter: QPainter, area: QRectF, limit: str, fresh: str) -> None:
        look = theme.look()
        painter.fillRect(area, look.color("sunken"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # level lines stay sharp
        aside = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for share, text, color in ((1.0, limit, look.tone(Tone.BAD)), (0.0, fresh, look.color("muted"))):
            y = _y(area, share)
            painter.setPen(QPen(color, 2 if share else 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawText(QRectF(0, y - look.px(9), area.left() - look.px(6), look.px(18)), aside, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _course(self, painter: QPainter, area: QRectF, at: tuple[datetime, ...], line: DriftLine) -> None:
        points = [
            QPointF(_x(area, at, moment), _y(area, line.used(value)))
            for moment, value in zip(at, line.values, strict=True)
        ]
        pen = _pen(line.quantity)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        for point in points:
            painter.drawEllipse(point, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _dates(self, painter: QPainter, area: QRectF, at: tuple[datetime, ...], high: int) -> None:
        first, last = words.day_there(at[0]), words.day_there(at[-1])
        below = QRectF(area.left(), area.bottom() + 3, area.width(), high)
        painter.setPen(theme.look().color("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(below, int(middle | Qt.AlignmentFlag.AlignLeft), first)
        if last != first:
            painter.drawText(below, int(middle | Qt.AlignmentFlag.AlignRight), last)


def _shown(line: DriftLine) -> str:
    """The newest value; a share of pixels in millionths, as its limit is a hundred of these."""
    value = line.values[-1] if line.values else 0.0
    return f"{words.number(value * 1e6, 0)} ppm" if line.quantity == "defect_share" else words.number(value, 2)


def _pen(quantity: str) -> QPen:
    token, dash = PENS.get(quantity, ("muted", Qt.PenStyle.DashDotLine))
    color: QColor = theme.look().color(token)
    return QPen(color, 2, dash)


def _x(area: QRectF, at: tuple[datetime, ...], moment: datetime) -> float:
    whole = (at[-1] - at[0]).total_seconds()
    inner = area.width() - 8
    return area.left() + 4 + (inner * (moment - at[0]).total_seconds() / whole if whole > 0 else 0.0)


def _y(area: QRectF, used: float) -> float:
    share = min(max(used, 0.0), HEADROOM) / HEADROOM
    return area.bottom() - 3 - share * (area.height() - 6)


class DriftCard(Card):
    """The plot, the verdict in words, and whether the platen wants the cloth."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._told = Icon("info", "off", 16), label(wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._told, 1)
        self.body.addLayout(row)
        self.plot = DriftPlot()
        self.body.addWidget(self.plot)
        self.hide()

    def translate(self) -> None:
        self.heading.setText(self.tr("Drift since commissioning"))
        self.plot.translate()

    def show_drift(self, drift: DriftView | None) -> None:
        """None, for a camera without a certificate, hides the card."""
        self.setVisible(drift is not None)
        if drift is None:
            return
        self.chip.say(WEAR_TONE[drift.wear], words.say(drift.wear))
        text, tone = "", WEAR_TONE[drift.wear]
        if drift.platen is not None:
            text, tone = words.say(drift.platen) + ".", PLATEN_TONE[drift.platen]
        if drift.days_left is not None and drift.wear is Wear.REPLACE_SOON:
            ends = self.tr("On this course a limit is reached in {days} days.")
            text = f"{text} {ends.format(days=words.number(drift.days_left, 0))}".strip()
        self._icon.show_icon(theme.TONE_ICON[tone], tone.value)
        self._icon.setVisible(bool(text))
        self._told.setText(text)
        self._told.setVisible(bool(text))
        self.plot.show_drift(drift)
