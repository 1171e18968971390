"""Who is in the country by these records and until when: four lists beside the course of one stay."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget

from station.domain.register import StayCourse, StayEvent, StayLine, StayList, StayListing, StayRecord
from station.ui import keys, words
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.review.stays_desk import StaysPresenter, StaysState
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Chip, Notice, button, label, say_long
from station.ui.widgets.meters import ChoiceTable, QuietTable, fill_row, tone_cell

LISTS = {
    StayList.OVER: Act.STAYS_OVER,
    StayList.DUE: Act.STAYS_DUE,
    StayList.INSIDE: Act.STAYS_INSIDE,
    StayList.HALVES: Act.STAYS_HALVES,
}
_OVER_COLUMN = 4


class ListedStays(ChoiceTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(5, parent)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Stays of the list"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Nationality"),
                self.tr("Visa class"),
                self.tr("Came, left"),
                self.tr("May stay until"),
            ]
        )

    def show_lines(self, lines: Sequence[StayLine], selected: str) -> None:
        rows = []
        for line in lines:
            stay = line.stay
            until = words.day(stay.last_day)
            if line.over:
                until += "\n" + words.days_past(line.over, short=True)
            rows.append(
                (
                    stay.id,
                    (
                        words.breakable(line.name, 12),
                        stay.nationality,
                        f"{stay.visa_class}\n{words.say_named('purpose', stay.purpose, ())}".strip(),
                        f"{words.day(stay.arrived_on)}\n{words.day(stay.left_on)}".removesuffix("\n–"),
                        until,
                    ),
                )
            )

        def dress(row: int, items: Sequence[QTableWidgetItem]) -> None:
            tone_cell(items[_OVER_COLUMN], Tone.WARN if lines[row].over else Tone.OFF)

        self.show_choices(rows, selected, dress)


class EventTable(QuietTable):
    """What happened to a stay, the oldest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, (1,), parent, least=110)
        self.setWordWrap(True)
        self.rows_shown = 6

    def translate(self) -> None:
        self.setAccessibleName(self.tr("What happened to this stay"))
        self.setHorizontalHeaderLabels([self.tr("When"), self.tr("What"), self.tr("By whom")])

    def show_events(self, events: Sequence[StayEvent]) -> None:
        self.setRowCount(len(events))
        for row, event in enumerate(events):
            what = [words.say(event.act)]
            if event.day is not None:
                what.append(words.day(event.day))
            if event.proof:
                what.append(words.say_key("event_proof", event.proof))
            people = event.actor if event.second is None else f"{event.actor}\n{event.second}"
            fill_row(self, row, (words.moment(event.at), " · ".join(what), people))
        self.resizeRowsToContents()
        self.fit_columns()


class StaysScreen(Page[StaysState, StaysPresenter]):
    """`closed`: back to where the supervisor came from."""

    has_rail = False
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self._choices: dict[StayList, QPushButton] = {}
        choices = QGridLayout()
        choices.setSpacing(8)
        for place, kind in enumerate(LISTS):
            made = self._choices[kind] = button("choice")
            made.setCheckable(True)
            made.clicked.connect(partial(self._show, kind))
            choices.addWidget(made, *divmod(place, 2))
        self._table, self._told, self._problem = ListedStays(), label("small", wrap=True), Notice()
        self._left.body.addLayout(choices)
        self._left.body.addWidget(self._problem)
        self._left.body.addWidget(self._table, 1)
        self._left.body.addWidget(self._told)
        self._state_chip = Chip()
        self._facts, self._doubt = label(wrap=True), label("small", wrap=True)
        self._events_title, self._events = label("heading"), EventTable()
        self._others = label("small", wrap=True)
        for part in (self._state_chip, self._facts, self._events_title, self._events, self._others, self._doubt):
            self._right.body.addWidget(part)
        self._right.body.addStretch(1)
        column = QVBoxLayout()
        column.addWidget(self._right)
        self.stand_beside((self._left, 64), (column, 36))

    def _show(self, kind: StayList, _checked: bool) -> None:
        self.presenter.show(kind)

    def join(self, presenter: StaysPresenter) -> None:
        super().join(presenter)
        self.link(self._table.chosen, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self._table

    def translate(self) -> None:
        self._events_title.setText(self.tr("What happened"))
        for part in (self._table, self._events):
            part.translate()

    def paint_state(self, state: StaysState) -> None:
        listing = state.listing
        self._left.heading.setText(words.say(state.kind))
        for kind, made in self._choices.items():
            made.setChecked(kind is state.kind)
            many = "" if listing is None else f"  {words.number(_size(listing, kind))}"
            made.setText(f"{words.say(kind)}{many}    {keys.cap(LISTS[kind])}")
            made.setAccessibleDescription(keys.cap(LISTS[kind]))
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        self._table.show_lines(state.lines, state.selected)
        self._told.setText("" if listing is None else self._how_it_is_known(listing, len(state.lines)))
        self._show_course(state.course)

    def _how_it_is_known(self, listing: StayListing, shown: int) -> str:
        of = _size(listing, listing.kind)
        parts = [
            self.tr("{shown} of {all}, as of {time}, by these records.").format(
                shown=words.number(shown), all=words.number(max(of, shown)), time=words.moment(listing.at)
            )
        ]
        if listing.since is not None:
            parts.append(self.tr("They begin on {day}.").format(day=words.day_there(listing.since)))
        if listing.alone:
            parts.append(self.tr("Only crossings of this station: somebody may have left elsewhere."))
        return " ".join(parts)

    def _show_course(self, course: StayCourse | None) -> None:
        for part in (self._state_chip, self._facts, self._events_title, self._events, self._others):
            part.setVisible(course is not None)
        if course is None:
            say_long(self._right.heading, self.tr("One stay"))
            self._doubt.setText(self.tr("Choose a stay: who it is and everything that happened stand here."))
            return
        stay = course.stay
        say_long(self._right.heading, course.name or stay.document_key)
        self._state_chip.say(*_stands(stay, course.over))
        lines = [f"{one.nationality} · {one.number} · {words.birth(one.birth)}" for one in course.documents]
        lines.append(
            self.tr("{visa} · came {came} · may stay until {until}").format(
                visa=stay.visa_class or "–", came=words.day(stay.arrived_on), until=words.day(stay.last_day)
            )
        )
        self._facts.setText("\n".join(lines))
        self._events.show_events(course.events)
        others = len(course.stays) - 1
        self._others.setText(
            self.tr("Other stays of this person on record: {count}.").format(count=words.number(max(0, others)))
        )
        self._doubt.setText(
            self.tr(
                "A presumption by these records: the traveller may show otherwise. "
                "The counter asks before anything follows."
            )
        )

    def chrome(self) -> Chrome:
        listing = self.state.listing
        more = listing is not None and listing.page.more is not None
        return Chrome(
            self.tr("Stays"),
            self.tr(
                "Who is in the country by these records, and until when. Every list that is opened is in the audit log."
            ),
            message=(Tone.INFO, self.tr("The arrow keys go through the list.")),
            actions=(
                Action(Act.OLDER, self.tr("More"), self.presenter.go_on, more and not self.state.busy),
                Action(Act.BACK, self.tr("Back"), self.closed.emit, True, "primary"),
            ),
            keys=tuple(Key(act, partial(self.presenter.show, kind)) for kind, act in LISTS.items()),
        )


def _size(listing: StayListing, kind: StayList) -> int:
    counts = listing.counts
    return {
        StayList.OVER: counts.over,
        StayList.DUE: counts.due,
        StayList.INSIDE: counts.inside,
        StayList.HALVES: counts.halves,
    }[kind]


def _stands(stay: StayRecord, over: int) -> tuple[Tone, str]:
    if over:
        return Tone.WARN, words.days_past(over)
    if stay.is_open:
        return Tone.OK, words.say_key("closing", "open")
    return Tone.OFF, words.say_key("closing", stay.closing.value if stay.closing else "open")
