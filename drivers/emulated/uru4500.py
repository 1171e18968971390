"""An emulated U.are.U 4500: everything a host can see of one, and every fault it may meet.

It shares no protocol code with the driver: both are written from the same page of facts, and the judge between them is
that the picture which was presented comes out pixel for pixel.
"""

from __future__ import annotations

import secrets
import time
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.faults import Faults
from drivers.emulated.platen import Platen
from drivers.emulated.scrambler import BLOCKS, Block, scramble
from drivers.emulated.usb import InQueue, Setup, Stall, UsbDevice

__all__ = ["EmulatedBackend", "EmulatedUru4500", "Fault"]

Image = NDArray[np.uint8]

WIDE, HIGH = 384, 290
# The raw grid against 357 x 392 pixels at about 512 ppi that the maker's software gives: the nominal unit.
PLATEN = Platen(WIDE, HIGH, ppi_x=550.72, ppi_y=378.78)

_DEVICE = bytes.fromhex("12010002000000 40ba050a000301010203 01".replace(" ", ""))
_CONFIGURATION = bytes.fromhex("0902200001010080640904000002ffffff0007058103400008070582024000 00".replace(" ", ""))
_WORDS = bytes.fromhex("1a0a1a0a01150000002000108b211130")
_EVENT_TABLE = bytes.fromhex("0101020008001000200080 0056aa03910efe0c54".replace(" ", ""))
_EVENTS, _PICTURES = 0x81, 0x82
_FRAME_SECONDS = 0.127
_EVENT_SECONDS = 0.008


class Fault(Enum):
    """What may go wrong with a 4500."""

    NO_POWER_EVENT = auto()  # 56aa never comes
    WEDGED = auto()  # register 7 reads 0x85 when power comes
    DEATH = auto()  # event 0800 instead of a finger; the scan unit falls silent until it is powered again
    STALE_EVENTS = auto()  # old finger events are sent when a mode is set
    EMPTY_FRAME = auto()  # a bulk transfer of 0 bytes
    TOO_MANY_LINES = auto()  # header says 290 lines or more
    WRONG_KEY = auto()  # the answer to a key query is wrong
    TRUNCATED = auto()  # the frame stops in the middle
    SILENT = auto()  # no frame comes at all
    UNPLUG_MID_FRAME = auto()  # pulled out while a frame is on its way
    CLEAR_BUT_FLAGGED = auto()  # a patched firmware: flags say scrambled, the bytes are clear
    CLEAR = auto()  # flags and bytes both clear
    STALL = auto()  # a vendor request is stalled
    BABBLE = auto()  # more bytes than the frame should have
    BAD_RECORDS = auto()  # block records that do not add up
    NEXT_KEY = auto()  # a block asks for the next key number (flag 0x80; no trace shows it)


class EmulatedUru4500(UsbDevice):
    """One reader on one port. `present`, `tap` and `lift` are the finger, `plug` and `unplug` the cable."""

    vendor_id, product_id = 0x05BA, 0x000A
    device_descriptor = _DEVICE
    configuration = _CONFIGURATION

    _told: bool  # the finger that lies there has been announced since the mode was set
    _mode: int

    def __init__(
        self,
        serial: str = "{6B1E4C52-8D0F-4A7B-9C33-0D5A2F71E8B4}",
        port: str = "1-1",
        time_scale: float = 1.0,
        blocks: tuple[Block, ...] = BLOCKS,
    ) -> None:
        super().__init__(port, time_scale)
        self.strings = ("DigitalPersona, Inc.", "U.are.U® 4500 Fingerprint Reader", serial)
        self.queues = {_EVENTS: InQueue(64, closes=False), _PICTURES: InQueue(64)}
        self.faults: Faults[Fault] = Faults()
        self.frames_sent = 0
        self._blocks = blocks
        self._finger: Image | None = None
        self._lifts_itself = False
        self._empty = np.full((HIGH, WIDE), 255, np.uint8)
        self.reset()

    @property
    def serial(self) -> str:
        return self.strings[2]

    @property
    def mode(self) -> int:
        """The last MODE that was written; 0 after power-on."""
        return self._mode

    @property
    def status(self) -> int:
        """HWSTAT without the side effects of reading it."""
        return self._status

    # --- the finger -------------------------------------------------------------------------------------------------

    def present(self, image: Image, ppi: float = 500.0) -> Image:
        """Lay a finger on the platen and leave it there; a finger that lies there already is lifted first.

        `image`: uint8 (h, w), ridges dark, at `ppi`. A picture of exactly 290 x 384 is the raw frame itself. Returns
        the raw picture (ridges dark, upright) that the sensor now sees.
        """
        return self._place(PLATEN.place(image, ppi), lifts_itself=False)

    def tap(self, image: Image, ppi: float = 500.0) -> Image:
        """As `present`, but the finger lifts itself after one picture was taken."""
        return self._place(PLATEN.place(image, ppi), lifts_itself=True)

    def _place(self, raw: Image, lifts_itself: bool) -> Image:
        with self.changed:
            if self._finger is not None:
                self._take_away()
            self._finger, self._lifts_itself = raw, lifts_itself
            self._notice_finger()
            self.changed.notify_all()
        return raw

    def slide(self, raw: Image) -> None:
        """The finger that lies there moves without lifting; `raw`: 290 x 384, ridges dark, what the sensor now sees."""
        with self.changed:
            self._finger = raw.copy()

    def lift(self) -> None:
        with self.changed:
            self._take_away()
            self.changed.notify_all()

    def soil(self, image: Image | None) -> None:
        """What lies on the platen when no finger does: raw 290 x 384, ridges dark; None: clean."""
        with self.changed:
            self._empty = np.full((HIGH, WIDE), 255, np.uint8) if image is None else image.copy()

    def _take_away(self) -> None:
        self._finger, self._lifts_itself = None, False
        if self._mode == 0x12:
            self._send_event(0x0200)

    def _notice_finger(self) -> None:
        if self._mode == 0x10 and self._finger is not None and not self._told:
            self._told = True
            if self.faults.due(Fault.DEATH):
                self._deaf = True
                self._send_event(0x0800)
            else:
                self._send_event(0x0101)

    # --- power ------------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        super().reset()
        self._status = 0x85 if self.faults.due(Fault.WEDGED) else 0x01
        self._rebooting = 0
        self._mode = 0x00
        self._deaf = False
        self._told = False
        self._key_number = 0
        self._keys: dict[int, int] = {}
        self._answer = b"\0\0\0\0"

    def sleep_and_resume(self) -> None:
        """The host slept: the reader keeps its address, but the scan unit is in low power and knows no mode."""
        with self.changed:
            self.reset()
            self._status = 0x81
            self.changed.notify_all()

    def _write_power(self, value: int) -> None:
        before = self._status
        if before & 0x84 == 0x84:
            if not value & 0x80:  # the way out: the unit boots again and is in low power then
                self._status, self._rebooting = 0x80, 2
            return
        self._status = value & 0x8F | 0x01
        if before & 0x80 and not value & 0x80:
            self._deaf = False
            if not self.faults.due(Fault.NO_POWER_EVENT):
                for step in range(3):
                    self._send_event(0x56AA, step * _EVENT_SECONDS)

    def _read_power(self) -> int:
        if self._rebooting:
            self._rebooting -= 1
            if not self._rebooting:
                self._status = 0x81
        return self._status

    def _send_event(self, code: int, after: float = 0.0) -> None:
        start = _EVENT_TABLE.find(code.to_bytes(2, "big"))
        message = (_EVENT_TABLE[start:] + bytes(64))[:64]
        self.queues[_EVENTS].put(message, self.soon(after))

    # --- registers --------------------------------------------------------------------------------------------------

    def vendor(self, setup: Setup, data: bytes) -> bytes:
        if setup.request not in (0x04, 0x0C) or setup.index or self.faults.due(Fault.STALL):
            raise Stall
        if setup.to_host:
            return self._read_register(setup.value, setup.length)
        self._write_register(setup.value, data)
        return b""

    def _read_register(self, register: int, length: int) -> bytes:
        if register == 0x07:
            return bytes([self._read_power()])
        if register == 0x34:
            return self._answer
        if register == 0xF0:
            return _WORDS
        if register >= 0x100:
            return bytes(length)
        raise Stall

    def _write_register(self, register: int, data: bytes) -> None:
        if register == 0x07 and len(data) == 1:
            self._write_power(data[0])
        elif register == 0x33 and len(data) == 5:
            key = self._keys.get(data[0], 0)
            if self.faults.due(Fault.WRONG_KEY):
                key ^= 0x5A5A5A5A
            self._answer = (key ^ int.from_bytes(data[1:], "little")).to_bytes(4, "little")
        elif register == 0x4E and len(data) == 1:
            self._set_mode(data[0])
        elif register < 0x100:
            raise Stall

    def _set_mode(self, mode: int) -> None:
        if self._status & 0x80:
            return  # asleep: the write is taken and nothing happens
        self._mode = mode
        self._told = False
        self.queues[_PICTURES].clear()  # a picture nobody fetched is not kept for the next mode
        if self.faults.due(Fault.STALE_EVENTS):
            self._send_event(0x56AA)
            self._send_event(0x0101 if mode != 0x10 else 0x0200)
        if mode == 0x10:
            self._notice_finger()
        elif mode == 0x12:
            if self._lifts_itself:
                self._take_away()
            elif self._finger is None:
                self._send_event(0x0200)
        elif mode == 0x20:
            self._next_frame_at = self.soon(_FRAME_SECONDS)

    # --- pictures ---------------------------------------------------------------------------------------------------

    def asked(self, endpoint: int) -> None:
        """In mode 0x20 there is always a next frame for whoever reads."""
        if endpoint != _PICTURES or self._mode != 0x20 or len(self.queues[_PICTURES]):
            return
        if self._deaf or self._status & 0x80 or self.faults.due(Fault.SILENT):
            self._deaf = True
            return
        if self.faults.due(Fault.UNPLUG_MID_FRAME):
            self.unplug()
            return
        self.queues[_PICTURES].put(self._frame(), self._next_frame_at)
        self._next_frame_at = max(self._next_frame_at, time.monotonic()) + _FRAME_SECONDS * self.time_scale
        self.frames_sent += 1

    def _frame(self) -> bytes:
        if self.faults.due(Fault.EMPTY_FRAME):
            return b""
        clear, flagged = self.faults.due(Fault.CLEAR), self.faults.due(Fault.CLEAR_BUT_FLAGGED)
        blocks = self._blocks
        if self.faults.due(Fault.NEXT_KEY):
            blocks = (*blocks[:2], Block(blocks[2].flags | 0x80, blocks[2].lines), *blocks[3:])
        if clear:
            blocks = tuple(Block(b.flags & ~0x02, b.lines) for b in blocks)
        self._key_number = (self._key_number + 1) & 0x0F
        self._keys = {n: secrets.randbits(32) for n in (self._key_number, self._key_number + 1)}
        picture = self._empty if self._finger is None else self._finger
        wire = 255 - picture[::-1, ::-1]
        keys = [self._keys[self._key_number], self._keys[self._key_number + 1]]
        payload = scramble(wire, blocks, keys, leave_clear=flagged or clear)
        lines = len(payload) // WIDE
        records = bytearray(48)
        for index, block in enumerate(blocks):
            records[2 * index : 2 * index + 2] = bytes([block.flags, block.lines])
        records[24:28] = b"\x02\x31\x00\x07"  # memory of an earlier frame, behind the closing record
        if self.faults.due(Fault.TOO_MANY_LINES):
            lines = 290
        if self.faults.due(Fault.BAD_RECORDS):
            records[1] = 0xFF
        head = b"\x10\x40\x80\x01" + lines.to_bytes(2, "little") + bytes([self._key_number])
        frame = head + bytes(9) + bytes(records) + payload
        if self.faults.due(Fault.TRUNCATED):
            frame = frame[: len(frame) // 2]
        if self.faults.due(Fault.BABBLE):
            frame += bytes(4096)
        return frame
