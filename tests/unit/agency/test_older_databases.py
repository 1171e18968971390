"""A local database and a central schema of before this change open after it, and nothing in them is lost."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import text

from station.agency import install, migrations
from station.agency.desk import Desk
from station.agency.head_keeper import HeadKeeper
from station.road.client import CentralClient, Cursor
from station.store import cases, record
from station.store import migrate as local
from station.store import migrations as local_migrations
from station.store.session import Store
from tests.rig import visits
from tests.rig.central import agency_of


def test_a_local_database_of_the_older_schema_opens_with_its_cases_in_the_queue(tmp_path, keys, monkeypatch):
    older = local_migrations.REVISIONS[:2]
    with monkeypatch.context() as before:
        before.setattr(local, "REVISIONS", older)
        before.setattr(local, "HEAD", older[-1].revision)
        store = Store.open(tmp_path / "older.db", keys)
        case = visits.case_of(visits.visit())
        with store.unit() as unit:
            columns = {
                "id": case.id, "status": "waiting", "reason": case.reason.value, "visit": case.visit,
                "created_at": case.created_at.isoformat(), "content": record.pack(case),
            }  # fmt: skip
            names = ", ".join(columns)
            values = ", ".join(f":{name}" for name in columns)
            unit.connection.execute(text(f"INSERT INTO cases ({names}) VALUES ({values})"), columns)  # noqa: S608  ours
        store.close()
    store = Store.open(tmp_path / "older.db", keys)
    with store.reading() as unit:
        assert cases.case(unit, case.id) == case
        (row,) = cases.rows(unit)
    store.close()
    assert (row.id, row.name, row.station, row.score) == (case.id, case.document.name, case.station, row.score)
    assert row.score is not None


@pytest.fixture
def eighth(central, tmp_path, monkeypatch):
    """A database of schema 0008 in which a station, records, receipts and rows are: (owner, station's way)."""
    name = "older_" + uuid.uuid4().hex[:6]
    with central.owner.connect("test") as connection:
        connection.autocommit = True
        connection.execute(f"CREATE DATABASE {name}")
    owner = replace(central.owner, database=name)
    with monkeypatch.context() as before:
        before.setattr(migrations, "REVISIONS", migrations.REVISIONS[:8])
        with install.engine_of(owner).begin() as connection:
            migrations.upgrade(connection)
            connection.execute(text("INSERT INTO border.installation (mode) VALUES ('demo')"))
            # the login role is the cluster's; the row is this database's
            connection.execute(text("INSERT INTO border.stations (name, role, post, signing_key)"
                                    " VALUES ('CGK-1', 'station_cgk_1', 'CGK', '\\x01')"))  # fmt: skip
    yield owner, replace(central.a, database=name), replace(central.process, database=name)


def test_a_central_schema_of_before_keeps_its_order_for_stations_that_read_half_of_it(eighth):
    owner, station, process = eighth
    agency = agency_of()
    for number in range(4):  # rows as the older release wrote them, each in a transaction of its own
        with owner.connect("test") as connection:
            connection.execute(
                "INSERT INTO border.outgoing (audience, kind, key, version, body, signature)"
                " VALUES ('*', 'notice', %s, 1, 'b', '\\x00')", (f"old {number}",),
            )  # fmt: skip
    with owner.connect("test") as connection:
        places = connection.execute("SELECT xid::text::bigint, seq FROM border.outgoing ORDER BY 1, 2").fetchall()
        epoch = connection.execute("SELECT epoch::text FROM border.installation").fetchall()[0][0]
        connection.execute(
            "INSERT INTO border.deliveries (id, station, post, kind, mode, digest, size, chunk_size)"
            " VALUES (gen_random_uuid(), 'CGK-1', 'CGK', 'visit', 'demo', sha256('x'), 1, 1024)"
        )
    install.initialise(owner, "demo")
    Desk(process, agency).post("*", "notice", "new", b"body")
    client = CentralClient(station)
    half = Cursor(epoch, *places[1])
    try:
        assert [row.key for row in client.pull(half).rows] == ["old 2", "old 3", "new"]
        assert [row.key for row in client.pull(None).rows] == ["old 0", "old 1", "old 2", "old 3", "new"]
    finally:
        client.close()
    assert HeadKeeper(process, agency).bring_up_to_date() > 0
