"""What the agency sent and a station does not have is noticed, however the rows came to be missing."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.agency import install, status
from station.agency.desk import Desk
from station.agency.head_keeper import HeadKeeper
from station.road import self_report, stream_proof
from station.road.client import CentralClient
from station.road.inbox import StoreInbox
from station.road.sync import Sync
from station.store import audit_log, pulled
from station.store.session import Store
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from station.wire import heads, outgoing
from station.wire.settings import CentralSettings
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@dataclass
class Post:
    """A station, and how it makes one contact with central."""

    name: str
    keys: StationKeys
    settings: CentralSettings
    store: Store
    inbox: StoreInbox
    path: Path

    @property
    def audience(self) -> str:
        return outgoing.station_audience(self.name)

    def contact(self) -> str:
        """What the sync thread does; the trouble afterwards."""
        client = CentralClient(self.settings)
        try:
            self.inbox.expect(client.heads())
            cursor = self.inbox.cursor()
            while True:
                page = client.pull(cursor, 50)
                self.inbox.apply(page)
                cursor = page.cursor
                if not page.rows:
                    break
            self.inbox.prove()
        finally:
            client.close()
        return self.inbox.trouble()

    def holds(self, key: str) -> bool:
        with self.store.reading() as unit:
            return pulled.get(unit, "policy", key) is not None

    def gaps_in_the_log(self) -> int:
        with self.store.reading() as unit:
            return sum(event.act == "pull_gap" for _, event in audit_log.entries(unit))


def commission(central, agency: AgencyKeys, folder: Path, clock=lambda: datetime.now(UTC)) -> Post:
    name = f"HEAD-{uuid.uuid4().hex[:8]}"
    keys = station_keys_of(name, agency)
    settings = central.another(name, "HED", signing_key=keys.signer.public, recipient_key=keys.recipient_public)
    store = Store.open(folder / f"{name}.db", keys)
    return Post(name, keys, settings, store, StoreInbox(store, name, "HED", clock=clock), folder / f"{name}.db")


@pytest.fixture(scope="module")
def agency() -> AgencyKeys:
    return agency_of()


@pytest.fixture(scope="module")
def desk(central, agency) -> Desk:
    return Desk(central.process, agency)


@pytest.fixture(scope="module")
def keeper(central, agency) -> HeadKeeper:
    return HeadKeeper(central.process, agency)


@pytest.fixture
def post(central, agency, tmp_path) -> Iterator[Post]:
    made = commission(central, agency, tmp_path)
    yield made
    made.store.close()


def as_superuser(central, statement: str, *values: object) -> None:
    with central.owner.connect("test") as connection:
        assert connection.execute(statement, values).rowcount == 1


def delete(central, post: Post, key: str) -> None:
    as_superuser(central, "DELETE FROM border.outgoing WHERE audience = %s AND key = %s", post.audience, key)


def test_a_row_deleted_before_the_station_read_it_is_a_gap_at_the_station_and_at_central(
    central, desk, keeper, post
) -> None:
    for key in ("one", "two", "three"):
        desk.post(post.audience, "policy", key, b"x")
    keeper.bring_up_to_date()
    delete(central, post, "two")
    sync = Sync(
        post.store,
        lambda: CentralClient(post.settings),
        inbox=post.inbox,
        interval=0.05,
        describe=lambda: self_report.describe(post.store, "1"),
    )
    sync.start()
    try:
        assert wait_for(lambda: sync.status().detail == "pull_gap")
        assert sync.status().online  # the road itself goes on
        assert wait_for(lambda: f"pull_gap:{post.name}" in status.read(central.process).alerts())
    finally:
        sync.stop()
    assert f"rows_missing:{post.audience}" in status.read(central.process).alerts()
    assert post.holds("one")
    assert post.holds("three")
    assert post.gaps_in_the_log() == 1  # said once, however often it is looked at


def test_the_last_row_is_missed_as_well(central, desk, keeper, post) -> None:
    desk.post(post.audience, "policy", "only", b"x")
    keeper.bring_up_to_date()
    delete(central, post, "only")
    post.contact()
    assert post.contact() == "pull_gap"


def test_a_changed_row_counts_as_missing(central, desk, keeper, post) -> None:
    desk.post(post.audience, "policy", "rule", b"x")
    keeper.bring_up_to_date()
    as_superuser(central, "UPDATE border.outgoing SET body = 'y' WHERE audience = %s AND key = 'rule'", post.audience)
    post.contact()
    assert post.contact() == "pull_gap"


def test_a_gap_ends_when_the_row_is_back(central, desk, keeper, agency, tmp_path) -> None:
    now = [datetime.now(UTC)]
    post = commission(central, agency, tmp_path, lambda: now[0])
    desk.post(post.audience, "policy", "lost", b"x")
    keeper.bring_up_to_date()
    with central.owner.connect("test") as connection:
        connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM border.outgoing WHERE key = 'lost'")
        connection.execute("DELETE FROM border.outgoing WHERE key = 'lost'")
        connection.commit()
        post.contact()
        assert post.contact() == "pull_gap"
        connection.execute("INSERT INTO border.outgoing OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    now[0] += timedelta(hours=2)  # it reads everything again after an hour
    assert post.contact() == ""
    assert post.holds("lost")
    post.store.close()


def test_rows_that_were_read_before_they_were_deleted_are_no_gap_at_the_station(central, desk, keeper, post) -> None:
    desk.post(post.audience, "policy", "early", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    delete(central, post, "early")
    desk.post(post.audience, "policy", "late", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    assert f"rows_missing:{post.audience}" in status.read(central.process).alerts()


def test_nothing_seems_missing_under_six_writers_while_heads_are_signed(central, agency, keeper, post) -> None:
    over = threading.Event()
    troubles: list[str] = []

    def write(number: int) -> None:
        own = Desk(central.process, agency)
        audiences = (post.audience, outgoing.post_audience("HED"), outgoing.EVERYBODY)
        for count in range(40):
            own.post(audiences[count % 3], "policy", f"w{number}-{count}", b"x" * (count + 1))

    def sign() -> None:
        while not over.is_set():
            keeper.bring_up_to_date()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    signing = threading.Thread(target=sign)
    for thread in (*threads, signing):
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            troubles.append(post.contact())
            troubles.append("" if post.inbox.cursor() else "suspicious")
    finally:
        for thread in threads:
            thread.join()
        over.set()
        signing.join()
    keeper.bring_up_to_date()
    troubles.append(post.contact())
    assert set(troubles) == {""}
    assert all(post.holds(f"w{number}-{count}") for number in range(6) for count in range(40))


def test_another_process_goes_on_where_the_last_one_signed(central, agency, desk, keeper, post) -> None:
    desk.post(post.audience, "policy", "before", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    delete(central, post, "before")  # the count goes on, though the row is gone
    desk.post(post.audience, "policy", "after", b"x")
    HeadKeeper(central.process, agency).bring_up_to_date()
    assert post.contact() == ""
    assert post.gaps_in_the_log() == 0


def test_a_new_station_and_one_restored_from_a_backup_catch_up_without_a_gap(
    central, agency, desk, keeper, post, tmp_path
) -> None:
    desk.post(outgoing.EVERYBODY, "policy", "first", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    post.store.close()
    backup = tmp_path / "backup.db"
    shutil.copy(post.path, backup)
    post.store = Store.open(post.path, post.keys)
    post.inbox = StoreInbox(post.store, post.name, "HED")
    desk.post(post.audience, "policy", "second", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    restored = replace(post, store=Store.open(backup, post.keys))
    restored.inbox = StoreInbox(restored.store, post.name, "HED")
    assert not restored.holds("second")
    assert restored.contact() == ""
    assert restored.holds("second")
    restored.store.close()
    late = commission(central, agency, tmp_path)
    keeper.bring_up_to_date()
    assert late.contact() == ""
    assert late.holds("first")
    late.store.close()


def test_a_database_restored_from_a_backup_begins_its_heads_anew(central, agency, tmp_path) -> None:
    with central.owner.connect("test") as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE IF EXISTS heads")
        connection.execute("CREATE DATABASE heads")
    owner, process = (replace(way, database="heads") for way in (central.owner, central.process))
    install.initialise(owner, "demo")
    keys = station_keys_of("LIFE-1", agency)
    settings = install.add_station(
        owner, central.server.authority, "LIFE-1", "HED", tmp_path / "tls", signing_key=keys.signer.public
    )
    store = Store.open(tmp_path / "life.db", keys)
    post = Post("LIFE-1", keys, settings, store, StoreInbox(store, "LIFE-1", "HED"), tmp_path / "life.db")
    desk, keeper = Desk(process, agency), HeadKeeper(process, agency)
    for key in ("a", "b"):
        desk.post(post.audience, "policy", key, b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    with owner.connect(
        "test"
    ) as connection:  # the backup is from before "b"; heads and rows are older, the life is new
        connection.execute("DELETE FROM border.outgoing WHERE key = 'b'")
        connection.execute("DELETE FROM border.heads")
        connection.execute("UPDATE border.installation SET epoch = gen_random_uuid()")
    desk.post(post.audience, "policy", "c", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    assert post.contact() == ""
    assert post.holds("c")
    store.close()


def test_a_head_of_somebody_else_or_an_older_one_changes_nothing(desk, keeper, agency, post) -> None:
    desk.post(post.audience, "policy", "k", b"x")
    keeper.bring_up_to_date()
    client = CentralClient(post.settings)
    old = client.heads()
    assert post.contact() == ""
    forged = heads.sign(replace(heads.read(old[0], agency.public.signing), number=2**60), agency_of().signer)
    post.inbox.expect([forged])
    post.inbox.prove()
    assert post.inbox.rejected >= 1
    desk.post(post.audience, "policy", "k2", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    post.inbox.expect(old)
    post.inbox.prove()
    assert post.inbox.trouble() == ""
    assert post.inbox.cursor() is not None
    client.close()


def test_heads_that_stay_away_for_an_hour_are_said(central, desk, keeper, agency, tmp_path) -> None:
    now = [datetime.now(UTC)]
    post = commission(central, agency, tmp_path, lambda: now[0])
    keeper.bring_up_to_date()
    assert post.contact() == ""
    now[0] += timedelta(minutes=61)
    assert post.contact() == "pull_unproven"  # the same heads prove nothing new
    desk.post(post.audience, "policy", "news", b"x")
    keeper.bring_up_to_date()
    assert post.contact() == ""
    post.store.close()


def test_a_station_cannot_write_a_head(post, raw) -> None:
    with pytest.raises(Exception, match="permission denied"):
        raw(post.settings).execute("UPDATE border.heads SET count = 0")


def test_many_rows_without_a_head_are_not_kept_one_by_one_and_still_proven_later(
    desk, keeper, post, monkeypatch
) -> None:
    monkeypatch.setattr(stream_proof, "MOST_PENDING", 5)
    for number in range(12):
        desk.post(post.audience, "policy", f"n{number}", b"x")
    post.contact()
    with post.store.reading() as unit:
        assert len(stream_proof.load(unit).audiences[post.audience].pending) == 5
    keeper.bring_up_to_date()
    post.contact()  # there is a head now: it begins anew
    assert post.inbox.cursor() is None
    assert post.contact() == ""
    with post.store.reading() as unit:
        found = stream_proof.load(unit).audiences[post.audience]
    assert (found.count, found.pending) == (12, [])
    assert post.inbox.cursor() is not None
