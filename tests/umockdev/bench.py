"""The process that holds the mocked machine and the emulated reader; commands come as JSON lines on stdin.

The first line it prints is {"root": ...}: what other programs need as UMOCKDEV_DIR. Every command is answered.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from tests.umockdev.testbed import Testbed


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def obey(bed: Testbed, device: EmulatedUru4500, order: dict[str, str]) -> None:
    match order["do"]:
        case "present" | "tap":
            picture = np.fromfile(order["file"], np.uint8).reshape(290, 384)
            (device.present if order["do"] == "present" else device.tap)(picture)
        case "reset":
            device.lift()
            device.faults.clear()
        case "unplug":
            bed.unplug()
        case "plug":
            bed.plug()
        case "fault":
            device.faults.arm(Fault[order["name"]], int(order["times"]) or None)
        case other:
            raise ValueError(other)
    say(done=order["do"])


def main() -> int:
    device = EmulatedUru4500()  # at the pace of a real unit
    bed = Testbed(device)
    say(root=bed.root, serial=device.serial)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "status":
            say(mode=device.mode, status=device.status)
        else:
            obey(bed, device, order)
    bed.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
