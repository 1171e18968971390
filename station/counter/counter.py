"""The counter: one traveller's visit from document to sealed record, as steps over one visit in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drivers.errors import DeviceError
from models.errors import BiometricError
from station.counter import kept_visit
from station.counter.check_step import CheckStep
from station.counter.decision_step import DecisionStep
from station.counter.document_step import DocumentStep
from station.counter.draft import Draft
from station.counter.face_step import FaceStep
from station.counter.fingers_step import FingersStep
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.domain.audit import Act
from station.domain.calibration import PlatenState
from station.domain.desk import CaseState, InterruptedVisit, VisitView
from station.domain.officer import Officer
from station.domain.visit import Leaving
from station.errors import StationError
from station.features import template
from station.road import revocation, standing
from station.store import space
from station.store.errors import RecordMissing
from station.workflow.counter import Event, Step

EXPECTED = (StationError, DeviceError, BiometricError)
"""What a screen turns into a sentence by its `code`; anything else is a fault of the program."""


@dataclass(frozen=True, eq=False)
class Counter:
    """One officer's counter. Calls block and belong on a worker thread, one at a time; `step`, `view` and `allows` are
    for any thread."""

    visit: VisitInHand
    document: DocumentStep
    face: FaceStep
    fingers: FingersStep
    check: CheckStep
    decision: DecisionStep

    def close(self) -> None:
        if self.visit.chip is not None:
            self.visit.chip.forget()
        self.fingers.close()

    def take_over(self, officer: Officer) -> None:
        """A colleague goes on with the open visit, under their own name. Raises NotAllowed without the right to."""
        self.visit.take_over(officer)

    # ---- what may happen next

    @property
    def step(self) -> Step:
        return self.visit.step

    @property
    def view(self) -> VisitView:
        return self.visit.view

    def allows(self, event: Event) -> bool:
        return self.visit.allows(event)

    def begin(self) -> None:
        """Raises, with nothing open then: VisitIncomplete `disk_full` while the room for a sealed visit is not
        certain; StationRevoked once the agency has revoked this station; IdentityUnfit while its identity does not
        hold."""
        visit = self.visit
        visit.require(Event.BEGIN)
        revocation.require_in_service(visit.store)
        standing.require(visit.store)
        if not space.look(visit.store).may_open_visit:
            raise VisitIncomplete(code="disk_full")
        draft = Draft(visit.officer.name)
        visit.fire(Event.BEGIN)
        visit.start(draft)
        self.fingers.start({})
        visit.audit(Act.VISIT_OPENED)
        state = self.document.devices.platen()
        if state in {PlatenState.DIRTY, PlatenState.LATENT}:
            draft.warnings.add(f"platen_{state.value}")
            visit.show()

    def back(self) -> None:
        """One step back. What was compared is compared again on the way forward."""
        if self.visit.fire(Event.BACK) is not Step.CHECK:
            self.visit.draft.unchecked()
            self.visit.show()

    def leave(self, reason: Leaving) -> bool:
        """Give the visit up, and write down why; whether it was sealed.

        Nothing else of it is kept, unless a case or a watchlist hit exists: then it is sealed as abandoned, with its
        evidence. Raises station.store.errors.StoreError: the visit stays open.
        """
        visit = self.visit
        visit.require(Event.CANCELLED)
        self.fingers.settle()  # evidence is whole
        sealed = self.decision.abandon(reason)
        log = None if sealed else self.decision.cancelled(reason)
        detail = {"reason": reason.value, "step": visit.step.value, "sealed": sealed}
        visit.forget(visit.draft.id, Act.VISIT_CANCELLED, log, **detail)
        visit.fire(Event.CANCELLED)
        visit.start(Draft(visit.officer.name))
        self.fingers.start({})
        return sealed

    # ---- set aside, and after a stop of the station

    def park(self) -> None:
        """Set the visit aside until a supervisor has ruled; the counter is free for the next traveller.

        It is kept as an open visit is, sealed on this station's disk. Raises VisitIncomplete `disk_full`: it stays in
        hand, since nothing would be left of it after a stop.
        """
        visit = self.visit
        visit.require(Event.PARKED)
        visit.draft.warnings.add(kept_visit.PARKED)
        if not visit.keep():
            visit.draft.warnings.discard(kept_visit.PARKED)
            raise VisitIncomplete(code="disk_full")
        visit.audit(Act.VISIT_PARKED, case=visit.draft.cases[-1] if visit.draft.cases else "")
        visit.fire(Event.PARKED)
        visit.start(Draft(visit.officer.name))
        self.fingers.start({})

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        """Visits that were parked, or open when the station stopped, newest first, each with its case as it stands now;
        the one in hand is none of them. Raises NotAllowed."""
        self.visit.still_allowed()
        found = (v for v in self.visit.kept.interrupted() if v.id != self.visit.draft.id)
        return tuple(replace(v, case=self._case_of(v)) for v in found)

    def _case_of(self, visit: InterruptedVisit) -> CaseState | None:
        try:
            return self.check.cases.state(visit.cases[-1]) if visit.cases else None
        except RecordMissing:  # erased meanwhile
            return None

    def take_up(self, visit: str) -> Step:
        """Go on with a parked visit, as `resume` does; an empty visit that is in hand gives way to it.

        Raises VisitIncomplete `visit_open` where a document has been read for the one in hand.
        """
        draft = self.visit.draft
        if self.step is Step.DOCUMENT and draft.reading is None and draft.document is None:
            self.visit.kept.load(visit)  # RecordMissing before the empty one is given up
            self.leave(Leaving.MISTAKE)
        elif not self.visit.allows(Event.BEGIN):
            raise VisitIncomplete(code="visit_open")
        return self.resume(visit)

    def resume(self, visit: str) -> Step:
        """Go on with an interrupted visit, under this officer's name; the step where it stands now.

        Whoever had it before: a hand-over may have come in between. The record says that it was resumed. A station
        whose identity has ended may still end a visit that was open.

        Raises:
            VisitIncomplete: `illegal_transition` while another visit is open.
            RecordMissing: it was sealed, given up or is past its hours. BadRecord: a form that is not known here.
        """
        in_hand = self.visit
        in_hand.require(Event.BEGIN)
        kept, face, fingers, document = in_hand.kept.load(visit)
        draft = kept_visit.rebuilt(
            kept,
            face,
            fingers,
            document,
            officer=in_hand.officer.name,
            documents=self.document.documents,
            policy=in_hand.policy,
            today=in_hand.today(),
        )
        in_hand.start(draft, kept_visit.step_of(draft))
        self.fingers.start({finger: template(sample.template) for finger, sample in fingers.items()})
        in_hand.audit(Act.VISIT_RESUMED, before=kept.officer, step=self.step.value, fingers=len(fingers))
        in_hand.keep()
        return self.step

    def discard(self, visit: str, reason: Leaving) -> bool:
        """Give an interrupted visit up, and write down why; whether it was sealed.

        One with a case is sealed with its evidence, as `leave` does. Raises RecordMissing where there is none,
        NotAllowed.
        """
        self.visit.still_allowed()
        kept, face, fingers, _ = self.visit.kept.load(visit)
        if kept.cases:
            self.resume(visit)
            return self.leave(reason)
        left = Draft(kept.officer, kept.id, kept.opened_at, person=kept.person, known=kept.known)
        left.face, left.fingers, left.missing = face, fingers, {m.finger: m.reason for m in kept.missing}
        left.warnings = {*kept.warnings, kept_visit.RESUMED}
        log = self.decision.cancelled(reason, left)
        self.visit.forget(visit, Act.VISIT_DISCARDED, log, reason=reason.value)
        return False
