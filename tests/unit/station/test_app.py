"""The program `station` as its caller sees it: exit status and what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from station import app
from station.domain.commissioning import NOTE_FILE
from station.vault import keys

REPOSITORY = Path(__file__).resolve().parents[3]


def station(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "station", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def test_a_station_that_cannot_open_shows_its_window_and_says_so_to_its_caller(tmp_path: Path) -> None:
    ended = station("run", "--data", str(tmp_path), "--exit-after", "1")
    assert ended.returncode == 1
    assert "not opened: not_commissioned" in ended.stderr
    log = (tmp_path / "logs" / "station.log").read_text()
    assert "window shown" in log and '"where": "opening.py:' in log


def test_a_machine_that_is_no_station_opens_the_commissioning_page(tmp_path: Path) -> None:
    file = tmp_path / "station.toml"
    file.write_text("")
    ended = station("run", "--commission", "--config", str(file), "--data", str(tmp_path), "--exit-after", "1")
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    log = (tmp_path / "logs" / "station.log").read_text()
    assert "commissioning shown" in log and "not opened" not in log
    assert file.read_text() == ""  # nothing is written before a step was accepted


@pytest.mark.parametrize(
    ("keys_there", "note_there", "arguments", "asked"),
    [
        (False, False, (), True),
        (True, True, (), True),
        (True, False, (), False),
        (True, False, ("--commission",), True),
        (False, False, ("--exit-after", "1"), False),
    ],
)
def test_it_opens_by_itself_until_commissioning_is_done(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keys_there: bool,
    note_there: bool,
    arguments: tuple[str, ...],
    asked: bool,
) -> None:
    if keys_there:
        (tmp_path / "keys").mkdir()
        (tmp_path / "keys" / keys.FILE).write_text("{}")
    if note_there:
        (tmp_path / NOTE_FILE).write_text("identity")
    opened: list[Path | None] = []
    monkeypatch.setattr(app, "_window", lambda *_, commission, **__: opened.append(commission) or 0)
    file = tmp_path / "station.toml"
    file.write_text("")
    assert app.main("run", ["--config", str(file), "--data", str(tmp_path), *arguments]) == 0
    assert opened == [file if asked else None]
