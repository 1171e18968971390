"""What can go wrong with the local database, told apart by the words of SQLite."""

from __future__ import annotations

from station.errors import StationError


class StoreError(StationError):
    code = "store_error"


class WrongStoreKey(StoreError):
    """The first page does not decrypt: another key, or the head of the file was overwritten."""

    code = "store_wrong_key"


class StoreDamaged(StoreError):
    code = "store_damaged"


class StoreNewer(StoreError):
    """Written by a newer version of the station."""

    code = "store_newer"


class SchemaChangeFailed(StoreError):
    """A change of the schema could not be made: none of it was kept, the file is as the version before left it."""

    code = "store_change_failed"


class DiskFull(StoreError):
    code = "disk_full"


class StoreBusy(StoreError):
    """Another process holds the write lock for longer than the time-out."""

    code = "store_busy"


class StoreUnwritable(StoreError):
    code = "store_unwritable"


class RecordMissing(StoreError):
    code = "record_missing"


class RecordKeyGone(StoreError):
    """The local data key was removed after the agency's receipt: only the agency opens this record."""

    code = "record_key_gone"


class RecordExists(StoreError):
    code = "record_exists"


class BadRecord(StoreError):
    """The octets are no record of a version that is known here."""

    code = "bad_record"


# sqlcipher3 0.6.4 does not carry SQLite's numeric code on its exceptions, so the fixed English messages of
# sqlite3ErrStr() (sqlite.org/src, main.c) are compared; SQLite does not translate them.
_MESSAGES: tuple[tuple[str, type[StoreError]], ...] = (
    ("database or disk is full", DiskFull),
    ("file is not a database", WrongStoreKey),
    ("file is encrypted", WrongStoreKey),
    ("disk image is malformed", StoreDamaged),
    ("disk I/O error", StoreDamaged),
    ("database is locked", StoreBusy),
    ("readonly database", StoreUnwritable),
    ("unable to open database file", StoreUnwritable),
)


def named(error: BaseException) -> StoreError | None:
    """The StoreError that an exception of the database driver stands for; None when it is a defect of ours."""
    words = str(error)
    for message, kind in _MESSAGES:
        if message in words:
            return kind(message)
    return None
