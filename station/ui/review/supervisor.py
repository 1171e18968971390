"""The supervisor: the queue of cases, one case side by side, and the ruling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import CaseDetail, CaseSummary, RulingChoice
from station.domain.outcome import CaseRuling
from station.ui import words
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.presenter import Post, Presenter, Problem
from station.ui.review.case_parts import CaseQueue, DifferenceTable, EvidenceCard
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.choices import ChoicePanel
from station.work import Runner


class SupervisorDesk(Protocol):
    """What the page needs; bound to the supervisor who signed in."""

    def waiting(self) -> tuple[CaseSummary, ...]:
        """Open cases, oldest first."""
        ...

    def open_case(self, case: str, *, take_over: bool = False) -> CaseDetail:
        """Claim a case and read both sides. Raises "case_conflict" when a colleague has it and keeps it."""
        ...

    def release(self, case: str) -> None: ...
    def choices(self) -> tuple[RulingChoice, ...]: ...
    def rule(self, case: str, ruling: CaseRuling, reason: str, note: str) -> None: ...
    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that the queue changed, from any thread; returns how to stop that."""
        ...


@dataclass(frozen=True)
class SupervisorState:
    busy: bool = False
    problem: Problem | None = None
    queue: tuple[CaseSummary, ...] = ()
    selected: str = ""
    detail: CaseDetail | None = None
    choices: tuple[RulingChoice, ...] = ()
    ruling: CaseRuling | None = None
    reason: str = ""
    note: str = ""
    ruled: str = ""  # the case that was ruled last
    guest: bool = False  # at an officer's counter

    @property
    def reasons(self) -> tuple[str, ...]:
        return next((c.reasons for c in self.choices if c.ruling is self.ruling), ())

    @property
    def ready(self) -> bool:
        chosen = self.ruling is not None and bool(self.reason) and bool(self.note.strip())
        return chosen and self.detail is not None and self.detail.may_rule and not self.busy


class SupervisorPresenter(Presenter[SupervisorState]):
    def __init__(
        self,
        show: Callable[[SupervisorState], None],
        runner: Runner,
        desk: SupervisorDesk,
        post: Post,
        give_back: Callable[[], None] | None = None,
    ) -> None:
        """`give_back`: the supervisor stands at an officer's counter, which is given back so."""
        super().__init__(show, runner, SupervisorState(guest=give_back is not None))
        self.give_back = give_back or (lambda: None)
        self._desk, self._post = desk, post
        self._unwatch: Callable[[], None] | None = None
        self._reading = False

    def open(self) -> None:
        self._reading = False
        self._update(choices=self._desk.choices())
        if self._unwatch is None:
            self._unwatch = self._desk.watch(lambda: self._post(self.reload))
        self.reload()

    def reload(self) -> None:
        """Read the queue again; the open case stays open. The page calls this every few seconds."""
        if self._unwatch is not None and not self._reading:
            self._reading = True
            self._runner.run(self._desk.waiting, self._queue, self._no_queue)

    def _queue(self, queue: tuple[CaseSummary, ...]) -> None:
        self._reading = False
        if queue != self.state.queue or not self.state.selected:
            self._update(queue=queue)

    def _no_queue(self, error: BaseException) -> None:
        self._reading = False
        self._failed(error)

    def select(self, case: str) -> None:
        """Claim and open a case; the one that was open goes back into the queue.

        One that a colleague has is refused the first time; who chooses it again takes it over.
        """
        before = self.state.detail.summary.id if self.state.detail is not None else ""
        if self.state.busy or before == case:
            return

        again = case == self.state.selected and self.state.problem == Problem("case_conflict")

        def job() -> CaseDetail:
            if before:
                self._desk.release(before)
            return self._desk.open_case(case, take_over=True) if again else self._desk.open_case(case)

        self._do(job, self._opened, selected=case, detail=None, ruling=None, reason="", note="")

    def _opened(self, detail: CaseDetail) -> None:
        self._update(busy=False, detail=detail)
        self.reload()

    def choose(self, ruling: CaseRuling) -> None:
        if self.state.detail is not None and self.state.detail.may_rule:
            self._update(ruling=ruling)
            if self.state.reason not in self.state.reasons:
                self._update(reason="")

    def set_reason(self, reason: str) -> None:
        self._update(reason=reason if reason in self.state.reasons else "")

    def set_note(self, note: str) -> None:
        self._update(note=note)

    def rule(self) -> None:
        state = self.state
        if state.ready and state.detail is not None and state.ruling is not None:
            case, ruling, note = state.detail.summary.id, state.ruling, state.note.strip()
            self._do(lambda: self._desk.rule(case, ruling, state.reason, note), self._ruled)

    def _ruled(self, _nothing: None) -> None:
        done = self.state.selected
        self._update(busy=False, detail=None, selected="", ruling=None, reason="", note="", ruled=done)
        self.reload()

    def leave(self) -> None:
        """Signing out: the open case goes back into the queue."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        if self.state.detail is not None:
            case = self.state.detail.summary.id
            self._runner.run(lambda: self._desk.release(case), lambda _none: None, self._failed)
        self._update(detail=None, selected="")


POLL_MS = 5000  # how often the queue is read again


CHOICES = (Act.CHOICE_1, Act.CHOICE_2, Act.CHOICE_3)


class SupervisorScreen(Page[SupervisorState, SupervisorPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self.shown.connect(self._clock.start)
        self.left.connect(self._clock.stop)
        self.queue = CaseQueue()
        self.side = self.queue
        self.evidence = EvidenceCard()
        self._right = Card()
        self._table = DifferenceTable()
        self._colleague, self._problem = Notice(), Notice()
        self.choices = ChoicePanel(CHOICES)
        for part in (self._table, self._colleague, self._problem):
            self._right.body.addWidget(part)
        self._right.body.addWidget(self.choices, 1)
        row = QHBoxLayout(self)
        self.foldable(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.evidence, 50)
        column = QVBoxLayout()
        column.addWidget(self._right)
        row.addLayout(column, 50)

    def join(self, presenter: SupervisorPresenter) -> None:
        super().join(presenter)
        self.link(self._clock.timeout, presenter.reload)
        self.link(self.queue.selected, presenter.select)
        self.link(self.choices.chosen, presenter.choose)
        self.link(self.choices.reason_chosen, presenter.set_reason)
        self.link(self.choices.note_written, presenter.set_note)

    def first_focus(self) -> QWidget | None:
        return self.queue.first()

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Differences on paper"))
        for part in (self.queue, self.evidence, self._table, self.choices):
            part.translate()

    def paint_state(self, state: SupervisorState) -> None:
        self.queue.render_queue(state.queue, state.selected)
        detail = state.detail
        self.evidence.render_case(detail, state.busy)
        self._table.show_differences(detail.differences if detail else ())
        self._say_colleague(detail)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        may = detail is not None and detail.may_rule and not state.busy
        choices = tuple((r, words.say(r), may) for r in CaseRuling)
        self.choices.render_choices(choices, state.ruling, state.reasons, state.reason, state.note)

    def _say_colleague(self, detail: CaseDetail | None) -> None:
        if detail is not None and not detail.may_rule:
            self._colleague.say(Tone.WARN, self.tr("A colleague must rule on this case; you took part in it."))
        else:
            self._colleague.say(Tone.INFO, "")

    def _way_back(self) -> tuple[Action, ...]:
        if not self.state.guest:
            return ()
        return (Action(Act.CANCEL, self.tr("Back to the officer"), self.presenter.give_back),)

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        detail = state.detail
        if detail is not None:
            reasons = ", ".join(words.say(r) for r in detail.summary.reasons)
            opened = words.moment(detail.summary.opened_at)
            subtitle = self.tr("Raised by {counter} at {time}").format(counter=detail.summary.counter, time=opened)
            title = f"{detail.summary.name}: {reasons}" if detail.summary.name else reasons
        else:
            title = self.tr("Cases")
            subtitle = self.tr("Choose a case from the queue.") if state.queue else self.tr("No case is waiting.")
        if state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif detail is None and state.ruled and not state.busy:
            message = (Tone.OK, self.tr("The ruling is recorded, and the counter that waits sees it."))
        elif detail is None:
            message = (Tone.INFO, self.tr("Up and down choose a case, Enter opens it."))
        elif state.ready:
            message = (Tone.OK, self.tr("The ruling goes into the audit log and to the counter that waits."))
        else:
            message = (Tone.INFO, self.tr("Rule with 1, 2 or 3, choose the reason and write a note."))
        return Chrome(
            title,
            subtitle,
            None,
            message,
            (
                *self._way_back(),
                Action(Act.REFRESH, self.tr("Read again"), go.reload, True, "", "refresh-cw"),
                Action(Act.NEXT, self.tr("Record the ruling"), go.rule, state.ready, "primary", "gavel"),
            ),
            tuple(Key(act, partial(self.choices.press, act)) for act in CHOICES) if detail is not None else (),
        )
