"""What happens on the administrator's page of the states' lists, without a widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from station.domain.office import StateList, StateLists
from station.ui.presenter import Presenter, Problem
from station.work import Runner


class StatesDesk(Protocol):
    """What the page needs; `station.office.state_lists.StateListsHere` has it. It may block."""

    def view(self) -> StateLists: ...


@dataclass(frozen=True)
class StatesState:
    busy: bool = False
    problem: Problem | None = None
    found: StateLists | None = None
    selected: str = ""  # key of a list

    @property
    def chosen(self) -> StateList | None:
        lists = self.found.lists if self.found is not None else ()
        return next((one for one in lists if one.key == self.selected), None)


class StatesPresenter(Presenter[StatesState]):
    def __init__(self, show: Callable[[StatesState], None], runner: Runner, desk: StatesDesk) -> None:
        super().__init__(show, runner, StatesState())
        self._desk = desk

    def open(self) -> None:
        self.state = StatesState(selected=self.state.selected)
        self.reload()

    def reload(self) -> None:
        if not self.state.busy:
            self._do(self._desk.view, self._read)

    def _read(self, found: StateLists) -> None:
        keys = [one.key for one in found.lists]
        first = keys[0] if keys else ""
        self._update(busy=False, found=found, selected=self.state.selected if self.state.selected in keys else first)

    def select(self, key: str) -> None:
        if key != self.state.selected:
            self._update(selected=key)
