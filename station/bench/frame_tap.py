"""Raw frames for the bench: where they come from, and which of their pixels the wire does not carry."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.errors import Cancelled, TimedOut
from drivers.finger.base import FingerFrame, ScannerInfo
from drivers.finger.hub import FingerHub
from station.domain.calibration import Step

Grey = NDArray[np.uint8]
Progress = Callable[[float], None]

FRAME_SECONDS = 3.0  # the longest wait for one more frame; a 4500 sends seven a second
STALE = 1  # frames that may have been exposed before the technician said "ready"


@dataclass(frozen=True, eq=False)
class Taken:
    """`frames` uint8[n, rows, columns], light: bright means contact. `rows` not sent, pixels `lost` on the wire."""

    frames: Grey
    rows: NDArray[np.bool_]  # bool[rows]
    lost: NDArray[np.bool_]  # bool[rows, columns], in at least one frame


class FrameTap(Protocol):
    """What the wizard needs of a reader."""

    @property
    def info(self) -> ScannerInfo: ...

    def take(self, step: Step, count: int, cancel: threading.Event, progress: Progress) -> Taken:
        """The next `count` raw frames of what `step` laid on the platen.

        Raises DeviceError: Cancelled, TimedOut, Unplugged, Busy, NotFound.
        """


class HubTap:
    """The live picture of a reader of the hub, without waiting for a finger."""

    def __init__(self, hub: FingerHub, info: ScannerInfo) -> None:
        self._hub, self._info = hub, info

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def take(self, step: Step, count: int, cancel: threading.Event, progress: Progress) -> Taken:
        del step  # a real reader shows what lies there
        taken: list[FingerFrame] = []
        with contextlib.closing(self._hub.live(self._info.serial)) as live:
            number, last = 0, time.monotonic()
            while len(taken) < count:
                if cancel.is_set():
                    raise Cancelled("cancelled")
                before = number
                number, frame = live.wait(number, 0.2)
                if frame is not None and number > before:
                    last = time.monotonic()
                    if number > STALE:
                        taken.append(frame)
                        progress(len(taken) / count)
                elif live.error is not None:
                    raise live.error
                elif time.monotonic() - last > FRAME_SECONDS:
                    raise TimedOut("frame_timeout", f"{len(taken)} of {count} frames")
        return gather(taken)


def gather(taken: list[FingerFrame]) -> Taken:
    """Frames of a driver (ridges dark) as light, with the gaps of the wire marked."""
    frames = np.stack([255 - frame.raw for frame in taken])
    rows = np.zeros(frames.shape[1], bool)
    for frame in taken:
        rows[list(frame.interpolated_rows)] = True
    lost = np.zeros(frames.shape[1:], bool)
    for frame in taken:
        for row, column in frame.lost:
            lost[row, column] = True
    return Taken(frames, rows, lost)
