"""What stands in a database file, without bringing its schema up to date: a program that could not open it has to know
what would be lost before an older copy is put in its place."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import sqlcipher3

from station.domain.audit import Act, AuditEvent
from station.store import session
from station.store.errors import StoreDamaged, StoreError, named
from station.vault.keys import StationKeys


def sealed_since(path: Path, keys: StationKeys, number: int) -> int:
    """Visits that were sealed at or after this entry of the audit log. Raises StoreError where the file cannot tell."""
    if not path.exists():
        raise StoreDamaged(f"{path.name} is not there")
    tries = [keys.database_key, *([keys.database_key_next] if keys.database_key_next is not None else [])]
    for key in tries[:-1]:
        try:
            return _sealed(path, key, number)
        except StoreError:
            continue
    return _sealed(path, tries[-1], number)


def _sealed(path: Path, key: bytes, number: int) -> int:
    try:
        with closing(session.connect(path, key)) as raw:
            rows = raw.execute("SELECT leaf FROM audit_entries WHERE number >= ?", (number,)).fetchall()
            (size,) = raw.execute("SELECT count(*) FROM audit_entries").fetchone()
    except sqlcipher3.dbapi2.Error as error:
        raise named(error) or StoreDamaged("the audit log cannot be read") from error
    if size < number:
        raise StoreDamaged("the audit log is shorter than it was")
    return sum(AuditEvent.from_leaf(bytes(leaf))[0].act == Act.VISIT_SEALED for (leaf,) in rows)
