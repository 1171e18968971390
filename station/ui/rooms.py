"""The rooms beside the counter in one table, and what stands behind the window: one typed seam for each room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from station.domain.desk import StationStatus
from station.domain.officer import Officer, Permission, Preferences
from station.domain.sign_in import Session
from station.ui.bench.technician_desk import TechnicianDesk, TechnicianPresenter
from station.ui.counter.desk import CounterDesk
from station.ui.office.auditor_desk import AuditorDesk, AuditorPresenter
from station.ui.office.log_in_desk import LogInDesk
from station.ui.office.officers_desk import OfficersDesk, OfficersPresenter
from station.ui.office.premises_desk import PremisesDesk, PremisesPresenter
from station.ui.office.rights_desk import RightsDesk, RightsPresenter
from station.ui.office.states_desk import StatesDesk, StatesPresenter
from station.ui.pages import Pages
from station.ui.presenter import Opens, Post
from station.ui.review.figures_desk import FiguresDesk
from station.ui.review.past_desk import PastDesk
from station.ui.review.stays_desk import StaysDesk
from station.ui.review.supervisor import SupervisorDesk, SupervisorPresenter
from station.work import Runner


class SupervisorRoom(SupervisorDesk, Protocol):
    def close(self) -> None: ...


class TechnicianRoom(TechnicianDesk, Protocol):
    def close(self) -> None: ...


class AdministratorRoom(Protocol):
    @property
    def registry(self) -> OfficersDesk: ...
    @property
    def stewardship(self) -> PremisesDesk: ...
    @property
    def rights(self) -> RightsDesk: ...
    @property
    def lists(self) -> StatesDesk: ...


class Rehearsal(Protocol):
    """Who stands at the counter of a demonstration, and whose document they show."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def chosen(self) -> tuple[int, int]:
        """At once."""
        ...

    def choose(self, bearer: int, document: int) -> None: ...
    def lines(self) -> tuple[str, ...]: ...


class Back(Protocol):
    """What stands behind the window; the composition root builds it. Calls may block unless they say otherwise."""

    def log_in_desk(self) -> LogInDesk:
        """At once; its methods wait until the records are unlocked."""
        ...

    def counter(self, officer: Officer) -> CounterDesk:
        """The counter of an officer; waits until devices and models are ready."""
        ...

    def supervisor(self, officer: Officer) -> SupervisorRoom: ...
    def technician(self, officer: Officer) -> TechnicianRoom: ...
    def auditor(self, session: Session) -> AuditorDesk: ...
    def administrator(self, session: Session) -> AdministratorRoom: ...
    def status(self) -> StationStatus:
        """At once."""
        ...

    def rehearsal(self) -> Rehearsal | None:
        """At once; None at a station that is real."""
        ...

    def past(self, session: Session) -> PastDesk:
        """Waits until the records are open."""
        ...

    def stays(self, session: Session) -> StaysDesk:
        """Waits until the records are open."""
        ...

    def figures(self, session: Session) -> FiguresDesk:
        """Waits until the records are open."""
        ...

    def preferences(self, session: Session) -> Preferences | None: ...
    def keep_preferences(self, session: Session, preferences: Preferences) -> None: ...
    def sign_out(self, session: Session) -> None: ...
    def locked(self, session: Session) -> None: ...


@dataclass(frozen=True)
class Stage:
    """What presenters need of the window."""

    pages: Pages
    runner: Runner
    in_order: Runner  # one job at a time
    post: Post


@dataclass(frozen=True)
class OpenRoom:
    """What an officer has open: a presenter for each page, the first one is shown, and how to close their desk."""

    presenters: Mapping[str, Opens]
    close: Callable[[], None] = lambda: None

    def leave(self) -> None:
        """End captures and whatever else goes on for a page."""
        for presenter in self.presenters.values():
            presenter.leave()


Furnish = Callable[[Stage], OpenRoom]
"""Joins the pages of a room to its desk, in the GUI thread."""


@dataclass(frozen=True)
class Room:
    """`build` makes the desk of an officer and may block."""

    permission: Permission
    build: Callable[[Back, Session], Furnish]


def _supervisor(back: Back, session: Session) -> Furnish:
    desk = back.supervisor(session.officer)

    def furnish(stage: Stage) -> OpenRoom:
        page = stage.pages.supervisor
        presenter = SupervisorPresenter(page.render_view, stage.in_order, desk, stage.post)
        page.join(presenter)
        return OpenRoom({"supervisor": presenter}, desk.close)

    return furnish


def _technician(back: Back, session: Session) -> Furnish:
    desk = back.technician(session.officer)

    def furnish(stage: Stage) -> OpenRoom:
        page = stage.pages.technician
        presenter = TechnicianPresenter(page.render_view, stage.in_order, desk, stage.post, page.view.watch)
        page.join(presenter)
        return OpenRoom({"technician": presenter}, desk.close)

    return furnish


def _auditor(back: Back, session: Session) -> Furnish:
    desk = back.auditor(session)

    def furnish(stage: Stage) -> OpenRoom:
        page = stage.pages.auditor
        presenter = AuditorPresenter(page.render_view, stage.runner, desk, stage.post)
        page.join(presenter)
        return OpenRoom({"auditor": presenter})

    return furnish


def _administrator(back: Back, session: Session) -> Furnish:
    desk = back.administrator(session)

    def furnish(stage: Stage) -> OpenRoom:
        pages, runner = stage.pages, stage.runner
        officers = OfficersPresenter(pages.officers.render_view, runner, desk.registry, stage.post)
        premises = PremisesPresenter(pages.premises.render_view, runner, desk.stewardship)
        rights = RightsPresenter(pages.rights.render_view, runner, desk.rights)
        pages.officers.join(officers)
        pages.premises.join(premises)
        pages.rights.join(rights)
        states = StatesPresenter(pages.states.render_view, runner, desk.lists)
        pages.states.join(states)
        return OpenRoom({"officers": officers, "premises": premises, "rights": rights, "states": states})

    return furnish


ROOMS = (
    Room(Permission.ADJUDICATE, _supervisor),
    Room(Permission.DEVICES, _technician),
    Room(Permission.AUDIT, _auditor),
    Room(Permission.ADMINISTER, _administrator),
)


def room_of(officer: Officer) -> Room | None:
    return next((room for room in ROOMS if officer.may(room.permission)), None)
