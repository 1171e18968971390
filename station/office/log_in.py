"""Sign in, unlock, hand over, sign out; wrong attempts are counted, delayed and audited."""

from __future__ import annotations

import functools
import math
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Officer, Permission
from station.domain.sign_in import Session, SignInRules
from station.errors import NotAllowed, StationError
from station.office import lock_out
from station.office.lock_out import BootClock
from station.store import audit_log, officers
from station.store.officers import Account
from station.store.session import Store, Unit
from station.vault import passwords, totp
from station.workflow.policy import Policy

# Told whether the live finger on the scanner belongs to this ISO template.
FingerCheck = Callable[[bytes], bool]


class SignInRefused(StationError):
    """Codes: sign_in_wrong, sign_in_locked, sign_in_inactive, sign_in_offline_too_long, second_factor_needed,
    second_factor_missing, second_factor_wrong, password_must_change, password_too_short, password_same."""

    code = "sign_in_wrong"

    def __init__(
        self, code: str, detail: str = "", wait: timedelta | None = None, factors: tuple[str, ...] = ()
    ) -> None:
        super().__init__(detail or code, code)
        self.wait = wait  # how long the account stays locked, for the sentence of sign_in_locked
        self.factors = factors  # "totp", "finger": what second_factor_needed can be answered with


@functools.cache
def _nobodys_hash() -> str:
    # An unknown name must cost the same time as a wrong password.
    return passwords.hash_password(uuid.uuid4().hex)


class LogIn:
    """Thread-safe; costs one Argon2id (0.2 s), so call it through a Runner."""

    def __init__(self, store: Store, rules: SignInRules | None = None, clock: BootClock | None = None) -> None:
        self._store = store
        self._clock = clock or BootClock()
        self.rules = rules or SignInRules()

    def sign_in(self, name: str, password: str, code: str | None = None, finger: FingerCheck | None = None) -> Session:
        """The session of an officer whose password, and second factor where one is set, are right.

        `code` is the six digits of an authenticator; `finger` compares the live finger with the stored template.
        Raises SignInRefused, which says why by its code.
        """
        account, factors = self._prove(name, password, code, finger)
        return self._begin(account.officer, factors, Act.SIGNED_IN)

    def unlock(self, session: Session, password: str) -> None:
        """Open the idle lock for the officer whose session it is."""
        self._prove(session.officer.name, password, None, None, second=False)
        self._audit(session.officer.name, Act.UNLOCKED, session.id)

    def locked(self, session: Session) -> None:
        """The idle lock has closed; the visit on the screen stays."""
        self._audit(session.officer.name, Act.LOCKED_IDLE, session.id)

    def hand_over(
        self,
        session: Session,
        name: str,
        password: str,
        code: str | None = None,
        finger: FingerCheck | None = None,
    ) -> Session:
        """The next officer takes the counter, with whatever visit is open; both names are in the audit log."""
        account, factors = self._prove(name, password, code, finger)
        return self._begin(account.officer, factors, Act.HANDED_OVER, {"from": session.officer.name})

    def sign_out(self, session: Session) -> None:
        self._audit(session.officer.name, Act.SIGNED_OUT, session.id)

    def confirm(self, name: str, password: str) -> Officer:
        """A second person proves who they are for one act, without a session (services.two_person)."""
        account, _ = self._prove(name, password, None, None, second=False)
        return account.officer

    def change_password(self, name: str, old: str, new: str) -> None:
        self._prove(name, old, None, None, second=False)
        if not passwords.long_enough(new):
            raise SignInRefused("password_too_short", f"at least {passwords.MINIMUM_LENGTH} characters")
        if new == old:
            raise SignInRefused("password_same")
        hashed = passwords.hash_password(new)
        with self._store.unit() as unit:
            officers.set_password(unit, name, hashed)
            lock_out.password_right(unit, name.casefold())
            self._append(unit, name.casefold(), Act.PASSWORD_CHANGED, name.casefold())

    def locked_for(self, unit: Unit, account: Account) -> timedelta:
        """How long nobody may try this account; nothing where it is not locked."""
        return lock_out.left(unit, account, self._clock)

    def needs_second_factor(self, name: str) -> bool:
        """Whether the sign-in screen must ask; an unknown name answers like most officers."""
        with self._store.reading() as unit:
            account = officers.find(unit, name)
        return account is not None and (account.totp is not None or account.finger_template is not None)

    def _prove(
        self, name: str, password: str, code: str | None, finger: FingerCheck | None, *, second: bool = True
    ) -> tuple[Account, tuple[str, ...]]:
        with self._store.reading() as unit:
            account = officers.find(unit, name)
            now = unit.now()
            latest = max(now, audit_log.latest(unit))  # a clock that was set back buys no days
            wait = self.locked_for(unit, account) if account is not None else timedelta(0)
        if account is not None and wait:
            with self._store.unit() as unit:
                lock_out.note(unit, account.officer.name, wait, self._clock)
                self._append(unit, account.officer.name, Act.SIGN_IN_FAILED, "", {"why": "sign_in_locked"})
            raise SignInRefused("sign_in_locked", f"{math.ceil(wait.total_seconds())} s left", wait)
        right = passwords.verify(password, account.password if account else _nobodys_hash())
        if account is None:
            self._audit("unknown", Act.SIGN_IN_FAILED, detail={"why": "sign_in_wrong"})
            raise SignInRefused("sign_in_wrong")
        if not right:
            self._wrong(account, "sign_in_wrong")
        if not account.active:
            self._refuse(account, "sign_in_inactive")
        if self._days_left(account, latest) == -1:
            self._refuse(account, "sign_in_offline_too_long")
        if second and account.must_change:  # before the second factor: its code works once and is needed afterwards
            raise SignInRefused("password_must_change")
        factors = ("password", *self._second(account, code, finger, now)) if second else ("password",)
        with self._store.unit() as unit:
            (lock_out.proven if second else lock_out.password_right)(unit, account.officer.name)
        return account, factors

    def _second(self, account: Account, code: str | None, finger: FingerCheck | None, now: datetime) -> tuple[str, ...]:
        name = account.officer.name
        if account.totp is None and account.finger_template is None:
            if account.officer.role in self.rules.second_factor:
                self._refuse(account, "second_factor_missing")
            return ()
        if account.finger_template is not None and finger is not None:
            if finger(account.finger_template):
                return ("finger",)
            self._wrong(account, "second_factor_wrong")
        if account.totp is None or not code:
            set_here = (("totp", account.totp), ("finger", account.finger_template))
            factors = tuple(factor for factor, value in set_here if value is not None)
            raise SignInRefused("second_factor_needed", factors=factors)
        # The step is read and noted in one unit, so that a code works once even when it is typed twice at once.
        with self._store.unit() as unit:
            step = totp.accepted_step(account.totp, code, now, officers.get(unit, name).totp_last)
            if step is not None:
                officers.totp_used(unit, name, step)
        if step is None:
            self._wrong(account, "second_factor_wrong")
        return ("totp",)

    def _wrong(self, account: Account, code: str) -> None:
        """Count a wrong attempt, lock where the rules say so, and refuse."""
        name = account.officer.name
        with self._store.unit() as unit:
            failures = officers.get(unit, name).failures + 1
            if code == "second_factor_wrong":
                lock_out.wrong_factor(unit, name)
            delay = self.rules.delay(failures)
            lock_out.begin(unit, name, failures, delay, self._clock)
            self._append(unit, name, Act.SIGN_IN_FAILED, name, {"why": code, "failures": failures})
        raise SignInRefused(code)

    def _refuse(self, account: Account, code: str) -> None:
        self._audit(account.officer.name, Act.SIGN_IN_FAILED, account.officer.name, {"why": code})
        raise SignInRefused(code)

    def _days_left(self, account: Account, now: datetime) -> int | None:
        """Days of offline sign-in that are left, -1 when they are over, None without a limit."""
        if not self.rules.offline_days:
            return None
        left = account.confirmed_at + timedelta(days=self.rules.offline_days) - now
        return left.days if left >= timedelta(0) else -1

    def _begin(
        self, officer: Officer, factors: tuple[str, ...], act: Act, detail: dict[str, Detail] | None = None
    ) -> Session:
        with self._store.unit() as unit:
            now = unit.now()
            left = self._days_left(officers.get(unit, officer.name), now)
            session = Session(str(uuid.uuid4()), officer, now, factors, left)
            self._append(unit, officer.name, act, session.id, {"factors": " ".join(factors), **(detail or {})})
        return session

    def _audit(self, actor: str, act: Act, subject: str = "", detail: dict[str, Detail] | None = None) -> None:
        with self._store.unit() as unit:
            self._append(unit, actor, act, subject, detail)

    def _append(self, unit: Unit, actor: str, act: Act, subject: str, detail: dict[str, Detail] | None = None) -> None:
        audit_log.append(unit, AuditEvent(unit.now(), actor, act, self._store.keys.station, subject, detail or {}))


def require(session: Session, permission: Permission) -> None:
    """Raises NotAllowed unless the officer's role allows it; called by services, not only by screens."""
    if not session.may(permission):
        raise NotAllowed(f"{session.officer.role.value} may not {permission.value}")


def rules_of(policy: Policy) -> SignInRules:
    """The signing-in part of the policy file."""
    sessions = policy.sessions
    return SignInRules(
        free_attempts=sessions.lock_after_failures,
        first_delay=timedelta(minutes=sessions.lock_minutes),
        idle_after=timedelta(minutes=sessions.idle_minutes),
        offline_days=sessions.offline_days,
        second_factor=frozenset(sessions.second_factor),
    )
