"""A station's side of the road: send records so that each arrives once, and take what the agency has for this post.

A record is sent by its id. Repeating a send changes nothing, a cut one goes on where it stopped, and only what the
server computes afresh from the bytes it committed counts as stored. No call blocks longer than its time-out for an
exchange, whatever the other side does.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, Row, create_engine, text
from sqlalchemy.pool import NullPool

from station.road import expiry
from station.road.watchdog import Watchdog
from station.wire import transfer
from station.wire.errors import CentralError, CentralGarbled, CentralRefused, CentralUnreachable
from station.wire.failures import named
from station.wire.pulled import Clock, Cursor, Pulled, PulledPage
from station.wire.said import UNSAID, Said
from station.wire.settings import CentralSettings

SCHEMA_VERSION = "0009"  # the one that this client talks to: migrations.HEAD, in a test
_COMMIT_AFTER = 1.0  # seconds of sending after which what has arrived is committed, so that a cut loses little

_PIECES = 4  # chunks that one exchange of the pull may carry

# The only SQL of the station's side of the road; what it may touch is decided by the server's policies.
_BEGIN = text(transfer.insert("deliveries", transfer.DELIVERY))
# The announcement need not be on the server's disk when it is committed: the commits of what follows carry it there.
_DELIVERY = text(
    "SELECT post, month, kind, digest, size, chunk_size, set_config('synchronous_commit', 'off', true)"
    " FROM border.deliveries WHERE id = :id"
)
_HELD = text("SELECT ordinal FROM border.chunks WHERE id = :id AND post = :post AND month = :month")
_DONE = text("SELECT seq FROM border.records WHERE id = :id AND post = :post AND month = :month")
_CHUNK = text(transfer.insert("chunks", transfer.CHUNK))
_FINISH = text(transfer.insert("records", transfer.RECORD))
_READ_BACK = text("SELECT border.stored_digest(:id)")
_HOLDS = text(
    "SELECT d.id, d.digest FROM border.deliveries d JOIN border.records r USING (id, post, month)"
    " WHERE d.id = ANY(CAST(:ids AS uuid[]))"
)
_ADD_CHECKPOINT = text(
    "INSERT INTO border.checkpoints (size, root, note, old_size, proof)"
    " VALUES (:size, :root, :note, :old_size, :proof) ON CONFLICT DO NOTHING"
)
_LAST_CHECKPOINT = text(
    "SELECT c.size, c.root FROM border.checkpoints c"
    " LEFT JOIN border.witnessed w ON (w.station, w.size, w.root) = (c.station, c.size, c.root)"
    " WHERE coalesce(w.verdict, 'first') IN ('first', 'grown') ORDER BY c.size DESC LIMIT 1"
)
_WITNESSED = text(
    "SELECT c.size, c.root, c.note FROM border.checkpoints c"
    " JOIN border.witnessed w ON (w.station, w.size, w.root) = (c.station, c.size, c.root)"
    " WHERE w.verdict IN ('first', 'grown') ORDER BY c.size DESC LIMIT 1"
)
# Rows in order, as many as fit into one exchange; a body that does not fit comes as NULL and is fetched in pieces.
_PULL = text(
    "WITH page AS (SELECT * FROM border.outgoing"
    "  WHERE (xid, seq) > (:xid, :seq)"
    "  ORDER BY outgoing.xid, outgoing.seq LIMIT :limit),"
    " sized AS (SELECT *, sum(octet_length(body)) OVER (ORDER BY page.xid, page.seq) - octet_length(body) AS before"
    "  FROM page)"
    " SELECT seq, xid, audience, kind, key, version, signature, erased_digest AS erased,"
    "  octet_length(body) AS size,"
    "  CASE WHEN octet_length(body) <= :bytes THEN body END AS body"
    " FROM sized WHERE before < :bytes ORDER BY sized.xid, sized.seq"
)
_HEADS = text("SELECT head FROM border.heads")
_PIECE = text("SELECT substring(body FROM :start FOR :size) FROM border.outgoing WHERE seq = :seq")


class CentralClient:
    """One connection, opened when needed and dropped at the first failure. For one thread at a time."""

    def __init__(self, settings: CentralSettings, application: str = "station") -> None:
        self._settings = settings
        self._application = application
        self._engine: Engine = create_engine(
            "postgresql+psycopg://", creator=self._dial, poolclass=NullPool, hide_parameters=True
        )
        self._connection: Connection | None = None
        self._watchdog: Watchdog | None = None
        self._epoch = ""
        self._post = ""
        self._stop = threading.Event()

    @property
    def epoch(self) -> str:
        """The life of the database we are connected to; empty before the first connection."""
        return self._epoch

    def connect(self) -> None:
        """Open the connection now and check that the server is ours, of our schema and of our mode.

        Raises CentralUnreachable, CentralRefused (`central_wrong_mode`, `central_not_installed`, ...), CentralGarbled.
        """
        with self._exchange() as connection:
            connection.execute(text("SELECT 1"))

    def send(self, record_id: str | UUID, kind: str, body: bytes, digest: bytes, mode: str | None = None) -> bytes:
        """Store one record; gives its SHA-256 as the server computed it from the committed bytes.

        `digest` is the SHA-256 of `body`; `mode` the mode in which the record was made, the station's by default.
        Raises CentralUnreachable (try again), CentralRefused (`record_conflict`: that id was sent with other content;
        `record_taken`: the id belongs to another station; `record_damaged`; `central_wrong_mode`; ...), CentralGarbled
        (what was read back is not what was sent).
        """
        try:
            identity = UUID(str(record_id))
        except ValueError as error:
            raise CentralRefused("the record's id is no UUID", code="record_damaged") from error
        mode = mode or self._settings.mode
        if hashlib.sha256(body).digest() != digest:
            raise CentralRefused("the record does not have its digest any more", code="record_damaged")
        if mode != self._settings.mode:
            raise CentralRefused(f"a {mode} record does not go to a {self._settings.mode} database",
                                 code="central_wrong_mode")  # fmt: skip
        self._store(identity, kind, body, digest, mode)
        with self._exchange() as connection:
            found = connection.scalar(_READ_BACK, {"id": identity})
            connection.rollback()
        if found is None or bytes(found) != digest:
            self.close()
            raise CentralGarbled("the digest read back is not the one that was sent", code="central_read_back")
        return bytes(found)

    def measure_clock(self) -> Clock:
        """The server's clock against this machine's, by one round trip."""
        with self._exchange() as connection:
            started = time.monotonic()  # first: a pause between the two makes the trip longer, never the offset wrong
            before = time.time()
            server = connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())::float8"))
            trip = time.monotonic() - started
            connection.rollback()
        if not isinstance(server, float):
            raise CentralGarbled("the server's clock is no number")
        return Clock((server - before - trip / 2) * 1000, trip * 1000)

    def report(self, clock: Clock | None, waiting: int, pulled_seq: int | None = None, said: Said = UNSAID) -> None:
        """Leave a sign of life for `station-admin central status`."""
        with self._exchange() as connection:
            connection.execute(
                text("SELECT border.report(:offset, :trip, :waiting, :pulled, CAST(:said AS jsonb))"),
                {
                    "offset": clock.offset_ms if clock else None,
                    "trip": clock.round_trip_ms if clock else None,
                    "waiting": waiting,
                    "pulled": pulled_seq,
                    "said": said.to_text(),
                },
            )
            connection.commit()

    def lacking(self, records: Mapping[str, str]) -> list[str]:
        """Of these records (id -> SHA-256, hexadecimal) those that central does not hold complete with that digest."""
        with self._exchange() as connection:
            rows = connection.execute(_HOLDS, {"ids": list(records)}).all()
            connection.rollback()
        held = {str(row.id): bytes(row.digest).hex() for row in rows}
        return [record for record, digest in records.items() if held.get(record) != digest]

    def last_checkpoint(self) -> tuple[int, bytes] | None:
        """(size, root) of the largest checkpoint of this station that central holds and has not refused."""
        with self._exchange() as connection:
            row = connection.execute(_LAST_CHECKPOINT).one_or_none()
            connection.rollback()
        return None if row is None else (int(row.size), bytes(row.root))

    def witnessed(self) -> tuple[int, bytes, bytes] | None:
        """(size, root, note) of the largest checkpoint that the agency has found true and grown."""
        with self._exchange() as connection:
            row = connection.execute(_WITNESSED).one_or_none()
            connection.rollback()
        return None if row is None else (int(row.size), bytes(row.root), bytes(row.note))

    def send_checkpoint(
        self, size: int, root: bytes, note: bytes, old_size: int | None = None, proof: Sequence[bytes] = ()
    ) -> None:
        """Hand over a signed checkpoint of the audit log; repeating it changes nothing.

        `proof`: that it contains the log of `old_size` (RFC 6962, 2.1.2).
        """
        values = {"size": size, "root": root, "note": note, "old_size": old_size, "proof": b"".join(proof)}
        with self._exchange() as connection:
            connection.execute(_ADD_CHECKPOINT, values)
            connection.commit()

    def pull(self, cursor: Cursor | None, limit: int = 500) -> PulledPage:
        """What the agency has for this station after `cursor`, in its order, without gaps.

        An empty page means: nothing new. None can appear behind the cursor later: the agency's writers take turns.
        """
        with self._exchange() as connection:
            fresh = cursor is None or cursor.epoch != self._epoch
            after = Cursor(self._epoch, 0, 0) if cursor is None or fresh else cursor
            values = {"xid": after.xid, "seq": after.seq, "limit": limit, "bytes": self._piece}
            rows = connection.execute(_PULL, values).all()
            connection.rollback()
        pulled = tuple(self._whole(row) for row in rows)
        last = pulled[-1] if pulled else None
        return PulledPage(pulled, Cursor(self._epoch, last.xid, last.seq) if last else after, fresh, self._post)

    def heads(self) -> list[bytes]:
        """The agency's signed heads for this station, its post and everybody (station.wire.heads)."""
        with self._exchange() as connection:
            found = [bytes(head) for head in connection.execute(_HEADS).scalars()]
            connection.rollback()
        return found

    @property
    def _piece(self) -> int:
        return self._settings.chunk_size * _PIECES

    def _whole(self, row: Row[Any]) -> Pulled:
        """The row with its body, which may take several exchanges."""
        if row.body is not None:
            return _pulled(row, bytes(row.body))
        body = bytearray()
        while len(body) < row.size:
            with self._exchange() as connection:
                piece = connection.scalar(_PIECE, {"start": len(body) + 1, "size": self._piece, "seq": row.seq})
                connection.rollback()
            if not piece:
                raise CentralGarbled("a row that was announced has no body", code="pull_garbled")
            body += piece
        return _pulled(row, bytes(body))

    def cancel(self) -> None:
        """End a running exchange from another thread: it fails as unreachable. Later calls fail too."""
        self._stop.set()
        watchdog = self._watchdog
        if watchdog is not None:
            watchdog.cut()

    def close(self) -> None:
        """Drop the connection; the next call opens a new one."""
        connection, self._connection = self._connection, None
        watchdog, self._watchdog = self._watchdog, None
        if watchdog is not None:
            watchdog.close()
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _store(self, identity: UUID, kind: str, body: bytes, digest: bytes, mode: str) -> None:
        size = self._settings.chunk_size
        values = {"id": identity, "kind": kind, "mode": mode, "digest": digest, "size": len(body), "chunk_size": size}
        with self._exchange() as connection:
            connection.execute(_BEGIN, values)
            row = connection.execute(_DELIVERY, {"id": identity}).one_or_none()
            if row is None:
                connection.rollback()
                raise CentralRefused("the id belongs to another station", code="record_taken")
            if bytes(row.digest) != digest or row.size != len(body) or row.kind != kind:
                connection.rollback()
                raise CentralRefused("that id was sent with other content", code="record_conflict")
            place = {"id": identity, "post": row.post, "month": row.month}
            if connection.execute(_DONE, place).one_or_none() is not None:
                connection.rollback()
                return
            held = set(connection.execute(_HELD, place).scalars())
            connection.commit()  # before the bytes: while they crawl, nobody waits for this transaction's end
        committed = time.monotonic()
        for ordinal, found, piece in transfer.pieces(body, row.chunk_size, held):
            began = time.monotonic()
            with self._exchange() as connection:
                connection.execute(
                    _CHUNK,
                    {**place, "ordinal": ordinal, "digest": found, "bytes": piece},
                )
                if time.monotonic() - committed > _COMMIT_AFTER or self._settings.bytes_per_second:
                    connection.commit()
                    committed = time.monotonic()
            self._keep_to_the_limit(len(piece), began)
        with self._exchange() as connection:
            connection.execute(_FINISH, place)
            connection.commit()

    def _keep_to_the_limit(self, sent: int, began: float) -> None:
        limit = self._settings.bytes_per_second
        if limit:
            self._stop.wait(max(0.0, sent / limit - (time.monotonic() - began)))

    @contextmanager
    def _exchange(self) -> Iterator[Connection]:
        """The connection under its time limit; any failure drops it, and every failure leaves with its name."""
        try:
            with named():
                connection, watchdog = self._open()
                with watchdog:
                    yield connection
        except CentralRefused as error:
            if error.code not in {"record_taken", "record_conflict"}:
                self.close()
            raise
        except CentralError as error:
            bitten = self._watchdog is not None and self._watchdog.bitten
            self.close()
            if bitten:
                raise CentralUnreachable("the server did not answer in time", code="central_timeout") from error
            raise
        except BaseException:
            self.close()
            raise

    def _open(self) -> tuple[Connection, Watchdog]:
        if self._stop.is_set():
            raise CentralUnreachable("this client was closed")
        if self._connection is None:
            connection = self._engine.connect()  # _dial arms the watchdog: SQLAlchemy already asks questions here
            try:
                self._check(connection)
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
            self._connection = connection
        if self._watchdog is None:  # pragma: no cover  _dial made it with the connection
            raise CentralUnreachable("the connection has no time limit")
        return self._connection, self._watchdog

    def _dial(self) -> psycopg.Connection[tuple[object, ...]]:
        try:
            raw = self._settings.connect(self._application)
        except psycopg.Error as error:
            # A server that refuses an expired certificate may close without a word, which looks like a missing line.
            ended = expiry.first_code(expiry.of_the_road(self._settings.tls), datetime.now(UTC))
            if ended in expiry.ENDED:
                raise CentralRefused("a certificate of this road has ended", code=ended) from error
            raise
        if self._watchdog is not None:
            self._watchdog.close()
        self._watchdog = Watchdog(raw.fileno(), self._settings.timeout)
        self._watchdog.arm()
        return raw

    def _check(self, connection: Connection) -> None:
        row = connection.execute(
            text("SELECT i.mode, i.epoch::text AS epoch, v.version_num AS version, border.current_post() AS post"
                 " FROM border.installation i, border.schema_version v")
        ).one_or_none()  # fmt: skip
        connection.rollback()
        if row is None:
            raise CentralRefused("the schema is there, its installation row is not", code="central_not_installed")
        if row.version != SCHEMA_VERSION:
            raise CentralRefused(f"the central schema {row.version} is not one this station knows",
                                 code="central_other_version")  # fmt: skip
        if row.mode != self._settings.mode:
            raise CentralRefused(f"the database is for {row.mode}, this station for {self._settings.mode}",
                                 code="central_wrong_mode")  # fmt: skip
        self._epoch, self._post = row.epoch, row.post or ""


def _pulled(row: Row[Any], body: bytes) -> Pulled:
    return Pulled(
        int(row.seq),
        int(row.xid),
        str(row.audience),
        str(row.kind),
        str(row.key),
        int(row.version),
        body,
        bytes(row.signature),
        bytes(row.erased).hex() if row.erased is not None else "",
    )


ClientFactory = Callable[[], CentralClient]

__all__ = ["CentralClient", "ClientFactory", "Clock", "Cursor", "Pulled", "PulledPage"]
