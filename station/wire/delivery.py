"""A record on its way to the agency: its name, and what its envelope is bound to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """A record as it lies in the database; `body` is sealed."""

    record: str
    station: str
    post: str
    kind: str
    digest: str  # hexadecimal
    body: bytes


def record_identity(kind: str, station: str, record: str) -> bytes:
    """What the envelope of a record is bound to; the same words as station.store.records.identity for a visit."""
    return f"{kind}/{station}/{record}".encode()
