"""Every page of the window by its name; each is made once and outlives the officers who use it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from station.ui.bench.technician import TechnicianScreen
from station.ui.counter.check import CheckScreen
from station.ui.counter.decision import DecisionScreen
from station.ui.counter.document import DocumentScreen
from station.ui.counter.done import DoneScreen
from station.ui.counter.face import FaceScreen
from station.ui.counter.fingers import FingersScreen
from station.ui.counter.leave import LeaveScreen
from station.ui.counter.manual import ManualScreen
from station.ui.counter.parked import ParkedScreen
from station.ui.office.auditor import AuditorScreen
from station.ui.office.log_in import LogInScreen
from station.ui.office.officers import OfficersScreen
from station.ui.office.premises import PremisesScreen
from station.ui.office.rights import RightsScreen
from station.ui.office.states import StatesScreen
from station.ui.page import AnyPage
from station.ui.review.figures import FiguresScreen
from station.ui.review.past import PastScreen
from station.ui.review.stays import StaysScreen
from station.ui.review.supervisor import SupervisorScreen


@dataclass(frozen=True, eq=False)
class Pages:
    log_in: LogInScreen = field(default_factory=LogInScreen)
    document: DocumentScreen = field(default_factory=DocumentScreen)
    manual: ManualScreen = field(default_factory=ManualScreen)
    face: FaceScreen = field(default_factory=FaceScreen)
    fingers: FingersScreen = field(default_factory=FingersScreen)
    check: CheckScreen = field(default_factory=CheckScreen)
    decision: DecisionScreen = field(default_factory=DecisionScreen)
    done: DoneScreen = field(default_factory=DoneScreen)
    leave: LeaveScreen = field(default_factory=LeaveScreen)
    past: PastScreen = field(default_factory=PastScreen)
    stays: StaysScreen = field(default_factory=StaysScreen)
    figures: FiguresScreen = field(default_factory=FiguresScreen)
    parked: ParkedScreen = field(default_factory=ParkedScreen)
    supervisor: SupervisorScreen = field(default_factory=SupervisorScreen)
    technician: TechnicianScreen = field(default_factory=TechnicianScreen)
    auditor: AuditorScreen = field(default_factory=AuditorScreen)
    officers: OfficersScreen = field(default_factory=OfficersScreen)
    premises: PremisesScreen = field(default_factory=PremisesScreen)
    rights: RightsScreen = field(default_factory=RightsScreen)
    states: StatesScreen = field(default_factory=StatesScreen)

    def named(self) -> dict[str, AnyPage]:
        return {page.name: getattr(self, page.name) for page in fields(self)}
