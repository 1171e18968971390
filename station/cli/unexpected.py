"""A fault of the program, as whoever called a command is told it: one sentence, and the rest in the log."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from station import logs

STATUS = 4  # exit status of a command that met a fault of the program
WAY = 12  # places of the way there that the log keeps, the last ones


def way(error: BaseException) -> str:
    """Files and lines from the command to where it arose: no values, so nothing personal."""
    frames = traceback.extract_tb(error.__traceback__)[-WAY:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)


def note(error: BaseException, folder: Path | None = None) -> str:
    """Put the way there into the log; the log's name. `folder`: of the station's data, which has one; None: one that is
    open already."""
    kept = folder is not None and folder.is_dir()
    handler = logs.start(folder / "logs") if folder is not None and kept else None
    try:
        logs.log.error("a command met a fault of the program", exc_info=error, way=way(error))
    finally:
        if handler is not None:
            logs.stop(handler)
    return str(folder / "logs" / "station.log") if folder is not None and kept else "the log of this command"


def say(error: Exception, folder: Path | None = None) -> int:
    """Print the sentence, without the error's own words, which may carry a value; the exit status."""
    where = note(error, folder)
    print(
        f"unexpected: a fault of this program, {type(error).__name__} at {logs.where(error)}. "
        f"What was begun was not finished; the rest stands in {where}",
        file=sys.stderr,
    )
    return STATUS
