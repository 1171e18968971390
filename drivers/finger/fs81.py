"""Futronic FS81 module (1491:0020).

One public trace is all that is known of its protocol, and no second party has confirmed it: one-letter commands over a
bulk endpoint, replies of fixed length without headers. Ridges are taken to be dark as delivered; check that on a unit.
No command tells a serial number: where the USB descriptor has none, the reader is known by its port.
"""

from __future__ import annotations

import numpy as np

from drivers.errors import DeviceError, Garbled, TimedOut
from drivers.finger.base import Image
from drivers.finger.polled import PolledScanner

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


class FutronicFs81(PolledScanner):
    """One FS81. The device has no finger events: pictures are taken and looked at."""

    driver, model = "fs81", "Futronic FS81"
    endpoints = {_OUT: 2, _IN: 2}  # noqa: RUF012  a ClassVar of the base

    _size = (0, 0)  # height, width
    _first = True
    _lit = False

    def start(self) -> None:
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
                got += len(self.usb.read(_IN, DRAIN_CHUNK, QUIET))
            except TimedOut:
                return
        raise Garbled("stale_data", f"{got} bytes and no end")

    def _ask(self, command: bytes) -> bytes:
        self.usb.write(_OUT, command, COMMAND_TIMEOUT)
        reply = self.usb.read(_IN, _REPLY, COMMAND_TIMEOUT)
        if len(reply) != _REPLY:
            raise Garbled("short_answer", f"{len(reply)} bytes to command {command.hex()}")
        return reply

    def off(self) -> None:
        if self._lit:
            self._lit = False
            self.usb.write(_OUT, _LAMP_OFF, COMMAND_TIMEOUT)
        self._in_a_row = 0

    def check(self) -> None:
        """The info command again; its answer must be what it was."""
        if self._lit:
            return  # in use: the next picture tells
        info = self._ask(_INFO)
        if (int.from_bytes(info[6:8], "big"), int.from_bytes(info[4:6], "big")) != self._size:
            self.start()

    def picture(self) -> Image:
        """One frame, upright. After a bad one everything is drained and asked again."""
        high, wide = self._size
        problem: DeviceError = Garbled("frame_short", "no frame")
        for _ in range(1 + REREADS):
            self.usb.write(_OUT, _LAMP_ON, COMMAND_TIMEOUT)
            self._lit = True
            self.usb.write(_OUT, _FIRST if self._first else _NEXT, COMMAND_TIMEOUT)
            self._first = False
            try:
                data = self.usb.read(_IN, high * wide, FRAME_TIMEOUT)
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
