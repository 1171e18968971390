"""The rooms beside the counter in one table: whose they are, which pages they have, and who builds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from station.domain.officer import Officer, Permission
from station.domain.sign_in import Session
from station.ui.bench.technician import TechnicianPresenter, TechnicianScreen
from station.ui.counter.check import CheckScreen
from station.ui.counter.decision import DecisionScreen
from station.ui.counter.document import DocumentScreen
from station.ui.counter.done import DoneScreen
from station.ui.counter.face import FaceScreen
from station.ui.counter.fingers import FingersScreen
from station.ui.office.auditor import AuditorScreen
from station.ui.office.auditor_desk import AuditorPresenter
from station.ui.office.log_in import LogInScreen
from station.ui.office.officers import OfficersScreen
from station.ui.office.officers_desk import OfficersPresenter
from station.ui.office.premises import PremisesScreen
from station.ui.office.premises_desk import PremisesPresenter
from station.ui.office.rights import RightsScreen
from station.ui.office.rights_desk import RightsPresenter
from station.ui.page import Page
from station.ui.presenter import Post
from station.ui.review.supervisor import SupervisorPresenter, SupervisorScreen
from station.work import Runner

PAGES: dict[str, Callable[[], Page]] = {
    "log_in": LogInScreen,
    "document": DocumentScreen,
    "face": FaceScreen,
    "fingers": FingersScreen,
    "check": CheckScreen,
    "decision": DecisionScreen,
    "done": DoneScreen,
    "supervisor": SupervisorScreen,
    "technician": TechnicianScreen,
    "auditor": AuditorScreen,
    "officers": OfficersScreen,
    "premises": PremisesScreen,
    "rights": RightsScreen,
}


class Behind(Protocol):
    """What builds the desks of these rooms; the calls may block."""

    def supervisor(self, officer: Officer) -> Any: ...
    def technician(self, officer: Officer) -> Any: ...
    def auditor(self, session: Session) -> Any: ...
    def administrator(self, session: Session) -> Any: ...


@dataclass(frozen=True)
class Stage:
    """What presenters need of the window."""

    pages: dict[str, Any]
    runner: Runner
    in_order: Runner  # one job at a time
    post: Post


@dataclass(frozen=True)
class Room:
    """`present` gives a presenter for each page; the first page is shown when the room opens."""

    permission: Permission
    build: Callable[[Behind, Session], Any]
    present: Callable[[Stage, Any], dict[str, Any]]


def _supervisor(stage: Stage, desk: Any) -> dict[str, Any]:
    show = stage.pages["supervisor"].render_view
    return {"supervisor": SupervisorPresenter(show, stage.in_order, desk, stage.post)}


def _technician(stage: Stage, desk: Any) -> dict[str, Any]:
    page = stage.pages["technician"]
    presenter = TechnicianPresenter(page.render_view, stage.in_order, desk, stage.post, page.view.watch)
    return {"technician": presenter}


def _auditor(stage: Stage, desk: Any) -> dict[str, Any]:
    return {"auditor": AuditorPresenter(stage.pages["auditor"].render_view, stage.runner, desk, stage.post)}


def _administrator(stage: Stage, desk: Any) -> dict[str, Any]:
    pages, runner = stage.pages, stage.runner
    return {
        "officers": OfficersPresenter(pages["officers"].render_view, runner, desk.registry, stage.post),
        "premises": PremisesPresenter(pages["premises"].render_view, runner, desk.stewardship),
        "rights": RightsPresenter(pages["rights"].render_view, runner, desk.rights),
    }


ROOMS = (
    Room(Permission.ADJUDICATE, lambda behind, session: behind.supervisor(session.officer), _supervisor),
    Room(Permission.DEVICES, lambda behind, session: behind.technician(session.officer), _technician),
    Room(Permission.AUDIT, lambda behind, session: behind.auditor(session), _auditor),
    Room(Permission.ADMINISTER, lambda behind, session: behind.administrator(session), _administrator),
)


def room_of(officer: Officer) -> Room | None:
    return next((room for room in ROOMS if officer.may(room.permission)), None)
