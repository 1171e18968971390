"""Write the database anew under another key, beside the old file, and exchange the two at once."""

from __future__ import annotations

import os
from pathlib import Path

import sqlcipher3

from station.store.errors import StoreDamaged
from station.store.session import connect
from station.vault import files

_NEXT = ".rekeyed"


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    """`path` under the key `new`. Nobody else may have the database open; needs its size once more on the disk."""
    beside = path.with_name(path.name + _NEXT)
    beside.unlink(missing_ok=True)
    source = connect(path, old)
    try:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        source.execute(f"ATTACH DATABASE ? AS rekeyed KEY \"x'{new.hex()}'\"", (str(beside),))
        source.execute("SELECT sqlcipher_export('rekeyed')").fetchall()
        source.execute("DETACH DATABASE rekeyed")
    finally:
        source.close()
    copy = connect(beside, new)
    try:
        if copy.execute("PRAGMA cipher_integrity_check").fetchall():
            raise StoreDamaged("the rewritten database does not authenticate")
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        copy.close()
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(path)
    for suffix in ("-wal", "-shm"):  # of the old file, empty since the checkpoint; SQLite would not accept them
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    files.sync_directory(path.parent)


def opens(path: Path, key: bytes) -> bool:
    """Whether the file at `path` is under `key`."""
    if not path.exists():
        return False
    try:
        raw = connect(path, key)
    except sqlcipher3.dbapi2.DatabaseError:
        return False
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlcipher3.dbapi2.DatabaseError:
        return False
    finally:
        raw.close()
    return True
