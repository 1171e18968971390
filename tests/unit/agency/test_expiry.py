"""Every certificate of the road is seen to end thirty days ahead, and renewed by one command."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from station.agency import certificates, expiry, install, status
from station.agency.certificates import CRL_FILE, Authority
from station.agency.expiry import AgencyExpiry
from station.agency.metrics import CentralMetrics
from station.cli import admin
from station.road.client import CentralClient
from station.wire.settings import CERTIFICATE_FILE


def test_what_ends_is_read_from_the_files_and_from_the_server_itself(central):
    found = {one.name: one.until for one in expiry.of(central.owner, central.server.directory / "authority")}
    assert set(found) == {"authority", "client", "server", "revocation_list"}
    shown = x509.load_pem_x509_certificate((central.server.data / "server.crt").read_bytes())
    assert found["server"] == shown.not_valid_after_utc


@pytest.mark.parametrize(("days", "alert"), [(29, True), (31, False)])
def test_thirty_days_ahead_it_is_an_alert(central, days, alert):
    ends = AgencyExpiry("server", datetime.now(UTC) + timedelta(days=days))
    assert ("certificate_ending:server" in status.read(central.owner, [ends]).alerts()) is alert


def test_the_way_into_the_search_is_watched_too_and_the_metrics_show_what_ends(central, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "LEAF_DAYS", 20)
    Authority.create(tmp_path / "authority").issue_peer("search-central", ["127.0.0.1"], tmp_path / "search")
    monkeypatch.undo()
    named = {one.name for one in expiry.of(central.owner, search=tmp_path / "search")}
    assert named == {"authority", "client", "server", "search", "search_authority"}
    metrics = CentralMetrics(central.process, lambda: expiry.of(central.process, search=tmp_path / "search"))
    metrics.refresh()
    shown = {alert: metrics.registry.get_sample_value("border_alert", {"alert": alert}) for alert in (
        "certificate_ending:search", "certificate_ending:server",
    )}  # fmt: skip
    assert shown == {"certificate_ending:search": 1, "certificate_ending:server": None}


def test_a_station_whose_certificate_ends_is_named_and_renewed_by_one_command(central, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(certificates, "LEAF_DAYS", 20)
    way = central.another("ENDS-1", "END")
    monkeypatch.undo()
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    authority = shutil.copytree(central.server.directory / "authority", tmp_path / "authority")
    assert "certificate_ending:ENDS-1" in status.read(central.process).alerts()
    command = ["station", "certificate", "ENDS-1", "--central", central.owner.url, "--tls", str(central.owner.tls)]
    command += ["--authority", str(authority), "--out", str(tmp_path / "new")]
    assert admin.main(command) == 0
    assert "valid until" in capsys.readouterr().out
    assert "certificate_ending:ENDS-1" not in status.read(central.process).alerts()
    for file in (tmp_path / "new").iterdir():  # carried to the station
        (way.tls / file.name).write_bytes(file.read_bytes())
    client = CentralClient(way)
    client.connect()
    client.close()


def test_server_owner_process_and_list_are_renewed_by_one_command_each(tmp_path, monkeypatch):
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    authority = Authority.create(tmp_path / "authority")
    for what in ("server", "owner", "process", "list"):
        out = tmp_path / what
        out.mkdir()
        assert admin.main(["central", "renew", what, str(authority.directory), "--out", str(out), "--host", "db"]) == 0
    assert x509.load_pem_x509_crl((tmp_path / "list" / CRL_FILE).read_bytes()).next_update_utc is not None
    found = x509.load_pem_x509_certificate((tmp_path / "process" / CERTIFICATE_FILE).read_bytes())
    assert install.CENTRAL_ROLE in found.subject.rfc4514_string()
    assert (tmp_path / "server" / "server.key").is_file()
