"""Central's side of a removable disk: take a station's bundle in, each record once, and write the answer."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from station.agency import witness
from station.agency.install import engine_of
from station.vault.signing import Signer
from station.wire import bundle, transfer
from station.wire.bundle import BundleAnswer, LogPoint, Parcel
from station.wire.errors import BadBundle, CentralGarbled, CentralRefused
from station.wire.failures import named
from station.wire.pulled import Cursor, Pulled, PulledPage
from station.wire.settings import CentralSettings

log = logging.getLogger("station.agency")

CHUNK = 131_072

_BEGIN = text(transfer.insert("deliveries", (*transfer.DELIVERY, "post", *transfer.BY_AGENCY)))
_DELIVERY = text("SELECT station, post, month, digest, chunk_size FROM border.deliveries WHERE id = :id")
_CHUNK = text(transfer.insert("chunks", (*transfer.CHUNK, *transfer.BY_AGENCY)))
_DONE = text("SELECT seq FROM border.records WHERE id = :id AND post = :post AND month = :month")
_FINISH = text(transfer.insert("records", transfer.RECORD))
_ANSWER = text(
    "SELECT seq, xid, audience, kind, key, version, body, signature, erased_digest"
    " FROM border.outgoing"
    " WHERE audience IN ('*', 'post:' || :post, 'station:' || :station)"
    " AND (xid, seq) > (:xid, :seq)"
    " ORDER BY outgoing.xid, outgoing.seq"
)
_LOG = text(
    "INSERT INTO border.checkpoints (station, size, root, note, old_size, proof)"
    " VALUES (:station, :size, :root, :note, :old_size, :proof) ON CONFLICT DO NOTHING"
)
_HEADS = text(
    "SELECT head FROM border.heads WHERE audience IN ('*', 'post:' || :post, 'station:' || :station) ORDER BY audience"
)


@dataclass(frozen=True)
class BundleTaken:
    """What a bundle brought."""

    station: str
    post: str
    records: int
    new: int  # the others were here already, over the line or by an earlier disk
    cursor: Cursor | None
    refused: tuple[tuple[str, str], ...] = ()  # (record, stable code) of what was not taken; the others were


def take(path: Path, settings: CentralSettings) -> BundleTaken:
    """Take a station's bundle in, as the agency's process.

    Raises BadBundle (`bundle_forged`: cut, edited or written by somebody else; `bundle_of_nobody`: no such station in
    service) or CentralRefused (`central_wrong_mode`). A record or checkpoint that cannot be taken is named, and the
    next one comes.
    """
    station = bundle.claimed_station(path)
    engine = engine_of(settings, "station-central")
    with named(), engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT post, signing_key, former_signing_keys FROM border.stations"
                " WHERE name = :name AND revoked_at IS NULL AND signing_key IS NOT NULL"
            ),
            {"name": station},
        ).one_or_none()
        mode = connection.scalar(text("SELECT mode FROM border.installation"))
    if row is None:
        raise BadBundle("no station in service has that name", code="bundle_of_nobody")
    trusted = [bytes(key) for key in (row.signing_key, *row.former_signing_keys)]
    outbound, parcels = bundle.read_outbound(path, trusted)
    if outbound.mode != mode:
        raise CentralRefused(f"a {outbound.mode} bundle for a {mode} database", code="central_wrong_mode")
    new = 0
    refused: list[tuple[str, str]] = []
    for parcel in parcels:
        try:
            with named(), engine.begin() as connection:
                new += _store(connection, parcel, outbound, row.post)
        except (BadBundle, CentralRefused, CentralGarbled) as error:
            refused.append((parcel.record, error.code))
    for point in outbound.log:
        try:
            with named(), engine.begin() as connection:
                connection.execute(_LOG, _columns(station, point))
        except (CentralRefused, CentralGarbled) as error:
            refused.append((f"checkpoint {point.size}", error.code))
    for record, code in refused:
        log.warning("from the disk of %s %s was not taken: %s", station, record, code)
    return BundleTaken(station, row.post, outbound.records, new, outbound.cursor, tuple(refused))


def answer(path: Path, settings: CentralSettings, taken: BundleTaken, signer: Signer) -> int:
    """Judge what the station's log showed; write what it would have pulled after its place; how many rows."""
    while witness.examine(settings):
        pass
    held = witness.held(settings, taken.station)
    with named(), engine_of(settings, "station-central").connect() as connection:
        epoch = str(connection.scalar(text("SELECT epoch::text FROM border.installation")))
        fresh = taken.cursor is None or taken.cursor.epoch != epoch
        after = Cursor(epoch, 0, 0) if taken.cursor is None or fresh else taken.cursor
        values = {"post": taken.post, "station": taken.station, "xid": after.xid, "seq": after.seq}
        # before the rows, so that none is younger than what the heads speak of
        proofs = tuple(bytes(head) for head in connection.execute(_HEADS, values).scalars())
        rows = tuple(
            Pulled(
                r.seq,
                r.xid,
                r.audience,
                r.kind,
                r.key,
                r.version,
                bytes(r.body),
                bytes(r.signature),
                bytes(r.erased_digest).hex() if r.erased_digest is not None else "",
            )
            for r in connection.execute(_ANSWER, values)
        )
    cursor = Cursor(epoch, rows[-1].xid, rows[-1].seq) if rows else after
    page = PulledPage(rows, cursor, fresh, taken.post, proofs)
    bundle.write_answer(path, taken.station, BundleAnswer(page, held), signer)
    return len(rows)


def _columns(station: str, point: LogPoint) -> dict[str, object]:
    proof = b"".join(point.proof)
    fields = {"size": point.size, "root": point.root, "note": point.note, "old_size": point.old_size, "proof": proof}
    return {"station": station, **fields}


def _store(connection: Connection, parcel: Parcel, outbound: bundle.Outbound, post: str) -> bool:
    try:
        identity, digest = UUID(parcel.record), bytes.fromhex(parcel.digest)
    except ValueError as error:
        raise BadBundle("a record without an id or digest", code="bundle_damaged") from error
    if hashlib.sha256(parcel.body).digest() != digest:
        raise BadBundle("a record does not have its digest", code="bundle_damaged")
    values = {"id": identity, "station": outbound.station, "post": post, "kind": parcel.kind, "mode": outbound.mode}
    begin = {**values, "digest": digest, "size": len(parcel.body), "chunk_size": CHUNK}
    connection.execute(_BEGIN, begin)
    row = connection.execute(_DELIVERY, {"id": identity}).one()
    if row.station != outbound.station or bytes(row.digest) != digest:
        raise CentralRefused("that id was sent with other content", code="record_conflict")
    place = {"id": identity, "post": row.post, "month": row.month, "station": row.station}
    if connection.execute(_DONE, place).one_or_none() is not None:
        return False  # here already; what was erased since stays erased
    for ordinal, found, piece in transfer.pieces(parcel.body, row.chunk_size):
        chunk = {**place, "ordinal": ordinal, "digest": found, "bytes": piece}
        connection.execute(_CHUNK, chunk)
    return bool(connection.execute(_FINISH, place).rowcount)
