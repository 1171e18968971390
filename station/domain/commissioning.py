"""What the commissioning of a station shows and takes, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.domain.officer import Role

KEY_FILE = "station.keys.json"  # of a station, in the folder of its keys
NOTE_FILE = "commissioning"  # in the data folder while a station has keys and is no whole station yet


@dataclass(frozen=True)
class CommissionFacts:
    """How far this machine is a station. Texts are empty where nothing is there yet."""

    settings: str  # path of the settings file
    folder: str  # of records and keys
    mode: str
    station: str = ""
    place: str = ""
    language: str = ""
    agency: str = ""  # fingerprint of the agency's public key, 64 hexadecimal digits
    sources: tuple[str, ...] = ()  # of keys that this machine has, the strongest first
    source: str = ""  # where this station's keys come from
    credential: str = ""  # file from which the passphrase is read at a start; empty: this account may keep none
    kept: bool = False  # the passphrase is in that file
    made: bool = False  # there are keys
    open: bool = False  # and they are unlocked
    request: str = ""  # path of the request that the agency answers
    identity: str = ""  # code of its standing
    identity_until: datetime | None = None
    address: str = ""  # of central
    offset: float | None = None  # seconds by which central's clock is ahead, once it was reached here
    readers: tuple[str, ...] = ()  # on the bus
    cameras: tuple[tuple[str, str], ...] = ()  # key and name
    camera: str = ""  # key of the chosen one
    policy: str = ""  # its version
    policy_signed: bool = False
    officers: tuple[tuple[str, str, Role], ...] = ()  # sign-in name, name that others see, role
    recovery: bool = False  # a copy of the keys is left for the recovery officer
    two_for_recovery: bool = True  # by the policy, two people agree to that
    second_factor: bool = False  # the policy lets some of them sign in only with one


@dataclass(frozen=True, repr=False)
class Agrees:
    """Somebody who agrees to an act with their own password; `new` replaces a first password that must be changed."""

    name: str
    password: str
    new: str = ""
    code: str = ""  # six digits, where they have an authenticator


@dataclass(frozen=True)
class TestedPoint:
    """One point of the self-test. `advice` is empty where all is well. `words` and `advice` are for a terminal; the
    window says `found` and `to_do`, with `values` in them, in its own language."""

    __test__ = False  # no test of ours, whatever its name begins with

    point: str
    well: bool
    words: str
    advice: str = ""
    found: str = ""
    to_do: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SelfTested:
    station: str
    place: str
    mode: str
    version: str
    at: datetime
    points: tuple[TestedPoint, ...] = field(default=())

    @property
    def well(self) -> bool:
        return all(one.well for one in self.points)
