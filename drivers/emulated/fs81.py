"""An emulated Futronic FS81, written from the one public trace, with the faults that trace and its finder report."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from drivers.emulated.faults import Faults
from drivers.emulated.platen import Platen
from drivers.emulated.usb import InQueue, Stall, UsbDevice

Image = NDArray[np.uint8]

WIDE, HIGH = 320, 480
PLATEN = Platen(WIDE, HIGH, ppi_x=500.0, ppi_y=500.0)
_COMMANDS, _REPLIES = 0x01, 0x82
_FRAME_SECONDS = 0.06
_TAP_FRAMES = 4  # a tapping finger stays long enough to be noticed and photographed


class Fs81Fault(Enum):
    """What may go wrong with an FS81."""

    SHORT_FRAME = auto()  # the frame stops early
    SILENT = auto()  # a command gets no reply
    WRONG_INFO = auto()  # sizes that cannot be
    ENDLESS = auto()  # data without end where silence should be
    UNPLUG_MID_FRAME = auto()


class EmulatedFs81(UsbDevice):
    """One reader on one port; the finger is placed as on the emulated 4500."""

    vendor_id, product_id = 0x1491, 0x0020
    device_descriptor = bytes.fromhex("120100020000004091142000" + "0001" + "010200" + "01")
    configuration = bytes.fromhex("09022000010100803209040000" + "02ffffff00" + "0705010200020007058202000200")
    speed = 3

    def __init__(self, port: str = "1-1", time_scale: float = 1.0) -> None:
        super().__init__(port, time_scale)
        self.strings = ("Futronic Technology Company Ltd.", "FS81 Fingerprint Scanner Module")
        self.queues = {_REPLIES: InQueue(512, closes=False)}
        self.faults: Faults[Fs81Fault] = Faults()
        self.lamp = False
        self._finger: Image | None = None
        self._frames_left: int | None = None
        grain = np.random.default_rng(81).normal(225.0, 6.9, (HIGH, WIDE))  # variance 48, as an empty platen has
        self._clean = self._empty = np.clip(grain, 0, 255).astype(np.uint8)

    @property
    def serial(self) -> str:
        """It has none: it is known by its port."""
        return f"port:{self.port}"

    def present(self, image: Image, ppi: float = 500.0) -> Image:
        """Lay a finger down and leave it there. A picture of exactly 480 x 320 is what the sensor sees."""
        return self._place(image, ppi, None)

    def tap(self, image: Image, ppi: float = 500.0) -> Image:
        """As `present`, but the finger lifts itself after a few frames."""
        return self._place(image, ppi, _TAP_FRAMES)

    def _place(self, image: Image, ppi: float, frames: int | None) -> Image:
        raw = PLATEN.place(image, ppi)
        with self.changed:
            self._finger, self._frames_left = raw, frames
        return raw

    def soil(self, raw: Image | None) -> None:
        """What lies on the platen when no finger does: raw 480 x 320, ridges dark; None: clean."""
        with self.changed:
            self._empty = self._clean if raw is None else raw.copy()

    def lift(self) -> None:
        with self.changed:
            self._finger = self._frames_left = None

    def leave_stale_frame(self) -> None:
        """A program before ours was killed in the middle of a frame: the rest of it is still queued."""
        with self.changed:
            self.queues[_REPLIES].put(self._frame()[3 * 512 :])

    def asked(self, endpoint: int) -> None:
        if self.faults.due(Fs81Fault.ENDLESS):
            self.queues[endpoint].put(bytes(64 * 512))

    def written(self, endpoint: int, data: bytes) -> None:
        if endpoint != _COMMANDS:
            raise Stall
        if data[:1] == b"\xdd" and len(data) == 3:
            self.lamp = data[1] != 0
            return
        if self.faults.due(Fs81Fault.SILENT):
            return
        replies = self.queues[_REPLIES]
        if data == b"\xe0":
            replies.put(self._info())
        elif data in (b"\x6c", b"\x50"):
            replies.put(data + bytes(511))
        elif data in (b"\xfe", b"\x6e"):
            if self.faults.due(Fs81Fault.UNPLUG_MID_FRAME):
                self.unplug()
                return
            frame = self._frame()
            cut = len(frame) // 3 // 512 * 512 + 100 if self.faults.due(Fs81Fault.SHORT_FRAME) else len(frame)
            replies.put(frame[:cut], self.soon(_FRAME_SECONDS))
        else:
            raise Stall

    def _info(self) -> bytes:
        wide, high = (0x14, 0x5A61) if self.faults.due(Fs81Fault.WRONG_INFO) else (WIDE, HIGH)
        return (b"\xe0\0\0\0" + wide.to_bytes(2, "big") + high.to_bytes(2, "big")).ljust(512, b"\0")

    def _frame(self) -> bytes:
        picture = self._empty if self._finger is None or not self.lamp else self._finger
        if self._frames_left is not None:
            self._frames_left -= 1
            if self._frames_left <= 0:
                self.lift()
        return picture[::-1].tobytes()  # rows come bottom first
