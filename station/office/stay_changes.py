"""What happens to a stay away from the counter: it is extended, corrected or declared void, by two people always.

An extension is an event with its own last day and the number of its decision, not days added; a correction says what
the register had wrong; a stay that was entered by mistake is void. Nothing that was written before is changed: each is
an event beside the stay, with both names, and a line in the audit log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from station.domain.audit import Act, AuditEvent
from station.domain.register import Closing, StayAct, StayEvent, StayRecord
from station.errors import StationError
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, stays
from station.store.session import Store, Unit
from station.workflow.policy import CHANGE_STAY, Policy
from station.workflow.stays import DAY, PerEntry, Until

_Change = Callable[[Unit, StayRecord], StayEvent]


class StayChangeRefused(StationError):
    """A change that the stay, its class or the days do not allow; `code` says which."""

    code = "stay_change_refused"


@dataclass(frozen=True)
class StayChanges:
    """`today`: of the post's own zone."""

    store: Store
    policy: Policy
    today: date

    def extend(self, stay: str, until: date, decision: str, approval: Approval, people: TwoPeople) -> StayRecord:
        """Another last day, by the decision of this number. The stay as it is now.

        Raises:
            StayChangeRefused: `stay_closed`, `stay_has_no_last_day`, `extension_not_later`, `extension_not_foreseen`
                (the class allows none, or no further one), `extension_too_long` (beyond the days in all),
                `decision_missing`.
            ApprovalInvalid: an approval of another act or stay, or of one person.
            station.store.errors.RecordMissing: no such stay.
        """
        if not decision.strip():
            raise StayChangeRefused(code="decision_missing")

        def change(unit: Unit, found: StayRecord) -> StayEvent:
            self._may_extend(unit, found, until)
            stays.change(unit, found, arrived_on=found.arrived_on, last_day=until)
            return self._event(unit, found, StayAct.EXTENDED, approval, proof=decision.strip(), day=until)

        return self._change(stay, approval, people, change)

    def correct(
        self,
        stay: str,
        approval: Approval,
        people: TwoPeople,
        *,
        arrived_on: date | None = None,
        last_day: date | None = None,
    ) -> StayRecord:
        """What the register had wrong: the day of entry, the last day, or both; None leaves a day as it is.

        Raises StayChangeRefused (`nothing_to_correct`, `arrival_later`: a day that has not come, `days_reversed`),
        ApprovalInvalid, RecordMissing.
        """

        def change(unit: Unit, found: StayRecord) -> StayEvent:
            arrived, last = arrived_on or found.arrived_on, last_day or found.last_day
            if (arrived, last) == (found.arrived_on, found.last_day):
                raise StayChangeRefused(code="nothing_to_correct")
            if arrived is not None and arrived > self.today:
                raise StayChangeRefused(code="arrival_later")
            if arrived is not None and ((last is not None and last < arrived) or (found.left_on or arrived) < arrived):
                raise StayChangeRefused(code="days_reversed")
            stays.change(unit, found, arrived_on=arrived, last_day=last)
            before = f"{found.arrived_on or '-'}..{found.last_day or '-'}"
            return self._event(unit, found, StayAct.CORRECTED, approval, proof=before, day=last_day or arrived_on)

        return self._change(stay, approval, people, change)

    def void(self, stay: str, approval: Approval, people: TwoPeople) -> StayRecord:
        """It was entered by mistake. Raises StayChangeRefused `stay_void`, ApprovalInvalid, RecordMissing."""

        def change(unit: Unit, found: StayRecord) -> StayEvent:
            if found.closing is Closing.VOID:
                raise StayChangeRefused(code="stay_void")
            stays.close(unit, found, Closing.VOID, found.left_on, found.certainty, found.departure_visit)
            return self._event(unit, found, StayAct.VOIDED, approval)

        return self._change(stay, approval, people, change)

    def _may_extend(self, unit: Unit, stay: StayRecord, until: date) -> None:
        if not stay.is_open:
            raise StayChangeRefused(code="stay_closed")
        if stay.last_day is None:
            raise StayChangeRefused(code="stay_has_no_last_day")
        if until <= stay.last_day:
            raise StayChangeRefused(code="extension_not_later")
        visa = self.policy.visas.get(stay.visa_class)
        rule = visa.counted if visa is not None else None
        if isinstance(rule, Until):
            return  # the permit names its last day
        if not isinstance(rule, PerEntry):
            raise StayChangeRefused(code="extension_not_foreseen")
        before = sum(event.act is StayAct.EXTENDED for event in stays.events(unit, stay.id))
        if before >= rule.extensions:
            raise StayChangeRefused(f"{stay.visa_class} allows {rule.extensions}", code="extension_not_foreseen")
        if rule.most is not None and stay.arrived_on is not None:
            latest = stay.arrived_on + DAY * (rule.most - (1 if rule.first_day_counts else 0))
            if until > latest:
                raise StayChangeRefused(f"{latest.isoformat()} at the latest", code="extension_too_long")

    def _change(self, stay: str, approval: Approval, people: TwoPeople, change: _Change) -> StayRecord:
        people.use(approval, CHANGE_STAY, stay)
        with self.store.unit() as unit:
            event = change(unit, stays.get(unit, stay))
            stays.note(unit, event)
            detail = {"kind": event.act.value, "second": approval.second, "approval": approval.id}
            if event.day is not None:
                detail["day"] = event.day.isoformat()
            station = self.store.keys.station
            audit_log.append(unit, AuditEvent(unit.now(), approval.first, Act.STAY_CHANGED, station, stay, detail))
            return stays.get(unit, stay)

    @staticmethod
    def _event(
        unit: Unit, stay: StayRecord, act: StayAct, approval: Approval, proof: str = "", day: date | None = None
    ) -> StayEvent:
        return StayEvent(
            stay.id, unit.now(), act, approval.first, approval.second, proof=proof, day=day, note=approval.reason
        )
