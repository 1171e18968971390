"""Who works here, and what they can change at any moment by mouse or key: language, theme, text size, help, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QLocale, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from station.domain.officer import Officer, Permission
from station.ui import keys, theme, words
from station.ui.keys import Act


@dataclass(frozen=True)
class Wish:
    """A language or a theme by its name."""

    kind: str  # "language", "theme"
    value: str


LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}  # each in itself: who cannot read the other finds it


class UserMenu(QPushButton):
    asked = Signal(object)  # Act, or Wish

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "user")
        self.setAutoDefault(False)
        self._officer: Officer | None = None
        self._short = False
        self._tour = False
        self._list = QMenu(self)
        self._list.aboutToShow.connect(self._fill)
        self.setMenu(self._list)
        self._language = ""
        self._dress()

    def offer_tour(self, offered: bool) -> None:
        self._tour = offered

    def render_officer(self, officer: Officer | None) -> None:
        if (officer, QLocale().name()) != (self._officer, self._language):
            self._officer, self._language = officer, QLocale().name()
            self._dress()

    def show_short(self, short: bool) -> None:
        """Without the role."""
        if short != self._short:
            self._short = short
            self._dress()

    def offers(self, act: Act) -> bool:
        """Whether who is here may have this, of what works on every page."""
        if act is Act.TOUR:
            return self._tour
        if act is Act.PAST:
            return self._officer is not None and self._officer.may(Permission.VERIFY)
        if act is Act.FIGURES:
            return self._officer is not None and self._officer.may(Permission.VERIFY)
        if act is Act.STAYS:
            return self._officer is not None and self._officer.may(Permission.ADJUDICATE)
        return self._officer is not None or act not in {Act.LOCK, Act.SIGN_OUT}

    def open_list(self) -> None:
        self.setFocus()
        self.showMenu()

    def _dress(self) -> None:
        officer = self._officer
        if officer is None:
            text = self.tr("Menu")
            spoken = text
        else:
            role = words.say(officer.role)
            text = officer.display if self._short else f"{officer.display}\n{role}"
            spoken = self.tr("Menu of {officer}, {role}").format(officer=officer.display, role=role)
        side = theme.look().px(20)
        self.setText(text)
        self.setIcon(theme.icon("user", "header_muted", side))
        self.setIconSize(QSize(side, side))
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(keys.cap(Act.MENU))
        offers = self.tr("Language, theme, text size, help, leaving")
        self.setToolTip(f"{offers}  {keys.cap(Act.MENU)}")
        self.setMinimumHeight(self.sizeHint().height())  # Qt's style sheet forgets the second line
        self.updateGeometry()

    def _fill(self) -> None:
        """Anew each time: the words, what is chosen now, and what this officer may do."""
        self._list.clear()
        self._choices("language", LANGUAGE_NAMES, QLocale().name().split("_")[0])
        themes = {"light": self.tr("Light"), "dark": self.tr("Dark"), "contrast": self.tr("High contrast")}
        self._choices("theme", themes, theme.look().tokens.name)
        percent = words.number(round(100 * theme.look().scale))
        self._head(self.tr("Text size: {percent} %").format(percent=percent))
        self._act(Act.LARGER, self.tr("Larger text"))
        self._act(Act.SMALLER, self.tr("Smaller text"))
        self._list.addSeparator()
        if self.offers(Act.PAST):
            self._act(Act.PAST, self.tr("Past travellers"))
        if self.offers(Act.STAYS):
            self._act(Act.STAYS, self.tr("Stays"))
        if self.offers(Act.FIGURES):
            self._act(Act.FIGURES, self.tr("Figures"))
        self._act(Act.HELP, self.tr("Keys of this page"))
        if self.offers(Act.TOUR):
            self._act(Act.TOUR, self.tr("Tour of the demonstration"))
        if self._officer is not None:
            self._list.addSeparator()
            self._act(Act.LOCK, self.tr("Lock the screen"))
            self._act(Act.SIGN_OUT, self.tr("Sign out"))

    def _head(self, text: str) -> None:
        head = self._list.addAction(text)
        head.setEnabled(False)

    def _choices(self, kind: str, names: dict[str, str], now: str) -> None:
        self._head({"language": self.tr("Language"), "theme": self.tr("Theme")}[kind])
        group = QActionGroup(self._list)
        for value, name in names.items():
            one = self._list.addAction(name)
            one.setCheckable(True)
            one.setChecked(value == now)
            one.setActionGroup(group)
            one.triggered.connect(partial(self._wish, Wish(kind, value)))
        self._list.addSeparator()

    def _wish(self, wish: Wish, _checked: bool = False) -> None:
        self.asked.emit(wish)

    def _act(self, act: Act, text: str) -> QAction:
        one = self._list.addAction(f"{text}\t{keys.cap(act)}")
        one.triggered.connect(partial(self._chosen, act))
        return one

    def _chosen(self, act: Act, _checked: bool = False) -> None:
        self.asked.emit(act)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._dress()
        super().changeEvent(event)
