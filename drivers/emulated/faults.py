"""Named faults: each is armed for a number of occasions, or until it is taken back."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

F = TypeVar("F", bound=Hashable)


class Faults(Generic[F]):
    """Which faults an emulated device shows; not synchronised, the device's lock guards it."""

    def __init__(self) -> None:
        self._left: dict[F, int | None] = {}

    def arm(self, fault: F, times: int | None = None) -> None:
        """Show `fault` the next `times` times it can happen; None: every time."""
        self._left[fault] = times

    def disarm(self, fault: F) -> None:
        self._left.pop(fault, None)

    def clear(self) -> None:
        """No fault is armed any more."""
        self._left.clear()

    def due(self, fault: F) -> bool:
        """Whether `fault` happens now; counts it."""
        if fault not in self._left:
            return False
        left = self._left[fault]
        if left is not None:
            if left <= 0:
                return False
            self._left[fault] = left - 1
        return True
