from __future__ import annotations

import subprocess
import sys

import pytest

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
