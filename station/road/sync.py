"""The road to central: drains the outbox, takes what the agency has, backs off when the line is bad.

It runs on a thread of its own and never disturbs the counter: whatever fails here becomes a status, never an
exception in somebody else's code. A record leaves the outbox only when central's digest of the committed bytes is the
one that was sent.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from station.errors import StationError
from station.road.client import Clock, Cursor, PulledPage
from station.road.outbox import OutboxPort, StoreOutbox, StoreWitness
from station.store.look_back import RolledBack
from station.store.session import Store
from station.wire.errors import CentralError, CentralRefused
from station.wire.failures import pause
from station.wire.said import Said

log = logging.getLogger("station.sync")

INTERVAL = 3.0  # seconds between two looks when nobody wakes us: a case from central waits no longer
FIRST_PAUSE = 1.0  # seconds after the first failure; doubles, with full jitter, up to the longest
LONGEST_PAUSE = 60.0
REFUSAL_PAUSE = 600.0  # seconds before a record that central refused is offered again
WITNESS_EVERY = 30.0  # seconds between two checkpoints of the audit log
COUNT_EVERY = 0.25  # seconds between two counts of the outbox while it drains: a long one takes a while to count
BATCH = 8
LOOK_AT = 50  # acknowledgements that are looked at with every new connection: the newest are what a loss takes first
CHECK = 500  # acknowledgements of one question, where all are looked at
LOST = "records_lost"
PAGE = 500


class InboxPort(Protocol):
    """What comes back from the agency: where we are, and taking a page together with the new place."""

    def cursor(self) -> Cursor | None: ...
    def apply(self, page: PulledPage) -> None: ...
    def expect(self, proofs: Sequence[bytes]) -> None:
        """The agency's heads, from before the pages that come next."""

    def prove(self) -> None:
        """Everything has arrived."""

    def trouble(self) -> str:
        """Stable code of what is wrong with the way back, empty where nothing is."""

    def reached(self, clock: Clock) -> None:
        """Central was reached and everything it had is here; `clock` is its clock against ours."""


class Road(Protocol):
    """The client of the road, as sync uses it."""

    def send(self, record_id: str, kind: str, body: bytes, digest: bytes) -> bytes: ...
    def pull(self, cursor: Cursor | None, limit: int) -> PulledPage: ...
    def heads(self) -> Sequence[bytes]: ...
    def measure_clock(self) -> Clock: ...
    def lacking(self, records: Mapping[str, str]) -> Sequence[str]: ...
    @property
    def epoch(self) -> str: ...
    def witnessed(self) -> tuple[int, bytes, bytes] | None: ...
    def last_checkpoint(self) -> tuple[int, bytes] | None: ...
    def send_checkpoint(
        self, size: int, root: bytes, note: bytes, old_size: int | None, proof: Sequence[bytes]
    ) -> None: ...
    def report(self, clock: Clock | None, waiting: int, pulled_seq: int | None, said: Said) -> None: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class SyncStatus:
    """What the header shows, and for the technician why."""

    online: bool = False
    waiting: int = 0
    stored: int = 0
    receipted: int = 0
    last_acknowledged: datetime | None = None
    detail: str = ""  # the stable code of the last failure, empty when all is well
    refused: int = 0  # records that central said no to: a person has to look
    trouble: str = ""  # stable code of what is wrong with the way back; stays while the line is down
    clock_offset_ms: float | None = None  # central's clock against ours; recorded, never trusted for order


class Sync:
    """One thread between the outbox and central. `start`, `stop`, `wake`, `status`, `subscribe`."""

    def __init__(
        self,
        box: OutboxPort | Store,
        connect: Callable[[], Road],
        *,
        inbox: InboxPort | None = None,
        interval: float = INTERVAL,
        first_pause: float = FIRST_PAUSE,
        may_send: Callable[[datetime], bool] = lambda _: True,
        give_way: Callable[[], None] = lambda: None,
        describe: Callable[[], Said] = Said,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`give_way` is called before each record and returns, within seconds, when the counter does not compute.

        `describe` gives what central is told of this station at every contact.
        """
        self._outbox: OutboxPort = StoreOutbox(box) if isinstance(box, Store) else box
        self._witness: StoreWitness | None = StoreWitness(box) if isinstance(box, Store) else None
        self._witnessed_at = -WITNESS_EVERY
        self._connect = connect
        self._inbox = inbox
        self._interval = interval
        self._first_pause = first_pause
        self._may_send = may_send
        self._give_way = give_way
        self._describe = describe
        self._known = False  # this connection's central has been looked at
        self._lost = 0  # acknowledged records that neither central nor this station has any more
        self._clock = clock
        self._condition = threading.Condition()
        self._woken = False
        self._stopping = False
        self._status = SyncStatus()
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self._road: Road | None = None
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._counted_at = 0.0
        self._refused: dict[str, float] = {}  # record id -> monotonic time of its next try

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="sync")
            self._thread.start()

    def once(self) -> float:
        """One round in the caller's thread, for a command without a window; seconds to wait until the next."""
        return self._once()

    def hang_up(self) -> None:
        """After the last `once`."""
        self._hang_up()

    def stop(self, timeout: float = 15.0) -> None:
        """End the running exchange and wait for the thread; what was not acknowledged stays in the outbox."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
            road = self._road
        if road is not None:
            road.cancel()
        if self._thread is not None:
            self._thread.join(timeout)
            self._thread = None

    def wake(self) -> None:
        """There is something new to send, or somebody wants to try now. Returns at once, from any thread."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def status(self) -> SyncStatus:
        with self._condition:
            return self._status

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Call `listener` from the sync thread at every change; gives the function that ends it."""
        with self._condition:
            self._listeners.append(listener)

        def end() -> None:
            with self._condition, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return end

    def _run(self) -> None:
        self._count(online=False, detail="")
        while not self._stopping:
            seconds = self._once()
            with self._condition:
                self._condition.wait_for(lambda: self._woken or self._stopping, seconds)
                self._woken = False
        self._hang_up()

    def _once(self) -> float:
        """One round; how many seconds to wait until the next."""
        try:
            self._round()
        except CentralError as error:
            return self._failed(error.code, error.detail)
        except StationError as error:  # the local database: a full disk, say; the counter reports it by itself
            return self._failed(error.code, error.detail)
        except Exception as error:  # the thread must outlive what nobody thought of  # noqa: BLE001
            return self._failed("sync_unexpected", type(error).__name__)
        if self._failures:
            log.info("the road to central is open again")
        self._failures = 0
        return self._interval

    def _round(self) -> None:
        road = self._open()
        clock = road.measure_clock()
        self._count(online=True, detail=self._status.detail, clock=clock)
        if not self._known:
            self._meet_again(road)
            self._known = True
        while not self._stopping and self._may_send(self._clock()):
            if not self._send_batch(road):
                break
        self._show_the_log(road)
        seq = self._pull_all(road, clock) if not self._stopping else None
        counts = self._outbox.counts()
        trouble = self._trouble()
        road.report(clock, counts.waiting, seq, replace(self._describe(), pull=trouble))
        with self._condition:
            self._status = replace(self._status, trouble=trouble)
        self._count(online=True, detail=trouble or ("central_refused_records" if self._refused else ""))

    def _meet_again(self, road: Road) -> None:
        """With each new connection, before anything is sent: is this station, and is central, who they were?

        A station may be a copy of yesterday, and central may have been restored or failed over with a loss: what it
        acknowledged is looked at again, the newest always, all where its life is another or one of them is gone.
        """
        if self._witness is not None:
            self._witness.compare(road.witnessed())
        newest = self._outbox.newest_stored(LOOK_AT)
        first = self._outbox.checked() == ""
        if (not first and self._outbox.checked() != road.epoch) or (newest and road.lacking(newest)):
            self._check_all(road)
        if self._outbox.checked() != road.epoch:
            self._outbox.note_checked(road.epoch)

    def _check_all(self, road: Road) -> None:
        after = 0
        while not self._stopping:
            rows = self._outbox.stored(after, CHECK)
            if not rows:
                return
            after = rows[-1][0]
            lacking = road.lacking({record_id: digest for _, record_id, digest in rows})
            if lacking:
                gone = self._outbox.lost(lacking)
                log.error("central has lost %d acknowledged records, %d are not here any more", len(lacking), len(gone))
                self._lost += len(gone)
            self._give_way()

    def _trouble(self) -> str:
        """What is wrong beside this round, the worst first."""
        if self._witness is not None and self._witness.is_rolled_back():
            return RolledBack.code
        if self._lost:
            return LOST
        return self._inbox.trouble() if self._inbox is not None else ""

    def _open(self) -> Road:
        with self._condition:
            if self._road is None:
                self._road, self._known = self._connect(), False
            return self._road

    def _send_batch(self, road: Road) -> bool:
        """Send some of the oldest records; False when there was nothing left to do."""
        now = time.monotonic()
        held_back = {record_id for record_id, again in self._refused.items() if again > now}
        rows = [row for row in self._outbox.take(BATCH + len(held_back)) if row.record_id not in held_back]
        for row in rows:
            self._give_way()
            if self._stopping:
                return False
            try:
                read_back = road.send(row.record_id, row.kind, row.body, bytes.fromhex(row.digest))
            except CentralRefused as error:
                if not _concerns_the_record(error):
                    raise
                log.warning("central refused a record: %s", error.code)
                self._refused[row.record_id] = now + REFUSAL_PAUSE
                self._outbox.failed(row.record_id, error.code)
                continue
            self._outbox.acknowledged(row.record_id, read_back.hex(), self._clock())
            self._refused.pop(row.record_id, None)
            if time.monotonic() - self._counted_at > COUNT_EVERY:
                self._count(online=True, detail=self._status.detail)
        return bool(rows)

    def _show_the_log(self, road: Road) -> None:
        """Give central the audit log's checkpoint, where it has grown: whoever cuts the log later is found out."""
        now = time.monotonic()
        if self._witness is None or self._stopping or now - self._witnessed_at < WITNESS_EVERY:
            return
        if self._witness.has_grown():
            found = self._witness.checkpoint(road.last_checkpoint())
            if found is not None:
                log_now = found.frontier
                try:
                    road.send_checkpoint(log_now.size, log_now.root(), found.note, found.old_size, found.proof)
                except CentralRefused as error:
                    if error.code != "checkpoints_too_many":
                        raise
                    log.warning("central takes no more checkpoints for now")
                else:
                    self._witness.witnessed(found, self._clock())
        self._witnessed_at = now

    def _pull_all(self, road: Road, clock: Clock) -> int | None:
        if self._inbox is None:
            return None
        self._inbox.expect(road.heads())  # before the rows: whatever they speak of is there for the pull
        cursor = self._inbox.cursor()
        while not self._stopping:
            page = road.pull(cursor, PAGE)
            if page.rows or page.fresh:
                self._inbox.apply(page)
            cursor = page.cursor
            if not page.rows:  # a page may be short because its rows are large
                self._inbox.prove()
                break
        self._inbox.reached(clock)
        return cursor.seq if cursor is not None else None

    def _failed(self, code: str, detail: str) -> float:
        self._failures += 1
        self._hang_up()
        if not self._stopping:
            log.warning("the road to central is closed: %s (%s)", code, detail)
        self._count(online=False, detail=code)
        return pause(self._failures, self._first_pause, LONGEST_PAUSE)

    def _hang_up(self) -> None:
        with self._condition:
            road, self._road = self._road, None
        if road is not None:
            with contextlib.suppress(StationError):
                road.close()

    def _count(self, online: bool, detail: str, clock: Clock | None = None) -> None:
        status = replace(self._status, online=online, detail=detail, refused=len(self._refused))
        if clock is not None:
            status = replace(status, clock_offset_ms=clock.offset_ms)
        self._counted_at = time.monotonic()
        with contextlib.suppress(StationError):
            counts = self._outbox.counts()
            status = replace(
                status,
                waiting=counts.waiting,
                stored=counts.stored,
                receipted=counts.receipted,
                last_acknowledged=counts.last_acknowledged,
            )
        with self._condition:
            changed = status != self._status
            self._status = status
            listeners = tuple(self._listeners) if changed else ()
        for listener in listeners:
            try:
                listener(status)
            except Exception:  # a screen that fails must not stop the road
                log.exception("a listener of the sync status failed")


def _concerns_the_record(error: CentralRefused) -> bool:
    """Central took offence at this record, not at this station: the next record may still pass."""
    return error.code in {
        "record_conflict",
        "record_taken",
        "record_damaged",
        "record_incomplete",
        "record_complete",
        "central_rejected",
    }


__all__ = [
    "InboxPort",
    "OutboxPort",
    "Road",
    "StoreOutbox",
    "StoreWitness",
    "Sync",
    "SyncStatus",
]
