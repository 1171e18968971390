"""What happens on the commissioning page, without a widget: one step after the other, each checked when it is sent.

Secrets go to the desk and are forgotten; the page empties its fields whenever `attempt` counts on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.commissioning import Agrees, CommissionFacts, SelfTested
from station.domain.office import Secret
from station.domain.officer import Role
from station.ui.presenter import Presenter, Problem
from station.work import Runner
from station.workflow.commissioning import TABLE, CommissionEvent, CommissionStep


class CommissionDesk(Protocol):
    """What the page needs; `station.office.commissioning.Commissioning` has it. Each call may block."""

    def facts(self) -> CommissionFacts: ...
    def devices(self) -> CommissionFacts: ...
    def goes_on(self) -> CommissionStep: ...
    def note(self, step: CommissionStep) -> None: ...
    def choose_language(self, language: str) -> None: ...
    def name_station(self, mode: str, name: str, place: str) -> None: ...
    def take_agency(self, file: Path) -> None: ...
    def make_keys(self, source: str, secret: str, keep: bool) -> None: ...
    def unlock(self, secret: str, keep: bool) -> None: ...
    def save_request(self, to: Path) -> None: ...
    def install_identity(self, file: Path) -> None: ...
    def reach_central(self, address: str, folder: Path) -> None: ...
    def choose_camera(self, camera: str) -> None: ...
    def take_policy(self, file: Path | None) -> None: ...
    def add_officer(self, name: str, display: str, role: Role, password: str) -> Secret | None: ...
    def enough_officers(self) -> None: ...
    def set_recovery(self, file: Path, first: Agrees, second: Agrees) -> None: ...
    def self_test(self) -> SelfTested: ...
    def save_report(self, to: Path, paper: bytes) -> None: ...
    def print_report(self, paper: bytes) -> None: ...
    def finish(self) -> None: ...


@dataclass(frozen=True)
class CommissionState:
    busy: bool = False
    problem: Problem | None = None
    step: CommissionStep = CommissionStep.LANGUAGE
    facts: CommissionFacts | None = None
    tested: SelfTested | None = None
    kept: str = ""  # what was just kept, as a key of "commission"
    secret: Secret | None = None  # of an officer who was just added, shown once
    attempt: int = 0  # counts tries, so that secrets are emptied

    def may(self, event: CommissionEvent) -> bool:
        if self.locked and event is not CommissionEvent.ACCEPTED:
            return False  # what was chosen is in the keys
        return not self.busy and self.facts is not None and (self.step, event) in TABLE

    @property
    def locked(self) -> bool:
        """There are keys, and they are to be opened before anything else."""
        return self.facts is not None and self.facts.made and not self.facts.open


class CommissionPresenter(Presenter[CommissionState]):
    """`speak` shows the window in a language at once; `ended` is called when the station is one."""

    def __init__(
        self,
        show: Callable[[CommissionState], None],
        runner: Runner,
        desk: CommissionDesk,
        speak: Callable[[str], None],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, CommissionState())
        self._desk, self._speak, self._ended = desk, speak, ended

    def open(self) -> None:
        desk = self._desk

        def opened(found: tuple[CommissionFacts, CommissionStep]) -> None:
            self._update(busy=False, facts=found[0], step=found[1])

        self._do(lambda: (desk.facts(), desk.goes_on()), opened)

    # ---- between the steps

    def back(self) -> None:
        if self.state.may(CommissionEvent.BACK):
            self._arrive(TABLE[self.state.step, CommissionEvent.BACK], "")

    def later(self) -> None:
        if self.state.may(CommissionEvent.LATER):
            self._arrive(TABLE[self.state.step, CommissionEvent.LATER], "")

    def _accept(self, job: Callable[[], None], done: str) -> None:
        """Check and keep what was entered, then go on."""
        if not self.state.may(CommissionEvent.ACCEPTED):
            return
        following = TABLE[self.state.step, CommissionEvent.ACCEPTED]
        self._do(job, lambda _: self._arrive(following, done), kept="")

    def _arrive(self, step: CommissionStep, done: str, secret: Secret | None = None) -> None:
        desk = self._desk

        def look() -> tuple[CommissionFacts, SelfTested | None]:
            desk.note(step)
            tested = desk.self_test() if step is CommissionStep.SELF_TEST else None
            return (desk.devices() if step is CommissionStep.DEVICES else desk.facts()), tested

        def seen(found: tuple[CommissionFacts, SelfTested | None]) -> None:
            self._update(busy=False, facts=found[0], tested=found[1])

        self._do(look, seen, step=step, kept=done, tested=None, secret=secret, attempt=self.state.attempt + 1)

    # ---- each step

    def show_language(self, language: str) -> None:
        self._speak(language)

    def language(self, language: str) -> None:
        self._accept(lambda: self._desk.choose_language(language), "")

    def station(self, mode: str, name: str, place: str) -> None:
        self._accept(lambda: self._desk.name_station(mode, name, place), "station")

    def agency(self, file: str) -> None:
        self._accept(lambda: self._desk.take_agency(Path(file.strip())), "agency")

    def keys(self, source: str, secret: str, again: str, keep: bool) -> None:
        if secret != again:
            self._update(problem=Problem("passwords_differ"), attempt=self.state.attempt + 1)
        else:
            self._accept(lambda: self._desk.make_keys(source, secret, keep), "keys")

    def unlock(self, secret: str, keep: bool) -> None:
        """Of a station that was begun on another day: on where it was left."""
        if self.state.busy or not self.state.locked:
            return
        desk = self._desk

        def job() -> CommissionStep:
            desk.unlock(secret, keep)
            return desk.goes_on()

        self._do(job, lambda step: self._arrive(step, ""), kept="")

    def save_request(self, to: str) -> None:
        if not self.state.busy:
            self._do(lambda: self._desk.save_request(Path(to)), lambda _: self._update(busy=False, kept="request"))

    def identity(self, file: str) -> None:
        self._accept(lambda: self._desk.install_identity(Path(file.strip())), "identity")

    def central(self, address: str, folder: str) -> None:
        self._accept(lambda: self._desk.reach_central(address, Path(folder.strip())), "central")

    def look_again(self) -> None:
        """For devices, and for the self-test."""
        if not self.state.busy and self.state.step in {CommissionStep.DEVICES, CommissionStep.SELF_TEST}:
            self._arrive(self.state.step, "")

    def camera(self, camera: str) -> None:
        self._accept(lambda: self._desk.choose_camera(camera), "")

    def policy(self, file: str) -> None:
        self._accept(lambda: self._desk.take_policy(Path(file.strip()) if file.strip() else None), "policy")

    def add_officer(self, name: str, display: str, role: Role, password: str) -> None:
        """The page stays: there are more of them."""
        if self.state.busy or self.state.step is not CommissionStep.OFFICERS:
            return

        def job() -> Secret | None:
            return self._desk.add_officer(name, display, role, password)

        self._do(job, lambda secret: self._arrive(CommissionStep.OFFICERS, "officer", secret), kept="")

    def officers(self) -> None:
        self._accept(self._desk.enough_officers, "")

    def recovery(self, file: str, first: Agrees, second: Agrees) -> None:
        self._accept(lambda: self._desk.set_recovery(Path(file.strip()), first, second), "recovery")

    # ---- the end

    def save_report(self, to: str, paper: bytes) -> None:
        if self.state.tested is not None and not self.state.busy:
            self._do(lambda: self._desk.save_report(Path(to), paper), lambda _: self._update(busy=False, kept="report"))

    def print_report(self, paper: bytes) -> None:
        if self.state.tested is not None and not self.state.busy:
            self._do(lambda: self._desk.print_report(paper), lambda _: self._update(busy=False, kept="printed"))

    def finish(self) -> None:
        if self.state.tested is not None and self.state.may(CommissionEvent.ACCEPTED):
            self._do(self._desk.finish, lambda _: self._ended())

    def _failed(self, error: BaseException) -> None:
        self._update(attempt=self.state.attempt + 1)
        super()._failed(error)
