"""The USB/IP server, spoken to over a real socket by a client of its own."""

from __future__ import annotations

import contextlib
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.emulated.fs81 import EmulatedFs81
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.emulated.usbip import UsbIpServer

GET_DESCRIPTOR = struct.pack("<BBHHH", 0x80, 6, 0x0100, 0, 18)
INTERRUPT, BULK = 1, 2


class Host:
    """The kernel's side, as far as these tests need it."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._number = 0

    def close(self) -> None:
        self.line.close()

    def exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.line.recv(count - len(data))
            if not part:
                raise EOFError(f"{len(data)} of {count}")
            data += part
        return data

    def ended(self) -> bool:
        try:
            return self.line.recv(1) == b""
        except ConnectionResetError:
            return True

    def attach(self, busid: str = "1-1") -> int:
        self.line.sendall(struct.pack(">HHI32s", 0x0111, 0x8003, 0, busid.encode()))
        version, code, status = struct.unpack(">HHI", self.exactly(8))
        assert (version, code) == (0x0111, 0x0003)
        if status == 0:
            self.device = self.exactly(312)
        return status

    def ask(self, endpoint: int, length: int, setup: bytes = bytes(8), data: bytes | None = None) -> int:
        """Submit a transfer; its number."""
        self._number += 1
        head = struct.pack(
            ">IIIIIIiiii8s", 1, self._number, 0x10002, int(data is None), endpoint, 0, length, 0, 0, 0, setup
        )
        self.line.sendall(head + (data or b""))
        return self._number

    def take_back(self, other: int) -> int:
        self._number += 1
        self.line.sendall(struct.pack(">IIIIII24x", 2, self._number, 0x10002, 0, 0, other))
        return self._number

    def answer(self, reading: bool = True) -> tuple[int, int, int, bytes]:
        """Command, number, status and data of the next answer."""
        command, number, _, _, _, status, length, *_ = struct.unpack(">IIIIIiiiii8x", self.exactly(48))
        data = self.exactly(length) if command == 3 and reading else b""
        return command, number, status, data


@pytest.fixture
def reader() -> EmulatedUru4500:
    return EmulatedUru4500(time_scale=0)


@pytest.fixture
def server(reader: EmulatedUru4500) -> Iterator[UsbIpServer]:
    serving = UsbIpServer([reader, EmulatedFs81(port="1-2", time_scale=0)])
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def host(server: UsbIpServer) -> Iterator[Host]:
    connected = Host(server.port)
    yield connected
    connected.close()


def test_the_list_names_every_plugged_device_and_its_interfaces(server: UsbIpServer, host: Host) -> None:
    host.line.sendall(struct.pack(">HHI", 0x0111, 0x8005, 0))
    assert struct.unpack(">HHII", host.exactly(12)) == (0x0111, 0x0005, 0, 2)
    first = host.exactly(312)
    assert first[256:259] == b"1-1" and struct.unpack(">HH", first[300:304]) == (0x05BA, 0x000A)
    for _ in range(first[311]):
        assert host.exactly(4)[:1] == b"\xff", "vendor specific"
    assert host.exactly(312)[256:259] == b"1-2"


def test_an_attached_device_answers_its_descriptor(host: Host, reader: EmulatedUru4500) -> None:
    assert host.attach() == 0
    number = host.ask(0, 18, GET_DESCRIPTOR)
    assert host.answer() == (3, number, 0, reader.device_descriptor)


def test_a_request_that_the_device_refuses_is_a_stall(host: Host) -> None:
    host.attach()
    number = host.ask(0, 18, struct.pack("<BBHHH", 0x80, 6, 0x0700, 0, 18))
    assert host.answer() == (3, number, -32, b"")


def test_a_read_waits_until_the_device_has_something(host: Host, reader: EmulatedUru4500) -> None:
    host.attach()
    number = host.ask(INTERRUPT, 64)
    host.line.settimeout(0.2)
    with pytest.raises(TimeoutError):
        host.answer()
    host.line.settimeout(5)
    with reader.changed:
        reader.queues[0x81].put(b"\x56\xaa" + bytes(62))
        reader.changed.notify_all()
    assert host.answer() == (3, number, 0, b"\x56\xaa" + bytes(62))


def test_a_read_is_answered_when_its_moment_comes(host: Host, reader: EmulatedUru4500) -> None:
    host.attach()
    number = host.ask(INTERRUPT, 64)
    start = time.monotonic()
    with reader.changed:
        reader.queues[0x81].put(b"\x01" * 64, start + 0.3)
        reader.changed.notify_all()
    assert host.answer()[1] == number
    assert time.monotonic() - start >= 0.3


def test_a_read_that_is_taken_back_is_never_answered(host: Host, reader: EmulatedUru4500) -> None:
    host.attach()
    first = host.ask(INTERRUPT, 64)
    back = host.take_back(first)
    assert host.answer()[:3] == (4, back, -104)
    second = host.ask(INTERRUPT, 64)
    with reader.changed:
        reader.queues[0x81].put(bytes(64))
        reader.changed.notify_all()
    assert host.answer()[1] == second
    late = host.take_back(second)
    assert host.answer()[:3] == (4, late, 0), "it was answered before"


def test_a_write_without_such_an_endpoint_stalls(host: Host) -> None:
    host.attach()
    number = host.ask(5, 3, data=b"abc")
    assert host.answer(reading=False)[:3] == (3, number, -32)


def test_a_device_has_one_host_at_a_time(server: UsbIpServer, host: Host) -> None:
    assert host.attach() == 0
    other = Host(server.port)
    assert other.attach() == 2 and other.ended()
    other.close()


def test_a_device_that_is_not_there_is_refused(host: Host) -> None:
    assert host.attach("9-9") == 4
    assert host.ended()


def test_pulling_the_device_ends_open_reads_and_the_connection(
    server: UsbIpServer, host: Host, reader: EmulatedUru4500
) -> None:
    host.attach()
    number = host.ask(BULK, 4096)
    threading.Timer(0.05, reader.unplug).start()
    assert host.answer()[:3] == (3, number, -108)
    assert host.ended()
    reader.plug()
    again = Host(server.port)
    deadline = time.monotonic() + 30
    while (status := again.attach()) == 2 and time.monotonic() < deadline:  # the first host is still being seen off
        again.close()
        again = Host(server.port)
    assert status == 0
    again.close()


@pytest.mark.parametrize(
    "rubbish",
    [
        struct.pack(">IIIIIIiiii8s", 7, 1, 0, 1, 1, 0, 64, 0, 0, 0, bytes(8)),
        struct.pack(">IIIIIIiiii8s", 1, 1, 0, 1, 99, 0, 64, 0, 0, 0, bytes(8)),
        struct.pack(">IIIIIIiiii8s", 1, 1, 0, 1, 1, 0, 1 << 30, 0, 0, 0, bytes(8)),
        struct.pack(">IIIIIIiiii8s", 1, 1, 0, 1, 1, 0, -5, 0, 0, 0, bytes(8)),
        struct.pack(">IIIIIIiiii8s", 1, 1, 0, 3, 1, 0, 64, 0, 0, 0, bytes(8)),
    ],
)
def test_rubbish_ends_the_connection(server: UsbIpServer, host: Host, rubbish: bytes) -> None:
    host.attach()
    host.line.sendall(rubbish)
    assert host.ended()


def test_more_open_reads_than_any_host_needs_end_the_connection(host: Host) -> None:
    host.attach()
    for _ in range(257):
        host.ask(INTERRUPT, 64)
    assert host.ended()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.binary(max_size=200), attached=st.booleans())
def test_no_bytes_hang_or_break_the_server(server: UsbIpServer, data: bytes, attached: bool) -> None:
    with contextlib.closing(Host(server.port)) as host:
        if attached and host.attach("1-2") != 0:
            return  # the one before is still being seen off
        with contextlib.suppress(ConnectionError):  # hung up on before everything was read
            host.line.sendall(data)
            with contextlib.suppress(OSError):  # the server has hung up already
                host.line.shutdown(socket.SHUT_WR)
            while host.line.recv(65536):
                pass


def test_a_frame_comes_through_whole(host: Host, reader: EmulatedUru4500) -> None:
    """Longer than one read: in pieces of 16 KiB, as the kernel's usbfs cuts it, with the zero-length end."""
    frame = np.random.default_rng(1).integers(0, 256, 4 * 16384, np.uint8).tobytes()
    host.attach()
    with reader.changed:
        reader.queues[0x82].put(frame)
        reader.changed.notify_all()
    numbers = [host.ask(BULK, 16384) for _ in range(5)]
    answers = [host.answer() for _ in numbers]
    assert [a[1] for a in answers] == numbers
    assert b"".join(a[3] for a in answers) == frame and answers[-1][3] == b""


def test_the_command_serves_both_readers_until_it_is_ended(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    picture = tmp_path / "print.png"
    cv2.imwrite(str(picture), np.full((383, 349), 90, np.uint8))
    command = [sys.executable, "-m", "drivers.emulated.usbip", "--port", str(port), "--picture", str(picture)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as process:
        try:
            deadline = time.monotonic() + 20
            while True:
                try:
                    host = Host(port)
                    break
                except ConnectionRefusedError:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            host.line.sendall(struct.pack(">HHI", 0x0111, 0x8005, 0))
            assert struct.unpack(">HHII", host.exactly(12))[3] == 2
            host.close()
        finally:
            process.terminate()
        assert process.wait(60) == 0
