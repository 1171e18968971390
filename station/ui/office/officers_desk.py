"""What happens on the administrator's page of officers, without a widget."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from station.domain.desk import FingerHint
from station.domain.office import OfficerRow, Secret
from station.domain.officer import Role
from station.domain.samples import Finger
from station.ui.presenter import Post, Presenter, Problem
from station.work import Runner


class OfficersDesk(Protocol):
    """What the page needs; `station.office.registry.Registry` has it. Each call may block."""

    def officers(self) -> tuple[OfficerRow, ...]: ...
    def add(self, name: str, display: str, role: Role) -> Secret: ...
    def set_role(self, name: str, role: Role) -> None: ...
    def set_active(self, name: str, active: bool) -> None: ...
    def unlock(self, name: str) -> None: ...
    def reset_password(self, name: str) -> Secret: ...
    def set_totp(self, name: str) -> Secret: ...
    def set_finger(
        self, name: str, finger: Finger, cancel: threading.Event, on_hint: Callable[[FingerHint], None]
    ) -> None: ...
    def clear_second_factor(self, name: str) -> None: ...


@dataclass(frozen=True)
class OfficersState:
    busy: bool = False
    problem: Problem | None = None
    officers: tuple[OfficerRow, ...] = ()
    selected: str = ""
    adding: bool = False
    secret: Secret | None = None  # shown once; gone with the next step
    finger_runs: bool = False
    hint: FingerHint | None = None  # None while it runs: devices are being made ready
    changed: str = ""  # the name of whose account was changed last

    @property
    def officer(self) -> OfficerRow | None:
        return next((o for o in self.officers if o.name == self.selected), None)


class OfficersPresenter(Presenter[OfficersState]):
    def __init__(self, show: Callable[[OfficersState], None], runner: Runner, desk: OfficersDesk, post: Post) -> None:
        super().__init__(show, runner, OfficersState())
        self._desk, self._post = desk, post
        self._stop = threading.Event()

    def open(self) -> None:
        self.state = OfficersState(selected=self.state.selected)
        self.reload()

    def reload(self) -> None:
        if not self.state.busy:
            self._do(self._desk.officers, self._listed)

    def _listed(self, officers: tuple[OfficerRow, ...]) -> None:
        selected = self.state.selected
        if selected not in {o.name for o in officers}:
            selected = officers[0].name if officers else ""
        self._update(busy=False, officers=officers, selected=selected)

    def select(self, name: str) -> None:
        if not self.state.busy and (name != self.state.selected or self.state.adding):
            self._update(selected=name, adding=False, secret=None, changed="", problem=None)

    # ---- adding

    def begin_adding(self) -> None:
        if not self.state.busy:
            self._update(adding=True, secret=None, changed="", problem=None)

    def stop(self) -> None:
        """Leave the form, hide the secret, or tell the scanner to stop."""
        self._stop.set()
        if not self.state.busy:
            self._update(adding=False, secret=None, problem=None)

    def add(self, name: str, display: str, role: Role) -> None:
        self._change(lambda: self._desk.add(name, display, role), name.strip().casefold())

    # ---- the chosen officer

    def set_role(self, role: Role) -> None:
        officer = self.state.officer
        if officer is not None and role is not officer.role:
            self._change(lambda: self._desk.set_role(officer.name, role))

    def toggle_active(self) -> None:
        officer = self.state.officer
        if officer is not None:
            self._change(lambda: self._desk.set_active(officer.name, not officer.active))

    def unlock(self) -> None:
        name = self.state.selected
        self._change(lambda: self._desk.unlock(name))

    def reset_password(self) -> None:
        name = self.state.selected
        self._change(lambda: self._desk.reset_password(name))

    def set_totp(self) -> None:
        name = self.state.selected
        self._change(lambda: self._desk.set_totp(name))

    def clear_second_factor(self) -> None:
        name = self.state.selected
        self._change(lambda: self._desk.clear_second_factor(name))

    def set_finger(self, finger: Finger) -> None:
        """Take the officer's finger twice."""
        name = self.state.selected
        self._stop = stop = threading.Event()

        def hint(seen: FingerHint) -> None:  # called from the worker
            self._post(lambda: self._hinted(stop, seen))

        self._change(lambda: self._desk.set_finger(name, finger, stop, hint), finger_runs=True)

    def _hinted(self, stop: threading.Event, hint: FingerHint) -> None:
        if stop is self._stop and self.state.finger_runs:
            self._update(hint=hint)

    def _change(self, act: Callable[[], Secret | None], name: str = "", finger_runs: bool = False) -> None:
        """Do it, read the list again, and show what was made once."""
        if self.state.busy:
            return
        desk, name = self._desk, name or self.state.selected

        def job() -> tuple[Secret | None, tuple[OfficerRow, ...]]:
            return act(), desk.officers()

        def done(result: tuple[Secret | None, tuple[OfficerRow, ...]]) -> None:
            secret, officers = result
            self._update(
                busy=False,
                finger_runs=False,
                adding=False,
                secret=secret,
                officers=officers,
                selected=name,
                changed=name,
            )

        self._do(job, done, secret=None, changed="", finger_runs=finger_runs, hint=None)

    def _failed(self, error: BaseException) -> None:
        self._update(finger_runs=False, hint=None)
        super()._failed(error)

    def leave(self) -> None:
        """Another page, or signing out: no secret stays on the screen and no scanner waits."""
        self._stop.set()
        self._update(secret=None, adding=False, busy=False, finger_runs=False, changed="")
