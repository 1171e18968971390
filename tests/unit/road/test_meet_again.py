"""Central was restored or failed over with a loss: what it acknowledged and does not know comes again, or is named."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import text

from station.domain.audit import Act, Checkpoint
from station.road.client import CentralClient
from station.road.outbox import StoreWitness
from station.road.sync import LOST, Sync
from station.store import audit_log, look_back, outbox
from station.store.session import Store
from station.vault import note
from station.wire.said import Said
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@pytest.fixture
def agency():
    return agency_of()


@pytest.fixture
def post(central, agency, tmp_path):
    """A station of its own: (settings, store)."""
    keys = station_keys_of("AGAIN-" + uuid.uuid4().hex[:6], agency)
    settings = central.another(keys.station, "AGN", signing_key=keys.signer.public)
    store = Store.open(tmp_path / "station.db", keys)
    yield settings, store
    store.close()


def sent(post, count: int = 5) -> list[str]:
    settings, store = post
    ids = [str(uuid.uuid4()) for _ in range(count)]
    with store.unit() as unit:
        for record_id in ids:
            outbox.put(unit, record_id, "visit", record_id.encode() * 10)
    contact(settings, store)
    return ids


def contact(settings, store) -> Sync:
    """One connection, for two whole rounds."""
    rounds: list[Said] = []

    def describe() -> Said:
        rounds.append(Said())
        return rounds[-1]

    sync = Sync(store, lambda: CentralClient(settings), interval=0.05, describe=describe)
    sync.start()
    try:
        assert wait_for(lambda: len(rounds) > 1 and not sync.status().waiting, 20)
    finally:
        sync.stop()
    return sync


def lose(central, ids, new_life: bool = False) -> None:
    """As if the server had been restored from a backup that did not have these."""
    with central.owner.connect("test") as connection:
        connection.execute("DELETE FROM border.pending WHERE id = ANY(%s)", (ids,))
        connection.execute("DELETE FROM border.chunks WHERE id = ANY(%s)", (ids,))
        connection.execute("DELETE FROM border.records WHERE id = ANY(%s)", (ids,))
        connection.execute("DELETE FROM border.deliveries WHERE id = ANY(%s)", (ids,))
        if new_life:
            connection.execute("UPDATE border.installation SET epoch = gen_random_uuid()")


def held(central, ids) -> int:
    return central.query("SELECT count(*) FROM border.records WHERE id = ANY(%s)", ids)[0][0]


def acts(store, act: Act):
    with store.reading() as unit:
        return [event.detail for _, event in audit_log.entries(unit) if event.act == act]


@pytest.mark.parametrize("new_life", [True, False])
def test_records_that_central_has_lost_are_sent_again(central, post, new_life):
    settings, store = post
    ids = sent(post)
    lose(central, ids[2:], new_life)
    assert held(central, ids) == 2
    contact(settings, store)
    assert held(central, ids) == 5
    assert [detail["again"] for detail in acts(store, Act.CENTRAL_LOST)] == [3]


def test_a_record_that_is_lost_on_both_sides_is_named(central, post):
    settings, store = post
    ids = sent(post)
    lose(central, ids[:1] + ids[-1:])
    with store.unit() as unit:
        unit.connection.execute(text("UPDATE outbox SET body = NULL WHERE record_id = :id"), {"id": ids[0]})
    sync = contact(settings, store)
    assert sync.status().trouble == LOST
    (detail,) = acts(store, Act.CENTRAL_LOST)
    assert (detail["again"], detail["gone"], detail["named"]) == (1, 1, ids[0])
    assert held(central, ids) == 4


def test_without_a_loss_nothing_is_asked_twice_and_nothing_is_sent_again(central, post):
    settings, store = post
    sent(post)
    with store.reading() as unit:
        before = outbox.counts(unit)
    contact(settings, store)
    with store.reading() as unit:
        assert outbox.counts(unit) == before
    assert acts(store, Act.CENTRAL_LOST) == []


def test_a_checkpoint_that_this_station_has_not_signed_stops_nothing(store):
    assert StoreWitness(store).contains((9, bytes(32), b"x"))


def test_a_copy_that_was_accepted_is_not_held_against_the_station_again(store):
    point = Checkpoint(audit_log.origin(store.keys.station), 9, bytes(32))
    ahead = (9, bytes(32), note.sign(point, store.keys.signer).encode())
    witness = StoreWitness(store)
    assert not witness.contains(ahead)
    store.write(lambda unit: look_back.accept(unit, "adi", "a backup was restored"))
    assert witness.contains(ahead)
    assert len(acts(store, Act.ROLLED_BACK)) == len(acts(store, Act.ROLL_BACK_ACCEPTED)) == 1
