"""The mode in which a local database was made; it never changes."""

from __future__ import annotations

from station.errors import StationError
from station.store import meta
from station.store.session import Store, Unit

_MODE = "mode"  # of the local database


def bind_mode(store: Store, mode: str) -> None:
    """Fix the mode of a local database at its first use, so that a demo's records never wait for a real central.

    Raises StationError (`store_other_mode`) where the database belongs to another mode.
    """

    def bind(unit: Unit) -> bytes:
        found = meta.get(unit, _MODE)
        if found is None:
            meta.put(unit, _MODE, mode.encode())
        return found or mode.encode()

    with store.reading() as unit:
        found = meta.get(unit, _MODE)
    if (found or store.write(bind)) != mode.encode():
        raise StationError("the local database was made in another mode", code="store_other_mode")
