"""Where there is no line at all: the same protocol on a removable disk, signed on both sides.

A station writes its waiting records into one file; central checks the station's signature and takes them in, each
once. The answer is a file too: what a pull would have given, signed by the agency. Losing a disk loses nothing: a
record leaves the outbox only when its receipt came back.

Layout: magic | u32 big-endian length of head | head (canonical JSON) | bodies, one after the other | 64-byte Ed25519
signature over a context and the SHA-256 of all that precedes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from station.domain import foreign
from station.vault import signing
from station.vault.signing import SIGNATURE_BYTES, Signer
from station.wire.errors import BadBundle
from station.wire.pulled import Cursor, Pulled, PulledPage

_TO_CENTRAL = b"BPB1"
_TO_STATION = b"BPA1"
_CONTEXT = b"border-bundle-v1\n"
_PIECE = 1 << 20
_LONGEST_HEAD = 64 << 20
_LONGEST_BODY = 64 << 20  # as the central database takes them
MOST_RECORDS = 100_000
MOST_ROWS = 1_000_000
MOST_POINTS = 100_000
_OUTBOUND = frozenset({"cursor", "log", "mode", "records", "station"})
_ANSWER = frozenset({"cursor", "fresh", "heads", "held", "post", "rows", "station"})


@dataclass(frozen=True)
class Parcel:
    """One record on its way to central."""

    record: str
    kind: str
    digest: str
    body: bytes


@dataclass(frozen=True)
class LogPoint:
    """A signed checkpoint of the audit log, and the proof that it contains the log of `old_size` (RFC 6962, 2.1.2)."""

    size: int
    root: bytes
    note: bytes  # C2SP form
    old_size: int | None  # None: nothing was witnessed before
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Outbound:
    """What the head of a station's bundle says."""

    station: str
    mode: str
    cursor: Cursor | None  # how far the station has pulled, so that the answer begins there
    records: int
    log: tuple[LogPoint, ...] = ()  # each grown from the one before, the first from what central was last known to hold


@dataclass(frozen=True)
class BundleAnswer:
    """What central has for a station."""

    page: PulledPage
    held: tuple[int, bytes] | None  # size and root of the largest checkpoint of its log that central believes


def write_outbound(path: Path, head: Outbound, parcels: Sequence[Parcel], signer: Signer) -> None:
    """Write a station's bundle; whole or not at all. Raises BadBundle (`bundle_unwritable`)."""
    cursor = head.cursor
    fields = {
        "cursor": None if cursor is None else [cursor.epoch, cursor.xid, cursor.seq],
        "log": [[p.size, p.root.hex(), p.note.hex(), p.old_size, [h.hex() for h in p.proof]] for p in head.log],
        "mode": head.mode,
        "records": [[p.record, p.kind, p.digest, len(p.body)] for p in parcels],
        "station": head.station,
    }
    _write(path, _TO_CENTRAL, fields, (p.body for p in parcels), signer)


def read_outbound(path: Path, trusted: Sequence[bytes]) -> tuple[Outbound, Iterator[Parcel]]:
    """The head and the records, if one of the `trusted` keys of the station signed exactly these bytes.

    Raises BadBundle (`bundle_forged`, `bundle_damaged`).
    """
    head = _head(path, _TO_CENTRAL, trusted)
    try:
        foreign.fields(head, _OUTBOUND)
        cursor = None if head["cursor"] is None else _cursor(head["cursor"])
        rows = [_row(fields) for fields in foreign.items(head["records"], MOST_RECORDS)]
        log = tuple(_log_point(fields) for fields in foreign.items(head["log"], MOST_POINTS))
        outbound = Outbound(foreign.name(head["station"]), foreign.name(head["mode"]), cursor, len(rows), log)
    except ValueError as error:
        raise BadBundle("the head of the bundle is no head", code="bundle_damaged") from error
    return outbound, _parcels(path, rows)


def claimed_station(path: Path) -> str:
    """Who says to have written a bundle: only to know whose key to check it with; believe nothing before that."""
    with _opened(path) as file:
        claimed = _parse_head(file, _TO_CENTRAL).get("station")
    return claimed if isinstance(claimed, str) and claimed.isprintable() else ""


def write_answer(path: Path, station: str, answer: BundleAnswer, signer: Signer) -> None:
    """Write what central has for a station; `signer` is the agency. Raises BadBundle (`bundle_unwritable`)."""
    page = answer.page
    head = {
        "cursor": [page.cursor.epoch, page.cursor.xid, page.cursor.seq],
        "fresh": page.fresh,
        "heads": [proof.hex() for proof in page.heads],
        "held": None if answer.held is None else [answer.held[0], answer.held[1].hex()],
        "post": page.post,
        "rows": [
            [r.seq, r.xid, r.audience, r.kind, r.key, r.version, r.signature.hex(), len(r.body), r.erased]
            for r in page.rows
        ],
        "station": station,
    }
    _write(path, _TO_STATION, head, (r.body for r in page.rows), signer)


def read_answer(path: Path, agency_signing: bytes, station: str) -> BundleAnswer:
    """The answer, if the agency wrote it for this station; raises BadBundle (also `bundle_not_for_us`)."""
    head = _head(path, _TO_STATION, [agency_signing])
    if head.get("station") != station:
        raise BadBundle("an answer for another station", code="bundle_not_for_us")
    try:
        foreign.fields(head, _ANSWER)
        cursor = _cursor(head["cursor"])
        rows: list[Pulled] = []
        with _opened(path) as file:
            _parse_head(file, _TO_STATION)
            rows.extend(_pulled(file, fields) for fields in foreign.items(head["rows"], MOST_ROWS))
        proofs = tuple(foreign.octets(proof) for proof in foreign.items(head["heads"], 100))
        page = PulledPage(tuple(rows), cursor, foreign.truth(head["fresh"]), foreign.text(head["post"], 200), proofs)
        return BundleAnswer(page, None if head["held"] is None else _held(head["held"]))
    except ValueError as error:
        raise BadBundle("the head of the answer is no head", code="bundle_damaged") from error


def _parts(value: object, count: int) -> list[Any]:
    found = foreign.items(value, count)
    if len(found) != count:
        raise foreign.Malformed("a row with too few parts")
    return found


def _cursor(value: object) -> Cursor:
    epoch, xid, seq = _parts(value, 3)
    return Cursor(foreign.name(epoch), foreign.whole(xid), foreign.whole(seq))


def _row(value: object) -> tuple[str, str, str, int]:
    record, kind, digest, size = _parts(value, 4)
    return (
        foreign.name(record),
        foreign.name(kind),
        foreign.octets(digest, 32).hex(),
        foreign.whole(size, 0, _LONGEST_BODY),
    )


def _log_point(value: object) -> LogPoint:
    size, root, note, old_size, proof = _parts(value, 5)
    steps = tuple(foreign.octets(step, 32) for step in foreign.items(proof, 64))
    old = None if old_size is None else foreign.whole(old_size)
    return LogPoint(foreign.whole(size), foreign.octets(root, 32), foreign.octets(note), old, steps)


def _pulled(file: BinaryIO, value: object) -> Pulled:
    seq, xid, audience, kind, key, version, signature, size, erased = _parts(value, 9)
    body = _body(file, foreign.whole(size, 0, _LONGEST_BODY))
    return Pulled(
        foreign.whole(seq),
        foreign.whole(xid),
        foreign.name(audience),
        foreign.name(kind),
        foreign.text(key),
        foreign.whole(version),
        body,
        foreign.octets(signature),
        foreign.text(erased, 64),
    )


def _held(value: object) -> tuple[int, bytes]:
    size, root = _parts(value, 2)
    return foreign.whole(size), foreign.octets(root, 32)


def _write(path: Path, magic: bytes, head: dict[str, Any], bodies: Iterable[bytes], signer: Signer) -> None:
    octets = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    part = path.with_name(path.name + ".part")
    running = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for piece in itertools.chain((magic, struct.pack(">I", len(octets)), octets), bodies):
                running.update(piece)
                file.write(piece)
            file.write(signer.sign(_CONTEXT + running.digest()))
            file.flush()
            os.fsync(file.fileno())  # a disk that is pulled out now holds all of it
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise BadBundle(f"the file cannot be written: {error.strerror}", code="bundle_unwritable") from error


def _head(path: Path, magic: bytes, trusted: Sequence[bytes]) -> dict[str, Any]:
    """Check the signature over the whole file, then read the head."""
    try:
        left = path.stat().st_size - SIGNATURE_BYTES
    except OSError as error:
        raise BadBundle("the bundle cannot be read", code="bundle_damaged") from error
    running = hashlib.sha256()
    with _opened(path) as file:
        while left > 0:
            piece = file.read(min(_PIECE, left))
            if not piece:
                break
            running.update(piece)
            left -= len(piece)
        signature = file.read(SIGNATURE_BYTES)
        if left != 0 or not any(signing.is_signed(key, signature, _CONTEXT + running.digest()) for key in trusted):
            raise BadBundle("the bundle was cut, edited, or not written by whom it says", code="bundle_forged")
        file.seek(0)
        return _parse_head(file, magic)


def _parse_head(file: BinaryIO, magic: bytes) -> dict[str, Any]:
    try:
        found, length = struct.unpack(">4sI", file.read(8))
        if found != magic or length > _LONGEST_HEAD:
            raise BadBundle("the file is no such bundle", code="bundle_damaged")
        head = foreign.read(file.read(length), size=_LONGEST_HEAD)
    except (struct.error, ValueError) as error:
        raise BadBundle("the file is no bundle", code="bundle_damaged") from error
    if not isinstance(head, dict):
        raise BadBundle("the head of the bundle is no head", code="bundle_damaged")
    return head


def _parcels(path: Path, rows: Sequence[tuple[str, str, str, int]]) -> Iterator[Parcel]:
    with _opened(path) as file:
        _parse_head(file, _TO_CENTRAL)
        for record, kind, digest, size in rows:
            yield Parcel(record, kind, digest, _body(file, size))


def _body(file: BinaryIO, size: int) -> bytes:
    body = file.read(size) if size >= 0 else b""
    if len(body) != size:
        raise BadBundle("the bundle ends before its bodies do", code="bundle_damaged")
    return body


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise BadBundle("the bundle cannot be read", code="bundle_damaged") from error


__all__ = [
    "BundleAnswer",
    "LogPoint",
    "Outbound",
    "Parcel",
    "claimed_station",
    "read_answer",
    "read_outbound",
    "write_answer",
    "write_outbound",
]
