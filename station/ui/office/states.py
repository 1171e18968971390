"""The administrator's page of the states' lists: what documents are judged by here, how old it is, and by which
fingerprint it can be told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from station.domain.office import StateList, StateLists
from station.ui import glyphs, theme, words
from station.ui.keys import Act
from station.ui.office.states_desk import StatesPresenter, StatesState
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, label
from station.ui.widgets.meters import RIGHT, QuietTable, fill_row, tone_cell
from station.ui.widgets.room_nav import RoomNav

BESIDE = 8  # digits of a fingerprint that are read as one
DIGITS = 64  # of a fingerprint, which stands for the state where a certificate comes alone


def fingerprint(digits: str) -> str:
    """In groups, as two people read it to each other."""
    return " ".join(digits[at : at + BESIDE] for at in range(0, len(digits), BESIDE)).upper()


class StateListTable(QuietTable):
    """One row a list: what, of whom, its own day and age, what it holds."""

    chosen = Signal(str)  # key

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(5, (1,), parent, least=110, spare=3)
        self.setWordWrap(True)
        self._keys: tuple[str, ...] = ()
        self.itemSelectionChanged.connect(self._tell)

    def translate(self) -> None:
        self.setHorizontalHeaderLabels(
            [self.tr("List"), self.tr("Of"), self.tr("Dated"), self.tr("Holds"), self.tr("State of it")]
        )
        self.setAccessibleName(self.tr("Lists of the states"))

    def show_lists(self, lists: Sequence[StateList], selected: str) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.look().px(26))
        self._keys = tuple(one.key for one in lists)
        with QSignalBlocker(self):
            self.setRowCount(len(lists))
            for row, one in enumerate(lists):
                tone, says = self._standing(one)
                texts = (
                    words.say_key("state_list", one.kind), words.breakable(one.holder, 8), words.day(one.dated),
                    words.number(one.holds, 0), says,
                )  # fmt: skip
                cells = fill_row(self, row, texts)
                cells[1].setToolTip(glyphs.shown(one.name or one.holder))
                cells[3].setTextAlignment(RIGHT)
                tone_cell(cells[4], tone)
                if one.key == selected:
                    self.selectRow(row)
        self.fit_columns()

    def _standing(self, one: StateList) -> tuple[Tone, str]:
        if not one.readable:
            return Tone.BAD, self.tr("Not readable")
        if not one.believed:
            return Tone.BAD, self.tr("Not agreed")
        if one.overdue:
            return Tone.WARN, self.tr("Overdue")
        if one.days is None:
            return Tone.OK, self.tr("In use")
        return Tone.OK, self.tr("{days} days old").format(days=words.number(one.days, 0))

    def _tell(self) -> None:
        row = self.currentRow()
        if 0 <= row < len(self._keys):
            self.chosen.emit(self._keys[row])


class StatesScreen(Page[StatesState, StatesPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nav = RoomNav("states")
        self.side = self.nav
        self.nav.turned.connect(self.turned)
        self._left, self._right = Card(), Card()
        self._notice, self.table, self._facts = Notice(), StateListTable(), label("small", wrap=True)
        self._left.body.addWidget(self._notice)
        self._left.body.addWidget(self._facts)
        self._left.body.addWidget(self.table, 1)
        self._left.body.addStretch(0)
        self._pairs, self._print = Pairs(10), label("strong")
        self._of_what, self._hint = label("small", wrap=True), label("small", wrap=True)
        self._print.setStyleSheet(f'font-family: "{theme.MONO}";')
        self._print.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (self._pairs, self._of_what, self._print, self._hint):
            self._right.body.addWidget(part)
        self._right.body.addStretch(1)
        self.stand_beside((self._left, 60), (self._right, 40))

    def join(self, presenter: StatesPresenter) -> None:
        super().join(presenter)
        self.link(self.table.chosen, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self.table if self.table.rowCount() else self.nav.here()

    def translate(self) -> None:
        self._left.heading.setText(self.tr("What documents are judged by"))
        self._of_what.setText(self.tr("Fingerprint (SHA-256)"))
        self._hint.setText(
            self.tr(
                "Compare it with the one that the state or the agency gives out, digit by digit, not from this file."
            )
        )
        self.nav.translate()
        self.table.translate()

    def paint_state(self, state: StatesState) -> None:
        found = state.found
        lists = found.lists if found is not None else ()
        self.table.show_lists(lists, state.selected)
        self.table.setVisible(bool(lists))
        self._facts.setVisible(bool(lists))
        if found is not None:
            self._facts.setText(self._figures(found))
        self._say(state)
        self._show_chosen(state.chosen)

    def _figures(self, found: StateLists) -> str:
        revoked = self.tr("none kept")
        if found.revocations is not None:
            revoked = self.tr("of {states} states").format(states=words.number(found.revocations, 0))
        counted = self.tr("{keys} keys of authorities · revocations: {revoked} · lists of deviations: {deviations}")
        people = self.tr("Custodians: {names}").format(names=", ".join(found.custodians))
        if not found.custodians:
            people = self.tr("The agency has no custodians: the names of the two people are typed.")
        figures = counted.format(
            keys=words.number(found.authorities, 0), revoked=revoked, deviations=words.number(found.deviations, 0)
        )
        return f"{figures}\n{people}"

    def _say(self, state: StatesState) -> None:
        found = state.found
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif found is None:
            self._notice.say(Tone.INFO, self.tr("Reading the lists …"))
        elif found.emulated:
            self._notice.say(Tone.INFO, self.tr("The demonstration trusts the states that it plays, and no others."))
        elif not found.lists:
            text = self.tr(
                "There is no list: whether a document is genuine stays undetermined. The agency takes lists in and "
                "sends them, over the line or on the disk."
            )
            self._notice.say(Tone.WARN, text)
        elif not all(one.believed for one in found.lists):
            text = self.tr("No two custodians agreed to {count} of the lists: they do not count. Tell the agency.")
            count = sum(not one.believed for one in found.lists)
            self._notice.say(Tone.BAD, text.format(count=words.number(count, 0)))
        elif any(one.overdue or not one.readable for one in found.lists):
            text = self.tr("{count} lists are overdue or not readable. Ask the agency for newer ones.")
            count = sum(one.overdue or not one.readable for one in found.lists)
            self._notice.say(Tone.WARN, text.format(count=words.number(count, 0)))
        elif found.days is not None:
            text = self.tr("The oldest list is {days} days old.")
            self._notice.say(Tone.OK, text.format(days=words.number(found.days, 0)))
        else:
            self._notice.say(Tone.OK, self.tr("None of the lists says a day of its own."))

    def _show_chosen(self, one: StateList | None) -> None:
        self._right.setVisible(one is not None)
        if one is None:
            return
        self._right.heading.setText(words.say_key("state_list", one.kind))
        origin = one.origin.upper() if len(one.origin) < DIGITS else fingerprint(one.origin[:BESIDE]) + " …"
        agreed = (
            self.tr("two custodians, signatures checked here")
            if one.signed
            else self.tr("names that were typed at the agency")
        )
        rows = [
            (self.tr("Of"), one.name or one.holder),
            (self.tr("Kept as"), origin),
            (self.tr("Dated"), words.day(one.dated) if one.dated else self.tr("says no day")),
            (self.tr("Valid until"), words.day(one.until) if one.until else "–"),
            (self.tr("Holds"), words.say_key("state_holds", one.kind).format(count=words.number(one.holds, 0))),
            (self.tr("Version"), self.tr("{version}, {size} kB").format(
                version=one.version, size=words.number(one.octets / 1000, 1)
            )),
            (self.tr("Taken in by"), self.tr("{first} and {second}").format(first=one.first, second=one.second)),
            (self.tr("By the word of"), agreed),
            (self.tr("Taken in on"), words.moment(one.imported)),
            (self.tr("Vouched for by"), fingerprint(one.vouched[:BESIDE]) + " …" if one.vouched
             else self.tr("its fingerprint alone")),
        ]  # fmt: skip
        self._pairs.show_rows(rows)
        groups = fingerprint(one.sha256).split(" ")
        self._print.setText("\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)))
        self._print.setAccessibleName(f"{self._of_what.text()} {' '.join(groups)}")

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        return Chrome(
            self.tr("States' lists"),
            self.tr("Master lists, certificates, revocations and deviations that the agency sent."),
            message=(Tone.INFO, self.tr("Alt+1 to Alt+4 turn the pages of this room.")),
            actions=(Action(Act.REFRESH, self.tr("Read again"), go.reload, not state.busy, "", "refresh-cw"),),
            keys=self.nav.keys(),
        )
