"""Signing in: its rules, the session that it gives, and the lock of a counter that nobody touches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from station.domain.desk import FingerHint
from station.domain.officer import Officer, Permission, Role

DEMO_PASSWORD = "demo-demo"  # noqa: S105  # nosec B105 - of every officer of a demonstration, whose sign-in page says it


@dataclass(frozen=True)
class SignInRules:
    """What a regulation may change; the policy file overrides the defaults."""

    free_attempts: int = 5  # wrong ones in a row before the first delay
    first_delay: timedelta = timedelta(seconds=30)  # doubled by every further wrong attempt
    longest_delay: timedelta = timedelta(hours=1)
    idle_after: timedelta = timedelta(minutes=5)
    countdown: timedelta = timedelta(seconds=30)  # shown before the lock closes
    offline_days: int = 14  # since central last confirmed the officer; 0: no limit (training, demo)
    second_factor: frozenset[Role] = field(default_factory=frozenset)  # roles that may not do without one

    def delay(self, failures: int) -> timedelta:
        """How long nobody may try after `failures` wrong attempts in a row."""
        over = failures - self.free_attempts
        if over < 0:
            return timedelta(0)
        doubled: timedelta = self.first_delay * (1 << min(over, 20))
        return min(doubled, self.longest_delay)


@dataclass(frozen=True)
class Session:
    """An officer at the counter, from signing in to signing out or handing over."""

    id: str
    officer: Officer
    signed_in_at: datetime
    factors: tuple[str, ...]  # "password", "totp", "finger"
    offline_days_left: int | None

    def may(self, permission: Permission) -> bool:
        return self.officer.may(permission)


@dataclass(frozen=True)
class FingerAsk:
    """The sign-in page waits for the officer's own finger: how to stop that, and who hears how it goes."""

    cancel: threading.Event
    tell: Callable[[FingerHint | None], None]  # from the worker; None while the devices are still being made ready


class IdleState(Enum):
    ACTIVE = "active"
    COUNTDOWN = "countdown"
    LOCKED = "locked"


class IdleLock:
    """When to warn and when to lock. Told the time, it has no clock; it holds no visit, so a visit outlives it."""

    def __init__(self, rules: SignInRules, now: float) -> None:
        """`now`, here and below: seconds of a clock that cannot be set back (time.monotonic)."""
        self._warn = rules.idle_after.total_seconds()
        self._lock = self._warn + rules.countdown.total_seconds()
        self._touched = now
        self._locked = False

    def touch(self, now: float) -> None:
        """A key, a mouse, a finger or a document; does not open a lock that has closed."""
        if not self._locked and now - self._touched < self._lock:
            self._touched = now

    def untouched(self, now: float) -> float:
        """Seconds since anybody did anything."""
        return now - self._touched

    def state(self, now: float) -> tuple[IdleState, float]:
        """The state, and the seconds that are left in it (0 when locked)."""
        idle = now - self._touched
        if self._locked or idle >= self._lock:
            self._locked = True
            return IdleState.LOCKED, 0.0
        if idle >= self._warn:
            return IdleState.COUNTDOWN, self._lock - idle
        return IdleState.ACTIVE, self._warn - idle

    def lock(self) -> None:
        self._locked = True

    def unlock(self, now: float) -> None:
        """Only after the officer has proven who they are (services.log_in.LogIn.unlock)."""
        self._locked = False
        self._touched = now
