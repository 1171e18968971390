"""What is about to be sealed, on one card: who, until when, and how every check stands; the rest folds out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.desk import RecordPreview
from station.domain.outcome import Outcome
from station.domain.visit import Direction
from station.ui import theme, words
from station.ui.counter.decision_checks import CheckColumn, lines_of
from station.ui.counter.finger_parts import score_text
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, button, label, say_long
from station.ui.widgets.images import ImageView

_OUTCOME = {Outcome.MATCH: Tone.OK, Outcome.NO_MATCH: Tone.BAD, Outcome.NOT_DONE: Tone.OFF}
FACE = 84, 104  # px


class PreviewCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = ImageView()
        self._name, self._who = label("heading", wrap=True), label("muted", wrap=True)
        self._until = UntilBand()
        self.checks = CheckColumn()
        self.details = button("quiet")
        self.details.setCheckable(True)
        self.details.toggled.connect(self._fold)
        self.head.insertWidget(1, self.details)
        top, said = QHBoxLayout(), QVBoxLayout()
        top.setSpacing(14)
        said.setSpacing(3)
        said.addWidget(self._name)
        said.addWidget(self._who)
        said.addStretch(1)
        top.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(said, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._until)
        self.body.addWidget(self.checks)
        self.more: _Details | None = None  # made when somebody asks for it
        self._warnings = Notice()
        self.body.addWidget(self._warnings)
        self.body.addStretch(1)
        self._preview: RecordPreview | None = None

    def translate(self) -> None:
        self.heading.setText(self.tr("The record"))
        self._face.setAccessibleName(self.tr("Face of the record"))
        self._face.say_empty(self.tr("No face was taken"))
        self.details.setText(self.tr("Details"))
        self.details.setAccessibleName(self.tr("Details of the record"))
        if self.more is not None:
            self.more.translate()

    def _fold(self, open_: bool) -> None:
        """Every finger with its quality and every comparison: the technician's words."""
        if open_ and self.more is None:
            self.more = _Details()
            self.more.translate()
            self.body.insertWidget(self.body.count() - 2, self.more)
        if self.more is not None:
            self.more.setVisible(open_)
            if self._preview is not None:
                self.more.show_preview(self._preview)

    def render_preview(self, preview: RecordPreview | None) -> None:
        look = theme.look()
        self._preview = preview
        self._face.setFixedSize(QSize(look.px(FACE[0]), look.px(FACE[1])))
        self._face.show_picture(preview.face if preview else None)
        self.checks.setVisible(preview is not None)
        self._until.setVisible(preview is not None and preview.stay.direction is Direction.ARRIVAL)
        if preview is None:
            return
        document, stay = preview.document, preview.stay
        say_long(self._name, document.name, 12)
        born, expires = words.birth(document.birth), words.choice("expiry_", document.expiry.isoformat())
        who = (
            self.tr("Born {day}").format(day=born),
            f"{document.nationality} · {document.number}",
            self.tr("Expires {day}").format(day=expires),
        )
        self._who.setText("\n".join(who))
        name = self.tr("If admitted, may stay until")
        self._until.say(name, words.day(stay.last_day) if stay.last_day is not None else self.tr("no limit"))
        self.checks.show_lines(lines_of(preview))
        if self.more is not None and self.details.isChecked():
            self.more.show_preview(preview)
        self._warnings.say(Tone.WARN, " · ".join(words.say_key("warning", w) for w in preview.warnings))
        self.chip.say(Tone.INFO, self.tr("Not sealed yet"))


class _Details(QWidget):
    """Fingers and comparisons, beside each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = [label("strong") for _ in range(2)]
        self._fingers, self._results = _Lines(10), _Lines(4)
        lists = QHBoxLayout(self)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(18)
        for title, part in zip(self._titles, (self._fingers, self._results), strict=True):
            inside = QVBoxLayout()
            inside.addWidget(title)
            inside.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
            inside.addStretch(1)
            lists.addLayout(inside, 1)

    def translate(self) -> None:
        for title, text in zip(self._titles, (self.tr("Fingers"), self.tr("Comparisons")), strict=True):
            title.setText(text)

    def show_preview(self, preview: RecordPreview) -> None:
        lines = [
            (Tone.OK if s.sufficient else Tone.WARN, f"{words.say(s.finger)} · NFIQ 2 {score_text(s.nfiq2)}")
            for s in preview.fingers
        ]
        lines += [(Tone.OFF, f"{words.say(m.finger)} · {words.say(m.reason)}") for m in preview.missing]
        self._fingers.show_lines(lines or [(Tone.WARN, words.say_key("warning", "no_fingers"))])
        results = [
            (_OUTCOME[c.outcome], f"{words.say(c.modality)}: {words.say(c.outcome)}") for c in preview.comparisons
        ]
        self._results.show_lines(results or [(Tone.INFO, self.tr("First crossing, nothing to compare with"))])


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
        self._rows = [(Icon("", "ok", 16), label("", wrap=True)) for _ in range(rows)]
        for index, (icon, text) in enumerate(self._rows):
            grid.addWidget(icon, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, index, 1)

    def show_lines(self, lines: list[tuple[Tone, str]]) -> None:
        for index, (icon, text) in enumerate(self._rows):
            used = index < len(lines)
            icon.setVisible(used)
            text.setVisible(used)
            if used:
                icon.show_tone(lines[index][0])
                text.setText(lines[index][1])
