"""What the road carries, and what the counter feels of it: `python -m tests.load.sync_throughput --json OUT`.

First 300-KB records over TLS, from one station and from ten at once, each station a process. Then a station drains
5,000 waiting records while visits are made in the same process: a visit here seals a record of four fingers and a
face, writes it, and does a share of numeric work with the interpreter released, as a visit's models do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from station.central import install
from station.central.client import CentralClient
from station.central.local import LocalPostgres
from station.central.settings import CentralSettings
from station.services.enrol import seal_visit
from station.services.sync import Sync
from station.store import outbox
from station.store.session import Store, Unit
from station.store.tables import envelopes
from tests.rig import visits
from tests.unit.central.conftest import agency_of, station_keys_of

RECORD = 300_000
VISIT_OCTETS = 60_000  # a picture; five make a record of some 300 KB
WORK_SIZE = 700  # side of the matrices whose products stand for a visit's models
WORK_PRODUCTS = 12


def pump(settings: CentralSettings, seconds: float) -> int:
    """A station's process: send new records for so long; how many."""
    client = CentralClient(settings)
    client.connect()
    body = bytearray(os.urandom(RECORD))
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        body[:16] = uuid.uuid4().bytes
        client.send(str(uuid.uuid4()), "visit", bytes(body), hashlib.sha256(body).digest())
        count += 1
    client.close()
    return count


def stations_at_once(ways: list[CentralSettings], seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.load.sync_throughput", "--pump"]
    processes = [
        subprocess.Popen(
            [*command, way.host, str(way.port), way.role, str(way.tls), str(seconds)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for way in ways
    ]
    count = sum(int(process.communicate()[0]) for process in processes)
    return {
        "stations": len(ways),
        "records_a_second": round(count / seconds, 1),
        "megabytes_a_second": round(count * RECORD / seconds / 1e6, 1),
    }


def one_visit(store: Store, number: int, work: np.ndarray) -> float:
    started = time.perf_counter()
    for _ in range(WORK_PRODUCTS):
        work @ work
    made = visits.visit(
        number, octets=VISIT_OCTETS, station=store.keys.station, mode="demo", closed_at=datetime.now(UTC)
    )
    seal_visit(store, made)
    return time.perf_counter() - started


def wait_for_central(unit: Unit, envelope: bytes) -> None:
    """A record of this size as a visit leaves it: its envelope, and an outbox row that points there."""
    record_id = str(uuid.uuid4())
    digest = hashlib.sha256(envelope).hexdigest()
    unit.connection.execute(envelopes.insert().values(record_id=record_id, envelope=envelope, digest=digest))
    outbox.put(unit, record_id, "visit", None)


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def draining(settings: CentralSettings, folder: Path, records: int, count: int) -> dict[str, Any]:
    """Visits without and with a backlog that drains beside them."""
    name = "LOAD-0"
    store = Store.open(folder / "station.db", station_keys_of(name, agency_of()))
    work = np.random.default_rng(1).standard_normal((WORK_SIZE, WORK_SIZE), np.float32)
    one_visit(store, 1_000_000, work)
    idle = [one_visit(store, 2_000_000 + n, work) for n in range(count)]
    body = os.urandom(RECORD)
    for start in range(0, records, 100):
        with store.unit() as unit:
            for _ in range(min(100, records - start)):
                wait_for_central(unit, uuid.uuid4().bytes + body[16:])
    sync = Sync(store, lambda: CentralClient(settings))
    process = psutil.Process()
    before, started = process.cpu_times(), time.monotonic()
    quiet = process.memory_info().rss
    peak = [quiet]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    sync.start()
    while not sync.status().online:
        time.sleep(0.02)
    busy = []
    while len(busy) < count and sync.status().waiting > 0:
        busy.append(one_visit(store, 3_000_000 + len(busy), work))
    visits_over, cpu_visits = time.monotonic(), process.cpu_times()
    stored_beside = sync.status().stored
    while sync.status().waiting > 0:
        time.sleep(0.2)
    seconds = time.monotonic() - visits_over
    after = process.cpu_times()
    drained = sync.status().stored - stored_beside
    sync.stop()
    over.set()
    watcher.join()
    store.close()
    return {
        "waiting": records,
        "visits": len(busy),
        "visit_p95_idle": round(p95(idle), 3),
        "visit_p95_draining": round(p95(busy), 3),
        "visit_median_idle": round(statistics.median(idle), 3),
        "visit_median_draining": round(statistics.median(busy), 3),
        "p95_ratio": round(p95(busy) / p95(idle), 2),
        "drained_beside_visits": stored_beside,
        "drained_alone_a_second": round(drained / seconds, 1) if drained else None,
        "cpu_seconds_a_record_alone": round((after.user + after.system - cpu_visits.user - cpu_visits.system)
                                            / max(1, drained), 5),
        "cpu_seconds": round(after.user + after.system - before.user - before.system, 1),
        "seconds": round(time.monotonic() - started, 1),
        "memory_added_megabytes": round((peak[0] - quiet) / 1e6, 1),
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--waiting", type=int, default=5000)
    parser.add_argument("--visits", type=int, default=60)
    parser.add_argument("--pump", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.pump:
        host, port, role, tls, seconds = options.pump
        settings = CentralSettings(host, int(port), "border", role, Path(tls), "demo", 30.0)
        print(pump(settings, float(seconds)))
        return 0
    with tempfile.TemporaryDirectory(prefix="sync-throughput-") as where:
        folder = Path(where)
        server = LocalPostgres(folder / "server")
        try:
            owner = server.start()
            install.initialise(owner, "demo")
            ways = [
                install.add_station(owner, server.authority, f"LOAD-{n}", "CGK", folder / f"tls-{n}") for n in range(10)
            ]
            report: dict[str, Any] = {
                "cores": os.cpu_count(),
                "load_before": round(os.getloadavg()[0], 1),
                "record_bytes": RECORD,
                "one_station": stations_at_once(ways[:1], options.seconds),
                "ten_stations": stations_at_once(ways, options.seconds),
                "counter": draining(ways[0], folder, options.waiting, options.visits),
            }
        finally:
            server.stop()
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
