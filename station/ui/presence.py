"""Signs of an officer that are no key, mouse or touch: what a screen reader, a switch or a voice does through the
accessibility bus presses, writes and chooses without any of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from station.ui.page import Page

_WATCHED = "presence"  # a property of what is watched already


class Presence(QObject):
    """Watches whatever can be worked, and calls `acted` when it was worked; not when a page shows a new state in it."""

    def __init__(self, acted: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._acted = acted

    def watch_all(self, whole: QWidget) -> None:
        for one in whole.findChildren(QWidget):
            self.watch(one)

    def watch(self, thing: QObject) -> None:
        """From now on; again does nothing."""
        signals = _signals(thing)
        if not signals or thing.property(_WATCHED):
            return
        thing.setProperty(_WATCHED, True)
        if isinstance(thing, QAbstractButton):
            thing.clicked.connect(self._clicked)
        for signal in signals:
            signal.connect(self._changed)

    def _clicked(self) -> None:
        self._acted()

    def _changed(self) -> None:
        sender = self.sender()
        if sender is not None and not _painted(sender):
            self._acted()


def _signals(thing: QObject) -> tuple[SignalInstance, ...]:
    """What it says when somebody has changed it, or the program has."""
    if isinstance(thing, QAbstractButton):
        return (thing.toggled,)  # a check box is toggled on the bus, which clicks nothing
    if isinstance(thing, QLineEdit | QPlainTextEdit):
        return () if thing.isReadOnly() else (thing.textChanged,)
    if isinstance(thing, QComboBox):
        return (thing.currentIndexChanged,)
    if isinstance(thing, QAbstractItemView):
        return (thing.selectionModel().selectionChanged,) if thing.selectionModel() is not None else ()
    return ()


def _painted(thing: QObject) -> bool:
    """Whether its page is putting a state into its widgets now."""
    above: QObject | None = thing
    while above is not None:
        if isinstance(above, Page):
            return above.painting
        above = above.parent()
    return False
