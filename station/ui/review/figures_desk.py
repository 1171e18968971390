"""What happens on the page of figures, without a widget: one of four parts at a time, read anew when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.charts import Diagram
from station.domain.figures import ArrivalsTold, Figures, FiguresPart, ServiceTold, ShiftNow
from station.domain.self_look import SelfLooks
from station.ui.presenter import Presenter, Problem
from station.work import Runner


class FiguresDesk(Protocol):
    """What the page needs; `station.review.figures.PostFigures` has it. Each call may block."""

    @property
    def all_counters(self) -> bool:
        """At once: whether this is a supervisor's page, or an officer's own."""
        ...

    def shift(self) -> ShiftNow: ...
    def service(self) -> ServiceTold: ...
    def arrivals(self) -> ArrivalsTold: ...
    def looks(self) -> SelfLooks: ...
    def save(self, chart: Diagram, path: Path) -> None:
        """As CSV, SVG or PDF, by the name's ending."""
        ...


@dataclass(frozen=True)
class FiguresState:
    busy: bool = False
    problem: Problem | None = None
    whole: bool = True  # all parts; False: an officer's own shift
    part: FiguresPart = FiguresPart.SHIFT
    figures: Figures | None = None
    chart: int = 0  # the chart that is shown, of those of the part
    saved: str = ""


class FiguresPresenter(Presenter[FiguresState]):
    def __init__(self, show: Callable[[FiguresState], None], runner: Runner, desk: FiguresDesk) -> None:
        super().__init__(show, runner, FiguresState(whole=desk.all_counters))
        self._desk = desk

    def open(self) -> None:
        self.show(FiguresPart.SHIFT)

    def show(self, part: FiguresPart) -> None:
        """One of the parts; the same once more reads it again."""
        if self.state.busy or not (self.state.whole or part is FiguresPart.SHIFT):
            return
        read: dict[FiguresPart, Callable[[], Figures]] = {
            FiguresPart.SHIFT: self._desk.shift,
            FiguresPart.SERVICE: self._desk.service,
            FiguresPart.ARRIVALS: self._desk.arrivals,
            FiguresPart.LOOKS: self._desk.looks,
        }
        same = part is self.state.part
        self._do(
            read[part], self._read,
            part=part, figures=self.state.figures if same else None, chart=self.state.chart if same else 0, saved="",
        )  # fmt: skip

    def again(self) -> None:
        self.show(self.state.part)

    def _read(self, figures: Figures) -> None:
        self._update(busy=False, figures=figures)

    def choose(self, chart: int) -> None:
        if chart != self.state.chart:
            self._update(chart=chart, saved="")

    def save(self, chart: Diagram, path: str) -> None:
        self._do(lambda: self._desk.save(chart, Path(path)), lambda _: self._saved(path), saved="")

    def _saved(self, path: str) -> None:
        self._update(busy=False, saved=Path(path).name)

    def leave(self) -> None:
        """Another page, or signing out: nobody's work stays on the screen."""
        self._update(busy=False, figures=None, chart=0, saved="", problem=None)
