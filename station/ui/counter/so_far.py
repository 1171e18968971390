"""What the live face says beside the one on record, while it is being taken: a sentence and a sign, never a number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import FaceVerdict
from station.ui import words
from station.ui.theme import Tone
from station.ui.widgets.basics import Chip, Icon, label
from station.ui.widgets.flow import Flow

MOST = 5  # pictures that have a chip of their own


class SoFarPanel(QWidget):
    """Below the face on record. Never red: nothing is decided before the check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon("hourglass", "info", 24)
        self.title, self.more = label("heading", wrap=True), label("small", wrap=True)
        self._note = label("small", wrap=True)
        self._chips = [Chip() for _ in range(MOST)]
        head, said = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(10)
        said.setSpacing(1)
        said.addWidget(self.title)
        said.addWidget(self.more)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, 1)
        row = Flow(6)
        row.setContentsMargins(0, 0, 0, 0)
        for chip in self._chips:
            row.addWidget(chip)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 0, 0)
        whole.setSpacing(5)
        whole.addLayout(head)
        whole.addLayout(row)
        whole.addWidget(self._note)
        self._row = row
        self.hide()

    def translate(self) -> None:
        self._note.setText(self.tr("Nothing is decided here: the check compares the picture that is used."))

    def show_verdict(self, verdict: FaceVerdict | None, capturing: bool) -> None:
        """Hidden without a verdict; `capturing`: more pictures may come."""
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        agree, seen = sum(verdict.pictures), len(verdict.pictures)
        if verdict.agrees is None:
            sign, ink, said = "hourglass", "info", self.tr("Comparing with the record …")
            if not capturing:
                sign, ink, said = "minus", "muted", self.tr("Not compared with the record yet")
        elif verdict.agrees:
            sign, ink, said = "circle-check", "ok", self.tr("So far looks like the record")
        else:
            sign, ink, said = "triangle-alert", "warn", self.tr("So far does not look like the record")
        self._icon.show_icon(sign, ink)
        self.title.setText(said)
        told = self.tr("{agree} of {seen} live pictures agree")
        self.more.setText(told.format(agree=words.number(agree), seen=words.number(seen)) if seen else "")
        self.more.setVisible(bool(seen))
        for place, chip in enumerate(self._chips):
            if place < seen:
                like = verdict.pictures[place]
                chip.say(Tone.OK if like else Tone.WARN, self.tr("Agrees") if like else self.tr("Differs"))
            elif place < verdict.of and capturing:
                chip.say(Tone.OFF, self.tr("Waits"))
            else:
                chip.say(Tone.OFF, "")
        self._row.invalidate()
