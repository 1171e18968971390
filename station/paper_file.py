"""Writes a paper for the technician: whole, or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from station.errors import StationError


class CertificateUnwritten(StationError):
    """A certificate, chart or report cannot be written where the technician wants it."""

    code = "certificate_unwritten"


def write_whole(path: Path, content: bytes) -> None:
    """Replaces what is there. Raises CertificateUnwritten; nothing is left behind then."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise CertificateUnwritten(error.strerror or type(error).__name__) from error
