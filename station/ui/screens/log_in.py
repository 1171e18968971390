"""Sign in, and unlock after a pause. The password goes to the service and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.officer import Officer
from station.ui import words
from station.ui.keys import Act
from station.ui.presenter import Presenter, Problem
from station.ui.screens.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, label
from station.work import Runner


class LogInDesk(Protocol):
    """What the sign-in page needs."""

    def log_in(self, name: str, password: str) -> Officer:
        """The officer. Raises StationError: "bad_credentials", "locked_out", "sign_in_too_old" ..."""
        ...


@dataclass(frozen=True)
class LogInView:
    busy: bool = False
    problem: Problem | None = None
    locked: Officer | None = None  # the screen is locked and this officer's visit is kept
    attempt: int = 0  # counts failures, so that the password field is emptied


class LogInPresenter(Presenter[LogInView]):
    def __init__(
        self, show: Callable[[LogInView], None], runner: Runner, desk: LogInDesk, arrived: Callable[[Officer], None]
    ) -> None:
        super().__init__(show, runner, LogInView())
        self._desk = desk
        self._arrived = arrived

    def open(self, locked: Officer | None = None) -> None:
        """Show the page empty; with `locked`, only that officer (or another one, as a hand-over) can go on."""
        self._update(busy=False, problem=None, locked=locked)

    def log_in(self, name: str, password: str) -> None:
        if self.state.busy:
            return
        self._do(lambda: self._desk.log_in(name.strip(), password), self._in)

    def _in(self, officer: Officer) -> None:
        self._update(busy=False, problem=None, locked=None, attempt=self.state.attempt + 1)
        self._arrived(officer)

    def _failed(self, error: BaseException) -> None:
        self._update(attempt=self.state.attempt + 1)
        super()._failed(error)


class LogInScreen(Page):
    log_in = Signal(str, str)
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card()
        self._card.setFixedWidth(460)
        self._card.body.setContentsMargins(32, 28, 32, 30)
        self._card.body.setSpacing(10)
        mark = Icon("shield-check", "primary", 44)
        self._welcome = label("big")
        self._hint = label("muted", wrap=True)
        self._name_label, self._password_label = label("small"), label("small")
        self._name, self._password = QLineEdit(), QLineEdit()
        self._name.setMaxLength(64)
        self._password.setMaxLength(256)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._name_label.setBuddy(self._name)
        self._password_label.setBuddy(self._password)
        self._notice = Notice()
        self._card.body.insertWidget(0, mark)
        for part in (self._welcome, self._hint, self._name_label, self._name, self._password_label, self._password):
            self._card.body.addWidget(part)
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
        self._name.returnPressed.connect(self._password.setFocus)
        self._password.returnPressed.connect(self._send)

    def join(self, presenter: LogInPresenter) -> None:
        self.log_in.connect(presenter.log_in)

    def first_focus(self) -> QWidget | None:
        return self._password if self._name.text() else self._name

    def translate(self) -> None:
        self._name_label.setText(self.tr("Name"))
        self._password_label.setText(self.tr("Password"))
        self._name.setAccessibleName(self.tr("Name"))
        self._password.setAccessibleName(self.tr("Password"))

    def paint_state(self, state: LogInView) -> None:
        locked = state.locked is not None
        self._welcome.setText(self.tr("Locked") if locked else self.tr("Sign in"))
        if state.locked is not None:
            text = self.tr("The visit of {officer} is kept. Sign in to go on, or let a colleague take over.")
            self._hint.setText(text.format(officer=state.locked.display))
            if not self._name.text():
                self._name.setText(state.locked.name)
        else:
            self._hint.setText(self.tr("Every act at this station is recorded under your name."))
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            self._password.clear()
        for field in (self._name, self._password):
            field.setEnabled(not state.busy)
        problem = state.problem
        self._notice.say(Tone.BAD, words.say_problem(problem.code) if problem else "")
        if problem is not None:
            self._password.setFocus()

    def chrome(self) -> Chrome:
        busy = self.state.busy
        message = (Tone.INFO, self.tr("Checking the password …") if busy else self.tr("F1 shows every key."))
        go = Action(Act.NEXT, self.tr("Sign in"), not busy, "primary", "log-in")
        return Chrome("", message=message, actions=(go,))

    def act(self, act: Act) -> None:
        if act is Act.NEXT:
            self._send()

    def _send(self) -> None:
        if self._name.text().strip() and self._password.text():
            self.log_in.emit(self._name.text(), self._password.text())
        elif self._name.text().strip():
            self._password.setFocus()
        else:
            self._name.setFocus()
