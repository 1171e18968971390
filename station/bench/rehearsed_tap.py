"""The bench of demo and training: an emulated reader of known faults, with the right target laid on at every step."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from drivers.errors import Cancelled, TimedOut
from drivers.finger.base import FingerFrame, ScannerInfo
from drivers.finger.hub import FingerHub
from drivers.finger.sensors import FS81
from models.calibration import charts
from models.synthesis.camera_view import PlantedCamera
from models.synthesis.targets import Bars, Flat, Picture, PlantedReader, Target, chart
from station.bench.frame_tap import FRAME_SECONDS, Progress, Taken, gather
from station.domain.calibration import Step

Grey = NDArray[np.uint8]

# Units with everything that a real one may have, so that a rehearsal shows what the bench finds.
DEMO_READER = PlantedReader(
    ppi_x=553.0, ppi_y=376.5, rotation=0.22, keystone_x=0.02, keystone_y=0.04, barrel=0.004, blur=0.45, falloff=0.18,
    prnu=0.02, dsnu=0.4, noise=1.1, curve=3.0, dead=6, hot=2, stuck=1, seed=4500,
)  # fmt: skip

DEMO_FS81 = PlantedReader(
    ppi_x=503.0, ppi_y=498.0, rotation=-0.18, keystone_x=0.01, keystone_y=0.02, blur=0.45, falloff=0.15, prnu=0.02,
    dsnu=0.4, noise=1.1, curve=2.0, dead=5, hot=2, stuck=1, seed=81, rows=FS81.rows, columns=FS81.columns,
)  # fmt: skip
DEMO_READERS = {"uru4500": DEMO_READER, "fs81": DEMO_FS81}  # by driver
DEMO_CAMERA = PlantedCamera(1600, 1200, scale=4.9, roll=0.6, blur=0.9, exposure=-0.15, falloff=0.1, noise=0.01)


def target_of(step: Step, finger: Grey) -> Target:
    """What a step lays on the platen; `finger` at 500 ppi, ridges dark."""
    targets: dict[Step, Target] = {
        Step.CLEAN: Flat(0.0),
        Step.DARK: Flat(0.0),
        Step.FLAT: Flat(1.0),
        Step.BARS_ALONG: Bars("y", turn=-0.1),
        Step.BARS_ACROSS: Bars("x", turn=0.1),
        Step.WEDGE: chart(charts.wedge(), off=(0.2, -0.3)),
        Step.CHART_ACROSS: chart(charts.frequencies("x"), "x"),
        Step.CHART_ALONG: chart(charts.frequencies("y"), "y"),
        Step.FINGER: Picture(finger),
    }
    return targets[step]


class RehearsedTap:
    """`lay` puts a raw picture (of the sensor's size, ridges dark) on the emulated platen; the frames come through the
    real driver.

    A frame that was on its way when the target changed is skipped, so each frame shows noise of its own.
    """

    def __init__(
        self,
        hub: FingerHub,
        info: ScannerInfo,
        lay: Callable[[Grey | None], None],
        finger: Grey,
        reader: PlantedReader | None = None,
    ) -> None:
        """`reader`: the faults that are played; without it those of the demonstration's reader of that driver."""
        self._hub, self._info, self._lay, self._finger = hub, info, lay, finger
        self._reader = reader or DEMO_READERS[info.driver]
        self._number = 0

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def take(self, step: Step, count: int, cancel: threading.Event, progress: Progress) -> Taken:
        levels = self._reader.levels(target_of(step, self._finger))
        taken: list[FingerFrame] = []
        try:
            with contextlib.closing(self._hub.live(self._info.serial)) as live:
                for k in range(count):
                    self._number += 1
                    self._lay(255 - self._reader.expose(levels, self._number))
                    due = live.get()[0] + 2
                    deadline = time.monotonic() + FRAME_SECONDS
                    number, frame = live.get()
                    while number < due or frame is None:
                        if cancel.is_set():
                            raise Cancelled("cancelled")
                        if live.error is not None:
                            raise live.error
                        if time.monotonic() > deadline:
                            raise TimedOut("frame_timeout", f"{k} of {count} frames")
                        number, frame = live.wait(due - 1, 0.2)
                    taken.append(frame)
                    progress((k + 1) / count)
        finally:
            self._lay(None)
        return gather(taken)
