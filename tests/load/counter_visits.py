"""What the counter feels of a backlog that drains beside it: real returning visits, in turns without and with sending.

The visits are those of `station journey`: the services of station.assembly, the emulated reader and camera, the real
extractor, NFIQ 2, face network, gallery search and seal. Blocks of visits alternate (idle, draining, draining, idle
...), so other work on the machine meets both alike. The server runs on the same machine, at the lowest priority: at a
post it is elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from station import assembly, logs, rehearsal
from station.cli.journey import FACE_SECONDS, Journey, invent
from station.cli.people import EnrolledPerson
from station.config import Config
from station.road.client import CentralClient
from station.road.sync import Sync
from station.store import outbox
from station.store.session import Store, Unit
from station.store.tables import envelopes
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from station.wire.settings import CentralSettings

RECORD = 300_000
BLOCK = 4  # visits in a row of one kind
CROWD = 6
IMPRESSIONS = 4  # one enrols, the others return


@dataclass
class Series:
    """Visits of one kind: what the machine computed, what the clock said, and what the process used meanwhile."""

    machine: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    processor: float = 0.0
    seconds: float = 0.0
    memory: int = 0
    drained: int = 0

    def report(self) -> dict[str, Any]:
        return {
            "visits": len(self.machine),
            "machine_median": round(statistics.median(self.machine), 3),
            "machine_p95": round(p95(self.machine), 3),
            "clock_median": round(statistics.median(self.clock), 3),
            "clock_p95": round(p95(self.clock), 3),
            "cores_used": round(self.processor / self.seconds, 2),
            "peak_memory_megabytes": round(self.memory / 1e6, 1),
            "records_drained": self.drained,
            "records_a_second": round(self.drained / self.seconds, 1),
        }


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.95))]


def fill(store: Store, records: int) -> None:
    """A backlog as visits leave it: envelopes, and outbox rows that point there."""
    body = os.urandom(RECORD)

    def work(unit: Unit, count: int) -> None:
        for _ in range(count):
            envelope = uuid.uuid4().bytes + body[16:]
            record_id, digest = str(uuid.uuid4()), hashlib.sha256(envelope).hexdigest()
            unit.connection.execute(envelopes.insert().values(record_id=record_id, envelope=envelope, digest=digest))
            outbox.put(unit, record_id, "visit", None)

    for start in range(0, records, 50):
        with store.unit() as unit:
            work(unit, min(50, records - start))


class Bench:
    """One station, its road, and visits one after the other."""

    def __init__(
        self, station: assembly.Station, emulated: rehearsal.EmulatedDesk, way_in: CentralSettings, yielding: bool
    ) -> None:
        station.biometrics.warm()
        self.store = station.store
        self.yielding = yielding
        self.journey = Journey(station, emulated)
        self._sending = threading.Event()
        give_way: Callable[[], None] = station.biometrics.stopwatch.wait_until_idle if yielding else lambda: None
        self.sync = Sync(
            station.store,
            lambda: CentralClient(way_in),
            may_send=lambda _: self._sending.is_set(),
            give_way=give_way,
        )
        self._process = psutil.Process()

    def block(self, series: Series, visits: list[tuple[EnrolledPerson, int]], sending: bool) -> None:
        """Make `visits` while the backlog drains, or while it waits."""
        if sending:
            self._sending.set()
        else:
            self._sending.clear()
        self.sync.wake()
        time.sleep(1.0)  # the batch that is on its way ends, or the first one begins
        counts = self.journey.tally
        stored, started, before = self.sync.status().stored, time.monotonic(), self._process.cpu_times()
        for person, index in visits:
            begun, known = time.perf_counter(), len(counts.visits["return"])
            self.journey.come_back(person, index)
            if len(counts.visits["return"]) == known:
                raise RuntimeError(f"a visit failed: {counts.failures[-1]}")
            series.clock.append(time.perf_counter() - begun)
            series.machine.append(counts.visits["return"][-1])
            series.memory = max(series.memory, self._process.memory_info().rss)
        series.seconds += time.monotonic() - started
        after = self._process.cpu_times()
        series.processor += after.user + after.system - before.user - before.system
        series.drained += self.sync.status().stored - stored

    def drain_alone(self) -> dict[str, Any]:
        """What is left goes without a visit beside it: the road's own cost."""
        self._sending.set()
        self.sync.wake()
        stored, started, before = self.sync.status().stored, time.monotonic(), self._process.cpu_times()
        while self.sync.status().waiting > 0:
            time.sleep(0.2)
        after, seconds = self._process.cpu_times(), time.monotonic() - started
        drained = self.sync.status().stored - stored
        spent = after.user + after.system - before.user - before.system
        return {
            "records": drained,
            "records_a_second": round(drained / seconds, 1),
            "cpu_milliseconds_a_record": round(1000 * spent / max(1, drained), 1),
        }


def measure(
    way_in: CentralSettings,
    keys: StationKeys,
    agency: AgencyKeys,
    folder: Path,
    waiting: int,
    visits: int,
    *,
    yielding: bool,
) -> dict[str, Any]:
    """`visits` of each kind; ends earlier, and says so, when the backlog is empty before."""
    config = Config(mode="demo", station=keys.station, place="Load", data=str(folder / "station"))
    policy = assembly.read_policy(config)
    policy = replace(policy, face=replace(policy.face, timeout_seconds=FACE_SECONDS))
    travellers = invent(CROWD, folder, IMPRESSIONS)
    handler = logs.start(folder / "logs")
    emulated = rehearsal.EmulatedDesk(time_scale=0.0)
    store = assembly.open_store(config, keys)
    rehearsal.identify(store, agency)
    try:
        config = replace(config, camera=emulated.camera.url)
        station = assembly.assemble(config, policy, store, backends=[emulated.backend])
        try:
            return _measured(Bench(station, emulated, way_in, yielding), travellers, waiting, visits)
        finally:
            station.close()
    finally:
        store.close()
        emulated.close()
        logs.stop(handler)


def _measured(bench: Bench, travellers: list[EnrolledPerson], waiting: int, visits: int) -> dict[str, Any]:
    journey = bench.journey
    for person in travellers:
        journey.enrol(person)
    for person in travellers:
        journey.come_back(person, 1)
    fill(bench.store, waiting)
    idle, draining = Series(), Series()
    turns = [(p, i) for _ in range(visits) for i in range(1, IMPRESSIONS) for p in travellers]
    bench.sync.start()
    try:
        number = 0
        while len(draining.machine) < visits:
            taken = turns[number : number + BLOCK]
            order = (
                ((idle, False), (draining, True)) if (number // BLOCK) % 2 == 0 else ((draining, True), (idle, False))
            )
            for series, sending in order:
                bench.block(series, taken, sending)
            number += BLOCK
            if bench.sync.status().waiting <= visits:
                break
        left = bench.sync.status().waiting
        alone = bench.drain_alone()
    finally:
        bench.sync.stop()
        journey.close()
    return {
        "yielding": bench.yielding,
        "waiting": waiting,
        "record_bytes": RECORD,
        "left_after_the_visits": left,
        "idle": idle.report(),
        "draining": draining.report(),
        "machine_median_ratio": round(statistics.median(draining.machine) / statistics.median(idle.machine), 3),
        "machine_p95_ratio": round(p95(draining.machine) / p95(idle.machine), 3),
        "clock_p95_ratio": round(p95(draining.clock) / p95(idle.clock), 3),
        "alone": alone,
        "false_rejects": journey.tally.false_rejects,
    }
