"""The short way to an empty store, which tests take, leads where the migrations lead."""

from __future__ import annotations

import pytest

from station.store import migrate, session
from station.store.stays import SINCE
from tests.rig import quick, visits


def _content(connection) -> tuple[list[tuple[object, ...]], dict[str, list[tuple[object, ...]]]]:
    schema = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
    tables = [name for kind, name, _, _ in schema if kind == "table"]
    rows = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608
    assert [key for key, _ in rows["meta"]] == [SINCE]
    return schema, {**rows, "meta": []}  # its one value is the time


def test_a_store_made_the_short_way_is_the_one_that_the_migrations_make(tmp_path, keys, monkeypatch):
    found = []
    for name in ("first", "short"):  # the first of a process goes the long way itself
        store = visits.open_store(tmp_path / name, keys)
        with store.reading() as unit:
            found.append(_content(unit.connection))
            assert not migrate.is_stale(unit.connection)
        store.close()
    monkeypatch.setattr(migrate, "upgrade", quick.by_steps)
    store = visits.open_store(tmp_path / "long", keys)
    with store.reading() as unit:
        by_steps = _content(unit.connection)
    store.close()
    assert len(by_steps[0]) > 60
    assert found == [by_steps, by_steps]


@pytest.fixture
def gone(monkeypatch) -> list[str | None]:
    """Which files went by steps: what schema they had."""
    seen: list[str | None] = []
    monkeypatch.setattr(quick, "by_steps", lambda connection: seen.append(migrate.current(connection)))
    return seen


def test_other_revisions_than_the_shipped_ones_go_by_steps(tmp_path, keys, monkeypatch, gone):
    monkeypatch.setattr(migrate, "REVISIONS", migrate.REVISIONS[:1])
    visits.open_store(tmp_path, keys).close()
    assert gone == [None]


def test_a_file_of_an_older_schema_goes_by_steps(tmp_path, keys, gone, store):
    visits.open_store(tmp_path / "old", keys).close()
    assert gone == []
    older = visits.open_store(tmp_path / "old", keys)
    with older.unit() as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    older.close()
    visits.open_store(tmp_path / "old", keys).close()
    assert gone == ["0001"]


def test_a_store_of_the_product_keeps_32_mib_for_the_last_visit():
    assert quick.SHIPPED_BALLAST == 32 * 1024 * 1024
    assert session.BALLAST_BYTES == quick.BALLAST_BYTES
