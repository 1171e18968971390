"""What thousands of tests need not pay for anew, where the same real thing was made before in this process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event

from station.store import migrate, session
from station.store.stays import SINCE

SHIPPED_BALLAST = session.BALLAST_BYTES
BALLAST_BYTES = 1024 * 1024
"""Of the stores that tests open: each station that is commissioned would write 32 MiB and wait for the disk."""

by_steps = migrate.upgrade
_shipped = migrate.REVISIONS
_made: list[tuple[str, tuple[Any, ...]]] = []


def upgrade(connection: Connection) -> None:
    """As station.store.migrate.upgrade. The first new file of a process goes through the migrations, and what they did
    to it is written down, statement by statement; the next new files are given the same statements, which spares what
    alembic takes to word them. A file that has a schema, and other revisions than the shipped ones, go by steps."""
    if migrate.REVISIONS is not _shipped or migrate.current(connection) is not None:
        by_steps(connection)
        return
    if not _made:
        written: list[tuple[str, tuple[Any, ...]]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: tuple[Any, ...], *_: Any) -> None:
            if statement.split(None, 1)[0].upper() not in ("SELECT", "PRAGMA"):
                written.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        try:
            by_steps(connection)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        _made.extend(written)
        return
    now = datetime.now(UTC).isoformat().encode()  # the one value that is not the same in every new file
    driver = connection.connection.driver_connection
    for statement, values in _made:
        driver.execute(statement, (SINCE, now) if values[:1] == (SINCE,) else values)


def use() -> None:
    migrate.upgrade = upgrade
    session.BALLAST_BYTES = BALLAST_BYTES
