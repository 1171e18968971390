"""What a station does by itself while people work: keeps the ballast, tidies the spool, removes what is past its days,
looks at its own identity and, once a week, at how well it recognises.

One thread; short transactions, so that a visit never waits for more than one batch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from station import logs
from station.errors import StationError
from station.office.retain import Retain, RetentionReport
from station.road import expiry, standing
from station.road.standing import Standing
from station.store import audit_log, look_back, outbox, space, spool
from station.store.look_back import RolledBack
from station.store.session import Store
from station.store.space import Space

SPACE_SECONDS = 30.0
RETENTION_SECONDS = 3600.0
FIRST_RETENTION_SECONDS = 60.0  # not while the window is still opening


class Housekeeping:
    """`start`, `stop`; `space` is what the header shows."""

    def __init__(
        self,
        store: Store,
        retain: Retain,
        *,
        space_seconds: float = SPACE_SECONDS,
        retention_seconds: float = RETENTION_SECONDS,
        first_retention: float = FIRST_RETENTION_SECONDS,
        told: Callable[[Space], None] = lambda _: None,
        follow: Callable[[], object] = lambda: None,
        tls: Path | None = None,
        calibrated: Callable[[], Iterable[tuple[str, date]]] = tuple,
        count: Callable[[], None] = lambda: None,
        look: Callable[[Callable[[], bool]], None] = lambda _: None,
        alarmed: Callable[[], date | None] = lambda: None,
    ) -> None:
        """`tls`: folder of the road's certificates; `calibrated`: serials and last days. Their ends are watched.
        `count`: one step of the counter outside of the disk. `look`: what the station reckons of itself, where that is
        due; asked with each retention, and told when to break off. `alarmed`: the day of the newest such look, where it
        is an alarm. From the thread, `told` is called whenever the state of the space changes, `follow` after each
        retention: what is in memory is compared with the records."""
        self._store = store
        self._retain = retain
        self._space_seconds = space_seconds
        self._retention_seconds = retention_seconds
        self._first_retention = first_retention
        self._told = told
        self._follow = follow
        self._tls, self._calibrated, self._count, self._look = tls, calibrated, count, look
        self._alarmed = alarmed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping")
        self._space: Space | None = None
        self._swept = -1  # records that central had when the spool was swept last
        self.last_retention: RetentionReport | None = None
        # Of the sentence about this station's identity, its records and what ends; empty while nothing is to be said.
        self.identity_code = ""
        self.alarm: date | None = None  # that a supervisor is to be told of

    @property
    def space(self) -> Space:
        return self._space or space.look(self._store)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        waited, due = 0.0, self._first_retention
        self._one("alarm", self._keep_alarm)
        while True:
            self._one("space", self._keep_space)
            if waited >= due:
                self._one("retention", self._run_retention)
                self._one("identity", self.look_at_identity)
                self._one("counter", self._count)
                self._one("look", lambda: self._look(self._stop.is_set))
                self._one("alarm", self._keep_alarm)
                waited, due = 0.0, self._retention_seconds
            if self._stop.wait(self._space_seconds):
                return
            waited += self._space_seconds

    def _one(self, what: str, work: Callable[[], None]) -> None:
        """A named failure is logged and tried again the next time; it must not end the thread."""
        try:
            work()
        except StationError as error:
            logs.log.warning("housekeeping failed", what=what, code=error.code, detail=error.detail)

    def _keep_space(self) -> None:
        found = space.restore(self._store)
        with self._store.reading() as unit:
            stored = outbox.counts(unit).stored
        if stored != self._swept:  # a long backlog is not gone through while nothing of it leaves
            spool.sweep(self._store)
            self._swept = stored
        before, self._space = self._space, found
        if before is None or before.state is not found.state:
            logs.log.info("space", state=found.state.value, free=found.free_bytes)
            self._told(found)

    def _keep_alarm(self) -> None:
        self.alarm = self._alarmed()

    def look_at_identity(self) -> None:
        """At the start, and then as often as the retention runs."""
        found = standing.note(self._store).standing
        with self._store.reading() as unit:
            ahead = look_back.noted(unit)
        code = RolledBack.code if ahead else "" if found in {Standing.GOOD, Standing.ENDING} else found.value
        if not code:
            with self._store.reading() as unit:
                at = max(unit.now(), audit_log.latest(unit))  # as the identity is judged
            code = expiry.first_code(expiry.of_the_station(self._store, self._tls, self._calibrated()), at)
        if code and code != self.identity_code:
            logs.log.warning("something ends", code=code)
        self.identity_code = code

    def _run_retention(self) -> None:
        self.last_retention = self._retain.run()
        self._follow()  # also what another process has erased or taken in: a command, a disk
