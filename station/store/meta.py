"""Single values by name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from station.store.session import Unit
from station.store.tables import meta


def get(unit: Unit, key: str) -> bytes | None:
    found: bytes | None = unit.connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return found


def put(unit: Unit, key: str, value: bytes) -> None:
    statement = insert(meta).values(key=key, value=value)
    unit.connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
