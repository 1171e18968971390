from __future__ import annotations

import json

import pytest

from station.vault import agency, keys, sources
from station.vault.errors import KeysDamaged, KeysMissing, KeySourceAbsent, WrongSecret
from station.vault.sources import Passphrase
from tests.rig import visits
from tests.rig.visits import PASSPHRASE, QUICK


@pytest.fixture
def made(tmp_path):
    return visits.station_keys(tmp_path / "station", visits.agency_keys(tmp_path / "agency"))


def test_the_same_keys_come_back_with_the_passphrase(made, tmp_path):
    again = keys.unlock(tmp_path / "station", PASSPHRASE)
    assert again.database_key == made.database_key
    assert again.record_keys == made.record_keys
    assert again.signer.public == made.signer.public
    assert again.recipient_private == made.recipient_private
    assert again.agency == made.agency
    assert again.station == "POST-1"


def test_a_wrong_passphrase_is_refused(made, tmp_path):
    with pytest.raises(WrongSecret):
        keys.unlock(tmp_path / "station", PASSPHRASE + " ")


def test_the_file_holds_no_secret_and_only_its_owner_reads_it(made, tmp_path):
    path = tmp_path / "station" / keys.FILE
    content = path.read_bytes()
    for secret in (made.database_key, made.recipient_private, *made.record_keys.values()):
        assert secret not in content
        assert secret.hex().encode() not in content
    assert path.stat().st_mode & 0o077 == 0


def test_a_station_that_was_not_commissioned_says_so(tmp_path):
    with pytest.raises(KeysMissing):
        keys.unlock(tmp_path, PASSPHRASE)


def test_exchanging_the_agency_in_the_file_is_found(made, tmp_path):
    path = tmp_path / "station" / keys.FILE
    document = json.loads(path.read_text())
    document["public"]["agency"] = visits.agency_keys(tmp_path / "evil").public.to_text()
    path.write_text(json.dumps(document))
    with pytest.raises(KeysDamaged, match="changed"):
        keys.unlock(tmp_path / "station", PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version": 1}', b'{"version": 9}', b"\xff\x00"])
def test_a_damaged_file_is_named(made, tmp_path, content):
    (tmp_path / "station" / keys.FILE).write_bytes(content)
    with pytest.raises(KeysDamaged):
        keys.unlock(tmp_path / "station", PASSPHRASE)


def test_a_file_that_asks_for_endless_work_is_refused(made, tmp_path):
    path = tmp_path / "station" / keys.FILE
    document = json.loads(path.read_text())
    document["wrapped"]["memory_kib"] = 2**40
    path.write_text(json.dumps(document))
    with pytest.raises(KeysDamaged, match="Argon2id"):
        keys.unlock(tmp_path / "station", PASSPHRASE)


def test_a_source_that_is_not_here_is_named(made, tmp_path):
    path = tmp_path / "station" / keys.FILE
    document = json.loads(path.read_text())
    document["source"] = "smartcard"
    path.write_text(json.dumps(document))
    with pytest.raises(KeySourceAbsent):
        keys.unlock(tmp_path / "station", PASSPHRASE)


def test_a_second_commissioning_does_not_overwrite_keys(made, tmp_path):
    with pytest.raises(KeysDamaged) as caught:
        keys.create(tmp_path / "station", "other", station="X", agency=made.agency, source=QUICK)
    assert caught.value.code == "keys_exist"


def test_the_passphrase_can_be_changed_and_the_old_one_stops_working(made, tmp_path):
    keys.change_source(tmp_path / "station", PASSPHRASE, "another one", QUICK)
    assert keys.unlock(tmp_path / "station", "another one").database_key == made.database_key
    with pytest.raises(WrongSecret):
        keys.unlock(tmp_path / "station", PASSPHRASE)


def test_a_new_record_key_stands_beside_the_old_one_until_it_is_dropped(made, tmp_path):
    two = keys.add_record_key(tmp_path / "station", PASSPHRASE)
    assert two.generation == 2
    assert two.record_keys[1] == made.record_keys[1]
    one = keys.drop_record_keys(tmp_path / "station", PASSPHRASE, before=2)
    assert dict(one.record_keys) == {2: two.record_keys[2]}
    with pytest.raises(KeysDamaged):
        keys.drop_record_keys(tmp_path / "station", PASSPHRASE, before=3)


def test_a_renewed_signer_is_another_one(made, tmp_path):
    renewed = keys.renew_signer(tmp_path / "station", PASSPHRASE)
    assert renewed.signer.public != made.signer.public
    assert keys.unlock(tmp_path / "station", PASSPHRASE).signer.public == renewed.signer.public


def test_secrets_do_not_show_when_printed(made, tmp_path):
    assert made.database_key.hex() not in repr(made)
    assert "database_key" not in repr(made)
    assert repr(made.database_key) not in repr(made)


def test_the_agencys_keys_come_back(tmp_path):
    made = visits.agency_keys(tmp_path / "agency")
    again = agency.unlock(tmp_path / "agency", PASSPHRASE)
    assert again.sealing_private == made.sealing_private
    assert again.public == made.public == agency.AgencyPublic.from_text(made.public.to_text())


@pytest.mark.parametrize("text", ["", "!", "AAAA"])
def test_a_wrong_public_key_of_the_agency_is_named(text):
    with pytest.raises(KeysDamaged):
        agency.AgencyPublic.from_text(text)


@pytest.mark.usefixtures("shipped_costs")
def test_the_shipped_cost_of_a_passphrase_is_what_is_written_down():
    wrapped = Passphrase().wrap(bytes(32), "x")
    assert (wrapped["iterations"], wrapped["lanes"], wrapped["memory_kib"]) == (3, 4, 128 * 1024)
    assert Passphrase().unwrap(wrapped, "x") == bytes(32)  # parameters are read from the file


def test_a_station_is_commissioned_with_the_strongest_source_that_is_here(monkeypatch, tmp_path):
    from station.vault.token import Pkcs11Token
    from station.vault.tpm import Tpm

    monkeypatch.delenv("STATION_PKCS11_MODULE", raising=False)
    monkeypatch.setattr(Tpm, "there", lambda _: False)
    assert sources.strongest().name == "passphrase"
    monkeypatch.setenv("STATION_PKCS11_MODULE", str(tmp_path / "no-module.so"))
    assert sources.strongest().name == "passphrase"
    monkeypatch.setattr(Pkcs11Token, "there", lambda _: True)
    assert sources.strongest().name == "pkcs11"
    monkeypatch.setattr(Tpm, "there", lambda _: True)
    assert sources.strongest().name == "tpm"
