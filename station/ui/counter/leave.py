"""Leaving a visit before a decision: why, on a page of its own, so that no single key ends what stands here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station.domain.visit import Leaving
from station.ui import theme, words
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.choices import keyed_choice, mark

CARD_WIDTH = 620
CHOICES = dict(zip((Act.CHOICE_1, Act.CHOICE_2, Act.CHOICE_3, Act.CHOICE_4, Act.CHOICE_5), Leaving, strict=True))


@dataclass(frozen=True)
class LeaveState:
    evidence: bool = False  # a case or a hit exists: the visit will be sealed
    reason: Leaving | None = None
    busy: bool = False


class Leaves(Protocol):
    """Where the page leads: the counter's room."""

    def choose_reason(self, reason: Leaving) -> None: ...
    def stay(self) -> None: ...
    def give_up(self) -> None: ...


class LeaveScreen(Page[LeaveState, Leaves]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card()
        self._what = Notice()
        self._card.body.addWidget(self._what)
        self.buttons: dict[Leaving, QPushButton] = {}
        for act, reason in CHOICES.items():
            one = self.buttons[reason] = keyed_choice(act)
            one.clicked.connect(partial(self._chosen, reason))
            self._card.body.addWidget(one)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card, 4)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addStretch(1)

    def _chosen(self, reason: Leaving) -> None:
        self.presenter.choose_reason(reason)

    def first_focus(self) -> QWidget | None:
        return next((one for one in self.buttons.values() if one.isChecked()), next(iter(self.buttons.values())))

    def translate(self) -> None:
        self._card.heading.setText(self.tr("Why does this visit end?"))

    def paint_state(self, state: LeaveState) -> None:
        self._card.setMaximumWidth(theme.look().px(CARD_WIDTH))
        for reason, one in self.buttons.items():
            mark(one, words.say(reason), not state.busy, reason is state.reason)
        if state.evidence:
            self._what.say(
                Tone.WARN, self.tr("A case belongs to this visit: it is sealed with its evidence as abandoned.")
            )
        else:
            self._what.say(
                Tone.INFO, self.tr("Pictures and fingers of this visit are erased. Only the reason is kept.")
            )

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.busy:
            message = (Tone.INFO, self.tr("Ending the visit …"))
        elif state.reason is None:
            message = (Tone.INFO, self.tr("Choose the reason with 1 to 5, or go back to the visit."))
        else:
            message = (Tone.WARN, self.tr("The visit ends without a decision."))
        ready = state.reason is not None and not state.busy
        return Chrome(
            self.tr("Leave this visit?"),
            self.tr("The traveller is neither admitted nor refused."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Back to the visit"), go.stay, not state.busy),
                Action(Act.NEXT, self.tr("End the visit"), go.give_up, ready, "primary"),
            ),
            keys=tuple(Key(act, partial(go.choose_reason, reason)) for act, reason in CHOICES.items()),
        )
