"""Bring the schema of an opened database up to date with alembic's operations."""

from __future__ import annotations

from sqlalchemy import Connection, text

from station.store.errors import StoreNewer
from station.store.migrations import HEAD, REVISIONS

VERSION_TABLE = "alembic_version"


def current(connection: Connection) -> str | None:
    """The revision that the file has; None for a new file."""
    there = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": VERSION_TABLE}
    ).scalar()
    if not there:
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return found


def is_stale(connection: Connection) -> bool:
    """Whether revisions are missing; raises StoreNewer for a file of a later version."""
    found = current(connection)
    if found is not None and found not in {r.revision for r in REVISIONS}:
        raise StoreNewer(f"the file has schema {found}, this version knows {HEAD}")
    return found != HEAD


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction. Alembic is imported here: it takes 0.2 s."""
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    context = MigrationContext.configure(connection, opts={"render_as_batch": True})
    operations = Operations(context)
    known = [r.revision for r in REVISIONS]
    found = current(connection)
    missing = REVISIONS if found is None else REVISIONS[known.index(found) + 1 :]
    connection.execute(
        text(f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    for revision in missing:
        revision.upgrade(operations)
        connection.execute(text(f"DELETE FROM {VERSION_TABLE}"))  # noqa: S608
        connection.execute(
            text(f"INSERT INTO {VERSION_TABLE} VALUES (:revision)"),  # noqa: S608
            {"revision": revision.revision},
        )
