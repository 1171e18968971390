"""The check of the visit in hand: comparisons, the officer's inspections, and the case that is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from models.face.template import FaceTemplate
from station.counter.checks import Checks
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.domain import desk
from station.domain.outcome import Inspection, Modality
from station.domain.register import RECEIPT, RegisterAnswer
from station.register.at_counter import AtCounter, StaysAtCounter
from station.review.cases import Cases
from station.workflow.check import to_inspect
from station.workflow.counter import Event

CHIP_SECONDS = 3.0  # to wait for a chip that is still being read


@dataclass(frozen=True, eq=False)
class CheckStep:
    visit: VisitInHand
    checks: Checks
    cases: Cases
    wake_sync: Callable[[], None]
    stays: StaysAtCounter | None = None

    def compare(self, cancel: threading.Event | None = None) -> desk.CheckResult:
        """Compare with the record and with everybody; a case is opened where the rules ask for a supervisor."""
        self.visit.require(Event.CHECKED)
        draft = self.visit.draft
        result, case = self.checks.run(draft, cancel or threading.Event(), self._take_chip)
        result = self._with_chip(result)
        draft.check = replace(result, register=self._register(result))
        if case is not None:
            self._case_opened(case)
            if self.cases.state(case).ruling is not None:  # of the same evidence, before the station stopped
                self.case_state()
        self.visit.show()
        return self._checked()

    def _register(self, result: desk.CheckResult) -> RegisterAnswer | None:
        """What the stays on record say, of this identity and of those that the search found alike."""
        draft = self.visit.draft
        if self.stays is None or draft.document is None or draft.stay is None:
            return None
        alike = tuple(c.candidate.person for c in result.candidates if c.candidate.person != draft.person)
        listed = tuple(c.candidate for c in result.watchlist)
        return self.stays.look(AtCounter(draft.person, draft.document, draft.stay, alike, listed))

    def give_proof(self, proof: str, day: date | None, receipt: str = "") -> desk.CheckResult:
        """What the traveller showed of the crossing that is missing, and the day that it names; or the receipt of a
        fee. The register is asked again. Raises VisitIncomplete `proof_day` for a day that has not come."""
        draft = self.visit.draft
        if draft.stay is None or (day is not None and day > self.visit.today()):
            raise VisitIncomplete(code="proof_later")
        proofs = {**dict(draft.stay.proofs), RECEIPT: receipt.strip()}
        draft.stay = replace(
            draft.stay,
            proof=proof,
            proof_day=day,
            proofs=tuple((kind, said) for kind, said in proofs.items() if said),
        )
        self.visit.keep()
        draft.check = replace(self._checked(), register=self._register(self._checked()))
        return draft.check

    def _take_chip(self) -> None:
        """Waits for the chip a little, and compares its face with the one before the counter."""
        if self.visit.chip is not None:
            self.visit.chip.settle(CHIP_SECONDS)
        face = self.visit.draft.face
        self.visit.take_chip(None if face is None else FaceTemplate.decode(face.embedding))

    def _with_chip(self, result: desk.CheckResult) -> desk.CheckResult:
        """The chip beside the traveller: three faces, and every check that has terminated."""
        visit, chip = self.visit, self.visit.chip
        view = None if chip is None else chip.view
        return replace(
            result,
            chip=visit.draft.chip,
            chip_face=None if view is None else view.face,
            page_face=None if view is None else view.page,
        )

    def inspect(self, modality: Modality, inspection: Inspection, note: str) -> None:
        """The officer's word on one comparison; a true non-match, or a false match, is a case for the supervisor."""
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        draft = self.visit.draft
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
            self._case_opened(self.checks.raise_case(draft, note))

    def keep_order(self) -> None:
        """The officer looked and says that the fingers are in order: the next comparison stands as it is."""
        self.visit.require(Event.CHECKED)
        self.visit.draft.unchecked()
        self.visit.draft.order_stands = True

    def raise_case(self, note: str = "") -> desk.CaseState:
        """The officer calls the supervisor."""
        self.visit.require(Event.CASE_RAISED)
        case = self.checks.raise_case(self.visit.draft, note)
        self._case_opened(case)
        return self.cases.state(case)

    def _checked(self) -> desk.CheckResult:
        if self.visit.draft.check is None:
            raise VisitIncomplete(code="check_missing")
        return self.visit.draft.check

    def _case_opened(self, case: str) -> None:
        draft = self.visit.draft
        if case not in draft.cases:
            draft.cases = (*draft.cases, case)
            self.visit.keep()
        draft.check = replace(self._checked(), case=self.cases.state(case))
        self.visit.fire(Event.CASE_RAISED)
        self.wake_sync()

    def finish_check(self) -> None:
        """Raises VisitIncomplete `check_missing` where nothing was compared since the last capture, `inspection_needed`
        while a failed comparison has no word of the officer, `fingers_exchanged` while they look so and nobody said."""
        draft = self.visit.draft
        if self._checked().advice.exchanged and not draft.cases and not draft.order_stands:
            raise VisitIncomplete(code="fingers_exchanged")
        if to_inspect(draft.comparisons) and not draft.cases:
            raise VisitIncomplete(code="inspection_needed")
        self.visit.fire(Event.CHECKED)

    def watch_case(self, changed: Callable[[desk.CaseState], None]) -> Callable[[], None]:
        """Tell of every change of this visit's case, from any thread; returns how to stop that."""
        cases = self.visit.draft.cases
        case = cases[-1] if cases else ""

        def look(case_id: str) -> None:
            if case_id == case:
                changed(self.cases.state(case_id))

        return self.cases.watch(look)

    def case_state(self) -> desk.CaseState | None:
        """The case that this visit waits for; a ruling moves the visit on to the decision."""
        visit, draft = self.visit, self.visit.draft
        if not draft.cases:
            return None
        state = self.cases.state(draft.cases[-1])
        if state.ruling is not None and visit.allows(Event.CASE_RULED):
            self.cases.tell(state.id)
            linked = self.cases.linked_person(state.id)
            if linked is not None and not draft.known:
                draft.person = linked
                draft.warnings.add("linked_identity")
            visit.fire(Event.CASE_RULED)
        return state

    def refer_while_waiting(self) -> None:
        """Second line takes the traveller over while the case is open."""
        self.visit.fire(Event.REFERRED)
