"""What the presenters of a visit's steps share: the way back, the visit given up, a capture that is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from station.ui.presenter import Presenter, V
from station.work import Runner
from station.workflow.counter import Event


class StepDesk(Protocol):
    def allows(self, event: Event) -> bool: ...
    def back(self) -> None: ...


D = TypeVar("D", bound=StepDesk)


class StepPresenter(Presenter[V], Generic[V, D]):
    """One step of a visit; `back` and `cancelled` are told where the window goes then."""

    def __init__(
        self,
        show: Callable[[V], None],
        runner: Runner,
        state: V,
        desk: D,
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, state)
        self._desk, self._back, self._cancelled = desk, back, cancelled

    def back(self) -> None:
        if self._desk.allows(Event.BACK) and not self.state.busy:  # type: ignore[attr-defined]
            self._go_back()

    def _go_back(self) -> None:
        self._do(self._desk.back, lambda _none: self._gone_back())

    def _gone_back(self) -> None:
        self._update(busy=False)
        self._back()

    def cancel(self) -> None:
        self._cancelled()


class CapturePresenter(StepPresenter[V, D]):
    """A step whose device works until `_stop` is set. Its runner runs one job at a time, so that what follows a
    stopped capture finds it ended."""

    def __init__(
        self,
        show: Callable[[V], None],
        runner: Runner,
        state: V,
        desk: D,
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, state, desk, back, cancelled)
        self._stop, self._force = threading.Event(), threading.Event()

    def leave(self) -> None:
        """Stop what runs; the page is about to go."""
        self._stop.set()
        self._stop = threading.Event()
        self._update(busy=False, capturing=False)

    def back(self) -> None:
        if self._desk.allows(Event.BACK):
            self.leave()
            self._go_back()

    def cancel(self) -> None:
        self.leave()
        super().cancel()
