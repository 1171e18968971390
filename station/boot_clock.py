"""The time since this machine started, which nobody sets."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux, proc(5): another one after every start of the machine
_PROCESS = f"process {uuid.uuid4()}"
_BEGAN = time.monotonic()


def boot() -> str:
    """Names this run of the machine; elsewhere than on Linux, of this process."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return _PROCESS


def seconds() -> float:
    """Since the run that `boot` names began, sleep included where the system counts it (CLOCK_BOOTTIME)."""
    if hasattr(time, "CLOCK_BOOTTIME") and boot() != _PROCESS:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic() - _BEGAN
