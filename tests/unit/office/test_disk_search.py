from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from station.vault import keys
from tests.rig import planted, visits


def search(folder: Path, wanted: dict[str, bytes]) -> list[tuple[str, str]]:
    """(what, where) for everything of `wanted` that lies in the clear in any file below `folder`."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [(what, str(path.relative_to(folder))) for what, octets in wanted.items() if octets in content]
    return found


@pytest.fixture(scope="module")
def after_a_run(tmp_path_factory) -> Path:
    """Home, temporary folder, working folder and data of a station that was killed in the middle of its work."""
    folder = tmp_path_factory.mktemp("machine")
    for name in ("home", "tmp", "data"):
        (folder / name).mkdir()
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    environment["PYTHONPATH"] = str(root)
    done = subprocess.run(
        [sys.executable, "-m", "tests.rig.planted", str(folder / "data")],
        cwd=folder / "home",
        env=environment,
        capture_output=True,
        check=False,
    )
    (folder / "stdout").write_bytes(done.stdout)
    (folder / "stderr").write_bytes(done.stderr)
    assert done.returncode == -9, done.stderr.decode()
    return folder


def test_nothing_of_a_traveller_lies_in_the_clear_on_the_disk(after_a_run):
    station = keys.unlock(after_a_run / "data" / "keys", visits.PASSPHRASE)
    assert search(after_a_run, planted.secrets(station)) == []


def test_the_run_left_the_files_that_were_searched(after_a_run):
    names = {path.name for path in after_a_run.rglob("*") if path.is_file() and path.stat().st_size}
    assert {"station.db", "station.db-wal", keys.FILE, "000000-1.gallery"} <= names
    logged = b"".join(p.read_bytes() for p in (after_a_run / "data" / "logs").rglob("*") if p.is_file())
    assert b"visit sealed" in logged
    assert b"IntegrityError" in logged
    assert planted.VISIT.id.encode() in logged


def test_the_search_finds_what_lies_in_the_clear(after_a_run, tmp_path):
    import sqlite3

    station = keys.unlock(after_a_run / "data" / "keys", visits.PASSPHRASE)
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE t (name TEXT, template BLOB)")
    plain.execute("INSERT INTO t VALUES (?, ?)", (planted.SURNAME, planted.VISIT.fingers[0].template))
    plain.commit()
    plain.close()
    assert {what for what, _ in search(tmp_path, planted.secrets(station))} == {"surname", "template 2"}
