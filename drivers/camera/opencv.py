"""Any camera that OpenCV opens: an index, a device path, a network stream, a film, a sequence of pictures.

One thread owns the handle; the newest picture wins. Nobody who asks for a picture or the state ever waits for the
device, and stopping does not either.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

# How long a V4L2 read may block, in seconds; OpenCV's own ten would hide a frozen camera. Read when a device opens.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
# A lost stream is a state here, not a line on the terminal.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np

from drivers.camera.base import CameraControl, CameraEvent, CameraInfo, CameraState, Frame
from drivers.camera.find import describe
from drivers.latest import Latest

# A camera that is not there is a state of ours; OpenCV would write a line to the terminal at every try.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

# opencv-python points Qt at its own plugins when it is imported, which is not for our windows.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    if "cv2" in os.environ.get(_name, ""):
        del os.environ[_name]

STALLED_AFTER = 1.5  # seconds without a picture
READ_TIMEOUT_MS = 1500
OPEN_TIMEOUT_MS = 4000
RETRY = 0.5  # seconds between tries to open
EVENTS_KEPT = 50

_PROPERTIES = {
    CameraControl.AUTO_EXPOSURE: cv2.CAP_PROP_AUTO_EXPOSURE,
    CameraControl.EXPOSURE: cv2.CAP_PROP_EXPOSURE,
    CameraControl.GAIN: cv2.CAP_PROP_GAIN,
    CameraControl.AUTOFOCUS: cv2.CAP_PROP_AUTOFOCUS,
    CameraControl.FOCUS: cv2.CAP_PROP_FOCUS,
    CameraControl.AUTO_WHITE_BALANCE: cv2.CAP_PROP_AUTO_WB,
    CameraControl.WHITE_BALANCE: cv2.CAP_PROP_WB_TEMPERATURE,
    CameraControl.BRIGHTNESS: cv2.CAP_PROP_BRIGHTNESS,
}


class Camera:
    """`start`, then `latest` or `wait`; `stop` at the end. Reconnects by itself for as long as it runs.

    `info`: who it is. A second `start` after `stop` is allowed.
    """

    def __init__(
        self,
        address: int | str,
        name: str = "",
        width: int = 1280,
        height: int = 720,
        info: CameraInfo | None = None,
    ) -> None:
        self.info = info or describe(address, name)
        self._address = address
        self._size = (width, height)
        self._slot: Latest[Frame] = Latest()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._opening = True
        self._lost = False
        self._since = 0.0
        self._wishes: deque[tuple[CameraControl, float]] = deque(maxlen=32)
        self._controls: dict[CameraControl, float] = {}
        self._events: deque[CameraEvent] = deque(maxlen=EVENTS_KEPT)
        self.reconnects = 0

    def start(self) -> None:
        """Returns at once; pictures come when they come."""
        if self._thread is not None and self._thread.is_alive() and not self._stop.is_set():
            return
        self._stop = threading.Event()
        self._opening, self._lost, self._since = True, False, time.monotonic()
        self._thread = threading.Thread(target=self._run, args=(self._stop,), name=f"camera-{self.info.name}")
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; the thread lets the device go within the read time-out."""
        self._stop.set()

    def join(self, timeout: float = 5.0) -> bool:
        """After `stop`: wait until the device is free. True when it is."""
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    @property
    def state(self) -> CameraState:
        if self._thread is None or self._stop.is_set():
            return CameraState.CLOSED
        if self._lost:
            return CameraState.LOST
        quiet = time.monotonic() - self._since
        if self._opening:
            return CameraState.OPENING if quiet < OPEN_TIMEOUT_MS / 1000 else CameraState.LOST
        return CameraState.STALLED if quiet > STALLED_AFTER else CameraState.LIVE

    def latest(self) -> Frame | None:
        """The newest picture, None when none has come yet. Never waits."""
        return self._slot.get()[1]

    def wait(self, after_number: int, timeout: float) -> Frame | None:
        """The newest picture with a number above `after_number`; None when none came in `timeout` seconds."""
        number, frame = self._slot.wait(after_number, timeout)
        return frame if number > after_number else None

    @property
    def controls(self) -> dict[CameraControl, float]:
        """What this camera lets us set, with the values it has now; empty until it is open."""
        return dict(self._controls)

    @property
    def history(self) -> tuple[CameraEvent, ...]:
        """What happened since the start, oldest first."""
        return tuple(self._events)

    def adjust(self, control: CameraControl, value: float) -> None:
        """Ask for a setting; it is made between two pictures and can be read back in `controls`."""
        self._wishes.append((control, value))

    # --- the camera's thread ----------------------------------------------------------------------------------------

    def _run(self, stop: threading.Event) -> None:
        opened_before = False
        while not stop.is_set():
            self._opening, self._since = True, time.monotonic()
            capture = self._open()
            if capture is None:
                self._lost = True
                stop.wait(RETRY)
                continue
            self.reconnects += opened_before
            opened_before = True
            try:
                self._read(capture, stop)
            finally:
                capture.release()
            self._lost = not stop.is_set()
            if self._lost:
                self._note("unplugged")
            stop.wait(RETRY if self._lost else 0)

    def _note(self, code: str) -> None:
        self._events.append(CameraEvent(time.time(), code))

    def _open(self) -> Any:
        address = self._address
        if isinstance(address, int):
            capture = cv2.VideoCapture(address)
        elif address.startswith("/dev/"):
            capture = cv2.VideoCapture(str(Path(address).resolve()), cv2.CAP_V4L2)
        elif "://" in address:
            limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS]
            capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
        else:
            capture = cv2.VideoCapture(address)
        if not capture.isOpened():
            capture.release()
            return None
        if self._is_device:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # raw pictures of this size are slow
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            self._look_at_controls(capture)
        return capture

    @property
    def _is_device(self) -> bool:
        return isinstance(self._address, int) or self._address.startswith("/dev/")

    def _look_at_controls(self, capture: Any) -> None:
        values = {control: float(capture.get(number)) for control, number in _PROPERTIES.items()}
        self._controls = {control: value for control, value in values.items() if value != -1.0}

    def _read(self, capture: Any, stop: threading.Event) -> None:
        pause = self._pause(capture)
        number = self._slot.get()[0]
        while not stop.is_set():
            while self._wishes:
                control, value = self._wishes.popleft()
                if control in self._controls:
                    capture.set(_PROPERTIES[control], value)
                    self._look_at_controls(capture)
            good, pixels = capture.read()
            now = time.monotonic()
            if not good or pixels is None or pixels.ndim != 3 or pixels.dtype != np.uint8:
                return
            if self._opening:
                self._note("plugged")
            elif now - self._since > STALLED_AFTER:
                self._note("stalled")
                self._note("recovered")
            number += 1
            self._slot.put(Frame(pixels, number, now))
            self._since = now
            self._opening = self._lost = False
            if pause:
                stop.wait(pause)

    def _pause(self, capture: Any) -> float:
        """A film or a sequence is shown at its own pace, a live source gives the pace itself."""
        if self._is_device or "://" in str(self._address):
            return 0.0
        rate = float(capture.get(cv2.CAP_PROP_FPS))
        return 1.0 / rate if 1.0 <= rate <= 120.0 else 1.0 / 25
