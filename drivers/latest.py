"""One slot in which the newest value wins, so that a slow reader never makes a queue grow."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Thread-safe slot; values are numbered from 1, number 0 means that none came yet."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._value: T | None = None
        self._number = 0

    def put(self, value: T) -> None:
        with self._condition:
            self._value = value
            self._number += 1
            self._condition.notify_all()

    def get(self) -> tuple[int, T | None]:
        """The number of the newest value, and the value."""
        with self._condition:
            return self._number, self._value

    def wait(self, after: int, timeout: float) -> tuple[int, T | None]:
        """The newest value with a number above `after`, or what there is when `timeout` seconds have passed."""
        with self._condition:
            self._condition.wait_for(lambda: self._number > after, timeout)
            return self._number, self._value
