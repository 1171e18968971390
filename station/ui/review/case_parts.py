"""Parts of the supervisor's page: the queue, the evidence side by side, the differences on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from station.domain.desk import CaseDetail, CaseSummary, Difference, FingerPair
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Chip, button, label
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import ImageView
from station.ui.widgets.meters import QuietTable, fill_row, tone_cell
from station.ui.widgets.prints import PrintView
from station.ui.widgets.scale import ScoreScale
from station.ui.widgets.side_list import SideList


class CaseQueue(QWidget):
    """The waiting cases, oldest first."""

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        head = QHBoxLayout()
        self._title, self._count = label("heading"), Chip()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        column.addLayout(head)
        self._list = SideList()
        column.addWidget(self._list, 1)
        self._empty = label("muted", wrap=True)
        column.addWidget(self._empty)
        self._queue: tuple[CaseSummary, ...] = ()
        self._list.itemActivated.connect(self._activated)
        self._list.itemClicked.connect(self._activated)

    def first(self) -> QWidget:
        return self._list

    def translate(self) -> None:
        self._title.setText(self.tr("Waiting cases"))
        self._list.setAccessibleName(self.tr("Waiting cases"))
        self._empty.setText(self.tr("Nothing is waiting. New cases appear here on their own."))

    def render_queue(self, queue: tuple[CaseSummary, ...], selected: str) -> None:
        self._count.say(Tone.WARN if queue else Tone.OK, words.number(len(queue)))
        self._empty.setVisible(not queue)
        with QSignalBlocker(self._list):
            if len(queue) != self._list.count():
                self._list.clear()
                for _case in queue:
                    self._list.addItem(QListWidgetItem())
            for index, case in enumerate(queue):
                item = self._list.item(index)
                reasons = ", ".join(words.say(r) for r in case.reasons)
                text = f"{words.breakable(case.name, 10)}\n{reasons}\n{case.counter} · {self._age(case.opened_at)}"
                if case.claimed_by:
                    text += "\n" + self.tr("with {supervisor}").format(supervisor=case.claimed_by)
                item.setText(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words.unbroken(text))
                item.setData(Qt.ItemDataRole.UserRole, case.id)
                tone = Tone.WARN if case.claimed_by == "" else Tone.OFF
                item.setIcon(theme.icon("users" if case.claimed_by else "triangle-alert", tone.value))
                if case.id == selected:
                    self._list.setCurrentRow(index)
        self._list.fit_items()

    def _age(self, opened: datetime) -> str:
        minutes = max(0, int((datetime.now(opened.tzinfo) - opened).total_seconds() // 60))
        if minutes < 120:
            return self.tr("{minutes} min").format(minutes=minutes)
        return words.moment(opened)

    def _activated(self, item: QListWidgetItem) -> None:
        self.selected.emit(item.data(Qt.ItemDataRole.UserRole))


class EvidenceCard(Card):
    """Both sides of a case: faces, the chosen finger pair with minutiae, and the score on its scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._names, self._papers = (label("strong"), label("strong")), (label("small"), label("small"))
        self._faces = ImageView(), ImageView()
        self._prints = PrintView(), PrintView()
        for column in range(2):
            grid.addWidget(self._names[column], 0, column)
            grid.addWidget(self._papers[column], 1, column)
            grid.addWidget(self._faces[column], 2, column)
            grid.addWidget(self._prints[column], 3, column)
        grid.setRowStretch(2, 5)
        grid.setRowStretch(3, 4)
        self.body.addLayout(grid, 1)
        self._pairs_row = Flow(6)
        self._buttons = [button("quiet") for _ in range(10)]
        for index, one in enumerate(self._buttons):
            one.setCheckable(True)
            one.setProperty("index", index)
            one.clicked.connect(self._choose)
            one.hide()
            self._pairs_row.addWidget(one)
        self.body.addLayout(self._pairs_row)
        self._scale, self._hint = ScoreScale(), label("small", wrap=True)
        self.body.addWidget(self._scale)
        self.body.addWidget(self._hint)
        self._pairs: tuple[FingerPair, ...] = ()
        self._pair = 0
        self._case = ""

    def translate(self) -> None:
        self.heading.setText(self.tr("Side by side"))
        self._names[0].setText(self.tr("At the counter"))
        self._names[1].setText(self.tr("On record"))
        for view, side in zip(self._faces, (self.tr("Face at the counter"), self.tr("Face on record")), strict=True):
            view.setAccessibleName(side)
            view.say_empty(self.tr("No face"))
        for print_, side in zip(
            self._prints, (self.tr("Finger at the counter"), self.tr("Finger on record")), strict=True
        ):
            print_.setAccessibleName(side)
            print_.say_empty(self.tr("No print"))

    def render_case(self, detail: CaseDetail | None, busy: bool) -> None:
        self.chip.say(Tone.INFO, self.tr("Opening …") if busy and detail is None else "")
        self._faces[0].show_picture(detail.live_face if detail else None)
        self._faces[1].show_picture(detail.record_face if detail else None)
        self._papers[0].setText(detail.live_document if detail else "")
        recorded = words.moment(detail.recorded_at) if detail else ""
        self._papers[1].setText(f"{detail.record_document} · {recorded}" if detail else "")
        self._scale.setVisible(detail is not None)
        self._hint.setVisible(detail is not None)
        if detail is None or detail.summary.id != self._case:
            self._pair = 0
            self._case = detail.summary.id if detail else ""
        self._pairs = detail.fingers if detail else ()
        for index, one in enumerate(self._buttons):
            one.setVisible(index < len(self._pairs))
            if index < len(self._pairs):
                pair = self._pairs[index]
                score = "–" if pair.score is None else words.number(pair.score, 1)
                one.setText(f"{words.say(pair.finger)}  {score}")
        self._show_pair()
        if detail is not None:
            self._scale.setAccessibleName(self.tr("Score against the threshold"))
            self._scale.show_score(detail.score, detail.threshold, self.tr("different"), self.tr("same"))
            face = "–" if detail.face_score is None else words.number(detail.face_score, 1)
            text = self.tr(
                "Log-likelihood ratio of face and fingers together; face alone {face}. The threshold is {rate}."
            )
            self._hint.setText(text.format(face=face, rate=words.rate(detail.fmr_at_threshold)))

    def _show_pair(self) -> None:
        pair = self._pairs[self._pair] if self._pair < len(self._pairs) else None
        self._prints[0].show_print(pair.live if pair else None, pair.live_marks if pair else ())
        self._prints[1].show_print(pair.record if pair else None, pair.record_marks if pair else ())
        for index, one in enumerate(self._buttons):
            one.setChecked(index == self._pair)

    def _choose(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._pair = sender.property("index")
            self._show_pair()


class DifferenceTable(QuietTable):
    """Counter against record, field by field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (1, 2), parent, least=84)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)

    def translate(self) -> None:
        self.setHorizontalHeaderLabels(["", self.tr("Counter"), self.tr("Record"), ""])
        self.setAccessibleName(self.tr("Differences on paper"))

    def show_differences(self, differences: Sequence[Difference]) -> None:
        self.setRowCount(len(differences))
        self.verticalHeader().setDefaultSectionSize(theme.look().px(22))
        for row, one in enumerate(differences):
            verdict = self.tr("same") if one.same else self.tr("differs")
            sides = words.breakable(one.live, 10), words.breakable(one.record, 10)
            cells = fill_row(self, row, (words.say_key("field", one.field), *sides, ""))
            cells[3].setToolTip(verdict)
            cells[3].setData(Qt.ItemDataRole.AccessibleTextRole, verdict)
            tone_cell(cells[3], Tone.OK if one.same else Tone.WARN)
        self.rows_shown = len(differences)
        self.fit_columns()
