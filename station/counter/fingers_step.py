"""The fingers of the visit in hand, each captured, vetoed or recorded as missing: slaps where a reader takes them and
the officer does not prefer one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from models.finger.compare import FingerTemplate
from station.bench.devices import Devices
from station.counter.finger_capture import FingerAcquisition
from station.counter.finger_places import new_places, relabelled
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.slap_capture import SlapAcquisition
from station.domain import desk
from station.domain.audit import Act
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, FingerSample, MissingReason, Veto
from station.domain.slaps import Slap, SlapView
from station.errors import StationError
from station.features import template
from station.workflow.counter import Event
from station.workflow.slaps import FINGERS, TEN, done_slaps, left_open, next_slap

# why a capture counts no more, as the log of transactions says it
RECAPTURED, RESTARTED, MARKED_MISSING, BELOW = "recapture", "restart", "missing", "below_threshold"
FEW = 2  # fewer fingers than these are told to whoever decides


@dataclass(frozen=True, eq=False)
class FingersStep:
    visit: VisitInHand
    devices: Devices
    acquisition: FingerAcquisition
    slap_acquisition: SlapAcquisition

    def slap_codes(self) -> tuple[Slap, ...]:
        """What a reader that works now takes at once; none: one finger after the other."""
        known = {int(slap) for slap in Slap}
        return tuple(Slap(code) for code in self.devices.scanner().slaps if code in known)

    def expected_slap(self) -> Slap | None:
        """The slap that is asked for now; None where a finger is, or nothing. At once."""
        draft = self.visit.draft
        if draft.one_by_one or not self.visit.asks_for_fingers():
            return None
        taken = (*draft.fingers, *draft.reading_fingers)
        if left_open(taken, draft.missing) is not None:
            return None
        found = next_slap(done_slaps(taken), tuple(draft.missing), self.visit.policy.fingers.ten)
        return found if found in self.slap_codes() else None

    def one_by_one(self, chosen: bool) -> None:
        """One finger after the other from here on, or slaps again; what was taken stays taken."""
        self.visit.require(Event.FINGERS_TAKEN)
        self.settle()
        self.visit.draft.one_by_one = chosen
        self._plan()
        self.visit.show()

    def _plan(self) -> None:
        self.visit.draft.ten = self.visit.policy.fingers.ten and bool(self.slap_codes())

    def slap_view(self) -> desk.PictureSlot:
        """The platen while a slap is captured; empty in between."""
        return self.slap_acquisition.seen

    def capture_slap(
        self, slap: Slap, cancel: threading.Event, on_hint: Callable[[desk.FingerHint, int], None]
    ) -> SlapView:
        """Up to three attempts, best-of, uniqueness, which hand it looks like. `on_hint`: what is going on, attempt.

        Raises DeviceError; a cancel is one, code "cancelled".
        """
        visit = self.visit
        visit.require(Event.FINGERS_TAKEN)
        self._plan()
        self.settle()
        visit.show()
        with visit.stopwatch.step("fingers"):
            missing, known, gathered = tuple(visit.draft.missing), visit.draft.known, visit.draft.gathered

            def told(hint: desk.FingerHint, attempt: int) -> None:
                gathered.said(hint.value)
                on_hint(hint, attempt)

            try:
                found = self.slap_acquisition.run(self.devices.scanner(), slap, missing, known, cancel, told)
            except StationError as error:
                gathered.failed(error.code, *FINGERS[slap], slap=int(slap))
                raise
        gathered.slap_done(found)
        return found

    def accept_slap(self, slap: Slap, index: int, veto: Veto | None = None) -> None:
        """The fingers of this attempt; those that it did not bring are asked for singly.

        Raises VisitIncomplete `veto_needed` where one is below its threshold without the officer's word.
        """
        visit = self.visit
        visit.require(Event.FINGERS_TAKEN)
        self.settle()
        weak = self.slap_acquisition.weak(index)
        if weak and veto is None:
            raise VisitIncomplete(code="veto_needed")
        visit.draft.gathered.fingers_chosen(index)
        samples = self.slap_acquisition.use(index, {} if veto is None else dict.fromkeys(weak, veto))
        draft = visit.draft
        for finger in FINGERS[slap]:
            draft.fingers.pop(finger, None)
        for sample in samples:
            self._take(sample)
        if weak and veto is not None:
            draft.warnings.add("finger_veto")
            for finger in weak:
                visit.audit(Act.VETO, modality="finger", finger=int(finger), veto=veto.value)
        self._changed()

    def recapture_slap(self, slap: Slap) -> None:
        self.visit.require(Event.FINGERS_TAKEN)
        self.slap_acquisition.recapture()
        self.visit.draft.gathered.fingers_rejected(RECAPTURED, FINGERS[slap][0])
        for finger in FINGERS[slap]:
            self._drop(finger)
        self._changed()

    def _take(self, sample: FingerSample) -> None:
        """It counts as taken, for single fingers and for slaps: the next ones are compared with what goes on record."""
        known = template(sample.template)
        self.visit.draft.missing.pop(sample.finger, None)
        self.visit.draft.fingers[sample.finger] = sample
        self.acquisition.remember(sample.finger, known)
        self.slap_acquisition.remember(sample.finger, known)

    def _drop(self, finger: Finger) -> None:
        self.acquisition.clear(finger)
        self.slap_acquisition.forget(finger)
        self.visit.draft.fingers.pop(finger, None)
        self.visit.draft.reading_fingers.pop(finger, None)

    def settle(self) -> None:
        """What was accepted while it was being read is taken, in its order, or comes back to be asked for again."""
        visit, waiting = self.visit, self.visit.draft.reading_fingers
        if not waiting:
            return
        try:
            for finger in tuple(waiting):
                try:
                    with visit.stopwatch.step("fingers"):
                        sample = self.acquisition.settle(finger)
                finally:
                    del waiting[finger]  # whatever is raised: it is asked for again
                if sample is not None:
                    self._take(sample)
                else:
                    visit.draft.gathered.finger_came_back(finger)
        finally:
            self._changed()

    def close(self) -> None:
        self.acquisition.close()
        self.slap_acquisition.close()

    def expected_finger(self) -> Finger | None:
        """The finger that is asked for now; None when the hand is done."""
        return self.visit.expected_finger()

    def finger_view(self) -> desk.PictureSlot:
        """The platen while a finger is captured; empty in between."""
        return self.acquisition.seen

    def start(self, accepted: Mapping[Finger, FingerTemplate]) -> None:
        """A new visit, or one that is gone on with: the fingers that were accepted before the station stopped."""
        self.acquisition.clear()
        self.slap_acquisition.clear()
        for finger, known in accepted.items():
            self.acquisition.remember(finger, known)
            self.slap_acquisition.remember(finger, known)
        self._plan()

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerEvent], None],
        force: threading.Event | None = None,
        onward: bool = False,
    ) -> desk.FingerTask:
        """`force`: set by the officer, the next picture is taken, whatever lies there.

        `onward`: do not wait for the minutiae of a finger of sufficient quality where another one follows; then
        `accept_finger` does not either. A finger that they speak against is `expected_finger` once more, and this call
        gives at once what is to be said of it.
        """
        self.visit.require(Event.FINGERS_TAKEN)
        scanner, known = self.devices.scanner(), self.visit.draft.known
        gathered = self.visit.draft.gathered

        def told(event: desk.FingerEvent) -> None:
            gathered.said(event.hint.value)
            on_event(event)

        with self.visit.stopwatch.step("fingers"):
            try:
                back = self.acquisition.came_back(finger)
                task = self.acquisition.run(
                    scanner, finger, known, cancel, told, force or threading.Event(),
                    onward and self.visit.expected_finger(finger) is not None, self.settle,
                )  # fmt: skip
            except StationError as error:
                gathered.failed(error.code, finger)
                raise
        gathered.finger_done(task, again=back)
        return replace(task, calibration_expired=True) if self.devices.calibration_expired() else task

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None:
        """Raises VisitIncomplete `veto_needed` for a finger below its threshold without the officer's word."""
        visit = self.visit
        visit.require(Event.FINGERS_TAKEN)
        self.settle()
        if veto is None and (shown := self.acquisition.put_off(finger, index)) is not None:
            visit.draft.gathered.fingers_chosen(index)
            visit.draft.missing.pop(finger, None)
            visit.draft.reading_fingers[finger] = shown
            visit.draft.fingers_done = False
            visit.draft.unchecked()
            visit.show()
            if self.expected_finger() is None:
                self.settle()
            return
        sample = self.acquisition.sample(finger, index, veto)
        if not sample.sufficient and veto is None:
            self.acquisition.clear(finger)
            visit.draft.gathered.fingers_rejected(BELOW, finger)
            raise VisitIncomplete(code="veto_needed")
        visit.draft.gathered.fingers_chosen(index)
        self._take(sample)
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
        self.visit.draft.gathered.fingers_rejected(RECAPTURED, finger)
        self._drop(finger)
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
        self.settle()
        self.visit.draft.gathered.fingers_rejected(MARKED_MISSING, finger)
        self._drop(finger)
        self.visit.draft.missing[finger] = reason
        self._changed()

    def mark_none_left(self, reason: MissingReason) -> None:
        """No finger, or no further one, can be taken: in one act all that this visit still asks for, with one reason.

        Of a traveller who gave a finger of the right hand the left one is not asked, so nothing is said of it; thumbs
        only where all ten are asked for.
        """
        self.visit.require(Event.FINGERS_TAKEN)
        self.settle()
        draft = self.visit.draft
        left = [finger for finger in self._asked() if finger not in draft.fingers and finger not in draft.missing]
        for finger in left:
            draft.gathered.fingers_rejected(MARKED_MISSING, finger)
            self._drop(finger)
            draft.missing[finger] = reason
        if left:
            self.visit.audit(Act.VETO, modality="finger", veto="missing", fingers=len(left), reason=reason.value)
        self._changed()

    def _asked(self) -> tuple[Finger, ...]:
        """Every finger that this visit asks for as things stand."""
        draft = self.visit.draft
        if draft.ten and not draft.one_by_one:
            return tuple(finger for slap in TEN for finger in FINGERS[slap])
        if any(finger in draft.fingers for finger in RIGHT_FOUR):
            return RIGHT_FOUR
        return (*RIGHT_FOUR, *LEFT_FOUR)

    def restart_fingers(self) -> None:
        self.visit.require(Event.FINGERS_TAKEN)
        self.acquisition.recapture()
        self.acquisition.clear()
        self.slap_acquisition.clear()
        draft = self.visit.draft
        draft.gathered.fingers_rejected(RESTARTED)
        draft.fingers.clear()
        draft.reading_fingers.clear()
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
        self.settle()
        if self.expected_finger() is not None or self.expected_slap() is not None:
            raise VisitIncomplete(code="fingers_open")
        visit.draft.warnings -= {"fingers_missing", "one_finger"}
        if not visit.asks_for_fingers():
            visit.draft.warnings.add("fingers_not_required")
        elif len(visit.draft.fingers) < FEW:
            visit.draft.warnings.add("one_finger" if visit.draft.fingers else "fingers_missing")
        visit.draft.fingers_done = True
        visit.fire(Event.FINGERS_TAKEN)
        visit.keep()
