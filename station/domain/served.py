"""A crossing as figures of service need it: no name, no document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Crossing:
    """One sealed visit, without what only its record knows."""

    visit: str
    person: str
    nationality: str
    direction: str
    verdict: str | None
    opened_at: datetime
    sealed_at: datetime

    @property
    def seconds(self) -> float:
        return (self.sealed_at - self.opened_at).total_seconds()
