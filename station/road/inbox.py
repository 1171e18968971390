"""What comes back from the agency: each row is checked, opened and applied together with the new place in its order.

A row that the agency did not sign, or that is for somebody else, is left out and counted; it cannot stop the road.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from station.domain import foreign
from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.road import stream_proof
from station.road.client import Clock, Cursor, Pulled, PulledPage
from station.store import audit_log, meta, outbox, pulled
from station.store.errors import RecordMissing
from station.store.session import Store, Unit
from station.wire import heads, outgoing, receipts
from station.wire.errors import CentralError, CentralGarbled, CentralRefused
from station.wire.heads import Head

log = logging.getLogger("station.inbox")

CONFIRM_EVERY = timedelta(hours=1)
CLOCK_AHEAD = timedelta(minutes=5)  # beyond which the latest time seen here is a clock that was set forward
_CURSOR = "central_cursor"
_POST = "central_post"
_UNBELIEVED: tuple[type[Exception], ...] = (CentralError, *foreign.UNREADABLE)
_NOT_APPLIED: tuple[type[Exception], ...] = (StationError, *foreign.UNREADABLE)
Handler = Callable[[Unit, str, bytes], None]  # (unit, key, opened body); an empty body: it is no more


class StoreInbox:
    """Checks and applies pulled rows in the local store. `rejected` counts what was not believed."""

    def __init__(
        self,
        store: Store,
        station: str,
        post: str | None = None,
        *,
        handlers: Mapping[str, Handler] | None = None,
        changed: Callable[[frozenset[str]], None] = lambda _: None,
        confirm: Callable[[Unit, datetime], None] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`post` None: the post that central names at the first contact, kept from then on.

        `handlers`: what else to do for a kind, in the same transaction. `changed` hears after each page which kinds
        came, from the sync thread. `confirm` gets central's time once an hour while central is reached.
        """
        self._store = store
        self._station = station
        self._post = post
        self._confirm = confirm
        self._confirmed_at: datetime | None = None
        self._handlers = dict(handlers or {})
        self._changed = changed
        self._clock = clock
        self._expected: list[Head] = []
        self.rejected = 0

    def cursor(self) -> Cursor | None:
        """None: from the start; also where something that was sent seems to be missing."""
        with self._store.reading() as unit:
            kept = meta.get(unit, _CURSOR)
            stream = stream_proof.load(unit)
        if kept is None:
            return None
        epoch, xid, seq = foreign.read(kept)
        if stream.epoch != epoch or stream.wants_restart(self._clock()):
            return None
        return Cursor(epoch, xid, seq)

    def apply(self, page: PulledPage) -> None:
        """One transaction: everything of this page that is believed, and the new place.

        A new life of the agency's database (`page.fresh`) needs nothing special: versions only ever go forward, and
        the desk gives new rows numbers above all that an earlier life can have given.
        Raises CentralRefused (`central_other_post`) where central names another post than before.
        """
        kinds: set[str] = set()

        def work(unit: Unit) -> None:
            kinds.clear()
            audiences = self._audiences(unit, page.post)
            stream = stream_proof.load(unit)
            if page.fresh or stream.epoch != page.cursor.epoch:
                stream = stream.restarted(page.cursor.epoch, self._clock())
            stream.expect(head for head in self._expected if head.audience in audiences)
            for row in page.rows:
                try:
                    message = outgoing.check(row, unit.keys.agency.signing, audiences)
                    stream.note(row.audience, (row.xid, row.seq), message)
                    if row.erased or not row.body:
                        stream.note_erased(row.audience, row.kind, row.key, row.version, withdrawn=not row.erased)
                    if row.erased:
                        continue
                    if self._apply_one(unit, row):
                        kinds.add(row.kind)
                except _UNBELIEVED as error:
                    self.rejected += 1
                    log.warning("a row from central was not believed: %s, kind %s", _named(error), row.kind)
            place = json.dumps([page.cursor.epoch, page.cursor.xid, page.cursor.seq])
            meta.put(unit, _CURSOR, place.encode())
            stream_proof.keep(unit, stream)

        self._store.write(work)
        if kinds:
            self._changed(frozenset(kinds))

    def expect(self, proofs: Sequence[bytes]) -> None:
        """The agency's heads, which were read before the pages that come next."""
        self._expected = []
        for proof in proofs:
            try:
                self._expected.append(heads.read(proof, self._store.keys.agency.signing))
            except CentralRefused:
                self.rejected += 1
                log.warning("a head of the way back was not signed by the agency")

    def prove(self) -> None:
        """The last page is here: compare what has arrived with the heads that were expected.

        What differs is read again from the start once; what differs then is a gap, audited when it is found.
        """
        found = self._expected

        def work(unit: Unit) -> None:
            stream = stream_proof.load(unit)
            before = dict(stream.missing)
            own = [head for head in found if head.audience in self._audiences(unit, "")]
            stream.expect(own)
            stream.prove(own, self._clock())
            for audience, rows in stream.missing.items():
                if audience not in before:
                    log.error("something that the agency sent is missing: %s, %d rows", audience, rows)
                    detail: dict[str, Detail] = {"rows": rows}
                    audit_log.append(
                        unit, AuditEvent(unit.now(), "system", Act.PULL_GAP, self._station, audience, detail)
                    )
            stream_proof.keep(unit, stream)

        with self._store.reading() as unit:
            known = stream_proof.load(unit).audiences
        if any(head.audience not in known or head.number > known[head.audience].number for head in found):
            self._store.write(work)

    def trouble(self) -> str:
        """Stable code of what is wrong with the way back (stream_proof.GAP, UNPROVEN), empty where nothing is."""
        with self._store.reading() as unit:
            return stream_proof.load(unit).trouble(self._clock())

    def reached(self, clock: Clock) -> None:
        """Central was reached and everything it had is here.

        Days and validity count by central's time from now on, whatever our own clock says or had said before.
        """
        at = self._clock() + timedelta(milliseconds=clock.offset_ms)
        with self._store.reading() as unit:
            ahead = audit_log.latest(unit) > at + CLOCK_AHEAD
        if not ahead and self._confirmed_at is not None and at - self._confirmed_at < CONFIRM_EVERY:
            return

        def trust(unit: Unit) -> None:
            audit_log.trust_time(unit, at)
            if self._confirm is not None:
                self._confirm(unit, at)

        self._store.write(trust)
        self._confirmed_at = at

    def _audiences(self, unit: Unit, named: str) -> frozenset[str]:
        post = self._post
        if post is None:
            kept = meta.get(unit, _POST)
            post = kept.decode() if kept else named
            if kept is None and named:
                meta.put(unit, _POST, named.encode())
        if named and named != post:
            raise CentralRefused("central names another post than before", code="central_other_post")
        return frozenset({outgoing.EVERYBODY, outgoing.post_audience(post), outgoing.station_audience(self._station)})

    def _apply_one(self, unit: Unit, row: Pulled) -> bool:
        if row.kind == outgoing.RECEIPT:
            return self._take_receipt(unit, row)
        body = row.body
        if row.kind == outgoing.GROUP_KEY:
            body = outgoing.open_group_key(row.body, unit.keys.recipient_private, self._station)
            if outgoing.group_key_id(body) != row.key:
                raise CentralGarbled("a group key under another name", code="pull_garbled")
        elif row.kind in outgoing.CONFIDENTIAL:
            key = pulled.get(unit, outgoing.GROUP_KEY, outgoing.key_of(row.body))
            if key is None:
                raise CentralRefused("no group key for this row", code="pull_no_group_key")
            body = outgoing.reveal(key, row.kind, row.key, row.body)
        try:
            with unit.connection.begin_nested():  # what cannot be applied leaves nothing, its version neither
                return self._put(unit, row, body)
        except CentralError:
            raise
        except _NOT_APPLIED as error:
            raise CentralRefused(f"not applied: {_named(error)}", code="pull_not_applied") from error

    def _put(self, unit: Unit, row: Pulled, body: bytes) -> bool:
        if not pulled.put(unit, row.kind, row.key, row.version, body):
            return False  # a repeated or an older version: never a step back
        handler = self._handlers.get(row.kind)
        if handler is not None:
            handler(unit, row.key, body)
        return True

    def _take_receipt(self, unit: Unit, row: Pulled) -> bool:
        receipt = receipts.read(row.body, unit.keys.agency.signing)
        sent = pulled.sent_digest(unit, receipt.record)
        if sent is None:
            return False  # a restored station: the record left this outbox in an earlier life
        receipts.concerns(receipt, record=row.key, station=self._station, digest=sent)
        if receipt.verdict != receipts.ACCEPTED:
            outbox.failed(unit, receipt.record, receipt.reason)
            log.warning("the agency refused a record: %s", receipt.reason)
            return True
        try:
            outbox.receipted(unit, receipt.record, row.body, self._clock())
        except RecordMissing:
            return False
        return True


def _named(error: BaseException) -> str:
    return error.code if isinstance(error, StationError) else type(error).__name__
