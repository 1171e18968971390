"""Acts that one person may not do alone: erasure, export of a person's record, export of keys.

Which of them need two people is the policy's `two_person`; one that is not listed needs one person who may, and is
audited all the same. The override of a failed check is such an act as well, made at the counter (services.override).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Permission
from station.domain.sign_in import Session
from station.errors import NotAllowed, StationError
from station.office.log_in import LogIn, require
from station.store import audit_log
from station.store.session import Store
from station.workflow.policy import ERASE, EXPORT, EXPORT_KEY, TWO_PERSON_ACTS

# What the first and the second person must be allowed; the names are those of "two_person" in the policy file.
ACTS: dict[str, tuple[Permission, Permission]] = {
    ERASE: (Permission.ERASE, Permission.ERASE),
    EXPORT: (Permission.EXPORT, Permission.EXPORT),
    EXPORT_KEY: (Permission.EXPORT, Permission.ADMINISTER),
}


class ApprovalInvalid(StationError):
    """An approval of another act or subject, or one that was used."""

    code = "approval_invalid"


@dataclass(frozen=True)
class Approval:
    """Two people agreed to one act on one subject; one, where the policy asks for one: `second` is empty then."""

    id: str
    act: str
    subject: str
    first: str
    second: str
    reason: str
    at: datetime


class TwoPeople:
    def __init__(self, store: Store, log_in: LogIn, listed: Collection[str] = TWO_PERSON_ACTS) -> None:
        """`listed`: `two_person` of the policy in force."""
        self._listed = frozenset(listed)
        self._store = store
        self._log_in = log_in
        self._open: set[str] = set()

    def needs_two(self, act: str) -> bool:
        return act in self._listed

    def approve(
        self, act: str, subject: str, first: Session, second: str = "", password: str = "", *, reason: str
    ) -> Approval:
        """The second person types name and password at the first one's screen; audited before anything happens.

        Where the policy asks for one person, `second` is not looked at.
        Raises NotAllowed (the same person twice, a role that may not), SignInRefused, ApprovalInvalid.
        """
        if act not in ACTS:
            raise ApprovalInvalid(f"no act of two people {act!r}")
        if not reason.strip():
            raise ApprovalInvalid("a reason is needed", code="reason_missing")
        first_needs, second_needs = ACTS[act]
        require(first, first_needs)
        agreed = self._agreed(first, second, password, second_needs) if self.needs_two(act) else ""
        with self._store.unit() as unit:
            approval = Approval(str(uuid.uuid4()), act, subject, first.officer.name, agreed, reason, unit.now())
            detail: dict[str, Detail] = {"approval": approval.id, "act": act}
            kind = Act.ONE_PERSON_ACT
            if agreed:
                kind, detail["second"] = Act.TWO_PERSON_ACT, agreed
            event = AuditEvent(unit.now(), first.officer.name, kind, self._store.keys.station, subject, detail)
            audit_log.append(unit, event)
        self._open.add(approval.id)
        return approval

    def _agreed(self, first: Session, second: str, password: str, needs: Permission) -> str:
        """The sign-in name of the second person."""
        if not second.strip() or second.casefold() == first.officer.name.casefold():
            raise NotAllowed("a second person is needed", code="second_person_needed")
        other = self._log_in.confirm(second, password)
        if not other.may(needs):
            raise NotAllowed(f"{other.role.value} may not {needs.value}")
        return other.name

    def use(self, approval: Approval, act: str, subject: str) -> None:
        """Spend an approval; raises ApprovalInvalid unless it is for this act and subject and was not used."""
        if approval.act != act or approval.subject != subject or approval.id not in self._open:
            raise ApprovalInvalid("the approval is for something else, or was used")
        self._open.remove(approval.id)
