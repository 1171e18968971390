"""The visit in hand at one counter: its draft, the table it walks, and how it is kept against a stop of the station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from models.face.template import FaceTemplate
from station.counter.chip_reader import ChipReader
from station.counter.draft import Draft
from station.counter.kept_visit import KeptVisits
from station.counter.timing import Stopwatch
from station.domain import desk
from station.domain.audit import Act, AuditEvent
from station.domain.chip import ChipResult, unlike
from station.domain.officer import Officer, Permission
from station.domain.outcome import Modality
from station.domain.samples import FaceSample, Finger
from station.domain.transaction import Transaction
from station.errors import NotAllowed, StationError
from station.store import audit_log, officers, open_visits, transactions
from station.store.session import Store, Unit
from station.workflow.counter import Event, Step, counter_machine
from station.workflow.fingers import hand_in_use, next_finger
from station.workflow.policy import ModalityRule, Policy, age_on
from station.workflow.slaps import left_open

_CHIP_WARNINGS = ("chip_", "substitution_")
_TOLD = (ChipResult.FAILED, ChipResult.UNDETERMINED, ChipResult.ABORTED)


class VisitIncomplete(StationError):
    """Something that this step needs has not been taken yet; `code` names it."""

    code = "visit_incomplete"


class VisitInHand:
    """What the steps of one counter share. `step`, `allows` and `view` are for any thread; everything else belongs on
    the counter's own, one call at a time."""

    def __init__(
        self,
        officer: Officer,
        station: str,
        store: Store,
        policy: Policy,
        kept: KeptVisits,
        stopwatch: Stopwatch,
        today: Callable[[], date],
        zone: str = "",
        chip: ChipReader | None = None,
    ) -> None:
        """zone: the post's, "+07:00"; "" for the machine's own. Raises NotAllowed for an officer without a counter."""
        self.officer = _with_counter(officer)
        self.station, self.store, self.policy, self.kept = station, store, policy, kept
        self.stopwatch, self.today, self.zone = stopwatch, today, zone
        self.chip = chip
        self.draft = Draft(officer.name)
        self._machine = counter_machine()
        self._view = self._look()

    # ---- from any thread

    @property
    def step(self) -> Step:
        return self._machine.state

    @property
    def view(self) -> desk.VisitView:
        """The visit as it stood after the last accepted step; frozen, so that the window may read it while the counter
        works."""
        return self._view

    def allows(self, event: Event) -> bool:
        return self._machine.allows(event)

    # ---- the table

    def require(self, event: Event) -> None:
        """Raises VisitIncomplete `illegal_transition`, NotAllowed; unlike `fire` it changes nothing."""
        if not self._machine.allows(event):
            raise VisitIncomplete(f"{event.value} in {self.step.value}", code="illegal_transition")
        self.still_allowed()

    def still_allowed(self) -> None:
        """The account as it is now: it may have been closed or moved meanwhile. Raises NotAllowed."""
        with self.store.reading() as unit:
            officers.require_still(unit, self.officer, Permission.ENROL)

    def fire(self, event: Event) -> Step:
        step = self._machine.fire(event)
        self.show()
        return step

    def start(self, draft: Draft, step: Step | None = None) -> None:
        """Another draft is in hand; at `step` where it does not come by the table."""
        if self.chip is not None and draft.id != self.draft.id:
            self.chip.forget()
        self.draft = draft
        if step is not None:
            self._machine = counter_machine(step)
        self.show()

    def take_over(self, officer: Officer) -> None:
        """A colleague goes on with the visit, under their own name. Raises NotAllowed without the right to."""
        self.officer = _with_counter(officer)
        self.draft.officer = officer.name

    def show(self) -> None:
        """Publish the draft as it is now."""
        self._view = self._look()

    def _look(self) -> desk.VisitView:
        draft, fingers = self.draft, self.asks_for_fingers()
        return desk.VisitView(
            reading=draft.reading,
            document=draft.document,
            person=draft.person,
            known=draft.known,
            stay=draft.stay,
            notice=draft.notice,
            warnings=tuple(sorted(draft.warnings)),
            hand=self._hand() if fingers else (),
            expected=self.expected_finger(),
            taken=draft.shown(),
            missing=draft.sealed_missing(),
            cases=draft.cases,
            agrees=next((c.outcome for c in draft.comparisons if c.modality is Modality.FUSED), None),
        )

    def _hand(self) -> tuple[Finger, ...]:
        """The fingers of this visit: all of them where slaps are taken, else those of one hand."""
        if self.draft.ten and not self.draft.one_by_one:
            return tuple(Finger)
        return tuple(sorted({*hand_in_use(self.draft.missing), *self.draft.fingers, *self.draft.reading_fingers}))

    # ---- what the policy asks of this traveller

    def rule(self) -> ModalityRule:
        """By age and purpose. Raises VisitIncomplete without document or stay."""
        document, stay = self.draft.document, self.draft.stay
        if document is None or stay is None:
            raise VisitIncomplete(code="visit_incomplete")
        return self.policy.modalities_for(age_on(document.birth, self.today()), stay.purpose)

    def asks_for_fingers(self) -> bool:
        return self.draft.document is None or self.draft.stay is None or self.rule().fingers

    def expected_finger(self, besides: Finger | None = None) -> Finger | None:
        """The one to ask for now; `besides`: once that one is there, too."""
        if not self.asks_for_fingers():
            return None
        taken = (*self.draft.fingers, *self.draft.reading_fingers, *(() if besides is None else (besides,)))
        missing = self.draft.missing
        if not self.draft.one_by_one and (left := left_open(taken, missing)) is not None:
            return left
        return next_finger(taken, missing)

    def face_is(self, sample: FaceSample | None) -> None:
        """The face step is done: with a sample, without one, or not asked for."""
        self.draft.face, self.draft.face_done = sample, True
        self.draft.unchecked()
        self.fire(Event.FACE_TAKEN)
        self.keep()

    # ---- the document's chip, which is read beside everything else

    def take_chip(self, live: FaceTemplate | None = None) -> None:
        """What is known of the chip now goes into the draft, with its warnings; what was kept before stays where it was
        not read again. `live`: the face before the counter, for the comparisons."""
        found = None if self.chip is None else self.chip.evidence(self.draft.id, live)
        if found is not None:
            self.draft.chip = found
            self.draft.warnings = {w for w in self.draft.warnings if not w.startswith(_CHIP_WARNINGS)}
            if found.verdict in _TOLD:
                self.draft.warnings.add(f"chip_{found.verdict.value}")
            if found.substitution is not None:
                self.draft.warnings.add(f"substitution_{found.substitution.value}")
            elif unlike(found.faces):
                self.draft.warnings.add("chip_unlike")
        self.show()

    # ---- on the disk

    def keep(self) -> bool:
        """After every accepted step: a power cut from here on costs nothing that the officer saw accepted. False where
        there was no room."""
        with self.stopwatch.step("keep"):
            kept = self.kept.keep(self.draft)
        self.show()
        return kept

    def forget(self, visit: str, act: Act, log: Transaction | None = None, **detail: str | int) -> None:
        """`log`: what the visit leaves in the log of transactions, where nothing of it is sealed."""

        def work(unit: Unit) -> None:
            open_visits.remove(unit, visit)
            if log is not None:
                transactions.add(unit, log)
            audit_log.append(unit, self._event(act, visit, **detail))

        self.store.write(work)

    def audit(self, act: Act, **detail: str | int) -> None:
        self.store.write(lambda unit: audit_log.append(unit, self._event(act, self.draft.id, **detail)))

    def _event(self, act: Act, visit: str, **detail: str | int) -> AuditEvent:
        return AuditEvent(datetime.now(UTC), self.officer.name, act, self.station, visit, detail)


def _with_counter(officer: Officer) -> Officer:
    if not officer.may(Permission.ENROL):
        raise NotAllowed(f"role {officer.role.value} has no counter")
    return officer
