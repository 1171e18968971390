"""The page of dependencies names what is installed, and set-up installs what the list names and nothing else."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from station import setup

ROOT = Path(__file__).resolve().parents[3]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.M)


def pinned(name: str = "requirements.txt") -> set[tuple[str, str]]:
    return set(PINNED.findall((setup.PACKAGING / name).read_text()))


def test_every_package_that_ships_was_looked_through():
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    named = {(row[0], row[1]): row for row in rows[1:]}
    assert named.keys() == pinned()
    assert [key for key, row in named.items() if len(row) != 6 or not row[5]] == []


def test_the_pinned_list_holds_what_the_project_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = {re.match(r"[A-Za-z0-9._-]+", text)[0].lower() for text in asked["project"]["dependencies"]}
    names |= {"setuptools"}  # of [build-system]: the project is built on the machine
    assert names - {name.lower() for name, _ in pinned()} == set()


def test_every_pinned_package_has_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"^(?=[A-Za-z0-9])", (setup.PACKAGING / name).read_text(), flags=re.M)[1:]
        assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_set_up_resolves_nothing(monkeypatch: pytest.MonkeyPatch):
    ran: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: ran.append(command))
    setup._pip(Path("python"), dev=False)
    listed, project = ran
    assert {"--no-deps", "--require-hashes"} <= set(listed)
    assert {"--no-deps", "--no-build-isolation", "--no-index"} <= set(project)
