"""Who may do what: roles and permissions in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(Enum):
    ENROL = "enrol"
    VERIFY = "verify"
    ADJUDICATE = "adjudicate"
    CALIBRATE = "calibrate"
    DEVICES = "devices"
    ADMINISTER = "administer"
    ERASE = "erase"
    EXPORT = "export"
    AUDIT = "audit"


ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset({Permission.ENROL, Permission.VERIFY}),
    Role.SUPERVISOR: frozenset({Permission.ADJUDICATE, Permission.VERIFY, Permission.ERASE, Permission.EXPORT}),
    Role.TECHNICIAN: frozenset({Permission.CALIBRATE, Permission.DEVICES}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.ERASE, Permission.EXPORT}),
    Role.AUDITOR: frozenset({Permission.AUDIT}),
}


@dataclass(frozen=True)
class Preferences:
    """How an officer likes the window: language and theme by name, text size against the usual one (1.0)."""

    language: str
    theme: str
    scale: float
    toured: bool = False  # the tour of the demonstration was seen or put aside


@dataclass(frozen=True)
class Officer:
    name: str  # sign-in name
    display: str
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in ALLOWED[self.role]
