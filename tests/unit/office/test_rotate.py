from __future__ import annotations

import pytest

from station.counter.enrol import seal_visit
from station.office import rotate
from station.store import audit_verify, outbox, records, rekey, rotation
from station.store.errors import RecordKeyGone, WrongStoreKey
from station.store.session import Store
from station.vault import envelope
from station.vault import keys as vault_keys
from tests.rig import visits
from tests.rig.visits import PASSPHRASE


class Stopped(Exception):
    """The machine stops here."""


def fill(store, count: int = 7) -> list:
    made = [visits.visit(seed) for seed in range(1, count + 1)]
    for visit in made:
        seal_visit(store, visit)
    return made


def assert_whole(store, made) -> None:
    with store.reading() as unit:
        for visit in made:
            assert records.visit(unit, visit.id) == visit
        assert audit_verify.verify(unit).sound


def test_a_new_record_key_wraps_every_data_key_and_touches_no_payload(store, tmp_path):
    made = fill(store)
    with store.reading() as unit:
        before = [records.envelope_of(unit, v.id) for v in made]
    assert rotate.record_key(store, tmp_path / "keys", PASSPHRASE) == 7
    assert set(store.keys.record_keys) == {2}
    assert_whole(store, made)
    with store.reading() as unit:
        assert [records.envelope_of(unit, v.id) for v in made] == before
    assert set(vault_keys.unlock(tmp_path / "keys", PASSPHRASE).record_keys) == {2}


def test_the_old_record_key_opens_nothing_any_more(store, keys, tmp_path):
    made = fill(store, 1)
    rotate.record_key(store, tmp_path / "keys", PASSPHRASE)
    store.keys = keys
    with store.reading() as unit, pytest.raises(RecordKeyGone):
        records.visit(unit, made[0].id)


@pytest.mark.parametrize("moved", [0, 2, 4, 7])
def test_a_rotation_that_was_interrupted_goes_on(store, tmp_path, moved):
    made = fill(store)
    store.keys = vault_keys.add_record_key(tmp_path / "keys", PASSPHRASE)
    assert rotation.rewrap(store, batch=2, most=moved) >= min(moved, 7)
    store.close()  # here the power went
    again = Store.open(tmp_path / "station.db", vault_keys.unlock(tmp_path / "keys", PASSPHRASE))
    assert_whole(again, made)  # both keys are there, so everything opens
    new = visits.visit(99)
    seal_visit(again, new)
    rotate.record_key(again, tmp_path / "keys", PASSPHRASE)
    assert set(again.keys.record_keys) == {2}
    assert_whole(again, [*made, new])
    again.close()


def test_a_new_agency_key_reseals_what_waits_and_nothing_else(store, tmp_path, agency):
    made = fill(store, 3)
    with store.unit() as unit:
        row = outbox.take(unit)[0]
        assert outbox.acknowledged(unit, row.record_id, row.digest, unit.now())
        sent = records.envelope_of(unit, made[0].id)
        ciphertext = envelope.parts(records.envelope_of(unit, made[1].id)).ciphertext
    new = visits.agency_keys(tmp_path / "new-agency")
    assert rotate.agency_key(store, tmp_path / "keys", PASSPHRASE, new.public) == 2
    with store.reading() as unit:
        assert records.envelope_of(unit, made[0].id) == sent
        for row in outbox.take(unit):
            assert row.digest == envelope.digest(row.body)
            identity = records.identity("POST-1", row.record_id)
            assert envelope.open_as_agency(row.body, new.sealing_private, identity)
            envelope.verify_signature(row.body, store.keys.signer.public)
        assert envelope.parts(records.envelope_of(unit, made[1].id)).ciphertext == ciphertext
    assert rotation.seal_waiting_again(store) == 0
    assert_whole(store, made)


def test_a_renewed_signer_signs_what_waits_and_the_log_stays_sound(store, tmp_path):
    made = fill(store, 2)
    old = store.keys.signer.public
    public = rotate.signer(store, tmp_path / "keys", PASSPHRASE)
    assert public == store.keys.signer.public != old
    with store.reading() as unit:
        for row in outbox.take(unit):
            envelope.verify_signature(row.body, public)
    assert_whole(store, made)


def test_the_database_is_written_anew_under_a_new_key(store, tmp_path, keys):
    made = fill(store)
    store.close()
    path = tmp_path / "station.db"
    rotated = rotate.database_key(path, tmp_path / "keys", PASSPHRASE)
    assert rotated.database_key != keys.database_key
    with pytest.raises(WrongStoreKey):
        Store.open(path, keys)
    again = Store.open(path, vault_keys.unlock(tmp_path / "keys", PASSPHRASE))
    again.check()
    assert_whole(again, made)
    again.close()
    assert not list(tmp_path.glob("*.rekeyed"))


@pytest.mark.parametrize("where", ["before_export", "after_export", "after_exchange"])
def test_a_database_rotation_that_was_interrupted_keeps_old_or_new(store, tmp_path, monkeypatch, where):
    made = fill(store)
    store.close()
    path, directory = tmp_path / "station.db", tmp_path / "keys"

    def stop(*_args, **_kwargs):
        raise Stopped

    with monkeypatch.context() as patch:
        if where == "before_export":
            patch.setattr(rekey, "rewrite", stop)
        elif where == "after_export":
            patch.setattr(rekey.os, "fsync", stop)
        else:
            patch.setattr(vault_keys, "promote_database_key", stop)
            patch.setattr(rotate, "settle", lambda *a, **k: None)
        with pytest.raises(Stopped):
            rotate.database_key(path, directory, PASSPHRASE)
    again = Store.open(path, vault_keys.unlock(directory, PASSPHRASE))  # the station simply starts
    assert_whole(again, made)
    again.close()
    rotate.database_key(path, directory, PASSPHRASE)
    settled = vault_keys.unlock(directory, PASSPHRASE)
    assert settled.database_key_next is None
    again = Store.open(path, settled)
    assert_whole(again, made)
    again.close()


def test_the_key_source_can_be_changed_while_the_database_stays(store, tmp_path):
    made = fill(store, 1)
    vault_keys.change_source(tmp_path / "keys", PASSPHRASE, "another", visits.QUICK)
    store.close()
    again = Store.open(tmp_path / "station.db", vault_keys.unlock(tmp_path / "keys", "another"))
    assert_whole(again, made)
    again.close()
