"""What the register of stays says of the traveller, in sentences, and the proof of a crossing that is missing."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.register import PROOFS, RegisterAnswer, RegisterFinding
from station.ui import words
from station.ui.theme import Tone
from station.ui.widgets.basics import Notice, button, label, name_box

_TONE = {
    "go_on": Tone.OK, "show": Tone.INFO, "close": Tone.OK, "ask_proof": Tone.WARN, "link_documents": Tone.WARN,
    "open_and_close": Tone.WARN, "offer_classes": Tone.WARN, "fee": Tone.WARN, "supervisor": Tone.BAD,
    "refer": Tone.BAD, "stop": Tone.BAD,
}  # fmt: skip


def say_finding(answer: RegisterAnswer, finding: RegisterFinding) -> str:
    """One row of the table as a sentence."""
    fee = words.number(answer.fee) if answer.fee is not None else "–"
    return words.say_key("register", finding.code).format(
        day=words.day(finding.day), days=words.number(finding.days), fee=f"{answer.currency} {fee}".strip()
    )


def tone_of(answer: RegisterAnswer) -> Tone:
    """How grave what was found first is."""
    return _TONE.get(answer.findings[0].act, Tone.WARN) if answer.findings else Tone.OK


class StayHistory(QWidget):
    """Hidden while there is nothing to say. asking: with the row for a proof."""

    proof_given = Signal(str, object, str)  # kind, the day that it names or None, number of a receipt

    def __init__(self, parent: QWidget | None = None, *, asking: bool = False) -> None:
        super().__init__(parent)
        self._asking = asking
        self.told, self.facts = Notice(), label("small", wrap=True)
        self.kind, self.day, self.take = QComboBox(), QLineEdit(), button()
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(6)
        self.day.setMaxLength(40)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part, stretch in ((self.kind, 3), (self.day, 3), (self.take, 0)):
            row.addWidget(part, stretch)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for shown in (self.told, self.facts, self._row):
            box.addWidget(shown)
        self.take.clicked.connect(self._give)
        self.day.returnPressed.connect(self._give)
        self.day.textChanged.connect(self._typed)
        self._receipt = False
        self.hide()

    def translate(self) -> None:
        chosen = self.kind.currentData()
        self.kind.clear()
        for proof in PROOFS:
            self.kind.addItem(words.say_key("shown", proof), proof)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        name_box(self.kind, self.tr("What the traveller shows"))
        self.take.setText(self.tr("Take over"))
        self._label()

    def _label(self) -> None:
        name = self.tr("Number of the receipt") if self._receipt else self.tr("Day that it names")
        self.day.setAccessibleName(name)
        self.day.setPlaceholderText(name if self._receipt else words.example_day())

    def show_answer(self, answer: RegisterAnswer | None, enabled: bool = True, leading: bool = False) -> None:
        """`leading`: the first finding is said elsewhere already."""
        self.setVisible(answer is not None)
        if answer is None:
            return
        findings = answer.findings[1:] if leading else answer.findings
        tone = _TONE.get(findings[0].act, Tone.WARN) if findings else Tone.OK
        self.told.say(tone, "\n".join(say_finding(answer, finding) for finding in findings))
        self.facts.setText(" · ".join(self._facts(answer)))
        asked = self._asking and (answer.asks_proof or answer.asks_receipt)
        self._row.setVisible(asked)
        if asked:  # hidden, each of its parts would still tell a screen reader that it can be used now
            self._row.setEnabled(enabled)
        if self._receipt != answer.asks_receipt:
            self._receipt = answer.asks_receipt
            self.day.clear()
        self.kind.setVisible(not self._receipt)
        self._label()
        self._typed()

    def _facts(self, answer: RegisterAnswer) -> list[str]:
        facts = []
        if answer.last_at is not None:
            text = self.tr("Last crossing: {direction}, {day}")
            direction = words.say_key("crossing", answer.last_direction)
            facts.append(text.format(direction=direction, day=words.day_there(answer.last_at)))
        else:
            facts.append(self.tr("No earlier crossing"))
        stay = answer.stay
        if stay is not None:
            facts.append(self.tr("In the country since {day}").format(day=words.day(stay.arrived_on)))
            facts.append(self.tr("{visa}, last day {day}").format(visa=stay.visa_class, day=words.day(stay.last_day)))
        if answer.used is not None:
            facts.append(self.tr("{days} days used").format(days=words.number(answer.used)))
        if answer.over:
            facts.append(self.tr("{days} days over").format(days=words.number(answer.over)))
        if answer.fee is not None:
            facts.append(self.tr("fee {fee}").format(fee=f"{answer.currency} {words.number(answer.fee)}".strip()))
        if answer.proof_day is not None:
            shown = words.say_key("shown", answer.proof)
            facts.append(self.tr("shown: {proof}, {day}").format(proof=shown, day=words.day(answer.proof_day)))
        if answer.receipt:
            facts.append(self.tr("receipt {number}").format(number=answer.receipt))
        return [*facts, *self._reach(answer)]

    def _reach(self, answer: RegisterAnswer) -> list[str]:
        """Since when, and how far, these records know anything."""
        reach = []
        if answer.since is not None:
            reach.append(self.tr("by these records, complete since {day}").format(day=words.day_there(answer.since)))
        if answer.alone:
            reach.append(self.tr("this station only"))
        elif answer.heard_at is not None:
            reach.append(self.tr("central heard {time}").format(time=words.moment(answer.heard_at)))
        return reach

    def _day(self) -> date | None:
        try:
            return words.typed_day(self.day.text())
        except ValueError:
            return None

    def _typed(self) -> None:
        self.take.setEnabled(bool(self.day.text().strip()) if self._receipt else self._day() is not None)

    def _give(self) -> None:
        if not self.take.isEnabled():
            return
        if self._receipt:
            self.proof_given.emit("", None, self.day.text().strip())
        else:
            self.proof_given.emit(self.kind.currentData(), self._day(), "")
