"""How long the machine computed for each step of a visit; waiting for a device or a person is left out."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator


class Stopwatch:
    """Seconds of computing by step name; `waiting` blocks are taken out of the step that surrounds them."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seconds: dict[str, float] = defaultdict(float)
        self._waited = threading.local()

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        started, waited = self._clock(), self._waiting
        try:
            yield
        finally:
            spent = self._clock() - started - (self._waiting - waited)
            with self._lock:
                self._seconds[name] += max(0.0, spent)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        started = self._clock()
        try:
            yield
        finally:
            self._waited.seconds = self._waiting + self._clock() - started

    @property
    def _waiting(self) -> float:
        return float(getattr(self._waited, "seconds", 0.0))

    def take(self) -> dict[str, float]:
        """The seconds by step so far; counting starts again."""
        with self._lock:
            seconds, self._seconds = dict(self._seconds), defaultdict(float)
        return seconds
