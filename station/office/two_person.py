"""Acts that one person may not do alone: erasure, export of a person's record, export of keys.

Which of them need two people is the policy's `two_person`; one that is not listed needs one person who may, and is
audited all the same. A change of a stay needs two always. The override of a failed check is such an act as well, made
at the counter (review.override).

Two accounts are two people only where no one person has held what opens both. Whoever makes an account or resets its
password knows that password, and whoever sets its second factor holds that. So the audit log is asked in whose hands
each account's password and second factor have been: an account is in a hand that has held everything that it asks for.
First and second may not be in each other's hand, nor both in the hand of a third. It ends where something that the
account asks for comes from elsewhere: a password reset or a second factor set by an administrator in whose hand it is
not, an account that the agency sends, or a password from whoever holds the station's passphrase (`station-admin`).
That the owner changed the password ends nothing: whoever knew the first one may have been who changed it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Officer, Permission
from station.domain.sign_in import Session
from station.errors import NotAllowed, StationError
from station.office.log_in import FingerCheck, LogIn
from station.store import audit_log, officers
from station.store.session import Store, Unit
from station.workflow.policy import CHANGE_STAY, ERASE, EXPORT, EXPORT_KEY, TWO_PERSON_ACTS

# What the first and the second person must be allowed; the names are those of "two_person" in the policy file.
ACTS: dict[str, tuple[Permission, Permission]] = {
    ERASE: (Permission.ERASE, Permission.ERASE),
    EXPORT: (Permission.EXPORT, Permission.EXPORT),
    EXPORT_KEY: (Permission.EXPORT, Permission.ADMINISTER),
    CHANGE_STAY: (Permission.ADJUDICATE, Permission.VERIFY),
}
ALWAYS = frozenset({CHANGE_STAY})  # needs two people, whatever the policy lists


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
        return act in self._listed or act in ALWAYS

    def approve(
        self,
        act: str,
        subject: str,
        first: Session,
        second: str = "",
        password: str = "",
        *,
        reason: str,
        code: str | None = None,
        finger: FingerCheck | None = None,
        new: str = "",
    ) -> Approval:
        """The second person signs in for this act at the first one's screen; audited before anything happens.

        `code`, `finger`: the second person's second factor, asked for where they have one; `new`: the password that
        takes the place of their first one. Where the policy asks for
        one person, `second` is not looked at.
        Raises NotAllowed (the same person twice, `second_person_in_hand`, a role that may not), SignInRefused (as for
        signing in), ApprovalInvalid.
        """
        if act not in ACTS:
            raise ApprovalInvalid(f"no act of two people {act!r}")
        if not reason.strip():
            raise ApprovalInvalid("a reason is needed", code="reason_missing")
        first_needs, second_needs = ACTS[act]
        with self._store.reading() as unit:
            officers.require(unit, first.officer.name, first_needs)
        agreed = ""
        if self.needs_two(act):
            agreed = self._agreed(
                first, second, second_needs, lambda: self._log_in.confirm(second, password, code, finger, new)
            )
        with self._store.unit() as unit:
            officers.require(unit, first.officer.name, first_needs)  # waiting for a finger takes its time
            approval = Approval(str(uuid.uuid4()), act, subject, first.officer.name, agreed, reason, unit.now())
            detail: dict[str, Detail] = {"approval": approval.id, "act": act}
            kind = Act.ONE_PERSON_ACT
            if agreed:
                kind, detail["second"] = Act.TWO_PERSON_ACT, agreed
            event = AuditEvent(unit.now(), first.officer.name, kind, self._store.keys.station, subject, detail)
            audit_log.append(unit, event)
        self._open.add(approval.id)
        return approval

    def _agreed(self, first: Session, second: str, needs: Permission, prove: Callable[[], Officer]) -> str:
        """The sign-in name of the second person."""
        if not second.strip() or second.casefold() == first.officer.name.casefold():
            raise NotAllowed("a second person is needed", code="second_person_needed")
        other = prove()
        if not other.may(needs):
            raise NotAllowed(f"{other.role.value} may not {needs.value}")
        with self._store.reading() as unit:
            if not independent(unit, first.officer.name, other.name):
                raise NotAllowed("one person has held what opens both accounts", code="second_person_in_hand")
        return other.name

    def use(self, approval: Approval, act: str, subject: str) -> None:
        """Spend an approval; raises ApprovalInvalid unless it is for this act and subject and was not used."""
        if approval.act != act or approval.subject != subject or approval.id not in self._open:
            raise ApprovalInvalid("the approval is for something else, or was used")
        self._open.remove(approval.id)


def independent(unit: Unit, one: str, other: str) -> bool:
    """Whether nobody, neither of the two nor a third, has held what opens both accounts; by the audit log."""
    hands = _hands(unit)
    return not ({one, *hands.get(one, ())} & {other, *hands.get(other, ())})


_PASSWORD, _FACTOR = "password", "second_factor"


def _hands(unit: Unit) -> dict[str, frozenset[str]]:
    """Account -> the officers of this station who have held everything that it asks for."""
    people = {account.officer.name: account for account in officers.every(unit)}
    held: dict[str, dict[str, frozenset[str]]] = {}

    def opens(name: str) -> frozenset[str]:
        account = held.get(name, {})
        password = account.get(_PASSWORD, frozenset())
        return password & account[_FACTOR] if _FACTOR in account else password

    for event in _given(unit):
        name = event.subject.casefold()
        by = frozenset({event.actor, *opens(event.actor)}) if event.actor in people else frozenset()
        account = held.setdefault(name, {})
        if event.act == Act.OFFICER_ADDED or event.detail.get(_PASSWORD):
            account[_PASSWORD] = by
        if event.detail.get(_FACTOR) == "none":
            account.pop(_FACTOR, None)
        elif event.detail.get(_FACTOR):
            account[_FACTOR] = by
    return {name: opens(name) for name in people}


def _given(unit: Unit) -> list[AuditEvent]:
    """The entries of accounts that were made or changed, oldest first."""
    found: list[tuple[int, AuditEvent]] = []
    for act in (Act.OFFICER_ADDED, Act.OFFICER_CHANGED):
        wanted = audit_log.newest(unit, act=act)
        found += [(number, event) for number, event in wanted if event is not None and event.act == act]
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]
