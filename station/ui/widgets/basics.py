"""Labels, chips, icons, cards and notices: the small parts that every page is made of."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.ui import glyphs, theme, words
from station.ui.aloud import Spoken
from station.ui.theme import TONE_ICON, Tone


def restyle(widget: QWidget, **properties: object) -> None:
    """Set style properties and let the sheet look again, only where something changed."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()


class Text(QLabel):
    """Words as this machine can draw them, whatever script a name comes in."""

    def setText(self, text: str) -> None:
        super().setText(glyphs.shown(text))


def label(role: str = "", text: str = "", wrap: bool = False) -> QLabel:
    made = Text()
    made.setText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed)
    return made


def spoken(role: str = "", wrap: bool = False) -> Spoken:
    """As `label`, for sentences that a screen reader says when they appear."""
    made = Spoken()
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed)
    return made


def say_long(where: QLabel, text: str, longest: int = 16) -> None:
    """Show a name, a path or an id that may be longer than the label is wide; it is still spoken as one word."""
    where.setText(words.breakable(text, longest))
    where.setAccessibleName(text)


def name_box(box: QComboBox, text: str) -> None:
    """Name a combo box that has no label in sight: on Linux a reader is told only the value of one, and its name from
    a label beside it, seen or not."""
    box.setAccessibleName(text)
    beside = box.parentWidget()
    if beside is None:
        return
    place = Qt.FindChildOption.FindDirectChildrenOnly
    mine = [one for one in beside.findChildren(QLabel, options=place) if one.buddy() is box]
    if not mine:
        hidden = QLabel(beside)
        hidden.hide()
        hidden.setBuddy(box)
        mine.append(hidden)
    mine[0].setText(text)


def fill_box(box: QComboBox, lines: list[tuple[str, str]]) -> None:
    """Text and data of each line, anew only where they are others: a reader is told of each that goes and comes."""
    if lines == [(box.itemText(at), box.itemData(at)) for at in range(box.count())]:
        return
    box.clear()
    for text, data in lines:
        box.addItem(text, data)


def button(kind: str = "", text: str = "", accessible: str = "") -> QPushButton:
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if accessible:
        made.setAccessibleName(accessible)
    made.setAutoDefault(False)
    return made


def show_icon(one: QAbstractButton, icon: QIcon, side: int) -> None:
    """An icon of `side` pixels: without that a button keeps to the style's size, however large the text is."""
    one.setIcon(icon)
    one.setIconSize(QSize(side, side))


class Chip(QLabel):
    """A rounded word with a tone; the word says what the colour says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("chip", Tone.OFF.value)

    def setText(self, text: str) -> None:
        super().setText(glyphs.shown(text))

    def say(self, tone: Tone, text: str) -> None:
        restyle(self, chip=tone.value)
        self.setText(text)
        self.setVisible(bool(text))


class Icon(QWidget):
    """One icon in a colour token; painted, so that a change of theme needs nothing."""

    def __init__(self, name: str = "", ink: str = "text", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._ink, self._size = name, ink, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> str:
        """Name of the icon; "" for none."""
        return self._name

    def show_icon(self, name: str, ink: str) -> None:
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self.update()

    def show_tone(self, tone: Tone) -> None:
        self.show_icon(TONE_ICON[tone], tone.value)

    def sizeHint(self) -> QSize:
        side = theme.look().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._name:
            return
        side = min(self.width(), self.height())
        color = getattr(theme.look().tokens, self._ink)
        picture = theme.pixmap(self._name, color, side, self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)


class Card(QFrame):
    """A white box with a heading, an optional chip on the right, and a body."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.heading = label("heading", wrap=True)
        self.chip = Chip()
        self.chip.hide()
        self.head = QHBoxLayout()
        self.head.addWidget(self.heading, 1)
        self.head.addWidget(self.chip)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(8)
        self.body.addLayout(self.head)


class Notice(QFrame):
    """A sentence that must not be overlooked: icon, words, tone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-info")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.icon = Icon("info", "info", 18)
        self.text = spoken(wrap=True)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 7, 10, 7)
        self.row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.text, 1)
        self.hide()

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence; an empty one hides the notice."""
        restyle(self, role=f"notice-{tone.value}")
        self.icon.show_icon("info" if tone is Tone.OFF else TONE_ICON[tone], tone.value)
        self.text.say(text, urgent=tone is Tone.BAD)
        self.setVisible(bool(text))


class Pairs(QWidget):
    """Rows of a quiet name and a plain value, aligned."""

    def __init__(self, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        for row in range(rows):
            name, value = label("small"), label("value", wrap=True)
            name.setBuddy(value)  # who listens hears which name a value has
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._rows.append((name, value))

    def show_rows(self, rows: list[tuple[str, str]]) -> None:
        for index, (name, value) in enumerate(self._rows):
            used = index < len(rows)
            name.setVisible(used)
            value.setVisible(used)
            if used:
                name.setText(rows[index][0])
                say_long(value, rows[index][1])
