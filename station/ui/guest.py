"""A supervisor who comes to an officer's counter: signs in beside the officer, rules on the case that stands there, and
goes. The officer's session and visit are never theirs, and whoever ruled is named in the log."""

from __future__ import annotations

from collections.abc import Callable

from station.domain.officer import Officer, Permission
from station.domain.sign_in import Session
from station.ui.office.log_in_desk import LogInPresenter
from station.ui.presenter import code_of
from station.ui.review.supervisor import SupervisorPresenter, SupervisorState
from station.ui.rooms import Back, Stage, SupervisorRoom


class Guest:
    """`go` shows a page of the window; `ended` is called once the counter belongs to its officer alone again."""

    def __init__(
        self,
        stage: Stage,
        back: Back,
        go: Callable[[str], None],
        ended: Callable[[], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._stage, self._back, self._go, self._ended, self._fail = stage, back, go, ended, fail
        self._case = ""
        self._log_in: LogInPresenter | None = None
        self._session: Session | None = None
        self._desk: SupervisorRoom | None = None
        self._ruling: SupervisorPresenter | None = None

    @property
    def here(self) -> bool:
        """From the moment the form is shown."""
        return self._log_in is not None

    @property
    def officer(self) -> Officer | None:
        return self._session.officer if self._session is not None else None

    def ask(self, case: str) -> None:
        """The form for a supervisor's own name, password and second factor."""
        self._case = case
        page = self._stage.pages.log_in
        self._log_in = LogInPresenter(
            page.render_view, self._stage.runner, self._back.log_in_desk(), self._arrived, self._stage.post, self.end
        )
        page.join(self._log_in)
        self._log_in.open()
        self._go("log_in")

    def _arrived(self, session: Session) -> None:
        if not self.here:  # given up while the password was checked
            self._sign_out(session)
            return
        if not session.officer.may(Permission.ADJUDICATE):
            self._sign_out(session)
            if self._log_in is not None:
                self._log_in.refuse("not_a_supervisor")
            return
        self._session = session
        if self._log_in is not None:
            self._log_in.enters(True)
        self._stage.runner.run(lambda: self._back.supervisor(session.officer), self._opened, self._not_opened)

    def _opened(self, desk: SupervisorRoom) -> None:
        if self._session is None:
            desk.close()
            return
        if self._log_in is not None:
            self._log_in.enters(False)
        self._desk = desk
        page = self._stage.pages.supervisor
        self._ruling = SupervisorPresenter(self._show, self._stage.in_order, desk, self._stage.post, give_back=self.end)
        page.join(self._ruling)
        self._ruling.open()
        self._ruling.select(self._case)
        self._go("supervisor")

    def _not_opened(self, error: BaseException) -> None:
        self.end()
        self._fail(error)

    def _show(self, state: SupervisorState) -> None:
        self._stage.pages.supervisor.render_view(state)
        if self._case in (state.ruled, state.judged) and self.here:
            self.end()

    def end(self) -> None:
        """Ruled, or gone without: whatever was open for the supervisor is closed, and they are signed out."""
        if not self.here:
            return
        log_in, self._log_in = self._log_in, None
        ruling, self._ruling = self._ruling, None
        session, self._session = self._session, None
        desk, self._desk = self._desk, None
        if log_in is not None:
            log_in.open()  # nothing typed stays
            log_in.leave()
        if ruling is not None:
            ruling.leave()
        if desk is not None:
            self._stage.in_order.run(desk.close, lambda _: None, self._fail)
        if session is not None:
            self._sign_out(session)
        self._ended()

    def _sign_out(self, session: Session) -> None:
        self._stage.runner.run(lambda: self._back.sign_out(session), lambda _: None, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not code_of(error):
            raise error
        self._fail(error)
