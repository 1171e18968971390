"""How long an account stays locked: by time in which this machine has run, so that setting its clock changes nothing.

After a new start of the machine what was left is served anew, counted from that start. What is left is written down at
every attempt, so that starting again never shortens a lock-out and lengthens it by what ran since the last attempt.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from station import boot_clock
from station.store import meta, officers
from station.store.officers import Account
from station.store.session import Unit


@dataclass(frozen=True)
class BootClock:
    """Which run of the machine this is, and the seconds since it began."""

    boot: Callable[[], str] = boot_clock.boot
    seconds: Callable[[], float] = boot_clock.seconds


def _key(name: str) -> str:
    return f"lock_out/{name}"


def _factor_key(name: str) -> str:
    return f"factor_failures/{name}"


def begin(unit: Unit, name: str, failures: int, delay: timedelta, clock: BootClock) -> None:
    """Note a wrong attempt and, where `delay` is not nothing, the lock that it starts."""
    officers.failed(unit, name, failures, unit.now() + delay if delay else None)
    if delay:
        note(unit, name, delay, clock)


def note(unit: Unit, name: str, left: timedelta, clock: BootClock) -> None:
    """Write down how much of a lock is left now."""
    seconds = left.total_seconds()
    fields = {"boot": clock.boot(), "until": clock.seconds() + seconds, "left": seconds}
    meta.put(unit, _key(name), json.dumps(fields).encode())


def left(unit: Unit, account: Account, clock: BootClock) -> timedelta:
    """How long the account stays locked; nothing where it is not."""
    if account.locked_until is None:
        return timedelta(0)
    kept = meta.get(unit, _key(account.officer.name))
    noted = json.loads(kept) if kept is not None else {}
    if noted.get("boot") == clock.boot():
        seconds = noted["until"] - clock.seconds()
    elif "left" in noted:
        seconds = noted["left"] - clock.seconds()
    else:  # written by an earlier version, before a new start of the machine
        seconds = (account.locked_until - unit.now()).total_seconds()
    return max(timedelta(0), timedelta(seconds=seconds))


def wrong_factor(unit: Unit, name: str) -> None:
    """Count a wrong second factor by itself: a password alone does not take it back."""
    meta.put(unit, _factor_key(name), str(_wrong_factors(unit, name) + 1).encode())


def password_right(unit: Unit, name: str) -> None:
    """Wrong passwords are forgotten, wrong second factors are not."""
    officers.failed(unit, name, _wrong_factors(unit, name), None)


def proven(unit: Unit, name: str) -> None:
    """Everything that was asked for was right: the count starts again."""
    officers.succeeded(unit, name)
    meta.put(unit, _factor_key(name), b"0")


def _wrong_factors(unit: Unit, name: str) -> int:
    return int(meta.get(unit, _factor_key(name)) or b"0")
