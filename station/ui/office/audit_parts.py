"""Parts of the auditor's page: the filters, the list of entries, and what the check of the log gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from station.domain.audit import Act as LogAct
from station.domain.audit import Finding
from station.domain.office import LogEntry, LogPage, LogQuery
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import button, label, restyle
from station.ui.widgets.meters import QuietTable, fill_row, tone_cell

SUBJECT_SHOWN = 18  # of an id, in the list; the line below it has the whole
FINDINGS_SHOWN = 200  # the files of evidence hold them all; a table of 100,000 rows helps nobody


class LogFilter(QWidget):
    """First and last day, who, and what; the side panel of the page."""

    asked = Signal(object)  # LogQuery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(6)
        self._title, self._hint = label("heading"), label("small", wrap=True)
        self._first, self._last = QLineEdit(), QLineEdit()
        self._actor, self._act = QComboBox(), QComboBox()
        self._names = [label("small") for _ in range(4)]
        column.addWidget(self._title)
        for name, field in zip(self._names, (self._first, self._last, self._actor, self._act), strict=True):
            name.setBuddy(field)
            column.addWidget(name)
            column.addWidget(field)
        for box in (self._actor, self._act):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        for day in (self._first, self._last):
            day.setMaxLength(10)
            day.setPlaceholderText("2026-01-31")
            day.returnPressed.connect(self._send)
        self._show, self._all = button("", ""), button("quiet", "")
        self._show.clicked.connect(self._send)
        self._all.clicked.connect(self._reset)
        column.addSpacing(6)
        column.addWidget(self._show)
        column.addWidget(self._all)
        column.addStretch(1)
        column.addWidget(self._hint)

    def first(self) -> QWidget:
        return self._first

    def translate(self) -> None:
        self._title.setText(self.tr("Entries"))
        texts = (self.tr("First day"), self.tr("Last day"), self.tr("Who"), self.tr("Act"))
        for name, field, text in zip(
            self._names, (self._first, self._last, self._actor, self._act), texts, strict=True
        ):
            name.setText(text)
            field.setAccessibleName(text)
        self._show.setText(self.tr("Show these"))
        self._all.setText(self.tr("Show all"))
        self._hint.setText(self.tr("This log names no traveller; it shows people, visits and cases by their id."))

    def render_query(self, query: LogQuery, actors: Sequence[str]) -> None:
        """Put the asked query into the fields, in the words of now."""
        for field, day in ((self._first, query.first_day), (self._last, query.last_day)):
            if not field.hasFocus():
                field.setText(day.isoformat() if day else "")
                restyle(field, wrong="false")
        everyone, every_act = self.tr("Everybody"), self.tr("Every act")
        _fill(self._actor, [(everyone, ""), *((actor, actor) for actor in actors)], query.actor)
        acts = sorted((words.say(act), act.value) for act in LogAct)
        _fill(self._act, [(every_act, ""), *acts], query.act)

    def _send(self) -> None:
        days: list[date | None] = []
        for field in (self._first, self._last):
            text = field.text().strip()
            try:
                days.append(date.fromisoformat(text) if text else None)
            except ValueError:
                restyle(field, wrong="true")
                field.setFocus()
                return
            restyle(field, wrong="false")
        self.asked.emit(LogQuery(days[0], days[1], self._actor.currentData() or "", self._act.currentData() or ""))

    def _reset(self) -> None:
        for field in (self._first, self._last):
            field.clear()
            restyle(field, wrong="false")
        self.asked.emit(LogQuery())


def _fill(box: QComboBox, rows: Sequence[tuple[str, str]], chosen: str) -> None:
    with QSignalBlocker(box):
        if [box.itemText(i) for i in range(box.count())] != [text for text, _ in rows]:
            box.clear()
            for text, key in rows:
                box.addItem(text, key)
        box.setCurrentIndex(max(0, box.findData(chosen)))


class LogTable(QuietTable):
    """The entries, newest first."""

    chosen = Signal(int)  # number of the entry

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (3,), parent, spare=3)
        self.currentCellChanged.connect(self._moved)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Entries of the audit log"))
        self.setHorizontalHeaderLabels(
            [self.tr("No."), self.tr("When and who"), self.tr("Act, and about what"), self.tr("Detail")]
        )

    def show_page(self, page: LogPage | None, selected: int | None) -> None:
        entries = page.entries if page is not None else ()
        with QSignalBlocker(self):
            self.setRowCount(len(entries))
            self.verticalHeader().setDefaultSectionSize(theme.look().px(42))
            for row, entry in enumerate(entries):
                self._show(row, entry)
                if entry.number == selected and self.currentRow() != row:
                    self.setCurrentCell(row, 0)
            if selected is None:
                self.setCurrentCell(-1, -1)
        self.fit_columns()

    def fit_columns(self) -> None:
        """The detail is cut where its column ends; the line below the list has the whole of the chosen one."""
        super().fit_columns()
        room = self.columnWidth(3) - theme.look().px(14)
        for row in range(self.rowCount()):
            item = self.item(row, 3)
            if item is not None:
                whole = item.toolTip()
                item.setText(self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))

    def _show(self, row: int, entry: LogEntry) -> None:
        if entry.at is None:
            texts = (str(entry.number), "–", self.tr("Unreadable"), "")
        else:
            at = entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            about = entry.subject if len(entry.subject) <= SUBJECT_SHOWN else f"{entry.subject[: SUBJECT_SHOWN - 1]}…"
            texts = (
                str(entry.number),
                f"{at}\n{entry.actor}",
                f"{say_act(entry.act)}\n{about}".rstrip(),
                say_detail(entry),
            )
        cells = fill_row(self, row, texts)
        cells[2].setToolTip(entry.subject)
        cells[3].setToolTip(texts[3])
        cells[0].setData(Qt.ItemDataRole.UserRole, entry.number)
        if entry.at is None:
            tone_cell(cells[2], Tone.BAD)
        elif entry.act == LogAct.CLOCK_SET_BACK:
            tone_cell(cells[2], Tone.WARN)
        else:
            cells[2].setIcon(theme.no_icon())
            cells[2].setForeground(theme.look().color("text"))

    def _moved(self, row: int, _column: int, _before: int, _before_column: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def say_act(act: str) -> str:
    """The words for an act; an act of a later version by its key."""
    return words.say(LogAct(act)) if act in set(LogAct) else act.replace("_", " ")


def say_detail(entry: LogEntry) -> str:
    return ", ".join(f"{words.say_key('log', key)}: {value}" for key, value in entry.detail.items())


class FindingTable(QuietTable):
    """What is wrong with the log, entry by entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, (1,), parent)
        self.setWordWrap(True)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("What is wrong with the log"))
        self.setHorizontalHeaderLabels([self.tr("Entry"), self.tr("What is wrong")])

    def show_findings(self, findings: Sequence[Finding]) -> None:
        shown = findings[:FINDINGS_SHOWN]
        self.setRowCount(len(shown))
        for row, finding in enumerate(shown):
            number = "–" if finding.number < 0 else str(finding.number)
            cells = fill_row(self, row, (number, f"{words.say(finding.defect)}\n{self._meaning(finding)}"))
            tone_cell(cells[1], Tone.BAD)
        self.fit_columns()

    def _meaning(self, finding: Finding) -> str:
        text = {
            "removed": self.tr("It is gone from the log."),
            "changed": self.tr("It is not what the station signed."),
            "reordered": self.tr("It stands at {also} now."),
            "back_dated": self.tr("Its time is before that of the entry before it."),
            "rewritten": self.tr("Signed, but not the history that was signed first."),
            "bad_checkpoint": self.tr("A checkpoint is not signed by this station."),
        }[finding.defect.value]
        if finding.defect.value == "rewritten" and finding.also is not None:
            text = self.tr("The entries {also} to {number} are not those of a checkpoint.")
        return text.format(also=finding.also, number=finding.number)
