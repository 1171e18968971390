"""The officer's word against the gate: three buttons and a reason (TR-03121-3-1 4.8)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from station.domain.samples import Veto
from station.ui import words
from station.ui.widgets.basics import button, label
from station.ui.widgets.flow import Flow


class VetoPanel(QFrame):
    decided = Signal(object, str)  # Veto, note

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._title = label("strong", wrap=True)
        self.note = QLineEdit()
        self.note.setMaxLength(200)
        self._buttons = {veto: button() for veto in Veto}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(self._title)
        column.addWidget(self.note)
        row = Flow(8)
        for veto, one in self._buttons.items():
            one.setProperty("veto", veto)
            one.clicked.connect(self._clicked)
            row.addWidget(one)
        column.addLayout(row)
        self._note_needed = True
        self._open = False
        self.note.textChanged.connect(self._enable)
        self.hide()

    def translate(self) -> None:
        self._title.setText(self.tr("Decide against the quality check"))
        self.note.setPlaceholderText(self.tr("Reason, in a few words"))
        self.note.setAccessibleName(self.tr("Reason of the veto"))
        for veto, one in self._buttons.items():
            one.setText(words.say(veto))

    def render_veto(self, is_open: bool, passed: bool, note_needed: bool) -> None:
        """Show the buttons that fit: OK for a sample that failed, NOK for one that passed."""
        if is_open and not self._open:
            self.note.clear()
        appeared = is_open and not self._open
        self._open, self._note_needed = is_open, note_needed
        self.setVisible(is_open)
        for veto, one in self._buttons.items():
            one.setVisible((veto is Veto.NOK_OVERRIDE) == passed)
        self._enable()
        if appeared:
            self.note.setFocus()

    def _enable(self) -> None:
        ready = bool(self.note.text().strip()) or not self._note_needed
        for one in self._buttons.values():
            one.setEnabled(ready)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.decided.emit(sender.property("veto"), self.note.text())
