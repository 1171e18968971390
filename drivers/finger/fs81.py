"""Futronic FS81 module (1491:0020).

One public trace is all that is known of its protocol, and no second party has confirmed it: one-letter commands over a
bulk endpoint, replies of fixed length without headers. Ridges are taken to be dark as delivered; check that on a unit.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from drivers.errors import DeviceError, Garbled, TimedOut
from drivers.finger.base import FingerFrame, Image, Rectifier, ScannerInfo, SelfTestReport
from drivers.finger.geometry import STANDARD_PPI
from drivers.finger.self_test import SelfTest
from drivers.finger.transport import UsbTransport

_OUT, _IN = 0x01, 0x82
_INFO, _PREPARE_A, _PREPARE_B = b"\xe0", b"\x6c", b"\x50"
_FIRST, _NEXT = b"\xfe", b"\x6e"
_LAMP_ON, _LAMP_OFF = b"\xdd\x32\x00", b"\xdd\x00\x00"
_REPLY = 512

COMMAND_TIMEOUT = 0.5  # seconds
FRAME_TIMEOUT = 1.0
QUIET = 0.03  # seconds without a byte after which nothing old is queued any more
DRAIN_CHUNK, DRAIN_LIMIT = 64 * 512, 4 * 1024 * 1024  # a device that never falls silent is not one of these
SIDES = range(100, 1001)  # plausible width and height
REREADS = 3

# Mean variance of 8 x 8 blocks, from the same trace: an empty platen gives about 48, a finger about 2100.
FINGER_ON, FINGER_OFF = 300.0, 150.0
FRAMES_ON = 2  # in a row
BLOCK = 8


def contrast(image: Image) -> float:
    """Mean variance of the 8 x 8 blocks of a picture: what tells a finger from an empty platen."""
    high, wide = (side // BLOCK * BLOCK for side in image.shape)
    blocks = image[:high, :wide].astype(np.float32).reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK)
    return float(blocks.var(axis=(1, 3)).mean())


class FutronicFs81:
    """One FS81. The device has no finger events: pictures are taken and looked at."""

    driver = "fs81"

    def __init__(self, transport: UsbTransport, rectifier: Callable[[str], Rectifier | None] | None = None) -> None:
        self._usb = transport
        self._rectifier = rectifier
        self._size = (0, 0)
        self._first = True
        self._lit = False
        self._in_a_row = 0
        self._info = self._identity("", "")

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def _identity(self, model: str, serial: str) -> ScannerInfo:
        release = self._usb.release
        return ScannerInfo(
            model=model or "Futronic FS81",
            serial=serial or f"port:{self._usb.port}",  # no command tells a serial number
            port=self._usb.port,
            vendor_id=self._usb.vendor_id,
            product_id=self._usb.product_id,
            firmware=f"usb {release >> 8:x}.{release & 0xFF:02x}",
            driver=self.driver,
            emulated=self._usb.emulated,
        )

    def open(self) -> None:
        try:
            self._usb.open()
            self._usb.require(_OUT, 2)
            self._usb.require(_IN, 2)
            self._info = self._identity(self._usb.string("product"), self._usb.string("serial_number"))
            self._start()
        except BaseException:
            self._usb.close()
            raise

    def _start(self) -> None:
        """Nothing tells an old pixel from a reply: read until the device is silent before the first command."""
        self._drain()
        info = self._ask(_INFO)
        wide, high = int.from_bytes(info[4:6], "big"), int.from_bytes(info[6:8], "big")
        if wide not in SIDES or high not in SIDES:
            raise Garbled("reader_info", f"{wide} x {high} pixels")
        self._size = (high, wide)
        self._ask(_PREPARE_A)
        self._ask(_PREPARE_B)
        self._first = True
        self._lit = False
        self._in_a_row = 0

    def _drain(self) -> None:
        got = 0
        while got <= DRAIN_LIMIT:
            try:
                got += len(self._usb.read(_IN, DRAIN_CHUNK, QUIET))
            except TimedOut:
                return
        raise Garbled("stale_data", f"{got} bytes and no end")

    def _ask(self, command: bytes) -> bytes:
        self._usb.write(_OUT, command, COMMAND_TIMEOUT)
        reply = self._usb.read(_IN, _REPLY, COMMAND_TIMEOUT)
        if len(reply) != _REPLY:
            raise Garbled("short_answer", f"{len(reply)} bytes to command {command.hex()}")
        return reply

    def close(self) -> None:
        try:
            if self._lit:
                self.off()
        except DeviceError:
            self._lit = False  # gone or deaf: letting go is all that is left
        finally:
            self._usb.close()

    def off(self) -> None:
        self._usb.write(_OUT, _LAMP_OFF, COMMAND_TIMEOUT)
        self._lit = False
        self._in_a_row = 0

    def check(self) -> None:
        """The info command again; its answer must be what it was."""
        if self._lit:
            return  # in use: the next picture tells
        info = self._ask(_INFO)
        if (int.from_bytes(info[6:8], "big"), int.from_bytes(info[4:6], "big")) != self._size:
            self._start()

    def _picture(self) -> Image:
        """One frame, upright. After a bad one everything is drained and asked again."""
        high, wide = self._size
        problem: DeviceError = Garbled("frame_short", "no frame")
        for _ in range(1 + REREADS):
            self._usb.write(_OUT, _LAMP_ON, COMMAND_TIMEOUT)
            self._lit = True
            self._usb.write(_OUT, _FIRST if self._first else _NEXT, COMMAND_TIMEOUT)
            self._first = False
            try:
                data = self._usb.read(_IN, high * wide, FRAME_TIMEOUT)
            except TimedOut as error:
                problem = TimedOut("frame_timeout", error.detail)
            except Garbled as error:
                problem = error
            else:
                if len(data) == high * wide:
                    return np.frombuffer(data, np.uint8).reshape(high, wide)[::-1].copy()
                problem = Garbled("frame_short", f"{len(data)} of {high * wide} bytes")
            self._drain()
        raise problem

    def wait_finger(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while True:
            self._in_a_row = self._in_a_row + 1 if contrast(self._picture()) > FINGER_ON else 0
            if self._in_a_row >= FRAMES_ON:
                return True
            if time.monotonic() >= deadline:
                return False

    def wait_lift(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while contrast(self._picture()) >= FINGER_OFF:
            if time.monotonic() >= deadline:
                return False
        self._in_a_row = 0
        return True

    def capture(self, timeout: float) -> FingerFrame:
        deadline = time.monotonic() + timeout
        while True:
            picture = self._picture()
            if contrast(picture) > FINGER_ON:
                self._in_a_row = 0
                return self._finish(picture)
            if time.monotonic() >= deadline:
                raise TimedOut("no_finger", "the finger went away before the picture")

    def preview(self, timeout: float) -> FingerFrame:  # noqa: ARG002  a frame has a time limit of its own
        return self._finish(self._picture())

    def _finish(self, raw: Image) -> FingerFrame:
        rectifier = self._rectifier(self._info.serial) if self._rectifier else None
        pixels = rectifier.apply(raw) if rectifier else raw.copy()
        calibration = rectifier.calibration_id if rectifier else None
        return FingerFrame(pixels, STANDARD_PPI, raw, self._info, calibration, ())

    def self_test(self) -> SelfTestReport:
        test = SelfTest(self._info)
        with test.step("info") as note:
            self.off()
            self._start()
            note(f"{self._size[1]} x {self._size[0]} pixels")
        with test.step("picture") as note:
            note(f"contrast {contrast(self._picture()):.0f}")
        with test.step("off"):
            self.off()
        return test.report()
