"""How long the machine computed for each step of a visit; waiting for a device or a person is left out.

Whoever works in the background asks here when the counter does not need the machine.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

LONGEST_WAIT = 2.0  # seconds that the background gives way at once; no step of a visit computes longer in one piece


class Stopwatch:
    """Seconds of computing by step name; `waiting` blocks are taken out of the step that surrounds them."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._lock = threading.Condition()
        self._seconds: dict[str, float] = defaultdict(float)
        self._waited = threading.local()
        self._computing = 0  # steps that run now and do not wait

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        started, waited = self._clock(), self._waiting
        self._compute(1)
        try:
            yield
        finally:
            self._compute(-1)
            whole = self._clock() - started
            spent = whole - (self._waiting - waited)
            self._waited.seconds = waited + whole  # a step within a step counts once
            with self._lock:
                self._seconds[name] += max(0.0, spent)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """For use inside a step."""
        started, waited = self._clock(), self._waiting
        self._compute(-1)
        try:
            yield
        finally:
            self._compute(1)
            self._waited.seconds = waited + self._clock() - started

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Computing for the counter on another thread: it belongs to no step, and the background gives way to it."""
        self._compute(1)
        try:
            yield
        finally:
            self._compute(-1)

    def wait_until_idle(self, longest: float = LONGEST_WAIT) -> None:
        """Return when no step computes, after `longest` seconds in any case: the background goes on, only later."""
        with self._lock:
            self._lock.wait_for(lambda: self._computing <= 0, longest)

    def _compute(self, more: int) -> None:
        with self._lock:
            self._computing += more
            if self._computing <= 0:
                self._lock.notify_all()

    @property
    def _waiting(self) -> float:
        return float(getattr(self._waited, "seconds", 0.0))

    def take(self) -> dict[str, float]:
        """The seconds by step so far; counting starts again."""
        with self._lock:
            seconds, self._seconds = dict(self._seconds), defaultdict(float)
        return seconds
