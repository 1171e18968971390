"""A real kernel as judge: a QEMU guest attaches the emulated reader over USB/IP and captures it with its own libusb.

    python -m tests.qemu.guest build FOLDER            # once, as root: debootstrap of Debian 12 with its kernel, 1.2 GB
    python -m tests.qemu.guest run FOLDER --json OUT   # qemu-system-x86_64, software emulation: one to two minutes

In the guest the kernel's vhci_hcd, usbfs, udev and libusb stand between the driver and the emulator, none of them
mocked, and Debian's libfprint judges there, too. Not part of the tests: it needs root once, QEMU and 3 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from drivers.emulated.usbip import PORT, UsbIpServer
from models.synthesis.prints import impression, master

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    "python3,python3-usb,libusb-1.0-0,kmod,udev,usbip,iproute2,systemd-sysv,linux-image-amd64,"
    "libfprint-2-2,libxcb1,libgl1,libegl1,libxkbcommon0,libfontconfig1"
)
MIRROR = "http://deb.debian.org/debian"
DISK_BYTES = 3 << 30
BOOT_SECONDS = 180.0
STEP_SECONDS = 60.0
PICTURE = (290, 384)

INIT = f"""#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs tmp /run; mount -t tmpfs tmp /tmp
modprobe -a 9pnet_virtio 9p virtio_net vhci-hcd
/lib/systemd/systemd-udevd --daemon
ip link set lo up
for card in /sys/class/net/e*; do ip link set ${{card##*/}} up; ip addr add 10.0.2.15/24 dev ${{card##*/}}; done
ip route add default via 10.0.2.2
mkdir -p /project /packages /out
mount -t 9p -o trans=virtio,version=9p2000.L,ro project /project
mount -t 9p -o trans=virtio,version=9p2000.L,ro packages /packages
mount -t 9p -o trans=virtio,version=9p2000.L out /out
export PYTHONPATH=/project:/packages PYTHONDONTWRITEBYTECODE=1
# What is not attached is attached again, as a port does by itself when a plug goes in.
while true; do usbip --tcp-port {PORT} attach -r 10.0.2.2 -b 1-1 >/dev/null 2>&1; sleep 0.2; done &
cd /project
echo "{{\\"kernel\\": \\"$(uname -r)\\"}}" > /out/log
until grep -q 05ba /sys/bus/usb/devices/*/idVendor 2>/dev/null; do sleep 0.1; done
python3 -m tests.umockdev.driver_client 3 /out >> /out/log 2>&1
sleep 1
python3 -m tests.umockdev.libfprint_client /out/judge.raw >> /out/log 2>&1
echo '{{"over": true}}' >> /out/log
sync
echo o > /proc/sysrq-trigger
sleep 9
"""


def build(folder: Path) -> None:
    """The guest's disk and kernel in `folder`."""
    root = folder / "root"
    words = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(root), MIRROR]
    subprocess.run(words, check=True)
    init = root / "guest.sh"
    init.write_text(INIT)
    init.chmod(0o755)
    for kind in ("vmlinuz", "initrd.img"):
        shutil.copy(next((root / "boot").glob(f"{kind}-*")), folder / kind)
    disk = folder / "disk.img"
    with disk.open("wb") as file:
        file.truncate(DISK_BYTES)
    subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", str(root), str(disk)], check=True)


class Guest:
    """The running machine; its programs speak in JSON lines into a file that both sides see."""

    def __init__(self, folder: Path, out: Path) -> None:
        self._log = out / "log"
        self._read = 0
        self.lines: list[dict[str, Any]] = []
        packages = Path(np.__file__).resolve().parents[1]
        shares = {"project": (REPOSITORY, ",readonly=on"), "packages": (packages, ",readonly=on"), "out": (out, "")}
        folders = [
            f"local,path={path},mount_tag={tag},security_model=none{more}" for tag, (path, more) in shares.items()
        ]
        self._process = subprocess.Popen(
            [
                "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1024", "-nographic", "-no-reboot",
                "-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd.img"),
                "-append", "root=/dev/vda rw console=ttyS0 init=/guest.sh",
                "-drive", f"file={folder / 'disk.img'},if=virtio,format=raw,snapshot=on",
                "-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net",
                *(word for share in folders for word in ("-virtfs", share)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def until(self, key: str, value: object = None, seconds: float = STEP_SECONDS) -> dict[str, Any]:
        """The next line that has `key` (with `value`). Raises TimeoutError with what was said instead."""
        deadline = time.monotonic() + seconds
        while True:
            while self._read < len(self.lines):
                told = self.lines[self._read]
                self._read += 1
                if key in told and value in (None, told[key]):
                    return told
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"no {key}; the guest said {self.lines}")
            time.sleep(0.05)
            if self._log.exists():
                whole = self._log.read_text().rpartition("\n")[0].splitlines()
                self.lines += [_spoken(line) for line in whole[len(self.lines) :]]

    def stop(self) -> None:
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _spoken(line: str) -> dict[str, Any]:
    """A line of JSON, or what a program that failed said instead."""
    return dict(json.loads(line)) if line.startswith("{") else {"said": line}


@contextmanager
def guest(folder: Path, out: Path) -> Iterator[Guest]:
    running = Guest(folder, out)
    try:
        yield running
    finally:
        running.stop()


def differing(file: Path, presented: np.ndarray, absent: list[int] | None = None) -> int:
    """Pixels that differ from what lay on the platen, besides the rows `absent` that the wire does not carry."""
    got = np.fromfile(file, np.uint8).reshape(PICTURE)
    keep = np.ones(PICTURE, bool)
    keep[absent or []] = False
    return int(((got != presented) & keep).sum())


def run(folder: Path) -> dict[str, Any]:
    """Boot, capture, survive a noise frame and a pulled cable, let libfprint judge. What came out, as plain values."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    reader = EmulatedUru4500()
    finger = reader.present(impression(master(11, 2), 0), 500)
    reader.lift()
    server = UsbIpServer([reader], port=PORT)
    server.start()
    try:
        with guest(folder, out) as machine:
            kernel = machine.until("kernel", seconds=BOOT_SECONDS)["kernel"]
            machine.until("ready", 0, BOOT_SECONDS)
            machine.until("event", "waiting_finger")
            reader.tap(finger)
            first = machine.until("captured", 0)
            machine.until("event", "waiting_finger")
            reader.faults.arm(Fault.WRONG_KEY, 1)
            reader.tap(finger)
            machine.until("captured", 1)
            machine.until("event", "waiting_finger")
            reader.unplug()
            machine.until("event", "unplugged")
            reader.plug()
            plugged = time.monotonic()
            machine.until("event", "reconnected")
            recovery = time.monotonic() - plugged
            reader.tap(finger)
            last = machine.until("captured", 2)
            machine.until("opened")
            reader.tap(finger)
            judged = machine.until("driver")
            machine.until("over")
    finally:
        server.stop()
    return {
        "kernel": kernel,
        "model": first["model"],
        "seconds": [round(first["seconds"], 2), round(last["seconds"], 2)],
        "differing_pixels": [differing(out / f"{n}.raw", finger, first["absent"]) for n in range(3)],
        "recovery_seconds": round(recovery, 2),
        "libfprint": judged,
        "libfprint_differing_pixels": judge(out / "judge.raw", out / "0.raw"),
    }


def judge(theirs: Path, ours: Path) -> int | None:
    """Pixels in which libfprint's picture differs from the driver's; None where it captured nothing."""
    if not theirs.exists():
        return None
    return int((np.fromfile(theirs, np.uint8) != np.fromfile(ours, np.uint8)).sum())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.qemu.guest", description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("build", "run"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    if chosen.what == "build":
        if os.geteuid() != 0:
            sys.exit("debootstrap needs root")
        folder.mkdir(parents=True, exist_ok=True)
        build(folder)
        return 0
    found = json.dumps(run(folder), indent=1)
    print(found)
    if chosen.json:
        chosen.json.write_text(found + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
