"""Acts that one person may not do alone: override of a failed check, erasure, export of a record or of keys."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from station.domain.audit import Act, AuditEvent
from station.domain.officer import Permission
from station.domain.sign_in import Session
from station.errors import NotAllowed, StationError
from station.services.log_in import LogIn, require
from station.store import audit_log
from station.store.session import Store

# What the first and the second person must be allowed; the names are those of "two_person" in the policy file.
ACTS: dict[str, tuple[Permission, Permission]] = {
    "override_failed_check": (Permission.VERIFY, Permission.ADJUDICATE),
    "erase": (Permission.ERASE, Permission.ERASE),
    "export": (Permission.EXPORT, Permission.EXPORT),
    "export_key": (Permission.EXPORT, Permission.ADMINISTER),
}


class ApprovalInvalid(StationError):
    """An approval of another act or subject, or one that was used."""

    code = "approval_invalid"


@dataclass(frozen=True)
class Approval:
    """Two people agreed to one act on one subject."""

    id: str
    act: str
    subject: str
    first: str
    second: str
    reason: str
    at: datetime


class TwoPeople:
    def __init__(self, store: Store, log_in: LogIn) -> None:
        self._store = store
        self._log_in = log_in
        self._open: set[str] = set()

    def approve(self, act: str, subject: str, first: Session, second: str, password: str, *, reason: str) -> Approval:
        """The second person types name and password at the first one's screen; audited before anything happens.

        Raises NotAllowed (the same person twice, a role that may not), SignInRefused, ApprovalInvalid.
        """
        if act not in ACTS:
            raise ApprovalInvalid(f"no two-person act {act!r}")
        if not reason.strip():
            raise ApprovalInvalid("a reason is needed", code="reason_missing")
        first_needs, second_needs = ACTS[act]
        require(first, first_needs)
        if second.casefold() == first.officer.name.casefold():
            raise NotAllowed("the same person twice", code="second_person_needed")
        other = self._log_in.confirm(second, password)
        if not other.may(second_needs):
            raise NotAllowed(f"{other.role.value} may not {second_needs.value}")
        approval = Approval(str(uuid.uuid4()), act, subject, first.officer.name, other.name, reason, self._now())
        with self._store.unit() as unit:
            detail = {"approval": approval.id, "act": act, "second": other.name}
            event = AuditEvent(
                unit.now(), first.officer.name, Act.TWO_PERSON_ACT, self._store.keys.station, subject, dict(detail)
            )
            audit_log.append(unit, event)
        self._open.add(approval.id)
        return approval

    def use(self, approval: Approval, act: str, subject: str) -> None:
        """Spend an approval; raises ApprovalInvalid unless it is for this act and subject and was not used."""
        if approval.act != act or approval.subject != subject or approval.id not in self._open:
            raise ApprovalInvalid("the approval is for something else, or was used")
        self._open.remove(approval.id)

    def _now(self) -> datetime:
        with self._store.reading() as unit:
            return unit.now()
