"""What happens on the sign-in page, without a widget: password, a first password's change, second factor, hand-over.

A password goes to the service and is forgotten; only while a second step is open does the presenter hold it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from station.domain.desk import FingerHint
from station.domain.sign_in import FingerAsk, Session
from station.ui.presenter import Post, Presenter, Problem, problem_of
from station.work import Runner


class LogInDesk(Protocol):
    """What the sign-in page needs. Each call costs one Argon2id; with `finger` it waits for scanner and finger."""

    def sign_in(
        self, name: str, password: str, code: str | None = None, finger: FingerAsk | None = None, new: str = ""
    ) -> Session:
        """`new` takes the place of a first password."""

    def unlock(self, session: Session, password: str) -> None: ...
    def hand_over(
        self,
        session: Session,
        name: str,
        password: str,
        code: str | None = None,
        finger: FingerAsk | None = None,
        new: str = "",
    ) -> Session: ...
    def change_password(
        self, name: str, old: str, new: str, code: str | None = None, finger: FingerAsk | None = None
    ) -> None: ...


@dataclass(frozen=True)
class LogInView:
    busy: bool = False
    problem: Problem | None = None
    guest: bool = False  # a supervisor is asked beside the officer whose visit stands here
    locked: Session | None = None  # the screen is locked and the visit of this session is kept
    name: str = ""  # whose second step is open
    must_change: bool = False  # the password must be changed first
    ask_code: bool = False  # the authenticator's code is an answer
    ask_finger: bool = False  # the officer's own finger is an answer
    finger_runs: bool = False  # the scanner waits for it now
    hint: FingerHint | None = None  # None while it runs: devices are being made ready
    opening: bool = False  # the station itself: records, devices, models
    entering: bool = False  # the officer is signed in and their desk is being opened
    attempt: int = 0  # counts tries, so that secrets are emptied
    left: int = 0  # counts who has gone, so that the next one does not type behind their name

    @property
    def second_step(self) -> bool:
        return self.must_change or self.ask_code or self.ask_finger


@dataclass(frozen=True, repr=False)
class _Typed:
    """What was proven right in the first step and is needed again in the second."""

    name: str
    secret: str
    new: str = ""  # what takes the place of a first password


class LogInPresenter(Presenter[LogInView]):
    """`arrived` gets the session: a new one, the same one after unlocking, or a colleague's after a hand-over."""

    def __init__(
        self,
        show: Callable[[LogInView], None],
        runner: Runner,
        desk: LogInDesk,
        arrived: Callable[[Session], None],
        post: Post,
        declined: Callable[[], None] | None = None,
    ) -> None:
        """`declined`: a supervisor is asked beside the officer of a counter, who may take the counter back."""
        super().__init__(show, runner, LogInView(guest=declined is not None))
        self._declined = declined
        self._desk, self._arrived, self._post = desk, arrived, post
        self._typed: _Typed | None = None
        self._stop = threading.Event()
        self._code_instead = ""

    def open(self, locked: Session | None = None) -> None:
        self._forget(locked=locked, problem=None, left=self.state.left + (locked is None))

    def station_opens(self, opening: bool) -> None:
        if opening != self.state.opening:
            self._update(opening=opening)

    def enters(self, entering: bool) -> None:
        """Signed in: the form takes nothing more until the desk is there, or has been refused."""
        if entering != self.state.entering:
            self._update(entering=entering)

    def back(self) -> None:
        """From the second step to name and password; a scanner that waits is told to stop."""
        if self.state.second_step:
            self._forget(problem=None)
        elif self._declined is not None:
            self._declined()

    def refuse(self, code: str) -> None:
        """Signed in, but not as somebody who was asked for."""
        self._forget(problem=Problem(code))

    def leave(self) -> None:
        """The window closes: no worker waits for a finger."""
        self._stop.set()

    def log_in(self, name: str, password: str, code: str, new: str, again: str | None = None) -> None:
        """What the page has in its fields when Enter is pressed; `again` repeats the new password."""
        state, code = self.state, code.strip()
        if state.finger_runs and code:  # rather the authenticator than the finger
            self._code_instead = code
            self._stop.set()
        elif state.busy:
            return
        elif self._typed is None:
            self._try(_Typed(name.strip(), password))
        elif state.must_change:
            if again is not None and again != new:
                self._update(problem=Problem("passwords_differ"))
            else:
                typed = replace(self._typed, new=new)
                self._try(typed, code=code, finger=state.ask_finger and not code)
        else:
            self._try(self._typed, code=code, finger=state.ask_finger and not code)

    def _try(self, typed: _Typed, code: str = "", finger: bool = False) -> None:
        self._stop = stop = threading.Event()
        self._typed = typed
        locked = self.state.locked
        ask: FingerAsk | None = None
        if finger:
            ask = FingerAsk(stop, lambda hint: self._post(lambda: self._hint(stop, hint)))

        def job() -> Session:
            name, secret, new = typed.name, typed.secret, typed.new
            if locked is None:
                return self._desk.sign_in(name, secret, code or None, ask, new)
            if name.casefold() != locked.officer.name.casefold():
                return self._desk.hand_over(locked, name, secret, code or None, ask, new)
            if new:  # an administrator gave another first password while the screen was locked
                self._desk.change_password(name, secret, new, code or None, ask)
            self._desk.unlock(locked, new or secret)
            return locked

        self._do(
            job, lambda session: self._in(stop, session), lambda error: self._refused(stop, error, typed),
            finger_runs=finger, hint=None,
        )  # fmt: skip

    def _hint(self, stop: threading.Event, hint: FingerHint | None) -> None:
        if stop is self._stop and self.state.finger_runs:
            self._update(hint=hint)

    def _in(self, stop: threading.Event, session: Session) -> None:
        if stop is self._stop:
            self._forget(locked=None, problem=None)
            self._arrived(session)

    def _refused(self, stop: threading.Event, error: BaseException, typed: _Typed) -> None:
        if stop is not self._stop:  # the officer went back meanwhile
            return
        self._update(busy=False, finger_runs=False, hint=None)
        code, self._typed = problem_of(error).code, typed
        instead, self._code_instead = self._code_instead, ""
        if instead and code != "sign_in_locked":  # the scanner has stopped, or its finger was not the right one
            self._try(typed, code=instead)
        elif code == "password_must_change":
            factors = getattr(error, "factors", ())
            self._update(
                must_change=True, name=typed.name, ask_code="totp" in factors, ask_finger="finger" in factors,
                problem=Problem(code),
            )  # fmt: skip
        elif code == "second_factor_needed" and not self.state.must_change:
            factors = getattr(error, "factors", ("totp",))
            self._ask(typed, "totp" in factors, "finger" in factors)
        elif self.state.second_step and code not in {"sign_in_wrong", "sign_in_locked"}:
            self._update(attempt=self.state.attempt + 1)  # a wrong code, a password too short, no scanner: once more
            self._failed(error)
        else:
            self._forget(problem=problem_of(error))
            if not hasattr(error, "code"):
                raise error

    def _ask(self, typed: _Typed, code: bool, finger: bool) -> None:
        """For the second factor; the scanner waits for the finger at once."""
        problem = None if finger else Problem("second_factor_needed")
        self._update(must_change=False, name=typed.name, ask_code=code, ask_finger=finger, problem=problem)
        if finger:
            self._try(typed, finger=True)

    def _forget(self, **changes: object) -> None:
        """Back to the first step, without a secret in memory or in the fields."""
        self._stop.set()
        self._stop = threading.Event()
        self._typed, self._code_instead = None, ""
        self._update(
            busy=False, name="", must_change=False, ask_code=False, ask_finger=False, finger_runs=False, hint=None,
            attempt=self.state.attempt + 1, **changes,
        )  # fmt: skip
