"""The fingers of the visit in hand: one after the other, each captured, vetoed or recorded as missing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from models.finger.compare import FingerTemplate
from station.bench.devices import Devices
from station.counter.finger_capture import FingerAcquisition
from station.counter.finger_places import new_places, relabelled
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.verify import template
from station.domain import desk
from station.domain.audit import Act
from station.domain.samples import Finger, MissingReason, Veto
from station.workflow.counter import Event


@dataclass(frozen=True, eq=False)
class FingersStep:
    visit: VisitInHand
    devices: Devices
    acquisition: FingerAcquisition

    def expected_finger(self) -> Finger | None:
        """The finger that is asked for now; None when the hand is done."""
        return self.visit.expected_finger()

    def finger_view(self) -> desk.PictureSlot:
        """The platen while a finger is captured; empty in between."""
        return self.acquisition.seen

    def start(self, accepted: Mapping[Finger, FingerTemplate]) -> None:
        """A new visit, or one that is gone on with: the fingers that were accepted before the station stopped."""
        self.acquisition.clear()
        for finger, known in accepted.items():
            self.acquisition.remember(finger, known)

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerEvent], None],
        force: threading.Event | None = None,
    ) -> desk.FingerTask:
        """`force`: set by the officer, the next picture is taken, whatever lies there."""
        self.visit.require(Event.FINGERS_TAKEN)
        scanner, known = self.devices.scanner(), self.visit.draft.known
        with self.visit.stopwatch.step("fingers"):
            task = self.acquisition.run(scanner, finger, known, cancel, on_event, force or threading.Event())
        return replace(task, calibration_expired=True) if self.devices.calibration_expired() else task

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None:
        """Raises VisitIncomplete `veto_needed` for a finger below its threshold without the officer's word."""
        visit = self.visit
        visit.require(Event.FINGERS_TAKEN)
        sample = self.acquisition.sample(finger, index, veto)
        if not sample.sufficient and veto is None:
            self.acquisition.clear(finger)
            raise VisitIncomplete(code="veto_needed")
        visit.draft.missing.pop(finger, None)
        visit.draft.fingers[finger] = sample
        if sample.forced:
            visit.audit(Act.VETO, modality="finger", finger=int(finger), veto="forced")
        if veto is not None:
            visit.draft.warnings.add("finger_veto")
            visit.audit(Act.VETO, modality="finger", finger=int(finger), veto=veto.value)
        self._changed()

    def accept_duplicate(self) -> None:
        """The officer saw the uniqueness warning and goes on; it stays in the record."""
        self.visit.draft.warnings.add("uniqueness")
        self.visit.keep()

    def recapture(self, finger: Finger) -> None:
        self.visit.require(Event.FINGERS_TAKEN)
        self.acquisition.recapture()
        self.acquisition.clear(finger)
        self.visit.draft.fingers.pop(finger, None)
        self._changed()

    def relabel(self) -> None:
        """The officer agrees that fingers were exchanged: each gets the position it looks like, and the check is made
        again. Raises VisitIncomplete `check_missing`, or `nothing_exchanged` where no finger looks like another."""
        visit = self.visit
        visit.require(Event.CHECKED)
        draft = visit.draft
        if draft.check is None:
            raise VisitIncomplete(code="check_missing")
        advised = dict(draft.check.advice.exchanged)
        if not advised:
            raise VisitIncomplete(code="nothing_exchanged")
        places = new_places(advised, tuple(draft.fingers))
        draft.fingers = {places[f]: relabelled(sample, places[f]) for f, sample in draft.fingers.items()}
        self.start({finger: template(sample.template) for finger, sample in draft.fingers.items()})
        draft.warnings.add("fingers_relabelled")
        for given, looks in advised.items():
            visit.audit(Act.VETO, modality="finger", finger=int(given), veto="relabelled", position=int(looks))
        draft.unchecked()
        visit.keep()

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None:
        self.visit.require(Event.FINGERS_TAKEN)
        self.acquisition.clear(finger)
        self.visit.draft.fingers.pop(finger, None)
        self.visit.draft.missing[finger] = reason
        self._changed()

    def restart_fingers(self) -> None:
        self.visit.require(Event.FINGERS_TAKEN)
        self.acquisition.recapture()
        self.acquisition.clear()
        draft = self.visit.draft
        draft.fingers.clear()
        draft.missing.clear()
        draft.warnings -= {"uniqueness", "finger_veto"}
        self._changed()

    def _changed(self) -> None:
        self.visit.draft.fingers_done = False
        self.visit.draft.unchecked()
        self.visit.keep()

    def finish_fingers(self) -> None:
        """Raises VisitIncomplete `fingers_open` while a finger is neither captured nor recorded as missing."""
        visit = self.visit
        if self.expected_finger() is not None:
            raise VisitIncomplete(code="fingers_open")
        if not visit.asks_for_fingers():
            visit.draft.warnings.add("fingers_not_required")
        visit.draft.fingers_done = True
        visit.fire(Event.FINGERS_TAKEN)
        visit.keep()
