"""What is in the outbox arrives, whatever happens to the line, and the counter never hears of it as an exception."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from station.agency.local import LocalPostgres
from station.counter.timing import Stopwatch
from station.errors import StationError
from station.road.client import CentralClient
from station.road.sync import Sync, SyncStatus
from station.store import outbox
from station.store.mode import bind_mode
from station.store.session import Store
from station.vault import keys
from station.wire.errors import CentralUnreachable
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@pytest.fixture(scope="module")
def station_keys() -> keys.StationKeys:
    return station_keys_of("CGK-1", agency_of())


@pytest.fixture
def store(tmp_path, station_keys) -> Iterator[Store]:
    made = Store.open(tmp_path / "station.db", station_keys)
    yield made
    made.close()


def put(store: Store, count: int, size: int = 2_000) -> list[str]:
    ids = [str(uuid.uuid4()) for _ in range(count)]
    with store.unit() as unit:
        for record_id in ids:
            outbox.put(unit, record_id, "ruling", uuid.uuid4().bytes * (size // 16))
    return ids


@pytest.fixture
def running() -> Iterator[Callable[[Sync], Sync]]:
    started: list[Sync] = []

    def start(sync: Sync) -> Sync:
        started.append(sync)
        sync.start()
        return sync

    yield start
    for sync in started:
        sync.stop()


def stored(central, ids: list[str]) -> int:
    rows = central.query("SELECT count(*) FROM border.records WHERE id = ANY(%s::uuid[])", ids)
    return int(str(rows[0][0]))


def test_the_outbox_drains_into_central(central, store, running) -> None:
    ids = put(store, 20)
    seen: list[SyncStatus] = []
    sync = Sync(store, lambda: CentralClient(central.a), interval=0.2)
    sync.subscribe(seen.append)
    running(sync)
    assert wait_for(lambda: sync.status().waiting == 0 and sync.status().online)
    assert stored(central, ids) == 20
    status = sync.status()
    assert (status.stored, status.detail, status.refused) == (20, "", 0)
    assert status.last_acknowledged is not None
    assert [s.stored for s in seen] == sorted(s.stored for s in seen)
    assert max(s.waiting for s in seen) > 0


def test_a_new_record_goes_at_once_when_woken(central, store, running) -> None:
    sync = running(Sync(store, lambda: CentralClient(central.a), interval=60))
    assert wait_for(lambda: sync.status().online)
    put(store, 1)
    started = time.monotonic()
    sync.wake()
    assert wait_for(lambda: sync.status().stored == 1)
    assert time.monotonic() - started < 30  # without the wake it would be a minute


def test_a_server_that_is_down_is_a_status_and_its_return_is_noticed(tmp_path, central, store, running) -> None:
    ids = put(store, 3)
    down = [True]

    def connect() -> CentralClient:
        port = 1 if down[0] else central.a.port
        return CentralClient(replace(central.a, port=port, timeout=2))

    sync = running(Sync(store, connect, interval=0.2, first_pause=0.1))
    assert wait_for(lambda: sync.status().detail == "central_unreachable")
    assert not sync.status().online
    assert sync.status().waiting == 3
    down[0] = False
    assert wait_for(lambda: sync.status().waiting == 0)
    assert sync.status().online
    assert stored(central, ids) == 3


def test_a_record_that_central_refuses_does_not_hold_up_the_others(central, store, running) -> None:
    ids = put(store, 4)
    other = b"something else"
    client = CentralClient(central.a)
    client.send(ids[0], "ruling", other, hashlib.sha256(other).digest())
    client.close()
    sync = running(Sync(store, lambda: CentralClient(central.a), interval=0.2))
    assert wait_for(lambda: sync.status().waiting == 1 and sync.status().refused == 1)
    assert wait_for(lambda: sync.status().detail == "central_refused_records")
    assert stored(central, ids[1:]) == 3


def test_a_line_that_throws_anything_never_ends_the_thread(store, running) -> None:
    calls: list[int] = []

    def connect() -> CentralClient:
        calls.append(1)
        raise (ZeroDivisionError("nobody thought of this") if len(calls) % 2 else CentralUnreachable("x"))

    put(store, 1)
    sync = running(Sync(store, connect, first_pause=0.01))
    assert wait_for(lambda: len(calls) > 5)
    assert sync.status().detail in {"sync_unexpected", "central_unreachable"}


def test_a_listener_that_fails_is_not_the_roads_problem(central, store, running) -> None:
    put(store, 2)
    sync = Sync(store, lambda: CentralClient(central.a), interval=0.2)

    def broken(_: SyncStatus) -> None:
        raise RuntimeError("a screen that is gone")

    sync.subscribe(broken)
    running(sync)
    assert wait_for(lambda: sync.status().stored == 2)


def test_stopping_is_quick_even_while_a_record_crawls(central, store) -> None:
    put(store, 1, size=2_000_000)
    settings = replace(central.a, bytes_per_second=50_000)
    before = set(threading.enumerate())
    sync = Sync(store, lambda: CentralClient(settings))
    sync.start()
    assert wait_for(lambda: sync.status().online)
    started = time.monotonic()
    sync.stop()
    assert time.monotonic() - started < 10  # the record would need forty seconds
    assert not {thread.name for thread in set(threading.enumerate()) - before}


def test_nothing_is_sent_outside_of_the_allowed_hours(central, store, running) -> None:
    ids = put(store, 1)
    allowed = [False]
    sync = running(Sync(store, lambda: CentralClient(central.a), interval=0.05, may_send=lambda _: allowed[0]))
    assert wait_for(lambda: sync.status().online)
    time.sleep(0.3)
    assert stored(central, ids) == 0
    allowed[0] = True
    assert wait_for(lambda: sync.status().stored == 1)


def test_a_killed_server_loses_nothing_that_was_acknowledged(tmp_path, store, running, central) -> None:
    """The acknowledged records are there after kill -9 and recovery; the others come later, each once."""
    from station.agency import install

    server = LocalPostgres(tmp_path / "server")
    try:
        owner = server.start()
        install.initialise(owner, "demo")
        settings = install.add_station(owner, server.authority, "CGK-1", "CGK", tmp_path / "tls")
        ids = put(store, 60, size=100_000)
        connect = lambda: CentralClient(replace(settings, timeout=3))  # noqa: E731
        sync = running(Sync(store, connect, interval=0.2, first_pause=0.05))
        assert wait_for(lambda: sync.status().stored >= 10)
        server.kill()
        acknowledged = sync.status().stored
        assert wait_for(lambda: not sync.status().online)
        server.start()
        with owner.connect("test") as connection:
            found = connection.execute("SELECT count(*), count(DISTINCT id) FROM border.records").fetchone()
            assert found is not None
            assert found[0] == found[1] >= acknowledged
        sync.wake()
        assert wait_for(lambda: sync.status().waiting == 0)
        with owner.connect("test") as connection:
            found = connection.execute("SELECT count(*), count(DISTINCT id) FROM border.records").fetchone()
            assert found == (len(ids), len(ids))
    finally:
        server.stop()


def test_a_local_database_of_a_demo_is_not_taken_into_production(store) -> None:
    bind_mode(store, "demo")
    bind_mode(store, "demo")
    with pytest.raises(StationError) as refused:
        bind_mode(store, "production")
    assert refused.value.code == "store_other_mode"


def test_a_client_of_the_wrong_mode_tells_why(central, store, running) -> None:
    put(store, 1)
    sync = running(Sync(store, lambda: CentralClient(replace(central.a, mode="production")), first_pause=0.05))
    assert wait_for(lambda: sync.status().detail == "central_wrong_mode")
    assert sync.status().waiting == 1


def test_no_record_leaves_while_the_counter_computes(central, store, running) -> None:
    ids = put(store, 3)
    watch = Stopwatch()
    sync = Sync(store, lambda: CentralClient(central.a), interval=0.05, give_way=lambda: watch.wait_until_idle(30.0))
    with watch.step("check"):
        running(sync)
        assert wait_for(lambda: sync.status().online)
        time.sleep(0.2)
        assert stored(central, ids) == 0
    assert wait_for(lambda: stored(central, ids) == 3)
