"""What the presenters of a visit's steps share: the way back, the visit given up, a capture that is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from station.ui.counter.desk import VisitDesk
from station.ui.presenter import Presenter, V
from station.work import Runner
from station.workflow.counter import Event

D = TypeVar("D")


class StepPresenter(Presenter[V], Generic[V, D]):
    """One step of a visit; `back` and `cancelled` are told where the window goes then."""

    def __init__(
        self,
        show: Callable[[V], None],
        runner: Runner,
        state: V,
        visit: VisitDesk,
        desk: D,
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, state)
        self.goes_on = False  # by itself where everything is in order; the room says so
        self._visit, self._desk, self._back, self._cancelled = visit, desk, back, cancelled

    def back(self) -> None:
        if self._visit.allows(Event.BACK) and not self.state.busy:
            self._go_back()

    def _go_back(self) -> None:
        self._do(self._visit.back, lambda _none: self._gone_back())

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
        visit: VisitDesk,
        desk: D,
        back: Callable[[], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(show, runner, state, visit, desk, back, cancelled)
        self._stop, self._force = threading.Event(), threading.Event()

    def leave(self) -> None:
        """Stop what runs; the page is about to go."""
        self._stop.set()
        self._stop = threading.Event()
        self._update(busy=False, capturing=False)

    def back(self) -> None:
        if self._visit.allows(Event.BACK):
            self.leave()
            self._go_back()

    def cancel(self) -> None:
        """What runs is stopped first; asked again, the visit is to be left."""
        if self.state.busy:
            self.leave()
        else:
            super().cancel()
