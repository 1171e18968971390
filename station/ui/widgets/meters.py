"""A value against its limits: a bar with a tick, and the table of the face gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from station.domain.samples import GateValue
from station.ui import glyphs, theme, words
from station.ui.theme import Tone


def paint_bar(
    painter: QPainter, area: QRectF, value: float | None, low: float | None, high: float | None, tone: Tone
) -> None:
    """A track from 0 to 1, filled to `value`, with a tick at each limit (all as shares of the track)."""
    look = theme.look()
    thick = look.px(6)
    track = QRectF(area.left(), area.center().y() - thick / 2, area.width(), thick)
    painter.setPen(QPen(look.color("edge"), 1) if look.tokens.name == "contrast" else Qt.PenStyle.NoPen)
    painter.setBrush(look.color("track"))
    painter.drawRoundedRect(track, thick / 2, thick / 2)
    if low is not None and high is not None:
        allowed = QRectF(track.left() + low * track.width(), track.top(), (high - low) * track.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.soft(Tone.OK) if look.tokens.name != "contrast" else look.color("primary_soft"))
        painter.drawRect(allowed)
    if value is not None:
        share = min(1.0, max(0.0, value))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tone(tone))
        if low is not None and high is not None:  # between two limits: a marker, not a bar
            painter.drawEllipse(
                QPointF(track.left() + share * track.width(), track.center().y()), thick * 0.8, thick * 0.8
            )
        else:
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), share * track.width(), thick), thick / 2, thick / 2
            )
    painter.setPen(QPen(look.color("text"), 2))
    for limit in (low, high):
        if limit is not None:
            x = track.left() + limit * track.width()
            painter.drawLine(QPointF(x, track.center().y() - thick), QPointF(x, track.center().y() + thick))


class Meter(QWidget):
    """A score from 0 to 100 with its threshold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: float | None = None
        self._limit: float | None = None
        self._tone = Tone.OFF
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, theme.look().px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(50, theme.look().px(18))

    def show_value(self, value: float | None, limit: float | None, tone: Tone) -> None:
        """`value` and `limit` as shares, 0..1."""
        self._value, self._limit, self._tone = value, limit, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, QRectF(self.rect()).adjusted(1, 0, -1, 0), self._value, self._limit, None, self._tone)


def gate_tone(value: GateValue) -> Tone:
    if value.value is None:
        return Tone.BAD if value.mandatory else Tone.OFF
    if value.passed is None:
        return Tone.OFF
    return Tone.OK if value.passed else Tone.BAD


def _share(value: GateValue) -> tuple[float | None, float | None, float | None]:
    """Value and limits as shares of a track on which the limits are easy to see."""
    low, high, now = value.low, value.high, value.value
    if low is not None and high is not None and high > low:
        start, span = low - (high - low) / 2, 2 * (high - low)
    elif low is not None:
        start, span = min(0.0, 2 * low), 2 * abs(low) or 1.0
    elif high is not None:
        start, span = min(0.0, 2 * high), 2 * abs(high) or 1.0
    else:
        return None, None, None
    scale = [None if v is None else (v - start) / span for v in (now, low, high)]
    return scale[0], scale[1], scale[2]


@dataclass(frozen=True)
class Bar:
    """What a table cell paints: value and limits as shares of the track."""

    value: float | None
    low: float | None
    high: float | None
    tone: Tone


class BarDelegate(QStyledItemDelegate):
    """Paints the meter of a row; its `Bar` lies in the cell's user data."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        bar = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(bar, Bar) or (bar.value is None and bar.low is None and bar.high is None):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(8, 0, -8, 0)
        paint_bar(painter, area, bar.value, bar.low, bar.high, bar.tone)
        painter.restore()


class QuietTable(QTableWidget):
    """A table that is read, not edited: no grid, whole rows, the columns of `stretch` take the room that is left.

    The table asks for at least `least` pixels for each of those, so that no layout cuts the others off; the column
    `spare` goes where there is less."""

    def __init__(
        self,
        columns: int,
        stretch: tuple[int, ...],
        parent: QWidget | None = None,
        *,
        least: int = 60,
        spare: int | None = None,
    ) -> None:
        super().__init__(0, columns, parent)
        self._stretch, self._least, self._spare = stretch, least, spare
        self._needed = 0  # the width without which something is cut off
        self.rows_shown = 0  # the table is as high as at most so many rows; 0: as high as there is room
        self.rows_least = 0  # no layout makes it lower than so many of its rows
        self._lowest = 0  # px, of those rows and the header
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def fit_columns(self) -> None:
        """Give every column what its content asks for, and the rest to the ones that stretch."""
        header, least = self.horizontalHeader(), theme.look().px(self._least)
        if self._spare is not None and self.isColumnHidden(self._spare):
            self.setColumnHidden(self._spare, False)  # a hidden column asks for nothing
        there = [c for c in range(self.columnCount()) if not self.isColumnHidden(c)]
        wanted = {c: max(self.sizeHintForColumn(c) + 8, header.sectionSizeHint(c)) for c in there}
        asked = {c: least if c in self._stretch else width for c, width in wanted.items()}
        self._need(sum(width for c, width in asked.items() if c != self._spare))
        width = self.viewport().width()
        if self._spare is not None:
            self.setColumnHidden(self._spare, width < sum(asked.values()))
        shown = [c for c in wanted if not self.isColumnHidden(c)]
        stretched = [c for c in shown if c in self._stretch] or shown[-1:]
        room = width - sum(wanted[c] for c in shown if c not in stretched)
        for column in shown:
            fitting = max(24, room // len(stretched)) if column in stretched else wanted[column]
            if self.columnWidth(column) != fitting:
                self.setColumnWidth(column, fitting)
        if self.wordWrap():
            self._fit_wrapped()
        if self.rows_shown:
            rows = sum(self.rowHeight(row) for row in range(min(self.rowCount(), self.rows_shown)))
            head = 0 if header.isHidden() else header.sizeHint().height()
            self.setFixedHeight(rows + head + 4)
        elif self.rows_least:
            rows = sum(self.rowHeight(row) for row in range(min(self.rowCount(), self.rows_least)))
            lowest = rows + (0 if header.isHidden() else header.sizeHint().height()) + 2 * self.frameWidth()
            if lowest != self._lowest:
                self._lowest = lowest
                self.updateGeometry()

    def _need(self, width: int) -> None:
        if width != self._needed:
            self._needed = width
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width() if self.verticalScrollBar().isVisible() else 0
        height = max(super().minimumSizeHint().height(), self._lowest)
        return QSize(self._needed + 2 * self.frameWidth() + bar, height)

    def _fit_wrapped(self) -> None:
        """Let a row grow where its text needs more lines than the others."""
        self._fit_heights(0)

    def _fit_heights(self, first: int) -> None:
        usual, air, line = self.verticalHeader().defaultSectionSize(), theme.look().px(8), self.fontMetrics().height()
        for row in range(first, self.rowCount()):
            asked = self.sizeHintForRow(row)
            if asked > max(1.5 * line, self.iconSize().height() + line / 2):
                asked += air  # the lines of one row stand closer to each other than those of two; a picture has its own
            height = max(usual, asked)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()


def fill_row(table: QTableWidget, row: int, texts: Sequence[str]) -> list[QTableWidgetItem]:
    """The items of a row with these texts; items are kept, so that nothing flickers, and every one can be spoken."""
    items = []
    for column, text in enumerate(texts):
        item, new = table.item(row, column), False
        if item is None:
            item, new = QTableWidgetItem(), True
            table.setItem(row, column, item)
        drawn = glyphs.shown(text)
        if new or item.text() != drawn:
            item.setText(drawn)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.unbroken(text) or "–")
        items.append(item)
    return items


def tone_cell(item: QTableWidgetItem, tone: Tone) -> None:
    """Icon and colour beside the word."""
    look = theme.look()
    item.setForeground(look.tone(tone))
    item.setIcon(theme.icon(theme.TONE_ICON[tone], tone.value, look.px(14)))


RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def same_at_start(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many of the first members of both are the same. By halves, so that the interpreter's own comparison goes
    through them, which takes an object that is in both for equal without a look into it: a list of thousands of lines
    costs microseconds and not one call of Python a line."""
    known, open_ = 0, min(len(one), len(other))
    while known < open_:
        middle = (known + open_ + 1) // 2
        if one[known:middle] == other[known:middle]:
            known = middle
        else:
            open_ = middle - 1
    return known


Choice = tuple[str, tuple[str, ...]]
"""Id and the texts of the cells of a row."""
_LOOKED_AT = 100  # rows that say how wide a column is


class ChoiceTable(QuietTable):
    """Rows to choose from, each with an id; the first column takes the room. `chosen`: somebody went to another row.

    Lists grow page by page while somebody reads on: what is shown again as it was is neither filled nor measured again,
    so that a page costs what its own rows cost and a choice none.
    """

    chosen = Signal(str)  # the id of the row

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(columns, (0,), parent, least=110)
        self._shown: tuple[Choice, ...] = ()
        self._as: tuple[Any, ...] = ()  # the look and the titles that they were shown with
        self._measured = 0  # rows whose height stands, at these widths
        self._widths: tuple[int, ...] = ()
        self.setWordWrap(True)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setResizeContentsPrecision(_LOOKED_AT)
        self.currentCellChanged.connect(self._moved)

    def show_choices(
        self,
        rows: Sequence[Choice],
        selected: str,
        dress: Callable[[int, Sequence[QTableWidgetItem]], None] | None = None,
    ) -> None:
        """The first row with the id `selected` is current, or none. `dress` gets a row that is filled anew."""
        now = tuple(rows)
        titles = (self.horizontalHeaderItem(column) for column in range(self.columnCount()))
        shown_as = (theme.look(), *(title.text() if title is not None else "" for title in titles))
        kept = same_at_start(self._shown, now) if shown_as == self._as else 0
        with QSignalBlocker(self):
            if self.rowCount() != len(now):
                self.setRowCount(len(now))
            self.verticalHeader().setDefaultSectionSize(theme.look().px(46))
            for row in range(kept, len(now)):
                key, texts = now[row]
                items = fill_row(self, row, texts)
                items[0].setData(Qt.ItemDataRole.UserRole, key)
                if dress is not None:
                    dress(row, items)
            current = next((row for row, (key, _texts) in enumerate(now) if key == selected), -1)
            self.setCurrentCell(current, 0 if current >= 0 else -1)
        changed = kept < max(len(now), len(self._shown)) or shown_as != self._as
        self._shown, self._as = now, shown_as
        if changed:
            self._measured = min(self._measured, kept)
            self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured = 0

    def _fit_wrapped(self) -> None:
        """Only rows that are new, unless a column has another width."""
        widths = tuple(self.columnWidth(column) for column in range(self.columnCount()))
        first, self._widths = self._measured if widths == self._widths else 0, widths
        self._measured = self.rowCount()
        self._fit_heights(first)

    def _moved(self, row: int, _column: int, _before: int, _before_column: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


class GateTable(QuietTable):
    """Every component of the gate with value, limit and verdict; the ones not provided come last."""

    COLUMNS = 5  # component, bar, value, limit, verdict

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.COLUMNS, (1,), parent, spare=1)
        self._gate: tuple[GateValue, ...] | None = None
        self._bars = BarDelegate(self)  # the view does not keep a delegate alive
        self.setItemDelegateForColumn(1, self._bars)

    def _fit_rows(self) -> None:
        """As much room a row as the height gives, within reason."""
        look, rows = theme.look(), max(1, self.rowCount())
        height = (self.viewport().height() - 2) // rows
        self.verticalHeader().setDefaultSectionSize(min(max(height, look.px(20)), look.px(26)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def show_gate(self, gate: tuple[GateValue, ...], titles: tuple[str, ...], force: bool = False) -> None:
        """Fill the rows; nothing is touched where nothing changed."""
        if gate == self._gate and not force:
            return
        self._gate = gate
        self.setHorizontalHeaderLabels(list(titles))
        rows = sorted(gate, key=lambda v: v.value is None and not v.mandatory)
        self.setRowCount(len(rows))
        self._fit_rows()
        look = theme.look()
        for row, value in enumerate(rows):
            tone = gate_tone(value)
            now = "–" if value.value is None else words.number(value.value)
            name = f"{value.id}  {words.say_gate(value.id)}"
            verdict = words.gate_verdict(value)
            shown = "n/a" if value.value is None else verdict
            cells = fill_row(self, row, (name, "", now, words.limits(value.low, value.high), shown))
            cells[4].setToolTip(verdict)
            cells[4].setData(Qt.ItemDataRole.AccessibleTextRole, verdict)
            cells[2].setTextAlignment(RIGHT)
            cells[3].setTextAlignment(RIGHT)
            cells[1].setData(Qt.ItemDataRole.UserRole, Bar(*_share(value), tone))
            tone_cell(cells[4], tone)
            cells[0].setForeground(look.color("muted" if value.value is None else "text"))
            font = self.font()
            font.setWeight(font.Weight.DemiBold if tone is Tone.BAD else font.Weight.Normal)
            cells[0].setFont(font)
        self.fit_columns()
