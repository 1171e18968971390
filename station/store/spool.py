"""A second copy of each sealed envelope, outside of the database, until central has it.

The copy is what central would get: encrypted for the agency, signed by the station. Should the database be damaged
before central has a record, the record still reaches the agency (services.mend).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from station.store.session import Store, Unit
from station.store.tables import outbox
from station.vault import files

_SUFFIX = ".envelope"
RECENT = 16  # acknowledged records that are looked at after each visit


def folder(store: Store) -> Path:
    return store.path.with_name(store.path.name + ".spool")


def put(store: Store, record_id: str, envelope: bytes) -> bool:
    """Write and sync the copy; False where there is no room for it, for the database has the record."""
    try:
        files.write(_path(store, record_id), envelope)
    except OSError:
        with suppress(OSError):
            _path(store, record_id).unlink(missing_ok=True)
        return False
    return True


def _path(store: Store, record_id: str) -> Path:
    return folder(store) / f"{record_id}{_SUFFIX}"


def drop(store: Store, record_id: str) -> None:
    _path(store, record_id).unlink(missing_ok=True)


def held(store: Store) -> dict[str, Path]:
    """Record id -> file."""
    return {path.name.removesuffix(_SUFFIX): path for path in sorted(folder(store).glob(f"*{_SUFFIX}"))}


def drop_recent(store: Store) -> None:
    """Remove the copies of what central acknowledged last; cheap, after every visit."""
    query = select(outbox.c.record_id).where(outbox.c.stored_at.is_not(None)).order_by(outbox.c.stored_at.desc())
    with store.reading() as unit:
        stored = list(unit.connection.execute(query.limit(RECENT)).scalars())
    for record_id in stored:
        drop(store, record_id)


def sweep(store: Store) -> int:
    """Remove every copy that is no longer needed: stored at central, or erased here; how many."""
    there = held(store)  # before the rows are read: a copy is written after its row, so a new one is never taken away
    with store.reading() as unit:
        waiting = set(_waiting(unit))
    gone = [record_id for record_id in there if record_id not in waiting]
    for record_id in gone:
        drop(store, record_id)
    return len(gone)


def _waiting(unit: Unit) -> list[str]:
    return list(unit.connection.execute(select(outbox.c.record_id).where(outbox.c.stored_at.is_(None))).scalars())
