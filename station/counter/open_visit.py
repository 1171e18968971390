"""The visit that is open at the counter: begun, kept against a stop of the station, gone on with, given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from station.bench.devices import Devices
from station.config import Config
from station.counter import resume
from station.counter.biometrics import Biometrics
from station.counter.checks import Checks
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.counter.face_capture import FaceAcquisition
from station.counter.finger_capture import FingerAcquisition
from station.counter.visit_keeper import VisitKeeper
from station.domain.audit import Act, AuditEvent
from station.domain.calibration import PlatenState
from station.domain.desk import InterruptedVisit
from station.domain.officer import Officer, Permission
from station.errors import NotAllowed, StationError
from station.features import template
from station.office import space
from station.review.cases import Cases
from station.road import revocation, standing
from station.store import audit_log, open_visits
from station.store.session import Store, Unit
from station.workflow.counter import Event, Step, counter_machine
from station.workflow.policy import Policy


class VisitIncomplete(StationError):
    """Something that this step needs has not been taken yet; `code` names it."""

    code = "visit_incomplete"


@dataclass(frozen=True)
class Rooms:
    """What the counter works with; built once by the composition root."""

    config: Config
    policy: Policy
    store: Store
    biometrics: Biometrics
    devices: Devices
    documents: Documents
    checks: Checks
    cases: Cases
    wake_sync: Callable[[], None]
    today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date()


class OpenVisitDesk:
    """Whose visit is open and at which step; `Acquisition` fills it."""

    def __init__(self, rooms: Rooms, officer: Officer) -> None:
        if not officer.may(Permission.ENROL):
            raise NotAllowed(f"role {officer.role.value} has no counter")
        self._rooms = rooms
        self._officer = officer
        self._machine = counter_machine()
        self._draft = Draft(officer.name)
        policy = rooms.policy
        self._face = FaceAcquisition(rooms.biometrics, policy.face)
        self._fingers = FingerAcquisition(rooms.biometrics, policy.fingers, policy.matching.uniqueness_fmr)
        self._keeper = VisitKeeper(rooms.store, policy.retention.open_visit_hours)

    def close(self) -> None:
        self._fingers.close()

    def take_over(self, officer: Officer) -> None:
        """A colleague goes on with the open visit, under their own name. Raises NotAllowed without the right to."""
        if not officer.may(Permission.ENROL):
            raise NotAllowed(f"role {officer.role.value} has no counter")
        self._officer = officer
        self._draft.officer = officer.name

    # ---- what may happen next

    @property
    def step(self) -> Step:
        return self._machine.state

    @property
    def draft(self) -> Draft:
        return self._draft

    def allows(self, event: Event) -> bool:
        return self._machine.allows(event)

    def begin(self) -> None:
        """Raises, with nothing open then: VisitIncomplete `disk_full` while the room for a sealed visit is not
        certain; StationRevoked once the agency has revoked this station; IdentityUnfit while its identity does not
        hold."""
        self._require(Event.BEGIN)
        revocation.require_in_service(self._rooms.store)
        standing.require(self._rooms.store)
        if not space.look(self._rooms.store).may_open_visit:
            raise VisitIncomplete(code="disk_full")
        self._machine.fire(Event.BEGIN)
        self._draft = Draft(self._officer.name)
        self._fingers.clear()
        self._audit(Act.VISIT_OPENED)
        state = self._rooms.devices.platen()
        if state in {PlatenState.DIRTY, PlatenState.LATENT}:
            self._draft.warnings.add(f"platen_{state.value}")

    def back(self) -> None:
        """One step back. What was compared is compared again on the way forward."""
        if self._machine.fire(Event.BACK) is not Step.CHECK:
            self._draft.unchecked()

    def cancel(self) -> None:
        """Give the visit up; nothing of it is kept but the fact."""
        self._machine.fire(Event.CANCELLED)
        self._forget(self._draft.id, Act.VISIT_CANCELLED)
        self._draft = Draft(self._officer.name)
        self._fingers.clear()

    # ---- after a stop of the station

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        """Visits that were open when the station stopped, newest first; the one in hand is none of them."""
        return tuple(v for v in self._keeper.interrupted() if v.id != self._draft.id)

    def resume(self, visit: str) -> Step:
        """Go on with an interrupted visit, under this officer's name; the step where it stands now.

        Whoever had it before: a hand-over may have come in between. The record says that it was resumed. A station
        whose identity has ended may still end a visit that was open.

        Raises:
            VisitIncomplete: `illegal_transition` while another visit is open.
            RecordMissing: it was sealed, given up or is past its hours. BadRecord: a form that is not known here.
        """
        self._require(Event.BEGIN)
        kept, face, fingers = self._keeper.load(visit)
        rooms = self._rooms
        draft = resume.rebuilt(
            kept,
            face,
            fingers,
            officer=self._officer.name,
            documents=rooms.documents,
            policy=rooms.policy,
            today=rooms.today(),
        )
        templates = {finger: template(sample.template) for finger, sample in fingers.items()}
        self._fingers.clear()
        for finger, known in templates.items():
            self._fingers.remember(finger, known)
        self._draft = draft
        self._machine = counter_machine(resume.step_of(draft))
        self._audit(Act.VISIT_RESUMED, before=kept.officer, step=self.step.value, fingers=len(fingers))
        self._keep()
        return self.step

    def discard(self, visit: str) -> None:
        """Give an interrupted visit up. Raises RecordMissing where there is none."""
        self._keeper.load(visit)
        self._forget(visit, Act.VISIT_DISCARDED)

    def _keep(self) -> None:
        """After every accepted step: a power cut from here on costs nothing that the officer saw accepted."""
        with self._rooms.biometrics.stopwatch.step("keep"):
            self._keeper.keep(self._draft)

    def _forget(self, visit: str, act: Act) -> None:
        def work(unit: Unit) -> None:
            open_visits.remove(unit, visit)
            audit_log.append(unit, self._event(act, visit))

        self._rooms.store.write(work)

    # ---- small things

    def _require(self, event: Event) -> None:
        if not self._machine.allows(event):
            # fire() would change the state; asking for the error alone does not
            raise VisitIncomplete(f"{event.value} in {self.step.value}", code="illegal_transition")

    def _audit(self, act: Act, **detail: str | int) -> None:
        self._rooms.store.write(lambda unit: audit_log.append(unit, self._event(act, self._draft.id, **detail)))

    def _event(self, act: Act, visit: str, **detail: str | int) -> AuditEvent:
        return AuditEvent(datetime.now(UTC), self._officer.name, act, self._rooms.config.station, visit, detail)
