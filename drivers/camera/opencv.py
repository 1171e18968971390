"""Any camera: an index, a device path, a network stream, a film, a sequence of pictures.

One thread owns the handle; the newest picture wins. Nobody who asks for a picture or the state ever waits for the
device, and stopping does not either. Only a picture that shows something new is one: see `liveness`.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

# How long a V4L2 read may block, in seconds; OpenCV's own ten would hide a frozen camera. Read when a device opens.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
# A lost stream is a state here, not a line on the terminal.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraControl, CameraEvent, CameraInfo, CameraState, Frame
from drivers.camera.find import describe, names_device
from drivers.camera.liveness import Liveness
from drivers.camera.mjpeg import LEAST_SIDE, MotionJpeg
from drivers.errors import DeviceError, Garbled, NotFound
from drivers.latest import Latest
from drivers.pictures import CAMERA

# A camera that is not there is a state of ours; OpenCV would write a line to the terminal at every try.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

# A wheel of OpenCV with windows points Qt at its own plugins when it is imported, which is not for ours.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    if "cv2" in os.environ.get(_name, ""):
        del os.environ[_name]

STALLED_AFTER = 1.5  # seconds without a new picture
READ_TIMEOUT_MS = 2500  # longer than STALLED_AFTER: what stands still for a moment is not reconnected at once
OPEN_TIMEOUT_MS = 4000
RETRY = 0.5  # seconds between tries to open
EVENTS_KEPT = 50
# Seconds in which nobody wanted a picture, after which few of them are unpacked: whoever looks asks several times in
# them, and what follows in a visit, its fingers, does not share the processor with pictures that nobody sees.
UNASKED = 0.3
AT_EASE = 0.5  # seconds between those: the state stays known
DOUBTFUL = 1.0  # seconds without a new one, after which all of them are unpacked: it may stand still

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


class Handle(Protocol):
    """An opened camera, owned by one thread."""

    def read(self) -> NDArray[np.uint8]:
        """The next picture, BGR uint8 (h, w, 3). Raises DeviceError where there is none."""
        ...

    def skip(self) -> None:
        """Let the next picture pass without unpacking it. Raises DeviceError where there is none."""
        ...

    def release(self) -> None: ...


class Camera:
    """`start`, then `latest` or `wait`; `stop` at the end. Reconnects by itself for as long as it runs.

    `info`: who it is. A second `start` after `stop` is allowed. `sleep` lets the device go until `wake`: nothing runs
    meanwhile, and no picture from before is shown afterwards.
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
        self._awake = threading.Event()
        self._awake.set()
        self._thread: threading.Thread | None = None
        self._opening = True  # no new picture came since it was opened
        self._shows = False  # it sends something
        self._lost = False
        self._since = 0.0
        self._asked_at = 0.0  # when somebody last wanted a picture
        self._fresh_from = 0  # pictures up to this number are of before it slept
        self._wishes: deque[tuple[CameraControl, float]] = deque(maxlen=32)
        self._controls: dict[CameraControl, float] = {}
        self._events: deque[CameraEvent] = deque(maxlen=EVENTS_KEPT)
        self.reconnects = 0

    def start(self) -> None:
        """Returns at once; pictures come when they come."""
        if self._thread is not None and self._thread.is_alive() and not self._stop.is_set():
            return
        self._stop = threading.Event()
        self._awake.set()
        self._opening, self._shows, self._lost, self._since = True, False, False, time.monotonic()
        self._thread = threading.Thread(target=self._run, args=(self._stop,), name=f"camera-{self.info.name}")
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; the thread lets the device go within the read time-out."""
        self._stop.set()
        self._awake.set()  # so that a thread that sleeps sees it

    def sleep(self) -> None:
        """Returns at once; the thread lets the device go within the read time-out and then waits, at no cost."""
        if not self._stop.is_set():
            self._awake.clear()
            self._fresh_from = self._slot.get()[0]

    def wake(self) -> None:
        """Returns at once; the next picture comes as after `start`."""
        if not self._awake.is_set():
            self._fresh_from = self._slot.get()[0]
            self._opening, self._shows, self._lost, self._since = True, False, False, time.monotonic()
            self._awake.set()

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
        if not self._awake.is_set():
            return CameraState.ASLEEP
        if self._lost:
            return CameraState.LOST
        quiet = time.monotonic() - self._since
        if self._opening and not self._shows:
            return CameraState.OPENING if quiet < OPEN_TIMEOUT_MS / 1000 else CameraState.LOST
        if quiet > STALLED_AFTER:
            return CameraState.STALLED
        return CameraState.OPENING if self._opening else CameraState.LIVE

    def latest(self) -> Frame | None:
        """The newest picture, None when none has come yet, or none since it woke. Never waits.

        The first one that is asked for after a while may be AT_EASE seconds old.
        """
        self._asked_at = time.monotonic()
        number, frame = self._slot.get()
        return frame if number > self._fresh_from else None

    def wait(self, after_number: int, timeout: float) -> Frame | None:
        """The newest picture with a number above `after_number`, and of since it woke; None when none came in
        `timeout` seconds."""
        self._asked_at = time.monotonic() + timeout
        after = max(after_number, self._fresh_from)
        number, frame = self._slot.wait(after, timeout)
        self._asked_at = time.monotonic()
        return frame if number > after else None

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
            self._awake.wait()
            if stop.is_set():
                return
            self._since = time.monotonic()
            handle = self._open()
            if handle is None:
                self._lost = self._awake.is_set()
                stop.wait(RETRY)
                continue
            self.reconnects += opened_before
            opened_before = True
            try:
                self._read(handle, stop)
            finally:
                handle.release()
            slept = not self._awake.is_set()
            self._opening, self._shows = True, False
            self._lost = not (stop.is_set() or slept)
            if self._lost:
                self._note("unplugged")
            stop.wait(RETRY if self._lost else 0)

    def _note(self, code: str) -> None:
        self._events.append(CameraEvent(time.time(), code))

    def _open(self) -> Handle | None:
        address = self._address
        if isinstance(address, str) and address.startswith(("http://", "https://")):
            try:
                return MotionJpeg(address, OPEN_TIMEOUT_MS / 1000, READ_TIMEOUT_MS / 1000)
            except NotFound:
                return None
        if isinstance(address, int):
            capture = cv2.VideoCapture(address)
        elif self._is_device:
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
        wide, high = (capture.get(side) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        if max(wide, high) > CAMERA.side or wide * high > CAMERA.pixels:  # known before the first one is unpacked
            capture.release()
            return None
        return _OpenCv(capture, self._carry_out, self._pause(capture))

    @property
    def _is_device(self) -> bool:
        return names_device(self._address)

    def _look_at_controls(self, capture: Any) -> None:
        values = {control: float(capture.get(number)) for control, number in _PROPERTIES.items()}
        self._controls = {control: value for control, value in values.items() if value != -1.0}

    def _carry_out(self, capture: Any) -> None:
        while self._wishes:
            control, value = self._wishes.popleft()
            if control in self._controls:
                capture.set(_PROPERTIES[control], value)
                self._look_at_controls(capture)

    def _read(self, handle: Handle, stop: threading.Event) -> None:
        number = self._slot.get()[0]
        life, unpacked_at = Liveness(), 0.0
        while self._awake.is_set() and not stop.is_set():
            try:
                while not self._due(unpacked_at) and self._awake.is_set() and not stop.is_set():
                    handle.skip()
                unpacked_at = time.monotonic()
                pixels = handle.read()
            except DeviceError:
                return  # gone, or sends what is no picture: opened again and again
            now = time.monotonic()
            self._shows = True
            new = life.look(pixels, now)
            if not new or now - life.alive_at > STALLED_AFTER or not self._awake.is_set():
                continue  # what it shows is of before: nobody may take it for now
            if self._opening:
                self._note("plugged")
            elif now - self._since > STALLED_AFTER:
                self._note("stalled")
                self._note("recovered")
            number += 1
            self._slot.put(Frame(pixels, number, now))
            self._since = now
            self._opening = self._lost = False

    def _due(self, unpacked_at: float) -> bool:
        """Whether the next picture is unpacked. Somebody wants one, or the state is not known well enough."""
        now = time.monotonic()
        wanted = now - self._asked_at < UNASKED
        return wanted or self._opening or now - unpacked_at >= AT_EASE or now - self._since > DOUBTFUL

    def _pause(self, capture: Any) -> float:
        """A film or a sequence is shown at its own pace, a live source gives the pace itself."""
        if self._is_device or "://" in str(self._address):
            return 0.0
        rate = float(capture.get(cv2.CAP_PROP_FPS))
        return 1.0 / rate if 1.0 <= rate <= 120.0 else 1.0 / 25


class _OpenCv:
    """`between` is called before each picture; `pause`: seconds between two, for what has no pace of its own."""

    def __init__(self, capture: Any, between: Callable[[Any], None], pause: float) -> None:
        self._capture, self._between, self._pause = capture, between, pause
        self._due = 0.0

    def skip(self) -> None:
        self._wait()
        if not self._capture.grab():
            raise NotFound("no_camera", "no picture came")

    def _wait(self) -> None:
        time.sleep(max(0.0, min(self._pause, self._due - time.monotonic())))
        self._due = time.monotonic() + self._pause
        self._between(self._capture)

    def read(self) -> NDArray[np.uint8]:
        self._wait()
        try:
            good, pixels = self._capture.read()
        except cv2.error as error:  # larger than the bound of every decoder, see drivers/__init__.py
            raise Garbled("camera_picture", "a picture that cannot be unpacked") from error
        if not good or pixels is None or pixels.ndim != 3 or pixels.dtype != np.uint8:
            raise NotFound("no_camera", "no picture came")
        if min(pixels.shape[:2]) < LEAST_SIDE:
            raise Garbled("camera_picture", f"{pixels.shape[1]} x {pixels.shape[0]} pixels")
        return np.asarray(pixels, np.uint8)

    def release(self) -> None:
        self._capture.release()
