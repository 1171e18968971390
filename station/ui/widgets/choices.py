"""One of three, with a reason from the policy and a note; for the officer's verdict and the supervisor's ruling."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.ui import keys, theme, words
from station.ui.keys import Act
from station.ui.widgets.basics import fill_box, label, show_icon
from station.ui.widgets.closed_text import ClosedText

NOTE_LENGTH = 500
NOTE_HEIGHT = 48  # px of a note that opens in place


class _OneOf(QAccessibleWidget):
    """A radio button for who listens. Qt would call it a check box; as an exclusive button of its own it could not be
    unchosen again, and the tab key would pass it by."""

    def __init__(self, choice: QPushButton) -> None:
        super().__init__(choice, QAccessible.Role.RadioButton)
        self._choice = choice

    def text(self, kind: QAccessible.Text) -> str:
        return super().text(kind) or (self._choice.text() if kind is QAccessible.Text.Name else "")

    def state(self) -> QAccessible.State:
        state = super().state()
        state.checkable, state.checked = True, self._choice.isChecked()
        return state

    def actionNames(self) -> list[str]:
        names = [self.pressAction(), self.setFocusAction()]
        return names if self._choice.isEnabled() else []

    def doAction(self, name: str) -> None:
        if name == self.pressAction():
            self._choice.click()
        else:
            super().doAction(name)


class Choice(QPushButton):
    """One of several, of which at most one is chosen."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("kind", "choice")
        self.setAutoDefault(False)
        self.setCheckable(True)

    def accessible(self) -> QAccessibleInterface:
        return _OneOf(self)


def keyed_choice(act: Act) -> QPushButton:
    """One of several, with the key that chooses it at its right; `mark` says whether it is the chosen one."""
    one = Choice()
    one.setAccessibleDescription(keys.cap(act))
    one.setProperty("keyed", True)  # the style leaves the key its room
    cap = label("keycap", keys.cap(act))
    cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    inside = QHBoxLayout(one)
    inside.setContentsMargins(0, 0, 12, 0)
    inside.addStretch(1)
    inside.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return one


def mark(one: QPushButton, text: str, enabled: bool, on: bool) -> None:
    one.setText("\n".join(f" {line}" for line in text.split("\n")))
    first, *more = text.split("\n")
    one.setAccessibleName(first + "".join(f"{'. ' if line[:1].isupper() else ' '}{line}" for line in more))
    one.setEnabled(enabled)
    one.setChecked(on)
    side = theme.look().px(18)
    show_icon(one, theme.icon("circle-dot" if on else "circle", "primary" if on else "edge", side), side)
    one.ensurePolished()  # the sheet sets a least height of one line
    one.setMinimumHeight(one.sizeHint().height())


class ReasonList(QFrame):
    """Every reason of the chosen one, to be taken with one press, and a note below."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._title, self._grid = label("small"), QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(12, 6, 12, 8)
        self._whole.setSpacing(4)
        self._whole.addWidget(self._title)
        self._whole.addLayout(self._grid)
        self.reasons: list[QRadioButton] = []
        self._note: QWidget | None = None
        self.hide()

    def hold(self, note: QWidget) -> None:
        self._note = note
        self._whole.addWidget(note)

    def translate(self) -> None:
        self._title.setText(self.tr("Reason, needed"))

    def show_reasons(self, reasons: Sequence[str], reason: str) -> None:
        while len(self.reasons) < len(reasons):
            one = QRadioButton(self)  # shown without a parent it would be a window of its own, and take the keys
            one.setAutoExclusive(False)  # none may be chosen; the state says which is
            one.clicked.connect(self._clicked)
            self.reasons.append(one)
        if self._note is not None:
            self._note.setFixedHeight(theme.look().px(NOTE_HEIGHT))
        half = max(3, (len(reasons) + 1) // 2)
        for place, one in enumerate(self.reasons):
            one.setVisible(place < len(reasons))
            if place < len(reasons):
                one.setText(words.say_key("reason", reasons[place]))
                one.setProperty("reason", reasons[place])
                one.setChecked(reasons[place] == reason)
                self._grid.addWidget(one, place % half, place // half)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.property("reason"))


class ChoicePanel(QWidget):
    chosen = Signal(object)  # the enum member
    reason_chosen = Signal(str)
    note_written = Signal(str)

    def __init__(self, acts: tuple[Act, ...], parent: QWidget | None = None, *, in_place: bool = False) -> None:
        """`in_place`: the chosen one opens below itself, with every reason to be seen, instead of one list for all."""
        super().__init__(parent)
        self._acts = acts
        self.opened = ReasonList() if in_place else None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._buttons: dict[Act, QPushButton] = {}
        for act in acts:
            one = self._buttons[act] = keyed_choice(act)
            one.setProperty("act", act)
            one.clicked.connect(self._clicked)
            column.addWidget(one)
        self._reason_name = label("small")
        self._reason, self._note = QComboBox(), ClosedText()
        self._note.setTabChangesFocus(True)
        self._note.setMinimumHeight(54)
        self._reason_name.setBuddy(self._reason)
        self._reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._reason.setMinimumContentsLength(10)
        if self.opened is not None:
            self.opened.hold(self._note)
            column.addWidget(self.opened)
            column.addStretch(1)
            self.opened.chosen.connect(self.reason_chosen)
            for part in (self._reason_name, self._reason):
                part.setParent(None)  # every reason is seen instead
        else:
            line = QHBoxLayout()
            line.addWidget(self._reason_name)
            line.addWidget(self._reason, 1)
            column.addLayout(line)
            column.addWidget(self._note, 1)
        self._members: dict[Act, Enum] = {}
        self._reason.activated.connect(self._chose_reason)
        self._note.textChanged.connect(self._wrote)

    def first(self) -> QWidget | None:
        """The chosen one, else the first that may be chosen; None while none may."""
        open_now = [one for one in self._buttons.values() if one.isEnabled()]
        return next((one for one in open_now if one.isChecked()), open_now[0] if open_now else None)

    def press(self, act: Act) -> None:
        """A key was pressed; the note field keeps its digits, since the field takes them first."""
        one = self._buttons.get(act)
        if one is not None and one.isEnabled():
            self.chosen.emit(self._members[act])

    def translate(self) -> None:
        if self.opened is not None:
            self.opened.translate()
        self._reason_name.setText(self.tr("Reason"))
        self._note.setPlaceholderText(self.tr("Note for the record"))
        self._reason.setAccessibleName(self.tr("Reason"))
        self._note.setAccessibleName(self.tr("Note for the record"))

    def render_choices(
        self,
        choices: Sequence[tuple[Enum, str, bool]],
        chosen: Enum | None,
        reasons: Sequence[str],
        reason: str,
        note: str,
    ) -> None:
        """`choices`: member, words, whether it may be chosen."""
        for act, (member, text, enabled) in zip(self._acts, choices, strict=False):
            self._members[act] = member
            mark(self._buttons[act], text, enabled, member is chosen)
        lines = [] if reason else [(self.tr("Choose …"), "")]
        lines += [(words.say_key("reason", key), key) for key in reasons]
        with QSignalBlocker(self._reason):
            fill_box(self._reason, lines)
            self._reason.setCurrentIndex(max(0, self._reason.findData(reason)))
        self._reason.setEnabled(bool(reasons))
        if self.opened is not None:
            self._open(chosen, reasons, reason)
        self._note.setEnabled(chosen is not None)  # keys that choose must never land in a text
        if note != self._note.toPlainText():
            with QSignalBlocker(self._note):
                self._note.setPlainText(note)

    def _open(self, chosen: Enum | None, reasons: Sequence[str], reason: str) -> None:
        assert self.opened is not None  # noqa: S101  asked by the caller
        self.opened.setVisible(chosen is not None)
        self.opened.show_reasons(reasons, reason)
        act = next((act for act, member in self._members.items() if member is chosen), None)
        if act is None:
            return
        wanted = self._column.indexOf(self._buttons[act]) + 1
        if self._column.indexOf(self.opened) != wanted:
            self._column.removeWidget(self.opened)
            self._column.insertWidget(self._column.indexOf(self._buttons[act]) + 1, self.opened)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(self._members[sender.property("act")])

    def _chose_reason(self, index: int) -> None:
        self.reason_chosen.emit(self._reason.itemData(index))

    def _wrote(self) -> None:
        text = self._note.toPlainText()
        if len(text) > NOTE_LENGTH:
            with QSignalBlocker(self._note):
                self._note.setPlainText(text[:NOTE_LENGTH])
            text = text[:NOTE_LENGTH]
        self.note_written.emit(text)
