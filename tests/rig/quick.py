"""What thousands of tests need not pay for anew, where the same real thing was made before in this process."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import SpawnProcess
from typing import Any

import pytest
from sqlalchemy import Connection, event

from models.finger.nfiq2 import Nfiq2
from station.store import migrate, session
from station.store.stays import SINCE
from station.vault import passwords, sources

SHIPPED_BALLAST = session.BALLAST_BYTES
BALLAST_BYTES = 1024 * 1024
"""Of the stores that tests open: each station that is commissioned would write 32 MiB and wait for the disk."""

MEMORY_KIB, ITERATIONS = 64, 1
"""Of Argon2id, for every password and passphrase that this process makes: a demonstration that opens, and each officer
who signs in, would cost half a second of the processor each. What was made elsewhere says what it costs, and does."""
_PASSWORDS = {"MEMORY_KIB": passwords.MEMORY_KIB, "ITERATIONS": passwords.ITERATIONS}
_PASSPHRASES = sources.Passphrase.__init__.__defaults__

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


_IDLE: list[tuple[SpawnProcess, Pipe]] = []
_MOST_IDLE = 2


class KeptNfiq2(Nfiq2):
    """As a station's. Its process lives on when the station closes or rests, for the next station of this process: to
    start one costs most of a second of the processor, and each sign-in after a rest starts one."""

    def close(self) -> None:
        with self._lock:
            process, pipe = self._process, self._pipe
            if process is None or pipe is None or not process.is_alive() or len(_IDLE) >= _MOST_IDLE:
                self._stop()
                return
            self._process = self._pipe = None
            _IDLE.append((process, pipe))

    def _running(self) -> Pipe:
        if self._process is None and _IDLE:
            self._process, self._pipe = _IDLE.pop()
        return super()._running()


def use() -> None:
    migrate.upgrade = upgrade
    session.BALLAST_BYTES = BALLAST_BYTES
    if (assembly := sys.modules.get("station.assembly")) is not None:
        assembly.Nfiq2 = KeptNfiq2  # type: ignore[attr-defined]
    passwords.MEMORY_KIB, passwords.ITERATIONS = MEMORY_KIB, ITERATIONS
    sources.Passphrase.__init__.__defaults__ = (MEMORY_KIB, ITERATIONS, sources.PASSPHRASE_LANES)


@pytest.fixture
def shipped_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the product asks of Argon2id, for a test that looks at it."""
    for name, cost in _PASSWORDS.items():
        monkeypatch.setattr(passwords, name, cost)
    monkeypatch.setattr(sources.Passphrase.__init__, "__defaults__", _PASSPHRASES)
