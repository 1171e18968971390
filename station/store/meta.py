"""Single values by name."""

from __future__ import annotations

from station.store.session import Unit

# Plain statements: every audit entry reads and writes one of these.
_GET = "SELECT value FROM meta WHERE key = ?"
_PUT = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"

_BETWEEN = "SELECT key, value FROM meta WHERE key BETWEEN ? AND ?"


def get(unit: Unit, key: str) -> bytes | None:
    found: bytes | None = unit.connection.exec_driver_sql(_GET, (key,)).scalar()
    return found


def put(unit: Unit, key: str, value: bytes) -> None:
    unit.connection.exec_driver_sql(_PUT, (key, value))


def between(unit: Unit, first: str, last: str) -> dict[str, bytes]:
    """Values whose keys lie from `first` to `last`, both included."""
    return {row[0]: row[1] for row in unit.connection.exec_driver_sql(_BETWEEN, (first, last))}


def forget_before(unit: Unit, first: str, last: str) -> None:
    """Takes out keys from `first` on and before `last`."""
    unit.connection.exec_driver_sql("DELETE FROM meta WHERE key >= ? AND key < ?", (first, last))
