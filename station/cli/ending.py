"""How a command ends: its own status, or one sentence on stderr and a status that is not zero. Never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from station.cli import unexpected

STOPPED = 130  # as a shell counts an end by SIGINT: 128 + 2
NOBODY_READS = 141  # and by SIGPIPE: 128 + 13
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


def of(work: Callable[[], int], data: Callable[[], Path | None] = lambda: None, *, refused: int = 1) -> int:
    """Do the work of a command, what it printed written out.

    data: the folder of the station whose log takes the way to a fault. refused: the status where a file that was named
    cannot be read or written.
    """
    try:
        status = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped: what was begun was not finished", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        _shut()
        return NOBODY_READS
    except OSError as error:
        words = of_a_file(error)
        if words is None:
            return unexpected.say(error, data())
        _shut()
        print(f"file_refused: {words}", file=sys.stderr)
        return refused
    except Exception as error:  # noqa: BLE001  the end of the program: a package's scripts and a technician read this
        return unexpected.say(error, data())
    return status


def of_a_file(error: OSError) -> str | None:
    """What the system says of a file or a disk; None where it speaks of something else, a line for instance."""
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    return error.strerror if error.errno in _NO_ROOM else None


def _shut() -> None:
    """What is still to be printed goes nowhere: Python would try once more at its end, and complain."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, sys.stdout.fileno())
        finally:
            os.close(nowhere)
