"""The whole road there and back: a sealed record, its receipt, and what the agency sends, against forgers."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from station.agency import install
from station.agency.desk import Desk
from station.agency.watchlist import publish, withdraw
from station.domain.audit import Act, AuditEvent
from station.domain.officer import Officer, Role
from station.domain.visit import Document
from station.domain.watchlist import WatchEntry
from station.errors import StationError
from station.road import pulled_officers
from station.road.client import CentralClient, Clock, Cursor, Pulled, PulledPage
from station.road.inbox import StoreInbox
from station.road.pulled_officers import SentOfficer
from station.road.sync import Sync
from station.road.watchlist import PulledWatchlist
from station.store import audit_log, meta, officers, outbox, pulled
from station.store.session import Store, Unit
from station.vault import envelope, keys
from station.vault.agency import AgencyKeys
from station.vault.signing import Ed25519Signer
from station.wire import outgoing
from station.wire.delivery import record_identity
from station.wire.errors import CentralRefused
from station.wire.settings import CentralSettings
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@dataclass
class Post:
    """One station with its keys, store and way into central."""

    name: str
    post: str
    keys: keys.StationKeys
    store: Store
    settings: CentralSettings

    def inbox(self, **more) -> StoreInbox:
        return StoreInbox(self.store, self.name, self.post, **more)

    def seal(self, payload: bytes, kind: str = "visit") -> tuple[str, bytes]:
        record_id = str(uuid.uuid4())
        identity = record_identity(kind, self.name, record_id)
        return record_id, envelope.seal(payload, identity, self.keys.agency_public, self.keys.signer).envelope

    def send(self, record_id: str, body: bytes, kind: str = "visit") -> None:
        with self.store.unit() as unit:
            outbox.put(unit, record_id, kind, body)
        client = CentralClient(self.settings)
        try:
            client.send(record_id, kind, body, hashlib.sha256(body).digest())
        finally:
            client.close()
        with self.store.unit() as unit:
            outbox.acknowledged(unit, record_id, hashlib.sha256(body).hexdigest(), unit.now())

    def pull(self, box: StoreInbox, limit: int = 500) -> PulledPage:
        client = CentralClient(self.settings)
        try:
            page = client.pull(box.cursor(), limit)
        finally:
            client.close()
        box.apply(page)
        return page

    def pull_all(self, box: StoreInbox) -> list[Pulled]:
        rows: list[Pulled] = []
        while page := self.pull(box).rows:
            rows += page
        return rows

    def receipt_of(self, record_id: str) -> bytes | None:
        with self.store.reading() as unit:
            return outbox.receipt(unit, record_id)

    def receipted(self) -> int:
        with self.store.reading() as unit:
            return outbox.counts(unit).receipted


@pytest.fixture(scope="module")
def agency_keys() -> AgencyKeys:
    return agency_of()


@pytest.fixture(scope="module")
def desk(central, agency_keys) -> Desk:
    return Desk(central.process, agency_keys)


def commission(central, agency_keys: AgencyKeys, folder, name: str, post: str) -> Post:
    made = station_keys_of(name, agency_keys)
    settings = central.another(name, post, signing_key=made.signer.public, recipient_key=made.recipient_public)
    return Post(name, post, made, Store.open(folder / "station.db", made), settings)


@pytest.fixture(scope="module")
def post(central, agency_keys, tmp_path_factory) -> Iterator[Post]:
    made = commission(central, agency_keys, tmp_path_factory.mktemp("post"), "DESK-1", "SUB")
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def other(central, agency_keys, tmp_path_factory) -> Iterator[Post]:
    made = commission(central, agency_keys, tmp_path_factory.mktemp("other"), "DESK-2", "UPG")
    yield made
    made.store.close()


def verdict(central, record_id: str) -> tuple[object, ...]:
    return central.query("SELECT verdict, reason FROM border.receipts WHERE id = %s", record_id)[0]


def drain(desk: Desk) -> list:
    received = []
    while batch := desk.receive():
        received += batch
    return received


def test_a_sealed_record_is_receipted_and_only_the_agency_opens_it(central, desk, post) -> None:
    record_id, body = post.seal(b"everything about one visit")
    post.send(record_id, body)
    received = [r for r in drain(desk) if r.delivery.record == record_id]
    assert len(received) == 1
    assert desk.open(received[0].delivery) == b"everything about one visit"
    assert verdict(central, record_id) == ("accepted", "")
    before = post.receipted()
    post.pull_all(post.inbox())
    assert post.receipted() == before + 1
    with post.store.reading() as unit:
        assert outbox.receipt(unit, record_id) is not None
    assert desk.receive() == []  # a receipt is signed once


def test_a_record_signed_by_somebody_else_is_refused(central, desk, post) -> None:
    record_id = str(uuid.uuid4())
    forger = Ed25519Signer(Ed25519Signer.new_seed())
    identity = record_identity("visit", post.name, record_id)
    body = envelope.seal(b"a forged visit", identity, post.keys.agency_public, forger).envelope
    post.send(record_id, body)
    drain(desk)
    assert verdict(central, record_id) == ("refused", "unknown_signer")
    before = post.receipted()
    post.pull_all(post.inbox())
    assert post.receipted() == before, "a refusal is no receipt"


def test_a_record_with_a_changed_byte_is_refused(central, desk, post) -> None:
    record_id, body = post.seal(b"an honest visit")
    changed = body[:-70] + bytes([body[-70] ^ 1]) + body[-69:]
    post.send(record_id, changed)
    drain(desk)
    assert verdict(central, record_id) == ("refused", "forged_signature")


def test_a_true_envelope_under_another_id_is_a_replay(central, desk, post, other) -> None:
    _, body = post.seal(b"seen before")
    replayed = str(uuid.uuid4())
    post.send(replayed, body)
    elsewhere = str(uuid.uuid4())
    other.send(elsewhere, body)
    drain(desk)
    assert verdict(central, replayed) == ("refused", "replayed_envelope")
    assert verdict(central, elsewhere) == ("refused", "replayed_envelope")


def test_bytes_that_are_no_envelope_are_refused(central, desk, post) -> None:
    record_id = str(uuid.uuid4())
    post.send(record_id, b"not an envelope at all")
    drain(desk)
    assert verdict(central, record_id) == ("refused", "envelope_damaged")


def test_records_signed_with_the_key_before_the_last_are_still_known(central, desk, agency_keys, tmp_path) -> None:
    made = commission(central, agency_keys, tmp_path, "DESK-RENEWED", "SUB")
    try:
        record_id, body = made.seal(b"sealed before the renewal")
        fresh = Ed25519Signer(Ed25519Signer.new_seed())
        central.another("DESK-RENEWED", "SUB", signing_key=fresh.public)
        made.send(record_id, body)
        drain(desk)
        assert verdict(central, record_id) == ("accepted", "")
    finally:
        made.store.close()


def test_a_replayed_receipt_proves_nothing(central, desk, post, agency_keys) -> None:
    first, body = post.seal(b"delivered")
    post.send(first, body)
    drain(desk)
    rows = [row for row in post.pull_all(post.inbox()) if row.key == first]
    second, body = post.seal(b"not yet receipted")
    post.send(second, body)
    # somebody inside the database shows the first receipt as the second's, even with a true outer signature
    signed = agency_keys.signer.sign(outgoing.message(rows[0].audience, "receipt", second, 1, rows[0].body))
    replay = replace(rows[0], key=second, signature=signed)
    box = post.inbox()
    box.apply(PulledPage((replay,), box.cursor() or Cursor("", 0, 0), False))
    assert box.rejected == 1
    with post.store.reading() as unit:
        assert outbox.receipt(unit, second) is None


def test_a_row_that_somebody_put_into_the_database_is_not_believed(central, desk, post) -> None:
    with central.owner.connect("test") as owner:
        owner.execute(
            "INSERT INTO border.outgoing (audience, kind, key, version, body, signature)"
            " VALUES ('*', 'policy', 'main', 999, 'anything goes', %s)",
            (b"s" * 64,),
        )
    desk.post("*", "policy", "other", b"the true one")
    box = post.inbox()
    post.pull_all(box)
    assert box.rejected >= 1
    with post.store.reading() as unit:
        assert pulled.get(unit, "policy", "main") is None
        assert pulled.get(unit, "policy", "other") == b"the true one"


def test_a_row_for_another_station_is_neither_seen_nor_believed(desk, post, other) -> None:
    desk.post(outgoing.station_audience(other.name), "policy", "theirs", b"for the other")
    box = post.inbox()
    assert not [row for row in post.pull_all(box) if row.key == "theirs"]
    theirs = [row for row in other.pull_all(other.inbox()) if row.key == "theirs"]
    assert len(theirs) == 1
    before = box.rejected  # what other agencies sent to everybody in this server
    box.apply(PulledPage(tuple(theirs), box.cursor() or Cursor("", 0, 0), False))
    assert box.rejected == before + 1


def test_an_older_version_never_replaces_a_newer_one(desk, post) -> None:
    desk.post("*", "policy", "stays", b"first")
    first = [row for row in post.pull_all(post.inbox()) if row.key == "stays"]
    desk.post("*", "policy", "stays", b"second")
    box = post.inbox()
    post.pull_all(box)
    box.apply(PulledPage(tuple(first), box.cursor() or Cursor("", 0, 0), False))  # a rollback with a true signature
    with post.store.reading() as unit:
        assert pulled.get(unit, "policy", "stays") == b"second"


def test_a_row_that_cannot_be_applied_leaves_nothing_and_is_taken_once_it_can(desk, post) -> None:
    able: list[bool] = []

    def handler(unit: Unit, key: str, body: bytes) -> None:
        meta.put(unit, f"half/{key}", body)
        if not able:
            raise StationError("this version does not know it", code="too_new")

    def kept() -> tuple[bytes | None, bytes | None]:
        with post.store.reading() as unit:
            return pulled.get(unit, "policy", "too-new"), meta.get(unit, "half/too-new")

    desk.post("*", "policy", "too-new", b"of a later version")
    box = post.inbox(handlers={"policy": handler})
    rows = [row for row in post.pull_all(box) if row.key == "too-new"]
    assert kept() == (None, None)
    able.append(True)
    box.apply(PulledPage(tuple(rows), box.cursor() or Cursor("", 0, 0), False))
    assert kept() == (b"of a later version", b"of a later version")


def test_the_watchlist_is_sealed_for_the_stations_in_service(central, desk, post, agency_keys, tmp_path) -> None:
    desk.hand_out_group_keys()
    desk.post("*", "watchlist", "w-1", b"a name that nobody may read in the database")
    rows = central.query("SELECT body FROM border.outgoing WHERE kind = 'watchlist' AND key = 'w-1'")
    assert b"nobody may read" not in rows[0][0]
    changed: list[frozenset[str]] = []
    post.pull_all(post.inbox(changed=changed.append))
    with post.store.reading() as unit:
        assert pulled.get(unit, "watchlist", "w-1") == b"a name that nobody may read in the database"
        assert ("w-1", b"a name that nobody may read in the database") in list(pulled.every(unit, "watchlist"))
    assert any("watchlist" in kinds for kinds in changed)
    desk.post("*", "watchlist", "w-1", b"")
    post.pull_all(post.inbox())
    with post.store.reading() as unit:
        assert pulled.get(unit, "watchlist", "w-1") is None
        assert "w-1" not in dict(pulled.every(unit, "watchlist"))


def test_a_published_entry_is_screened_at_the_counter_and_a_withdrawn_one_no_more(desk, post) -> None:
    found = PulledWatchlist(post.store)
    box = post.inbox(changed=found.changed)
    document = Document("TD3", "P", "UTO", "X777", "DOE", "JANE", "UTO", "1990-01-01", "F", date(2030, 1, 1))

    class Nobody:
        face = None

    assert found.screen(document, Nobody()) == ()
    publish(desk, [WatchEntry("stolen", documents=("UTO:X777",), reason="lost_document")])
    post.pull_all(box)
    (hit,) = found.screen(document, Nobody())
    assert hit.reasons == ("document", "lost_document")
    withdraw(desk, ["stolen"])
    post.pull_all(box)
    assert found.screen(document, Nobody()) == ()


def test_after_a_revocation_the_watchlist_is_sealed_under_a_new_key(central, desk, post, agency_keys, tmp_path) -> None:
    leaver = commission(central, agency_keys, tmp_path, "DESK-LEAVER", "SUB")
    try:
        desk.hand_out_group_keys()
        leaver.pull_all(leaver.inbox())
        install.revoke_station(
            central.owner, central.server.authority, "DESK-LEAVER", central.server.publish_revocations
        )
        desk.hand_out_group_keys()
        desk.post("*", "watchlist", "after", b"added later")
        rows = central.query("SELECT body FROM border.outgoing WHERE kind = 'watchlist' AND key = 'after'")
        with leaver.store.reading() as unit:
            known = dict(pulled.every(unit, outgoing.GROUP_KEY))
        assert outgoing.key_of(bytes(rows[0][0])) not in known
        post.pull_all(post.inbox())
        with post.store.reading() as unit:
            assert pulled.get(unit, "watchlist", "after") == b"added later"
    finally:
        leaver.store.close()


def test_sync_brings_the_receipt_into_the_header(central, desk, post) -> None:
    record_id, body = post.seal(b"a visit")
    with post.store.unit() as unit:
        outbox.put(unit, record_id, "visit", body)
    sync = Sync(post.store, lambda: CentralClient(post.settings), inbox=post.inbox(), interval=0.1)
    sync.start()
    try:
        assert wait_for(lambda: central.query("SELECT 1 FROM border.records WHERE id = %s", record_id) != [])
        drain(desk)
        assert wait_for(lambda: post.receipt_of(record_id) is not None)
        assert wait_for(lambda: sync.status().receipted == post.receipted() > 0)
    finally:
        sync.stop()


def test_centrals_time_takes_back_what_a_clock_set_forward_has_left(post) -> None:
    confirmed: list[datetime] = []
    now = datetime.now(UTC)
    with post.store.unit() as unit:
        audit_log.append(unit, AuditEvent(now + timedelta(days=400), "system", Act.SIGNED_IN, post.name))
    ahead = StoreInbox(
        post.store, post.name, confirm=lambda _, at: confirmed.append(at), clock=lambda: now + timedelta(days=400)
    )
    ahead.reached(Clock(-400 * 86_400_000.0, 10.0))
    assert confirmed == [now]  # offline days count from central's day, not from ours
    with post.store.reading() as unit:
        assert audit_log.latest(unit) == now
    corrected = StoreInbox(post.store, post.name, clock=lambda: now + timedelta(minutes=1))
    corrected.reached(Clock(0.0, 10.0))
    with post.store.unit() as unit:
        audit_log.append(unit, AuditEvent(now + timedelta(days=30), "system", Act.SIGNED_IN, post.name))
    corrected.reached(Clock(0.0, 10.0))  # within the hour
    with post.store.reading() as unit:
        assert audit_log.latest(unit) == now + timedelta(minutes=1)


def test_officers_come_change_and_end_with_the_pull(desk, post) -> None:
    box = StoreInbox(
        post.store, post.name, handlers={pulled_officers.KIND: pulled_officers.take}, confirm=pulled_officers.confirm
    )
    siti = Officer("siti", "Siti", Role.OFFICER)
    first, second = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$b3RoZXI"
    desk.hand_out_group_keys()
    post.pull_all(box)
    before = box.rejected  # what other agencies sent to everybody in this server
    desk.post("*", "officer", "siti", SentOfficer(siti, first).to_bytes())
    post.pull_all(box)
    box.reached(Clock(0.0, 10.0))

    def account() -> officers.Account:
        with post.store.reading() as unit:
            return officers.get(unit, "siti")

    assert (account().officer, account().password, account().active) == (siti, first, True)
    promoted = Officer("siti", "Siti", Role.SUPERVISOR)
    desk.post("*", "officer", "siti", SentOfficer(promoted, second).to_bytes())
    post.pull_all(box)
    assert (account().officer.role, account().password) == (Role.SUPERVISOR, second)
    desk.post("*", "officer", "siti", b"")
    post.pull_all(box)
    assert not account().active
    desk.post("*", "officer", "budi", b'{"name": "siti", "display": "x", "role": "administrator"}')
    post.pull_all(box)
    assert box.rejected == before + 1
    assert account().officer.role is Role.SUPERVISOR


def test_a_central_that_names_another_post_is_not_followed(post) -> None:
    box = StoreInbox(post.store, post.name)
    post.pull_all(box)
    with pytest.raises(CentralRefused) as refused:
        box.apply(PulledPage((), Cursor("", 0, 0), False, "ELSEWHERE"))
    assert refused.value.code == "central_other_post"


def test_a_new_station_catches_up_by_itself(central, desk, agency_keys, tmp_path) -> None:
    desk.post_many("*", "policy", [(f"catch-{number}", b"x") for number in range(1200)])
    made = commission(central, agency_keys, tmp_path, "DESK-NEW", "SUB")
    try:
        made.pull_all(made.inbox())
        with made.store.reading() as unit:
            assert sum(key.startswith("catch-") for key, _ in pulled.every(unit, "policy")) == 1200
        last = made.inbox().cursor()
        assert last is not None
        stale = Cursor(str(uuid.uuid4()), last.xid + 10**6, last.seq)  # a place in another life of the database
        client = CentralClient(made.settings)
        page = client.pull(stale, 10)
        client.close()
        assert page.fresh
        assert len(page.rows) == 10
    finally:
        made.store.close()


def test_nothing_is_missed_under_six_concurrent_writers(central, desk, post) -> None:
    """20,000 rows, in transactions of different length that overlap, read while they are written."""
    per_writer, writers = 3334, 6
    over = threading.Event()

    def write(number: int) -> None:
        with central.owner.connect("test") as connection:
            done = 0
            while done < per_writer:
                batch = min(1 + (done * 7 + number * 13) % 90, per_writer - done)
                connection.execute(
                    "INSERT INTO border.outgoing (audience, kind, key, version, body, signature)"
                    " SELECT 'post:UPG', 'load', %s || '-' || i, 1, '', '' FROM generate_series(%s::int, %s::int) i",
                    (f"w{number}", done, done + batch - 1),
                )
                if batch % 3 == 0:
                    over.wait(0.004)  # some transactions stay open while others begin and commit
                connection.commit()
                done += batch

    settings = central.another("DESK-READER", "UPG")
    client = CentralClient(settings)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    seen: list[str] = []
    order: list[tuple[int, int]] = []
    cursor = None
    try:
        for thread in threads:
            thread.start()
        while True:
            finished = not any(thread.is_alive() for thread in threads)
            page = client.pull(cursor, 700)
            cursor = page.cursor
            seen += [row.key for row in page.rows if row.kind == "load"]
            order += [(row.xid, row.seq) for row in page.rows]
            if finished and not page.rows:
                break
    finally:
        for thread in threads:
            thread.join()
        client.close()
        with central.owner.connect("test") as owner:  # every later reader of this server would go through them
            owner.execute("DELETE FROM border.outgoing WHERE kind = 'load'")
    assert len(seen) == len(set(seen)) == per_writer * writers >= 20_000
    assert order == sorted(order)
