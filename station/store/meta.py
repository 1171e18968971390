"""Single values by name."""

from __future__ import annotations

from station.store.session import Unit

# Plain statements: every audit entry reads and writes one of these.
_GET = "SELECT value FROM meta WHERE key = ?"
_PUT = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def get(unit: Unit, key: str) -> bytes | None:
    found: bytes | None = unit.connection.exec_driver_sql(_GET, (key,)).scalar()
    return found


def put(unit: Unit, key: str, value: bytes) -> None:
    unit.connection.exec_driver_sql(_PUT, (key, value))
