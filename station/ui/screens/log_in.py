"""Sign in, unlock after a pause, take a counter over. The password goes to the service and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.sign_in import Session
from station.ui import words
from station.ui.keys import Act
from station.ui.presenter import Presenter, Problem, problem_of
from station.ui.screens.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, label
from station.work import Runner


class LogInDesk(Protocol):
    """What the sign-in page needs; `station.services.log_in.LogIn` has it. Each call costs one Argon2id."""

    def sign_in(self, name: str, password: str, code: str | None = None) -> Session: ...
    def unlock(self, session: Session, password: str) -> None: ...
    def hand_over(self, session: Session, name: str, password: str, code: str | None = None) -> Session: ...
    def change_password(self, name: str, old: str, new: str) -> None: ...


@dataclass(frozen=True)
class LogInView:
    busy: bool = False
    problem: Problem | None = None
    locked: Session | None = None  # the screen is locked and the visit of this session is kept
    ask_code: bool = False  # the second factor is needed
    must_change: bool = False  # the password must be changed first
    opening: bool = False  # signed in; devices and models are being made ready
    attempt: int = 0  # counts tries, so that secrets are emptied


class LogInPresenter(Presenter[LogInView]):
    """`arrived` gets the session: a new one, the same one after unlocking, or a colleague's after a hand-over."""

    def __init__(
        self, show: Callable[[LogInView], None], runner: Runner, desk: LogInDesk, arrived: Callable[[Session], None]
    ) -> None:
        super().__init__(show, runner, LogInView())
        self._desk = desk
        self._arrived = arrived

    def open(self, locked: Session | None = None) -> None:
        self._update(busy=False, problem=None, locked=locked, ask_code=False, must_change=False, opening=False)

    def wait(self) -> None:
        """The officer is known; their room is being opened."""
        self._update(busy=True, problem=None, opening=True)

    def refuse(self, code: str) -> None:
        """There is no room for them; `code` says why."""
        self._update(busy=False, opening=False, problem=Problem(code))

    def log_in(self, name: str, password: str, code: str, new: str) -> None:
        state = self.state
        if state.busy:
            return
        name, factor, locked = name.strip(), code.strip() or None, state.locked
        change = state.must_change

        def job() -> Session:
            if change:
                self._desk.change_password(name, password, new)
            secret = new if change else password
            if locked is None:
                return self._desk.sign_in(name, secret, factor)
            if name.casefold() == locked.officer.name.casefold():
                self._desk.unlock(locked, secret)
                return locked
            return self._desk.hand_over(locked, name, secret, factor)

        self._do(job, self._in)

    def _in(self, session: Session) -> None:
        attempt = self.state.attempt + 1
        self._update(
            busy=False, problem=None, locked=None, ask_code=False, must_change=False, attempt=attempt,
        )  # fmt: skip
        self._arrived(session)

    def _failed(self, error: BaseException) -> None:
        code = problem_of(error).code
        if code == "second_factor_needed":
            self._update(busy=False, ask_code=True, problem=Problem(code))
        elif code == "password_must_change":
            self._update(busy=False, must_change=True, problem=Problem(code))
        else:
            self._update(attempt=self.state.attempt + 1)
            super()._failed(error)


class LogInScreen(Page):
    log_in = Signal(str, str, str, str)  # name, password, code of the second factor, new password
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card()
        self._card.setFixedWidth(460)
        self._card.body.setContentsMargins(32, 28, 32, 30)
        self._card.body.setSpacing(8)
        self._welcome, self._hint = label("big"), label("muted", wrap=True)
        self._fields = [QLineEdit() for _ in range(4)]
        self._name, self._password, self._code, self._new = self._fields
        self._labels: list[QLabel] = [label("small") for _ in range(4)]
        self._notice = Notice()
        self._card.body.insertWidget(0, Icon("shield-check", "primary", 44))
        self._card.body.addWidget(self._welcome)
        self._card.body.addWidget(self._hint)
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            field.setMaxLength(256)
            field.returnPressed.connect(self._send)
            self._card.body.addWidget(name)
            self._card.body.addWidget(field)
        for secret in (self._password, self._new):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._card.body.addWidget(self._notice)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        self._attempt = 0

    def join(self, presenter: LogInPresenter) -> None:
        self.link(self.log_in, presenter.log_in)

    def first_focus(self) -> QWidget | None:
        return self._password if self._name.text() else self._name

    def translate(self) -> None:
        texts = (
            self.tr("Name"),
            self.tr("Password"),
            self.tr("Six digits of the authenticator"),
            self.tr("New password"),
        )
        for name, field, text in zip(self._labels, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)

    def paint_state(self, state: LogInView) -> None:
        self._welcome.setText(self.tr("Locked") if state.locked is not None else self.tr("Sign in"))
        if state.locked is not None:
            text = self.tr("The visit of {officer} is kept. Sign in to go on, or let a colleague take over.")
            self._hint.setText(text.format(officer=state.locked.officer.display))
            if not self._name.text():
                self._name.setText(state.locked.officer.name)
        else:
            self._hint.setText(self.tr("Every act at this station is recorded under your name."))
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            for secret in (self._password, self._code, self._new):
                secret.clear()
        for shown, parts in (
            (state.ask_code, (self._labels[2], self._code)),
            (state.must_change, (self._labels[3], self._new)),
        ):
            for part in parts:
                part.setVisible(shown)
        for field in self._fields:
            field.setEnabled(not state.busy)
        problem = state.problem
        asked = state.ask_code or state.must_change
        tone = Tone.INFO if problem and problem.code in {"second_factor_needed", "password_must_change"} else Tone.BAD
        self._notice.say(tone, words.say_problem(problem.code) if problem else "")
        if problem is not None and not state.busy:
            target = self._new if state.must_change else self._code if asked else self._password
            target.setFocus()

    def chrome(self) -> Chrome:
        busy = self.state.busy
        text = self.tr("Checking the password …") if busy else self.tr("F1 shows every key.")
        if self.state.opening:
            text = self.tr("Opening your room: devices, models and records …")
        message = (Tone.INFO, text)
        go = Action(Act.NEXT, self.tr("Sign in"), not busy, "primary", "log-in")
        return Chrome("", message=message, actions=(go,))

    def act(self, act: Act) -> None:
        if act is Act.NEXT:
            self._send()

    def _send(self) -> None:
        """Send when everything that is asked for is there, otherwise go to the first empty field."""
        for field in self._fields:
            if not field.isHidden() and not field.text().strip():
                field.setFocus()
                return
        self.log_in.emit(*(f.text() for f in self._fields))
