"""Whatever a command is given, its end is its own status or one sentence: no traceback, no key that is replaced."""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station.cli import admin, asking, ending, given, technician, unexpected
from station.vault import passwords, process, sources

ROOT = Path(__file__).resolve().parents[3]
WORD = "words that open the keys"
PROGRAMS = {
    "station-admin": "station.cli.admin:parser",
    "station-central": "station.cli.central:parser",
    "station-search": "station.cli.search:parser",
    "station-tech": "station.cli.tech_options:options",
}


def every_command(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    rooms = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for room in rooms:
        for word, command in room.choices.items():
            yield from every_command(command, f"{name} {word}")
    if not rooms:
        yield name, parser


COMMANDS = {
    name: command
    for program, place in PROGRAMS.items()
    for name, command in every_command(
        getattr(importlib.import_module(place.split(":")[0]), place.split(":")[1])(), program
    )
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    monkeypatch.setattr(sources.Passphrase.__init__, "__defaults__", (64, 1, 1))
    monkeypatch.setenv(process.STATION_PASSPHRASE, WORD)
    monkeypatch.setenv(process.AGENCY_PASSPHRASE, WORD)
    monkeypatch.delenv(process.CREDENTIALS_FOLDER, raising=False)


@pytest.fixture
def run(tmp_path, capsys):
    config = tmp_path / "station.toml"
    config.write_text(f'mode = "training"\nstation = "POST-1"\ndata = "{tmp_path / "data"}"\n')

    def command(*arguments: object, ask: asking.Ask = asking.terminal) -> tuple[int, str, str]:
        try:
            status = admin.main(["--config", str(config), *map(str, arguments)], ask)
        except SystemExit as stopped:
            status = int(str(stopped.code))
        return (status, *capsys.readouterr())

    return command


@pytest.fixture
def commissioned(run, tmp_path):
    public = run("agency", "create", tmp_path / "agency")[1]
    (tmp_path / "agency.pub").write_text(public)
    assert run("commission", "--agency", tmp_path / "agency.pub")[0] == 0
    return run


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_says_what_it_does_and_what_each_argument_is(name):
    command = COMMANDS[name]
    assert command.description, name
    for action in command._actions:
        assert action.help, f"{name}: {action.option_strings or action.dest}"
    assert command.format_help()


FILES = {
    "nothing": None,
    "no octets": b"",
    "no text": bytes(range(128, 256)),
    "another text": b"hello\n",
    "a list": b"[1, 2]",
    "too long": b"A" * (given.LARGEST + 1),
    "a folder": "folder",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_file_that_is_not_what_was_asked_for_is_a_sentence(content, commissioned, tmp_path):
    file = tmp_path / "given"
    if content == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    way = ("--central", "postgresql://border_owner@localhost:1/border", "--tls", tmp_path)
    people = ("--first", "ani", "--reason", "a request")
    for words in (
        ("agency", "issue", tmp_path / "agency", file, tmp_path / "out", "--serial", 1),
        ("agency", "revoke", file, tmp_path / "out", 1, "--number", 1),
        ("identity", "install", file),
        ("identity", "revoked", file),
        ("keys", "agency", file),
        ("recovery", "set", file, *people),
        ("policy", "verify", file),
        ("audit", "verify", "--witness", file),
        ("disk", "read", file),
        ("exchange", "read", file),
        ("backup", "verify", file),
        ("backup", "prune", file, "--keep", 1),
        ("central", "renew", "server", file, "--host", "localhost"),
        ("central", "peer", "one", "--host", "localhost", "--authority", file, "--out", tmp_path / "out"),
        ("central", "watch", *way, "--agency", tmp_path / "agency", "--add", file),
        ("station", "renew", *way, "POST-1", "--identity", file, "--agency-public", file),
    ):
        status, _, err = commissioned(*words)
        said = f"{words[:3]}: {status} {err}"
        assert status in {1, 3}, said
        assert "unexpected" not in err and "Traceback" not in err and "Errno" not in err, said
        assert status == 3 or err.strip(), said


def test_what_is_written_where_no_file_can_be_is_a_sentence(commissioned, tmp_path):
    (tmp_path / "file").write_text("here is a file")
    into = tmp_path / "file" / "out"
    for words in (
        ("agency", "create", into),
        ("agency", "revoke", tmp_path / "agency", into, 1, "--number", 1),
        ("central", "authority", into, "--host", "localhost"),
        ("bundle", into),
        ("report", "--month", "2026-11", "--out", into),
    ):
        status, _, err = commissioned(*words)
        assert (status, err.splitlines()[-1].startswith("file_refused: ")) == (1, True), (words, err)
        assert str(tmp_path / "file") in err
    assert technician.main(["chart", str(into)]) == 2


def test_a_device_is_not_taken_away_for_a_file(commissioned, tmp_path):
    """These write beside and put the whole file in its place: as root, also in the place of a device."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / "file")
    for to in (pipe, link):
        for words in (
            ("transactions", "--from", "2026-11-01", "--to", "2026-11-02", "--out", to),
            ("disk", "write", to),
        ):
            status, _, err = commissioned(*words)
            assert status == 2 and str(to) in err
    assert pipe.is_fifo() and link.is_symlink()


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("agency", "create"), "agency.keys.json"),
        (("recovery", "create"), "recovery.keys.json"),
        (("central", "trust", "custodian", "make"), "custodian.keys.json"),
    ],
)
def test_keys_that_are_there_are_never_replaced(words, file, run, tmp_path):
    """A second call would make everything that was sealed for the first keys unreadable for ever."""
    folder = tmp_path / "kept"
    more = ("--name", "A. Custodian") if "custodian" in words else ()
    assert run(*words, folder, *more, ask=lambda _question: WORD)[0] == 0
    before = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()}
    status, out, err = run(*words, folder, *more, ask=lambda _question: WORD)
    assert (status, out) == (1, "")
    assert err.startswith("keys_exist: ") and str(folder / file) in err
    assert {path.name: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()} == before


def test_no_copy_of_an_upgrade_is_said(run):
    assert run("upgrade", "done")[1] == "there is no copy\n"


def test_a_credential_that_cannot_be_read_is_named(run, tmp_path, monkeypatch):
    monkeypatch.delenv(process.AGENCY_PASSPHRASE)
    monkeypatch.setenv(process.CREDENTIALS_FOLDER, str(tmp_path / "credentials"))
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "agency-passphrase").write_text("\n")
    monkeypatch.setattr(asking, "_has_terminal", lambda: False)
    monkeypatch.setattr(sys, "stdin", None)
    status, _, err = run("agency", "create", tmp_path / "agency")
    assert status == 1
    assert err.startswith("input_ended: New passphrase or PIN of the agency: nobody is at the terminal")
    assert f"{tmp_path / 'credentials' / 'agency-passphrase'} cannot be read: it is empty" in err


# ---- as programs


def program(*words: object, close: str = "", **more: object) -> subprocess.Popen[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STATION_", "BORDER_", "CREDENTIALS_"))}
    command = [sys.executable, "-m", *map(str, words)]
    if close:
        command = ["sh", "-c", f'exec "$@" {close}', "sh", *command]
    default: dict[str, object] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, env=clean, cwd=ROOT, start_new_session=True, **(default | more))


def test_without_a_terminal_nothing_is_said_of_echoes_and_a_pipe_is_read(tmp_path):
    with program("station.cli.admin", "agency", "create", tmp_path / "agency", stdin=subprocess.PIPE) as run:
        out, err = run.communicate(f"{WORD}\n{WORD}\n", timeout=60)
    assert (run.returncode, err) == (0, "")
    assert len(out) > 1000


@pytest.mark.parametrize("close", ["<&-", ">&-", "<&- >&-"])
def test_closed_descriptors_are_no_fault(close, tmp_path):
    with program("station.cli.admin", "agency", "create", tmp_path / "agency", close=close) as run:
        _, err = run.communicate(timeout=60)
    assert run.returncode == 1
    assert err.startswith("input_ended: ")
    assert len(err.splitlines()) == 1


def test_a_full_disk_behind_what_is_printed_is_a_sentence():
    with Path("/dev/full").open("w") as full, program("station.cli.admin", "central", "rules", stdout=full) as run:
        _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (1, "file_refused: No space left on device\n")


def test_somebody_who_stops_reading_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody, program("station.cli.admin", "central", "rules", stdout=nobody) as run:
        _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (ending.NOBODY_READS, "")


def test_an_interrupt_is_one_line(tmp_path):
    """While it waits for an answer that does not come."""
    with program("station.cli.admin", "agency", "create", tmp_path / "agency", stdin=subprocess.PIPE) as run:
        in_main = Path(f"/proc/{run.pid}/wchan"), Path(f"/proc/{run.pid}/syscall")
        until = time.monotonic() + 60
        while time.monotonic() < until and not in_main[1].read_text().startswith("0 0x0 "):  # read(0, ...)
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (ending.STOPPED, "stopped: what was begun was not finished\n")


def _ends_by(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


def test_each_way_to_end_has_its_status_and_its_line(capsys, tmp_path):
    gone = FileNotFoundError(errno.ENOENT, "No such file or directory", "list.xml")
    full = OSError(errno.ENOSPC, "No space left on device")
    for work, status, line in (
        (lambda: 3, 3, ""),
        (_ends_by(KeyboardInterrupt()), 130, "stopped: what was begun was not finished\n"),
        (_ends_by(gone), 2, "file_refused: list.xml: No such file or directory\n"),
        (_ends_by(full), 2, "file_refused: No space left on device\n"),
    ):
        assert ending.of(work, refused=2) == status
        assert capsys.readouterr().err == line
    line_lost = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    for error in (line_lost, ZeroDivisionError("a fault")):  # neither is about a file: a fault of the program
        assert ending.of(_ends_by(error), lambda: tmp_path) == unexpected.STATUS
        told = capsys.readouterr().err
        assert "Traceback" not in told and type(error).__name__ in told


def test_what_was_printed_goes_nowhere_where_its_reader_has_left(monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdout", stream)

        def work() -> int:
            print("a line that nobody reads")
            return 0

        assert ending.of(work) == ending.NOBODY_READS
        stream.write("and Python's own last try")
        stream.flush()
        monkeypatch.setattr("sys.stdout", None)  # as Python leaves it where descriptor 1 is closed
        assert ending.of(_ends_by(BrokenPipeError())) == ending.NOBODY_READS
