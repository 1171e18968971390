"""What a station takes from the road: rows, pages, and its place in the agency's order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """The server's clock against ours, in milliseconds; known to plus or minus half the round trip."""

    offset_ms: float
    round_trip_ms: float


@dataclass(frozen=True)
class Cursor:
    """How far a station has read: a place in the agency's order, valid within one life of the database."""

    epoch: str
    xid: int
    seq: int


@dataclass(frozen=True)
class Pulled:
    """One row of the pull road, as signed by the agency; the reader checks it."""

    seq: int
    xid: int
    audience: str
    kind: str
    key: str
    version: int
    body: bytes
    signature: bytes
    erased: str = ""  # SHA-256 of what the row held before it was erased, hexadecimal; the body is empty then


@dataclass(frozen=True)
class PulledPage:
    """Rows in order, and where to go on. `fresh`: the cursor was of another life, everything comes again."""

    rows: tuple[Pulled, ...]
    cursor: Cursor
    fresh: bool
    post: str = ""  # where central says this station stands
    heads: tuple[bytes, ...] = ()  # on a disk: the agency's heads; over the line they are asked for
