"""What the total says: odds in words, and where it stands among comparisons of one person and of two."""

from __future__ import annotations

import math
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from station.domain.desk import CaseDetail, Curves, Meaning
from station.ui import keys, theme, words
from station.ui.keys import Act
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, button, label
from station.ui.widgets.meters import QuietTable, fill_row

SCALE = (  # the table of ENFSI 2015 as it is shown: from, to (None: no end), key
    (1, 2, "none"),
    (2, 10, "weak"),
    (10, 100, "moderate"),
    (100, 1_000, "moderately_strong"),
    (1_000, 10_000, "strong"),
    (10_000, 1_000_000, "very_strong"),
    (1_000_000, None, "extremely_strong"),
)


def odds(llr: float) -> str:
    """One part's weight: "×14,000" for one person, "÷40" for two."""
    times = math.exp(min(abs(llr), 30.0))
    digits = 0 if times >= 10 else 1
    if times >= 100:  # two figures: nobody knows the third
        power = 10 ** (math.floor(math.log10(times)) - 1)
        times = round(times / power) * power
    return ("×" if llr >= 0 else "÷") + words.number(times, digits)


def share(llr: float) -> float:
    """How long its bar is, 0..1: full at a million."""
    return min(1.0, abs(llr) / math.log(1e6))


class CurveView(QWidget):
    """Two curves and a mark: people compared with themselves and with others, and this case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: Curves | None = None
        self._score: float | None = None
        self._threshold = 0.0
        self._ends = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.look().px(84))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.look().px(84))

    def show_curves(self, curves: Curves | None, score: float | None, threshold: float, ends: tuple[str, str]) -> None:
        self._curves, self._score, self._threshold, self._ends = curves, score, threshold, ends
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, curves = theme.look(), self._curves
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(look.px(12))
        painter.setFont(font)
        foot = look.px(18)
        plot = QRectF(1, look.px(6), self.width() - 2, self.height() - foot - look.px(8))
        low, high = -16.0, 22.0
        if self._score is not None:
            low, high = min(low, self._score - 2), max(high, self._score + 2)

        def x(llr: float) -> float:
            return plot.left() + plot.width() * (llr - low) / (high - low)

        if curves is not None:  # heights by their square root, so that tails can be seen
            for heights, tone, style in (
                (curves.impostor, Tone.BAD, Qt.PenStyle.DashLine),
                (curves.genuine, Tone.OK, Qt.PenStyle.SolidLine),
            ):
                top = max((h for a, h in zip(curves.at, heights, strict=True) if low <= a <= high), default=1.0) or 1.0
                line = [
                    QPointF(x(a), plot.bottom() - plot.height() * (h / top) ** 0.5)
                    for a, h in zip(curves.at, heights, strict=True)
                    if low <= a <= high
                ]
                ground = look.soft(tone)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawPolygon(
                    QPolygonF([QPointF(line[0].x(), plot.bottom()), *line, QPointF(line[-1].x(), plot.bottom())])
                )
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.tone(tone), 1.4, style))
                painter.drawPolyline(QPolygonF(line))
        painter.setPen(QPen(look.color("edge"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setPen(QPen(look.color("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x(self._threshold), plot.top()), QPointF(x(self._threshold), plot.bottom()))
        base = QRectF(0, plot.bottom() + 2, self.width(), foot)
        painter.setPen(look.tone(Tone.BAD))
        painter.drawText(base, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), f"◂ {self._ends[0]}")
        painter.setPen(look.tone(Tone.OK))
        painter.drawText(base, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{self._ends[1]} ▸")
        if self._score is not None:
            at = x(self._score)
            ink = look.tone(Tone.OK if self._score >= self._threshold else Tone.BAD)
            painter.setPen(QPen(ink, 3))
            painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            side = look.px(6)
            tip = QPointF(at, plot.top() + side)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-side, -side * 1.4), tip + QPointF(side, -side * 1.4)]))


class OddsCard(Card):
    """The total of a case: word, curves, sentence, and the scale that the word comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = CurveView()
        self._sentence, self._limit = label(wrap=True), label("small", wrap=True)
        self.more = button("quiet")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._turned)
        self._source = label("small", wrap=True)
        self._source.hide()
        for part in (self.curves, self._sentence, self._limit):
            self.body.addWidget(part)
        line = QHBoxLayout()
        line.addWidget(self.more)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._source)

    @cached_property
    def _table(self) -> QuietTable:
        """Made when it is first folded out: a table is eighteen widgets, each dressed anew by a change of look."""
        made = QuietTable(2, (0,), self, least=100)
        self.body.insertWidget(self.body.indexOf(self._source), made)
        QWidget.setTabOrder(self.more, made)
        return made

    def translate(self) -> None:
        self.heading.setText(self.tr("All together"))
        self.curves.setAccessibleName(self.tr("Where the total stands"))
        table = self.tr("Table")
        self.more.setText(f"{table}  {keys.cap(Act.SCALE)}")
        self._source.setText(
            self.tr(
                "ENFSI, Guideline for Evaluative Reporting in Forensic Science, 2015. Below 1 the same words "
                "hold for two people."
            )
        )
        if "_table" in vars(self):
            self._fill()

    def _fill(self) -> None:
        self._table.setAccessibleName(self.tr("Words for odds"))
        self._table.setHorizontalHeaderLabels([self.tr("Times more probable"), self.tr("Support")])
        self._table.setRowCount(len(SCALE))
        for row, (low, high, key) in enumerate(SCALE):
            span = f"≥ {words.number(low)}" if high is None else f"{words.number(low)} – {words.number(high)}"
            fill_row(self._table, row, (span, words.say_key("support", key)))
        self._table.rows_shown = len(SCALE)
        self._table.fit_columns()

    def _turned(self, on: bool) -> None:
        if on:
            self._fill()
        if "_table" in vars(self):
            self._table.setVisible(on)
        self._source.setVisible(on)

    def render_total(self, detail: CaseDetail) -> None:
        meaning = detail.meaning
        ends = self.tr("two people"), self.tr("one person")
        self.curves.setVisible(detail.curves is not None)
        self.curves.show_curves(detail.curves, detail.score, detail.threshold, ends)
        if meaning is None:
            self.chip.say(Tone.OFF, "")
            self._sentence.setText(self.tr("Nothing of both sides can be compared."))
            self._limit.setText("")
            return
        self.chip.say(_tone(meaning), words.say_key("support", meaning.words))
        self._sentence.setText(self._says(meaning))
        self.curves.setAccessibleDescription(self._sentence.text())
        counted = detail.curves
        limit = self.tr("The threshold is {rate}.").format(rate=words.rate(detail.fmr_at_threshold))
        if counted is not None:
            counts = self.tr("Rests on {impostors} comparisons of two people and {genuine} of one.")
            limit += " " + counts.format(
                impostors=words.number(counted.impostor_count), genuine=words.number(counted.genuine_count)
            )
        self._limit.setText(limit)

    def _says(self, meaning: Meaning) -> str:
        times = words.number(meaning.times, 0 if meaning.times >= 10 else 1)
        if meaning.same and meaning.capped:
            text = self.tr(
                "The findings are at least {times} times more probable if this is one person than if there are two."
            )
        elif meaning.same:
            text = self.tr("The findings are {times} times more probable if this is one person than if there are two.")
        elif meaning.capped:
            text = self.tr(
                "The findings are at least {times} times more probable if there are two people than if this is one."
            )
        else:
            text = self.tr("The findings are {times} times more probable if there are two people than if this is one.")
        return text.format(times=times)


def _tone(meaning: Meaning) -> Tone:
    if meaning.words == "none":
        return Tone.OFF
    return Tone.OK if meaning.same else Tone.BAD
