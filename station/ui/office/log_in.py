"""Sign in, unlock after a pause, take a counter over; a second step for a first password or a second factor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.sign_in import DEMO_PASSWORD
from station.ui import theme, words
from station.ui.keys import Act
from station.ui.office.log_in_desk import LogInPresenter, LogInView
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, label
from station.ui.widgets.secret import SecretEdit

CARD_WIDTH = 460
ASKING = {"second_factor_needed", "password_must_change"}  # not a failure, a further step


class LogInScreen(Page[LogInView, LogInPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card()
        self._card.body.setContentsMargins(32, 28, 32, 30)
        self._card.body.setSpacing(8)
        self._welcome, self._hint = label("big", wrap=True), label("muted", wrap=True)
        self._name = QLineEdit()
        self._secrets = tuple(SecretEdit() for _ in range(4))
        self._password, self._code, self._new, self._again = self._secrets
        self._fields: tuple[QLineEdit, ...] = (self._name, *self._secrets)
        self._labels: list[QLabel] = [label("small") for _ in self._fields]
        self._finger, self._notice, self._opening = Notice(), Notice(), Notice()
        self._card.heading.hide()  # the large words below are the heading
        self._card.body.insertWidget(0, Icon("shield-check", "primary", 44))
        self._card.body.addWidget(self._welcome)
        self._card.body.addWidget(self._hint)
        self._card.body.addWidget(self._finger)
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            field.setMaxLength(256)
            field.returnPressed.connect(self._send)
            self._card.body.addWidget(name)
            self._card.body.addWidget(field)
        self._code.setInputMethodHints(self._code.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
        self._card.body.addWidget(self._notice)
        self._card.body.addWidget(self._opening)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        self._attempt, self._left = 0, 0
        self._step = ""
        self.rehearsal = False  # a demonstration: it has no secrets, and says who may sign in with what

    def first_focus(self) -> QWidget | None:
        shown = [field for field in self._fields if not field.isHidden()]
        return next((field for field in shown if not field.text()), shown[0] if shown else None)

    def translate(self) -> None:
        texts = (
            self.tr("Name"),
            self.tr("Password"),
            self.tr("Six digits of the authenticator"),
            self.tr("New password"),
            self.tr("New password once more"),
        )
        for name, field, text in zip(self._labels, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)

    def paint_state(self, state: LogInView) -> None:
        self._card.setFixedWidth(theme.look().px(CARD_WIDTH))
        self._say_welcome(state)
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            for secret in self._secrets:
                secret.clear()
        if state.left != self._left:
            self._left = state.left
            self._name.clear()
        first = not state.second_step
        shown = (first, first, state.ask_code, state.must_change, state.must_change)
        for name, field, visible in zip(self._labels, self._fields, shown, strict=True):
            name.setVisible(visible)
            field.setVisible(visible)
            free = not state.busy or (field is self._code and state.finger_runs)
            field.setEnabled(free and not state.entering)
        self._say_finger(state)
        problem = state.problem
        tone = Tone.INFO if problem is not None and problem.code in ASKING else Tone.BAD
        self._notice.say(tone, words.say_problem(problem.code) if problem else "")
        self._opening.say(Tone.INFO, self._opens(state))
        self._place_cursor(state)

    def _say_welcome(self, state: LogInView) -> None:
        if state.must_change:
            self._welcome.setText(self.tr("New password"))
            self._hint.setText(self.tr("{officer}: your first password ends here.").format(officer=state.name))
        elif state.second_step:
            self._welcome.setText(self.tr("Second factor"))
            self._hint.setText(self.tr("{officer}: the password is right.").format(officer=state.name))
        elif state.guest:
            self._welcome.setText(self.tr("Supervisor"))
            self._hint.setText(self.tr("Your own name; the ruling stands under it. The officer's visit stays open."))
        elif state.locked is not None:
            self._welcome.setText(self.tr("Locked"))
            text = self.tr("The visit of {officer} is kept. Sign in to go on, or let a colleague take over.")
            self._hint.setText(text.format(officer=state.locked.officer.display))
            if not self._name.text():
                self._name.setText(state.locked.officer.name)
        else:
            self._welcome.setText(self.tr("Sign in"))
            self._hint.setText(self.tr("Every act at this station is recorded under your name."))

    def _opens(self, state: LogInView) -> str:
        if state.entering and state.opening:
            return self.tr("You are signed in. Devices and records are still being opened; your page comes by itself.")
        if state.entering:
            return self.tr("You are signed in. Your page is being opened …")
        if state.opening:
            return self.tr("The station is opening its records and devices. You can sign in meanwhile.")
        return ""

    def _say_finger(self, state: LogInView) -> None:
        if not state.ask_finger:
            text = ""
        elif state.finger_runs and state.hint is None:
            text = self.tr("The devices are being made ready; the scanner lights up when it waits for your finger …")
        elif state.finger_runs and state.hint is not None:
            text = words.say(state.hint)
        elif state.busy:
            text = ""
        elif state.must_change:
            text = self.tr("Your own finger is asked for once the new password is sent.")
        else:
            text = self.tr("The scanner has stopped. Press Enter to try your finger again.")
        self._finger.say(Tone.INFO, text)
        self._finger.icon.show_icon("fingerprint", Tone.INFO.value)

    def _place_cursor(self, state: LogInView) -> None:
        """To the first field of a new step, and to where something is wrong."""
        step = "change" if state.must_change else "factor" if state.second_step else "first"
        if state.problem is None and step == self._step:
            return
        self._step = step
        if not state.busy or state.finger_runs:
            target = self._code if state.ask_code else self._new if state.must_change else self._password
            if not target.isHidden() and (target is not self._password or self._name.text()):
                target.setFocus()

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        text = self._first_sentence()
        if state.finger_runs and state.ask_code:
            text = self.tr("Your finger on the scanner, or the six digits and Enter.")
        elif state.finger_runs:
            text = self.tr("Your finger on the scanner; Esc goes back.")
        elif state.entering:
            text = self.tr("Opening devices and records …")
        elif state.busy and state.opening:
            text = self.tr("Waiting for the records …")
        elif state.busy:
            text = self.tr("Checking the password …")
        again = state.ask_finger and not state.ask_code and not state.must_change
        go_text = self.tr("Finger again") if again else self.tr("Sign in")
        free = not state.entering and (not state.busy or (state.finger_runs and state.ask_code))
        actions = [Action(Act.NEXT, go_text, self._send, free, "primary", "fingerprint" if again else "log-in")]
        if state.second_step or state.guest:
            actions.insert(0, Action(Act.CANCEL, self.tr("Back"), go.back, not state.busy or state.finger_runs))
        return Chrome("", message=(Tone.INFO, text), actions=tuple(actions))

    def _first_sentence(self) -> str:
        if not self.rehearsal:
            return self.tr("F1 shows every key.")
        text = self.tr(
            "Sign in as officer, supervisor, technician, administrator or auditor; the password is {password}."
        )
        return text.format(password=DEMO_PASSWORD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
            return
        super().keyPressEvent(event)

    def _send(self) -> None:
        """Send when everything that is asked for is there, otherwise go to the first empty field."""
        for field in self._fields:
            optional = field is self._code and self.state.ask_finger  # the finger is an answer, too
            if not field.isHidden() and not optional and not field.text().strip():
                field.setFocus()
                return
        name, password, code, new, again = (field.text() for field in self._fields)
        self.presenter.log_in(name, password, code, new, again)
