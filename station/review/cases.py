"""Cases as the counter and the supervisor see them: opened, claimed, ruled, told; each act audited and synced."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from station import logs
from station.config import Config
from station.domain.audit import Act, AuditEvent
from station.domain.case import Case
from station.domain.desk import CaseState
from station.domain.officer import Officer, Permission
from station.domain.outcome import CaseReason, CaseRuling, Ruling
from station.errors import NotAllowed, StationError
from station.store import audit_log, cases, officers, outbox, record
from station.store.session import Store, Unit
from station.vault import envelope
from station.workflow.policy import Policy


class RulingIncomplete(StationError):
    """A ruling without a reason from the list or without a note."""

    code = "ruling_incomplete"


class Cases:
    def __init__(self, store: Store, config: Config, policy: Policy, wake: Callable[[], None] = lambda: None) -> None:
        """`wake` is called when there is something to send; the composition root sets it once the road is there."""
        self._store = store
        self._config = config
        self._policy = policy
        self.wake = wake
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, changed: Callable[[str], None]) -> Callable[[], None]:
        """`changed(case id)` after every change, from the thread that made it; returns how to stop that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed) if changed in self._watchers else None

    def arrived(self, kinds: frozenset[str]) -> None:
        """Cases or rulings of another counter came down the road from central."""
        if "case" in kinds:
            with self._store.reading() as unit:
                ids = [case.id for case in (*cases.waiting(unit), *cases.untold(unit))]
            for case_id in ids:
                self._changed(case_id)

    def _changed(self, case_id: str) -> None:
        for watcher in list(self._watchers):
            watcher(case_id)

    # ---- the counter's side

    def open(self, case: Case) -> None:
        def work(unit: Unit) -> None:
            cases.open_case(unit, case)
            _send(unit, case)
            audit_log.append(unit, self._event(case.officer, Act.CASE_OPENED, case.id, reason=case.reason.value))

        self._store.write(work)
        logs.log.info("case opened", case=case.id, reason=case.reason.value)
        self._changed(case.id)

    def state(self, case_id: str) -> CaseState:
        case = self._case(case_id)
        return CaseState(case.id, (case.reason,), case.status, case.claimed_by or "", case.ruling)

    def tell(self, case_id: str) -> None:
        """The counter that waited has seen the ruling."""

        def work(unit: Unit) -> None:
            if cases.case(unit, case_id).told_at is None:
                cases.told(unit, case_id, datetime.now(UTC))
                audit_log.append(unit, self._event("system", Act.CASE_TOLD, case_id))

        self._store.write(work)

    def linked_person(self, case_id: str) -> str | None:
        """The identity on record that a supervisor ruled to be the traveller's, when the case was about another one."""
        case = self._case(case_id)
        same = case.ruling is not None and case.ruling.ruling is CaseRuling.SAME_PERSON
        return case.candidate_person if same and case.reason is CaseReason.OTHER_CANDIDATE else None

    # ---- the supervisor's side

    def unsent(self) -> int:
        """Records that central has not acknowledged."""
        with self._store.reading() as unit:
            return outbox.counts(unit).waiting

    def queue(self) -> list[Case]:
        with self._store.reading() as unit:
            return cases.waiting(unit)

    def case(self, case_id: str) -> Case:
        return self._case(case_id)

    def claim(self, case_id: str, supervisor: Officer) -> Case:
        self._may(supervisor)

        def work(unit: Unit) -> Case:
            case = cases.claim(unit, case_id, supervisor.name, datetime.now(UTC))
            audit_log.append(unit, self._event(supervisor.name, Act.CASE_CLAIMED, case_id))
            return case

        claimed = self._store.write(work)
        self._changed(case_id)
        return claimed

    def release(self, case_id: str, supervisor: Officer) -> None:
        """Back into the queue."""
        self._may(supervisor)
        self._store.write(lambda unit: cases.release(unit, case_id, supervisor.name))
        self._changed(case_id)

    def rule(self, case_id: str, supervisor: Officer, ruling: CaseRuling, reason: str, note: str) -> Case:
        """Decide a claimed case; audited and put on the road to central in the same transaction.

        Raises:
            NotAllowed: no supervisor, or the officer of the visit ruling their own case.
            RulingIncomplete: the reason is not in the policy's list, or the note is empty.
        """
        self._may(supervisor)
        if reason not in self._policy.ruling_reasons.get(ruling.value, ()):
            raise RulingIncomplete(detail=reason, code="unknown_reason")
        if not note.strip():
            raise RulingIncomplete(code="note_needed")
        if self._case(case_id).officer == supervisor.name:
            raise NotAllowed("the officer of a visit does not rule its case")
        decided = Ruling(ruling, reason, note, supervisor.name, datetime.now(UTC))

        def work(unit: Unit) -> Case:
            case = cases.rule(unit, case_id, decided)
            _send(unit, case)
            event = self._event(supervisor.name, Act.CASE_RULED, case_id, ruling=ruling.value, reason=reason)
            audit_log.append(unit, event)
            return case

        case = self._store.write(work)
        self.wake()
        logs.log.info("case ruled", case=case_id, ruling=ruling.value)
        self._changed(case_id)
        return case

    def _may(self, officer: Officer) -> None:
        """The account as it is now, not as it was when its owner signed in. Raises NotAllowed."""
        with self._store.reading() as unit:
            officers.require_still(unit, officer, Permission.ADJUDICATE)

    def _case(self, case_id: str) -> Case:
        with self._store.reading() as unit:
            return cases.case(unit, case_id)

    def _event(self, actor: str, act: Act, subject: str, **detail: str) -> AuditEvent:
        return AuditEvent(datetime.now(UTC), actor, act, self._config.station, subject, detail)


def _send(unit: Unit, case: Case) -> None:
    """Seal the case as it is now for the agency and put it into the outbox; each state travels once."""
    keys = unit.keys
    record_id = str(uuid.uuid5(uuid.UUID(case.id), case.status.value))
    identity = f"case/{keys.station}/{record_id}".encode()  # who sends it: it may be another counter's case
    sealed = envelope.seal(record.pack(case), identity, keys.agency_public, keys.signer)
    outbox.put(unit, record_id, "case", sealed.envelope)
