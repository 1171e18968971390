"""Runs the project's hub over the real libusb and prints what it saw as JSON lines.

Usage: driver_client.py CAPTURES FOLDER [system|bundled]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from drivers.errors import DeviceError
from drivers.finger.hub import FingerHub
from drivers.finger.transport import system_backend

TIMEOUT = 20.0


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def main(captures: int, folder: Path, which: str) -> int:
    if which == "bundled":
        import libusb_package

        backend = libusb_package.get_libusb1_backend()
    else:
        backend = system_backend()
    hub = FingerHub([backend], poll=0.5)
    hub.start()
    try:
        for number in range(captures):
            say(ready=number, states=[s.state.value for s in hub.status()])
            start = time.monotonic()
            try:
                frame = hub.capture(TIMEOUT, on_event=lambda event: say(event=event.value))
            except DeviceError as error:
                say(error=error.code, detail=error.detail)
                return 1
            (folder / f"{number}.raw").write_bytes(frame.raw.tobytes())
            say(
                captured=number,
                seconds=time.monotonic() - start,
                serial=frame.info.serial,
                model=frame.info.model,
                port=frame.info.port,
                emulated=frame.info.emulated,
                absent=frame.interpolated_rows,
            )
    finally:
        hub.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "system"))
