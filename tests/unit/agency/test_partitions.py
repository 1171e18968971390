"""An agency grows while its posts go on sending: making room for a new post stops and fails nobody."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest

from station.agency import install, partitions, status
from station.road.client import CentralClient
from station.wire.errors import CentralError
from station.wire.settings import CentralSettings

WRITERS = 3
POSTS = 6


class Sender(threading.Thread):
    """Sends records and reads the way back until it is told to stop; keeps what failed."""

    def __init__(self, settings: CentralSettings, stop: threading.Event) -> None:
        super().__init__(name=f"sender-{settings.role}")
        self._settings = settings
        self._ended = stop
        self.sent = 0
        self.failures: list[str] = []

    def run(self) -> None:
        client = CentralClient(self._settings)
        while not self._ended.is_set():
            body = uuid.uuid4().bytes * 2_000
            try:
                client.send(str(uuid.uuid4()), "ruling", body, hashlib.sha256(body).digest())
                client.pull(None, 50)
                self.sent += 1
            except CentralError as error:
                self.failures.append(f"{error.code} {error.detail}")
        client.close()


@pytest.fixture
def senders(central) -> Iterator[list[Sender]]:
    salt = uuid.uuid4().hex[:5].upper()
    ways = [central.another(f"W{i}-{salt}", post=f"W{i}{salt}") for i in range(WRITERS)]
    stop = threading.Event()
    made = [Sender(way, stop) for way in ways]
    for sender in made:
        sender.start()
    yield made
    stop.set()
    for sender in made:
        sender.join(30)


def attached(central, parent: str, post: str) -> set[str]:
    rows = central.query(
        "SELECT c.inhrelid::regclass::text FROM pg_inherits p JOIN pg_inherits c ON c.inhparent = p.inhrelid"
        " WHERE p.inhparent = %s::regclass AND p.inhrelid::regclass::text = %s",
        f"border.{parent}",
        f"border.{parent}_{post.lower()}",
    )
    return {str(row[0]) for row in rows}


def test_new_posts_open_while_others_send_and_nobody_fails(central, senders) -> None:
    salt = uuid.uuid4().hex[:5].upper()
    for number in range(POSTS):
        central.another(f"N{number}-{salt}", post=f"N{number}{salt}")
        status.read(central.process)
    assert [sender.failures for sender in senders] == [[]] * WRITERS
    assert all(sender.sent for sender in senders)
    for parent in ("chunks", "records"):
        assert len(attached(central, parent, f"N0{salt}")) == 4  # this month, two ahead, and the rest


def test_a_month_that_comes_is_attached_with_all_that_its_table_demands(central, record) -> None:
    post = f"M{uuid.uuid4().hex[:5].upper()}"
    station = central.another(f"M-{post}", post=post)
    before = attached(central, "chunks", post)
    month = datetime.now(UTC).date().replace(day=1)
    for _ in range(5):
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    with central.owner.connect("test") as connection:
        made = [
            connection.execute("SELECT border.make_partition('chunks', %s, %s)", (post, month)).fetchone()
            for _ in range(2)
        ]
    assert made == [(True,), (False,)]  # a second call finds it there
    (leaf,) = attached(central, "chunks", post) - before
    assert leaf == f"border.chunks_{post.lower()}_{month:%Y%m}"
    demands = "SELECT contype::text FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'f', 'c')"
    wanted = sorted(central.query(demands, next(name for name in before if not name.endswith("_rest"))))
    assert sorted(central.query(demands, leaf)) == wanted
    client = CentralClient(station)
    record_id, body, digest = record()
    assert client.send(record_id, "visit", body, digest) == digest
    client.close()


def test_rows_that_came_before_their_partition_stay_where_they_are(central, record) -> None:
    post = f"L{uuid.uuid4().hex[:5].upper()}"
    station = central.another(f"L-{post}", post=post)
    name = f"border.chunks_{post.lower()}"
    with central.owner.connect("test") as connection:
        month = connection.execute("SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date").fetchone()
        assert month is not None
        connection.execute(f"DROP TABLE {name}_{month[0]:%Y%m}")  # as if nobody had made it in time
    client = CentralClient(station)
    record_id, body, digest = record()
    assert client.send(record_id, "visit", body, digest) == digest
    client.close()
    with install.engine_of(central.owner).connect() as connection:
        assert partitions.ensure(connection.engine) == 0
    rows = central.query("SELECT DISTINCT tableoid::regclass::text FROM border.chunks WHERE id = %s", record_id)
    assert rows == [(f"{name}_rest",)]


def test_central_makes_room_for_known_posts_and_near_months_only(central, raw) -> None:
    process = raw(central.process)
    process.autocommit = True
    for parent, post, month in (
        ("stations", "CGK", "2026-01-01"),
        ("chunks", "NOWHERE", str(datetime.now(UTC).date())),
        ("chunks", "CGK", "1999-01-01"),
        ("chunks", "CGK", "2999-01-01"),
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            process.execute("SELECT border.make_partition(%s, %s, %s::date)", (parent, post, month))
