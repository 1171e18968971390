"""The agency's process keeps the heads of the way back: it folds what was sent since, and signs."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, text

from station.agency.install import engine_of
from station.vault import signing
from station.vault.agency import AgencyKeys
from station.vault.errors import BadSignature
from station.wire import heads, outgoing
from station.wire.errors import CentralRefused
from station.wire.failures import named
from station.wire.heads import START, Head, Place
from station.wire.settings import CentralSettings

log = logging.getLogger("station.agency")

EVERY = 3.0  # seconds between two looks at what was sent
RENEW = 600.0  # seconds after which a head is signed again without news: a station sees that nothing was held back
BATCH = 5000  # rows of one look

_ROWS = text(
    "SELECT xid, seq, audience, kind, key, version, coalesce(erased_digest, sha256(body)) AS digest,"
    " signature FROM border.outgoing"
    " WHERE (xid, seq) > (:xid, :seq)"
    " ORDER BY outgoing.xid, outgoing.seq LIMIT :limit"
)
_AUDIENCES = text(
    "SELECT '*' UNION SELECT 'post:' || post FROM border.stations WHERE revoked_at IS NULL"
    " UNION SELECT 'station:' || name FROM border.stations WHERE revoked_at IS NULL"
)
_PUT = text(
    "INSERT INTO border.heads (audience, head, count, xid, seq)"
    " VALUES (:audience, :head, :count, :xid, :seq) ON CONFLICT (audience) DO UPDATE SET"
    " head = EXCLUDED.head, count = EXCLUDED.count, xid = EXCLUDED.xid, seq = EXCLUDED.seq,"
    " signed_at = clock_timestamp()"
)
_ALONE = text("SELECT name FROM border.gates WHERE name = 'heads' FOR UPDATE SKIP LOCKED")  # one process at a time


class HeadKeeper:
    """`step` again and again, from one thread. What it has signed it remembers: a row that vanishes is not unsigned."""

    def __init__(self, settings: CentralSettings, keys: AgencyKeys) -> None:
        self._keys = keys
        self._engine = engine_of(settings, "station-central")
        self._heads: dict[str, Head] = {}
        self._signed_at: dict[str, float] = {}
        self._epoch = ""
        self._place: Place = (0, 0)
        self._looked = -EVERY

    def step(self) -> int:
        """Sign a head for every audience with news, and those that are old; how many. At most every EVERY seconds."""
        now = time.monotonic()
        if now - self._looked < EVERY:
            return 0
        self._looked = now
        return self.bring_up_to_date()

    def bring_up_to_date(self) -> int:
        """`step` without the wait."""
        signed = 0
        while True:
            with named(), self._engine.begin() as connection:
                if connection.scalar(_ALONE) is None:
                    return signed
                self._load(connection)
                values = {"xid": self._place[0], "seq": self._place[1], "limit": BATCH}
                rows = connection.execute(_ROWS, values).all()
                signed += self._sign(connection, rows)
            if len(rows) < BATCH:
                return signed

    def _load(self, connection: Connection) -> None:
        """What this or another process has signed last, where it goes further than what is remembered."""
        epoch = str(connection.scalar(text("SELECT epoch::text FROM border.installation")))
        if epoch != self._epoch:
            self._heads, self._signed_at, self._epoch, self._place = {}, {}, epoch, (0, 0)
        for proof in connection.execute(text("SELECT head FROM border.heads")).scalars():
            try:
                head = heads.read(bytes(proof), self._keys.public.signing)
            except CentralRefused:
                log.warning("a head in the database was not signed by the agency")
                continue
            known = self._heads.get(head.audience)
            if head.epoch == epoch and (known is None or head.number > known.number):
                self._heads[head.audience] = head
                self._place = max(self._place, head.place)

    def _sign(self, connection: Connection, rows: Sequence[Row[Any]]) -> int:
        fresh: dict[str, Head] = {}
        unsigned = 0
        for row in rows:
            self._place = (int(row.xid), int(row.seq))
            body = outgoing.message_of(row.audience, row.kind, row.key, row.version, bytes(row.digest).hex())
            try:
                signing.check(self._keys.public.signing, bytes(row.signature), body)
            except BadSignature:
                unsigned += 1
                continue
            before = fresh.get(row.audience) or self._head(row.audience)
            fresh[row.audience] = replace(
                before, place=self._place, count=before.count + 1, chain=heads.fold(before.chain, heads.digest(body))
            )
        if unsigned:
            log.warning("%d rows on the way back were not signed by the agency", unsigned)
        now = time.monotonic()
        for (audience,) in connection.execute(_AUDIENCES):
            if audience not in fresh and now - self._signed_at.get(audience, -RENEW) >= RENEW:
                fresh[audience] = replace(self._head(audience), place=self._place)
        for audience, head in fresh.items():
            self._put(connection, replace(head, number=max(head.number + 1, time.time_ns() // 1000)))
            self._signed_at[audience] = now
        return len(fresh)

    def _head(self, audience: str) -> Head:
        return self._heads.get(audience) or Head(audience, self._epoch, 0, (0, 0), 0, START)

    def _put(self, connection: Connection, head: Head) -> None:
        self._heads[head.audience] = head
        values = {"audience": head.audience, "count": head.count, "xid": head.place[0], "seq": head.place[1]}
        connection.execute(_PUT, {**values, "head": heads.sign(head, self._keys.signer)})
