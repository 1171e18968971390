"""The schema of the central database, step by step, run by alembic's operations.

The steps are listed and not looked for on disk, so that a frozen program has them too.
"""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from station.agency.migrations.versions import (
    v0001_records,
    v0002_matcher,
    v0003_reports,
    v0004_witness,
    v0005_heads,
    v0006_identities,
    v0007_erasures,
    v0008_partitions,
    v0009_order_and_limits,
)
from station.wire.errors import CentralRefused

REVISIONS = (
    v0001_records,
    v0002_matcher,
    v0003_reports,
    v0004_witness,
    v0005_heads,
    v0006_identities,
    v0007_erasures,
    v0008_partitions,
    v0009_order_and_limits,
)
HEAD = REVISIONS[-1].revision


def current(connection: Connection) -> str | None:
    """The step that the database has; None for a new one."""
    if connection.scalar(text("SELECT to_regclass('border.schema_version')")) is None:
        return None
    found = connection.scalar(text("SELECT version_num FROM border.schema_version"))
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the caller's transaction.

    Raises CentralRefused (`central_other_version`) for a database of a later version.
    """
    connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS border")
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS border.schema_version (version_num varchar(32) PRIMARY KEY)")
    found = current(connection)
    known = [step.revision for step in REVISIONS]
    if found is not None and found not in known:
        raise CentralRefused(f"the database has schema {found}, this version knows {HEAD}",
                             code="central_other_version")  # fmt: skip
    missing = REVISIONS if found is None else REVISIONS[known.index(found) + 1 :]
    with Operations.context(MigrationContext.configure(connection)):
        for step in missing:
            step.upgrade()
            connection.execute(text("DELETE FROM border.schema_version"))
            connection.execute(text("INSERT INTO border.schema_version VALUES (:step)"), {"step": step.revision})
