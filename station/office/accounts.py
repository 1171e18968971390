"""Adding and changing officers: by an administrator, or by the first command of a new station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.office.log_in import check_password, proven
from station.store import audit_log, officers
from station.store.errors import RecordMissing
from station.store.officers import Account
from station.store.session import Store, Unit
from station.vault import passwords, totp

# Who the audit log calls so is no officer.
RESERVED = frozenset({"system", "station-admin", "agency", "unknown", "rehearsal"})


class NameReserved(StationError):
    """The audit log uses this name for what no officer did."""

    code = "sign_in_name_unfit"


class LastAdministrator(StationError):
    """Nobody would be left to administer the station."""

    code = "last_administrator"


class Accounts:
    """Each change is one transaction with its audit entry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, actor: str, officer: Officer, password: str, *, must_change: bool = True) -> None:
        if officer.name.casefold() in RESERVED:
            raise NameReserved
        check_password(password, officer, alone=False)  # a first one: its owner chooses a longer one
        hashed = passwords.hash_password(password)
        with self._store.unit() as unit:
            officers.add(unit, officer, hashed, must_change=must_change)
            self._append(unit, actor, Act.OFFICER_ADDED, officer.name, {"role": officer.role.value})

    def set_role(self, actor: str, name: str, role: Role) -> None:
        """Raises LastAdministrator."""

        def change(unit: Unit) -> None:
            if role is not Role.ADMINISTRATOR:
                _keep_an_administrator(unit, name)
            officers.set_role(unit, name, role)

        self._change(actor, name, change, {"role": role.value})

    def set_active(self, actor: str, name: str, active: bool) -> None:
        """Raises LastAdministrator."""

        def change(unit: Unit) -> None:
            if not active:
                _keep_an_administrator(unit, name)
            officers.set_active(unit, name, active)

        self._change(actor, name, change, {"active": active})

    def unlock(self, actor: str, name: str) -> None:
        """End a lock-out before its time."""
        self._change(actor, name, lambda unit: proven(unit, name.casefold()), {"unlocked": True})

    def reset_password(self, actor: str, name: str, password: str) -> None:
        """A new password that must be changed at the next sign-in; also ends a lock-out."""
        with self._store.reading() as unit:
            account = officers.find(unit, name)
        if account is None:
            raise RecordMissing("no such officer")
        check_password(password, account.officer, alone=False)
        hashed = passwords.hash_password(password)

        def reset(unit: Unit) -> None:
            officers.set_password(unit, name, hashed, must_change=True)
            proven(unit, name.casefold())

        self._change(actor, name, reset, {"password": "reset"})

    def set_totp(self, actor: str, name: str) -> str:
        """A fresh authenticator secret; the URI for its QR code, shown once."""
        secret = totp.new_secret()
        self._change(actor, name, lambda unit: officers.set_totp(unit, name, secret), {"second_factor": "totp"})
        return totp.uri(secret, name.casefold(), self._store.keys.station)

    def set_finger(self, actor: str, name: str, template: bytes) -> None:
        """The officer's own finger as second factor: an ISO 19794-2 template."""
        self._change(actor, name, lambda unit: officers.set_finger(unit, name, template), {"second_factor": "finger"})

    def clear_second_factor(self, actor: str, name: str) -> None:
        def clear(unit: Unit) -> None:
            officers.set_totp(unit, name, None)
            officers.set_finger(unit, name, None)

        self._change(actor, name, clear, {"second_factor": "none"})

    def confirmed(self, name: str, at: datetime) -> None:
        """Central said at its time `at` that this officer serves; offline days count from here."""
        with self._store.unit() as unit:
            officers.confirmed(unit, name, at)
            audit_log.trust_time(unit, at)

    def every(self) -> list[Account]:
        with self._store.reading() as unit:
            return officers.every(unit)

    def _change(self, actor: str, name: str, change: Callable[[Unit], None], detail: dict[str, Detail]) -> None:
        with self._store.unit() as unit:
            if officers.find(unit, name) is None:
                raise RecordMissing("no such officer")
            change(unit)
            self._append(unit, actor, Act.OFFICER_CHANGED, name.casefold(), detail)

    def _append(self, unit: Unit, actor: str, act: Act, subject: str, detail: dict[str, Detail]) -> None:
        audit_log.append(unit, AuditEvent(unit.now(), actor, act, self._store.keys.station, subject, detail))


def _keep_an_administrator(unit: Unit, name: str) -> None:
    """Raises LastAdministrator where `name` is the only account that can administer."""
    able = [a.officer.name for a in officers.every(unit) if a.active and a.officer.role is Role.ADMINISTRATOR]
    if able == [name.casefold()]:
        raise LastAdministrator("the only administrator who can sign in")
