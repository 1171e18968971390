"""A field for a password, a PIN or a code, of which nothing but the number of its letters leaves this object."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QLineEdit, QWidget

from station.ui.aloud import tell

BULLET = "\u2022"
LONGEST = 256
_REFUSED = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


class _Hidden(QAccessibleWidget):
    """A password for who listens: its name, that it is one, and the focus; no text, and none that can be put in."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field, QAccessible.Role.EditableText)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.passwordEdit = True
        return state


class SecretEdit(QLineEdit):
    """Qt tells the accessibility bus each letter that a QLineEdit takes, also where it shows dots: whatever listens
    there hears the password while a screen reader runs (seen with Qt 6.11). So the QLineEdit below gets dots, one for
    each letter, and the letters stay here. And what an assistive technology writes into a field as a whole, Qt tells
    everybody again, so this one has no text on that bus: it is typed, by keys of whatever keyboard, and each letter is
    acknowledged with a dot.

    `text`, `setText` and `clear` are those of the secret; signals with a text carry dots.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._secret = ""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setMaxLength(LONGEST)

    def accessible(self) -> QAccessibleInterface:
        return _Hidden(self)

    def text(self) -> str:
        return self._secret

    def setText(self, text: str | None) -> None:
        self._secret = (text or "")[: self.maxLength()]
        super().setText(BULLET * len(self._secret))

    def clear(self) -> None:
        self._secret = ""
        super().clear()

    def insert(self, text: str | None) -> None:
        """At the cursor, in the place of what is selected."""
        length, start, selected = len(self._secret), self.cursorPosition(), len(self.selectedText())
        if selected:
            start = self.selectionStart()
        room = self.maxLength() - length + selected
        kept = "".join(letter for letter in text or "" if letter.isprintable())[: max(0, room)]
        self._secret = self._secret[:start] + kept + self._secret[start + selected :]
        super().insert(BULLET * len(kept))
        tell(self, BULLET * len(kept))

    def paste(self) -> None:
        self.insert(QGuiApplication.clipboard().text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _REFUSED):
            event.accept()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        text, pressed = event.text(), event.modifiers()
        commanded = pressed & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        alt_gr = commanded == (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if text and text.isprintable() and (not commanded or alt_gr):
            self.insert(text)
            return
        super().keyPressEvent(event)
        self._shorten()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method has finished; nothing of what it still composes is shown."""
        if event.commitString():
            self.insert(event.commitString())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.MiddleButton:  # it would paste letters past `insert`
            super().mouseReleaseEvent(event)

    def _shorten(self) -> None:
        """After a key that took letters away: the cursor stands where they were."""
        gone = len(self._secret) - len(super().text())
        if gone > 0:
            at = self.cursorPosition()
            self._secret = self._secret[:at] + self._secret[at + gone :]
