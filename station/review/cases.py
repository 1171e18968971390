"""Cases as the counter and the supervisor see them: opened, claimed, ruled, told; each act audited and synced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from station import logs
from station.config import Config
from station.domain.audit import Act, AuditEvent
from station.domain.case import Case, CaseRow, CaseStatus
from station.domain.desk import CaseState
from station.domain.officer import Officer, Permission
from station.domain.outcome import CaseReason, CaseRuling, Feature, Opinion, Seen
from station.domain.samples import FaceSample, FingerSample
from station.errors import CaseConflict, NotAllowed, StationError
from station.review.taken_up import taken_up
from station.store import audit_log, cases, corrections, officers, outbox
from station.store.errors import RecordMissing
from station.store.session import Store, Unit
from station.workflow import adjudication
from station.workflow.adjudication import LINKING
from station.workflow.policy import Policy


class RulingIncomplete(StationError):
    """A ruling without a reason from the list or without a note."""

    code = "ruling_incomplete"


class Cases:
    def __init__(self, store: Store, config: Config, policy: Policy, wake: Callable[[], None] = lambda: None) -> None:
        """`wake` is called when there is something to send, `identities` with everybody whose visits or references a
        ruling may have changed, after it is kept; the composition root sets both once road and gallery are there."""
        self._store = store
        self._config = config
        self._policy = policy
        self.wake = wake
        self.identities: Callable[[frozenset[str]], object] = lambda _: None
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, changed: Callable[[str], None]) -> Callable[[], None]:
        """`changed(case id)` after every change, from the thread that made it; returns how to stop that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed) if changed in self._watchers else None

    def arrived(self, ids: frozenset[str]) -> None:
        """These cases, or rulings on them, came down the road from central."""
        for case_id in sorted(ids):
            self._changed(case_id)
        self.identities(self.people(sorted(ids)))

    def people(self, ids: Iterable[str]) -> frozenset[str]:
        """Every identity that rulings of these cases may touch; of those that are still here."""
        found: frozenset[str] = frozenset()
        with self._store.reading() as unit:
            for case_id in ids:
                with suppress(RecordMissing):
                    found |= corrections.people_of(cases.case(unit, case_id))
        return found

    def _changed(self, case_id: str) -> None:
        for watcher in list(self._watchers):
            watcher(case_id)

    # ---- the counter's side

    def open(self, case: Case) -> None:
        case = self._asked(case)

        def work(unit: Unit) -> None:
            cases.open_case(unit, case)
            cases.queue(unit, case)
            audit_log.append(unit, self._event(unit, case.officer, Act.CASE_OPENED, case.id, reason=case.reason.value))

        self._store.write(work)
        logs.log.info("case opened", case=case.id, reason=case.reason.value)
        self._changed(case.id)

    def alarmed(self, face: FaceSample | None, fingers: Sequence[FingerSample]) -> bool:
        """Whether an attack score of what was captured reaches the policy's alarm."""
        rules, scores = self._policy, [sample.attack_score for sample in fingers]
        of_face = face.attack_score if face else None
        return _reaches([of_face], rules.face.attack_alarm) or _reaches(scores, rules.fingers.attack_alarm)

    def state(self, case_id: str) -> CaseState:
        case = self._case(case_id)
        return CaseState(case.id, (case.reason,), case.status, case.claimed_by or "", case.ruling)

    def tell(self, case_id: str) -> None:
        """The counter that waited has seen the ruling."""

        def work(unit: Unit) -> None:
            if cases.case(unit, case_id).told_at is None:
                cases.told(unit, case_id, unit.now())
                audit_log.append(unit, self._event(unit, "system", Act.CASE_TOLD, case_id))

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

    def queue(
        self,
        limit: int = cases.PAGE,
        after: CaseRow | None = None,
        reason: CaseReason | None = None,
        station: str = "",
    ) -> list[CaseRow]:
        """What waits, as it is listed; see station.store.cases.rows."""
        with self._store.reading() as unit:
            return cases.rows(unit, limit, after, reason, station)

    def ruled(self, limit: int = cases.PAGE, after: CaseRow | None = None) -> list[CaseRow]:
        with self._store.reading() as unit:
            return cases.ruled_rows(unit, limit, after)

    def counts(self) -> list[tuple[CaseReason, str, int]]:
        """How many wait, by reason and post."""
        with self._store.reading() as unit:
            return cases.counts(unit)

    def case(self, case_id: str) -> Case:
        return self._case(case_id)

    def colleagues(self, case_id: str, supervisor: Officer) -> list[Officer]:
        """To whom a case may be handed over."""
        with self._store.reading() as unit:
            case = cases.case(unit, case_id)
            accounts = officers.every(unit)
        return [
            a.officer
            for a in accounts
            if a.active
            and a.officer.may(Permission.ADJUDICATE)
            and a.officer.name != supervisor.name
            and adjudication.may_decide(case, a.officer.name)
        ]

    def claim(self, case_id: str, supervisor: Officer, *, take_over: bool = True) -> Case:
        """Take a case; `take_over` also from a colleague who has it, which the log says. Raises CaseConflict."""
        self._may(supervisor)

        def work(unit: Unit) -> Case:
            before = cases.case(unit, case_id)
            claimed = adjudication.claim(before, supervisor.name, unit.now(), take_over=take_over)
            case = cases.put(unit, self._asked(claimed))
            if before.claimed_by in (None, supervisor.name):
                event = self._event(unit, supervisor.name, Act.CASE_CLAIMED, case_id)
            else:
                event = self._event(unit, supervisor.name, Act.CASE_TAKEN_OVER, case_id, before=before.claimed_by or "")
            audit_log.append(unit, event)
            return case

        claimed = self._store.write(work)
        self._changed(case_id)
        return claimed

    def release(self, case_id: str, supervisor: Officer) -> None:
        """Back into the queue."""
        self._step(
            case_id, supervisor, Act.CASE_RELEASED, lambda case, _at: adjudication.release(case, supervisor.name)
        )

    def transfer(self, case_id: str, supervisor: Officer, to: str) -> None:
        """To a colleague by sign-in name. Raises CaseConflict, NotAllowed where the colleague is no supervisor."""
        with self._store.reading() as unit:
            account = officers.find(unit, to)
        if account is None or not account.active or not account.officer.may(Permission.ADJUDICATE):
            raise NotAllowed("who is to take the case is no supervisor")

        def step(case: Case, at: datetime) -> Case:
            return adjudication.transfer(case, supervisor.name, account.officer.name, at)

        self._step(case_id, supervisor, Act.CASE_TRANSFERRED, step, to=account.officer.name)

    def escalate(self, case_id: str, supervisor: Officer, why: str) -> None:
        """Before all others, for somebody else. Raises RulingIncomplete without a reason."""
        reason = _written(why)
        self._step(
            case_id,
            supervisor,
            Act.CASE_ESCALATED,
            lambda case, _at: adjudication.escalate(case, supervisor.name, reason),
            send=True,
        )

    def reopen(self, case_id: str, supervisor: Officer, why: str) -> None:
        """A ruled case waits again; the ruling before is kept. Raises RulingIncomplete without a reason."""
        reason = _written(why)
        self._step(
            case_id, supervisor, Act.CASE_REOPENED, lambda case, _at: adjudication.reopen(case, reason), send=True
        )

    def look_first(self, case_id: str, supervisor: Officer, opinion: Opinion) -> Case:
        """What the pictures alone say, kept before anything else is shown; decides nothing."""
        return self._step(
            case_id,
            supervisor,
            Act.CASE_OPINION,
            lambda case, _at: adjudication.look_first(case, opinion),
            blind=True,
        )

    def rule(
        self,
        case_id: str,
        supervisor: Officer,
        ruling: CaseRuling,
        reason: str,
        note: str,
        features: tuple[tuple[str, str], ...] = (),
    ) -> Case:
        """One supervisor's word on a claimed case: the ruling, or an opinion where another one is asked for. Audited
        and put on the road to central in the same transaction, and done: to whom the visit belongs and which
        references stand (station.store.corrections); where the visit is still open, its seal does that.

        Raises:
            NotAllowed: no supervisor, or the officer of the visit ruling their own case.
            RulingIncomplete: the reason is not in the policy's list, or the note is empty.
            CaseConflict: not claimed, a second opinion of the same supervisor, or a first look is still to come.
        """
        self._may(supervisor)
        opinion = self._word(supervisor, ruling, reason, note, features)
        self._not_own(self._case(case_id), supervisor)
        return self._given(case_id, lambda unit: self._opine(unit, cases.case(unit, case_id), opinion))

    def unlink(self, case_id: str, supervisor: Officer, reason: str, note: str) -> Case:
        """One supervisor's word that a ruling linked different people: its case opens again with the note, and where
        one opinion is enough, everything that it linked is taken apart as new signed versions. Where policy asks for a
        second opinion the case waits for it, where it asks for a first look the case waits for that; until it is ruled
        all stands. The second supervisor may give theirs in the same way. A case that is past its days is laid out once
        more for it, from what is still on record.

        Raises as `rule` does; CaseConflict where the ruling of now links nobody, or a colleague has the case.
        """
        self._may(supervisor)
        opinion = self._word(supervisor, CaseRuling.DIFFERENT_PEOPLE, reason, note)

        def work(unit: Unit) -> Case:
            gone = cases.status(unit, case_id) is None
            case = taken_up(unit, case_id, opinion.note) if gone else cases.case(unit, case_id)
            self._not_own(case, supervisor)
            last = case.ruling or (case.earlier[-1] if case.earlier else None)
            if last is None or last.ruling is not CaseRuling.SAME_PERSON:
                raise CaseConflict("its ruling links nobody")
            if gone or case.status is CaseStatus.RULED:
                if gone:
                    case = self._asked_of_a_link(case)
                    cases.open_case(unit, case)
                else:
                    case = cases.put(unit, self._asked(adjudication.reopen(case, opinion.note)))
                cases.queue(unit, case)
                audit_log.append(unit, self._event(unit, supervisor.name, Act.CASE_REOPENED, case_id, unlinks=True))
            if adjudication.looks_first(case, supervisor.name):
                return case
            claimed = adjudication.claim(case, supervisor.name, unit.now())
            audit_log.append(unit, self._event(unit, supervisor.name, Act.CASE_CLAIMED, case_id))
            return self._opine(unit, claimed, opinion)

        return self._given(case_id, work)

    def _word(
        self,
        supervisor: Officer,
        ruling: CaseRuling,
        reason: str,
        note: str,
        features: tuple[tuple[str, str], ...] = (),
    ) -> Opinion:
        if reason not in self._policy.ruling_reasons.get(ruling.value, ()):
            raise RulingIncomplete(detail=reason, code="unknown_reason")
        note = _written(note)
        return Opinion(supervisor.name, ruling, reason, note, datetime.now(UTC), features=_ticked(features))

    def _not_own(self, case: Case, supervisor: Officer) -> None:
        if case.officer == supervisor.name:
            raise NotAllowed("the officer of a visit does not rule its case")

    def _opine(self, unit: Unit, claimed: Case, opinion: Opinion) -> Case:
        case = cases.put(unit, adjudication.opine(claimed, opinion))
        cases.queue(unit, case)
        if case.ruling is None:  # what was said stays covered until the next one has spoken
            event = self._event(unit, opinion.supervisor, Act.CASE_OPINION, case.id)
        else:
            said = case.ruling
            kind, why = said.ruling.value, said.reason
            event = self._event(unit, opinion.supervisor, Act.CASE_RULED, case.id, ruling=kind, reason=why)
        audit_log.append(unit, event)
        corrections.apply(unit, case)
        return case

    def _given(self, case_id: str, work: Callable[[Unit], Case]) -> Case:
        """Keeps a supervisor's word, and tells everybody whom it concerns."""
        case = self._store.write(work)
        self.wake()
        if case.ruling is not None:
            self.identities(corrections.people_of(case))
        logs.log.info("case ruled" if case.ruling else "case judged, another opinion is asked for", case=case_id)
        self._changed(case_id)
        return case

    def _step(
        self,
        case_id: str,
        supervisor: Officer,
        act: Act,
        step: Callable[[Case, datetime], Case],
        *,
        send: bool = False,
        **detail: str | bool,
    ) -> Case:
        """One audited change of a case; `send`: the new state travels."""
        self._may(supervisor)

        def work(unit: Unit) -> Case:
            case = cases.put(unit, step(cases.case(unit, case_id), unit.now()))
            if send:
                cases.queue(unit, case)
            audit_log.append(unit, self._event(unit, supervisor.name, act, case_id, **detail))
            return case

        case = self._store.write(work)
        if send:
            self.wake()
        self._changed(case_id)
        return case

    def _asked(self, case: Case) -> Case:
        """With what the policy of now asks of its kind; never less than it was opened with."""
        rules = self._policy.review
        needed = max(case.needed, rules.needed(case.reason))
        return replace(case, needed=needed, blind=case.blind or case.reason in rules.blind_first)

    def _asked_of_a_link(self, case: Case) -> Case:
        """With the most that the policy asks of any case by which people are linked: which of these it was went with
        it."""
        asked = [self._asked(replace(case, reason=reason)) for reason in sorted(LINKING, key=lambda one: one.value)]
        return replace(case, needed=max(one.needed for one in asked), blind=any(one.blind for one in asked))

    def _may(self, officer: Officer) -> None:
        """The account as it is now, not as it was when its owner signed in. Raises NotAllowed."""
        with self._store.reading() as unit:
            officers.require_still(unit, officer, Permission.ADJUDICATE)

    def _case(self, case_id: str) -> Case:
        with self._store.reading() as unit:
            return cases.case(unit, case_id)

    def _event(self, unit: Unit, actor: str, act: Act, subject: str, **detail: str | bool) -> AuditEvent:
        return AuditEvent(unit.now(), actor, act, self._config.station, subject, detail)


def _reaches(scores: Iterable[float | None], alarm: float | None) -> bool:
    return alarm is not None and any(score is not None and score >= alarm for score in scores)


def _written(note: str) -> str:
    """Raises RulingIncomplete where nothing is written."""
    if not note.strip():
        raise RulingIncomplete(code="note_needed")
    return note.strip()


def _ticked(features: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Each feature once, from top to bottom. ValueError for one that there is not."""
    seen = {Feature(feature): Seen(mark) for feature, mark in features}
    return tuple((feature.value, seen[feature].value) for feature in Feature if feature in seen)
