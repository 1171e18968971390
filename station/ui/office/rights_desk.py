"""What happens on the page of travellers' rights, without a widget: find a person, export or erase with two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.office import FoundPerson, SecondPerson
from station.ui.presenter import Presenter, Problem
from station.work import Runner


class RightsDesk(Protocol):
    """What the page needs; `station.office.rights.Rights` has it. Each call may block."""

    def find(self, text: str) -> tuple[FoundPerson, ...]: ...
    def export(self, person: str, second: SecondPerson, path: Path) -> None: ...
    def erase(self, person: str, second: SecondPerson, path: Path) -> int: ...


@dataclass(frozen=True)
class RightsState:
    busy: bool = False
    problem: Problem | None = None
    searched: bool = False
    people: tuple[FoundPerson, ...] = ()
    selected: str = ""  # id of a person
    exported: str = ""  # name of the file
    erased: tuple[int, str] | None = None  # visits, and the name of the file with the proofs
    attempt: int = 0  # counts acts, so that the second person's password is emptied

    @property
    def person(self) -> FoundPerson | None:
        return next((p for p in self.people if p.person == self.selected), None)


class RightsPresenter(Presenter[RightsState]):
    def __init__(self, show: Callable[[RightsState], None], runner: Runner, desk: RightsDesk) -> None:
        super().__init__(show, runner, RightsState())
        self._desk = desk

    def open(self) -> None:
        self.state = RightsState(attempt=self.state.attempt + 1)
        self.refresh()

    def find(self, text: str) -> None:
        """By a name, or by the number of a document."""
        if not self.state.busy:
            self._do(
                lambda: self._desk.find(text), self._found, people=(), selected="", exported="", erased=None,
                searched=False,
            )  # fmt: skip

    def _found(self, people: tuple[FoundPerson, ...]) -> None:
        selected = people[0].person if len(people) == 1 else ""
        self._update(busy=False, searched=True, people=people, selected=selected)

    def select(self, person: str) -> None:
        if not self.state.busy and person != self.state.selected:
            self._update(selected=person, exported="", erased=None, problem=None, attempt=self.state.attempt + 1)

    def export(self, second: SecondPerson, path: str) -> None:
        """Write everything about the chosen person to `path`."""
        person, file = self.state.selected, Path(path)
        if person and path and not self.state.busy:
            self._do(
                lambda: self._desk.export(person, second, file), lambda _none: self._exported(file),
                exported="", erased=None,
            )  # fmt: skip

    def _exported(self, file: Path) -> None:
        self._update(busy=False, exported=file.name, attempt=self.state.attempt + 1)

    def erase(self, second: SecondPerson, path: str) -> None:
        """Erase the chosen person and write the proofs to `path`."""
        person, file = self.state.selected, Path(path)
        if person and path and not self.state.busy:
            self._do(
                lambda: self._desk.erase(person, second, file), lambda visits: self._erased(person, visits, file),
                exported="", erased=None,
            )  # fmt: skip

    def _erased(self, person: str, visits: int, file: Path) -> None:
        left = tuple(p for p in self.state.people if p.person != person)
        self._update(busy=False, people=left, selected="", erased=(visits, file.name), attempt=self.state.attempt + 1)

    def _failed(self, error: BaseException) -> None:
        self._update(attempt=self.state.attempt + 1)
        super()._failed(error)

    def leave(self) -> None:
        """Another page, or signing out: nobody's name stays on the screen."""
        self._update(people=(), selected="", searched=False, exported="", erased=None, attempt=self.state.attempt + 1)
