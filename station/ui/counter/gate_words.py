"""The quality gate in the officer's words: seven questions about the picture, each with a sign and a word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from station.domain.samples import GateValue
from station.ui import words
from station.ui.theme import Tone
from station.ui.widgets.basics import Icon, label
from station.workflow.face import gate_failed

GROUPS = ("1.", "2.", "3.", "4.", "5.", "6.", "7.")  # of the components of BSI TR-03121-3-1: their first number


def _plain(value: GateValue) -> str:
    """A component's name without its unit."""
    return words.say_gate(value.id).partition(",")[0]


class GateWords(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(2, 1)
        self._rows = [(Icon("", "ok", 18), label("strong"), label(wrap=True)) for _ in GROUPS]
        for row, (sign, name, said) in enumerate(self._rows):
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 2)

    def translate(self) -> None:
        names = (
            self.tr("Pose"), self.tr("Mouth"), self.tr("Eyes"), self.tr("Background"), self.tr("Distance"),
            self.tr("Light"), self.tr("Sharpness"),
        )  # fmt: skip
        for (_sign, name, _said), text in zip(self._rows, names, strict=True):
            name.setText(text)

    def show_gate(self, gate: tuple[GateValue, ...]) -> None:
        """What has to be corrected by its name; what is in order in two words; a dash for what nobody measured."""
        failed = {value.id for value in gate_failed(gate)}
        for group, (sign, _name, said) in zip(GROUPS, self._rows, strict=True):
            values = [value for value in gate if value.id.startswith(group)]
            wrong = [value for value in values if value.id in failed]
            measured = any(value.value is not None for value in values)
            if wrong:
                sign.show_tone(Tone.WARN)
                said.setText(self.tr("correct: {what}").format(what=", ".join(map(_plain, wrong))))
            elif measured:
                sign.show_tone(Tone.OK)
                said.setText(self.tr("in order"))
            else:
                sign.show_icon("minus", "muted")
                said.setText("–")
