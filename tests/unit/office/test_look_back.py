"""Yesterday's copy of the database, and two stations on one folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from station import assembly
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain.audit import Act, Checkpoint
from station.errors import StationError
from station.office import mend
from station.office.retain import Retain
from station.road import standing
from station.road.outbox import StoreWitness
from station.store import audit_log, audit_verify, look_back, outbox, spool
from station.store.folder_lock import StationRunning
from station.store.look_back import RolledBack
from station.vault import identity, note
from station.vault.errors import KeySourceAbsent
from station.vault.tpm import Tpm
from tests.rig import swtpm, visits

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def opened(folder, keys, agency):
    """Opens the station of the folder, with its identity; closes what is open at the end."""
    stores = []

    def now():
        if stores:
            stores.pop().close()
        store = assembly.open_store(Config(mode="production", station=keys.station, data=str(folder)), keys)
        stores.append(store)
        if standing.look(store).standing is standing.Standing.MISSING:
            with store.reading() as unit:
                at = unit.now()
            days = timedelta(days=300)
            made = identity.Identity(keys.station, keys.signer.public, keys.recipient_public, 1, at - days, at + days)
            standing.install(store, identity.issue(made, agency.signer), "test")
        return store

    yield now
    for store in stores:
        store.close()


def database(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("station.db*") if path.is_file()}


def put_back(folder: Path, kept: dict[str, bytes]) -> None:
    """The database of yesterday; the spool beside it stays, as whoever takes the one file leaves it."""
    for path in folder.glob("station.db*"):
        if path.is_file():
            path.unlink()
    for name, content in kept.items():
        (folder / name).write_bytes(content)


def acts(store):
    with store.reading() as unit:
        return [event.act for _, event in audit_log.entries(unit)]


def shown(store):
    """Size, root and signed note of the log as it is, as central keeps them."""
    with store.unit() as unit:
        return audit_log.size(unit), audit_log.root(unit), audit_log.checkpoint(unit).encode()


def test_the_spool_knows_what_yesterdays_copy_does_not(opened, folder):
    store = opened()
    seal_visit(store, visits.visit(1))
    standing.require(store)
    store.close()
    kept = database(folder)
    store = opened()
    later = visits.visit(2)
    seal_visit(store, later)
    store.close()
    put_back(folder, kept)
    store = opened()
    with pytest.raises(RolledBack):
        standing.require(store)
    with store.reading() as unit:
        assert audit_verify.verify(unit).sound  # the copy itself says nothing
        assert later.id in {row.record_id for row in outbox.take(unit, 10)}  # and nobody's record is lost
    assert Act.ROLLED_BACK in acts(store)
    assert later.id in spool.held(store)
    with store.unit() as unit:
        look_back.accept(unit, "station-admin", "the disk was exchanged")
    standing.require(store)
    assert acts(opened()).count(Act.ROLLED_BACK) == 1  # a later start finds nothing new


def test_the_copy_of_an_erased_record_does_not_make_an_older_database_nor_travel_again(opened, folder):
    store = opened()
    made = visits.visit(1)
    seal_visit(store, made)
    copy = spool.held(store)[made.id].read_bytes()
    with store.unit() as unit:
        Retain(store, None)._erase_visit(unit, made.id, "adi", "request")
    spool.drop(store, made.id)
    spool.put(store, made.id, copy)  # as a crash between the two leaves it
    store = opened()
    standing.require(store)
    assert mend.requeue(store).records == 0
    with store.reading() as unit:
        assert made.id not in {row.record_id for row in outbox.take(unit, 10)}


def test_centrals_checkpoint_shows_an_older_copy_before_the_next_visit(opened, folder):
    store = opened()
    seal_visit(store, visits.visit(1))
    store.close()
    kept = database(folder)
    store = opened()
    seal_visit(store, visits.visit(2))
    held = shown(store)
    store.close()
    shutil.rmtree(folder / "station.db.spool")  # whoever put the copy back was careful
    put_back(folder, kept)
    store = opened()
    standing.require(store)  # nothing here knows better
    StoreWitness(store).compare(held)
    with pytest.raises(RolledBack):
        standing.require(store)


def test_a_log_that_went_another_way_is_found_and_one_that_only_grew_is_not(opened, folder):
    store = opened()
    held = shown(store)
    seal_visit(store, visits.visit(1))
    StoreWitness(store).compare(held)
    standing.require(store)
    other = Checkpoint(audit_log.origin(store.keys.station), held[0], bytes(32))
    StoreWitness(store).compare((held[0], bytes(32), note.sign(other, store.keys.signer).encode()))
    with pytest.raises(RolledBack):
        standing.require(store)


SECOND = """
import sys
from pathlib import Path
from station import assembly
from station.config import Config
from station.errors import StationError
from station.vault import keys
from tests.rig.visits import PASSPHRASE
found = keys.unlock(Path(sys.argv[2]), PASSPHRASE)
try:
    assembly.open_store(Config(mode="production", station=found.station, data=sys.argv[1]), found).close()
    print("opened")
except StationError as error:
    print(error.code)
"""


def second(folder: Path, tmp_path: Path) -> str:
    command = [sys.executable, "-c", SECOND, str(folder), str(tmp_path / "keys")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    return done.stdout.strip() or done.stderr


def test_one_folder_has_one_station(opened, folder, keys, tmp_path):
    store = opened()
    with pytest.raises(StationRunning):
        assembly.open_store(Config(mode="production", station=keys.station, data=str(folder)), keys)
    assert second(folder, tmp_path) == "station_running"
    store.close()
    assert second(folder, tmp_path) == "opened"


def test_the_folder_of_a_real_station_opens_in_no_other_mode(opened, folder, keys):
    opened().close()
    with pytest.raises(StationError) as refused:
        assembly.open_store(Config(mode="training", station=keys.station, data=str(folder)), keys)
    assert refused.value.code == "store_other_mode"
    opened()  # the lock was let go of


# ---- the counter of a TPM


@pytest.fixture
def tpm(tmp_path, monkeypatch):
    if reason := swtpm.missing():
        pytest.skip(reason)
    with swtpm.running(tmp_path / "tpm") as address:
        monkeypatch.setenv("STATION_TPM_TCTI", address)
        yield address


def ahead_of(store) -> str:
    with store.reading() as unit:
        return look_back.noted(unit)


def test_with_a_tpm_yesterdays_copy_is_told_with_nothing_else_at_hand(tpm, folder, opened):
    opened()
    opened()  # closed and opened again: nothing is wrong with that
    yesterday = database(folder)  # nothing unsent, no line to central, and the spool goes back with it
    assert not ahead_of(opened())
    opened().close()
    put_back(folder, yesterday)
    store = opened()
    assert ahead_of(store) == look_back.COUNTER
    with pytest.raises(RolledBack), store.reading() as unit:
        look_back.require_none(unit)
    store.write(lambda unit: look_back.accept(unit, "chief", "restored from the backup"))
    assert not ahead_of(opened())
    assert not ahead_of(opened())


def test_a_copy_from_before_the_counter_began_is_told(tpm, folder, opened, monkeypatch):
    with monkeypatch.context() as without:
        without.setenv("STATION_TPM_TCTI", "device:/dev/no-such-tpm")
        opened().close()
    early = database(folder)
    opened()
    opened().close()
    put_back(folder, early)
    assert ahead_of(opened()) == look_back.COUNTER


def test_a_tpm_that_is_gone_is_told_and_a_machine_without_one_is_not(folder, opened, tmp_path, monkeypatch):
    monkeypatch.setenv("STATION_TPM_TCTI", "device:/dev/no-such-tpm")
    assert not ahead_of(opened())
    if reason := swtpm.missing():
        pytest.skip(reason)
    with swtpm.running(tmp_path / "tpm") as address:
        monkeypatch.setenv("STATION_TPM_TCTI", address)
        assert not ahead_of(opened())
        opened()
    assert ahead_of(opened()) == look_back.COUNTER


def test_a_stop_between_database_and_tpm_is_no_older_copy(tpm, folder, opened, monkeypatch):
    store = opened()

    class Stops(Tpm):
        def step_counter(self, auth: bytes) -> int:
            raise KeySourceAbsent("the power went")

    with pytest.raises(KeySourceAbsent):
        look_back.step_counter(store, Stops(tpm))
    monkeypatch.setattr(store, "_before_close", lambda: None)
    assert not ahead_of(opened())


def test_a_counter_that_somebody_made_anew_is_told(tpm, folder, opened):
    opened().close()
    Tpm(tpm).new_counter(bytes(32))  # root of another system: it cannot go back, and it has another secret
    assert ahead_of(opened()) == look_back.COUNTER
