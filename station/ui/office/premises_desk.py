"""What happens on the administrator's page of the station, without a widget: its facts, a backup, a rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.office import BackupDone, RehearsalDone, StationFacts
from station.ui.presenter import Presenter, Problem
from station.work import Runner


class PremisesDesk(Protocol):
    """What the page needs; `station.office.stewardship.Stewardship` has it. Each call may block."""

    def facts(self) -> StationFacts: ...
    def back_up(self) -> BackupDone: ...
    def rehearse(self, recovery_folder: Path, passphrase: str) -> RehearsalDone: ...


@dataclass(frozen=True)
class PremisesState:
    busy: bool = False
    problem: Problem | None = None
    facts: StationFacts | None = None
    running: str = ""  # "backup" or "rehearsal"
    backup: BackupDone | None = None
    rehearsal: RehearsalDone | None = None
    attempt: int = 0  # counts rehearsals, so that the passphrase is emptied

    @property
    def may_back_up(self) -> bool:
        return self.facts is not None and bool(self.facts.backup_target) and not self.busy


class PremisesPresenter(Presenter[PremisesState]):
    def __init__(self, show: Callable[[PremisesState], None], runner: Runner, desk: PremisesDesk) -> None:
        super().__init__(show, runner, PremisesState())
        self._desk = desk

    def open(self) -> None:
        self.state = PremisesState(attempt=self.state.attempt + 1)
        self.reload()

    def reload(self) -> None:
        if not self.state.busy:
            self._do(self._desk.facts, lambda facts: self._update(busy=False, facts=facts))

    def back_up(self) -> None:
        if self.state.may_back_up:
            desk = self._desk

            def done(result: tuple[BackupDone, StationFacts]) -> None:
                self._update(busy=False, running="", backup=result[0], facts=result[1])

            job = lambda: (desk.back_up(), desk.facts())  # noqa: E731
            self._do(job, done, running="backup", backup=None, rehearsal=None)

    def rehearse(self, folder: str, passphrase: str) -> None:
        """Restore the newest backup with the recovery officer's key folder and passphrase; nothing of it is kept."""
        if not self.state.may_back_up or not folder.strip() or not passphrase:
            return
        desk, where = self._desk, Path(folder.strip())

        def done(result: tuple[RehearsalDone, StationFacts]) -> None:
            self._update(busy=False, running="", rehearsal=result[0], facts=result[1], attempt=self.state.attempt + 1)

        job = lambda: (desk.rehearse(where, passphrase), desk.facts())  # noqa: E731
        self._do(job, done, running="rehearsal", backup=None, rehearsal=None)

    def _failed(self, error: BaseException) -> None:
        self._update(running="", attempt=self.state.attempt + 1)
        super()._failed(error)
