"""What says the same again and again is written a few times, then counted: a day without network fills no log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FREELY = 5  # times that the same words are written before they are counted
WINDOW = 3600.0  # seconds from the first of them until the count is written and they are written again


@dataclass
class _Run:
    """The same words, since `began`; `held` is the newest line of those that were only counted."""

    began: float
    written: int = 0
    counted: int = 0
    held: dict[str, Any] = field(default_factory=dict)

    def summary(self) -> list[dict[str, Any]]:
        return [{**self.held, "repeats": self.counted}] if self.counted else []


class Repeats:
    """Which lines of a log are written now. Not safe for threads: the handler that asks holds its lock.

    A state that changes shows at once, because the other state has other words; one that flaps is counted as well.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._runs: dict[str, _Run] = {}

    def pass_on(self, words: Mapping[str, Any], line: dict[str, Any]) -> list[dict[str, Any]]:
        """The lines to write on the arrival of `line`, oldest first; `words` is what makes two lines the same.

        A line that stands for others carries `repeats`, how many there were, and is otherwise the last of them.
        """
        now = self._clock()
        due = self._ended(now)
        run = self._runs.setdefault(json.dumps(words, sort_keys=True), _Run(now))
        if run.written < FREELY:
            run.written += 1
            return [*due, line]
        run.counted += 1
        run.held = line
        return due

    def rest(self) -> list[dict[str, Any]]:
        """What was counted and not written yet; for the end of the log."""
        return self._ended(float("inf"))

    def _ended(self, now: float) -> list[dict[str, Any]]:
        over = [words for words, run in self._runs.items() if now - run.began >= WINDOW]
        return [line for words in over for line in self._runs.pop(words).summary()]
