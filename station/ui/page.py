"""What every page is: passive, a state comes in, what is pressed goes to its presenter, and the shell asks it for
title and buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QMetaObject, QObject, QSize, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QWidget

from station.ui import theme
from station.ui.keys import Act
from station.ui.theme import Tone


@dataclass(frozen=True)
class Action:
    """One keyed button of the footer, and what it does."""

    act: Act
    text: str
    do: Callable[[], object] = field(compare=False, repr=False)
    enabled: bool = True
    kind: str = ""  # "", "primary", "danger"
    icon: str = ""
    enter: bool = False  # Return alone presses it where it has the focus


@dataclass(frozen=True)
class Key:
    """A key that works now without a button in the footer."""

    act: Act
    do: Callable[[], object] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Chrome:
    """What the shell shows around a page."""

    title: str
    subtitle: str = ""
    chip: tuple[Tone, str] | None = None
    message: tuple[Tone, str] | None = None
    actions: tuple[Action, ...] = ()
    keys: tuple[Key, ...] = ()
    headed: bool = True  # False: the page's own heading stands in the place of the title, which is only spoken


COLUMNS_WIDTH = 790  # less than this for a page at the normal text size, and its columns stand under each other
FRAMES = 5  # px: a layout leaves the edges of its framed parts out of its height for a width, 2 for each in a column

S = TypeVar("S")
P = TypeVar("P")


class Page(QWidget, Generic[S, P]):
    """Base of the screens: `S` is what it shows, `P` who acts on what is pressed. `render_view` keeps the state, so
    that a new language or theme can show it again."""

    changing = Signal()  # a new state comes
    changed = Signal()  # ask for `chrome` again
    redone = Signal()  # the same as before, in another language or look
    shown = Signal()
    left = Signal()
    turned = Signal(str)  # to another page of this room, by name
    has_rail = True  # the step rail and the traveller stand beside it
    side: QWidget | None = None  # a side panel of its own instead

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self._state: S | None = None
        self._presenter: P | None = None
        self._joined: list[QMetaObject.Connection] = []
        self._columns: tuple[QBoxLayout, ...] = ()
        self._folded, self._stale = False, False
        self.painting = False  # what changes in the widgets now, nobody does

    @property
    def rendered(self) -> bool:
        return self._state is not None

    @property
    def state(self) -> S:
        """What is shown; there is none before the first `render_view`."""
        if self._state is None:
            raise RuntimeError(f"{type(self).__name__} shows nothing yet")
        return self._state

    @property
    def presenter(self) -> P:
        if self._presenter is None:
            raise RuntimeError(f"{type(self).__name__} has no presenter")
        return self._presenter

    def join(self, presenter: P) -> None:
        """Presenters live as long as their officer; the page outlives them and forgets the one before."""
        self.part()
        self._presenter = presenter

    def link(self, signal: SignalInstance, slot: Callable[..., object]) -> None:
        """Join a part's signal to the presenter; `part` takes it back."""
        self._joined.append(signal.connect(slot))

    def part(self) -> None:
        """Forget the presenter; the next one may join."""
        self._presenter = None
        for connection in self._joined:
            QObject.disconnect(connection)
        self._joined.clear()

    def render_view(self, state: S) -> None:
        self.changing.emit()
        self._state = state
        self._paint(state)
        self.changed.emit()

    def _paint(self, state: S) -> None:
        self.painting = True
        try:
            self.paint_state(state)
        finally:
            self.painting = False

    def paint_state(self, state: S) -> None:
        """Put the state into the widgets; also called after a change of language or theme."""
        raise NotImplementedError

    def translate(self) -> None:
        """Set the words that do not depend on the state."""

    def chrome(self) -> Chrome:
        raise NotImplementedError

    def act(self, act: Act) -> None:
        """A keyed button or its key was pressed: do what the chrome offers for it, if it does."""
        chrome = self.chrome()
        offered: list[Action | Key] = [*(action for action in chrome.actions if action.enabled), *chrome.keys]
        for one in offered:
            if one.act is act:
                one.do()
                return

    def first_focus(self) -> QWidget | None:
        """Where the cursor goes when the page appears."""
        return None

    def redo(self) -> None:
        """Say and show everything again, in the language and theme of now; what is hidden does so when it is shown."""
        self._stale = self.parentWidget() is not None and not self.isVisible()
        if self._stale:
            return
        self.translate()
        if self._state is not None:
            self._paint(self._state)
        self.redone.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.redo()
        super().changeEvent(event)

    def foldable(self, *columns: QBoxLayout) -> None:
        """Rows of cards that may stand under each other where the page is narrow for its text."""
        self._columns = columns

    def stand_beside(self, *columns: tuple[QWidget | QLayout, int]) -> None:
        """The whole page is these columns, each with its share of the width; they may stand under each other."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for part, share in columns:
            if isinstance(part, QLayout):
                row.addLayout(part, share)
            else:
                row.addWidget(part, share)
        self.foldable(row)

    def fold(self, width: int) -> None:
        """The page gets `width` pixels."""
        self._folded = width < theme.look().px(COLUMNS_WIDTH)
        ways = QBoxLayout.Direction
        for columns in self._columns:
            columns.setDirection(ways.TopToBottom if self._folded else ways.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """As wide as its parts must be; how high that makes it is said by `heightForWidth` alone, since a wrapped text
        would ask here for the lines that it has where it is narrowest."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least

    def heightForWidth(self, width: int) -> int:
        """The least height that shows everything; the page's area scrolls below it. Cards under each other get the
        height that they ask for: a column of Qt takes from its last ones what its first ones have too much."""
        layout = self.layout()
        if layout is None:
            return -1
        if self._folded:
            return layout.heightForWidth(width)
        return layout.minimumHeightForWidth(width) + theme.look().px(FRAMES)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.redo()
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()


AnyPage = Page[Any, Any]
"""A page as the window holds it, which asks for its chrome and neither gives it a state nor a presenter."""
