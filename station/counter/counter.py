"""The counter: one traveller's visit from document to sealed record, over devices, matching core and store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from drivers.errors import DeviceError
from models.errors import BiometricError
from station import logs
from station.counter import enrol
from station.counter.acquisition import Acquisition
from station.counter.open_visit import VisitIncomplete
from station.domain import desk
from station.domain.outcome import Decision, Inspection, Modality, Outcome, Verdict
from station.domain.visit import Document, Stay
from station.errors import StationError
from station.review import override
from station.workflow.counter import Event
from station.workflow.policy import OVERRIDE


class Counter(Acquisition):
    """One officer's counter. Calls block and belong on a worker thread, one at a time; `allows` is for any thread."""

    # ---- check

    def check(self, cancel: threading.Event | None = None) -> desk.CheckResult:
        """Compare with the record and with everybody; a case is opened where the rules ask for a supervisor."""
        self._require(Event.CHECKED)
        self._draft.check, case = self._rooms.checks.run(self._draft, cancel or threading.Event())
        if case is not None:
            self._case_opened(case)
            if self._rooms.cases.state(case).ruling is not None:  # of the same evidence, before the station stopped
                self.case_state()
        return self._checked()

    def inspect(self, modality: Modality, inspection: Inspection, note: str) -> None:
        """The officer's word on one comparison; a true non-match, or a false match, is a case for the supervisor."""
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        draft = self._draft
        draft.comparisons = tuple(
            replace(c, inspection=inspection, inspection_note=note) if c.modality is modality else c
            for c in draft.comparisons
        )
        by_modality = {c.modality: c for c in draft.comparisons}
        draft.check = replace(
            self._checked(),
            face=by_modality.get(Modality.FACE),
            fingers=by_modality.get(Modality.FINGERS),
            fused=by_modality.get(Modality.FUSED),
        )
        if inspection is not Inspection.FALSE_NON_MATCH and not draft.cases:
            self._case_opened(self._rooms.checks.raise_case(draft, note))

    def raise_case(self, note: str = "") -> desk.CaseState:
        """The officer calls the supervisor."""
        self._require(Event.CASE_RAISED)
        case = self._rooms.checks.raise_case(self._draft, note)
        self._case_opened(case)
        return self._rooms.cases.state(case)

    def _checked(self) -> desk.CheckResult:
        if self._draft.check is None:
            raise VisitIncomplete(code="check_missing")
        return self._draft.check

    def _case_opened(self, case: str) -> None:
        if case not in self._draft.cases:
            self._draft.cases = (*self._draft.cases, case)
            self._keep()
        self._draft.check = replace(self._checked(), case=self._rooms.cases.state(case))
        self._machine.fire(Event.CASE_RAISED)
        self._rooms.wake_sync()

    def finish_check(self) -> None:
        """Raises VisitIncomplete `check_missing` where nothing was compared since the last capture, `inspection_needed`
        while a failed comparison has no word of the officer."""
        self._checked()
        uninspected = [
            c
            for c in self._draft.comparisons
            if c.outcome is Outcome.NO_MATCH and c.modality is not Modality.FUSED and c.inspection is None
        ]
        if uninspected and not self._draft.cases:
            raise VisitIncomplete(code="inspection_needed")
        self._machine.fire(Event.CHECKED)

    def watch_case(self, changed: Callable[[desk.CaseState], None]) -> Callable[[], None]:
        """Tell of every change of this visit's case, from any thread; returns how to stop that."""
        case = self._draft.cases[-1] if self._draft.cases else ""

        def look(case_id: str) -> None:
            if case_id == case:
                changed(self._rooms.cases.state(case_id))

        return self._rooms.cases.watch(look)

    def case_state(self) -> desk.CaseState | None:
        """The case that this visit waits for; a ruling moves the visit on to the decision."""
        if not self._draft.cases:
            return None
        state = self._rooms.cases.state(self._draft.cases[-1])
        if state.ruling is not None and self._machine.allows(Event.CASE_RULED):
            self._rooms.cases.tell(state.id)
            linked = self._rooms.cases.linked_person(state.id)
            if linked is not None and not self._draft.known:
                self._draft.person = linked
                self._draft.warnings.add("linked_identity")
            self._machine.fire(Event.CASE_RULED)
        return state

    def refer_while_waiting(self) -> None:
        """Second line takes the traveller over while the case is open."""
        self._machine.fire(Event.REFERRED)

    # ---- decision

    def preview(self) -> desk.RecordPreview:
        document, stay = self._whole()
        draft = self._draft
        return desk.RecordPreview(
            document=document,
            stay=stay,
            face=self._rooms.documents.picture(draft.face.image) if draft.face else None,
            fingers=self.taken(),
            missing=draft.sealed_missing(),
            comparisons=draft.comparisons,
            warnings=tuple(sorted(draft.warnings)),
            suggested=self._suggested(),
            blocked=self._blocked(),
        )

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        return self._rooms.policy.decision_reasons.get(verdict.value, ())

    def sign(self, verdict: Verdict, reason: str, note: str) -> desk.SignedRecord:
        """Seal the visit: record, audit entry and outbox in one transaction.

        Raises:
            VisitIncomplete: `verdict_blocked`, `unknown_reason`, `note_needed`. OverrideMissing: the same, found by
                the transaction that seals.
            station.store.errors.StoreError: nothing was written; the visit stays open and may be signed again.
        """
        self._require(Event.SIGNED)
        self._whole()
        if verdict in self._blocked():
            raise VisitIncomplete(code="verdict_blocked")
        if reason not in self.reasons(verdict):
            raise VisitIncomplete(detail=reason, code="unknown_reason")
        if (verdict is not Verdict.ADMIT or "expired_document" in self._draft.warnings) and not note.strip():
            raise VisitIncomplete(code="note_needed")
        now = datetime.now(UTC)
        decision = Decision(verdict, reason, note, self._officer.name, now)
        config = self._rooms.config
        visit = self._draft.sealed(config.station, config.mode, decision)
        with self._rooms.biometrics.stopwatch.step("seal"):
            enrol.seal_visit(self._rooms.store, visit, override_needs_two=self._override_needs_two)
        self._machine.fire(Event.SIGNED)
        self._rooms.checks.remember(visit)
        self._rooms.wake_sync()
        logs.log.info("visit sealed", visit=visit.id, verdict=verdict.value, fingers=len(visit.fingers))
        return desk.SignedRecord(
            visit.id,
            verdict,
            now,
            (now - visit.opened_at).total_seconds(),
            visit.stay.last_day,
            self._rooms.cases.unsent(),
        )

    def _blocked(self) -> tuple[Verdict, ...]:
        """Admission against a failed fused comparison or an open case needs the supervisor's word."""
        draft = self._draft
        with self._rooms.store.reading() as unit:
            found = override.look(
                unit, draft.evidence(), draft.comparisons, draft.officer, needs_two=self._override_needs_two
            )
        return () if found.allowed else (Verdict.ADMIT,)

    @property
    def _override_needs_two(self) -> bool:
        return OVERRIDE in self._rooms.policy.two_person

    def _suggested(self) -> Verdict | None:
        return Verdict.REFER if self._blocked() else Verdict.ADMIT

    def _whole(self) -> tuple[Document, Stay]:
        draft = self._draft
        if draft.document is None or draft.stay is None:
            raise VisitIncomplete(code="visit_incomplete")
        return draft.document, draft.stay


EXPECTED = (StationError, DeviceError, BiometricError)
"""What a screen turns into a sentence by its `code`; anything else is a fault of the program."""
