"""What may happen next, as a table: (state, event) -> state. No clock, no input or output."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

from station.errors import IllegalTransition

S = TypeVar("S", bound=Enum)
E = TypeVar("E", bound=Enum)


class Machine(Generic[S, E]):
    """Walks one table; a button's enabled state asks `allows` and is never a second copy of a rule."""

    def __init__(self, table: Mapping[tuple[S, E], S], start: S) -> None:
        self._table = table
        self.state = start

    def allows(self, event: E) -> bool:
        return (self.state, event) in self._table

    def fire(self, event: E) -> S:
        """The new state.

        Raises:
            IllegalTransition: the table has no such step; the state is unchanged.
        """
        try:
            self.state = self._table[(self.state, event)]
        except KeyError:
            raise IllegalTransition(f"{self.state.value} does not allow {event.value}") from None
        return self.state

    def events(self) -> frozenset[E]:
        """Everything that may happen now."""
        return frozenset(event for state, event in self._table if state is self.state)
