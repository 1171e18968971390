"""Visits that were set aside until a supervisor has ruled: each with its state, to be taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station.domain.case import CaseStatus
from station.domain.desk import InterruptedVisit
from station.ui import glyphs, theme, words
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button
from station.ui.widgets.choices import keyed_choice, mark

CARD_WIDTH = 760  # at the usual text size

CHOICES = (Act.CHOICE_1, Act.CHOICE_2, Act.CHOICE_3, Act.CHOICE_4, Act.CHOICE_5)
LOOK_MS = 3000  # how often a ruling is looked for while the list is shown


@dataclass(frozen=True)
class ParkedState:
    visits: tuple[InterruptedVisit, ...] = ()
    chosen: str = ""  # id
    busy: bool = False
    problem: str = ""  # code


class Parks(Protocol):
    """Where the page leads: the counter's room."""

    def look_parked(self) -> None: ...
    def choose_parked(self, visit: str) -> None: ...
    def take_up(self) -> None: ...
    def leave_parked(self) -> None: ...


def ruled(visit: InterruptedVisit) -> bool:
    return visit.case is not None and visit.case.status is CaseStatus.RULED


class ParkedButton(QObject):
    """How many are set aside, for pages from which one may be taken up."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open_list: Callable[[], None] = lambda: None
        self._count = self._ready = 0

    def show_count(self, count: int, ready: int) -> None:
        """`ready`: those on which a supervisor has ruled."""
        if (count, ready) != (self._count, self._ready):
            self._count, self._ready = count, ready
            self.changed.emit()

    def actions(self, enabled: bool = True) -> tuple[Action, ...]:
        if not self._count:
            return ()
        text = self.tr("Set aside: {count}, ruled: {ready}") if self._ready else self.tr("Set aside: {count}")
        said = text.format(count=self._count, ready=self._ready)
        return (Action(Act.PARKED, said, self.open_list, enabled, "", "hourglass"),)


class ParkedScreen(Page[ParkedState, Parks]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self.shown.connect(self._clock.start)
        self.left.connect(self._clock.stop)
        self._card = Card()
        self._empty = Notice()
        self._card.body.addWidget(self._empty)
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card, 6)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addStretch(1)

    def join(self, presenter: Parks) -> None:
        super().join(presenter)
        self.link(self._clock.timeout, presenter.look_parked)

    def first_focus(self) -> QWidget | None:
        shown = [one for one in self.buttons if not one.isHidden()]
        return next((one for one in shown if one.isChecked()), shown[0] if shown else None)

    def translate(self) -> None:
        self._card.heading.setText(self.tr("Set aside at this station"))

    def paint_state(self, state: ParkedState) -> None:
        self._card.setMaximumWidth(theme.look().px(CARD_WIDTH))
        while len(self.buttons) < len(state.visits):
            index = len(self.buttons)
            one = keyed_choice(CHOICES[index]) if index < len(CHOICES) else button("choice")
            one.setCheckable(True)
            one.clicked.connect(partial(self._chosen, index))
            self.buttons.append(one)
            self._card.body.addWidget(one)
        for index, one in enumerate(self.buttons):
            there = index < len(state.visits)
            one.setVisible(there)
            if there:
                visit = state.visits[index]
                lines = self._lines(visit)
                mark(one, glyphs.shown("\n".join(lines)), not state.busy, visit.id == state.chosen)
                one.setAccessibleName(", ".join(lines))
        self._empty.say(Tone.INFO, "" if state.visits else self.tr("No visit is set aside."))

    def _chosen(self, index: int) -> None:
        if index < len(self.state.visits):
            self.presenter.choose_parked(self.state.visits[index].id)

    def _lines(self, visit: InterruptedVisit) -> tuple[str, ...]:
        """Whose, since when, and what became of the case: a line each, so that large letters find room."""
        case = visit.case
        if case is not None and case.ruling is not None and ruled(visit):
            text = self.tr("ruled by {supervisor}: {ruling}")
            state = text.format(supervisor=case.ruling.supervisor, ruling=words.say(case.ruling.ruling))
        else:
            state = words.say(case.status if case is not None else CaseStatus.WAITING)
        since = self.tr("since {time}").format(time=words.moment(visit.opened_at))
        return visit.name or self.tr("Without a document"), since, state

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.problem:
            message = (Tone.BAD, words.say_problem(state.problem))
        elif any(ruled(visit) for visit in state.visits):
            message = (Tone.OK, self.tr("A ruling is there. Take the visit up and decide."))
        else:
            message = (Tone.INFO, self.tr("The list shows by itself when a supervisor has ruled."))
        ready = any(visit.id == state.chosen for visit in state.visits) and not state.busy
        return Chrome(
            self.tr("Visits set aside"),
            self.tr("They are kept sealed on this station, also when it is switched off."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Back"), go.leave_parked, not state.busy),
                Action(Act.NEXT, self.tr("Take up"), go.take_up, ready, "primary", "arrow-right"),
            ),
            keys=tuple(
                Key(act, partial(go.choose_parked, visit.id)) for act, visit in zip(CHOICES, state.visits, strict=False)
            ),
        )
