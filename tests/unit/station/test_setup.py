import subprocess
import sys
from pathlib import Path

import pytest

from station import setup

ROOT = Path(setup.__file__).resolve().parent.parent


def test_the_entry_point_needs_nothing_but_the_standard_library():
    # -S -I: no site-packages at all, as on a fresh system
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import station.__main__; print('ok')"
    done = subprocess.run([sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "ok", done.stderr


def test_a_person_who_may_not_install_gets_the_exact_line_and_a_stop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(setup, "missing_libraries", lambda: ("libgl1", "libegl1"))
    monkeypatch.setattr(setup, "_may_install", lambda: False)
    with pytest.raises(setup.SetupStopped, match=r"sudo apt-get install -y --no-install-recommends libgl1 libegl1"):
        setup._system_packages(dev=False)


def test_every_library_in_the_table_is_named_as_a_shared_object_and_a_package():
    for name, package in setup.LIBRARIES.items():
        assert ".so." in name and package.startswith("lib")


def test_an_unsupported_python_is_told_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(setup.SetupStopped, match=r"3\.11"):
        setup.run(dev=False)


def test_the_pinned_lists_record_no_registry_and_the_development_list_contains_the_other():
    run, dev = (
        {line.split(" ")[0] for line in (setup.PACKAGING / name).read_text().splitlines() if "==" in line}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run and run <= dev
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (setup.PACKAGING / name).read_text()
        assert "http" not in text and "index-url" not in text


def test_an_unknown_command_is_refused_with_the_list_of_commands(capsys: pytest.CaptureFixture[str]):
    from station.__main__ import main

    assert main(["fly"]) == 2
    assert "demo" in capsys.readouterr().err
