"""A record arrives once, whole, and only what the server computed from committed bytes counts as stored."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from station.road.client import CentralClient
from station.wire.errors import CentralError, CentralGarbled, CentralRefused, CentralUnreachable
from station.wire.settings import CentralSettings
from tests.rig.waiting import wait_for

Record = tuple[str, bytes, bytes]


def test_a_record_is_committed_and_its_digest_read_back(central, client, record) -> None:
    record_id, body, digest = record()
    assert client.send(record_id, "visit", body, digest) == digest
    stored = central.query("SELECT string_agg(bytes, '' ORDER BY ordinal) FROM border.chunks WHERE id = %s", record_id)
    assert stored == [(body,)]
    rows = central.query("SELECT station, post, kind, mode FROM border.records WHERE id = %s", record_id)
    assert rows == [("CGK-1", "CGK", "visit", "demo")]


def test_sending_again_changes_nothing(central, client, record) -> None:
    record_id, body, digest = record(400_000)
    for _ in range(3):
        assert client.send(record_id, "visit", body, digest) == digest
    assert central.query("SELECT count(*) FROM border.records WHERE id = %s", record_id) == [(1,)]
    assert central.query("SELECT count(*) FROM border.chunks WHERE id = %s", record_id) == [(4,)]


def test_the_same_id_with_other_content_is_refused_and_the_first_stays(central, client, record) -> None:
    record_id, body, digest = record()
    client.send(record_id, "visit", body, digest)
    _, other, other_digest = record()
    with pytest.raises(CentralRefused) as refused:
        client.send(record_id, "visit", other, other_digest)
    assert refused.value.code == "record_conflict"
    assert client.send(record_id, "visit", body, digest) == digest


def test_the_id_of_another_station_is_refused(central, client, record) -> None:
    record_id, body, digest = record()
    client.send(record_id, "visit", body, digest)
    other = CentralClient(central.b)
    try:
        with pytest.raises(CentralRefused) as refused:
            other.send(record_id, "visit", body, digest)
    finally:
        other.close()
    assert refused.value.code == "record_taken"


def test_a_body_that_lost_its_digest_is_not_sent(client, record) -> None:
    record_id, body, digest = record()
    with pytest.raises(CentralRefused) as refused:
        client.send(record_id, "visit", body[:-1], digest)
    assert refused.value.code == "record_damaged"


def test_a_cut_delivery_goes_on_where_it_stopped(central, record) -> None:
    record_id, body, digest = record(1_000_000)
    settings = replace(central.a, chunk_size=65_536)
    with central.a.connect("test") as half:
        half.execute(
            "INSERT INTO border.deliveries (id, kind, mode, digest, size, chunk_size)"
            " VALUES (%s, 'visit', 'demo', %s, %s, 65536)",
            (record_id, digest, len(body)),
        )
        for ordinal in (0, 3, 7):
            piece = body[ordinal * 65_536 : (ordinal + 1) * 65_536]
            half.execute(
                "INSERT INTO border.chunks (id, post, month, ordinal, digest, bytes)"
                " SELECT id, post, month, %s, %s, %s FROM border.deliveries WHERE id = %s",
                (ordinal, hashlib.sha256(piece).digest(), piece, record_id),
            )
    before = dict(central.query("SELECT ordinal, xmin::text FROM border.chunks WHERE id = %s", record_id))
    client = CentralClient(replace(settings, chunk_size=131_072))  # the first delivery's chunk size is kept
    try:
        assert client.send(record_id, "visit", body, digest) == digest
    finally:
        client.close()
    after = dict(central.query("SELECT ordinal, xmin::text FROM border.chunks WHERE id = %s", record_id))
    assert len(after) == 16
    assert all(after[ordinal] == xmin for ordinal, xmin in before.items()), "a chunk that was there came again"


def test_many_clients_sending_the_same_record_at_once_store_it_once(central, record) -> None:
    record_id, body, digest = record(300_000)
    results: list[object] = []

    def send() -> None:
        client = CentralClient(central.a)
        try:
            results.append(client.send(record_id, "visit", body, digest))
        except CentralError as error:
            results.append(error)
        finally:
            client.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [digest] * 5
    assert central.query("SELECT count(*) FROM border.records WHERE id = %s", record_id) == [(1,)]


def test_a_demo_record_never_reaches_a_production_station(central, record) -> None:
    record_id, body, digest = record()
    client = CentralClient(replace(central.a, mode="production"))
    try:
        with pytest.raises(CentralRefused) as refused:
            client.send(record_id, "visit", body, digest, mode="demo")
        assert refused.value.code == "central_wrong_mode"
        with pytest.raises(CentralRefused) as refused:
            client.send(record_id, "visit", body, digest)
        assert refused.value.code == "central_wrong_mode"
    finally:
        client.close()
    assert central.query("SELECT count(*) FROM border.deliveries WHERE id = %s", record_id) == [(0,)]


def test_the_clock_difference_is_measured(client) -> None:
    clock = client.measure_clock()
    assert abs(clock.offset_ms) <= clock.round_trip_ms / 2 + 5
    assert 0 < clock.round_trip_ms < 5_000


def test_a_sign_of_life_is_kept_once_a_station(central, client) -> None:
    for waiting in (7, 3):
        client.report(client.measure_clock(), waiting)
    assert central.query("SELECT waiting FROM border.contacts WHERE station = 'CGK-1'") == [(3,)]


def test_nobody_at_the_address_is_unreachable(central, record) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = CentralClient(replace(central.a, port=port, timeout=2))
    with pytest.raises(CentralUnreachable):
        client.send(*_named(record()))


@contextmanager
def _peer(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A listener that treats each connection with `behave`."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(0.2)
                behave(peer)
                over.wait(5)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_server_that_answers_rubbish_is_not_believed(central, record) -> None:
    for rubbish in (b"HTTP/1.1 200 OK\r\n\r\n", b"S" + b"\x00" * 200, b"N", bytes(range(256))):
        with _peer(lambda peer, rubbish=rubbish: peer.sendall(rubbish)) as port:
            client = CentralClient(replace(central.a, port=port, timeout=2))
            started = time.monotonic()
            with pytest.raises((CentralGarbled, CentralUnreachable, CentralRefused)):
                client.send(*_named(record()))
            assert time.monotonic() - started < 16


def test_a_server_that_accepts_and_says_nothing_costs_one_timeout(central, record) -> None:
    with _peer(lambda _: None) as port:
        client = CentralClient(replace(central.a, port=port, timeout=2))
        started = time.monotonic()
        with pytest.raises(CentralUnreachable):
            client.send(*_named(record()))
        assert time.monotonic() - started < 16


def test_a_server_that_falls_silent_in_the_middle_costs_one_timeout(central, record) -> None:
    """A relay to the real server passes the login and then nothing more."""
    silent = threading.Event()
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, target: socket.socket) -> None:
        while not over.is_set():
            try:
                data = source.recv(65_536)
                if not data:
                    return
                if not silent.is_set():
                    target.sendall(data)
            except TimeoutError:
                continue
            except OSError:
                return

    def serve() -> None:
        try:
            near, _ = listener.accept()
        except OSError:  # nobody came
            return
        with near, socket.create_connection((central.a.host, central.a.port)) as far:
            near.settimeout(0.1)
            far.settimeout(0.1)
            threads = [threading.Thread(target=pump, args=pair) for pair in ((near, far), (far, near))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    thread = threading.Thread(target=serve)
    thread.start()
    client = CentralClient(replace(central.a, port=listener.getsockname()[1], timeout=3))
    try:
        client.connect()
        silent.set()
        started = time.monotonic()
        with pytest.raises(CentralUnreachable) as unreachable:
            client.send(*_named(record()))
        assert time.monotonic() - started < 16
        assert unreachable.value.code == "central_timeout"
    finally:
        over.set()
        client.close()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_cancelled_exchange_ends_at_once(central, record) -> None:
    client = CentralClient(replace(central.a, bytes_per_second=20_000))
    caught: list[CentralError] = []
    made = record(4_000_000)  # minutes at this pace

    def send() -> None:
        try:
            client.send(*_named(made))
        except CentralError as error:
            caught.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    begun = wait_for(lambda: central.query("SELECT 1 FROM border.deliveries WHERE id = %s", made[0]) != [])
    client.cancel()
    thread.join(30)
    assert begun and not thread.is_alive()
    assert caught
    assert isinstance(caught[0], CentralUnreachable)


def test_a_digest_that_reads_back_otherwise_is_not_an_acknowledgement(central, client, record) -> None:
    """Bytes that changed on the server's disk after the commit are noticed before the outbox lets go."""
    record_id, body, digest = record()
    client.send(record_id, "visit", body, digest)
    other = bytes([body[0] ^ 1]) + body[1:]
    with central.owner.connect("test") as owner:
        owner.execute(
            "UPDATE border.chunks SET bytes = %s, digest = sha256(%s) WHERE id = %s", (other, other, record_id)
        )
    with pytest.raises(CentralGarbled) as garbled:
        client.send(record_id, "visit", body, digest)
    assert garbled.value.code == "central_read_back"


def test_settings_come_from_one_line(tmp_path) -> None:
    settings = CentralSettings.from_url("postgresql://station_cgk_1@db.example.org:6432/border", tmp_path, "training")
    assert (settings.host, settings.port, settings.role, settings.database) == (
        "db.example.org",
        6432,
        "station_cgk_1",
        "border",
    )
    assert settings.url == "postgresql://station_cgk_1@db.example.org:6432/border"


@pytest.mark.parametrize(
    "url",
    ["", "border", "mysql://a@b/c", "postgresql://host/border", "postgresql://u@h/", "postgresql://u:p@h/d",
     "postgresql://u@h/d?sslmode=disable", "postgresql://u@h:99999/d"],
)  # fmt: skip
def test_an_address_with_a_missing_or_a_dangerous_part_is_refused(url, tmp_path) -> None:
    with pytest.raises(CentralRefused) as refused:
        CentralSettings.from_url(url, tmp_path)
    assert refused.value.code == "central_bad_address"


def test_an_unknown_id_is_no_record(client) -> None:
    with pytest.raises(CentralRefused) as refused:
        client.send("not-a-uuid", "visit", b"x", hashlib.sha256(b"x").digest())
    assert refused.value.code == "record_damaged"


def _named(made: Record) -> tuple[str, str, bytes, bytes]:
    record_id, body, digest = made
    return record_id, "visit", body, digest
