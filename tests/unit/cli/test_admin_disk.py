"""A post without a line: two commands at the station and one at central do what the line would have done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from station.cli.admin import main
from station.counter.enrol import seal_visit
from station.store import audit_log, outbox, pulled
from station.store.session import Store
from station.vault import keys, sources
from station.wire.settings import CentralSettings
from tests.rig import visits
from tests.rig.central import central as central_fixture

central = central_fixture
WORD = "selamat pagi"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """A commissioned station; `run(*arguments)` gives exit status, output and errors of a command."""
    monkeypatch.setattr(sources.Passphrase.__init__, "__defaults__", (64, 1, 1))
    monkeypatch.setenv("STATION_PASSPHRASE", WORD)
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", WORD)
    config = tmp_path / "station.toml"
    config.write_text(f'station = "FAR-DISK"\nmode = "demo"\ndata = "{tmp_path / "data"}"\n')

    def command(*arguments: object) -> tuple[int, str, str]:
        status = main(["--config", str(config), *map(str, arguments)], lambda _: WORD)
        out, err = capsys.readouterr()
        return status, out, err

    _, public, _ = command("agency", "create", tmp_path / "agency")
    (tmp_path / "agency.pub").write_text(public)
    assert command("commission", "--agency", tmp_path / "agency.pub")[0] == 0
    return command


def opened(folder: Path) -> Store:
    return Store.open(folder / "data" / "station.db", keys.unlock(folder / "data" / "keys", WORD))


def way(settings: CentralSettings) -> list[str]:
    return ["--central", settings.url, "--tls", str(settings.tls)]


def test_records_go_to_central_and_its_answer_comes_back_by_commands(central, run, tmp_path):
    made = keys.unlock(tmp_path / "data" / "keys", WORD)
    central.another("FAR-DISK", "FAR", signing_key=made.signer.public, recipient_key=made.recipient_public)
    store = opened(tmp_path)
    for seed in (1, 2, 3):
        seal_visit(store, visits.visit(seed, station="FAR-DISK", mode="demo"))
    store.close()
    disk, answer = tmp_path / "out.bundle", tmp_path / "answer.bundle"
    policy = tmp_path / "policy.json"
    policy.write_bytes(b"{}")
    agency = ["--agency", tmp_path / "agency"]

    status, out, _ = run("disk", "write", disk, "--limit", 2)
    assert status == 0
    assert "2 records are in" in out
    assert "1 more wait" in out
    run("central", "publish", "policy", "spare", policy, *way(central.process), *agency, "--station", "FAR-DISK")
    status, out, _ = run("central", "bundle", disk, answer, *way(central.process), *agency)
    assert (status, "2 of them new" in out) == (0, True)
    status, out, _ = run("disk", "read", answer)
    assert status == 0
    assert "2 of them new receipts; 1 records still wait" in out
    status, out, _ = run("disk", "read", answer)  # the same answer again changes nothing
    assert (status, "0 of them new receipts" in out) == (0, True)
    assert "1 records are in" in run("disk", "write", disk)[1]

    store = opened(tmp_path)
    with store.reading() as unit:
        counts = outbox.counts(unit)
        assert (counts.waiting, counts.receipted) == (1, 2)
        assert pulled.get(unit, "policy", "spare") == b"{}"
        acts = [(event.act, dict(event.detail)) for _, event in audit_log.entries(unit)]
    store.close()
    assert ("bundle_written", {"records": 2}) in acts
    assert [detail["receipts"] for act, detail in acts if act == "bundle_read"] == [2, 0]


def test_an_answer_for_somebody_else_or_an_edited_one_is_refused_with_a_code(central, run, tmp_path):
    made = keys.unlock(tmp_path / "data" / "keys", WORD)
    central.another("FAR-DISK", "FAR", signing_key=made.signer.public, recipient_key=made.recipient_public)
    disk, answer = tmp_path / "out.bundle", tmp_path / "answer.bundle"
    run("disk", "write", disk)
    run("central", "bundle", disk, answer, *way(central.process), "--agency", tmp_path / "agency")
    whole = answer.read_bytes()
    answer.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    status, _, err = run("disk", "read", answer)
    assert (status, err.split(":")[0]) == (1, "bundle_forged")
    assert run("disk", "read", tmp_path / "nothing")[0] == 1


def test_a_disk_that_cannot_be_written_leaves_no_torso(run, tmp_path):
    target = tmp_path / "full"
    target.mkdir()
    status, _, err = run("disk", "write", target)  # a folder stands where the file should
    assert (status, err.split(":")[0]) == (1, "bundle_unwritable")
    assert not list(tmp_path.glob("*.part"))
    shutil.rmtree(target)
    assert run("disk", "write", tmp_path / "gone" / "out.bundle")[0] == 1
