from __future__ import annotations

import pytest

from station.counter.enrol import seal_visit
from station.store import records
from station.store.session import Store
from station.vault import keys, sources
from station.vault.errors import KeysDamaged, KeySourceAbsent, SecretLocked, WrongSecret
from station.vault.tpm import Tpm, _error
from tests.rig import swtpm, visits

PIN = "271828"
ROOT = bytes(range(32))


@pytest.fixture
def tcti(tmp_path):
    if reason := swtpm.missing():
        pytest.skip(reason)
    with swtpm.running(tmp_path / "tpm") as address:
        yield address


def test_a_key_comes_back_with_the_pin(tcti):
    tpm = Tpm(tcti)
    wrapped = tpm.wrap(ROOT, PIN)
    assert ROOT.hex() not in str(wrapped)
    assert tpm.unwrap(wrapped, PIN) == ROOT


def test_wrong_pins_lock_the_tpm_for_the_right_one_too(tcti):
    tpm = Tpm(tcti)
    tpm.set_lock_out(tries=3)
    wrapped = tpm.wrap(ROOT, PIN)
    for _ in range(3):
        with pytest.raises(WrongSecret):
            tpm.unwrap(wrapped, "0000")
    with pytest.raises(SecretLocked):
        tpm.unwrap(wrapped, PIN)


def test_another_tpm_does_not_open_it(tcti, tmp_path):
    wrapped = Tpm(tcti).wrap(ROOT, PIN)
    with swtpm.running(tmp_path / "other") as other, pytest.raises(KeysDamaged):
        Tpm(other).unwrap(wrapped, PIN)


def test_a_station_moves_from_passphrase_to_tpm_and_keeps_its_database(tcti, tmp_path):
    of_station = visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency"))
    store = visits.open_store(tmp_path, of_station)
    seal_visit(store, visits.visit(1))
    store.close()
    tpm = {"tpm": Tpm(tcti)}
    keys.change_source(tmp_path / "keys", visits.PASSPHRASE, PIN, tpm["tpm"])
    assert keys.source_name(tmp_path / "keys") == "tpm"
    with pytest.raises(WrongSecret):
        keys.unlock(tmp_path / "keys", visits.PASSPHRASE, tpm)
    again = Store.open(tmp_path / "station.db", keys.unlock(tmp_path / "keys", PIN, tpm))
    with again.reading() as unit:
        assert records.visit(unit, visits.visit(1).id) == visits.visit(1)
    again.close()
    with pytest.raises(KeySourceAbsent):
        keys.unlock(tmp_path / "keys", PIN)  # a machine without the TPM


def test_rubbish_is_named(tcti):
    with pytest.raises(KeysDamaged):
        Tpm(tcti).unwrap({}, PIN)


def test_no_tpm_is_named():
    with pytest.raises(KeySourceAbsent):
        Tpm("device:/dev/no-such-tpm").wrap(ROOT, PIN)


@pytest.mark.parametrize(
    ("code", "kind"), [(0x921, SecretLocked), (0x98E, WrongSecret), (0x1DF, KeysDamaged), (0x101, KeySourceAbsent)]
)
def test_response_codes_are_told_apart(code, kind):
    assert type(_error(code)) is kind


def test_the_registry_finds_a_source_that_was_handed_in():
    tpm = Tpm("swtpm:port=1")
    assert sources.find("tpm", {"tpm": tpm}) is tpm


def test_a_tpm_that_answers_is_found_without_its_pin(tcti):
    assert Tpm(tcti).there()
    assert not Tpm("swtpm:port=9").there()
