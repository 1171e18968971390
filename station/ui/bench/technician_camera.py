"""The camera's side of the technician's page, without a widget: setting, live sharpness, controls, measurement."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.desk import CalibrationResult, DriftView
from station.ui.bench.technician_state import TechnicianDesk, TechnicianState
from station.ui.presenter import Post, Presenter
from station.work import Runner


class CameraBenchPresenter(Presenter[TechnicianState]):
    def __init__(
        self, show: Callable[[TechnicianState], None], runner: Runner, desk: TechnicianDesk, post: Post
    ) -> None:
        super().__init__(show, runner, TechnicianState())
        self._desk, self._post = desk, post
        self._stop = threading.Event()
        self._looking = False

    def reload(self) -> None:
        """Read the list of devices again."""
        raise NotImplementedError

    def _open_bench(self, device: str) -> None:
        self._runner.run(lambda: self._desk.bench.view(device), self._benched, self._failed)

    def _benched(self, bench: BenchView | None) -> None:
        if bench is not None and bench.device == self.state.selected:
            self._update(bench=bench, setting=bench.setting)

    def change_setting(self, setting: CameraSetting) -> None:
        """The technician measured something anew; it is kept for this camera."""
        bench = self.state.bench
        if bench is not None and setting != self.state.setting and not self.state.busy:
            self._update(setting=setting, problem=None)
            self._runner.run(lambda: self._desk.bench.remember(bench.device, setting), lambda _: None, self._failed)

    def look(self) -> None:
        """Look at the live picture; the page calls this several times a second while a camera is chosen."""
        bench = self.state.bench
        if bench is None or self.state.busy or self._looking:
            return
        self._looking = True
        self._runner.run(lambda: self._looked_at(bench.device), self._looked, self._not_looked)

    def _looked_at(self, device: str) -> tuple[str, ChartLook | None, tuple[CameraSwitch, ...]]:
        return device, self._desk.bench.look(device), self._desk.bench.switches(device)

    def _looked(self, found: tuple[str, ChartLook | None, tuple[CameraSwitch, ...]]) -> None:
        self._looking = False
        device, look, switches = found
        bench = self.state.bench
        if bench is None or bench.device != device:
            return
        self._update(
            bench=replace(bench, switches=switches),
            look=look,
            best_sharpness=max(self.state.best_sharpness, (look.sharpness or 0.0) if look else 0.0),
            best_detail=max(self.state.best_detail, look.detail if look else 0.0),
        )

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        self._failed(error)

    def set_value(self, key: str, value: float) -> None:
        bench = self.state.bench
        if bench is not None and not self.state.busy:
            self._do(lambda: self._desk.bench.set_value(bench.device, key, value), self._switched)

    def set_automatic(self, key: str, automatic: bool) -> None:
        bench = self.state.bench
        if bench is not None and not self.state.busy:
            self._do(lambda: self._desk.bench.set_automatic(bench.device, key, automatic), self._switched)

    def _switched(self, switches: tuple[CameraSwitch, ...]) -> None:
        bench = self.state.bench
        self._update(busy=False, bench=None if bench is None else replace(bench, switches=switches))

    def measure(self) -> None:
        """Measure the chart; while that runs: stop it."""
        state = self.state
        if state.busy:
            self._stop.set()
            return
        if state.bench is None:
            return
        device, setting = state.bench.device, state.setting
        self._stop = stop = threading.Event()

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._measuring(stop, share))

        self._do(
            lambda: self._desk.bench.measure(device, setting, stop, progress), self._measured,
            running="measure", progress=0.0, report=None, result=None, saved=None, written=None,
        )  # fmt: skip

    def _measuring(self, stop: threading.Event, share: float) -> None:
        if stop is self._stop and self.state.running == "measure":
            self._update(progress=share)

    def _measured(self, result: CalibrationResult) -> None:
        self._update(busy=False, running="", result=result)
        self.reload()
        self._runner.run(lambda: self._desk.drift(result.device), self._drifted, self._failed)

    def _drifted(self, drift: DriftView | None) -> None:
        if drift is not None and drift.device == self.state.selected:
            self._update(drift=drift)

    def save_chart(self, path: str) -> None:
        """Write the chart to print to `path`."""
        file = Path(path)
        if path and not self.state.busy:
            self._do(
                lambda: self._desk.bench.save_chart(file),
                lambda _: self._update(busy=False, running="", written=("chart", file.name)),
                running="save", saved=None, written=None,
            )  # fmt: skip
