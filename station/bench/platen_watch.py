"""The empty platen between two travellers: dirt and latent prints are noticed before the next finger comes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.errors import TimedOut
from drivers.finger.base import FingerFrame
from drivers.finger.hub import FingerHub
from drivers.finger.sensors import SENSORS
from models.calibration import platen
from models.calibration.limits import SCANNER
from station.bench.certify import Stored
from station.bench.frame_tap import FRAME_SECONDS
from station.domain.calibration import PlatenState

CONTACT, COVERED = 60, 0.15  # levels of light, share of the platen: more than dirt, a finger


@dataclass(frozen=True)
class PlatenLook:
    """`blocks`: share of the platen that is smeared; `level`: grey levels over clean; `ridges`, `latent`: 0..1."""

    state: PlatenState
    blocks: float = 0.0
    level: float = 0.0
    ridges: float = 0.0
    latent: float | None = None  # None: no print was taken on this reader since the station started


class PlatenWatch:
    """Remembers the last print of each reader, in memory only, until the platen has been seen without it."""

    def __init__(self, calibration: Callable[[str], Stored | None]) -> None:
        self._calibration = calibration
        self._lock = threading.Lock()
        self._last: dict[str, NDArray[np.uint8]] = {}

    def captured(self, frame: FingerFrame) -> None:
        """A finger was taken: what may stay behind is known now."""
        with self._lock:
            self._last[frame.info.serial] = 255 - frame.raw

    def forget(self, serial: str | None = None) -> None:
        """At the end of a visit's capture, or for every reader."""
        with self._lock:
            if serial is None:
                self._last.clear()
            else:
                self._last.pop(serial, None)

    def look_now(self, hub: FingerHub, serial: str) -> PlatenLook:
        """One picture of an idle reader, between two travellers. Raises DeviceError: Busy, NotFound, TimedOut ..."""
        with contextlib.closing(hub.live(serial)) as live:
            _, frame = live.wait(0, FRAME_SECONDS)
            if frame is None:
                raise live.error or TimedOut("frame_timeout", serial)
        return self.look(frame)

    def look(self, frame: FingerFrame) -> PlatenLook:
        """`frame`: the platen without a finger. A latent print is named before dirt: it is dirt that could be read."""
        serial = frame.info.serial
        stored, sensor = self._calibration(serial), SENSORS.get(frame.info.driver)
        if stored is None or sensor is None or frame.raw.shape != stored.clean.shape:
            return PlatenLook(PlatenState.UNKNOWN)
        light = 255 - frame.raw
        if float((light > CONTACT).mean()) > COVERED:
            return PlatenLook(PlatenState.OCCUPIED)
        clean = stored.clean.astype(np.float64)
        rows = np.ones(len(light), bool)
        rows[list(frame.interpolated_rows)] = False
        noise = stored.certificate.level("noise") or 1.0
        found = platen.cleanliness(light[rows], clean[rows], noise, sensor.ppi)
        with self._lock:
            last = self._last.get(serial)
        ghost = None if last is None else platen.latent(light[rows], clean[rows], last[rows])
        if ghost is not None and not SCANNER["latent"].holds(ghost):
            state = PlatenState.LATENT
        else:
            state = PlatenState.DIRTY if found.dirty else PlatenState.CLEAN
        if state is PlatenState.CLEAN:
            self.forget(serial)
        return PlatenLook(state, found.blocks, found.level, found.ridges, ghost)
