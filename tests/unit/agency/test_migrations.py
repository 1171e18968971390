"""The schema grows step by step on any database and never backwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from station.agency import install, migrations
from station.road.client import SCHEMA_VERSION, CentralClient
from station.wire.errors import CentralRefused


@pytest.fixture
def fresh(central):
    """An empty database on the suite's server."""
    with central.owner.connect("test") as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE IF EXISTS fresh")
        connection.execute("CREATE DATABASE fresh")
    return replace(central.owner, database="fresh")


def test_an_older_database_is_brought_up_to_date_and_keeps_its_life(fresh, monkeypatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(migrations, "REVISIONS", migrations.REVISIONS[:1])
        install.initialise(fresh, "training")
    with fresh.connect("test") as connection:
        before = connection.execute("SELECT epoch, mode FROM border.installation").fetchone()
        assert connection.execute("SELECT version_num FROM border.schema_version").fetchall() == [("0001",)]
    install.initialise(fresh, "training")
    with fresh.connect("test") as connection:
        assert connection.execute("SELECT version_num FROM border.schema_version").fetchall() == [(migrations.HEAD,)]
        assert connection.execute("SELECT epoch, mode FROM border.installation").fetchone() == before
        assert connection.execute("SELECT to_regclass('border.matches') IS NOT NULL").fetchone() == (True,)


def test_a_database_of_a_later_version_is_left_alone(fresh) -> None:
    install.initialise(fresh, "demo")
    with fresh.connect("test") as connection:
        connection.execute("UPDATE border.schema_version SET version_num = '9999'")
    with pytest.raises(CentralRefused) as refused:
        install.initialise(fresh, "demo")
    assert refused.value.code == "central_other_version"
    client = CentralClient(fresh)
    with pytest.raises(CentralRefused) as refused:
        client.connect()
    client.close()
    assert refused.value.code == "central_other_version"


def test_a_station_knows_the_schema_that_this_version_builds() -> None:
    assert migrations.HEAD == SCHEMA_VERSION


def test_a_database_without_the_schema_says_so(fresh) -> None:
    client = CentralClient(fresh)
    with pytest.raises(CentralRefused) as refused:
        client.connect()
    client.close()
    assert refused.value.code == "central_not_installed"
