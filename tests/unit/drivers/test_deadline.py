"""A service that spreads its answer over minutes holds its reader for the time that was given, and no more."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import Garbled, TimedOut
from drivers.finger.sbi_http import Request, SbiHttp

LIMIT = 0.5
GRACE = 2.0  # a busy machine's


def header(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(90):
        client.sendall(b"X")
        time.sleep(0.1)


def status_line(client: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK" + b"K" * 80:
        client.sendall(bytes([letter]))
        time.sleep(0.1)


def continues(client: socket.socket) -> None:
    while True:
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


def chunk_lines(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"1\r\n \r\n")
        time.sleep(0.1)


def chunk_extension(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")
    while True:
        client.sendall(b"a")
        time.sleep(0.1)


def trailer(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n")
    while True:
        client.sendall(b"a: b\r\n")
        time.sleep(0.1)


def body(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        client.sendall(b" ")
        time.sleep(0.1)


def crumbs_of_pictures(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        client.sendall(b"\xff")
        time.sleep(0.1)


def hear_out(client: socket.socket) -> None:
    """The whole request: who closes on what was not read resets the connection, and the answer may be lost with it."""
    with client.makefile("rb") as request:
        length = 0
        while line := request.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        request.read(length)


@pytest.fixture
def port_of() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    listening: list[socket.socket] = []

    def serve(behave: Callable[[socket.socket], None]) -> int:
        door = socket.create_server(("127.0.0.1", 0))
        listening.append(door)

        def run() -> None:
            client, _ = door.accept()
            with client:
                hear_out(client)
                try:
                    behave(client)
                except OSError:
                    return  # the reader had enough

        threading.Thread(target=run, daemon=True).start()
        return int(door.getsockname()[1])

    yield serve
    for door in listening:
        door.close()


@pytest.mark.parametrize(
    "behave", [header, status_line, continues, chunk_lines, chunk_extension, trailer, body], ids=lambda f: f.__name__
)
def test_an_answer_in_drops_costs_its_time_limit_and_no_more(port_of, behave):
    started = time.monotonic()
    with pytest.raises(TimedOut, match="sbi_timeout"):
        SbiHttp("x").ask(Request(port_of(behave), "MOSIPDISC", "/device", {}), LIMIT)
    assert time.monotonic() - started < LIMIT + GRACE


def test_a_stream_of_crumbs_that_are_no_picture_has_stalled(port_of):
    started = time.monotonic()
    with pytest.raises(TimedOut, match="sbi_timeout"):
        list(SbiHttp("x").pictures(Request(port_of(crumbs_of_pictures), "STREAM", "/stream", {}), 60, stall=LIMIT))
    assert time.monotonic() - started < LIMIT + GRACE


@pytest.mark.parametrize(
    "answer",
    [b"[" * 100_000, b'{"a":' * 60 + b"1" + b"}" * 60, b"[1e999]", b"[NaN]", b"[" + b"9" * 6000 + b"]", b"\xff\xfe"],
)
def test_an_answer_that_is_no_bounded_json_is_named(port_of, answer):
    def behave(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    with pytest.raises(Garbled, match="sbi_answer"):
        SbiHttp("x").ask(Request(port_of(behave), "MOSIPDISC", "/device", {}), 10)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_in_the_place_of_an_answer_end_in_an_answer_or_a_named_error(octets):
    door = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        client, _ = door.accept()
        with client:
            hear_out(client)
            client.sendall(octets)

    serving = threading.Thread(target=run)
    serving.start()
    try:
        SbiHttp("x").ask(Request(door.getsockname()[1], "MOSIPDISC", "/device", {}), 5)
    except Exception as error:  # noqa: BLE001  its kind is what the test is about
        assert type(error).__module__ == "drivers.errors", repr(error)
    finally:
        serving.join()
        door.close()
