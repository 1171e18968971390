"""What the auditor's and the administrator's rooms say to their services and back, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from station.domain.audit import Detail, Finding
from station.domain.officer import Role

# ---- the audit log


@dataclass(frozen=True)
class LogQuery:
    """Which entries are asked for; a day is one of the station's own time zone, empty texts mean all."""

    first_day: date | None = None
    last_day: date | None = None
    actor: str = ""
    act: str = ""
    text: str = ""  # stands in any field, in upper or lower case


@dataclass(frozen=True)
class LogEntry:
    number: int
    at: datetime | None  # None: the row is no entry any more
    actor: str = ""
    act: str = ""
    subject: str = ""
    detail: Mapping[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True)
class LogPage:
    entries: tuple[LogEntry, ...]  # newest first
    older: bool  # there are more below the last one


@dataclass(frozen=True)
class Witnessed:
    """How much of the log is held fast by a checkpoint, and by one that central confirmed."""

    size: int  # entries now
    checkpoint: int = 0  # size of the newest checkpoint that is kept here
    confirmed: int = 0  # size of the newest one that central keeps as well
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class LogReport:
    """What checking the whole log gave."""

    size: int
    root: str  # hexadecimal
    findings: tuple[Finding, ...]
    clock_steps: tuple[int, ...]  # entries that note a clock that was set back: no defect
    compared: int  # checkpoints that were compared
    witnesses: int  # of these, read from files
    at: datetime

    @property
    def sound(self) -> bool:
        return not self.findings


# ---- officers


@dataclass(frozen=True)
class OfficerRow:
    name: str
    display: str
    role: Role
    active: bool
    must_change: bool
    locked_until: datetime | None
    last_sign_in: datetime | None
    totp: bool
    finger: bool
    needs_second_factor: bool  # the policy demands one of this role
    own: bool  # the account of who looks


@dataclass(frozen=True, repr=False)
class Secret:
    """Shown once and never kept: a temporary password, or the address of an authenticator secret with its QR code."""

    officer: str
    text: str
    modules: tuple[tuple[bool, ...], ...] = ()  # rows of the QR code, True is dark, without the quiet zone


# ---- the station


@dataclass(frozen=True)
class StationFacts:
    """How the station stands, for who administers it."""

    station: str
    place: str
    mode: str
    identity: str  # stable code of its standing
    identity_until: datetime | None
    key_source: str  # "passphrase", "tpm", "pkcs11"
    recovery_key: bool
    policy: str
    policy_source: str  # "file", "central", "shipped"
    policy_signed: bool
    database_bytes: int
    free_bytes: int
    ballast: bool
    schema: str
    visits: int
    waiting: int
    receipted: int
    last_acknowledged: datetime | None
    backup_target: str  # folder; empty where none is configured
    last_backup: datetime | None
    last_rehearsal: datetime | None
    rehearsal_sound: bool | None


@dataclass(frozen=True)
class BackupDone:
    name: str
    blocks: int
    new_blocks: int
    new_bytes: int


@dataclass(frozen=True)
class RehearsalDone:
    made_at: datetime
    visits: int
    entries: int
    sound: bool


# ---- the states' lists


@dataclass(frozen=True)
class StateList:
    """One list of the states, or one certificate, that the agency sent. holds: certificates, revoked numbers or
    deviations in it; days: since `dated`; until: when a next one is due, or a certificate ends; vouched: SHA-256 of the
    authority that signed it, "" where it is one; first, second: who took it in at the agency."""

    key: str
    kind: str  # "master", "authority", "signer", "revocations", "deviations"
    origin: str  # two letters of the state, or the beginning is enough of a fingerprint
    name: str  # of the state or whose certificate it is, as its certificate says it
    holder: str  # the same in short
    dated: date | None
    days: int | None
    until: date | None
    overdue: bool  # the state promised a newer list by now
    readable: bool
    holds: int
    octets: int
    version: int
    sha256: str
    vouched: str
    first: str
    second: str
    imported: datetime
    signed: bool = False  # by both with keys of their own, checked here; False: their names were typed
    believed: bool = True  # False: there are two custodians, and no two agreed to it


@dataclass(frozen=True)
class StateLists:
    """What documents are judged by here. revocations: states with a list, None where none is kept; days: age of the
    oldest list that says its day; emulated: the demonstration trusts states of its own."""

    lists: tuple[StateList, ...] = ()
    authorities: int = 0
    revocations: int | None = None
    deviations: int = 0
    days: int | None = None
    emulated: bool = False
    custodians: tuple[str, ...] = ()  # who may agree to a list


# ---- a traveller's rights


@dataclass(frozen=True)
class FoundPerson:
    """Somebody of whom this station holds visits."""

    person: str
    name: str
    document: str  # issuer and number
    birth: str
    visits: int
    last_visit: datetime


@dataclass(frozen=True)
class SecondPerson:
    """Who agrees at the same screen, and to what."""

    name: str
    password: str = field(repr=False)
    reason: str = ""
    code: str = field(default="", repr=False)  # of their authenticator, where they have one
