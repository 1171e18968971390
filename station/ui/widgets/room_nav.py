"""The pages of the administrator's room, in the side panel of each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.ui import keys, theme
from station.ui.keys import Act
from station.ui.page import Key
from station.ui.widgets.basics import button, label, show_icon

PAGES = {
    Act.PAGE_1: ("officers", "users"),
    Act.PAGE_2: ("premises", "activity"),
    Act.PAGE_3: ("rights", "search"),
    Act.PAGE_4: ("states", "shield-check"),
}


class RoomNav(QWidget):
    turned = Signal(str)  # name of a page

    def __init__(self, here: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(8)
        self._title, self._hint = label("heading"), label("small", wrap=True)
        column.addWidget(self._title)
        self._buttons: dict[Act, QPushButton] = {}
        self._caps: dict[Act, QLabel] = {}
        for act, (name, _) in PAGES.items():
            one = self._buttons[act] = button("choice")
            one.setCheckable(True)
            one.setChecked(name == here)
            one.setProperty("act", act)
            one.clicked.connect(self._clicked)
            cap = self._caps[act] = label("keycap", keys.cap(act))
            inside = QHBoxLayout(one)
            inside.setContentsMargins(0, 0, 10, 0)
            inside.addStretch(1)
            inside.addWidget(cap)
            column.addWidget(one)
        column.addStretch(1)
        column.addWidget(self._hint)
        self._here = here

    def here(self) -> QWidget:
        """The button of the page that is shown."""
        return next(one for act, one in self._buttons.items() if PAGES[act][0] == self._here)

    def translate(self) -> None:
        self._title.setText(self.tr("Administration"))
        texts = {
            Act.PAGE_1: self.tr("Officers"),
            Act.PAGE_2: self.tr("Station"),
            Act.PAGE_3: self.tr("Rights"),
            Act.PAGE_4: self.tr("States' lists"),
        }
        for act, one in self._buttons.items():
            one.setText(f" {texts[act]}")
            one.setAccessibleName(texts[act])
            side = theme.look().px(18)
            show_icon(one, theme.icon(PAGES[act][1], "text", side), side)
        self._fit()
        self._hint.setText(self.tr("Every change is recorded in the audit log under your name."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keys stand on all of the buttons, or on none where a name has no room beside its key; F1 tells them."""
        wide = min(one.width() for one in self._buttons.values())
        asked = max(one.sizeHint().width() + self._caps[act].sizeHint().width() for act, one in self._buttons.items())
        for cap in self._caps.values():
            cap.setVisible(asked <= wide)

    def keys(self) -> tuple[Key, ...]:
        return tuple(Key(act, partial(self.press, act)) for act in PAGES)

    def press(self, act: Act) -> None:
        self.turned.emit(PAGES[act][0])

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            act = sender.property("act")
            sender.setChecked(PAGES[act][0] == self._here)
            self.press(act)
