"""Officers as the agency sends them: accounts come, change and end at every post, and offline days are counted anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Officer, Role
from station.store import audit_log, officers, pulled
from station.store.session import Unit
from station.wire.errors import CentralGarbled

KIND = "officer"
ACTOR = "agency"  # in the audit log


@dataclass(frozen=True, repr=False)
class SentOfficer:
    """One officer on the road; `password` is a PHC string of Argon2id, never a password."""

    officer: Officer
    password: str
    active: bool = True

    def to_bytes(self) -> bytes:
        fields = {
            "active": self.active,
            "display": self.officer.display,
            "name": self.officer.name,
            "password": self.password,
            "role": self.officer.role.value,
        }
        return json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, octets: bytes) -> SentOfficer:
        """Raises CentralGarbled (`pull_garbled`)."""
        try:
            fields = json.loads(octets)
            officer = Officer(str(fields["name"]), str(fields["display"]), Role(fields["role"]))
            password, active = str(fields["password"]), bool(fields["active"])
        except (ValueError, KeyError, TypeError) as error:
            raise CentralGarbled("not an officer", code="pull_garbled") from error
        if not password.startswith("$argon2id$"):
            raise CentralGarbled("an officer without a password hash", code="pull_garbled")
        return cls(officer, password, active)


def take(unit: Unit, key: str, body: bytes) -> None:
    """Add, change or end an account; an empty body ends it. A lock-out and a second factor of this station stay."""
    if not body:
        if officers.find(unit, key) is not None:
            officers.set_active(unit, key, False)
        return
    sent = SentOfficer.from_bytes(body)
    if sent.officer.name.casefold() != key.casefold():
        raise CentralGarbled("an officer under another's name", code="pull_garbled")
    own = officers.find(unit, key)
    if own is None:
        officers.add(unit, sent.officer, sent.password)
        _audit(unit, Act.OFFICER_ADDED, key, {"role": sent.officer.role.value})
    else:
        if own.password != sent.password:
            officers.set_password(unit, key, sent.password)
            _audit(unit, Act.OFFICER_CHANGED, key, {"password": "sent"})
        officers.set_role(unit, key, sent.officer.role)
    officers.set_active(unit, key, sent.active)


def _audit(unit: Unit, act: Act, name: str, detail: dict[str, Detail]) -> None:
    """Whose hands a password comes from decides who may be whose second person (office.two_person)."""
    audit_log.append(unit, AuditEvent(unit.now(), ACTOR, act, unit.keys.station, name.casefold(), detail))


def confirm(unit: Unit, at: datetime) -> None:
    """Central was reached: officers that it still sends may sign in offline for the allowed days from now on."""
    for key, _ in pulled.every(unit, KIND):
        if officers.find(unit, key) is not None:
            officers.confirmed(unit, key, at)
