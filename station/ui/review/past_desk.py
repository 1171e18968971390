"""What happens on the page of past travellers, without a widget: it searches as one types, and shows one history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from station.domain.desk import DocumentOnRecord
from station.domain.reference import VisitSummary
from station.domain.register import Link, StayRecord, Traveller, TravellerPage, Unlinked
from station.ui.presenter import Presenter, Problem
from station.work import Runner

SHORTEST = 2  # letters or digits; the desk refuses less


class PersonHistory(Protocol):
    """Everything of one person, the newest first."""

    @property
    def documents(self) -> Sequence[Traveller]: ...
    @property
    def crossings(self) -> Sequence[VisitSummary]: ...
    @property
    def stays(self) -> Sequence[StayRecord]: ...
    @property
    def links(self) -> Sequence[Link]: ...


class PastDesk(Protocol):
    """What the page needs; `station.register.past.PastTravellers` has it. Each call may block and is audited."""

    def search(self, typed: str, after: int | None = None) -> TravellerPage: ...
    def history(self, person: str) -> PersonHistory: ...
    def kept(self, visit: str) -> DocumentOnRecord: ...
    @property
    def unlink_reasons(self) -> tuple[str, ...]:
        """At once: why identities that a ruling linked may be taken apart; empty for whoever may not."""
        ...

    def unlink(self, case: str, reason: str, note: str) -> Unlinked: ...


@dataclass(frozen=True)
class PastState:
    busy: bool = False  # a history is being read; a search runs beside the typing
    problem: Problem | None = None
    typed: str = ""
    searched: bool = False
    travellers: tuple[Traveller, ...] = ()
    more: int | None = None  # the list goes on behind it
    selected: str = ""  # id of a person
    history: PersonHistory | None = None
    crossing: str = ""  # id of a visit
    kept: DocumentOnRecord | None = None  # of that crossing
    reasons: tuple[str, ...] = ()  # why a link may be taken apart; empty where this officer may not
    reason: str = ""
    note: str = ""
    unlinked: Unlinked | None = None  # what became of it

    @property
    def link(self) -> Link | None:
        """By which ruling the chosen crossing is this person's, where it may be taken apart here."""
        links = self.history.links if self.history is not None and self.reasons else ()
        return next((one for one in links if one.visit == self.crossing), None)

    @property
    def linked(self) -> int:
        """Crossings that came with the chosen one."""
        link, history = self.link, self.history
        return sum(one.case == link.case for one in history.links) if link is not None and history is not None else 0

    @property
    def may_unlink(self) -> bool:
        return self.link is not None and not self.busy and bool(self.reason and self.note.strip())


class PastPresenter(Presenter[PastState]):
    """One search at a time; what was typed meanwhile is searched for next, and what lies between never is."""

    def __init__(self, show: Callable[[PastState], None], runner: Runner, desk: PastDesk) -> None:
        super().__init__(show, runner, PastState(reasons=desk.unlink_reasons))
        self._desk = desk
        self._running = False

    def open(self) -> None:
        self.state = PastState(reasons=self._desk.unlink_reasons)
        self.refresh()

    def write(self, typed: str) -> None:
        """The field holds this now."""
        if typed == self.state.typed:
            return
        self._update(typed=typed, problem=None)
        if _letters(typed) < SHORTEST:
            self._update(travellers=(), more=None, searched=False)
        else:
            self._search()

    def _search(self) -> None:
        if self._running:
            return
        self._running, typed = True, self.state.typed
        self._runner.run(lambda: self._desk.search(typed), lambda page: self._found(typed, page), self._not_found)

    def _found(self, typed: str, page: TravellerPage) -> None:
        self._running = False
        if typed == self.state.typed:
            self._update(searched=True, travellers=page.travellers, more=page.more)
        elif _letters(self.state.typed) >= SHORTEST:
            self._search()

    def _not_found(self, error: BaseException) -> None:
        self._running = False
        self._failed(error)

    def go_on(self) -> None:
        """The next page of the list, under what is there."""
        typed, after = self.state.typed, self.state.more
        if after is None or self._running:
            return
        self._running = True

        def add(page: TravellerPage) -> None:
            self._running = False
            if typed == self.state.typed:
                self._update(travellers=self.state.travellers + page.travellers, more=page.more)
            elif _letters(self.state.typed) >= SHORTEST:
                self._search()

        self._runner.run(lambda: self._desk.search(typed, after), add, self._not_found)

    def select(self, person: str) -> None:
        if person and not self.state.busy and person != self.state.selected:
            self._do(
                lambda: self._desk.history(person), self._read, selected=person, history=None, crossing="", kept=None,
                reason="", note="", unlinked=None,
            )  # fmt: skip

    def _read(self, history: PersonHistory) -> None:
        self._update(busy=False, history=history)

    def open_crossing(self, visit: str) -> None:
        """The document of one crossing of the history, as it was read."""
        if visit and not self.state.busy and visit != self.state.crossing:
            self._do(
                lambda: self._desk.kept(visit), self._opened,
                crossing=visit, kept=None, reason="", note="", unlinked=None,
            )  # fmt: skip

    def _opened(self, kept: DocumentOnRecord) -> None:
        self._update(busy=False, kept=kept)

    # ---- what a ruling linked is taken apart

    def choose_reason(self, reason: str) -> None:
        self._update(reason=reason)

    def write_note(self, note: str) -> None:
        self._update(note=note)

    def unlink(self) -> None:
        """This supervisor's word that the chosen crossing is somebody else's; then the history as it is by it."""
        state, link = self.state, self.state.link
        if link is not None and state.may_unlink:
            self._do(lambda: self._desk.unlink(link.case, state.reason, state.note), self._unlinked, unlinked=None)

    def _unlinked(self, became: Unlinked) -> None:
        person = self.state.selected
        self._update(busy=False, unlinked=became, reason="", note="", crossing="", kept=None)
        self._do(lambda: self._desk.history(person), self._read, history=None)

    def leave(self) -> None:
        """Another page, or signing out: nobody's name stays on the screen."""
        self._update(
            typed="", searched=False, travellers=(), more=None, selected="", history=None, crossing="", kept=None,
            problem=None, reason="", note="", unlinked=None,
        )  # fmt: skip


def _letters(typed: str) -> int:
    return sum(letter.isalnum() for letter in typed)
