"""The program `station` as its caller sees it: exit status and what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
