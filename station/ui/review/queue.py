"""The supervisors' queue: rows in a model, cards that are painted, and a picture only for cards in sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from station.domain.desk import CaseSummary, Picture, QueueView
from station.domain.outcome import CaseReason
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import Chip, label, name_box
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import to_image
from station.ui.widgets.meters import same_at_start

Index = QModelIndex | QPersistentModelIndex
THUMBS = 96  # pictures of cards that are kept
CARD, GAP = 76, 6  # pixels at the usual text size
OLD_MINUTES = 30  # a case that waits longer is marked


class Shelf(Enum):
    """Which cases are listed."""

    WAITING = "waiting"
    RULED = "ruled"


class CaseModel(QAbstractTableModel):
    """One row a case. What stays the same from one reading to the next is left alone, so that a list of thousands
    neither jumps nor is laid out again.

    Pictures are asked for one after another, between two paintings, and only while their card is in sight: what a
    supervisor scrolled past is read for nobody, the queue's own reading never waits behind hundreds of pictures, the
    window's thread takes one at a time, and no worker wakes up to hold the interpreter in the middle of a painting.
    """

    more = Signal()  # the end of what was read is in sight
    thumb_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CaseSummary, ...] = ()
        self._more = False
        self._thumbs: OrderedDict[str, QImage | None] = OrderedDict()
        self._wanted: dict[str, None] = {}  # cards that were painted without their picture, in that order
        self._read = ""  # whose picture is being read
        self._after_painting = QTimer(self)
        self._after_painting.setSingleShot(True)
        self._after_painting.setInterval(0)
        self._after_painting.timeout.connect(self._ask)
        self._places: dict[str, int] | None = None  # made when it is first asked for, after every change
        self.in_sight: Callable[[], range] = lambda: range(len(self._rows))  # rows that the list shows now

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own form
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def case(self, row: int) -> CaseSummary:
        return self._rows[row]

    def place(self, case: str) -> int:
        if self._places is None:
            self._places = {one.id: row for row, one in enumerate(self._rows)}
        return self._places.get(case, -1)

    def show_rows(self, rows: tuple[CaseSummary, ...], more: bool) -> None:
        before, self._more = self._rows, more
        same = same_at_start(before, rows)
        if same == len(before) == len(rows):
            self._rows = rows
            return
        tail = same_at_start(before[same:][::-1], rows[same:][::-1])
        old, new = len(before) - same - tail, len(rows) - same - tail
        root, shared = QModelIndex(), min(old, new)
        if old > new:
            self.beginRemoveRows(root, same + shared, same + old - 1)
            self._rows, self._places = rows, None
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(root, same + shared, same + new - 1)
            self._rows, self._places = rows, None
            self.endInsertRows()
        self._rows, self._places = rows, None
        if shared:
            self.dataChanged.emit(self.index(same, 0), self.index(same + shared - 1, 0))

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        self._more = False  # until the answer says that there is more
        self.more.emit()

    def thumb(self, case: str) -> QImage | None:
        """The picture of a card; wanted from when the card is first painted, None until it is there."""
        if case in self._thumbs:
            self._thumbs.move_to_end(case)
            return self._thumbs[case]
        if case != self._read:
            self._wanted[case] = None
            if not self._read:
                self._after_painting.start()
        return None

    @property
    def waits(self) -> bool:
        """Whether a picture is still to come."""
        return bool(self._read or self._wanted)

    def put_thumb(self, case: str, picture: Picture) -> None:
        """As large as cards show it, so that it is scaled once and not with every painting."""
        if case == self._read:
            self._read = ""
        self._wanted.pop(case, None)
        self._thumbs[case] = None if picture is None else _small(to_image(picture))
        while len(self._thumbs) > THUMBS:
            self._thumbs.popitem(last=False)
        row = self.place(case)
        if row in self.in_sight():
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
        self._ask()

    def _ask(self) -> None:
        """For the next picture that somebody would see; a card that comes into sight again is painted again, and wants
        its picture then."""
        seen = self.in_sight()
        while self._wanted and not self._read:
            case = next(iter(self._wanted))
            del self._wanted[case]
            if self.place(case) in seen:
                self._read = case
                self.thumb_wanted.emit(case)

    def forget_thumbs(self) -> None:
        self._thumbs.clear()
        self._wanted.clear()
        self._read = ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return "\n".join(card_lines(self._rows[index.row()]))


def age(opened: datetime, now: datetime | None = None) -> str:
    minutes = max(0, int(((now or datetime.now(opened.tzinfo)) - opened).total_seconds() // 60))
    if minutes < 120:
        return QCoreApplication.translate("CaseQueue", "{minutes} min").format(minutes=minutes)
    return words.moment(opened)


def card_title(case: CaseSummary) -> str:
    return (
        QCoreApplication.translate("CaseQueue", "Case {number}").format(number=case.id[:4].upper())
        if case.blind
        else case.name
    )


def card_lines(case: CaseSummary) -> list[str]:
    """What a card says, also to a screen reader."""
    kinds = ", ".join(words.say(reason) for reason in case.reasons)
    lines = [card_title(case), QCoreApplication.translate("CaseQueue", "First look") if case.blind else kinds]
    if case.ruling is not None:
        lines.append(f"{words.say(case.ruling)} · {case.ruled_by} · {words.moment(case.ruled_at)}")
        return lines
    lines.append(f"{age(case.opened_at)} · {case.counter}")
    if case.escalated:
        lines.append(QCoreApplication.translate("CaseQueue", "Escalated"))
    if case.claimed_by:
        lines.append(QCoreApplication.translate("CaseQueue", "with {supervisor}").format(supervisor=case.claimed_by))
    elif case.own:
        lines.append(QCoreApplication.translate("CaseQueue", "for a colleague"))
    elif case.opinions:
        lines.append(
            QCoreApplication.translate("CaseQueue", "second opinion")
            if case.opinions == 1
            else QCoreApplication.translate("CaseQueue", "third opinion decides")
        )
    return lines


def _face_size() -> QSize:
    """Of the picture on a card."""
    high = theme.look().px(CARD + GAP) - theme.look().px(GAP) - 2 * theme.look().px(7) - 1
    return QSize(round(high * 0.75), high)


def _small(image: QImage) -> QImage:
    """As it lies on the card, with its round corners: cut, scaled and clipped once and not with every painting."""
    size, look = _face_size(), theme.look()
    ways = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    scaled = image.scaled(size, *ways)
    made = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(made.rect()), look.px(4), look.px(4))
    painter.setClipPath(clip)
    painter.drawImage((size.width() - scaled.width()) // 2, (size.height() - scaled.height()) // 2, scaled)
    painter.end()
    return made


class CardDelegate(QStyledItemDelegate):
    """Paints a case as a card: face, name, reason, how long it waits and where, and what the total says."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, CaseModel):
            return
        case, look = model.case(index.row()), theme.look()
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(option.rect).adjusted(1, 1, -1, -look.px(GAP) + 1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(look.color("primary" if chosen else "border"), 2 if chosen else 1))
        painter.setBrush(look.color("primary_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, look.px(8), look.px(8))
        inner = box.adjusted(look.px(8), look.px(7), -look.px(8), -look.px(7))
        thumb = QRectF(inner.topLeft(), QSizeF(_face_size()))
        self._face(painter, thumb, model.thumb(case.id))
        text = inner.adjusted(thumb.width() + look.px(8), 0, 0, 0)
        self._words(painter, text, case)
        painter.restore()

    def _face(self, painter: QPainter, box: QRectF, image: QImage | None) -> None:
        look = theme.look()
        if image is not None and image.size() == _face_size():
            painter.drawImage(box.topLeft().toPoint(), image)
            return
        if image is not None:  # of another size of the text
            painter.drawImage(box, image)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        side = look.px(20)
        picture = theme.pixmap("user", look.tokens.muted, side)
        painter.drawPixmap(box.center().toPoint() - picture.rect().center(), picture)

    def _words(self, painter: QPainter, box: QRectF, case: CaseSummary) -> None:
        look = theme.look()
        title, *rest = card_lines(case)
        font = painter.font()
        font.setPixelSize(look.px(13))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        line = box.height() / 3
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        pill = self._pill(painter, box, line, case)
        room = QRectF(box.left(), box.top(), box.width(), line)
        painter.setPen(look.color("text"))
        painter.drawText(room, flags, self._short(painter, title, room.width()))
        font.setWeight(font.Weight.Normal)
        font.setPixelSize(look.px(12))
        painter.setFont(font)
        painter.setPen(look.color("muted"))
        room = QRectF(box.left(), box.top() + line, box.width() - pill, line)
        painter.drawText(room, flags, self._short(painter, rest[0], room.width()))
        late = case.ruling is None and self._late(case)
        ink, mark = ("warn", "hourglass") if late else ("muted", "hourglass")
        if case.escalated and case.ruling is None:
            ink, mark = "bad", "octagon-alert"
        elif case.claimed_by:
            mark = "user"
        elif case.opinions or case.own:
            mark = "users"
        if case.ruling is not None:
            mark = "gavel"
        side = look.px(13)
        y = box.top() + 2 * line
        painter.drawPixmap(
            round(box.left()), round(y + (line - side) / 2), theme.pixmap(mark, getattr(look.tokens, ink), side)
        )
        room = QRectF(box.left() + side + look.px(5), y, box.width() - side - look.px(5), line)
        painter.setPen(look.color(ink))
        painter.drawText(room, flags, self._short(painter, " · ".join(rest[1:]), room.width()))

    def _pill(self, painter: QPainter, box: QRectF, line: float, case: CaseSummary) -> float:
        """What the total says, at the right of the second line; covered as an eye that is shut. How wide it is."""
        look = theme.look()
        if case.score is None and not case.blind:
            return 0.0
        text = "" if case.blind else words.number(case.score or 0.0, 1)
        tone = Tone.OFF if case.blind else Tone.OK if (case.score or 0.0) > 0 else Tone.BAD
        width = painter.fontMetrics().horizontalAdvance(text) + look.px(14) if text else look.px(28)
        pill = QRectF(box.right() - width, box.top() + line + 1, width, line - 2)
        painter.setPen(QPen(look.tone(tone), 1))
        painter.setBrush(look.soft(tone))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        if text:
            painter.setPen(look.tone(tone))
            painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)
        else:
            picture = theme.pixmap("eye-off", look.tokens.off, look.px(13))
            painter.drawPixmap(pill.center().toPoint() - picture.rect().center(), picture)
        return width + look.px(4)

    @staticmethod
    def _late(case: CaseSummary) -> bool:
        return (datetime.now(case.opened_at.tzinfo) - case.opened_at).total_seconds() > 60 * OLD_MINUTES

    @staticmethod
    def _short(painter: QPainter, text: str, width: float) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


class CardList(QTableView):
    """One column of cards, all of one height: what there is costs nothing that is not in sight."""

    opened = Signal(str)

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._model = model
        model.in_sight = self.in_sight
        self.setItemDelegate(CardDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumHeight(120)
        self.clicked.connect(self._go)

    def in_sight(self) -> range:
        """The rows of the cards that are on the screen, wholly or in part."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def fit(self) -> None:
        """After the text has another size."""
        height = theme.look().px(CARD + GAP)
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setMinimumSectionSize(height)
            self.verticalHeader().setDefaultSectionSize(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _go(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self._model.case(index.row()).id)


class CaseQueue(QWidget):
    """What waits, or what was ruled; by kind and post."""

    selected = Signal(str)
    shelf_chosen = Signal(object)  # Shelf
    kind_chosen = Signal(object)  # CaseReason, None for all
    counter_chosen = Signal(str)  # "" for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        head = Flow(6)  # with large text the count stands below
        self._count = Chip()
        self._shelf, self._kind, self._counter = QComboBox(), QComboBox(), QComboBox()
        for box in (self._shelf, self._kind, self._counter):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        head.addWidget(self._shelf)
        head.addWidget(self._count)
        column.addLayout(head)
        self._shelf.setMinimumContentsLength(8)
        column.addWidget(self._kind)
        column.addWidget(self._counter)
        self.model = CaseModel(self)
        self.list = CardList(self.model)
        column.addWidget(self.list, 1)
        self._empty = label("muted", wrap=True)
        column.addWidget(self._empty)
        self.list.opened.connect(self.selected)
        self._shelf.activated.connect(lambda i: self.shelf_chosen.emit(Shelf(self._shelf.itemData(i))))
        self._kind.activated.connect(self._chose_kind)
        self._counter.activated.connect(lambda i: self.counter_chosen.emit(self._counter.itemData(i)))

    def first(self) -> QWidget:
        return self.list

    def _chose_kind(self, index: int) -> None:
        key = self._kind.itemData(index)
        self.kind_chosen.emit(CaseReason(key) if key else None)

    def translate(self) -> None:
        self.list.setAccessibleName(self.tr("Waiting cases"))
        name_box(self._shelf, self.tr("Which cases"))
        name_box(self._kind, self.tr("Kind of case"))
        name_box(self._counter, self.tr("Counter"))
        with QSignalBlocker(self._shelf):
            now = self._shelf.currentIndex()
            self._shelf.clear()
            self._shelf.addItem(self.tr("Waiting"), Shelf.WAITING.value)
            self._shelf.addItem(self.tr("Ruled"), Shelf.RULED.value)
            self._shelf.setCurrentIndex(max(0, now))

    def render_queue(
        self, view: QueueView, selected: str, shelf: Shelf, kind: CaseReason | None, counter: str, fresh: int
    ) -> None:
        waits = view.waiting
        tone = Tone.INFO if fresh else Tone.WARN if waits else Tone.OK
        new = self.tr("{count} new").format(count=fresh) if fresh else ""
        self._count.say(tone, f"{words.number(waits)} · {new}" if new else words.number(waits))
        ruled = shelf is Shelf.RULED
        self._empty.setText(
            self.tr("Nothing was ruled yet.")
            if ruled
            else self.tr("Nothing is waiting. New cases appear here on their own.")
        )
        self._empty.setVisible(not view.rows)
        self._shelf.setCurrentIndex(1 if ruled else 0)
        self._kind.setVisible(not ruled)
        self._counter.setVisible(not ruled)
        self._fill(self._kind, self.tr("All kinds"), _by_kind(view), kind.value if kind else "")
        self._fill(self._counter, self.tr("All counters"), _by_counter(view), counter)
        self.list.fit()
        self.model.show_rows(view.rows, view.more)
        row = self.model.place(selected) if selected else -1
        if row >= 0 and self.list.currentIndex().row() != row:
            self.list.setCurrentIndex(self.model.index(row, 0))
        elif row < 0 and not self.list.currentIndex().isValid() and view.rows:
            self.list.setCurrentIndex(self.model.index(0, 0))  # Enter opens the one that waits longest
        if view.rows:
            self.list.viewport().update()  # they have waited longer

    @staticmethod
    def _fill(box: QComboBox, every: str, kinds: Sequence[tuple[str, str]], chosen: str) -> None:
        wanted = [("", every), *kinds]
        held = [(box.itemData(i), box.itemText(i)) for i in range(box.count())]
        with QSignalBlocker(box):
            if held != wanted:
                box.clear()
                for key, text in wanted:
                    box.addItem(text, key)
            box.setCurrentIndex(max(0, box.findData(chosen)))


def _by_kind(view: QueueView) -> list[tuple[str, str]]:
    counted: dict[CaseReason, int] = {}
    for one in view.counts:
        counted[one.reason] = counted.get(one.reason, 0) + one.count
    return [(kind.value, f"{words.say(kind)} ({words.number(n)})") for kind in CaseReason if (n := counted.get(kind))]


def _by_counter(view: QueueView) -> list[tuple[str, str]]:
    counted: dict[str, int] = {}
    for one in view.counts:
        counted[one.counter] = counted.get(one.counter, 0) + one.count
    return [(name, f"{name} ({words.number(n)})") for name, n in sorted(counted.items()) if name]
