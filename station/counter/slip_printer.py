"""Hands a slip to the printer of this machine: through CUPS, on its input, so that no file with a name stays."""

from __future__ import annotations

import shutil
import subprocess

from station import logs
from station.errors import StationError

SECONDS = 15.0


class SlipNotPrinted(StationError):
    """Codes: no_printer, printer_failed."""

    code = "printer_failed"


def print_pdf(document: bytes, command: str = "lp") -> None:
    """One copy on the default printer. Raises SlipNotPrinted; `no_printer` where this machine has no such command."""
    program = shutil.which(command)
    if program is None:
        raise SlipNotPrinted(code="no_printer")
    try:
        done = subprocess.run(  # noqa: S603  a fixed command without a shell; the document comes on its input
            [program, "-s", "-t", "slip", "-"], input=document, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SlipNotPrinted(type(error).__name__) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        none = "no default destination" in said.lower()
        logs.log.warning("slip not printed", status=done.returncode)
        raise SlipNotPrinted(said[:200], "no_printer" if none else "printer_failed")
