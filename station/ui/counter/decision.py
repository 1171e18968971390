"""The decision: what is about to be sealed, the verdict with its reason, and the signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import RecordPreview, SignedRecord
from station.domain.outcome import Verdict
from station.domain.visit import Direction
from station.ui import words
from station.ui.counter.desk import DecisionDesk, VisitDesk
from station.ui.counter.preview import PreviewCard
from station.ui.counter.stay_history import StayHistory
from station.ui.counter.step_presenter import StepPresenter
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.presenter import Problem
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, label
from station.ui.widgets.choices import ChoicePanel
from station.work import Runner
from station.workflow.counter import Event


@dataclass(frozen=True)
class DecisionState:
    busy: bool = False
    signing: bool = False
    problem: Problem | None = None
    preview: RecordPreview | None = None
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    can_go_back: bool = False
    can_sign: bool = False

    @property
    def ready(self) -> bool:
        preview = self.preview
        doubt = preview is not None and (preview.admit_needs_note or "expired_document" in preview.warnings)
        note_given = (self.verdict is Verdict.ADMIT and not doubt) or bool(self.note.strip())
        return self.can_sign and self.verdict is not None and bool(self.reason) and note_given and not self.busy


class DecisionPresenter(StepPresenter[DecisionState, DecisionDesk]):
    def __init__(
        self,
        show: Callable[[DecisionState], None],
        runner: Runner,
        visit: VisitDesk,
        desk: DecisionDesk,
        done: Callable[[SignedRecord], None],
        back: Callable[[], None],
        cancelled: Callable[[], None],
        prove: Callable[[str, date | None, str], object] = lambda _proof, _day, _receipt: None,
    ) -> None:
        """`prove` takes what the traveller showed of a crossing that is missing; runs in the worker."""
        super().__init__(show, runner, DecisionState(), visit, desk, back, cancelled)
        self._done, self._prove = done, prove

    def open(self) -> None:
        self.state = DecisionState()
        self._do(self._desk.preview, self._shown)

    def _shown(self, preview: RecordPreview) -> None:
        allows = self._visit.allows
        self._update(
            busy=False, preview=preview, can_go_back=allows(Event.BACK), can_sign=allows(Event.SIGNED),
        )  # fmt: skip

    def give_proof(self, proof: str, day: date | None, receipt: str) -> None:
        """The register is asked again, and what was chosen before it answered is chosen anew."""
        desk, prove = self._desk, self._prove

        def job() -> RecordPreview:
            prove(proof, day, receipt)
            return desk.preview()

        if self.state.preview is not None and not self.state.busy:
            self._do(job, self._shown, verdict=None, reasons=(), reason="")

    def choose(self, verdict: Verdict) -> None:
        preview = self.state.preview
        if preview is None or verdict in preview.blocked or self.state.busy:
            return
        reasons = self._desk.reasons(verdict)
        reason = self.state.reason if self.state.reason in reasons else (reasons[0] if verdict is Verdict.ADMIT else "")
        self._update(verdict=verdict, reasons=reasons, reason=reason)

    def set_reason(self, reason: str) -> None:
        if reason == "" or reason in self.state.reasons:
            self._update(reason=reason)

    def set_note(self, note: str) -> None:
        self._update(note=note)

    def sign(self) -> None:
        state = self.state
        if state.ready and state.verdict is not None:
            verdict, desk = state.verdict, self._desk
            self._do(lambda: desk.sign(verdict, state.reason, state.note.strip()), self._signed, signing=True)

    def _signed(self, record: SignedRecord) -> None:
        self._update(busy=False, signing=False)
        self._done(record)

    def _failed(self, error: BaseException) -> None:
        self._update(signing=False)
        super()._failed(error)

    def cancel(self) -> None:
        if not self.state.signing:
            super().cancel()


class SignStrip(QFrame):
    """In whose name, and what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._who, self._what = label("strong", wrap=True), label("small", wrap=True)
        said, row = QVBoxLayout(), QHBoxLayout(self)
        said.setSpacing(1)
        said.addWidget(self._who)
        said.addWidget(self._what)
        row.setContentsMargins(12, 7, 12, 8)
        row.setSpacing(12)
        row.addWidget(Icon("pen-line", "primary", 24))
        row.addLayout(said, 1)

    def say(self, who: str, what: str) -> None:
        self._who.setText(self.tr("You sign as {name}").format(name=who or "–"))
        self._what.setText(what)


CHOICES = (Act.CHOICE_1, Act.CHOICE_2, Act.CHOICE_3)


class DecisionScreen(Page[DecisionState, DecisionPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = PreviewCard()
        self._right = Card()
        self.choices = ChoicePanel(CHOICES, in_place=True)
        self.sign = SignStrip()
        self._problem = Notice()
        self.history = StayHistory(asking=True)
        self._right.body.addWidget(self.history)
        self._right.body.addWidget(self.choices, 1)
        self._right.body.addWidget(self._problem)
        self._right.body.addWidget(self.sign)
        self.stand_beside((self.preview, 42), (self._right, 58))

    def join(self, presenter: DecisionPresenter) -> None:
        super().join(presenter)
        self.link(self.choices.chosen, presenter.choose)
        self.link(self.choices.reason_chosen, presenter.set_reason)
        self.link(self.choices.note_written, presenter.set_note)
        self.link(self.history.proof_given, presenter.give_proof)

    def first_focus(self) -> QWidget | None:
        return self.choices.first()

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Your decision"))
        self.preview.translate()
        self.history.translate()
        self.choices.translate()

    def paint_state(self, state: DecisionState) -> None:
        self.preview.render_preview(state.preview)
        self.history.show_answer(state.preview.register if state.preview is not None else None, not state.busy)
        blocked = state.preview.blocked if state.preview else tuple(Verdict)
        direction = state.preview.stay.direction if state.preview else Direction.ARRIVAL
        choices = tuple((v, self._choice(v, direction), v not in blocked and not state.busy) for v in Verdict)
        self.choices.render_choices(choices, state.verdict, state.reasons, state.reason, state.note)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        self.sign.say(state.preview.signer if state.preview is not None else "", self._signs(state, direction))

    def _signs(self, state: DecisionState, direction: Direction) -> str:
        """What is signed, in words."""
        if state.verdict is None:
            return self.tr("Choose first. Once signed, the record cannot be changed.")
        said = words.say_verdict(state.verdict, direction)
        if state.reason:
            said = ": ".join((said, words.say_key("reason", state.reason)))
        return " ".join((f"{said}.", self.tr("Once signed, it cannot be changed.")))

    def _choice(self, verdict: Verdict, direction: Direction) -> str:
        """The verdict, what it means, and what else it does: one press confirms both where the rule leaves one
        consequence."""
        said = f"{words.say_verdict(verdict, direction)}\n{self._meaning(verdict, direction)}"
        register = self.state.preview.register if self.state.preview is not None else None
        if verdict is not Verdict.ADMIT or register is None or not register.foreseen:
            return said
        said = words.say_verdict(verdict, direction)
        since = register.stay.arrived_on if register.stay is not None else None
        closes = self.tr("and close the stay since {day}")
        return f"{said}\n{closes.format(day=words.day(since))}"

    def _meaning(self, verdict: Verdict, direction: Direction) -> str:
        comes = direction is Direction.ARRIVAL
        if verdict is Verdict.ADMIT:
            return self.tr("The traveller enters.") if comes else self.tr("The traveller leaves.")
        if verdict is Verdict.REFER:
            return self.tr("You are not sure. A supervisor takes over.")
        return self.tr("The traveller does not enter.") if comes else self.tr("The traveller does not leave.")

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.signing:
            message = (Tone.INFO, self.tr("Signing and sealing …"))
        elif state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif state.verdict is None:
            message = (Tone.INFO, self.tr("Choose with 1, 2 or 3."))
        elif not state.reason:
            message = (Tone.INFO, self.tr("Choose the reason."))
        elif not state.ready and not state.busy:
            message = (Tone.INFO, self.tr("Write a note: why this decision?"))
        else:
            message = (Tone.OK, self.tr("Read the record once more, then sign. It cannot be changed afterwards."))
        keys = tuple(Key(act, partial(self.choices.press, act)) for act in CHOICES)
        return Chrome(
            self.tr("Decision"),
            self.tr("Read what is about to be sealed, decide, and sign."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, not state.signing, "danger"),
                Action(Act.BACK, self.tr("Back"), go.back, state.can_go_back and not state.busy),
                Action(Act.NEXT, self.tr("Sign and seal"), go.sign, state.ready, "primary", "pen-line"),
            ),
            keys=keys,
        )
