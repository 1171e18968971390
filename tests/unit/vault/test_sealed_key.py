"""The keys that open central lie on no disk in the clear: neither new ones nor those of an earlier release."""

from __future__ import annotations

import os
import shutil
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from station import assembly
from station.agency.certificates import Authority
from station.agency.sharded_search import security
from station.config import Central, Config
from station.road.client import CentralClient
from station.vault import sealed_key
from station.vault.errors import WrongSecret
from station.wire.errors import CentralError
from station.wire.settings import CERTIFICATE_FILE, KEY_FILE, CentralSettings
from tests.rig import visits

PLAIN = (b"BEGIN PRIVATE KEY", b"BEGIN EC PRIVATE KEY")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(sealed_key, "_MEMORY_KIB", 64)
    monkeypatch.setattr(sealed_key, "_ITERATIONS", 1)


def in_the_clear(folder: Path) -> list[str]:
    return [
        path.name for path in folder.rglob("*") if path.is_file() and any(mark in path.read_bytes() for mark in PLAIN)
    ]


@pytest.fixture
def keys(tmp_path):
    return visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency"))


def test_a_station_seals_the_key_it_was_given_and_enters_central_with_it(central, tmp_path, keys):
    tls = tmp_path / "tls"
    shutil.copytree(central.a.tls, tls)
    assert in_the_clear(tls) == [KEY_FILE]
    config = Config(mode=central.a.mode, station=keys.station, central=Central(url=central.a.url, tls=str(tls)))
    for _ in range(2):  # as it came, and as it is found at the next start
        client = CentralClient(assembly.way_in(config, keys))
        client.connect()
        client.close()
        assert in_the_clear(tls) == []
    assert (tls / KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_key_that_root_seals_is_still_the_accounts_whose_service_reads_it(tmp_path):
    path = tmp_path / KEY_FILE
    path.write_bytes(sealed_key.pem(ec.generate_private_key(ec.SECP256R1()), ""))
    account = 64_321 if os.geteuid() == 0 else os.geteuid()
    os.chown(path, account, -1)
    assert sealed_key.seal(path, "a word")
    assert sealed_key.is_sealed(path) and path.stat().st_uid == account


def test_a_key_that_cannot_be_read_is_named_and_not_unexpected(tmp_path):
    (tmp_path / KEY_FILE).mkdir()  # root may read every file, but no folder as one
    way = CentralSettings.from_url("postgresql://a@b/c", tmp_path)
    with pytest.raises(CentralError) as refused:
        way.sealed(b"a secret")
    assert refused.value.code == "central_no_certificate" and KEY_FILE in refused.value.detail


def test_without_the_stations_keys_the_sealed_key_opens_nothing(central, tmp_path, keys):
    tls = tmp_path / "tls"
    shutil.copytree(central.a.tls, tls)
    config = Config(mode=central.a.mode, station=keys.station, central=Central(url=central.a.url, tls=str(tls)))
    assembly.way_in(config, keys)
    other = visits.station_keys(tmp_path / "other", visits.agency_keys(tmp_path / "other agency"))
    for stolen in (assembly.way_in(config, other), assembly.CentralSettings.from_url(central.a.url, tls, "demo")):
        client = CentralClient(stolen)
        with pytest.raises(CentralError):
            client.connect()
        client.close()
    with pytest.raises(WrongSecret):
        sealed_key.load(tls / KEY_FILE, sealed_key.password(other.recipient_private))


def test_a_folder_that_cannot_be_written_costs_no_connection_but_is_said(tmp_path, keys, monkeypatch, caplog):
    folder = tmp_path / "ca"
    Authority.create(folder).issue_client("station_x", tmp_path / "tls")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sealed_key.files, "write", refuse)
    assert not sealed_key.seal(tmp_path / "tls" / KEY_FILE, "word")
    assert "lies in the clear" in caplog.text
    assert sealed_key.load(tmp_path / "tls" / KEY_FILE, "word")


def test_the_authoritys_key_is_sealed_under_the_agencys_passphrase(tmp_path):
    folder = tmp_path / "ca"
    Authority.create(folder, secret=lambda: "the agency's word")
    assert in_the_clear(folder) == []
    Authority(folder, lambda: "the agency's word").issue_client("somebody", tmp_path / "tls")
    for secret in (None, lambda: "another word"):
        with pytest.raises(WrongSecret):
            Authority(folder, secret)


def test_an_authoritys_key_of_an_earlier_release_is_sealed_when_it_is_used(tmp_path):
    folder = tmp_path / "ca"
    Authority.create(folder)
    assert in_the_clear(folder) == ["ca.key"]
    Authority(folder, lambda: "word").issue_server(["localhost"])
    assert in_the_clear(folder) == []


def test_a_library_that_takes_a_name_reads_the_key_from_memory(tmp_path):
    tls = tmp_path / "tls"
    Authority.create(tmp_path / "ca").issue_peer("search", ["localhost"], tls)
    sealed_key.seal(tls / KEY_FILE, "word")
    name = sealed_key.in_memory(tls / KEY_FILE, "word")
    assert in_the_clear(tls) == []
    for _ in range(2):
        ssl.create_default_context().load_cert_chain(tls / CERTIFICATE_FILE, name)
    assert security(tls, name).get_connection_args("client")["ssl_context"] is not None
    with pytest.raises(WrongSecret):
        sealed_key.in_memory(tls / KEY_FILE, "other")
