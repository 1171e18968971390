"""References of the last travellers, for a station without a register: whom a probe is compared with to count false
matches (TR-03121-3-1 3.12). Each person stands in it once, for a while."""

from __future__ import annotations

import random
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class ImpostorCache(Generic[T]):
    """At most `size` references, none older than `kept`; in memory only, and gone with the process.

    Calls come in the order of time. After a probe was compared with `others`, its own mate goes in by `add`.
    """

    def __init__(self, size: int, kept: timedelta, draw: random.Random) -> None:
        self._size, self._kept, self._draw = size, kept, draw
        self._references: OrderedDict[str, tuple[datetime, T]] = OrderedDict()  # oldest first

    def add(self, person: str, reference: T, at: datetime) -> None:
        """Not where the person stands in it already: a reference is not made younger by coming back."""
        self.purge(at)
        if person in self._references or self._size <= 0:
            return
        self._references[person] = (at, reference)
        if len(self._references) > self._size:
            self._references.popitem(last=False)

    def others(self, person: str, count: int, at: datetime) -> list[tuple[str, T]]:
        """Up to `count` people other than `person`, drawn by chance, with their references."""
        self.purge(at)
        strangers = [other for other in self._references if other != person]
        return [
            (other, self._references[other][1]) for other in self._draw.sample(strangers, min(count, len(strangers)))
        ]

    def forget(self, person: str) -> None:
        """For erasure."""
        self._references.pop(person, None)

    def purge(self, at: datetime) -> None:
        """Drop what is too old; called by time as well, so that nothing outlives its time at an empty counter."""
        while self._references:
            added, _ = next(iter(self._references.values()))
            if at - added <= self._kept:
                return
            self._references.popitem(last=False)

    def __len__(self) -> int:
        return len(self._references)
