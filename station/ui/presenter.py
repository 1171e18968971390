"""What every presenter shares; no widget, so that tests run it with `list.append` and `Now`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from station.work import Runner

V = TypeVar("V")
T = TypeVar("T")

Post = Callable[[Callable[[], None]], None]
"""`GuiThread.post`; in tests `lambda call: call()`."""


@dataclass(frozen=True)
class Problem:
    """A failure for the eye: its code, and the field at fault where there is one."""

    code: str
    field: str = ""


class Presenter(Generic[V]):
    """Holds one frozen view state and shows every new one."""

    def __init__(self, show: Callable[[V], None], runner: Runner, state: V) -> None:
        self._show = show
        self._runner = runner
        self.state = state

    def refresh(self) -> None:
        self._show(self.state)

    def _update(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[type-var]
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
        if not hasattr(error, "code"):
            raise error


def problem_of(error: BaseException) -> Problem:
    code = getattr(error, "code", "")
    field = getattr(error, "field", "")
    return Problem(code if isinstance(code, str) and code else "unexpected", field if isinstance(field, str) else "")
