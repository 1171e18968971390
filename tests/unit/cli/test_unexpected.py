"""A fault of the program in a command: whoever reads it gets a sentence, and no value of anybody's record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from station.cli import admin_upgrade, central, central_admin, search, technician, unexpected

TLS = ("--tls", "nowhere")


def broken(*_: object, **__: object) -> Any:
    raise LookupError("no record of SITI RAHAYU")


def of_search(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the search over several machines is an extra")
    monkeypatch.setattr("station.agency.search_node.run_scheduler", broken)
    monkeypatch.setattr("station.cli.search._certificate", lambda _folder: None)


PROGRAMS: dict[str, tuple[Callable[..., int], Callable[[pytest.MonkeyPatch], None], tuple[str, ...]]] = {
    "station-tech": (technician.main, lambda patch: patch.setattr(technician, "_devices", broken), ("devices",)),
    "station-central": (
        central.main,
        lambda patch: patch.setattr(central, "build", broken),
        ("--central", "postgresql://nobody@localhost:1/none", *TLS, "--agency", "nowhere", "--once"),
    ),
    "station-admin central": (
        central_admin.main,
        lambda patch: patch.setattr(central_admin, "print_rules", broken),
        ("central", "rules"),
    ),
    "station-search": (search.main, of_search, ("scheduler", "--host", "127.0.0.1", *TLS)),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_fault_of_any_program_is_one_sentence_without_a_value(
    program: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    main, breaks, arguments = PROGRAMS[program]
    breaks(monkeypatch)
    monkeypatch.setattr("station.cli.asking.agency_passphrase", lambda _options: "seven grey herons")
    assert main(list(arguments)) == unexpected.STATUS
    said = capsys.readouterr().err
    assert "Traceback" not in said and "SITI" not in said
    assert said.rstrip().splitlines()[-1].startswith("unexpected: a fault of this program, LookupError at test_unex")


def test_the_log_has_the_way_there_and_nothing_is_made_where_no_station_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    def asked() -> Exception:
        try:
            broken()
        except LookupError as error:
            return error
        raise AssertionError

    assert unexpected.say(asked(), tmp_path) == 4
    line = json.loads((tmp_path / "logs" / "station.log").read_text().splitlines()[-1])
    assert line["error"] == "LookupError" and line["way"].count("test_unexpected.py:") == 2
    assert str(tmp_path / "logs") in capsys.readouterr().err
    unexpected.say(asked(), tmp_path / "not" / "here")
    assert not (tmp_path / "not").exists()


def test_the_commands_of_the_packages_scripts_are_those_that_are_looked_at():
    """preinst and postinst ask for these; a new one there wants a look at what it says when it fails."""
    scripts = Path(__file__).resolve().parents[3] / "resources" / "packaging" / "debian"
    asked = {
        line.split("station-admin ", 1)[1].split()[1]
        for name in ("preinst", "postinst", "prerm", "postrm")
        for line in (scripts / name).read_text().splitlines()
        if "station-admin upgrade" in line and not line.lstrip().startswith(("#", "echo"))
    }
    assert asked - {"--help"} == {"begin", "check"} and hasattr(admin_upgrade, "begin")
