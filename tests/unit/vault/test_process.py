from __future__ import annotations

import os
import subprocess
import sys

import pytest

from station.vault import process
from station.vault.process import Hardened

PROGRAM = """
import ctypes, os, resource
from station.vault.process import harden
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="core files and prctl are Linux's")
def test_a_crash_leaves_no_memory_on_the_disk(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
        check=False,
    )
    assert done.returncode < 0
    assert done.stdout.split("\n")[0] == "(0, 0) 0"
    assert list(tmp_path.iterdir()) == []


LOCKING = """
import mmap, resource
from pathlib import Path
from station.vault.process import harden
done = harden()
secret = mmap.mmap(-1, 8 << 20)
secret.write(b"k" * (8 << 20))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(done.locked), int(status["VmLck"].split()[0]) >= 8 << 10)
"""
UNPRIVILEGED = """
import os, resource
resource.setrlimit(resource.RLIMIT_MEMLOCK, (64 << 10, 64 << 10))
os.setuid(65534)
"""


def _run(program: str) -> str:
    environment = {"PYTHONPATH": ":".join(p for p in sys.path if p)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    return done.stdout.strip() or done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mlockall is Linux's here")
def test_memory_that_is_taken_later_is_locked_where_the_machine_allows_it():
    said = _run(LOCKING)
    if said.startswith("0"):
        pytest.skip("neither CAP_IPC_LOCK nor an unlimited RLIMIT_MEMLOCK here")
    assert said == "1 True"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_process_that_may_not_lock_says_so_and_can_still_take_memory():
    import_first = "import mmap, station.vault.process\n"
    assert _run(import_first + UNPRIVILEGED + LOCKING) == "0 False"


def test_swap_of_the_machine_is_named(tmp_path, monkeypatch):
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename\tType\tSize\tUsed\tPriority\n/dev/dm-1 partition 8388604 0 -2\n\n")
    monkeypatch.setattr(process, "SWAPS", swaps)
    assert process.swap_in_use() == ("/dev/dm-1",)
    assert Hardened(core_files=False, locked=False, swap=("/dev/dm-1",)).may_be_swapped
    assert not Hardened(core_files=False, locked=True, swap=("/dev/dm-1",)).may_be_swapped
    monkeypatch.setattr(process, "SWAPS", tmp_path / "absent")
    assert process.swap_in_use() == ()


TAKING = """
import os, subprocess, sys
from station.vault import process
process.take_secrets()
child = subprocess.run([sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, text=True)
block = open("/proc/self/environ", "rb").read()
print(process.secret(process.STATION_PASSPHRASE), process.secret(process.AGENCY_PASSPHRASE),
      b"word-of-the" in block, "word-of-the" in child.stdout, any("word-of-the" in v for v in os.environ.values()))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_passphrases_leave_the_environment_and_the_block_that_proc_shows():
    secrets = {"STATION_PASSPHRASE": "word-of-the-station", "BORDER_AGENCY_PASSPHRASE": "word-of-the-agency"}
    environment = {"PYTHONPATH": ":".join(p for p in sys.path if p), **secrets}
    done = subprocess.run([sys.executable, "-c", TAKING], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.split() == ["word-of-the-station", "word-of-the-agency", "False", "False", "False"]


COMMAND = """
import sys
from station.cli import {module} as command
from station.vault import process
done = []
command.{name} = lambda: done.append("closed")
{patch}
sys.argv = ["command", "--help"]
try:
    command.main()
except SystemExit:
    pass
print(done)
"""


@pytest.mark.parametrize(
    ("module", "patch"),
    [("central", "process.harden = lambda: done.append('closed')"), ("technician", ""), ("admin", "")],
)
def test_every_command_closes_its_process_before_it_reads_anything(module, patch):
    program = COMMAND.format(module=module, name="harden", patch=patch)
    environment = {"PYTHONPATH": ":".join(p for p in sys.path if p), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.splitlines()[-1] == "['closed']", done.stderr
