"""One picture of the gallery: a page in a state, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from station.domain.officer import Officer, Role
from station.ui.page import AnyPage
from station.workflow.counter import Step

OFFICER = Officer("awijaya", "A. Wijaya", Role.OFFICER)


class Nobody:
    """Stands in for the presenter of a page that is only looked at; what is called is noted."""

    def __init__(self) -> None:
        self.called: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self.called.append((name, *given))


@dataclass(frozen=True)
class Shown:
    """One picture of the gallery."""

    name: str
    page: Callable[[], AnyPage]
    state: Any
    step: Step = Step.IDLE
    traveller: bool = False
    officer: Officer | None = OFFICER
    first_visit: bool | None = None
    fingers: int = 0
