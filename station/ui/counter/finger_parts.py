"""Parts of the fingers page: the table of scores, the attempts, the legend of shapes, the panel for missing fingers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station.domain.desk import FingerAttempt
from station.domain.samples import Finger, FingerSample, MissingFinger, MissingReason
from station.ui import theme, words
from station.ui.counter.hands import FingerMark, MarkIcon
from station.ui.theme import Tone
from station.ui.widgets.basics import button, label
from station.ui.widgets.flow import Flow
from station.ui.widgets.meters import RIGHT, Bar, BarDelegate, QuietTable, fill_row, tone_cell

FAILED = 255  # NFIQ 2 could not score: never a high value


def score_text(nfiq2: int) -> str:
    return "–" if nfiq2 == FAILED else str(nfiq2)


class FingerTable(QuietTable):
    """The asked fingers: score, threshold, attempts, verdict."""

    selected = Signal(object)  # Finger

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (1,), parent, spare=1)
        self._bars = BarDelegate(self)
        self.setItemDelegateForColumn(1, self._bars)
        self._fingers: tuple[Finger, ...] = ()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cellClicked.connect(self._choose)
        self.cellActivated.connect(self._choose)

    def show_fingers(
        self,
        hand: tuple[Finger, ...],
        taken: Sequence[FingerSample],
        missing: Sequence[MissingFinger],
        now: Finger | None,
        selected: Finger | None,
    ) -> None:
        self.setHorizontalHeaderLabels([self.tr("Finger"), "", "NFIQ 2", self.tr("Verdict")])
        samples = {s.finger: s for s in taken}
        reasons = {m.finger: m.reason for m in missing}
        self._fingers = tuple(sorted({*hand, *samples, *reasons}))
        self.setRowCount(len(self._fingers))
        height = theme.look().px(26)
        self.verticalHeader().setDefaultSectionSize(height)
        for row, finger in enumerate(self._fingers):
            sample = samples.get(finger)
            bar = None
            if finger in reasons:
                score, verdict, tone = "–", words.say(reasons[finger]), Tone.OFF
            elif sample is not None:
                score = f"{score_text(sample.nfiq2)} ≥ {sample.threshold}"
                tone = Tone.OK if sample.sufficient else Tone.WARN
                verdict = self.tr("Good") if sample.sufficient else self.tr("Taken by veto")
                if not sample.sufficient:
                    score = f"{score_text(sample.nfiq2)} < {sample.threshold}"
                share = None if sample.nfiq2 == FAILED else sample.nfiq2 / 100
                bar = Bar(share, sample.threshold / 100, None, tone)
            elif finger is now:
                score, verdict, tone = "", self.tr("Now"), Tone.INFO
            else:
                score, verdict, tone = "", self.tr("To do"), Tone.OFF
            cells = fill_row(self, row, (words.say(finger), "", score, verdict))
            cells[1].setData(Qt.ItemDataRole.UserRole, bar)
            cells[2].setTextAlignment(RIGHT)
            tone_cell(cells[3], tone)
            if finger is selected:
                self.selectRow(row)
        if selected is None:
            self.clearSelection()
        self.fit_columns()
        rows = max(4, min(len(self._fingers), 6))
        self.setFixedHeight(height * rows + self.horizontalHeader().sizeHint().height() + 4)

    def _choose(self, row: int, _column: int) -> None:
        if 0 <= row < len(self._fingers):
            self.selected.emit(self._fingers[row])


class AttemptStrip(QWidget):
    """The attempts of one finger; the officer may choose another one than the best."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = label("small", wrap=True)
        self._buttons = [button("choice") for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for index, one in enumerate(self._buttons):
            one.setCheckable(True)
            one.setProperty("index", index)
            one.clicked.connect(self._clicked)
            column.addWidget(one)
        column.addWidget(self._limit)
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        return QSize(190, 150)

    def show_attempts(self, attempts: Sequence[FingerAttempt], chosen: int, threshold: int, open_: bool) -> None:
        look = theme.look()
        for index, one in enumerate(self._buttons):
            there = index < len(attempts)
            text = self.tr("Attempt {number}").format(number=index + 1)
            one.setEnabled(there and open_)
            one.setChecked(there and index == chosen)
            if there:
                score = attempts[index].nfiq2
                good = score != FAILED and score >= threshold
                text += f":  {score_text(score)}"
                tone = Tone.OK if good else Tone.WARN
                one.setIcon(theme.icon(theme.TONE_ICON[tone], tone.value, look.px(16), disabled=tone.value))
            else:
                text += ":  –"
                one.setIcon(theme.icon("circle", "muted", look.px(16)))
            one.setText(text)
        self._limit.setText(self.tr("Threshold {limit} (NFIQ 2)").format(limit=threshold) if threshold else "")

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.property("index"))


class Legend(QWidget):
    """The shape and the word of every state that is shown now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Flow(12)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        self._parts: dict[FingerMark, tuple[QWidget, QLabel]] = {}
        for mark in FingerMark:
            if mark is FingerMark.IDLE:
                continue
            part, icon, word = QWidget(), MarkIcon(), label("small")
            icon.show_mark(mark)
            pair = QHBoxLayout(part)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(4)
            pair.addWidget(icon)
            pair.addWidget(word)
            row.addWidget(part)
            self._parts[mark] = (part, word)

    def word(self, mark: FingerMark) -> str:
        return {
            FingerMark.IDLE: "",
            FingerMark.WAITING: self.tr("To do"),
            FingerMark.NOW: self.tr("Now"),
            FingerMark.GOOD: self.tr("Accepted"),
            FingerMark.WEAK: self.tr("Below threshold"),
            FingerMark.VETOED: self.tr("By veto"),
            FingerMark.DUPLICATE: self.tr("Same finger?"),
            FingerMark.MISSING: self.tr("Missing"),
        }[mark]

    def translate(self) -> None:
        for mark, (_part, word) in self._parts.items():
            word.setText(self.word(mark))

    def show_marks(self, used: set[FingerMark]) -> None:
        for mark, (part, _word) in self._parts.items():
            part.setVisible(mark in used)


class MissingPanel(QFrame):
    """Which finger cannot be captured, and why; a reason is mandatory."""

    recorded = Signal(object, object)  # Finger, MissingReason

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._title = label("strong")
        self._finger, self._reason = QComboBox(), QComboBox()
        self._record, self._hint = button("primary"), label("small", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(self._finger, 1, 0)
        grid.addWidget(self._reason, 1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._record)
        buttons.addWidget(self._hint, 1)
        grid.addLayout(buttons, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        for box in (self._finger, self._reason):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self._record.clicked.connect(self._send)
        self._open = False
        self.hide()

    def translate(self) -> None:
        self._title.setText(self.tr("A finger that cannot be captured"))
        self._record.setText(self.tr("Record"))
        self._hint.setText(self.tr("Restart (F9) takes it back."))
        self._finger.setAccessibleName(self.tr("Finger"))
        self._reason.setAccessibleName(self.tr("Reason"))
        for box, members in ((self._finger, tuple(Finger)), (self._reason, tuple(MissingReason))):
            index = max(0, box.currentIndex())
            box.clear()
            for member in members:
                box.addItem(words.say(member), int(member) if isinstance(member, Finger) else member.value)
            box.setCurrentIndex(index)

    def render_missing(self, is_open: bool, finger: Finger | None) -> None:
        if is_open and not self._open:
            if finger is not None:
                self._finger.setCurrentIndex(self._finger.findData(int(finger)))
            self.setVisible(True)
            self._reason.setFocus()
        self._open = is_open
        self.setVisible(is_open)

    def _send(self) -> None:
        self.recorded.emit(Finger(self._finger.currentData()), MissingReason(self._reason.currentData()))
