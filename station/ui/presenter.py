"""What every presenter shares; no widget, so that tests run it with `list.append` and `Now`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from station.work import Runner

T = TypeVar("T")

Post = Callable[[Callable[[], None]], None]
"""`GuiThread.post`; in tests `lambda call: call()`."""


@dataclass(frozen=True)
class Problem:
    """A failure for the eye: its code, and the field at fault where there is one."""

    code: str
    field: str = ""


class State(Protocol):
    """What every view state has; they are frozen dataclasses."""

    @property
    def busy(self) -> bool: ...
    @property
    def problem(self) -> Problem | None: ...


V = TypeVar("V", bound=State)


class Opens(Protocol):
    """What the window needs of the presenter of a page."""

    def open(self) -> None: ...
    def leave(self) -> None:
        """The page is about to go: end captures and whatever else goes on for it."""
        ...


class Presenter(Generic[V]):
    """Holds one frozen view state and shows every new one."""

    def __init__(self, show: Callable[[V], None], runner: Runner, state: V) -> None:
        self._show = show
        self._runner = runner
        self.state = state

    def leave(self) -> None:
        """The page is about to go; most have nothing to end."""

    def refresh(self) -> None:
        self._show(self.state)

    def _update(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[type-var]  # every state is a dataclass
        self._show(self.state)

    def _do(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        **while_running: Any,
    ) -> None:
        """Run a blocking call of a service; `busy` is set meanwhile."""
        self._update(busy=True, problem=None, **while_running)
        self._runner.run(job, done, failed or self._failed)

    def _failed(self, error: BaseException) -> None:
        """An expected error has a code and becomes a sentence; anything else goes to the exception hook as well."""
        self._update(busy=False, problem=problem_of(error))
        if not code_of(error):
            raise error


def code_of(error: BaseException) -> str:
    """The stable code of an expected error, of whichever room; empty for a fault of the program."""
    code = getattr(error, "code", "")
    return code if isinstance(code, str) else ""


def problem_of(error: BaseException) -> Problem:
    field = getattr(error, "field", "")
    return Problem(code_of(error) or "unexpected", field if isinstance(field, str) else "")
