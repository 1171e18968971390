"""Parts of the auditor's page: the filters, the list of entries, and what the check of the log gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from station.domain.audit import Act as LogAct
from station.domain.audit import Finding
from station.domain.office import LogEntry, LogPage, LogQuery
from station.domain.officer import Role
from station.domain.outcome import CaseRuling, Verdict
from station.ui import glyphs, sentences, theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import button, label
from station.ui.widgets.date_field import DateField
from station.ui.widgets.meters import QuietTable, fill_row, tone_cell

SUBJECT_SHOWN = 18  # of an id, in the list; the line below it has the whole
OF_A_VISIT = {LogAct.VISIT_SEALED, LogAct.NOTICE_SHOWN, LogAct.RECEIPT_ACCEPTED}  # their subject is a visit
FINDINGS_SHOWN = 100  # the files of evidence hold them all; a table of 100,000 rows helps nobody


class LogFilter(QWidget):
    """A text, first and last day, who, and what; the side panel of the page."""

    asked = Signal(object)  # LogQuery

    grouped = Signal(bool)  # by visit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(6)
        self._title, self._hint = label("heading"), label("small", wrap=True)
        self._text, self._first, self._last = QLineEdit(), DateField(), DateField()
        self._text.setMaxLength(100)
        self._actor, self._act, self._group = QComboBox(), QComboBox(), QCheckBox()
        self._fields: tuple[QWidget, ...] = (self._text, self._first, self._last, self._actor, self._act)
        self._names = [label("small", wrap=True) for _ in self._fields]
        column.addWidget(self._title)
        for name, field in zip(self._names, self._fields, strict=True):
            name.setBuddy(field.edit if isinstance(field, DateField) else field)
            column.addWidget(name)
            column.addWidget(field)
        for box in (self._actor, self._act):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self._text.returnPressed.connect(self._send)
        for day in (self._first, self._last):
            day.entered.connect(self._send)
        self._group.toggled.connect(self.grouped)
        self._show, self._all = button("", ""), button("quiet", "")
        self._show.clicked.connect(self._send)
        self._all.clicked.connect(self._reset)
        column.addSpacing(6)
        column.addWidget(self._show)
        column.addWidget(self._all)
        column.addWidget(self._group)
        column.addStretch(1)
        column.addWidget(self._hint)

    def first(self) -> QWidget:
        return self._text

    def translate(self) -> None:
        self._title.setText(self.tr("Entries"))
        texts = (self.tr("Text"), self.tr("First day"), self.tr("Last day"), self.tr("Who"), self.tr("Act"))
        for name, field, text in zip(self._names, self._fields, texts, strict=True):
            name.setText(text)
            if isinstance(field, DateField):
                field.name(text)
            else:
                field.setAccessibleName(text)
        self._text.setPlaceholderText(self.tr("Any text"))
        self._show.setText(self.tr("Show these"))
        self._all.setText(self.tr("Show all"))
        self._group.setText(self.tr("By visit"))
        self._hint.setText(self.tr("This log names no traveller; it shows people, visits and cases by their id."))

    def render_query(self, query: LogQuery, actors: Sequence[str], grouped: bool) -> None:
        """Put the asked query into the fields, in the words of now."""
        self._first.show_day(query.first_day)
        self._last.show_day(query.last_day)
        if not self._text.hasFocus():
            self._text.setText(query.text)
        with QSignalBlocker(self._group):
            self._group.setChecked(grouped)
        everyone, every_act = self.tr("Everybody"), self.tr("Every act")
        _fill(self._actor, [(everyone, ""), *((actor, actor) for actor in actors)], query.actor)
        acts = sorted((words.say(act), act.value) for act in LogAct)
        _fill(self._act, [(every_act, ""), *acts], query.act)

    def _send(self) -> None:
        days: list[date | None] = []
        for field in (self._first, self._last):
            try:
                days.append(field.day())
            except ValueError:
                field.mark(True)
                field.edit.setFocus()
                return
            field.mark(False)
        actor, act = self._actor.currentData() or "", self._act.currentData() or ""
        self.asked.emit(LogQuery(days[0], days[1], actor, act, self._text.text().strip()))

    def _reset(self) -> None:
        for field in (self._first, self._last):
            field.clear()
        self._text.clear()
        self.asked.emit(LogQuery())


def _fill(box: QComboBox, rows: Sequence[tuple[str, str]], chosen: str) -> None:
    shown = [(glyphs.shown(text), key) for text, key in rows]
    with QSignalBlocker(box):
        if [box.itemText(i) for i in range(box.count())] != [text for text, _ in shown]:
            box.clear()
            for text, key in shown:
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

    def show_page(self, page: LogPage | None, selected: int | None, grouped: bool = False) -> None:
        """`grouped`: what is about one visit, case or person stands together, under a line that says what it is."""
        entries = page.entries if page is not None else ()
        lines = in_groups(entries) if grouped else entries
        with QSignalBlocker(self):
            self.clearSpans()
            self.setRowCount(len(lines))
            self.verticalHeader().setDefaultSectionSize(theme.look().px(42))
            for row, entry in enumerate(lines):
                if isinstance(entry, tuple):
                    self._show_heading(row, entry)
                    continue
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

    def _show_heading(self, row: int, group: tuple[LogEntry, ...]) -> None:
        newest, oldest = group[0], group[-1]
        times = [words.there(one.at) for one in (oldest, newest) if one.at is not None]
        kind = self.tr("Visit {id}") if any(one.act in OF_A_VISIT for one in group) else self.tr("About {id}")
        about = newest.subject
        parts = [kind.format(id=about if len(about) <= SUBJECT_SHOWN else f"{about[: SUBJECT_SHOWN - 1]}…")]
        if times:
            first, last = f"{times[0]:%H:%M:%S}", f"{times[-1]:%H:%M:%S}"
            parts.append(f"{words.day_there(times[0])} {first}" + (f" – {last}" if last != first else ""))
        parts.append(self.tr("{count} entries").format(count=words.number(len(group))))
        cells = fill_row(self, row, (" · ".join(parts), "", "", ""))
        self.setSpan(row, 0, 1, self.columnCount())
        cells[0].setData(Qt.ItemDataRole.UserRole, None)
        cells[0].setToolTip(glyphs.shown(newest.subject))
        cells[0].setSizeHint(QSize(1, theme.look().px(34)))  # it spans the row and makes no column wider
        cells[2].setIcon(theme.no_icon())
        for cell in cells:
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        cells[0].setFont(font)

    def _show(self, row: int, entry: LogEntry) -> None:
        if entry.at is None:
            texts = (str(entry.number), "–", self.tr("Unreadable"), "")
        else:
            local = words.there(entry.at)
            at = f"{words.day_there(local)} {local:%H:%M:%S}"
            about = entry.subject if len(entry.subject) <= SUBJECT_SHOWN else f"{entry.subject[: SUBJECT_SHOWN - 1]}…"
            texts = (
                str(entry.number),
                f"{at}\n{entry.actor}",
                f"{say_act(entry.act)}\n{about}".rstrip(),
                say_detail(entry),
            )
        cells = fill_row(self, row, texts)
        for cell in cells:
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        cells[0].setFont(self.font())
        cells[0].setToolTip("")
        cells[0].setData(Qt.ItemDataRole.SizeHintRole, None)
        cells[2].setToolTip(glyphs.shown(entry.subject))
        cells[3].setToolTip(glyphs.shown(texts[3]))
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
        number = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if number is not None:
            self.chosen.emit(number)


def in_groups(entries: Sequence[LogEntry]) -> list[LogEntry | tuple[LogEntry, ...]]:
    """Entries that are about the same thing under a line of their group, where there is more than one of them; groups
    and single entries in the order of their newest."""
    about: dict[str, list[LogEntry]] = {}
    for entry in entries:
        about.setdefault(entry.subject or f"#{entry.number}", []).append(entry)
    lines: list[LogEntry | tuple[LogEntry, ...]] = []
    for group in about.values():
        if len(group) > 1:
            lines.append(tuple(group))
        lines += group
    return lines


def say_act(act: str) -> str:
    """The words for an act; an act of a later version by its key."""
    return words.say(LogAct(act)) if act in set(LogAct) else act.replace("_", " ")


def say_detail(entry: LogEntry) -> str:
    return ", ".join(f"{words.say_key('log', key)}: {_say_value(key, value)}" for key, value in entry.detail.items())


_NAMED: dict[str, type[Enum]] = {"verdict": Verdict, "ruling": CaseRuling, "role": Role, "act": LogAct}


def _say_value(key: str, value: object) -> str:
    """A value of the log in the words of the window; what has none stands as the log has it."""
    text = str(value)
    kind = _NAMED.get(key)
    if kind is not None and text in {member.value for member in kind}:
        return words.say(kind(text))
    if key == "factors":
        return " + ".join(words.say_key("factor", one) for one in text.split())
    for group, name in (("reason", text), ("factor", text), ("log_value", text.lower())):
        if f"{group}.{name}" in sentences.KEYS:
            return words.say_key(group, name)
    if isinstance(value, float):
        return words.number(value, 1)
    return _moment(text)


def _moment(text: str) -> str:
    """A time of the log by the post's clock; a text that is none, as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return words.moment(at) if at.tzinfo is not None else text


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
