"""How one record gets into the agency's database: announced, in chunks, complete. Once over the line, once from a disk.

Over the line the server itself fills in who sends and from where; from a disk the agency says it (`BY_AGENCY`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

DELIVERY = ("id", "kind", "mode", "digest", "size", "chunk_size")
CHUNK = ("id", "post", "month", "ordinal", "digest", "bytes")
RECORD = ("id", "post", "month")
BY_AGENCY = ("station",)


def insert(table: str, columns: tuple[str, ...]) -> str:
    """SQL that adds a row unless it is there; parameters are named as the columns."""
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO border.{table} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608  # nosec B608  names of ours


def pieces(body: bytes, size: int, held: Collection[int] = ()) -> Iterator[tuple[int, bytes, bytes]]:
    """(ordinal, SHA-256, octets) of each chunk of `size` that is not `held`."""
    for ordinal, start in enumerate(range(0, len(body), size)):
        if ordinal not in held:
            piece = body[start : start + size]
            yield ordinal, hashlib.sha256(piece).digest(), piece
