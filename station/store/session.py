"""The encrypted local database: opening, one writer at a time, migrations, and what to do when the disk is full.

SQLCipher with a raw key, WAL, `synchronous=FULL` (a commit is on the disk before it returns), `secure_delete=ON`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from station.store import migrate
from station.store.ballast import Ballast
from station.store.errors import DiskFull, StoreDamaged, StoreError, WrongStoreKey, named
from station.vault.keys import StationKeys

T = TypeVar("T")

BUSY_MILLISECONDS = 5000
READERS = 4
# A commit that waits for a checkpoint of a huge log is felt at the counter; 1000 pages of 4 KiB is SQLite's default.
WAL_PAGES = 1000
# Room for a whole log of WAL_PAGES and for some visits beside it.
BALLAST_BYTES = 32 * 1024 * 1024


class Unit:
    """One transaction: everything that is done through it is kept together or not at all."""

    def __init__(self, connection: Connection, keys: StationKeys, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self.keys = keys
        self._clock = clock

    def now(self) -> datetime:
        """The station's clock, UTC."""
        return self._clock()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The local database of one station. Safe to use from several threads; writers wait for each other."""

    def __init__(self, path: Path, engine: Engine, keys: StationKeys, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.keys = keys
        self._engine = engine
        self._clock = clock
        self._writing = threading.Lock()
        self._copying = threading.Lock()  # the files are read by somebody: the log is not moved into the database
        self._owner: int | None = None
        self._at_close: Callable[[], None] = lambda: None
        self._before_close: Callable[[], None] = lambda: None
        self.ballast = Ballast(path.with_name(path.name + ".ballast"), BALLAST_BYTES)

    @classmethod
    def open(cls, path: Path, keys: StationKeys, clock: Callable[[], datetime] = utc_now) -> Store:
        """Open or create the database at `path` and bring its schema up to date; milliseconds when it is.

        Raises WrongStoreKey, StoreDamaged, StoreNewer, SchemaChangeFailed, StoreUnwritable, StoreBusy or DiskFull.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls._open(path, keys, clock)
        except WrongStoreKey:
            if keys.database_key_next is None:
                raise
            # The machine stopped between exchanging the file and noting its new key (services.rotate).
            return cls._open(path, replace(keys, database_key=keys.database_key_next), clock)

    @classmethod
    def _open(cls, path: Path, keys: StationKeys, clock: Callable[[], datetime]) -> Store:
        def creator() -> sqlcipher3.dbapi2.Connection:
            return connect(path, keys.database_key)

        engine = create_engine(
            "sqlite://",
            module=sqlcipher3,
            creator=creator,
            poolclass=QueuePool,
            pool_size=READERS,
            pool_use_lifo=True,  # the connection whose pages are in memory
            max_overflow=8,
            hide_parameters=True,  # an exception's text must not carry a name into a log
        )
        event.listen(engine, "begin", _begin)
        store = cls(path, engine, keys, clock)
        try:
            with store._named(), engine.connect() as connection:
                stale = migrate.is_stale(connection)
            if stale:
                with store.unit() as unit:
                    migrate.upgrade(unit.connection)
            path.chmod(0o600)
        except BaseException:
            engine.dispose()
            raise
        return store

    def now(self) -> datetime:
        """The station's clock, UTC."""
        return self._clock()

    def close(self) -> None:
        """Write the log back into the database file and let go of it."""
        last, self._before_close = self._before_close, lambda: None
        last()
        with suppress(StoreError):  # a full disk: the log stays beside the file and is replayed at the next opening
            self.checkpoint()
        self._engine.dispose()
        release, self._at_close = self._at_close, lambda: None  # once: a handle's number may be another file's by then
        release()

    def at_close(self, release: Callable[[], None]) -> None:
        """What is let go of with the database."""
        self._at_close = release

    def before_close(self, last: Callable[[], None]) -> None:
        """What is done first at the closing, while the database still answers."""
        self._before_close = last

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlcipher3.dbapi2.Error) as error:
            known = named(error)
            if known is None:
                raise
            raise known from error

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """One write transaction, begun at once; kept when the block ends, undone when it raises."""
        if self._owner == threading.get_ident():
            raise StoreError("a unit of work inside another one", code="nested_unit")
        with self._writing:
            self._owner = threading.get_ident()
            try:
                with (
                    self._named(),
                    self._engine.connect().execution_options(writes=True) as connection,
                    connection.begin(),
                ):
                    yield Unit(connection, self.keys, self._clock)
            finally:
                self._owner = None

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A consistent view for reading; never waits for the writer."""
        with self._named(), self._engine.connect() as connection, connection.begin():
            yield Unit(connection, self.keys, self._clock)

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in one unit; on a full disk free the ballast and try once more, so that this visit is kept."""
        try:
            with self.unit() as unit:
                return work(unit)
        except DiskFull:
            if not self.ballast.give_up():
                raise
            # First the visit, which only appends to the log; a checkpoint before it would eat the room that was freed.
            with self.unit() as unit:
                done = work(unit)
            if self._copying.acquire(blocking=False):
                try:
                    with suppress(StoreError):
                        self._checkpoint()
                finally:
                    self._copying.release()
            return done

    @contextmanager
    def _driver(self) -> Iterator[sqlcipher3.dbapi2.Connection]:
        """The driver's own connection, outside any transaction."""
        with self._named(), self._engine.connect() as connection:
            yield connection.connection.driver_connection

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database and truncate it: deleted keys leave the disk here. Waits for a
        copy that is being made of the files."""
        with self._copying:
            self._checkpoint()

    def _checkpoint(self) -> None:
        with self._driver() as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def still(self, begun: Callable[[], None]) -> Iterator[None]:
        """The files stay what they are inside of the block, however long it takes: who writes goes on in the log.

        Writers wait only for the log of now and for `begun`, which is called before they go on. The database's file is
        then the whole of it: SQLite moves nothing out of the log while somebody reads what was before it
        (WAL_READ_LOCK(0)). Where somebody else still read the old log, it stays beside the file, and both together are
        the database, up to the sizes that they had at the beginning.
        """
        if self._owner == threading.get_ident():
            raise StoreError("a copy inside of a unit of work", code="nested_unit")
        with self._copying:
            with self._named(), self._engine.connect() as connection, ExitStack() as reading:
                with self._writing:
                    self._checkpoint()
                    reading.enter_context(connection.begin())
                    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()  # from here on it reads
                    begun()
                yield
            with suppress(StoreError), self._driver() as raw:  # without a wait of anybody's
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def check(self) -> None:
        """Read and authenticate every page; raises StoreDamaged with the count. Seconds on a large database."""
        with self._driver() as raw:
            bad = raw.execute("PRAGMA cipher_integrity_check").fetchall()
            if bad:
                raise StoreDamaged(f"{len(bad)} pages do not authenticate")
            answer = raw.execute("PRAGMA integrity_check").fetchall()
            if answer != [("ok",)]:
                raise StoreDamaged(f"{len(answer)} findings of the integrity check")


def connect(path: Path, key: bytes) -> sqlcipher3.dbapi2.Connection:
    """A raw SQLCipher connection with the station's settings."""
    raw = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000)
    try:
        raw.execute("PRAGMA cipher_log_level = NONE")  # it writes to stderr; errors reach us as exceptions
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute("PRAGMA cipher_memory_security = OFF")  # locking every page costs more than it gives here
        raw.execute("PRAGMA temp_store = MEMORY")  # no sorted names in a temporary file
        raw.execute("PRAGMA journal_mode = WAL").fetchall()
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA secure_delete = ON").fetchall()
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}").fetchall()
    except BaseException:
        raw.close()
        raise
    return raw


def _begin(connection: Connection) -> None:
    # The driver's own implicit BEGIN is off (isolation_level None): a writer takes its lock before it reads.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
