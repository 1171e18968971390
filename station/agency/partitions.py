"""Partitions for the posts of an agency and their coming months, made while everybody goes on sending."""

from __future__ import annotations

import random
import time

from sqlalchemy import Engine, text

from station.wire.errors import CentralUnreachable
from station.wire.failures import named

# A partition wants `deliveries` without writers for a moment. Who waits longer lets those pass that queued behind it.
_WAIT = text("SET LOCAL lock_timeout = '3s'")
_PAUSES = (0.2, 0.4, 0.8, 1.6)  # seconds before the next try, at most

HELD_UP = 5.0  # seconds that a station's transaction may keep a partition away; what it sent comes again

_MISSING = text("SELECT parent, post, month FROM border.missing_partitions()")
_MAKE = text("SELECT border.make_partition(:parent, :post, :month)")


def ensure(engine: Engine) -> int:
    """Make what is missing, each in a transaction of its own; gives how many were made.

    Raises CentralError; what was made until then stays, and the next call goes on.
    """
    with named(), engine.begin() as connection:
        missing = [row._asdict() for row in connection.execute(_MISSING)]
    return sum(_make(engine, wanted) for wanted in missing)


def _make(engine: Engine, wanted: dict[str, object]) -> bool:
    for pause in _PAUSES:
        try:
            return _try(engine, wanted)
        except CentralUnreachable:
            _end_holders(engine)
            time.sleep(pause * (0.5 + random.random() / 2))  # noqa: S311  spreads, guards nothing
    return _try(engine, wanted)


def _end_holders(engine: Engine) -> None:
    """A station whose transaction stays open would keep every new partition, and so every new station, away."""
    with named(), engine.begin() as connection:
        connection.execute(text("SELECT station FROM border.end_holders(:longest)"), {"longest": HELD_UP}).all()


def _try(engine: Engine, wanted: dict[str, object]) -> bool:
    with named(), engine.begin() as connection:
        connection.execute(_WAIT)
        return bool(connection.scalar(_MAKE, wanted))
