"""The system's PC/SC service with virtual readers of its own, apart from any other that runs: its socket lies in a
mount namespace, its port is free, its configuration a file of the test's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = "PCSCLITE_CSOCK_NAME"


def missing() -> str:
    """Why it cannot run here, or nothing."""
    if shutil.which("pcscd") is None:
        return "pcscd is not installed"
    if not DRIVER.exists():
        return "vsmartcard-vpcd is not installed"
    try:
        subprocess.run(["unshare", *_spaces(), "true"], check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "no namespaces here"
    return ""


def _spaces() -> list[str]:
    return ["-m"] if os.geteuid() == 0 else ["-r", "-m"]


def _two_free_ports() -> int:
    """The first of two in a row."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise OSError("no two free ports in a row")


class Pcscd:
    """The service. port: of the first virtual reader; the second is one higher. link: where its socket is found."""

    def __init__(self, folder: Path, link: Path | None = None) -> None:
        self.folder = folder
        self.link = link or folder / "comm"
        self.config = folder / "vpcd.conf"
        self.process: subprocess.Popen[bytes] | None = None
        self.port = _two_free_ports()
        self.config.write_text(
            f'FRIENDLYNAME "Emulated"\nDEVICENAME /dev/null:0x{self.port:04X}\nLIBPATH {DRIVER}\n'
            f"CHANNELID 0x{self.port:04X}\n"
        )

    def start(self) -> None:
        script = f"mount -t tmpfs none /run && mkdir /run/pcscd && exec pcscd --foreground --config {self.config}"
        with (self.folder / "pcscd.log").open("wb") as log:
            self.process = subprocess.Popen(["unshare", *_spaces(), "sh", "-c", script], stdout=log, stderr=log)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(f"/proc/{self.process.pid}/root/run/pcscd/pcscd.comm")
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if self._answers():
                return
            time.sleep(0.05)
        raise TimeoutError((self.folder / "pcscd.log").read_text())

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as trial:
            return trial.connect_ex(str(self.link)) == 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None
            self.link.unlink(missing_ok=True)
