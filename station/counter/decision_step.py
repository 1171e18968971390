"""The decision on the visit in hand: what is about to be sealed, the verdict, and the seal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.document.codes import qr_modules
from station import logs
from station.counter import enrol, transactions
from station.counter.checks import Checks
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.slip_printer import print_pdf
from station.domain import desk
from station.domain.chip import against, seal_against
from station.domain.outcome import Decision, Verdict
from station.domain.slaps import HandCheck
from station.domain.transaction import LimitsLogged, Transaction
from station.domain.visit import Document, Leaving, Stay
from station.review import override
from station.review.cases import Cases
from station.workflow.counter import Event
from station.workflow.policy import OVERRIDE


@dataclass(frozen=True, eq=False)
class DecisionStep:
    visit: VisitInHand
    documents: Documents
    checks: Checks
    cases: Cases
    mode: str  # "production", "training", "demo"; goes into the record
    wake_sync: Callable[[], None]

    def preview(self) -> desk.RecordPreview:
        document, stay = self._whole()
        draft, blocked = self.visit.draft, self._blocked()
        register = draft.check.register if draft.check is not None else None
        return desk.RecordPreview(
            document=document,
            stay=stay,
            face=self.documents.picture(draft.face.image) if draft.face else None,
            fingers=draft.taken(),
            missing=draft.sealed_missing(),
            comparisons=draft.comparisons,
            warnings=tuple(sorted(draft.warnings)),
            blocked=blocked,
            register=register,
            admit_needs_note=self._admit_needs_note(),
            ruling=self.cases.state(draft.cases[-1]).ruling if draft.cases else None,
            check=draft.check,
            signer=self.visit.officer.display,
        )

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        """The reasons of the policy for this verdict; at once."""
        return self.visit.policy.decision_reasons.get(verdict.value, ())

    def sign(self, verdict: Verdict, reason: str, note: str) -> desk.SignedRecord:
        """Seal the visit: record, audit entry and outbox in one transaction.

        Raises:
            VisitIncomplete: `verdict_blocked`, `unknown_reason`, `note_needed` (also for an admission against a chip
                or a seal that failed). OverrideMissing: the same, found by the transaction that seals.
            station.store.errors.StoreError: nothing was written; the visit stays open and may be signed again.
        """
        in_hand = self.visit
        in_hand.require(Event.SIGNED)
        self._whole()
        if verdict in self._blocked():
            raise VisitIncomplete(code="verdict_blocked")
        if reason not in self.reasons(verdict):
            raise VisitIncomplete(detail=reason, code="unknown_reason")
        if (verdict is not Verdict.ADMIT or self._admit_needs_note()) and not note.strip():
            raise VisitIncomplete(code="note_needed")
        self._note_findings()
        now = datetime.now(UTC)
        decision = Decision(verdict, reason, note, in_hand.officer.name, now)
        visit = in_hand.draft.sealed(in_hand.station, self.mode, decision, now)
        with in_hand.stopwatch.step("seal"):
            log = transactions.of_visit(in_hand.draft, visit, self._limits)
            enrol.seal_visit(in_hand.store, visit, log, override_needs_two=self._override_needs_two)
        in_hand.fire(Event.SIGNED)
        self.checks.remember(visit)
        self.checks.follow(self.cases.people(visit.cases))
        self.wake_sync()
        logs.log.info("visit sealed", visit=visit.id, verdict=verdict.value, fingers=len(visit.fingers))
        return desk.SignedRecord(
            visit.id,
            verdict,
            now,
            (now - visit.opened_at).total_seconds(),
            visit.stay.last_day,
            self.cases.unsent(),
            visit.document.name,
            visit.stay.direction,
            visit.document.number,
            visit.document.nationality,
            visit.station,
            any(self.cases.state(case).ruling is None for case in visit.cases),
            tuple(tuple(map(bool, row)) for row in qr_modules(visit.id)),
        )

    def print_slip(self, document: bytes) -> None:
        """The traveller's slip as PDF, on the printer of this machine. Raises SlipNotPrinted."""
        print_pdf(document)

    def abandon(self, reason: Leaving) -> bool:
        """Seal a visit that is left although a case or a watchlist hit exists: the evidence outlives the visit.

        Without a verdict, so that nothing of it becomes a trusted reference. Whether there was such evidence.
        Raises station.store.errors.StoreError: nothing was written, the visit stays open.
        """
        in_hand = self.visit
        draft = in_hand.draft
        hit = bool(draft.cases) or (draft.check is not None and bool(draft.check.watchlist))
        if not hit or draft.document is None or draft.stay is None:
            return False
        draft.warnings |= {"abandoned", f"abandoned_{reason.value}"}
        visit = draft.sealed(in_hand.station, self.mode, None, datetime.now(UTC))
        log = transactions.of_visit(draft, visit, self._limits, reason.value)
        enrol.seal_visit(in_hand.store, visit, log, override_needs_two=self._override_needs_two)
        self.wake_sync()
        logs.log.info("visit abandoned and sealed", visit=visit.id, reason=reason.value)
        return True

    def cancelled(self, reason: Leaving, draft: Draft | None = None) -> Transaction:
        """What a visit that is given up leaves in the log of transactions; without a draft the one in hand."""
        visit, outcome = self.visit, transactions.CANCELLED
        left = draft if draft is not None else visit.draft
        return transactions.of_draft(left, visit.station, self.mode, self._limits, outcome, reason.value)

    @property
    def _limits(self) -> LimitsLogged:
        return transactions.limits(self.visit.policy, HandCheck.ON)

    def _admit_needs_note(self) -> bool:
        """Whether something speaks against an admission, so that the officer says why there is one."""
        draft = self.visit.draft
        register = draft.check.register if draft.check is not None else None
        doubts = {"expired_document", "passport_too_short"} & draft.warnings
        if doubts or against(draft.chip) or any(map(seal_against, draft.seals)):
            return True
        return register is not None and register.refers

    def _note_findings(self) -> None:
        """The record says what the register said."""
        draft = self.visit.draft
        if draft.stay is None or draft.check is None or draft.check.register is None:
            return
        codes = (finding.code for finding in draft.check.register.findings)
        draft.stay = replace(draft.stay, findings=tuple(dict.fromkeys((*draft.stay.findings, *codes))))

    def _blocked(self) -> tuple[Verdict, ...]:
        """Admission against a failed fused comparison or an open case needs the supervisor's word; a stay needs a
        class, and a fee its receipt."""
        draft = self.visit.draft
        if draft.stay is not None and "stay_without_class" in draft.stay.findings:
            return (Verdict.ADMIT,)
        register = draft.check.register if draft.check is not None else None
        if register is not None and register.asks_receipt and not register.receipt:
            return (Verdict.ADMIT,)
        with self.visit.store.reading() as unit:
            found = override.look(
                unit, draft.evidence(), draft.comparisons, draft.officer, needs_two=self._override_needs_two
            )
        return () if found.allowed else (Verdict.ADMIT,)

    @property
    def _override_needs_two(self) -> bool:
        return OVERRIDE in self.visit.policy.two_person

    def _whole(self) -> tuple[Document, Stay]:
        draft = self.visit.draft
        if draft.document is None or draft.stay is None:
            raise VisitIncomplete(code="visit_incomplete")
        return draft.document, draft.stay
