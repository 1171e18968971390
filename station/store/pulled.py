"""What the agency sent and the station keeps: watchlist, policy, keys ... by kind and key, newest version only.

It lies among the single values of `meta`, under names that sort by kind, so a kind is one range of the primary key.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sqlalchemy import select

from station.store import meta
from station.store.session import Unit
from station.store.tables import meta as table
from station.store.tables import outbox

_PREFIX = "pulled/"
_VERSION = struct.Struct(">Q")


def _name(kind: str, key: str) -> str:
    return f"{_PREFIX}{kind}/{key}"


def version(unit: Unit, kind: str, key: str) -> int:
    """The version that is kept, 0 where there is none."""
    found = meta.get(unit, _name(kind, key))
    return int(_VERSION.unpack_from(found)[0]) if found is not None else 0


def put(unit: Unit, kind: str, key: str, number: int, body: bytes) -> bool:
    """Keep `body` unless a version at least as new is here; an empty body says that the thing is no more."""
    if version(unit, kind, key) >= number:
        return False
    meta.put(unit, _name(kind, key), _VERSION.pack(number) + body)
    return True


def get(unit: Unit, kind: str, key: str) -> bytes | None:
    found = meta.get(unit, _name(kind, key))
    return found[_VERSION.size :] or None if found is not None else None


def every(unit: Unit, kind: str) -> Iterator[tuple[str, bytes]]:
    """(key, body) of everything of one kind that is in force, by key."""
    first, last = _name(kind, ""), f"{_PREFIX}{kind}0"  # "0" follows "/" in the order of bytes
    query = select(table.c.key, table.c.value).where(table.c.key >= first, table.c.key < last).order_by(table.c.key)
    for key, value in unit.connection.execute(query):
        if len(value) > _VERSION.size:
            yield key[len(first) :], value[_VERSION.size :]


def sent_digest(unit: Unit, record_id: str) -> str | None:
    """The digest under which a record left for central: what a receipt must name."""
    found: str | None = unit.connection.execute(select(outbox.c.digest).where(outbox.c.record_id == record_id)).scalar()
    return found
