"""Bring the schema of an opened database up to date with alembic's operations."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select, text

from station.store.errors import SchemaChangeFailed, StoreNewer, named
from station.store.migrations import HEAD, REVISIONS

# Alembic's own table, so that its tools read the file too.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def current(connection: Connection) -> str | None:
    """The revision that the file has; None for a new file."""
    query = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name")
    if not connection.execute(query, {"name": _version.name}).scalar():
        return None
    found: str | None = connection.execute(select(_version.c.version_num)).scalar()
    return found


def is_stale(connection: Connection) -> bool:
    """Whether revisions are missing; raises StoreNewer for a file of a later version."""
    found = current(connection)
    if found is not None and found not in {r.revision for r in REVISIONS}:
        raise StoreNewer(f"the file has schema {found}, this version knows {HEAD}")
    return found != HEAD


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction. Alembic is imported here: it takes 0.2 s.

    Raises SchemaChangeFailed, upon which the caller's transaction must not be kept.
    """
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
    known = [r.revision for r in REVISIONS]
    found = current(connection)
    missing = REVISIONS if found is None else REVISIONS[known.index(found) + 1 :]
    if found is None:
        _version.create(connection, checkfirst=True)
    for revision in missing:
        try:
            revision.upgrade(operations)
        except Exception as error:
            if named(error) is not None:  # a full disk is no fault of the change
                raise
            raise SchemaChangeFailed(f"revision {revision.revision}, {type(error).__name__}") from error
        connection.execute(delete(_version))
        connection.execute(insert(_version).values(version_num=revision.revision))
