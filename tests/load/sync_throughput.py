"""What the road carries, and what the counter feels of it: `python -m tests.load.sync_throughput --json OUT`.

First 300-KB records over TLS, from one station and from ten at once, each station a process. Then a station drains
5,000 waiting records while travellers return at its counter (tests.load.counter_visits).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import psutil

from station.agency import install
from station.agency.local import LocalPostgres
from station.road.client import CentralClient
from station.wire.settings import CentralSettings
from tests.load import counter_visits
from tests.rig.central import agency_of, station_keys_of

RECORD = counter_visits.RECORD


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


def rates(ways: list[CentralSettings], seconds: float) -> dict[str, Any]:
    return {"one_station": stations_at_once(ways[:1], seconds), "ten_stations": stations_at_once(ways, seconds)}


def draining(
    server: LocalPostgres, owner: CentralSettings, folder: Path, options: argparse.Namespace
) -> dict[str, Any]:
    """Real visits beside a backlog, with the server at the lowest priority."""
    pid = server.server_pid()
    if pid is not None:
        for process in (psutil.Process(pid), *psutil.Process(pid).children()):
            with contextlib.suppress(psutil.NoSuchProcess):  # the one of a connection that has just ended
                process.nice(19)  # what it starts for a connection inherits that
    agency = agency_of()
    keys = station_keys_of("LOAD-COUNTER", agency)
    way_in = install.add_station(owner, server.authority, keys.station, "CGK", folder / "tls-counter")
    return counter_visits.measure(
        way_in, keys, agency, folder, options.waiting, options.visits, yielding=not options.no_yield
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--waiting", type=int, default=5000)
    parser.add_argument("--visits", type=int, default=60)
    parser.add_argument("--only-counter", action="store_true", help="leave out the rates")
    parser.add_argument("--no-yield", action="store_true", help="send without giving way to the counter, to compare")
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
                **({} if options.only_counter else rates(ways, options.seconds)),
                "counter": draining(server, owner, folder, options),
            }
        finally:
            server.stop()
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
