"""What all emulated USB devices have in common: a port, descriptors, endpoints with queues, being unplugged.

It speaks in USB terms only (setup packets, transfers, NAK, stall), so that the same device can hang on a pyusb backend
or answer the usbfs requests of a real libusb.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass

_addresses = itertools.count(2)


class Stall(Exception):
    """The device refuses a request."""


class Gone(Exception):
    """The device is not on the bus (any more)."""


class Overflow(Exception):
    """The device sent more than was asked for."""


@dataclass(frozen=True)
class Setup:
    """The eight bytes that open a control transfer."""

    request_type: int
    request: int
    value: int
    index: int
    length: int

    @property
    def to_host(self) -> bool:
        return bool(self.request_type & 0x80)


@dataclass
class _Transfer:
    data: bytes
    ready_at: float  # time.monotonic()
    at: int = 0


class InQueue:
    """What a device has to say on one IN endpoint, in packets of `packet` bytes; the device's lock guards it.

    `closes`: a transfer that is a multiple of the packet size ends with a zero-length packet, as bulk transfers of
    unknown length do and interrupt messages do not.
    """

    def __init__(self, packet: int, closes: bool = True) -> None:
        self.packet = packet
        self._closes = closes
        self._transfers: deque[_Transfer] = deque()

    def put(self, data: bytes, ready_at: float = 0.0) -> None:
        self._transfers.append(_Transfer(data, ready_at))

    def clear(self) -> None:
        self._transfers.clear()

    def __len__(self) -> int:
        return len(self._transfers)

    @property
    def ready_at(self) -> float | None:
        return self._transfers[0].ready_at if self._transfers else None

    def take(self, size: int) -> bytes | None:
        """The answer to a read of `size` bytes, None for NAK.

        A host that asked for exactly the length of a transfer leaves its zero-length packet for the next read.
        """
        if not self._transfers or self._transfers[0].ready_at > time.monotonic():
            return None
        head = self._transfers[0]
        rest = len(head.data) - head.at
        if size < rest:
            if size % self.packet:
                self._transfers.popleft()
                raise Overflow
            head.at += size
            return head.data[head.at - size : head.at]
        if self._closes and size == rest and size and len(head.data) % self.packet == 0:
            head.at = len(head.data)  # the zero-length packet is still to come
            return head.data[-rest:]
        self._transfers.popleft()
        return head.data[head.at :]


class UsbDevice:
    """An emulated device. All state is guarded by `changed`; hosts wait on it.

    `time_scale` stretches the device's own delays: 1 as the real one, 0 none at all.
    """

    vendor_id: int
    product_id: int
    device_descriptor: bytes
    configuration: bytes
    strings: tuple[str, ...]
    speed = 2  # as libusb counts: 2 full, 3 high
    time_scale: float = 1.0

    def __init__(self, port: str = "1-1", time_scale: float = 1.0) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.time_scale = time_scale
        self.port = port
        self.plugged = True
        self.address = next(_addresses)
        self.configured = 1
        self.owner: object | None = None  # the handle that claimed the interface
        self.claimed_elsewhere = False  # another program (fprintd) holds it
        self.forbidden = False  # the operating system denies access
        self.mute = False  # takes requests and never answers
        self.queues: dict[int, InQueue] = {}

    def plug(self, port: str | None = None) -> None:
        """Plug in, on the same port or another; as on a real bus the address is a new one and all state is lost."""
        with self.changed:
            if self.plugged:
                return
            self.port = port or self.port
            self.address = next(_addresses)
            self.owner = None
            self.plugged = True
            self.reset()
            self.changed.notify_all()

    def unplug(self) -> None:
        with self.changed:
            self.plugged = False
            self.owner = None
            for queue in self.queues.values():
                queue.clear()
            self.changed.notify_all()

    def reset(self) -> None:
        """Back to the state after power was applied; called with the lock held."""
        for queue in self.queues.values():
            queue.clear()

    def soon(self, seconds: float) -> float:
        """The moment `seconds` of device time from now."""
        return time.monotonic() + seconds * self.time_scale

    def control(self, setup: Setup, data: bytes = b"") -> bytes:
        """A whole control transfer. Raises Stall, Gone."""
        with self.changed:
            if not self.plugged:
                raise Gone
            is_vendor = setup.request_type & 0x60 == 0x40
            answer = self.vendor(setup, data) if is_vendor else self._standard(setup)
            self.changed.notify_all()
            if not self.plugged:
                raise Gone
            return answer[: setup.length]

    def vendor(self, setup: Setup, data: bytes) -> bytes:  # noqa: ARG002  for devices to override
        """A vendor request; called with the lock held."""
        raise Stall

    def fetch(self, endpoint: int, size: int) -> bytes | None:
        """One look at an IN endpoint: the answer, or None for NAK. Raises Stall, Gone, Overflow."""
        with self.changed:
            if not self.plugged:
                raise Gone
            if endpoint not in self.queues:
                raise Stall
            self.asked(endpoint)
            if not self.plugged:
                raise Gone
            return self.queues[endpoint].take(size)

    def asked(self, endpoint: int) -> None:
        """The host wants data of `endpoint`; called with the lock held before the queue is looked at."""

    def accept(self, endpoint: int, data: bytes) -> None:
        """The host wrote `data` to an OUT endpoint. Raises Stall, Gone."""
        with self.changed:
            if not self.plugged:
                raise Gone
            self.written(endpoint, data)
            self.changed.notify_all()

    def written(self, endpoint: int, data: bytes) -> None:  # noqa: ARG002  for devices to override
        """The host wrote; called with the lock held."""
        raise Stall

    def next_moment(self, endpoint: int) -> float | None:
        """When the head of a queue becomes ready; None when nothing is queued."""
        with self.changed:
            queue = self.queues.get(endpoint)
            return queue.ready_at if queue else None

    def _standard(self, setup: Setup) -> bytes:
        kind = (setup.request_type, setup.request)
        if kind == (0x80, 0x06):
            return self._descriptor(setup.value >> 8, setup.value & 0xFF)
        if kind == (0x80, 0x08):
            return bytes([self.configured])
        if kind == (0x00, 0x09) and setup.value in (0, 1):
            self.configured = setup.value
            return b""
        if kind == (0x80, 0x00):
            return b"\x00\x00"
        if kind in ((0x02, 0x01), (0x01, 0x0B)):  # clear halt, set interface
            return b""
        raise Stall

    def _descriptor(self, kind: int, index: int) -> bytes:
        if kind == 1 and index == 0:
            return self.device_descriptor
        if kind == 2 and index == 0:
            return self.configuration
        if kind == 3 and index == 0:
            return b"\x04\x03\x09\x04"  # English (United States)
        if kind == 3 and index <= len(self.strings):
            text = self.strings[index - 1].encode("utf-16-le")
            return bytes([len(text) + 2, 3]) + text
        raise Stall
