"""What is about to be sealed, on one card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.desk import RecordPreview
from station.domain.outcome import Outcome
from station.domain.visit import Direction
from station.ui import words
from station.ui.counter.finger_parts import score_text
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, Pairs, label
from station.ui.widgets.images import ImageView

_OUTCOME = {Outcome.MATCH: Tone.OK, Outcome.NO_MATCH: Tone.BAD, Outcome.NOT_DONE: Tone.OFF}


class PreviewCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = ImageView()
        self._document, self._stay = Pairs(6), Pairs(5)
        self._until = UntilBand()
        self._titles = [label("strong") for _ in range(4)]
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(self._face, 2)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._titles[0])
        column.addWidget(self._document)
        column.addSpacing(4)
        column.addWidget(self._titles[1])
        column.addWidget(self._stay)
        column.addSpacing(4)
        column.addWidget(self._until)
        column.addStretch(1)
        top.addLayout(column, 3)
        self.body.addLayout(top, 1)
        lists = QHBoxLayout()
        lists.setSpacing(18)
        self._fingers, self._results = _Lines(10), _Lines(4)
        for title, part in ((self._titles[2], self._fingers), (self._titles[3], self._results)):
            inside = QVBoxLayout()
            inside.addWidget(title)
            inside.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
            inside.addStretch(1)
            lists.addLayout(inside, 1)
        self.body.addLayout(lists)
        self._warnings = Notice()
        self.body.addWidget(self._warnings)

    def translate(self) -> None:
        self.heading.setText(self.tr("The record"))
        self._face.setAccessibleName(self.tr("Face of the record"))
        self._face.say_empty(self.tr("No face was taken"))
        for title, text in zip(
            self._titles,
            (self.tr("Document"), self.tr("Stay"), self.tr("Fingers"), self.tr("Comparisons")),
            strict=True,
        ):
            title.setText(text)

    def render_preview(self, preview: RecordPreview | None) -> None:
        self._face.show_picture(preview.face if preview else None)
        if preview is None:
            return
        document, stay = preview.document, preview.stay
        self._document.show_rows(
            [
                (words.say_key("field", "name"), document.name),
                (words.say_key("field", "number"), f"{document.issuer} {document.number}"),
                (words.say_key("field", "nationality"), document.nationality),
                (words.say_key("field", "birth"), words.birth(document.birth)),
                (words.say_key("field", "expiry"), words.day(document.expiry)),
            ]
        )
        rows = [
            (self.tr("Direction"), words.say(stay.direction)),
            (self.tr("Purpose"), words.say_key("purpose", stay.purpose)),
        ]
        if stay.direction is Direction.ARRIVAL:
            rows.append((self.tr("Visa class"), stay.visa_class))
        self._stay.show_rows(rows)
        self._until.setVisible(stay.direction is Direction.ARRIVAL)
        name = self.tr("If admitted, may stay until")
        self._until.say(name, words.day(stay.last_day) if stay.last_day is not None else self.tr("no limit"))
        lines = [
            (Tone.OK if s.sufficient else Tone.WARN, f"{words.say(s.finger)} · NFIQ 2 {score_text(s.nfiq2)}")
            for s in preview.fingers
        ]
        lines += [(Tone.OFF, f"{words.say(m.finger)} · {words.say(m.reason)}") for m in preview.missing]
        self._fingers.show_lines(lines or [(Tone.WARN, words.say_key("warning", "no_fingers"))])
        results = [
            (_OUTCOME[c.outcome], f"{words.say(c.modality)}: {words.say(c.outcome)}") for c in preview.comparisons
        ]
        if preview.ruling is not None:
            text = self.tr("{supervisor} ruled: {ruling}")
            said = text.format(supervisor=preview.ruling.supervisor, ruling=words.say(preview.ruling.ruling))
            results.append((Tone.INFO, said))
        self._results.show_lines(results or [(Tone.INFO, self.tr("First visit, nothing to compare with"))])
        self._warnings.say(Tone.WARN, " · ".join(words.say_key("warning", w) for w in preview.warnings))
        self.chip.say(Tone.INFO, self.tr("Not sealed yet"))


class UntilBand(QFrame):
    """What the traveller must remember, large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "step-now")
        self._name, self._day = label("small"), label("big", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(1)
        column.addWidget(self._name)
        column.addWidget(self._day)

    def say(self, name: str, day: str) -> None:
        self._name.setText(name)
        self._day.setText(day)


class _Lines(QWidget):
    """Short lines with a tone's icon."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self._rows = [(Icon("", "ok", 16), label()) for _ in range(rows)]
        for index, (icon, text) in enumerate(self._rows):
            grid.addWidget(icon, index, 0)
            grid.addWidget(text, index, 1)

    def show_lines(self, lines: list[tuple[Tone, str]]) -> None:
        for index, (icon, text) in enumerate(self._rows):
            used = index < len(lines)
            icon.setVisible(used)
            text.setVisible(used)
            if used:
                icon.show_tone(lines[index][0])
                text.setText(lines[index][1])
