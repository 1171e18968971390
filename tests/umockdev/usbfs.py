"""The part of the kernel between libusb and a device: usbfs requests answered by an emulated device.

Numbers and layouts are those of <linux/usbdevice_fs.h> on 64-bit machines.
"""

from __future__ import annotations

import errno
import struct
import threading
from dataclasses import dataclass
from typing import Protocol

from drivers.emulated.usb import Gone, Overflow, Setup, Stall, UsbDevice

_SUBMIT, _DISCARD, _REAP, _REAP_NOW = 10, 11, 12, 13
_CONTROL, _CLAIM, _RELEASE, _RESET, _CLEAR_HALT = 0, 15, 16, 20, 21
_SET_INTERFACE, _SET_CONFIGURATION, _GET_DRIVER, _IOCTL = 4, 5, 8, 18
_CAPABILITIES, _DISCONNECT_CLAIM, _SPEED = 26, 27, 31

_ANSWERS = {
    **dict.fromkeys((_CLAIM, _RELEASE, _RESET, _CLEAR_HALT, _SET_INTERFACE, _SET_CONFIGURATION), (0, 0)),
    _DISCONNECT_CLAIM: (0, 0),
    **dict.fromkeys((_GET_DRIVER, _IOCTL), (-1, errno.ENODATA)),  # no kernel driver sits on the interface
}

_URB = 56
_CAPS = 0x04 | 0x08 | 0x10  # no packet size limit, scatter-gather, reap after disconnect


class ClientMemory(Protocol):
    def follow(self, offset: int, size: int) -> ClientMemory: ...
    def read(self) -> bytes: ...
    def write(self, offset: int, data: bytes) -> None: ...
    def point(self, offset: int, target: ClientMemory) -> None: ...
    def free(self) -> None: ...


@dataclass
class _Urb:
    memory: ClientMemory
    buffer: ClientMemory | None
    address: bytes  # where it lies in the client: its name for DISCARD
    kind: int  # 1 interrupt, 2 control, 3 bulk
    endpoint: int
    length: int


class Usbfs:
    """One opened device node; requests in flight belong to it alone. `answer` returns (result, errno) of an ioctl."""

    def __init__(self, device: UsbDevice) -> None:
        self._device = device
        self._address = device.address
        self._lock = threading.Lock()
        self._pending: list[_Urb] = []
        self._done: list[_Urb] = []

    @property
    def _gone(self) -> bool:
        return not self._device.plugged or self._device.address != self._address

    def answer(self, request: int, argument: ClientMemory) -> tuple[int, int]:
        number = request & 0xFF
        with self._lock:
            if number in (_REAP, _REAP_NOW):
                return self._reap(argument)
            if number == _DISCARD:
                return self._discard(argument)
            if self._gone:
                return -1, errno.ENODEV
            return self._simple(number, argument)

    def _simple(self, number: int, argument: ClientMemory) -> tuple[int, int]:
        if number == _SUBMIT:
            return self._submit(argument)
        if number == _CAPABILITIES:
            slot = argument.follow(0, 4)
            slot.write(0, struct.pack("<I", _CAPS))
            slot.free()
            return 0, 0
        if number == _RESET:
            with self._device.changed:
                self._device.reset()
        return _ANSWERS.get(number, (-1, errno.ENOTTY)) if number != _SPEED else (self._device.speed, 0)

    def _submit(self, argument: ClientMemory) -> tuple[int, int]:
        address = argument.read()[:8]  # before it is followed: that replaces it by an address in this process
        memory = argument.follow(0, _URB)
        raw = memory.read()
        length = struct.unpack_from("<i", raw, 24)[0]
        buffer = memory.follow(16, length) if length > 0 else None
        urb = _Urb(memory, buffer, address, raw[0], raw[1], length)
        if urb.kind == 2:
            self._control(urb)
        elif urb.endpoint & 0x80:
            self._pending.append(urb)
        else:
            self._write(urb)
        return 0, 0

    def _control(self, urb: _Urb) -> None:
        assert urb.buffer is not None
        raw = urb.buffer.read()
        setup = Setup(*struct.unpack_from("<BBHHH", raw))
        try:
            answer = self._device.control(setup, b"" if setup.to_host else raw[8 : 8 + setup.length])
        except Stall:
            self._finish(urb, -errno.EPIPE, 0)
        except Gone:
            self._finish(urb, -errno.ESHUTDOWN, 0)
        else:
            urb.buffer.write(8, answer)
            self._finish(urb, 0, len(answer) if setup.to_host else setup.length)

    def _write(self, urb: _Urb) -> None:
        try:
            self._device.accept(urb.endpoint, urb.buffer.read() if urb.buffer else b"")
        except Stall:
            self._finish(urb, -errno.EPIPE, 0)
        except Gone:
            self._finish(urb, -errno.ESHUTDOWN, 0)
        else:
            self._finish(urb, 0, urb.length)

    def _look(self) -> None:
        """Give waiting reads what the device has for them, in the order of asking on each endpoint."""
        served: set[int] = set()
        for urb in list(self._pending):
            if urb.endpoint in served:
                continue
            served.add(urb.endpoint)
            try:
                if self._gone:
                    raise Gone  # noqa: TRY301  the same way out as when the device says so
                data = self._device.fetch(urb.endpoint, urb.length)
            except Stall:
                self._end(urb, -errno.EPIPE)
            except Overflow:
                self._end(urb, -errno.EOVERFLOW)
            except Gone:
                self._end(urb, -errno.ESHUTDOWN)
            else:
                if data is not None:
                    if urb.buffer is not None:
                        urb.buffer.write(0, data)
                    self._end(urb, 0, len(data))

    def _end(self, urb: _Urb, status: int, length: int = 0) -> None:
        self._pending.remove(urb)
        self._finish(urb, status, length)

    def _finish(self, urb: _Urb, status: int, length: int) -> None:
        urb.memory.write(4, struct.pack("<i", status))
        urb.memory.write(28, struct.pack("<i", length))
        self._done.append(urb)

    def _reap(self, argument: ClientMemory) -> tuple[int, int]:
        self._look()
        if not self._done:
            return -1, errno.ENODEV if self._gone and not self._pending else errno.EAGAIN
        urb = self._done.pop(0)
        slot = argument.follow(0, 8)
        slot.point(0, urb.memory)
        slot.free()
        if urb.buffer is not None:
            urb.buffer.free()
        urb.memory.free()
        return 0, 0

    def _discard(self, argument: ClientMemory) -> tuple[int, int]:
        address = argument.read()[:8]
        for urb in self._pending:
            if urb.address == address:
                self._end(urb, -errno.ENOENT)
                return 0, 0
        return -1, errno.EINVAL
