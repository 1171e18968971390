"""What the register of stays says of the traveller at the counter: facts for the two tables of decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from station.domain.outcome import Candidate
from station.domain.register import RECEIPT, RegisterAnswer, RegisterFinding, StayRecord
from station.domain.visit import Direction, Document, Stay
from station.store import outbox, stays
from station.store.session import Store
from station.workflow.policy import Policy
from station.workflow.stay_rules import CROSSING_ONLY, passport_needs
from station.workflow.stays import (
    Arrival,
    Ban,
    Consequence,
    Departure,
    OpenStay,
    Presence,
    ProofOfEntry,
    RollingWindow,
    RuleFound,
    StayKind,
    arrival,
    days_left,
    days_over,
    departure,
)

_NO_RULE = {StayKind.RESIDENT.value, StayKind.DIPLOMATIC.value}  # days under a permit count in no window


@dataclass(frozen=True)
class AtCounter:
    """Who stands there: the identity, the document, and identities that the search found alike."""

    person: str
    document: Document
    stay: Stay
    alike: tuple[str, ...] = ()
    listed: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class StaysAtCounter:
    store: Store
    policy: Policy
    today: Callable[[], date]
    connected: bool = False  # there is a central; without one these are this station's crossings only
    clock: Callable[[], datetime] | None = None

    def look(self, who: AtCounter) -> RegisterAnswer:
        """Every row of the table that applies, and what the officer is shown beside it. Reads; writes nothing."""
        today = self.today()
        with self.store.reading() as unit:
            known = stays.of_traveller(unit, {who.person, *who.alike}, who.document.key)
            last = stays.last_crossing(unit, who.person)
            since, heard = stays.since(unit), outbox.counts(unit).last_acknowledged
            now = self.clock() if self.clock is not None else unit.now()
        opened = [one for one in known if one.is_open]
        if who.stay.direction is Direction.ARRIVAL:
            deaf = self._deaf(heard or since, now)
            found = arrival(self._arrival(who, today, known, opened, deaf))
        else:
            found = departure(self._departure(who, today, opened))
        return self._answer(who, today, opened, found, last, since, heard)

    def _deaf(self, heard: datetime | None, now: datetime) -> float:
        """Days without word from central; 0 where there is none."""
        return (now - heard).total_seconds() / 86400.0 if self.connected and heard is not None else 0.0

    def _arrival(
        self, who: AtCounter, today: date, known: list[StayRecord], opened: list[StayRecord], deaf: float
    ) -> Arrival:
        rules, stay = self.policy.stays, who.stay
        visa = self.policy.visas.get(stay.visa_class)
        left = None
        if visa is not None and isinstance(visa.counted, RollingWindow):
            left = days_left(visa.counted, today, presences(known))
        return Arrival(
            today,
            national=rules.national(who.document.nationality),
            stays=tuple(_open(one, who.document) for one in opened),
            days_left=left,
            entitled=visa is not None,
            passport_until=who.document.expiry,
            passport_needs=passport_needs(visa, rules, today) if visa is not None else None,
            last_day=stay.last_day,
            ban=_ban(who.listed),
            heard_days_ago=deaf,
            may_be_deaf_days=rules.deaf_days,
            left_shown=stay.proof_day,
        )

    def _departure(self, who: AtCounter, today: date, opened: list[StayRecord]) -> Departure:
        return Departure(
            today,
            national=self.policy.stays.national(who.document.nationality),
            stays=tuple(_open(one, who.document) for one in opened),
            mark=ProofOfEntry.SHOWN if who.stay.proof_day is not None else ProofOfEntry.NOTHING,
            ban=_ban(who.listed),
            fees=self.policy.stays.fees,
        )

    def _answer(
        self,
        who: AtCounter,
        today: date,
        opened: list[StayRecord],
        found: tuple[RuleFound, ...],
        last: tuple[datetime, str] | None,
        since: datetime | None,
        heard: datetime | None,
    ) -> RegisterAnswer:
        rules, newest = self.policy.stays, opened[0] if opened else None
        receipt = dict(who.stay.proofs).get(RECEIPT, "")
        fee = next(
            (f.days * rules.fees.a_day for f in found if f.act is Consequence.FEE and rules.fees is not None), None
        )
        acts = {f.act for f in found}
        over = days_over(newest.last_day, today) if newest is not None else 0
        counted = newest is not None and newest.arrived_on is not None
        entry = {"entry_unrecorded", "entry_shown"} & {f.code for f in found}
        shown = {"departure_shown", "departure_shown_late"} & {f.code for f in found}
        return RegisterAnswer(
            tuple(RegisterFinding(f.row, f.code, f.act.value, f.day, f.days) for f in found),
            last_at=last[0] if last is not None else None,
            last_direction=last[1] if last is not None else "",
            stay=newest,
            used=(today - newest.arrived_on).days + 1 if counted and newest and newest.arrived_on else None,
            left=max(0, (newest.last_day - today).days) if newest is not None and newest.last_day is not None else None,
            over=over,
            fee=fee,
            currency=rules.currency,
            since=since,
            heard_at=heard,
            alone=not self.connected,
            asks_proof=Consequence.ASK_PROOF in acts or bool(entry or shown) or _overdue(found),
            asks_receipt=fee is not None,
            proof=who.stay.proof,
            proof_day=who.stay.proof_day,
            receipt=receipt,
        )


def _overdue(found: tuple[RuleFound, ...]) -> bool:
    return any(f.code == "departure_missing_overdue" for f in found)


def presences(known: list[StayRecord]) -> tuple[Presence, ...]:
    """Days in the country of a person, for a window; a stay whose end nobody knows counts to its last day."""
    return tuple(
        Presence(one.arrived_on, one.left_on or (None if one.is_open else one.last_day), one.kind not in _NO_RULE)
        for one in known
        if one.arrived_on is not None and one.kind != CROSSING_ONLY
    )


def _open(stay: StayRecord, document: Document) -> OpenStay:
    return OpenStay(
        stay.id,
        stay.arrived_on or date.min,
        stay.last_day,
        same_document=stay.document_key == document.key,
        same_nationality=stay.nationality == document.nationality,
        kind=StayKind(stay.kind) if stay.kind != CROSSING_ONLY else StayKind.VISITOR,
    )


def _ban(listed: tuple[Candidate, ...]) -> Ban:
    if any(one.same_document for one in listed):
        return Ban.NUMBER
    return Ban.CANDIDATE if listed else Ban.NONE
