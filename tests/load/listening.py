"""What listens: `python -m tests.load.listening` starts the demonstration (window, agency, PostgreSQL, devices) without
a screen and lists every socket of every process of it."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Open:
    """One socket at which somebody may knock."""

    program: str
    kind: str  # "tcp" or "udp"
    address: str
    port: int

    @property
    def inside(self) -> bool:
        return self.address in LOOPBACK


def of_processes(top: psutil.Process) -> set[Open]:
    """Of a process and all its children: TCP sockets that listen, and UDP sockets that are bound."""
    found: set[Open] = set()
    for one in [top, *top.children(recursive=True)]:
        try:
            name = _name(one)
            for each in one.net_connections(kind="inet"):
                if each.type == socket.SOCK_STREAM and each.status == psutil.CONN_LISTEN:
                    found.add(Open(name, "tcp", each.laddr.ip, each.laddr.port))
                elif each.type == socket.SOCK_DGRAM and each.laddr:
                    found.add(Open(name, "udp", each.laddr.ip, each.laddr.port))
        except psutil.NoSuchProcess:
            continue
    return found


def _name(one: psutil.Process) -> str:
    command = one.cmdline()
    if "-m" in command[:3]:
        words = command[command.index("-m") + 1 :]
        return " ".join(words[:2]) if words[:1] == ["station.cli.search"] else words[0]
    return one.name()


def answers_plain_http(where: Open, seconds: float = 5.0) -> bool:
    """Whether a browser without a certificate would get a page there."""
    try:
        with socket.create_connection((where.address, where.port), seconds) as line:
            line.settimeout(seconds)
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return line.recv(64).startswith(b"HTTP/")
    except OSError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for the demonstration to come up")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="listening-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "station", "demo", "--data", folder, "--exit-after", str(options.seconds + 5)],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, cwd=ROOT,
        )  # fmt: skip
        seen: set[Open] = set()
        deadline = time.monotonic() + options.seconds
        while process.poll() is None and time.monotonic() < deadline:
            seen |= of_processes(psutil.Process(process.pid))
            time.sleep(0.5)
        process.terminate()
        process.wait(60)
    for one in sorted(seen, key=lambda found: (found.program, found.port)):
        print(f"{'loopback' if one.inside else 'OUTSIDE':<9} {one.kind} {one.address}:{one.port:<6} {one.program}")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in seen], indent=2) + "\n")
    return 0 if seen and all(one.inside for one in seen) else 1


if __name__ == "__main__":
    sys.exit(main())
