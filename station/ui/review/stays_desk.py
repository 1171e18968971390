"""What happens on the page of stays, without a widget: one of four lists, and one stay from first day to last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from station.domain.register import StayCourse, StayLine, StayList, StayListing
from station.ui.presenter import Presenter, Problem
from station.work import Runner


class StaysDesk(Protocol):
    """What the page needs; `station.register.in_country.InCountry` has it. Each call may block and is audited."""

    def listed(self, kind: StayList, after: tuple[str, str] | None = None) -> StayListing: ...
    def course(self, stay: str) -> StayCourse: ...


@dataclass(frozen=True)
class StaysState:
    busy: bool = False
    problem: Problem | None = None
    kind: StayList = StayList.OVER
    listing: StayListing | None = None
    lines: tuple[StayLine, ...] = ()  # of every page that was read so far
    selected: str = ""  # id of a stay
    course: StayCourse | None = None


class StaysPresenter(Presenter[StaysState]):
    def __init__(self, show: Callable[[StaysState], None], runner: Runner, desk: StaysDesk) -> None:
        super().__init__(show, runner, StaysState())
        self._desk = desk

    def open(self) -> None:
        self.state = StaysState()
        self.show(StayList.OVER)

    def show(self, kind: StayList) -> None:
        """One of the lists, from its beginning; the same once more reads it again."""
        if not self.state.busy:
            self._do(
                lambda: self._desk.listed(kind), self._listed,
                kind=kind, selected="", course=None, lines=(), listing=None,
            )  # fmt: skip

    def _listed(self, listing: StayListing) -> None:
        self._update(busy=False, listing=listing, lines=self.state.lines + listing.page.lines)

    def go_on(self) -> None:
        """The next page of the list, under what is there."""
        kind, listing = self.state.kind, self.state.listing
        if listing is not None and listing.page.more is not None and not self.state.busy:
            after = listing.page.more
            self._do(lambda: self._desk.listed(kind, after), self._listed)

    def select(self, stay: str) -> None:
        if stay and not self.state.busy and stay != self.state.selected:
            self._do(lambda: self._desk.course(stay), self._read, selected=stay, course=None)

    def _read(self, course: StayCourse) -> None:
        self._update(busy=False, course=course)

    def leave(self) -> None:
        """Another page, or signing out: nobody's name stays on the screen."""
        self._update(**vars(replace(StaysState(), kind=self.state.kind)))
