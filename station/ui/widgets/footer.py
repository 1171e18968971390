"""The bar at the bottom: one sentence, and the buttons of the page with their keys; in a narrow window one under the
other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from station.ui import keys, theme
from station.ui.keys import Act
from station.ui.page import Action, Chrome
from station.ui.theme import TONE_ICON, Tone
from station.ui.widgets.basics import Icon, restyle, spoken
from station.ui.widgets.flow import Flow

TIGHT = 800  # a window of less width, measured at the normal text size, prints no keys on its buttons; F1 tells them
NARROW = 1200  # a window of less width has smaller margins
SENTENCE_WIDTH = 230  # less than this beside the buttons, and the sentence stands above them


class Footer(QFrame):
    pressed = Signal(object)  # Act

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self._icon = Icon("info", "info", 20)
        self._sentence = spoken(wrap=True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self._icon)
        said.addWidget(self._sentence, 1)
        self._buttons_row = Flow(10, right=True)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setSpacing(8)
        self._rows.addLayout(said, 1)
        self._rows.addLayout(self._buttons_row)
        self._buttons: dict[Act, QPushButton] = {}
        self._order: tuple[Act, ...] = ()
        self._actions: tuple[Action, ...] = ()
        self._tight = False

    def render_chrome(self, chrome: Chrome) -> None:
        message = chrome.message
        self._icon.setVisible(message is not None)
        self._sentence.say(message[1] if message else "", urgent=message is not None and message[0] is Tone.BAD)
        if message:
            self._icon.show_icon(TONE_ICON[message[0]], message[0].value)
            self._sentence.setAccessibleName(message[1])
        order = tuple(action.act for action in chrome.actions)
        if order != self._order:
            self._rebuild(order)
        self._actions = chrome.actions
        self._tight = self.width() < theme.look().px(TIGHT)
        self._dress_all()
        self._fit()

    def _dress_all(self) -> None:
        for action in self._actions:
            self._dress(self._buttons[action.act], action)

    def _fit(self) -> None:
        """The sentence beside the buttons where both have room, else above them."""
        look = theme.look()
        tight = self.width() < look.px(TIGHT)
        if tight is not self._tight:
            self._tight = tight
            self._dress_all()
        side = 20 if self.width() >= look.px(NARROW) else 12
        beside = self._buttons_row.sizeHint().width() + look.px(SENTENCE_WIDTH) + 2 * side + 30 <= self.width()
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._rows.setContentsMargins(side, 11 if beside else 8, side, 11 if beside else 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _rebuild(self, order: tuple[Act, ...]) -> None:
        """New buttons only where the page offers others, so that the focus is not lost while a state changes."""
        for act in [a for a in self._buttons if a not in order]:
            gone = self._buttons.pop(act)
            self._buttons_row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, act in enumerate(order):
            found = self._buttons.get(act)
            if found is None:
                found = self._buttons[act] = QPushButton(self)
                found.setAutoDefault(False)
                found.setProperty("act", act)
                found.clicked.connect(self._clicked)
            self._buttons_row.insert_widget(place, found)
        self._order = order
        before: QWidget | None = None
        for act in order:
            if before is not None:
                QWidget.setTabOrder(before, self._buttons[act])
            before = self._buttons[act]

    def _dress(self, button: QPushButton, action: Action) -> None:
        key = keys.cap(action.act)
        gap = " " if action.icon else ""
        button.setText(f"{gap}{action.text}" if self._tight else f"{gap}{action.text}   {key}")
        button.setAccessibleName(action.text)
        button.setAccessibleDescription(key)
        button.setEnabled(action.enabled)
        button.setAutoDefault(action.enter)
        restyle(button, kind=action.kind)
        ink = "on_primary" if action.kind == "primary" else "bad" if action.kind == "danger" else "text"
        side = theme.look().px(18)
        if action.icon:
            button.setIcon(theme.icon(action.icon, ink, side))
            button.setIconSize(QSize(side, side))

    def focus_primary(self) -> bool:
        """Put the cursor on the main button, or where that cannot be pressed on one that ends nothing; whether any
        could be."""
        harmless = [b for b in self._buttons.values() if b.isEnabled() and b.property("kind") != "danger"]
        target = next((b for b in harmless if b.property("kind") == "primary"), harmless[-1] if harmless else None)
        if target is not None:
            target.setFocus()
        return target is not None

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.pressed.emit(sender.property("act"))
