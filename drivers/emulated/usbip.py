"""Emulated devices as a USB/IP server: the kernel of another machine attaches them as if they hung on its own port.

The protocol is that of the Linux kernel's Documentation/usb/usbip_protocol.rst, version 1.1.1; bulk, interrupt and
control transfers, no isochronous ones. A device has one host at a time. When it is unplugged its connection ends, which
is how a host learns of it; after it is plugged in again it has to be attached again.

USB/IP knows no password and no encryption: listen on the loopback.

    python -m drivers.emulated.usbip --port 3240 [--picture FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from drivers.emulated.fs81 import EmulatedFs81
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.emulated.usb import Gone, Overflow, Setup, Stall, UsbDevice
from drivers.emulated.usbip_wire import BadUsbipFrame, describe, exactly, hang_up, interfaces

PORT = 3240  # registered with IANA
_VERSION = 0x0111
_REQ_DEVLIST, _REP_DEVLIST, _REQ_IMPORT, _REP_IMPORT = 0x8005, 0x0005, 0x8003, 0x0003
_OK, _BUSY, _NO_DEVICE = 0, 2, 4  # status of an import
_SUBMIT, _UNLINK, _RET_SUBMIT, _RET_UNLINK = 1, 2, 3, 4
_OPENING = struct.Struct(">HHI")  # version, code, status
_BUSID = 32
_HEADER = struct.Struct(
    ">IIIIIIiiii8s"
)  # 48 octets: command, seqnum, devid, direction, endpoint, then the command's own
_ANSWER = struct.Struct(">IIIIIiiiii8x")
_LARGEST = 1 << 20  # octets of one transfer; the largest real one here is a frame of 154 kB
_MOST = 256  # transfers that one host may have open
_OPENING_SECONDS = 5.0  # for a host that connects and says nothing


@dataclass(frozen=True)
class _Read:
    """A read that the device has no answer for yet."""

    number: int
    endpoint: int
    length: int


class UsbIpServer:
    """Serves `devices` under their ports as bus ids ("1-1"); `stop` ends every connection and every thread."""

    def __init__(self, devices: Sequence[UsbDevice], host: str = "127.0.0.1", port: int = 0) -> None:
        self._devices = tuple(devices)
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._hosts: dict[UsbDevice, _Host] = {}
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._stopped = False
        self._acceptor = threading.Thread(target=self._accept, name="usbip")

    def start(self) -> None:
        self._acceptor.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            lines, threads = tuple(self._open), tuple(self._threads)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in lines:
            hang_up(line)
        for thread in (self._acceptor, *threads):
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:  # closed by `stop`
                return
            thread = threading.Thread(target=self._serve, args=(line,), name="usbip-host")
            with self._lock:
                if self._stopped:
                    line.close()
                    return
                self._open.add(line)
                self._threads = [t for t in self._threads if t.is_alive()]
                self._threads.append(thread)
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            with contextlib.suppress(OSError, BadUsbipFrame):
                self._converse(line)
            with self._lock:
                self._open.discard(line)

    def _converse(self, line: socket.socket) -> None:
        line.settimeout(_OPENING_SECONDS)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        version, code, _ = _OPENING.unpack(exactly(line, _OPENING.size))
        if version != _VERSION or code not in (_REQ_DEVLIST, _REQ_IMPORT):
            raise BadUsbipFrame(f"version {version:#x}, code {code:#x}")
        if code == _REQ_DEVLIST:
            there = [d for d in self._devices if d.plugged]
            listing = b"".join(describe(d) + interfaces(d) for d in there)
            line.sendall(_OPENING.pack(_VERSION, _REP_DEVLIST, _OK) + struct.pack(">I", len(there)) + listing)
            return
        busid = exactly(line, _BUSID).rstrip(b"\0").decode("ascii", "replace")
        device = next((d for d in self._devices if d.port == busid and d.plugged), None)
        if device is None:
            line.sendall(_OPENING.pack(_VERSION, _REP_IMPORT, _NO_DEVICE))
            return
        host = _Host(device, line)
        with self._lock:
            taken = self._hosts.setdefault(device, host) is not host
        if taken:
            line.sendall(_OPENING.pack(_VERSION, _REP_IMPORT, _BUSY))
            return
        try:
            line.sendall(_OPENING.pack(_VERSION, _REP_IMPORT, _OK) + describe(device))
            line.settimeout(None)
            host.run()
        finally:
            with self._lock:
                del self._hosts[device]


class _Host:
    """One host that has imported one device: its thread takes requests, a second one answers the reads that wait."""

    def __init__(self, device: UsbDevice, line: socket.socket) -> None:
        self._device, self._line = device, line
        self._address = device.address
        self._waiting: list[_Read] = []  # guarded by device.changed, in the order of asking
        self._ended = False  # guarded by device.changed
        self._sending = threading.Lock()

    def run(self) -> None:
        """Until the host hangs up, the device goes, or either end sends rubbish."""
        answering = threading.Thread(target=self._answer_reads, name="usbip-reads")
        answering.start()
        try:
            while True:
                self._take(_HEADER.unpack(exactly(self._line, _HEADER.size)))
        finally:
            with self._device.changed:
                self._ended = True
                self._device.changed.notify_all()
            answering.join()

    def _take(self, header: tuple[int, int, int, int, int, int, int, int, int, int, bytes]) -> None:
        command, number, _, direction, endpoint, first, length, *_, setup = header
        if command == _UNLINK:
            self._unlink(number, first)  # its first word is the number of the transfer that it takes back
            return
        if command != _SUBMIT or direction > 1 or endpoint > 15 or not 0 <= length <= _LARGEST:
            raise BadUsbipFrame(f"command {command}, direction {direction}, endpoint {endpoint}, {length} octets")
        sent = exactly(self._line, length) if direction == 0 else b""
        if endpoint == 0:
            self._control(number, Setup(*struct.unpack("<BBHHH", setup)), sent)
        elif direction == 0:
            self._finish(number, lambda: self._device.accept(endpoint, sent), len(sent))
        else:
            with self._device.changed:
                if len(self._waiting) >= _MOST:
                    raise BadUsbipFrame("too many open transfers")
                self._waiting.append(_Read(number, endpoint | 0x80, length))
                self._device.changed.notify_all()

    def _control(self, number: int, setup: Setup, sent: bytes) -> None:
        self._finish(number, lambda: self._device.control(setup, sent), None if setup.to_host else len(sent))

    def _finish(self, number: int, work: Callable[[], bytes | None], written: int | None) -> None:
        """Do and answer a transfer that needs no waiting. `written`: octets, None where `work` gives what was read."""
        try:
            answer = work() or b""
        except Stall:
            self._answer(number, -errno.EPIPE)
        except Gone:
            self._answer(number, -errno.ESHUTDOWN)
        else:
            self._answer(number, 0, b"" if written is not None else answer, written)

    def _unlink(self, number: int, other: int) -> None:
        with self._device.changed:
            found = [read for read in self._waiting if read.number == other]
            self._waiting = [read for read in self._waiting if read.number != other]
        status = -errno.ECONNRESET if found else 0  # 0: it was answered before
        self._send(_ANSWER.pack(_RET_UNLINK, number, 0, 0, 0, status, 0, 0, 0, 0))

    def _answer_reads(self) -> None:
        """Give waiting reads what the device has for them; hang up when the device is gone."""
        while True:
            with self._device.changed:
                done = self._look()
                if not done:
                    if self._ended:
                        return
                    if self._gone:
                        break
                    self._device.changed.wait(self._pause())
            for number, status, data in done:
                with contextlib.suppress(OSError):  # the other thread sees the end of the line, too
                    self._answer(number, status, data)
        hang_up(self._line)

    @property
    def _gone(self) -> bool:
        return not self._device.plugged or self._device.address != self._address

    def _pause(self) -> float | None:
        """Seconds until the next answer is ready; None: until something changes."""
        moments = [self._device.next_moment(read.endpoint) for read in self._waiting]
        ready = [moment for moment in moments if moment is not None]
        return max(0.0005, min(ready) - time.monotonic()) if ready else None

    def _look(self) -> list[tuple[int, int, bytes]]:
        """One look at every endpoint that is waited for: (number, status, data) of the reads that ended."""
        done: list[tuple[int, int, bytes]] = []
        looked: set[int] = set()
        for read in list(self._waiting):
            if read.endpoint in looked:
                continue
            looked.add(read.endpoint)
            status, data = 0, b""
            try:
                if self._gone:
                    raise Gone  # noqa: TRY301  the same way out as when the device says so
                found = self._device.fetch(read.endpoint, read.length)
                if found is None:
                    continue
                data = found
            except Stall:
                status = -errno.EPIPE
            except Overflow:
                status = -errno.EOVERFLOW
            except Gone:
                status = -errno.ESHUTDOWN
            self._waiting.remove(read)
            done.append((read.number, status, data))
        return done

    def _answer(self, number: int, status: int, data: bytes = b"", length: int | None = None) -> None:
        count = len(data) if length is None else length
        self._send(_ANSWER.pack(_RET_SUBMIT, number, 0, 0, 0, status, count, 0, 0, 0) + data)

    def _send(self, data: bytes) -> None:
        with self._sending:
            self._line.sendall(data)


def main() -> None:
    """A 4500 ("1-1") and an FS81 ("1-2") until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m drivers.emulated.usbip", description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--picture", type=Path, help="a print at 500 ppi that lies on both platens")
    given = parser.parse_args()
    readers = EmulatedUru4500(port="1-1"), EmulatedFs81(port="1-2")
    if given.picture is not None:
        picture = cv2.imread(str(given.picture), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            parser.error(f"{given.picture} is no picture")
        for reader in readers:
            reader.present(np.asarray(picture, np.uint8))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = UsbIpServer(readers, given.host, given.port)
    server.start()
    ended.wait()
    server.stop()


if __name__ == "__main__":
    main()
