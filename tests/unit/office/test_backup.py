from __future__ import annotations

import hashlib

import pytest

from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.office import backup, rotate
from station.office.backup import BackupDamaged, BackupUnprepared
from station.store import audit_log, audit_verify, records
from station.store.session import WAL_PAGES, Store
from station.vault import keys as vault_keys
from station.vault import recovery
from station.vault.errors import BadSignature, EnvelopeDamaged, KeysDamaged
from tests.rig import visits
from tests.rig.visits import PASSPHRASE, QUICK

OFFICER = "recovery officer"


@pytest.fixture
def private(store, tmp_path):
    public = recovery.create(tmp_path / "safe", OFFICER, QUICK)
    store.keys = vault_keys.set_recovery(tmp_path / "keys", PASSPHRASE, public)
    return recovery.unlock(tmp_path / "safe", OFFICER)


def fill(store, first: int, count: int) -> list:
    made = [visits.visit(seed, octets=40_000) for seed in range(first, first + count)]
    for visit in made:
        seal_visit(store, visit)
    return made


def test_a_backup_is_restored_on_a_new_machine_by_the_recovery_key(store, private, tmp_path):
    made = fill(store, 1, 3)
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    new = tmp_path / "new-machine"
    keys, restored = backup.restore(
        report.manifest, private, new / "keys", new / "station.db", "a new word", source=QUICK
    )
    assert (restored.visits, restored.sound) == (3, True)
    assert keys.signer.public == store.keys.signer.public
    opened = Store.open(new / "station.db", vault_keys.unlock(new / "keys", "a new word"))
    with opened.reading() as unit:
        for visit in made:
            assert records.visit(unit, visit.id) == visit
        assert audit_verify.verify(unit).sound
        (*_, (_, last)) = audit_log.entries(unit)
        assert last.act == Act.BACKUP_RESTORED
    again = fill(opened, 50, 1)  # the new machine goes on where the old one was
    with opened.reading() as unit:
        assert records.visit(unit, again[0].id) == again[0]
    opened.close()


def test_a_second_backup_writes_only_what_changed(store, private, tmp_path):
    fill(store, 1, 18)
    first = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    fill(store, 20, 1)
    second = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert first.new_bytes > 4 * second.new_bytes
    assert second.new_blocks < second.blocks
    for manifest in backup.manifests(tmp_path / "disk"):
        backup.verify(manifest, store.keys.signer.public)


def test_the_first_backup_can_still_be_restored_after_the_second(store, private, tmp_path):
    fill(store, 1, 2)
    first = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    fill(store, 20, 2)
    second = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert backup.rehearse(first.manifest, private).visits == 2
    assert backup.rehearse(second.manifest, private).visits == 4


def test_a_rehearsal_changes_nothing(store, private, tmp_path):
    fill(store, 1, 2)
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    before = sorted(p.name for p in (tmp_path / "disk").rglob("*"))
    rehearsed = backup.rehearse(report.manifest, private)
    assert (rehearsed.visits, rehearsed.sound) == (2, True)
    assert sorted(p.name for p in (tmp_path / "disk").rglob("*")) == before


def test_nothing_in_a_backup_can_be_read(store, private, tmp_path):
    (visit,) = fill(store, 1, 1)
    backup.run(store, tmp_path / "keys", tmp_path / "disk")
    secrets = (store.keys.database_key, store.keys.database_key.hex().encode(), private)
    for path in (tmp_path / "disk").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for planted in (b"TANUWIJAYA", visit.fingers[0].template, visit.face.embedding, *secrets):
                assert planted not in content


def test_another_recovery_key_opens_nothing(store, private, tmp_path):
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    recovery.create(tmp_path / "other-safe", OFFICER, QUICK)
    with pytest.raises(EnvelopeDamaged):
        backup.rehearse(report.manifest, recovery.unlock(tmp_path / "other-safe", OFFICER))


@pytest.mark.parametrize("harm", ["change", "remove", "empty"])
def test_a_damaged_block_is_found_before_anything_is_restored(store, private, tmp_path, harm):
    fill(store, 1, 2)
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    block = sorted((tmp_path / "disk" / "blocks").iterdir())[0]
    if harm == "remove":
        block.unlink()
    elif harm == "empty":
        block.write_bytes(b"")
    else:
        content = block.read_bytes()
        block.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(BackupDamaged):
        backup.restore(report.manifest, private, tmp_path / "new" / "keys", tmp_path / "new" / "station.db", "w")
    assert not (tmp_path / "new").exists()
    if harm != "remove":
        backup.run(store, tmp_path / "keys", tmp_path / "disk")  # the next backup mends it where it still needs it


def test_an_edited_manifest_is_refused(store, private, tmp_path):
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    text = report.manifest.read_text()
    report.manifest.write_text(text.replace('"station": "POST-1"', '"station": "POST-2"'))
    with pytest.raises(BadSignature):
        backup.verify(report.manifest)
    report.manifest.write_text("{}")
    with pytest.raises(BackupDamaged):
        backup.verify(report.manifest)


def test_a_manifest_signed_by_a_stranger_is_refused(store, private, tmp_path, agency):
    import json

    from station.vault import files

    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    stranger = visits.station_keys(tmp_path / "stranger", agency).signer
    body = json.loads(report.manifest.read_text())["backup"]
    body["signer"] = files.text(stranger.public)
    signature = files.text(stranger.sign(b"biometric-station backup 1\n" + files.canonical(body)))
    report.manifest.write_text(json.dumps({"backup": body, "signature": signature}))
    with pytest.raises(BackupDamaged, match="another station"):
        backup.rehearse(report.manifest, private)


def test_without_a_recovery_key_no_backup_is_made(store, tmp_path):
    with pytest.raises(BackupUnprepared):
        backup.run(store, tmp_path / "keys", tmp_path / "disk")


def test_a_restore_overwrites_neither_keys_nor_database(store, private, tmp_path):
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    with pytest.raises(BackupDamaged) as caught:
        backup.restore(report.manifest, private, tmp_path / "k", tmp_path / "station.db", "w")
    assert caught.value.code == "database_exists"
    with pytest.raises(KeysDamaged):
        backup.restore(report.manifest, private, tmp_path / "keys", tmp_path / "other.db", "w")


def test_a_backup_after_a_rotation_holds_the_new_keys(store, private, tmp_path):
    fill(store, 1, 2)
    rotate.record_key(store, tmp_path / "keys", PASSPHRASE)
    rotate.signer(store, tmp_path / "keys", PASSPHRASE)
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert backup.rehearse(report.manifest, private).visits == 2


def test_visits_are_sealed_while_a_backup_runs_and_are_not_in_it(store, private, tmp_path, monkeypatch):
    """Also past the size at which SQLite moves its log into the database by itself."""
    fill(store, 1, 3)
    late, digests = [], []
    store_block = backup._store_block

    def sealing(block, blocks):
        if not late:
            before = hashlib.sha256(store.path.read_bytes()).hexdigest()
            late.extend(fill(store, 100, 60))
            digests.extend((before, hashlib.sha256(store.path.read_bytes()).hexdigest()))
        return store_block(block, blocks)

    monkeypatch.setattr(backup, "_store_block", sealing)
    report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert digests[0] == digests[1]
    restored = backup.rehearse(report.manifest, private)
    assert (restored.visits, restored.sound) == (3, True)
    with store.reading() as unit:
        assert [records.visit(unit, visit.id) for visit in late] == late
    monkeypatch.undo()
    again = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert backup.rehearse(again.manifest, private).visits == 63
    assert not store.path.with_name("station.db-wal").stat().st_size > 2 * 4096 * WAL_PAGES


def test_a_backup_beside_somebody_who_still_reads_what_was_before_is_whole(store, private, tmp_path, monkeypatch):
    monkeypatch.setattr("station.store.session.BUSY_MILLISECONDS", 50)
    with store.reading() as unit:
        assert records.count(unit) == 0
        store._engine.dispose()  # the other connections are opened anew, with the short wait
        fill(store, 1, 3)
        report = backup.run(store, tmp_path / "keys", tmp_path / "disk")
    restored = backup.rehearse(report.manifest, private)
    assert (restored.visits, restored.sound) == (3, True)


def test_an_erasure_waits_for_the_copy_and_no_other_writer_for_the_erasure(store, private, tmp_path):
    import threading

    from station.store.snapshot import snapshot

    fill(store, 1, 1)
    moving = threading.Thread(target=store.checkpoint)
    with snapshot(store):
        moving.start()
        fill(store, 2, 1)
        moving.join(0.1)
        assert moving.is_alive()
    moving.join()
    assert store.path.with_name("station.db-wal").stat().st_size == 0


def test_pruning_keeps_the_newest_and_what_it_needs(store, private, tmp_path):
    for first in (1, 20, 40):
        fill(store, first, 1)
        backup.run(store, tmp_path / "keys", tmp_path / "disk")
    assert backup.prune(tmp_path / "disk", keep=1) > 0
    (left,) = backup.manifests(tmp_path / "disk")
    assert backup.rehearse(left, private).visits == 3
