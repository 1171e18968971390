"""The commands of the agency: from an empty server to a receipted record, and the status that tells it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from station.agency import status
from station.agency.desk import Desk
from station.agency.metrics import CentralMetrics
from station.cli import central_admin
from station.road.client import CentralClient
from station.vault import agency, envelope, keys
from station.vault.sources import Passphrase
from station.wire.delivery import record_identity
from station.wire.settings import CentralSettings
from tests.rig.central import agency_of, station_keys_of

ROOT = Path(__file__).resolve().parents[3]
QUICK = Passphrase(memory_kib=64, iterations=1, lanes=1)


def copy_of(folder: Path, tmp_path: Path) -> Path:
    """The commands seal the keys that they find in the clear; other tests use the same server's."""
    return Path(shutil.copytree(folder, tmp_path / f"copy of {folder.name}"))


def way(settings: CentralSettings) -> list[str]:
    return ["--central", settings.url, "--tls", str(settings.tls)]


def test_a_station_is_commissioned_sends_and_is_revoked_by_commands(central, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency_keys = agency.create(tmp_path / "agency", "agency passphrase", QUICK)
    made = keys.create(tmp_path / "keys", "pass phrase", station="CMD-1", agency=agency_keys.public, source=QUICK)
    authority = ["--authority", str(copy_of(central.server.directory / "authority", tmp_path))]
    owner = way(central.owner)
    assert central_admin.main(["central", "init", *owner, "--mode", "demo"]) == 0
    assert "pg_hba.conf" in capsys.readouterr().out
    out = tmp_path / "tls"
    key_file = ["--keys", str(tmp_path / "keys" / keys.FILE)]
    assert central_admin.main(["station", "add", *owner, "CMD-1", "CMD", *authority, "--out", str(out), *key_file]) == 0
    url = capsys.readouterr().out.split(",")[0]
    client = CentralClient(CentralSettings.from_url(url, out, "demo"))
    record_id = str(uuid.uuid4())
    body = envelope.seal(b"x", record_identity("visit", "CMD-1", record_id), made.agency_public, made.signer).envelope
    client.send(record_id, "visit", body, hashlib.sha256(body).digest())
    client.report(client.measure_clock(), 4)
    client.close()
    process = tmp_path / "process"
    assert central_admin.main(["central", "process", *owner, *authority, "--out", str(process)]) == 0
    url = capsys.readouterr().out.split(",")[0]
    run = [sys.executable, "-m", "station.cli.central", "--central", url, "--tls", str(process), "--mode", "demo"]
    done = subprocess.run(
        [*run, "--agency", str(tmp_path / "agency"), "--once", "--metrics", "-1", "--no-matcher"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert central_admin.main(["central", "status", *owner, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    line = next(entry for entry in found["stations"] if entry["name"] == "CMD-1")
    assert (line["stored"], line["receipted"], line["waiting"], line["revoked"]) == (1, 1, 4, False)
    assert central_admin.main(["station", "list", *owner]) == 0
    assert "CMD-1\tCMD\tstation_cmd_1" in capsys.readouterr().out
    assert central_admin.main(["station", "revoke", *owner, "CMD-1", *authority]) == 0
    assert central_admin.main(["station", "list", *owner]) == 0
    assert "CMD-1\t" not in capsys.readouterr().out
    assert central_admin.main(["central", "status", *owner]) == 0
    assert "revoked" in capsys.readouterr().out


def test_a_command_that_fails_says_why_with_a_code(central, tmp_path, capsys, monkeypatch) -> None:
    assert central_admin.main(["central", "init", *way(central.owner), "--mode", "production"]) == 1
    assert "central_wrong_mode" in capsys.readouterr().err
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    arguments = ["station", "revoke", *way(central.owner), "NOBODY", "--authority"]
    assert central_admin.main([*arguments, str(copy_of(central.server.directory / "authority", tmp_path))]) == 1
    assert "station_unknown" in capsys.readouterr().err


def test_the_authority_command_makes_what_a_server_needs(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    assert central_admin.main(["central", "authority", str(tmp_path / "ca"), "--host", "db.example.org"]) == 0
    for name in ("ca.crt", "ca.key", "revoked.crl", "server.crt", "server.key", "owner/client.crt"):
        assert (tmp_path / "ca" / name).is_file()
    assert (tmp_path / "ca" / "ca.key").stat().st_mode & 0o077 == 0
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in (tmp_path / "ca" / "ca.key").read_bytes()
    assert (tmp_path / "ca" / "server.key").stat().st_mode & 0o077 == 0


def test_the_process_ends_on_sigterm_and_shows_metrics_meanwhile(central, tmp_path) -> None:
    agency.create(tmp_path / "agency", "agency passphrase", QUICK)
    run = [
        sys.executable,
        "-m",
        "station.cli.central",
        *way(replace(central.process, tls=copy_of(central.process.tls, tmp_path))),
        "--mode",
        "demo",
    ]
    process = subprocess.Popen(
        [*run, "--agency", str(tmp_path / "agency"), "--metrics", "0", "--no-matcher"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "BORDER_AGENCY_PASSPHRASE": "agency passphrase"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        url = lines[1].split(" on ")[1].strip()
        deadline = time.monotonic() + 60
        page = ""
        while "border_database_bytes" not in page or "border_database_bytes 0.0" in page:
            page = urllib.request.urlopen(url, timeout=30).read().decode()  # noqa: S310  the page of our own process
            assert time.monotonic() < deadline, page
            time.sleep(0.1)
        assert "border_matcher_lag_seconds" in page
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_what_is_worth_an_alert_is_named(central, client) -> None:
    agency_keys = agency_of()
    made = station_keys_of("ALERT-1", agency_keys)
    settings = central.another("ALERT-1", "ALT", signing_key=made.signer.public)
    sender = CentralClient(settings)
    record_id = str(uuid.uuid4())
    sender.send(record_id, "visit", b"no envelope", hashlib.sha256(b"no envelope").digest())
    sender.report(None, 10_000)
    for root in (b"1" * 32, b"2" * 32):
        sender.send_checkpoint(9, root, b"note")
    sender.close()
    desk = Desk(central.process, agency_keys)
    while desk.receive():
        pass
    alerts = status.read(central.process).alerts()
    for wanted in ("backlog_high:ALERT-1", "records_refused:ALERT-1", "audit_forked:ALERT-1"):
        assert wanted in alerts
    metrics = CentralMetrics(central.process)
    metrics.refresh()
    metrics.observe("hit", 3.0)
    assert metrics.registry.get_sample_value("border_alert", {"alert": "audit_forked:ALERT-1"}) == 1
    assert metrics.registry.get_sample_value("border_station_backlog", {"station": "ALERT-1", "post": "ALT"}) == 10_000
    assert metrics.registry.get_sample_value("border_matches_total", {"outcome": "hit"}) == 1


@pytest.mark.parametrize("content", [b'{"id": "a", "names": ["DOE, JANE"]}\n\n{"id": "b", "documents": ["UTO:1"]}\n'])
def test_the_watchlist_goes_on_the_road_by_command(central, tmp_path, capsys, monkeypatch, content) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency.create(tmp_path / "agency", "agency passphrase", QUICK)
    entries = tmp_path / "entries.jsonl"
    entries.write_bytes(content)
    arguments = ["central", "watch", *way(central.process), "--agency", str(tmp_path / "agency")]
    assert central_admin.main([*arguments, "--add", str(entries)]) == 0
    assert "2 entries" in capsys.readouterr().out
    assert central_admin.main([*arguments, "--remove", "a"]) == 0
    entries.write_bytes(b"not json\n")
    assert central_admin.main([*arguments, "--add", str(entries)]) == 1
    assert "bad_watchlist" in capsys.readouterr().err


def test_a_command_opens_the_key_that_station_central_has_sealed(central, tmp_path, capsys, monkeypatch) -> None:
    """With the agency's folder it opens; without it there is a sentence, and no question of the library."""
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    made = agency.create(tmp_path / "agency", "agency passphrase", QUICK)
    settings = replace(central.process, tls=copy_of(central.process.tls, tmp_path))
    settings.sealed(made.sealing_private)
    entries = tmp_path / "entries.jsonl"
    entries.write_text('{"id": "sealed-key", "names": ["DOE, JANE"], "documents": ["UTO:SEALED1"]}\n')
    add = ["central", "watch", *way(settings), "--agency", str(tmp_path / "agency"), "--add", str(entries)]
    assert central_admin.main(add) == 0, capsys.readouterr().err
    assert central_admin.main([*add[:-2], "--remove", "sealed-key"]) == 0
    capsys.readouterr()
    assert central_admin.main(["central", "status", *way(settings)]) == 1
    assert capsys.readouterr().err.startswith("central_sealed_key: ")
