"""Parts of the fingers page: the instruction, the tiles of what was taken, the attempts, the panel for missing
fingers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.domain.desk import Picture
from station.domain.samples import Finger, MissingReason
from station.domain.slaps import SlapAttempt
from station.ui import theme, words
from station.ui.aloud import Teller
from station.ui.counter.hands import FingerMark
from station.ui.counter.platen import RIGHT, WRONG
from station.ui.theme import TONE_ICON, Tone
from station.ui.widgets.basics import Icon, button, label, name_box, restyle, show_icon
from station.ui.widgets.images import ImageView
from station.ui.widgets.meters import Meter
from station.workflow.slaps import FINGERS, TEN

FAILED = 255  # NFIQ 2 could not score: never a high value


def score_text(nfiq2: int) -> str:
    return "–" if nfiq2 == FAILED else str(nfiq2)


class Band(QFrame):
    """What the traveller is to do now, directly above the live picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-info")
        self.icon = Icon("fingerprint", "info", 30)
        self.what, self.how = label("title", wrap=True), label("muted", wrap=True)
        self._teller = Teller(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 14, 9)
        row.setSpacing(12)
        row.addWidget(self.icon)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(self.what)
        column.addWidget(self.how)
        row.addLayout(column, 1)

    def say(self, tone: Tone, what: str, how: str = "") -> None:
        restyle(self, role=f"notice-{tone.value}")
        self.icon.show_icon("fingerprint" if tone is Tone.INFO else TONE_ICON[tone], tone.value)
        self.what.setText(what)
        self.how.setText(how)
        self.how.setVisible(bool(how))
        said = f"{what}. {how}" if how else what
        self.setAccessibleName(said)
        self._teller.tell(said, urgent=tone is Tone.BAD)


@dataclass(frozen=True, eq=False)
class Tile:
    """One finger as its tile shows it. `picture`: an array, or the octets of the picture that was kept."""

    finger: Finger
    mark: FingerMark
    picture: Picture | bytes = None
    nfiq2: int | None = None
    threshold: int | None = None
    missing: MissingReason | None = None


class TilePrint(ImageView):
    """The print of a tile; an icon in its place before it is taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(40, 40)
        self.want(60)
        self._octets = b""
        self._now = False

    def show_tile(self, tile: Tile) -> None:
        now = tile.mark is FingerMark.NOW
        if isinstance(tile.picture, bytes):
            self.show_print(tile.picture)
        else:
            if self._octets:
                self._octets, self._image, self._pixels = b"", None, None
                self.update()
            self.show_picture(tile.picture)
        if now != self._now:
            self._now = now
            self.update()

    def show_print(self, octets: bytes) -> None:
        """The octets of a picture that was kept; the icon where there are none."""
        if octets is not self._octets or (octets and self._image is None):
            self._octets, self._pixels = octets, None
            found = QImage.fromData(octets)
            self._image = None if found.isNull() else found
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is not None:
            super().paintEvent(event)
            return
        side = min(self.width(), self.height(), theme.look().px(64))
        ink = theme.look().tokens.primary if self._now else theme.look().tokens.edge
        picture = theme.pixmap("fingerprint", ink, side, self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)


class FingerTile(QAbstractButton):
    """A print with name, word, quality and threshold; pressed, it is the one that is taken again or decided on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.finger = Finger.RIGHT_INDEX
        self.print_, self.name, self.shape = TilePrint(), label("strong", wrap=True), Icon("circle", "muted", 18)
        self.word, self.quality, self.meter = label("strong", wrap=True), label("small", wrap=True), Meter()
        for part in (self.print_, self.name, self.shape, self.word, self.quality, self.meter):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._now = False
        column = self._column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(self.print_, 1)
        column.addWidget(self.name)
        said = QHBoxLayout()
        said.setSpacing(5)
        said.addWidget(self.quality, 3)
        said.addWidget(self.shape)
        said.addWidget(self.word, 2)
        column.addLayout(said)
        column.addWidget(self.meter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_tile(self, tile: Tile, selected: bool, small: bool) -> None:
        self.finger = tile.finger
        edge = 6 if small else 12
        self._column.setContentsMargins(edge, edge, edge, edge - 2)
        self.print_.show_tile(tile)
        tone, shape = _LOOK[tile.mark]
        name = words.say(tile.finger)
        self.name.setText(name)
        restyle(self.name, role="small" if small else "strong")
        self.print_.setAccessibleName(name)
        word = self._word(tile)
        self.word.setText(word)
        self.word.setVisible(not small)
        self.shape.show_icon(shape, tone.value)
        restyle(self.word, tone=tone.value)
        said = self._said(tile)
        short = tile.nfiq2 is not None and small
        sign = "≥" if tile.mark in {FingerMark.GOOD, FingerMark.DUPLICATE} else "<"
        brief = f"{score_text(tile.nfiq2 or 0)} {sign} {tile.threshold}"
        self.quality.setText(brief if short else said)
        self.quality.setToolTip(said)
        value = None if tile.nfiq2 in (None, FAILED) else (tile.nfiq2 or 0) / 100
        self.meter.show_value(value, None if tile.threshold is None else tile.threshold / 100, tone)
        self.meter.setVisible(tile.threshold is not None)
        self._now = tile.mark is FingerMark.NOW
        self.setChecked(selected)
        self.setAccessibleName(f"{name}: {word}. {said}" if said else f"{name}: {word}")
        self.update()

    def _said(self, tile: Tile) -> str:
        if tile.missing is not None:
            return words.say(tile.missing)
        if tile.nfiq2 is None or tile.threshold is None:
            return ""
        text = self.tr("Quality {score}, needs {limit}")
        return text.format(score=score_text(tile.nfiq2), limit=tile.threshold)

    def _word(self, tile: Tile) -> str:
        return {
            FingerMark.IDLE: "",
            FingerMark.WAITING: self.tr("To do"),
            FingerMark.NOW: self.tr("Now"),
            FingerMark.GOOD: self.tr("Good"),
            FingerMark.WEAK: self.tr("Weak"),
            FingerMark.VETOED: self.tr("By veto"),
            FingerMark.DUPLICATE: self.tr("Same finger?"),
            FingerMark.MISSING: self.tr("Missing"),
        }[tile.mark]

    def sizeHint(self) -> QSize:
        """The grid shares its room out evenly; the words inside ask for what they need."""
        return QSize(60, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        strong = self._now or self.isChecked() or self.hasFocus()
        color = look.color("focus" if self.hasFocus() else "primary" if strong else "border")
        style = Qt.PenStyle.DashLine if self._now else Qt.PenStyle.SolidLine
        painter.setPen(QPen(color, 2 if strong else 1, style))
        painter.setBrush(look.color("primary_soft" if self._now else "surface"))
        painter.drawRoundedRect(box, look.px(8), look.px(8))


_LOOK = {
    FingerMark.IDLE: (Tone.OFF, "circle"),
    FingerMark.WAITING: (Tone.OFF, "circle"),
    FingerMark.NOW: (Tone.INFO, "circle-dot"),
    FingerMark.GOOD: (Tone.OK, "circle-check"),
    FingerMark.WEAK: (Tone.WARN, "triangle-alert"),
    FingerMark.VETOED: (Tone.WARN, "pen-line"),
    FingerMark.DUPLICATE: (Tone.BAD, "octagon-alert"),
    FingerMark.MISSING: (Tone.OFF, "minus"),
}


class TileGrid(QWidget):
    """The prints of the visit; none disappears. Two in a row for one hand, a row for each slap of ten fingers."""

    selected = Signal(object)  # Finger

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._tiles: list[FingerTile] = []
        self._shape: tuple[tuple[int, int], ...] = ()

    def show_tiles(self, tiles: Sequence[Tile], selected: Finger | None) -> None:
        small = len(tiles) > 4
        places = _TEN_PLACES if small else {tile.finger: divmod(i, 2) for i, tile in enumerate(tiles)}
        shape = tuple(places[tile.finger] for tile in tiles)
        while len(self._tiles) < len(tiles):
            tile = FingerTile()
            tile.clicked.connect(self._clicked)
            self._tiles.append(tile)
        if shape != self._shape:
            self._shape = shape
            for tile, place in zip(self._tiles, shape, strict=False):
                self._grid.addWidget(tile, *place)
            for column in range(4):
                self._grid.setColumnStretch(column, 1 if any(c == column for _, c in shape) else 0)
            for row in range(3):
                self._grid.setRowStretch(row, 1 if any(r == row for r, _ in shape) else 0)
        for index, widget in enumerate(self._tiles):
            widget.setVisible(index < len(tiles))
            if index < len(tiles):
                widget.show_tile(tiles[index], tiles[index].finger is selected, small)

    def tile(self, finger: Finger) -> FingerTile:
        return next(tile for tile in self._tiles if tile.finger is finger and not tile.isHidden())

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, FingerTile):
            self.selected.emit(sender.finger)


_TEN_PLACES = {finger: (row, column) for row, slap in enumerate(TEN) for column, finger in enumerate(FINGERS[slap])}


class SlapPicture(ImageView):
    """An undivided slap with what was cut out of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: tuple[tuple[tuple[int, int, int, int], bool, str], ...] = ()

    def show_slap(self, attempt: SlapAttempt | None) -> None:
        self._boxes = ()
        if attempt is not None and attempt.whole is not None:
            self._boxes = tuple(
                (one.box, one.sufficient, score_text(one.nfiq2)) for one in attempt.fingers if one.box is not None
            )
        self.show_picture(None if attempt is None else attempt.whole)
        self.update()

    def paint_over(self, painter: QPainter) -> None:
        if self._image is None:
            return
        area = self.target()
        ratio = area.width() / self._image.width()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (left, top, right, bottom), good, score in self._boxes:
            color = RIGHT if good else WRONG
            box = QRectF(QPointF(left, top) * ratio + area.topLeft(), QPointF(right, bottom) * ratio + area.topLeft())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine if good else Qt.PenStyle.DashLine))
            painter.drawRect(box)
            self.pill(painter, score, QPointF(box.center().x(), box.bottom()), color, QColor("white"))


class AttemptStrip(QWidget):
    """The attempts of one finger; the officer may choose another one than the best."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = [button("choice") for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for index, one in enumerate(self._buttons):
            one.setCheckable(True)
            one.setProperty("index", index)
            one.clicked.connect(self._clicked)
            column.addWidget(one)

    def sizeHint(self) -> QSize:
        return QSize(150, 120)

    def show_attempts(self, tries: Sequence[tuple[str, bool]], chosen: int, open_: bool) -> None:
        """`tries`: what each brought, and whether that was enough."""
        side = theme.look().px(16)
        for index, one in enumerate(self._buttons):
            there = index < len(tries)
            text = self.tr("Attempt {number}").format(number=index + 1)
            one.setEnabled(there and open_)
            one.setChecked(there and index == chosen)
            if there:
                score, good = tries[index]
                text += f":  {score}"
                tone = Tone.OK if good else Tone.WARN
                show_icon(one, theme.icon(theme.TONE_ICON[tone], tone.value, side, disabled=tone.value), side)
            else:
                text += ":  –"
                show_icon(one, theme.icon("circle", "muted", side), side)
            one.setText(text)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.property("index"))


EVERY = 0  # in the list of fingers: all that are still asked for


class MissingPanel(QFrame):
    """Which finger cannot be captured, or that none can, and why; nothing is recorded before a reason is chosen."""

    recorded = Signal(object, object)  # Finger, or None for all that are still asked for; MissingReason

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._title = label("strong")
        self._finger, self._reason = QComboBox(), QComboBox()
        self._record, self._hint = button("primary"), label("small", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(self._finger, 1, 0)
        grid.addWidget(self._reason, 1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._record)
        buttons.addWidget(self._hint, 1)
        grid.addLayout(buttons, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for box in (self._finger, self._reason):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self._record.clicked.connect(self._send)
        self._reason.currentIndexChanged.connect(self._may_send)
        self._open = self._every = False
        self.hide()

    def translate(self) -> None:
        self._title.setText(self.tr("A finger that cannot be captured"))
        self._reason.setPlaceholderText(self.tr("Choose the reason"))
        self._record.setText(self.tr("Record"))
        self._hint.setText(self.tr("Capture is paused. F7 goes on without recording; Restart (F9) takes it back."))
        name_box(self._finger, self.tr("Finger"))
        name_box(self._reason, self.tr("Reason"))
        finger, reason = max(0, self._finger.currentIndex()), self._reason.currentIndex()
        for box in (self._finger, self._reason):
            box.clear()
        self._finger.addItem(self.tr("All remaining fingers"), EVERY)
        for member in Finger:
            self._finger.addItem(words.say(member), int(member))
        for why in MissingReason:
            self._reason.addItem(words.say(why), why.value)
        self._finger.setCurrentIndex(finger)
        self._reason.setCurrentIndex(reason)

    def render_missing(self, is_open: bool, finger: Finger | None, every: bool = False) -> None:
        """`finger`: the one that is asked for now; `every`: the officer asked for all of them."""
        if is_open and (not self._open or every is not self._every):
            chosen = EVERY if every or finger is None else int(finger)
            self._finger.setCurrentIndex(self._finger.findData(chosen))
            self._reason.setCurrentIndex(-1)
            self.setVisible(True)
            self._reason.setFocus()
        self._open, self._every = is_open, every
        self.setVisible(is_open)
        self._may_send()

    def _may_send(self) -> None:
        self._record.setEnabled(self._reason.currentIndex() >= 0)

    def _send(self) -> None:
        chosen = self._finger.currentData()
        finger = None if chosen == EVERY else Finger(chosen)
        self.recorded.emit(finger, MissingReason(self._reason.currentData()))
