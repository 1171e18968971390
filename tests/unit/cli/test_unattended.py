"""Every command that asks can be answered where nobody sits, and says so where nobody answers."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from station.cli import admin, asking
from station.vault import passwords, process, sources

ROOT = Path(__file__).resolve().parents[3]
WORD = "words that open the keys"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    monkeypatch.setattr(sources.Passphrase.__init__, "__defaults__", (64, 1, 1))
    for name in (process.STATION_PASSPHRASE, process.AGENCY_PASSPHRASE, process.CREDENTIALS_FOLDER):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "station.toml"
    file.write_text(f'station = "POST-1"\ndata = "{tmp_path / "data"}"\n')
    return file


def answered(*lines: str):
    """A descriptor with these answers."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return reading


def run(capsys, config, lines, *arguments: object) -> tuple[int, str, str]:
    descriptor = answered(*lines)
    try:
        status = admin.main(["--config", str(config), "--secrets-fd", str(descriptor), *map(str, arguments)])
    finally:
        os.close(descriptor)
    out, err = capsys.readouterr()
    return status, out, err


def test_a_station_is_commissioned_from_a_descriptor(capsys, config, tmp_path):
    status, public, _ = run(capsys, config, [WORD], "agency", "create", tmp_path / "agency")
    assert status == 0
    (tmp_path / "agency.pub").write_text(public)
    assert run(capsys, config, [WORD], "commission", "--agency", tmp_path / "agency.pub")[0] == 0
    request = tmp_path / "data" / "keys" / "station.request.json"
    issued = tmp_path / "identity.json"
    assert run(capsys, config, [WORD], "agency", "issue", tmp_path / "agency", request, issued, "--serial", 1)[0] == 0
    assert run(capsys, config, [WORD], "identity", "install", issued)[0] == 0
    added = ("officers", "add", "siti", "--display", "Siti", "--role", "officer")
    assert run(capsys, config, [WORD, "a first password"], *added)[0] == 0
    assert "siti\tofficer" in run(capsys, config, [WORD], "officers", "list")[1]


def test_what_is_commissioned_is_its_owners_alone_and_has_room_for_the_last_visit(capsys, config, tmp_path):
    test_a_station_is_commissioned_from_a_descriptor(capsys, config, tmp_path)
    for folder in (tmp_path / "data", tmp_path / "data" / "keys"):
        assert folder.stat().st_mode & 0o077 == 0
    _, out, _ = run(capsys, config, [WORD], "status")
    assert "disk       plenty" in out


def test_standing_secrets_come_from_systemds_credentials(capsys, config, tmp_path, monkeypatch):
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "agency-passphrase").write_text("the agency's word, long enough\n")
    (folder / "station-passphrase").write_text(f"{WORD}\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    status, public, _ = run(capsys, config, [], "agency", "create", tmp_path / "agency")
    (tmp_path / "agency.pub").write_text(public)
    assert status == 0
    assert run(capsys, config, [], "commission", "--agency", tmp_path / "agency.pub")[0] == 0
    assert run(capsys, config, [], "check")[0] == 0
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    assert run(capsys, config, [WORD], "check")[0] == 0, "the credential's last newline is no part of the secret"
    assert run(capsys, config, ["another"], "check")[2].startswith("wrong_passphrase")


def test_where_the_lines_end_the_question_is_named(capsys, config, tmp_path):
    status, out, err = run(capsys, config, [], "agency", "create", tmp_path / "agency")
    assert (status, out) == (1, "")
    assert err.startswith("input_ended: New passphrase or PIN of the agency")
    assert not (tmp_path / "agency" / "agency.keys.json").exists()


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("station.cli.admin", ["agency", "create", "{tmp}/agency"]),
        ("station.cli.admin", ["central", "authority", "{tmp}/ca", "--host", "localhost"]),
        (
            "station.cli.central",
            ["--central", "postgresql://x@localhost/border", "--tls", "{tmp}", "--agency", "{tmp}", "--metrics", "-1"],
        ),
    ],
)
def test_end_of_input_is_a_sentence_and_no_traceback(module, arguments, tmp_path):
    """As a program, without a terminal and without input."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STATION_", "BORDER_", "CREDENTIALS_"))}
    done = subprocess.run(
        [sys.executable, "-m", module, *(argument.format(tmp=tmp_path) for argument in arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, env=clean, cwd=ROOT, check=False,
        start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "input_ended: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_descriptor_that_is_none_is_a_sentence(capsys, config):
    assert admin.main(["--config", str(config), "--secrets-fd", "97", "check"]) == 1
    assert capsys.readouterr().err.startswith("input_ended: descriptor 97")


def test_at_a_terminal_a_new_passphrase_is_asked_for_twice_and_from_a_descriptor_once():
    asked = []

    def person(question: str) -> str:
        asked.append(question)
        return WORD

    assert asking.new_secret(person, "New: ") == (WORD, WORD)
    assert asked == ["New: ", "Once more: "]
    descriptor = answered(WORD, "the next answer")
    lines = asking.Lines(descriptor)
    assert asking.new_secret(lines, "New: ") == (WORD, WORD)
    assert lines("next: ") == "the next answer"
    os.close(descriptor)


def test_nothing_asks_but_through_the_one_place():
    """getpass and input() are called in station/cli/asking.py alone."""
    callers = set()
    for file in (ROOT / "station").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in {"input", "getpass", "getpass.getpass"}:
                    callers.add(file.relative_to(ROOT).as_posix())
    assert callers == {"station/cli/asking.py"}
