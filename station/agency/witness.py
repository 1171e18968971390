"""Central as the witness of every station's audit log: a larger log must contain the smaller (RFC 6962, 2.1.2)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from station.agency.install import engine_of
from station.domain import merkle
from station.vault import note
from station.vault.errors import BadSignature
from station.wire.failures import named
from station.wire.settings import CentralSettings

log = logging.getLogger("station.agency")

FIRST = "first"  # nothing before it
GROWN = "grown"  # proven to contain the one before
FORKED = "forked"  # another history, or a shorter one, than central holds
UNPROVEN = "unproven"  # signed, but no proof from what central holds
FORGED = "forged"  # not signed by the station
GOOD = (FIRST, GROWN)

_TURNS = 20  # checkpoints of one station in one round: who sends many waits for itself
_UNSEEN = text(
    "SELECT u.* FROM border.stations s CROSS JOIN LATERAL ("
    " SELECT c.station, c.size, c.root, c.note, c.old_size, c.proof, s.signing_key, s.former_signing_keys,"
    " c.received_at"
    " FROM border.checkpoints c"
    " LEFT JOIN border.witnessed w ON (w.station, w.size, w.root) = (c.station, c.size, c.root)"
    " WHERE c.station = s.name AND w.verdict IS NULL ORDER BY c.received_at, c.size LIMIT :turns) AS u"
    " WHERE s.signing_key IS NOT NULL ORDER BY u.received_at, u.size"
)
_HELD = text(
    "SELECT size, root FROM border.witnessed WHERE station = :station AND verdict IN ('first', 'grown')"
    " ORDER BY size DESC LIMIT 1"
)
_KEEP = text(
    "INSERT INTO border.witnessed (station, size, root, verdict) VALUES (:station, :size, :root, :verdict)"
    " ON CONFLICT DO NOTHING"
)
_EVERY = text(
    "SELECT c.size, c.note, c.received_at, w.verdict FROM border.checkpoints c"
    " LEFT JOIN border.witnessed w ON (w.station, w.size, w.root) = (c.station, c.size, c.root)"
    " WHERE c.station = :station ORDER BY c.size, c.received_at"
)


@dataclass(frozen=True)
class Kept:
    """One checkpoint as central keeps it."""

    size: int
    note: str  # C2SP form
    received: str  # ISO 8601, central's clock
    verdict: str  # empty: the station's key is not known, so nobody could look


def log_of(station: str) -> str:
    """The origin of a station's log: the same words as station.store.audit_log.origin."""
    return f"biometric-station/{station}"


def examine(settings: CentralSettings) -> int:
    """Judge the checkpoints that nobody has judged, in the order in which they came; how many."""
    with named(), engine_of(settings, "station-central").begin() as connection:
        rows = connection.execute(_UNSEEN, {"turns": _TURNS}).all()
        for row in rows:
            values = {"station": row.station, "size": row.size, "root": row.root, "verdict": _judge(connection, row)}
            connection.execute(_KEEP, values)
    return len(rows)


def held(settings: CentralSettings, station: str) -> tuple[int, bytes] | None:
    """Size and root of the largest checkpoint of a station that is proven to have grown; None where there is none."""
    with named(), engine_of(settings, "station-central").connect() as connection:
        row = connection.execute(_HELD, {"station": station}).one_or_none()
    return None if row is None else (int(row.size), bytes(row.root))


def checkpoints(settings: CentralSettings, station: str) -> list[Kept]:
    """Every checkpoint of a station, smallest first."""
    with named(), engine_of(settings).connect() as connection:
        return [
            Kept(row.size, bytes(row.note).decode(errors="replace"), row.received_at.isoformat(), row.verdict or "")
            for row in connection.execute(_EVERY, {"station": station})
        ]


def _judge(connection: Connection, row: Row[Any]) -> str:
    try:
        return _compare(connection, row)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # a note that makes its reader fail
        log.error("a checkpoint of %s cannot be read: %s", row.station, type(error).__name__)  # noqa: TRY400  as above
        return FORGED


def _compare(connection: Connection, row: Row[Any]) -> str:
    if not any(_is_signed(row, bytes(key)) for key in (row.signing_key, *row.former_signing_keys)):
        return FORGED
    held = connection.execute(_HELD, {"station": row.station}).one_or_none()
    if held is None:
        return FIRST
    if row.size <= held.size:  # the same size with the same root is the same row, so this one differs or is shorter
        return FORKED
    if row.old_size != held.size:
        return UNPROVEN
    proof = _steps(bytes(row.proof))
    return GROWN if merkle.is_consistent(held.size, bytes(held.root), row.size, bytes(row.root), proof) else FORKED


def _is_signed(row: Row[Any], key: bytes) -> bool:
    try:
        head = note.verify(bytes(row.note).decode(), key, log_of(row.station))
    except (BadSignature, UnicodeDecodeError):
        return False
    return (head.size, head.root) == (row.size, bytes(row.root))


def _steps(proof: bytes) -> Sequence[bytes]:
    return [proof[at : at + merkle.HASH_BYTES] for at in range(0, len(proof), merkle.HASH_BYTES)]
