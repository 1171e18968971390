"""Every camera of this machine: the one of the counter, and the others, opened only while they are looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraInfo
from drivers.camera.find import camera_named, find_cameras, same_device
from drivers.camera.opencv import Camera
from drivers.errors import Cancelled, TimedOut

FRAME_SECONDS = 3.0  # the longest wait for one more picture; a camera that is just being opened needs the most
FULL_SIZE = (1600, 1200)  # asked of a camera that is not the counter's: the profile's portrait at 60 cm


@dataclass(frozen=True)
class LivePicture:
    """A camera as a slot with the newest picture, for the screen."""

    camera: Camera

    def get(self) -> tuple[int, Any]:
        frame = self.camera.latest()
        return (0, None) if frame is None else (frame.number, frame.pixels)


class Cameras:
    """`hold` opens a camera that is not in use at the counter and keeps it open until `release`, or until another one
    is held. A counter's camera without an address is none."""

    def __init__(self, in_use: Camera, find: Callable[[], tuple[CameraInfo, ...]] = find_cameras) -> None:
        self._in_use, self._find = in_use, find
        self._lock = threading.Lock()
        self._held: Camera | None = None

    def infos(self) -> tuple[CameraInfo, ...]:
        """The counter's camera first; it is named even when it is gone."""
        own = self._in_use.info
        others = tuple(c for c in self._find() if c.serial != own.serial and not same_device(c.address, own.address))
        return others if own.address == "" else (own, *others)

    def in_use(self, serial: str) -> bool:
        return serial == self._in_use.info.serial

    def opened(self, serial: str) -> Camera | None:
        """The camera, where it is open now."""
        if self.in_use(serial):
            return self._in_use
        with self._lock:
            return self._held if self._held is not None and self._held.info.serial == serial else None

    def hold(self, serial: str) -> Camera:
        """Raises NotFound where no such camera is connected."""
        there = self.opened(serial)
        if there is not None:
            return there
        info = camera_named(serial, self.infos())
        self.release()
        camera = Camera(info.address, info.name, *FULL_SIZE, info=info)
        camera.start()
        with self._lock:
            self._held = camera
        return camera

    def release(self) -> None:
        """Let go what `hold` opened; returns at once, the device is free within the camera's read time-out."""
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.stop()

    def frames(
        self, serial: str, count: int, cancel: threading.Event, progress: Callable[[float], None]
    ) -> list[NDArray[np.uint8]]:
        """The next `count` pictures (BGR), none of them taken before now.

        Raises NotFound, TimedOut (`camera_stalled`), Cancelled.
        """
        camera = self.hold(serial)
        newest = camera.latest()
        number = 0 if newest is None else newest.number
        taken: list[NDArray[np.uint8]] = []
        last = time.monotonic()
        while len(taken) < count:
            if cancel.is_set():
                raise Cancelled("cancelled")
            frame = camera.wait(number, 0.2)
            if frame is not None:
                number, last = frame.number, time.monotonic()
                taken.append(frame.pixels)
                progress(len(taken) / count)
            elif time.monotonic() - last > FRAME_SECONDS:
                raise TimedOut("camera_stalled", f"{len(taken)} of {count} frames")
        return taken

    def pace(self, serial: str, frames: int, timeout: float) -> tuple[tuple[int, ...] | None, float]:
        """The shape of a picture and pictures a second, over `frames` new ones or `timeout` seconds.

        Raises NotFound.
        """
        camera = self.hold(serial)
        end = time.monotonic() + timeout
        newest = camera.latest()
        number, shape = (0, None) if newest is None else (newest.number, newest.pixels.shape)
        times: list[float] = []
        while len(times) < frames and time.monotonic() < end:
            frame = camera.wait(number, 0.5)
            if frame is not None:
                number, shape = frame.number, frame.pixels.shape
                times.append(frame.taken_at)
        span = times[-1] - times[0] if len(times) > 1 else 0.0
        return shape, (len(times) - 1) / span if span > 0 else 0.0
