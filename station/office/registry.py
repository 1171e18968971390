"""The officers of this station, as an administrator sees and changes them in the window."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.document.codes import qr_modules
from station.domain.audit import Act
from station.domain.desk import FingerHint
from station.domain.office import OfficerRow, Secret
from station.domain.officer import Officer, Permission, Role
from station.domain.samples import Finger
from station.domain.sign_in import Session
from station.errors import StationError
from station.office.accounts import Accounts
from station.office.log_in import LogIn, require
from station.office.own_finger import OwnFinger
from station.store import audit_log, officers
from station.store.officers import Account
from station.store.session import Store, Unit

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
# Without letters and digits that are taken for each other; 12 of 30 characters are 58 bits, for one sign-in.
ALPHABET = "abcdefghjkmnpqrstuvwxyz2345678"
GROUPS, LETTERS = 3, 4


class BadOfficer(StationError):
    """Codes: sign_in_name_unfit, display_name_missing."""

    code = "sign_in_name_unfit"


class OwnAccount(StationError):
    """An administrator may not change their own role, lock-out, password or second factor here."""

    code = "own_account"


@dataclass(frozen=True)
class Registry:
    """Bound to one administrator. Every method may block, and raises NotAllowed once that is no administrator more."""

    store: Store
    log_in: LogIn
    session: Session
    own_finger: Callable[[str, threading.Event], OwnFinger]  # the scanner with the officer of this name before it

    def officers(self) -> tuple[OfficerRow, ...]:
        """Everybody who has an account, in the order of their names."""
        self._may()
        accounts = Accounts(self.store).every()
        with self.store.reading() as unit:
            now, last = unit.now(), _last_sign_ins(unit, {a.officer.name for a in accounts})
            waits = [self.log_in.locked_for(unit, account) for account in accounts]
        return tuple(
            self._row(account, now + wait if wait else None, last.get(account.officer.name))
            for account, wait in zip(accounts, waits, strict=True)
        )

    def add(self, name: str, display: str, role: Role) -> Secret:
        """A new account; its temporary password, which must be changed at the first sign-in. Raises BadOfficer."""
        self._may()
        name, display = name.strip().casefold(), display.strip()
        if not NAME.fullmatch(name):
            raise BadOfficer(code="sign_in_name_unfit")
        if not display:
            raise BadOfficer(code="display_name_missing")
        password = temporary_password()
        Accounts(self.store).add(self._actor, Officer(name, display, role), password)
        return Secret(name, password)

    def set_role(self, name: str, role: Role) -> None:
        """Raises OwnAccount, LastAdministrator."""
        self._others(name)
        Accounts(self.store).set_role(self._actor, name, role)

    def set_active(self, name: str, active: bool) -> None:
        """Raises OwnAccount, LastAdministrator."""
        self._others(name)
        Accounts(self.store).set_active(self._actor, name, active)

    def unlock(self, name: str) -> None:
        """End a lock-out. Raises OwnAccount."""
        self._others(name)
        Accounts(self.store).unlock(self._actor, name)

    def reset_password(self, name: str) -> Secret:
        """A temporary password, which must be changed at the next sign-in. Raises OwnAccount."""
        self._others(name)
        password = temporary_password()
        Accounts(self.store).reset_password(self._actor, name, password)
        return Secret(name.casefold(), password)

    def set_totp(self, name: str) -> Secret:
        """A new authenticator secret, with its QR code. Raises OwnAccount where it would replace a second factor."""
        self._others(name, first_of_own=True)
        uri = Accounts(self.store).set_totp(self._actor, name)
        return Secret(name.casefold(), uri, tuple(tuple(row) for row in qr_modules(uri).tolist()))

    def set_finger(
        self, name: str, finger: Finger, cancel: threading.Event, on_hint: Callable[[FingerHint], None]
    ) -> None:
        """Take the officer's finger twice. Raises DeviceError, FingerUnfit, OwnAccount as `set_totp` does."""
        self._others(name, first_of_own=True)
        template = self.own_finger(name, cancel).enrol(finger, cancel, on_hint)
        Accounts(self.store).set_finger(self._actor, name, template)

    def clear_second_factor(self, name: str) -> None:
        """Raises OwnAccount."""
        self._others(name)
        Accounts(self.store).clear_second_factor(self._actor, name)

    @property
    def _actor(self) -> str:
        return self.session.officer.name

    def _may(self) -> Account:
        """The administrator's own account as it is now, not as it was when they signed in."""
        require(self.store, self.session, Permission.ADMINISTER)
        with self.store.reading() as unit:
            return officers.get(unit, self._actor)

    def _others(self, name: str, *, first_of_own: bool = False) -> None:
        """`first_of_own`: a second factor may be added to the own account where none is there."""
        own = self._may()
        if name.casefold() != own.officer.name:
            return
        if not first_of_own or own.totp is not None or own.finger_template is not None:
            raise OwnAccount("an administrator's own account")

    def _row(self, account: Account, locked: datetime | None, last: datetime | None) -> OfficerRow:
        return OfficerRow(
            account.officer.name,
            account.officer.display,
            account.officer.role,
            account.active,
            account.must_change,
            locked,
            last,
            account.totp is not None,
            account.finger_template is not None,
            account.officer.role in self.log_in.rules.second_factor,
            account.officer.name == self._actor,
        )


def temporary_password() -> str:
    """Easy to read out and to type once."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def _last_sign_ins(unit: Unit, names: set[str]) -> dict[str, datetime]:
    """When each officer last began to work here, by the audit log."""
    found: dict[str, datetime] = {}
    for act in (Act.SIGNED_IN, Act.HANDED_OVER):
        for name in names:
            events = (event for _, event in audit_log.newest(unit, act=act, actor=name))
            event = next((e for e in events if e is not None and (e.act, e.actor) == (act, name)), None)
            if event is not None:
                found[name] = max(event.at, found.get(name, event.at))
    return found
