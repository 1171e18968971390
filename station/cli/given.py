"""Files that are named in a command: read within bounds, and written where a file belongs."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.errors import StationError
from station.vault import files

LARGEST = 1 << 20  # octets of a key, an identity, a request: all are far below


class FileUnreadable(StationError):
    """It is no text, or longer than anything that is asked for here."""

    code = "file_unreadable"


def text(path: Path) -> str:
    """The text of a small file. Raises FileUnreadable, OSError."""
    with path.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileUnreadable(f"{path}: longer than {LARGEST} octets")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"{path}: no text") from error


def key(written: str, length: int) -> bytes:
    """A public key of `length` octets, as these programs write it. Raises ValueError."""
    found = files.octets(written.strip())
    if len(found) != length:
        raise ValueError("a key of another length")
    return found


def target(name: str) -> Path:
    """Of a file that is written beside and then put in place, as argparse reads it: no device, pipe or link, which
    would be taken away."""
    path = Path(name)
    if path.is_symlink() or (path.exists() and not path.is_file() and not path.is_dir()):
        raise argparse.ArgumentTypeError(f"{name}: a link or a device; name a file")
    return path
