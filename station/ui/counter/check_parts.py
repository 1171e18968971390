"""Parts of the check page: a finding with its sentence, both prints of every finger, one comparison on its scale, the
officer's inspection, the ranked candidates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.desk import CheckedCandidate, PrintPair, WatchReason
from station.domain.outcome import Comparison, Inspection, Modality, Outcome
from station.ui import theme, words
from station.ui.aloud import Teller
from station.ui.counter.finger_parts import TilePrint
from station.ui.theme import TONE_ICON, Tone
from station.ui.widgets.basics import Chip, Icon, button, label, restyle
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import to_image
from station.ui.widgets.meters import RIGHT, QuietTable, fill_row
from station.ui.widgets.scale import ScoreScale

_TONES = {Outcome.MATCH: Tone.OK, Outcome.NO_MATCH: Tone.BAD, Outcome.NOT_DONE: Tone.OFF}


class VerdictBar(QFrame):
    """What the check came to: a title, one sentence, a tone with its sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-off")  # framed from the start, so that a later look does not move it
        self._icon, self._title, self._text = Icon("info", "info", 32), label("title", wrap=True), label(wrap=True)
        self._teller = Teller(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(14)
        row.addWidget(self._icon)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        row.addLayout(column, 1)

    def spread(self, wide: bool) -> None:
        """Where the page below is full: a wrapped text asks for the height that it has where it is narrowest."""
        for one in (self._title, self._text):
            one.setMinimumWidth(340 if wide else 0)

    def say(self, tone: Tone, title: str, text: str) -> None:
        restyle(self, role=f"notice-{tone.value}")
        sign = {Tone.OK: "circle-check", Tone.WARN: "triangle-alert", Tone.BAD: "octagon-alert"}.get(tone, "info")
        self._icon.show_icon(sign, tone.value)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        said = f"{title}. {text}" if text else title
        self.setAccessibleName(said)
        self._teller.tell(said, urgent=tone is Tone.BAD)


class FindingCard(QFrame):
    """One question of the check and its answer: a quiet name, one plain sentence with its sign, and what folds out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.tone = Tone.OFF
        self._icon = Icon("info", "info", 24)
        self.name, self.sentence, self.more = label("small"), label("heading", wrap=True), label("small", wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        words_ = QVBoxLayout()
        words_.setSpacing(1)
        for part in (self.name, self.sentence, self.more):
            words_.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words_, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 6, 14, 6)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(self.body)

    def say(self, tone: Tone, sentence: str, more: str = "") -> None:
        self.tone = tone
        restyle(self, role="card" if tone in (Tone.OK, Tone.INFO, Tone.OFF) else f"card-{tone.value}")
        self._icon.show_tone(tone)
        self.sentence.setText(sentence)
        self.more.setText(more)
        self.more.setVisible(bool(more))


class PrintStrip(QWidget):
    """Every finger that was taken beside its print on record, with its name and a sign."""

    MOST = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._pairs: list[tuple[QFrame, TilePrint, TilePrint, QLabel, Icon]] = []
        for _ in range(self.MOST):
            box, live, record, name, sign = (
                QFrame(),
                TilePrint(),
                TilePrint(),
                label("small", wrap=True),
                Icon("", "ok", 16),
            )
            box.setProperty("role", "well")
            prints, below = QHBoxLayout(), QHBoxLayout()
            prints.setSpacing(3)
            for one in (live, record):
                one.setMinimumSize(28, 40)
                one.want(48)  # little: what is asked of the officer below it needs its room first
                prints.addWidget(one, 1)
            below.addWidget(name, 1)
            below.addWidget(sign)
            column = QVBoxLayout(box)
            column.setContentsMargins(6, 5, 6, 4)
            column.setSpacing(3)
            column.addLayout(prints, 1)
            column.addLayout(below)
            row.addWidget(box, 1)
            self._pairs.append((box, live, record, name, sign))

    def show_prints(self, pairs: Sequence[PrintPair]) -> None:
        self.setVisible(bool(pairs))
        for place, (box, live, record, name, sign) in enumerate(self._pairs):
            box.setVisible(place < len(pairs))
            if place >= len(pairs):
                continue
            pair = pairs[place]
            finger = words.say(pair.finger)
            live.show_print(pair.live)
            record.show_print(pair.record)
            live.setAccessibleName(self.tr("{finger} at the counter").format(finger=finger))
            record.setAccessibleName(self.tr("{finger} on record").format(finger=finger))
            name.setText(finger)
            tone = Tone.OFF if pair.agrees is None else Tone.OK if pair.agrees else Tone.BAD
            sign.show_icon(
                "minus" if pair.agrees is None else TONE_ICON[tone], tone.value if tone is not Tone.OFF else "muted"
            )
            sign.setAccessibleName(words.say(Outcome.NOT_DONE if pair.agrees is None else
                                             Outcome.MATCH if pair.agrees else Outcome.NO_MATCH))  # fmt: skip


class ComparisonRow(QFrame):
    """Modality, score on its scale with the threshold, result, and a button to look at it."""

    looked_at = Signal(object)  # Modality

    def __init__(self, modality: Modality, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modality = modality
        self.name, self.detail, self.scale, self.chip = label("strong"), label("small"), ScoreScale(), Chip()
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.name)
        names.addWidget(self.detail)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addLayout(names, 2)
        row.addWidget(self.scale, 4)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self.chip.setMinimumWidth(92)
        self._numbers = False

    def show_numbers(self, shown: bool) -> None:
        """Score and rates; the verdict stands beside them always."""
        self._numbers = shown
        self._dress()

    def _dress(self) -> None:
        self.scale.setVisible(self._numbers)
        self.detail.setVisible(self._numbers and bool(self.detail.text()))

    def render_comparison(self, comparison: Comparison | None, looked_at: bool, shown: bool = True) -> None:
        self.setVisible(shown and comparison is not None)
        if comparison is None:
            return
        self.name.setText(words.say(self._modality))
        restyle(self, role="well" if looked_at else "")
        if comparison.inspection is not None:
            self.detail.setText(self.tr("Inspected"))
        elif comparison.achieved_fmr is not None:
            self.detail.setText(self.tr("FMR {rate}").format(rate=words.rate(comparison.achieved_fmr)))
        else:
            self.detail.setText("")
        self._dress()
        done = comparison.outcome is not Outcome.NOT_DONE
        score = comparison.score if done else None
        self.scale.show_score(score, comparison.threshold, self.tr("different"), self.tr("same"))
        self.scale.setAccessibleName(words.say(self._modality))
        self.scale.setToolTip(
            self.tr("Threshold at a false match rate of {rate}").format(rate=words.rate(comparison.fmr_at_threshold))
        )
        self.chip.say(_TONES[comparison.outcome], words.say(comparison.outcome))


class InspectPanel(QFrame):
    """The officer looks at both sides and says what it is (TR-03121-3-1 4.8)."""

    decided = Signal(object, str)  # Inspection, note

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._title = label("strong", wrap=True)
        self._note = QLineEdit()
        self._note.setMaxLength(200)
        self._buttons = {i: button() for i in Inspection}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.addWidget(self._title)
        column.addWidget(self._note)
        row = Flow(8)
        for inspection, one in self._buttons.items():
            one.setProperty("inspection", inspection)
            one.clicked.connect(self._clicked)
            row.addWidget(one)
        column.addLayout(row)
        self._shown: Comparison | None = None
        self.hide()

    def translate(self) -> None:
        self._note.setPlaceholderText(self.tr("What you see, in a few words"))
        self._note.setAccessibleName(self.tr("Note on the inspection"))
        for inspection, one in self._buttons.items():
            one.setText(words.say(inspection))

    def render_inspection(self, comparison: Comparison | None) -> None:
        new = comparison is not None and (self._shown is None or self._shown.modality is not comparison.modality)
        self._shown = comparison
        self.setVisible(comparison is not None)
        if comparison is None:
            return
        modality = words.say(comparison.modality)
        failed = comparison.outcome is Outcome.NO_MATCH
        text = (
            self.tr("{modality}: no match. What do you see?") if failed else self.tr("{modality}: match. Is it wrong?")
        )
        self._title.setText(text.format(modality=modality))
        for inspection, one in self._buttons.items():
            one.setVisible((inspection is Inspection.FALSE_MATCH) != failed)
        if new:
            self._note.clear()
            self._note.setFocus()

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.decided.emit(sender.property("inspection"), self._note.text())


class CandidateTable(QuietTable):
    """Ranked candidates with their faces; for a person to judge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (1,), parent, least=90)
        self.setWordWrap(True)
        self._shown: Sequence[CheckedCandidate] | None = None

    def translate(self) -> None:
        self.setHorizontalHeaderLabels(["", self.tr("Name"), self.tr("Document"), self.tr("Score")])
        self.setAccessibleName(self.tr("Candidates"))
        self._shown = None

    def show_candidates(self, candidates: Sequence[CheckedCandidate], fixed: bool = False) -> None:
        if candidates is self._shown:
            return
        self._shown = candidates
        look = theme.look()
        height = look.px(40)
        self.setRowCount(len(candidates))
        self.verticalHeader().setDefaultSectionSize(height)
        self.setIconSize(QSize(height, height - 6))
        for row, checked in enumerate(candidates):
            candidate = checked.candidate
            # an entry's own reason ("overstay", "wanted") stands beside the three that have a sentence
            note = ", ".join(words.say(reason) for reason in WatchReason if reason.value in candidate.reasons)
            if candidate.same_document:
                note = self.tr("this document")
            name = words.breakable(candidate.name, 10) + (f"\n{note}" if note else "")
            texts = ("", name, candidate.document, words.number(candidate.score, 1))
            cells = fill_row(self, row, texts)
            cells[3].setTextAlignment(RIGHT)
            if checked.picture is not None:
                picture = QPixmap.fromImage(to_image(checked.picture).scaledToHeight(height - 6))
                cells[0].setIcon(QIcon(picture))
            cells[0].setText(f"{candidate.rank}")
        self.rows_shown = min(2 if fixed else 3, len(candidates))
        self.fit_columns()
