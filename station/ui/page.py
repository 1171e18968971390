"""What every page is: passive, a state comes in, signals go out, and the shell asks it for title and buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QMetaObject, QObject, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from station.ui.keys import Act
from station.ui.theme import Tone


@dataclass(frozen=True)
class Action:
    """One keyed button of the footer."""

    act: Act
    text: str
    enabled: bool = True
    kind: str = ""  # "", "primary", "danger"
    icon: str = ""


@dataclass(frozen=True)
class Chrome:
    """What the shell shows around a page."""

    title: str
    subtitle: str = ""
    chip: tuple[Tone, str] | None = None
    message: tuple[Tone, str] | None = None
    actions: tuple[Action, ...] = ()
    keys: tuple[Act, ...] = ()  # keys that work now without a button in the footer


class Page(QWidget):
    """Base of the screens. `render_view` keeps the state, so that a new language or theme can show it again."""

    changing = Signal()  # a new state comes
    changed = Signal()  # ask for `chrome` again
    shown = Signal()
    left = Signal()
    has_rail = True  # the step rail and the traveller stand beside it
    side: QWidget | None = None  # a side panel of its own instead

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self.state: Any = None
        self._joined: list[QMetaObject.Connection] = []

    def link(self, signal: Any, slot: Callable[..., Any]) -> None:
        """Join a signal to a presenter; `part` takes it back."""
        self._joined.append(signal.connect(slot))

    def part(self) -> None:
        """Forget the presenter; the next one may join."""
        for connection in self._joined:
            QObject.disconnect(connection)
        self._joined.clear()

    def render_view(self, state: Any) -> None:
        self.changing.emit()
        self.state = state
        self.paint_state(state)
        self.changed.emit()

    def paint_state(self, state: Any) -> None:
        """Put the state into the widgets; also called after a change of language or theme."""
        raise NotImplementedError

    def translate(self) -> None:
        """Set the words that do not depend on the state."""

    def chrome(self) -> Chrome:
        raise NotImplementedError

    def act(self, act: Act) -> None:
        """A keyed button or its key was pressed, and the chrome offers it."""

    def first_focus(self) -> QWidget | None:
        """Where the cursor goes when the page appears."""
        return None

    def redo(self) -> None:
        """Say and show everything again, in the language and theme of now."""
        self.translate()
        if self.state is not None:
            self.paint_state(self.state)
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.redo()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        """The least height that shows everything; the page's area scrolls below it."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()
