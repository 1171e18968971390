"""How long an account stays locked: by the time since the machine started, so that setting its clock ends nothing.

After a new start of the machine only the clock on the wall is left to count by.
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


def begin(unit: Unit, name: str, failures: int, delay: timedelta, clock: BootClock) -> None:
    """Note a wrong attempt and, where `delay` is not nothing, the end of the lock by both clocks."""
    officers.failed(unit, name, failures, unit.now() + delay if delay else None)
    if delay:
        until = {"boot": clock.boot(), "until": clock.seconds() + delay.total_seconds()}
        meta.put(unit, _key(name), json.dumps(until).encode())


def left(unit: Unit, account: Account, clock: BootClock) -> timedelta:
    """How long the account stays locked; nothing where it is not."""
    if account.locked_until is None:
        return timedelta(0)
    kept = meta.get(unit, _key(account.officer.name))
    noted = json.loads(kept) if kept is not None else {}
    if noted.get("boot") == clock.boot():
        return max(timedelta(0), timedelta(seconds=noted["until"] - clock.seconds()))
    return max(timedelta(0), account.locked_until - unit.now())
