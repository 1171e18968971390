from __future__ import annotations

import os
import shutil
import threading
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.schema import CreateIndex

from station.counter.enrol import seal_visit
from station.store import meta, records, tables
from station.store.errors import (
    DiskFull,
    StoreDamaged,
    StoreError,
    StoreNewer,
    WrongStoreKey,
)
from station.store.session import Store
from tests.rig import visits


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_build_exactly_the_tables(store):
    with store.reading() as unit:
        # the tables that SQLite keeps behind an index of words are its own
        ours = {"compare_server_default": True, "include_name": lambda name, *_: not f"{name}".startswith("who_")}
        context = MigrationContext.configure(unit.connection, opts=ours)
        assert compare_metadata(context, tables.metadata) == []
        # alembic does not see an index of expressions
        built = dict(
            unit.connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%json%'").all()
        )
        wanted = {one.name: str(CreateIndex(one).compile(unit.connection)) for one in tables.audit_entries.indexes}
        assert set(built) == set(wanted)
        assert {name: "".join(sql.split()) for name, sql in built.items()} == {
            name: "".join(sql.split()) for name, sql in wanted.items()
        }


def test_opening_takes_milliseconds(store, tmp_path, keys):
    best = 1.0
    for _ in range(5):
        start = time.process_time()  # what a passphrase would cost is work, and waiting for a turn is none
        Store.open(tmp_path / "station.db", keys)._engine.dispose()
        best = min(best, time.process_time() - start)
    assert best < 0.05


def test_what_was_kept_is_there_after_opening_again(store, tmp_path, keys):
    with store.unit() as unit:
        meta.put(unit, "k", b"v")
    store.close()
    again = Store.open(tmp_path / "station.db", keys)
    with again.reading() as unit:
        assert meta.get(unit, "k") == b"v"
    again.close()


def test_a_unit_that_raises_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.unit() as unit:
        meta.put(unit, "k", b"v")
        _ = 1 / 0
    with store.reading() as unit:
        assert meta.get(unit, "k") is None


def test_a_unit_inside_a_unit_is_a_named_error_and_no_deadlock(store):
    with pytest.raises(StoreError) as caught, store.unit(), store.unit():
        pass
    assert caught.value.code == "nested_unit"
    with store.unit() as unit:
        meta.put(unit, "k", b"v")


def test_a_reader_sees_what_was_kept_and_never_waits(store):
    with store.unit() as writer:
        meta.put(writer, "k", b"v")
        with store.reading() as reader:
            assert meta.get(reader, "k") is None
    with store.reading() as reader:
        assert meta.get(reader, "k") == b"v"


def test_many_threads_write_one_after_the_other(store):
    def add(number):
        for _ in range(20):
            with store.unit() as unit:
                before = int(meta.get(unit, "n") or b"0")
                meta.put(unit, "n", str(before + 1).encode())

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as unit:
        assert meta.get(unit, "n") == b"80"


def test_another_key_is_named(store, tmp_path, agency):
    store.close()
    with pytest.raises(WrongStoreKey):
        Store.open(tmp_path / "station.db", visits.station_keys(tmp_path / "other", agency))


def test_nothing_can_be_read_in_the_files(store, tmp_path):
    visit = visits.visit()
    seal_visit(store, visit)
    found = [p for p in tmp_path.rglob("station.db*/**/*") if p.is_file()]
    found += [p for p in tmp_path.glob("station.db*") if p.is_file()]
    assert len(found) >= 3  # database, log, second copy
    for path in found:
        content = path.read_bytes()
        assert not content.startswith(b"SQLite format 3")
        for planted in (b"TANUWIJAYA", visit.fingers[0].template, visit.face.embedding, visit.document.number.encode()):
            assert planted not in content


def test_a_corrupted_page_is_found_and_named(store, tmp_path, keys):
    for seed in range(20):
        seal_visit(store, visits.visit(seed))
    store.check()
    store.close()
    path = tmp_path / "station.db"
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2)
        stream.write(os.urandom(64))
    again = Store.open(path, keys)
    with pytest.raises(StoreDamaged) as caught:
        again.check()
    assert caught.value.detail == "1 pages do not authenticate"
    again._engine.dispose()


def test_a_corrupted_first_page_is_named_when_opening(store, tmp_path, keys):
    store.close()
    with (tmp_path / "station.db").open("r+b") as stream:
        stream.seek(100)
        stream.write(os.urandom(64))
    with pytest.raises(WrongStoreKey):
        Store.open(tmp_path / "station.db", keys)


def test_a_file_of_a_newer_version_is_not_touched(store, tmp_path, keys):
    with store.unit() as unit:
        unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreNewer):
        Store.open(tmp_path / "station.db", keys)


def limit_pages(store: Store, more: int) -> None:
    """A full disk as SQLite sees it: no page may be added to the file."""
    with store._driver() as raw:
        (count,) = raw.execute("PRAGMA page_count").fetchone()
        for _ in range(1):
            raw.execute(f"PRAGMA max_page_count = {count + more}").fetchall()


def test_a_full_database_is_named_and_keeps_nothing_half(tmp_path, keys, clock):
    store = visits.open_store(tmp_path, keys, clock)
    seal_visit(store, visits.visit(1))
    limit_pages(store, 2)
    visit = visits.visit(2, octets=60_000)
    with pytest.raises(DiskFull):
        seal_visit(store, visit)
    with store.reading() as unit:
        assert not records.exists(unit, visit.id)
        assert records.visit(unit, visits.visit(1).id) == visits.visit(1)
    limit_pages(store, 10_000)
    seal_visit(store, visit)
    with store.reading() as unit:
        assert records.visit(unit, visit.id) == visit
    store.close()


def test_the_ballast_is_written_in_full_and_given_up(store):
    store.ballast.size = 3 * 1024 * 1024
    assert store.ballast.restore()
    assert store.ballast.path.stat().st_blocks * 512 >= store.ballast.size
    assert store.ballast.restore()
    assert store.ballast.free()
    assert not store.ballast.free()
    assert not store.ballast.there()


def test_no_ballast_is_written_where_there_is_no_room_for_it(store):
    store.ballast.size = shutil.disk_usage(store.path.parent).free
    assert not store.ballast.restore()
    assert not store.ballast.path.exists()
