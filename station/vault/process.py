"""Keep what is in this process's memory out of crash dumps and out of reach of the user's other processes."""

from __future__ import annotations

import ctypes
import sys

PR_SET_DUMPABLE = 4  # linux/prctl.h


def harden() -> None:
    """No core files, and no ptrace or /proc/PID/mem by other processes of the same user. Linux; elsewhere nothing.

    Swap is not covered: a station runs without it, or with an encrypted one (docs/security.md).
    """
    if not sys.platform.startswith("linux"):
        return
    import resource  # noqa: PLC0415  not on every system

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
