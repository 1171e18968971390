"""A software TPM on loopback for one test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TRIES = 5
SECONDS = 20.0  # for a start or an end; either takes a moment


def missing() -> str | None:
    """Why no TPM test can run here, or None."""
    if shutil.which("swtpm") is None:
        return "swtpm is not installed (Debian: swtpm)"
    try:
        import tpm2_pytss  # noqa: F401
    except ImportError:
        return "tpm2-pytss is not installed (extra 'tpm'; needs a compiler and libtss2-dev)"
    return None


def _two_ports() -> int:
    """A free port whose successor is free too: the TCTI speaks to both."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports")


@contextmanager
def running(state: Path) -> Iterator[str]:
    """The TCTI string of a running TPM whose state lies in `state`."""
    state.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):  # somebody may take the two ports before swtpm does
        port = _two_ports()
        process = _start(state, port)
        if _answers(process, port + 1):
            break
        _end(process)
    else:
        raise RuntimeError("swtpm does not start here")
    try:
        yield f"swtpm:host=127.0.0.1,port={port}"
    finally:
        _end(process)


def _start(state: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            "swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}",
            "--server", f"type=tcp,port={port},bindaddr=127.0.0.1",
            "--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1",
            "--flags", "not-need-init,startup-clear",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """False where it ended, or says nothing for a long time."""
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
