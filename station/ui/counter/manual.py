"""A document that nothing reads, entered by hand: what stands in it, and why it was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.desk import DocumentEntry, DocumentReading, StateName
from station.domain.visit import ManualReason
from station.ui import theme, words
from station.ui.counter.desk import DocumentDesk, KeyWedge, Scanned, VisitDesk
from station.ui.counter.wedge_keys import WedgeKeys
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.presenter import Presenter, Problem
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, label, name_box
from station.work import Runner
from station.workflow.counter import Event

FIELDS = ("surname", "given_names", "number", "issuer", "nationality", "birth", "sex", "expiry")
_STATES = ("issuer", "nationality")
_DAYS = ("birth", "expiry")
_SEXES = ("X", "F", "M")
CARD_WIDTH = 820


@dataclass(frozen=True)
class ManualState:
    busy: bool = False
    problem: Problem | None = None
    start: tuple[tuple[str, str], ...] = ()  # field -> what was read of it
    states: tuple[StateName, ...] = ()
    reason: ManualReason | None = None


class ManualPresenter(Presenter[ManualState]):
    """`done` takes the entered document; `back` leaves without one; `scanned` takes a scan that came meanwhile."""

    def __init__(
        self,
        show: Callable[[ManualState], None],
        runner: Runner,
        visit: VisitDesk,
        desk: DocumentDesk,
        done: Callable[[DocumentReading], None],
        back: Callable[[], None],
        scanned: Callable[[Scanned], None],
    ) -> None:
        super().__init__(show, runner, ManualState())
        self._visit, self._desk, self._done, self._back, self._scanned = visit, desk, done, back, scanned

    def begin(self, reading: DocumentReading | None) -> None:
        """Start from what could be made out of a document that was refused."""
        parts = () if reading is None else reading.parts
        known = tuple((part.name, part.value) for part in parts if part.name in FIELDS and part.value)
        problem = reading is not None and bool(reading.problems)
        reason = ManualReason.OTHER_FORM if problem else None
        self.state = ManualState(start=known, states=self._desk.states(), reason=reason)
        self.refresh()

    def wedge(self) -> KeyWedge:
        return self._desk.wedge()

    def scanned(self, scan: Scanned) -> None:
        if not self.state.busy:
            self._scanned(scan)

    def choose_reason(self, reason: ManualReason | None) -> None:
        self._update(reason=reason)

    def enter(self, entry: DocumentEntry | None) -> None:
        """None: a date that is none."""
        if entry is None:
            self._update(problem=Problem("entry_expiry"))
        elif not self.state.busy:
            self._do(lambda: self._enter(entry), self._entered)

    def _enter(self, entry: DocumentEntry) -> DocumentReading:
        if not self._visit.allows(Event.DOCUMENT_READ) and self._visit.allows(Event.BACK):
            self._visit.back()
        return self._desk.enter_document(entry)

    def _entered(self, reading: DocumentReading) -> None:
        self._update(busy=False)
        self._done(reading)

    def back(self) -> None:
        if not self.state.busy:
            self._back()


def _edit(field: str) -> QLineEdit | QComboBox:
    if field not in {*_STATES, "sex"}:
        line = QLineEdit()
        line.setMaxLength(120)
        return line
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    if field in _STATES:
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return box


class ManualScreen(Page[ManualState, ManualPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = WedgeKeys(self)
        self._card, self._problem = Card(), Notice()
        self.reason = QComboBox()
        self._reason_name = label("small", wrap=True)
        self.edits: dict[str, QLineEdit | QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        self._card.body.addLayout(self._form())
        self._card.body.addWidget(self._problem)
        row_ = QHBoxLayout()
        row_.addStretch(1)
        row_.addWidget(self._card, 6)
        row_.addStretch(1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addLayout(row_)
        column_.addStretch(1)
        self._started: tuple[tuple[str, str], ...] | None = None
        self._listed: tuple[StateName, ...] = ()
        self.reason.activated.connect(self._reason_chosen)

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._reason_name, 0, 0, 1, 2)
        grid.addWidget(self.reason, 1, 0, 1, 2)
        for place, field in enumerate(FIELDS):
            edit = _edit(field)
            self.edits[field] = edit
            self._names[field] = name = label("small", wrap=True)
            name.setBuddy(edit)
            row, column = 2 + 2 * (place // 2), place % 2
            grid.addWidget(name, row, column)
            grid.addWidget(edit, row + 1, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def join(self, presenter: ManualPresenter) -> None:
        super().join(presenter)
        self.keys.listen(presenter.wedge(), presenter.scanned)

    def part(self) -> None:
        self.keys.listen(None, lambda _scan: None)
        super().part()

    def first_focus(self) -> QWidget | None:
        return self.reason if not self.rendered or self.state.reason is None else self.edits["surname"]

    def translate(self) -> None:
        self._card.heading.setText(self.tr("What stands in the document"))
        self._reason_name.setText(self.tr("Why it is entered by hand"))
        name_box(self.reason, self.tr("Why it is entered by hand"))
        optional = self.tr("{field} (empty if it is missing)")
        for field, name in self._names.items():
            said = words.say_key("field", field)
            name.setText(said if field in {"surname", "issuer", "sex"} else optional.format(field=said))
            edit = self.edits[field]
            edit.setAccessibleName(said)
            line = edit.lineEdit() if isinstance(edit, QComboBox) else None
            if line is not None:
                line.setAccessibleName(said)
        for field in _DAYS:
            dated = self.edits[field]
            if isinstance(dated, QLineEdit):
                dated.setPlaceholderText(words.example_day())
        with QSignalBlocker(self.reason):
            chosen = self.reason.currentData()
            self.reason.clear()
            self.reason.addItem(self.tr("Choose …"), "")
            for reason in ManualReason:
                self.reason.addItem(words.say(reason), reason.value)
            self.reason.setCurrentIndex(max(0, self.reason.findData(chosen)))
        sexes = self.edits["sex"]
        if isinstance(sexes, QComboBox):
            now = max(0, sexes.currentIndex())
            sexes.clear()
            for sex, text in zip(_SEXES, (self.tr("not stated"), self.tr("female"), self.tr("male")), strict=True):
                sexes.addItem(text, sex)
            sexes.setCurrentIndex(now)
        self._listed = ()

    def paint_state(self, state: ManualState) -> None:
        self._card.setMaximumWidth(theme.look().px(CARD_WIDTH))
        if state.states != self._listed:
            self._list_states(state.states)
        if state.start is not self._started:
            self._started = state.start
            values = dict(state.start)
            for field in FIELDS:
                self._put(field, values.get(field, ""))
        with QSignalBlocker(self.reason):
            self.reason.setCurrentIndex(max(0, self.reason.findData(state.reason.value if state.reason else "")))
        self._card.setEnabled(not state.busy)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")

    def _list_states(self, states: tuple[StateName, ...]) -> None:
        self._listed = states
        indonesian = QLocale().language() == QLocale.Language.Indonesian
        for field in _STATES:
            box = self.edits[field]
            if isinstance(box, QComboBox):
                now = self._text(field)
                box.clear()
                box.addItem("", "")
                for one in states:
                    box.addItem(f"{one.code} · {one.indonesian if indonesian else one.english}", one.code)
                self._put(field, now)

    def _put(self, field: str, value: str) -> None:
        edit = self.edits[field]
        if isinstance(edit, QLineEdit):
            edit.setText(words.birth(value) if field in _DAYS else value)
        else:
            place = edit.findData(value)
            edit.setCurrentIndex(max(0, place))
            if place < 0 and edit.isEditable():
                edit.setEditText(value)

    def _text(self, field: str) -> str:
        edit = self.edits[field]
        if isinstance(edit, QLineEdit):
            return words.in_files(edit.text()) if field in _DAYS else edit.text().strip()
        if edit.isEditable():
            return edit.currentText().partition("·")[0].strip().upper()
        return str(edit.currentData() or "")

    def _reason_chosen(self, index: int) -> None:
        value = self.reason.itemData(index)
        self.presenter.choose_reason(ManualReason(value) if value else None)

    def use(self) -> None:
        reason = self.state.reason
        if reason is None:
            return
        ends = self._text("expiry")
        try:
            expiry = date.fromisoformat(ends) if ends else None
        except ValueError:
            self.presenter.enter(None)
            return
        texts = {field: self._text(field) for field in FIELDS if field != "expiry"}
        self.presenter.enter(DocumentEntry(reason, expiry=expiry, **texts))

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif state.reason is None:
            message = (Tone.INFO, self.tr("Say first why the document is not read."))
        else:
            message = (Tone.INFO, self.tr("Reason, and what is missing, stay in the record."))
        ready = state.reason is not None and not state.busy
        return Chrome(
            self.tr("Document by hand"),
            self.tr("Only where neither reader nor camera can read it. A scan that comes meanwhile replaces all this."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Back to the document"), go.back, not state.busy),
                Action(Act.NEXT, self.tr("Use what was entered"), self.use, ready, "primary", "arrow-right"),
            ),
        )
