"""A new version on real records, through the commands: the copy, the look, the way back, and when there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from station.cli.admin import main
from station.office import upgrade
from station.store import audit_log, migrate, records
from station.store.session import Store
from station.vault import keys, process, sources
from tests.rig import visits
from tests.unit.cli.test_admin import seal_visit

WORD = "seven grey herons by the river"
QUICK = sources.Passphrase(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def station(tmp_path: Path, capsys, monkeypatch):
    """A commissioned station with two sealed visits: `run(*arguments)` gives exit status, output and errors."""
    monkeypatch.setattr(sources, "Passphrase", lambda: QUICK)
    monkeypatch.setattr(sources, "find", lambda name, _extra=None: QUICK)
    monkeypatch.setenv(process.STATION_PASSPHRASE, WORD)
    monkeypatch.setenv(process.AGENCY_PASSPHRASE, WORD)
    config = tmp_path / "station.toml"
    config.write_text(f'mode = "training"\nstation = "POST-1"\ndata = "{tmp_path / "data"}"\n')

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main(["--config", str(config), *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    run.data = tmp_path / "data"
    (tmp_path / "agency.pub").write_text(run("agency", "create", tmp_path / "agency")[1])
    assert run("commission", "--agency", tmp_path / "agency.pub", "--source", "passphrase")[0] == 0
    seal(run, 1, 2)
    return run


def opened(station) -> Store:
    return Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))


def seal(station, *seeds: int) -> None:
    store = opened(station)
    for seed in seeds:
        seal_visit(store, visits.visit(seed))
    store.close()


def sealed(station) -> int:
    store = opened(station)
    try:
        with store.reading() as unit:
            return records.count(unit)
    finally:
        store.close()


FULL = sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))


def next_version(monkeypatch: pytest.MonkeyPatch, fails: Exception | None = None) -> None:
    """The program that is installed now knows one revision more."""

    def change(operations) -> None:
        operations.create_table("of_tomorrow", sa.Column("id", sa.Integer, primary_key=True))
        if fails is not None:
            raise fails

    more = SimpleNamespace(revision="9999", upgrade=change)
    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, more))
    monkeypatch.setattr(migrate, "HEAD", "9999")
    monkeypatch.setattr(upgrade, "HEAD", "9999")


def test_an_upgrade_is_looked_at_and_can_be_taken_back(station, monkeypatch):
    assert station("upgrade", "begin")[0] == 0
    with monkeypatch.context() as installed:
        next_version(installed)
        status, out, _ = station("upgrade", "check")
        assert (status, out.count("ok  "), "WORK" in out) == (0, 5, False)
        assert "9999 now" in out
        status, out, _ = station("upgrade", "back")
        assert status == 0 and "records are those of version" in out
    assert sealed(station) == 2  # the version before opens them: it would refuse a newer schema
    assert (station.data / "upgrade" / "undone" / "station.db").exists()
    assert station("upgrade", "done")[0] == 0
    assert not (station.data / "upgrade").exists()


def test_a_start_that_fails_is_taken_back_by_one_command(station, monkeypatch):
    assert station("upgrade", "begin")[0] == 0
    with monkeypatch.context() as installed:
        next_version(installed, fails=FULL)
        assert station("upgrade", "check")[0] == 1
        assert station("status")[0] == 1  # nothing of this version opens
        assert station("upgrade", "back")[0] == 0
    assert sealed(station) == 2
    assert station("audit", "verify")[0] == 0


@pytest.mark.parametrize(
    "fault",
    [
        sa.exc.OperationalError("SELECT of_nobody('SITI')", {}, Exception("no such function: of_nobody")),
        KeyError("SITI"),
    ],
    ids=["of the statement", "of the program"],
)
def test_a_change_of_the_schema_that_fails_is_a_sentence_and_its_place_stands_in_the_log(station, monkeypatch, fault):
    assert station("upgrade", "begin")[0] == 0
    with monkeypatch.context() as installed:
        next_version(installed, fails=fault)
        status, _, said = station("upgrade", "check")  # as the package's script asks for it
        assert status == 1 and said.startswith("store_change_failed: revision 9999")
        assert said.count("\n") == 1 and "Traceback" not in said and "SITI" not in said
        log = (station.data / "logs" / "station.log").read_text()
        assert type(fault).__name__ in log and "test_upgrade.py:" in log and "SITI" not in log
        assert str(station.data / "logs" / "station.log") in said
        assert station("upgrade", "back")[0] == 0
    assert sealed(station) == 2


def test_a_fault_of_the_program_is_a_sentence_too_whatever_the_package_asks_for(station, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("of SITI RAHAYU")

    monkeypatch.setattr(upgrade, "begin", broken)
    monkeypatch.setattr(upgrade, "found", broken)
    for asked in ("begin", "check", "back"):
        status, _, said = station("upgrade", asked)
        assert status == 4 and said.startswith("unexpected: ") and "RuntimeError at test_upgrade.py:" in said
        assert "Traceback" not in said and "SITI" not in said
    log = (station.data / "logs" / "station.log").read_text()
    assert log.count("test_upgrade.py:") >= 3 and "admin_upgrade.py:" in log and "SITI" not in log


def test_a_visit_that_was_sealed_since_is_not_lost(station, monkeypatch):
    assert station("upgrade", "begin")[0] == 0
    next_version(monkeypatch)
    assert station("upgrade", "check")[0] == 0
    seal(station, 3)
    status, _, err = station("upgrade", "back")
    assert status == 1 and err.startswith("upgrade_visit_sealed")
    assert sealed(station) == 3


def test_what_cannot_tell_is_not_replaced(station):
    assert station("upgrade", "back")[2].startswith("upgrade_none")
    assert station("upgrade", "begin")[0] == 0
    database = station.data / "station.db"
    whole = database.read_bytes()
    database.write_bytes(os.urandom(len(whole)))
    assert station("upgrade", "back")[2].startswith("upgrade_cannot_tell")
    database.unlink()
    assert station("upgrade", "back")[2].startswith("upgrade_cannot_tell")
    database.write_bytes(whole)
    block = next((station.data / "upgrade" / "blocks").iterdir())
    block.write_bytes(b"changed")
    assert station("upgrade", "back")[2].startswith("backup_damaged")
    assert sealed(station) == 2


def test_records_that_went_missing_are_seen(station):
    assert station("upgrade", "begin")[0] == 0
    shutil.copytree(station.data / "upgrade", station.data / "kept")
    seal(station, 3)
    assert station("upgrade", "begin")[0] == 0
    begun = upgrade.found(station.data / "upgrade", keys.unlock(station.data / "keys", WORD))
    assert station("upgrade", "back")[0] == 0  # nothing was sealed since
    older = upgrade.found(station.data / "kept", keys.unlock(station.data / "keys", WORD))
    upgrade.backup.write_database(older.manifest, older.body, station.data / "station.db")
    store = opened(station)
    try:
        looked = {one.point: one.well for one in upgrade.look(store, begun)}
        with store.reading() as unit:
            assert audit_log.root_at(unit, audit_log.size(unit)) == audit_log.root(unit)
    finally:
        store.close()
    assert not looked["visits"] and not looked["log"] and looked["schema"]


def test_the_package_of_the_version_before_is_kept_and_installed(station, tmp_path: Path, monkeypatch):
    package = tmp_path / "biometric-station_1.deb"
    package.write_bytes(b"a package")
    assert station("upgrade", "begin", "--package", tmp_path / "none.deb")[2].startswith("upgrade_package")
    assert station("upgrade", "begin", "--package", package)[0] == 0
    assert station("upgrade", "begin", "--keep-package")[0] == 0  # as the package's own script calls it
    kept = station.data / "upgrade" / package.name
    assert kept.read_bytes() == b"a package"
    called: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "execv", lambda _program, words: called.append(words))
    assert f"dpkg --install {kept}" in station("upgrade", "back")[1]
    assert station("upgrade", "back", "--install")[0] == 0
    assert called == [["/usr/bin/dpkg", "--install", str(kept)]]
    kept.write_bytes(b"another")
    assert "before the window is opened" in station("upgrade", "back", "--install")[1]
    assert len(called) == 1
