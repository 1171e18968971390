"""Small files that must be whole after a power cut: written beside, synced, then renamed over."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

from station.domain import foreign


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace `path` at once; readable by its owner only unless `mode` says otherwise. What root replaces stays the
    account's that it belonged to: a service of that account has to read it afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        _stays_with_its_owner(handle, path)
        os.fsync(handle)
    beside.replace(path)
    sync_directory(path.parent)


def _stays_with_its_owner(handle: int, path: Path) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        return
    try:
        before = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(before.st_mode):  # never by what a link of somebody else's says
        os.fchown(handle, before.st_uid, before.st_gid)


def sync_directory(directory: Path) -> None:
    if os.name != "posix":  # other systems cannot open a folder
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def canonical(value: Any) -> bytes:
    """The one JSON form that is signed or used as associated data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def octets(text_form: str) -> bytes:
    return base64.b64decode(text_form, validate=True)


def parse(content: bytes) -> dict[str, Any]:
    """A JSON object; ValueError when it is none."""
    found = foreign.read(content)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  the file's fault, not the caller's
    return found
