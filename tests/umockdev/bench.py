"""The process that holds the mocked machine and the emulated reader; commands come as JSON lines on stdin.

The first line it prints is {"root": ...}: what other programs need as UMOCKDEV_DIR. Every command is answered.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from drivers.emulated.fs81 import EmulatedFs81, Fs81Fault
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from tests.umockdev.testbed import Testbed

SHAPES = {EmulatedUru4500: (290, 384), EmulatedFs81: (480, 320)}


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def obey(bed: Testbed, device: EmulatedUru4500 | EmulatedFs81, order: dict[str, str]) -> None:
    match order["do"]:
        case "present" | "tap":
            picture = np.fromfile(order["file"], np.uint8).reshape(SHAPES[type(device)])
            (device.present if order["do"] == "present" else device.tap)(picture)
        case "reset":
            device.lift()
            device.faults.clear()
        case "unplug":
            bed.unplug()
        case "plug":
            bed.plug()
        case "fault":
            kind = Fault if isinstance(device, EmulatedUru4500) else Fs81Fault
            device.faults.arm(kind[order["name"]], int(order["times"]) or None)
        case other:
            raise ValueError(other)
    say(done=order["do"])


def main() -> int:
    device = EmulatedFs81() if sys.argv[1:] == ["fs81"] else EmulatedUru4500()  # at the pace of a real unit
    bed = Testbed(device)
    say(root=bed.root, serial=device.serial)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "status":
            say(mode=getattr(device, "mode", None))
        else:
            obey(bed, device, order)
    bed.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
