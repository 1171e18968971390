"""A reader without finger events: it takes pictures and nothing else, so they are looked at.

A driver of such a reader is a subclass that fills in `open`'s conversation (`start`) and one frame (`picture`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np

from drivers.errors import DeviceError, TimedOut
from drivers.finger.base import Choose, FingerFrame, Image, Look, Rectifier, ScannerInfo, SelfTestReport, Wanted
from drivers.finger.geometry import STANDARD_PPI
from drivers.finger.self_test import SelfTest
from drivers.finger.transport import UsbTransport

BLOCK = 8  # pixels a side of the blocks whose variance tells a finger from an empty platen


def contrast(image: Image) -> float:
    """Mean variance of the 8 x 8 blocks of a picture."""
    high, wide = (side // BLOCK * BLOCK for side in image.shape)
    blocks = image[:high, :wide].astype(np.float32).reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK)
    return float(blocks.var(axis=(1, 3)).mean())


class PolledScanner:
    """All of `FingerScanner` but the wire. Pictures are taken to be square, at 500 ppi, ridges dark, upright."""

    driver: ClassVar[str]
    model: ClassVar[str]  # where the device tells no name of its own
    endpoints: ClassVar[Mapping[int, int]]  # address: type (2 bulk, 3 interrupt); a device without them is another one

    # Contrast above which a finger lies there and below which it has left; the figures of an FS81, whose empty platen
    # gives 48 and a finger 2100.
    finger_on: ClassVar[float] = 300.0
    finger_off: ClassVar[float] = 150.0
    frames_on: ClassVar[int] = 2  # pictures in a row with a finger before it counts

    def __init__(self, transport: UsbTransport, rectifier: Callable[[str], Rectifier | None] | None = None) -> None:
        self.usb = transport
        self._rectifier = rectifier
        self._in_a_row = 0
        self._info = self._identity("", "")

    # --- what a driver fills in -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Everything between claiming the device and its first picture. Raises DeviceError."""

    def picture(self) -> Image:
        """The next frame, uint8 (h, w). Raises TimedOut, Garbled, Unplugged."""
        raise NotImplementedError

    def off(self) -> None:
        """Lamp off, where there is one."""

    def check(self) -> None:
        """A question that the device answers at once, where it knows one."""

    # --- the rest of FingerScanner ----------------------------------------------------------------------------------

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def _identity(self, model: str, serial: str) -> ScannerInfo:
        usb = self.usb
        firmware = f"usb {usb.release >> 8:x}.{usb.release & 0xFF:02x}"
        name, number = model or self.model, serial or f"port:{usb.port}"
        return ScannerInfo(
            name, number, usb.port, usb.vendor_id, usb.product_id, firmware, self.driver, usb.emulated
        )  # fmt: skip

    def open(self) -> None:
        try:
            self.usb.open()
            for endpoint, kind in self.endpoints.items():
                self.usb.require(endpoint, kind)
            self._info = self._identity(self.usb.string("product"), self.usb.string("serial_number"))
            self._in_a_row = 0
            self.start()
        except BaseException:
            self.usb.close()
            raise

    def close(self) -> None:
        try:
            self.off()
        except DeviceError:
            pass  # gone or deaf: letting go is all that is left
        finally:
            self.usb.close()

    def aim(self, wanted: Wanted) -> None:
        """It takes whichever finger it is shown."""

    def wait_finger(self, timeout: float, look: Look | None = None) -> bool:
        deadline = time.monotonic() + timeout
        while True:
            picture = self.picture()
            if look is not None:
                look(self._finish(picture))
            self._in_a_row = self._in_a_row + 1 if contrast(picture) > self.finger_on else 0
            if self._in_a_row >= self.frames_on:
                return True
            if time.monotonic() >= deadline:
                return False

    def wait_lift(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while contrast(self.picture()) >= self.finger_off:
            if time.monotonic() >= deadline:
                return False
        self._in_a_row = 0
        return True

    def capture(self, timeout: float, choose: Choose | None = None) -> FingerFrame:
        deadline = time.monotonic() + timeout
        self._in_a_row = 0
        while True:
            picture = self.picture()
            if choose is not None:
                chosen = choose(self._finish(picture))
                if chosen is not None:
                    return chosen
            elif contrast(picture) > self.finger_on:
                return self._finish(picture)
            if time.monotonic() >= deadline:
                raise TimedOut("no_finger", "the finger went away before the picture")

    def preview(self, timeout: float) -> FingerFrame:  # noqa: ARG002  a frame has a time limit of its own
        return self._finish(self.picture())

    def _finish(self, raw: Image) -> FingerFrame:
        record = self._rectifier(self._info.serial) if self._rectifier else None
        pixels = record.apply(raw) if record else raw.copy()
        return FingerFrame(pixels, STANDARD_PPI, raw, self._info, record.calibration_id if record else None, ())

    def self_test(self) -> SelfTestReport:
        test = SelfTest(self._info)
        with test.step("start"):
            self.off()
            self.start()
        with test.step("picture") as note:
            taken = self.picture()
            note(f"{taken.shape[1]} x {taken.shape[0]} pixels, contrast {contrast(taken):.0f}")
        with test.step("off"):
            self.off()
        return test.report()
