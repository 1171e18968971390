"""Sign in, unlock, hand over, sign out; wrong attempts are counted, delayed and audited.

An account stays locked by time in which this machine has run, so that setting its clock changes nothing. After a new
start of the machine what was left is served anew, counted from that start. What is left is written down at every
attempt, so that starting again never shortens a lock-out and lengthens it by what ran since the last attempt.

A name that nobody has behaves as one that somebody has: it costs the same time, locks after the same number of tries
and stays locked as long, so that names cannot be told apart by trying them.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Officer, Permission
from station.domain.sign_in import Session, SignInRules
from station.errors import StationError
from station.store import audit_log, meta, officers
from station.store.officers import Account
from station.store.session import Store, Unit
from station.vault import known_passwords, passwords, totp
from station.workflow.policy import Policy

# Told whether the live finger on the scanner belongs to this ISO template.
FingerCheck = Callable[[bytes], bool]

NAMES_OF_NOBODY = 1 << 16  # counters that all names without an account share


class SignInRefused(StationError):
    """Codes: sign_in_wrong, sign_in_locked, sign_in_inactive, sign_in_offline_too_long, second_factor_needed,
    second_factor_missing, second_factor_wrong, password_must_change, password_too_short, password_known,
    password_same."""

    code = "sign_in_wrong"

    def __init__(
        self, code: str, detail: str = "", wait: timedelta | None = None, factors: tuple[str, ...] = ()
    ) -> None:
        super().__init__(detail or code, code)
        self.wait = wait  # how long the account stays locked, for the sentence of sign_in_locked
        # "totp", "finger": what second_factor_needed can be answered with, and what password_must_change asks as well
        self.factors = factors


# ---- the time since this machine started, which nobody sets

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux, proc(5): another one after every start of the machine
_PROCESS = f"process {uuid.uuid4()}"
_BEGAN = time.monotonic()


def _boot() -> str:
    """Names this run of the machine; elsewhere than on Linux, of this process."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return _PROCESS


def _seconds() -> float:
    """Since the run that `_boot` names began, sleep included where the system counts it (CLOCK_BOOTTIME)."""
    if hasattr(time, "CLOCK_BOOTTIME") and _boot() != _PROCESS:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic() - _BEGAN


@dataclass(frozen=True)
class BootClock:
    """Which run of the machine this is, and the seconds since it began."""

    boot: Callable[[], str] = _boot
    seconds: Callable[[], float] = _seconds


# ---- lock-out


def _key(name: str) -> str:
    return f"lock_out/{name}"


def _factor_key(name: str) -> str:
    return f"factor_failures/{name}"


def _note(unit: Unit, name: str, left: timedelta, clock: BootClock) -> None:
    """Write down how much of a lock is left now."""
    seconds = left.total_seconds()
    fields = {"boot": clock.boot(), "until": clock.seconds() + seconds, "left": seconds}
    meta.put(unit, _key(name), json.dumps(fields).encode())


def _left(unit: Unit, name: str, clock: BootClock) -> timedelta | None:
    """How much of a lock that was written down is left; None where none was."""
    kept = meta.get(unit, _key(name))
    noted = json.loads(kept) if kept is not None else {}
    if noted.get("boot") == clock.boot():
        seconds = noted["until"] - clock.seconds()
    elif "left" in noted:
        seconds = noted["left"] - clock.seconds()
    else:
        return None
    return max(timedelta(0), timedelta(seconds=seconds))


def password_right(unit: Unit, name: str) -> None:
    """Wrong passwords are forgotten, wrong second factors are not: a password alone does not take them back."""
    officers.failed(unit, name, _wrong_factors(unit, name), None)


def proven(unit: Unit, name: str) -> None:
    """Everything that was asked for was right: the count starts again."""
    officers.succeeded(unit, name)
    meta.put(unit, _factor_key(name), b"0")


def _wrong_factors(unit: Unit, name: str) -> int:
    return int(meta.get(unit, _factor_key(name)) or b"0")


def _nobody(name: str) -> str:
    """The counter of a name without an account; what was typed is not kept, it may be a password in the wrong field."""
    number = int.from_bytes(hashlib.sha256(name.casefold().encode(errors="replace")).digest()[:4]) % NAMES_OF_NOBODY
    return f"nobody {number}"  # with a space: no account is called so


@functools.cache
def _nobodys_hash() -> str:
    return passwords.hash_password(uuid.uuid4().hex)


class LogIn:
    """Thread-safe; costs one Argon2id (0.2 s), so call it through a Runner."""

    def __init__(self, store: Store, rules: SignInRules | None = None, clock: BootClock | None = None) -> None:
        self._store = store
        self._clock = clock or BootClock()
        self._attempts = threading.Lock()  # two guesses at once are two guesses: the second sees what the first left
        self.rules = rules or SignInRules()

    def sign_in(
        self, name: str, password: str, code: str | None = None, finger: FingerCheck | None = None, new: str = ""
    ) -> Session:
        """The session of an officer whose password, and second factor where one is set, are right.

        `code` is the six digits of an authenticator; `finger` compares the live finger with the stored template.
        `new` takes the place of a first password, which opens nothing by itself.
        Raises SignInRefused, which says why by its code.
        """
        account, factors = self._prove(name, password, code, finger, new=new)
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
        new: str = "",
    ) -> Session:
        """The next officer takes the counter, with whatever visit is open; both names are in the audit log."""
        account, factors = self._prove(name, password, code, finger, new=new)
        return self._begin(account.officer, factors, Act.HANDED_OVER, {"from": session.officer.name})

    def sign_out(self, session: Session) -> None:
        self._audit(session.officer.name, Act.SIGNED_OUT, session.id)

    def confirm(
        self, name: str, password: str, code: str | None = None, finger: FingerCheck | None = None, new: str = ""
    ) -> Officer:
        """A second person proves who they are for one act, without a session (office.two_person).

        As for signing in: with the second factor where one is set, and with a password that only they chose; `new`
        takes the place of a first one.
        """
        account, _ = self._prove(name, password, code, finger, new=new)
        return account.officer

    def change_password(
        self, name: str, old: str, new: str, code: str | None = None, finger: FingerCheck | None = None
    ) -> None:
        """Who knows the password and has the second factor, where one is set, chooses another password."""
        self._prove(name, old, code, finger, new=new, always=True)

    def locked_for(self, unit: Unit, account: Account) -> timedelta:
        """How long nobody may try this account; nothing where it is not locked."""
        if account.locked_until is None:
            return timedelta(0)
        left = _left(unit, account.officer.name, self._clock)
        if left is None:  # written by an earlier version, before a new start of the machine
            left = max(timedelta(0), account.locked_until - unit.now())
        return left

    def _prove(
        self,
        name: str,
        password: str,
        code: str | None,
        finger: FingerCheck | None,
        *,
        second: bool = True,
        new: str = "",
        always: bool = False,
    ) -> tuple[Account, tuple[str, ...]]:
        """`second`: ask for the second factor as well. `new`: the password from now on, where it must be changed or
        `always`."""
        account, now = self._known(name, password)
        if account.must_change and not new:
            raise SignInRefused("password_must_change", factors=_factors_of(account))
        change = bool(new and (account.must_change or always))
        if always and not new:
            raise SignInRefused("password_too_short", "no new password")
        if change:  # before the second factor: its code works once
            self._fit(account, password, new)
        factors = ("password", *self._second(account, code, finger, now)) if second else ("password",)
        hashed = passwords.hash_password(new) if change else ""
        with self._store.unit() as unit:
            (proven if second else password_right)(unit, account.officer.name)
            if change:
                officers.set_password(unit, account.officer.name, hashed)
                self._append(unit, account.officer.name, Act.PASSWORD_CHANGED, account.officer.name)
        return account, factors

    def _known(self, name: str, password: str) -> tuple[Account, datetime]:
        """The account whose password is right, open, and confirmed by central lately enough; and the time of now."""
        nobodys = _nobodys_hash()  # made at the first attempt, whoever's name it is
        with self._attempts:
            with self._store.reading() as unit:
                account = officers.find(unit, name)
                now = unit.now()
                latest = max(now, audit_log.latest(unit))  # a clock that was set back buys no days
                own = account.officer.name if account is not None else _nobody(name)
                wait = self.locked_for(unit, account) if account is not None else _left(unit, own, self._clock)
            if wait:
                with self._store.unit() as unit:
                    _note(unit, own, wait, self._clock)
                    actor = own if account is not None else "unknown"
                    self._append(unit, actor, Act.SIGN_IN_FAILED, "", {"why": "sign_in_locked"})
                raise SignInRefused("sign_in_locked", f"{math.ceil(wait.total_seconds())} s left", wait)
            right = passwords.verify(password, account.password if account else nobodys)
            if account is None or not right:
                self._wrong(account.officer.name if account is not None else own, account, "sign_in_wrong")
        if not account.active:
            self._refuse(account, "sign_in_inactive")
        if self._days_left(account, latest) == -1:
            self._refuse(account, "sign_in_offline_too_long")
        return account, now

    def _fit(self, account: Account, old: str, new: str) -> None:
        """Raises SignInRefused where `new` is no password for this officer."""
        if new == old:
            raise SignInRefused("password_same")
        check_password(new, account.officer, alone=not _factors_of(account))

    def _second(self, account: Account, code: str | None, finger: FingerCheck | None, now: datetime) -> tuple[str, ...]:
        name = account.officer.name
        if account.totp is None and account.finger_template is None:
            if account.officer.role in self.rules.second_factor:
                self._refuse(account, "second_factor_missing")
            return ()
        if account.finger_template is not None and finger is not None and not (account.totp is not None and code):
            if finger(account.finger_template):
                return ("finger",)
            self._wrong(name, account, "second_factor_wrong")
        if account.totp is None or not code:
            raise SignInRefused("second_factor_needed", factors=_factors_of(account))
        # The step is read and noted in one unit, so that a code works once even when it is typed twice at once.
        with self._store.unit() as unit:
            step = totp.accepted_step(account.totp, code, now, officers.get(unit, name).totp_last)
            if step is not None:
                officers.totp_used(unit, name, step)
        if step is None:
            self._wrong(name, account, "second_factor_wrong")
        return ("totp",)

    def _wrong(self, name: str, account: Account | None, code: str) -> NoReturn:
        """Count a wrong attempt, lock where the rules say so, and refuse; a name of nobody is counted as well."""
        with self._store.unit() as unit:
            if account is not None:
                failures = officers.get(unit, name).failures + 1
                if code == "second_factor_wrong":
                    meta.put(unit, _factor_key(name), str(_wrong_factors(unit, name) + 1).encode())
            else:
                failures = _wrong_factors(unit, name) + 1
                meta.put(unit, _factor_key(name), str(failures).encode())
            delay = self.rules.delay(failures)
            if account is not None:
                officers.failed(unit, name, failures, unit.now() + delay if delay else None)
            if delay:
                _note(unit, name, delay, self._clock)
            detail: dict[str, Detail] = {"why": code}
            if account is not None:
                detail["failures"] = failures
            self._append(unit, *((name, Act.SIGN_IN_FAILED, name) if account else ("unknown", Act.SIGN_IN_FAILED, "")),
                         detail)  # fmt: skip
        raise SignInRefused(code)

    def _refuse(self, account: Account, code: str) -> NoReturn:
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


def _factors_of(account: Account) -> tuple[str, ...]:
    set_here = (("totp", account.totp), ("finger", account.finger_template))
    return tuple(factor for factor, value in set_here if value is not None)


def check_password(text: str, officer: Officer, *, alone: bool) -> None:
    """Whether a password may be one, by NIST SP 800-63B-4, 3.1.1.2: its length, and that nobody would guess it.

    `alone`: it is the only factor, and then longer. Raises SignInRefused (`password_too_short`, `password_known`).
    """
    least = passwords.MINIMUM_ALONE if alone else passwords.MINIMUM_LENGTH
    if passwords.length(text) < least:
        raise SignInRefused("password_too_short", f"at least {least} characters")
    if known_passwords.is_known(text, (officer.name, officer.display)):
        raise SignInRefused("password_known", "one of the first that anybody tries")


def require(store: Store, session: Session, permission: Permission) -> None:
    """Raises NotAllowed unless the account may this now; an open session only says who somebody was at its begin.

    Called by services at every act, not only by screens.
    """
    with store.reading() as unit:
        officers.require_still(unit, session.officer, permission)


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
