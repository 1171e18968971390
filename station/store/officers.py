"""Who may sign in at this station: password hash, role, lock-out, second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select

from station.domain.officer import Officer, Permission, Role
from station.errors import NotAllowed
from station.store.errors import RecordExists, RecordMissing
from station.store.session import Unit
from station.store.tables import officers


@dataclass(frozen=True, repr=False)
class Account:
    """An officer with what signing in needs; never shown, never logged."""

    officer: Officer
    password: str  # PHC string
    totp: bytes | None
    totp_last: int
    finger_template: bytes | None
    failures: int
    locked_until: datetime | None
    confirmed_at: datetime
    active: bool
    must_change: bool


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        Officer(row.name, row.display, Role(row.role)),
        row.password,
        row.totp,
        row.totp_last,
        row.finger_template,
        row.failures,
        datetime.fromisoformat(row.locked_until) if row.locked_until else None,
        datetime.fromisoformat(row.confirmed_at),
        row.active,
        row.must_change,
    )


def add(unit: Unit, officer: Officer, password_hash: str, *, must_change: bool = False) -> None:
    """A new account; sign-in names are compared without case."""
    name = officer.name.casefold()
    if find(unit, name) is not None:
        raise RecordExists("there is an officer with this sign-in name")
    unit.connection.execute(
        officers.insert().values(
            name=name,
            display=officer.display,
            role=officer.role.value,
            password=password_hash,
            totp_last=0,
            failures=0,
            confirmed_at=unit.now().isoformat(),
            active=True,
            must_change=must_change,
        )
    )


def find(unit: Unit, name: str) -> Account | None:
    row = unit.connection.execute(select(officers).where(officers.c.name == name.casefold())).first()
    return None if row is None else _account(row)


def get(unit: Unit, name: str) -> Account:
    found = find(unit, name)
    if found is None:
        raise RecordMissing("no such officer")
    return found


def require(unit: Unit, name: str, permission: Permission) -> None:
    """Raises NotAllowed unless the account is there, open, and its role may this now."""
    account = find(unit, name)
    if account is None or not account.active:
        raise NotAllowed("the account is closed")
    if not account.officer.may(permission):
        raise NotAllowed(f"{account.officer.role.value} may not {permission.value}")


def require_still(unit: Unit, officer: Officer, permission: Permission) -> None:
    """As `require`; by the officer's own role where this database has no such account, as on the bench of
    `station-tech` without data. Accounts are closed and never removed, so a session's account does not go missing."""
    if not officer.may(permission):
        raise NotAllowed(f"{officer.role.value} may not {permission.value}")
    if find(unit, officer.name) is not None:
        require(unit, officer.name, permission)


def every(unit: Unit) -> list[Account]:
    return [_account(row) for row in unit.connection.execute(select(officers).order_by(officers.c.name))]


def count(unit: Unit) -> int:
    return int(unit.connection.execute(select(func.count()).select_from(officers)).scalar_one())


def _set(unit: Unit, name: str, **values: object) -> None:
    result = unit.connection.execute(officers.update().where(officers.c.name == name.casefold()).values(**values))
    if not result.rowcount:
        raise RecordMissing("no such officer")


def set_password(unit: Unit, name: str, password_hash: str, *, must_change: bool = False) -> None:
    _set(unit, name, password=password_hash, must_change=must_change, failures=0, locked_until=None)


def set_role(unit: Unit, name: str, role: Role) -> None:
    _set(unit, name, role=role.value)


def set_active(unit: Unit, name: str, active: bool) -> None:
    _set(unit, name, active=active)


def set_totp(unit: Unit, name: str, secret: bytes | None) -> None:
    _set(unit, name, totp=secret, totp_last=0)


def set_finger(unit: Unit, name: str, template: bytes | None) -> None:
    _set(unit, name, finger_template=template)


def totp_used(unit: Unit, name: str, step: int) -> None:
    _set(unit, name, totp_last=step)


def failed(unit: Unit, name: str, failures: int, locked_until: datetime | None) -> None:
    _set(unit, name, failures=failures, locked_until=locked_until.isoformat() if locked_until else None)


def succeeded(unit: Unit, name: str) -> None:
    _set(unit, name, failures=0, locked_until=None)


def confirmed(unit: Unit, name: str, at: datetime) -> None:
    """Central said that this officer still serves; offline sign-in counts its days from here."""
    _set(unit, name, confirmed_at=at.isoformat())
