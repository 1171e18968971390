"""Everything that can happen to a line, for a while: `python -m tests.load.sync_chaos --seconds N --json OUT`.

Client processes drain outboxes (SQLite files) through a bad line into a real server. Clients and server are killed
with kill -9 at random, connections are cut in the middle of a byte stream, the line is slow or silent for a while,
deliveries are repeated and reordered, and the server's disk is made full. At the end every record is compared byte by
byte. OUT holds: records, acknowledged, lost, duplicated, altered, client_kills, server_kills, cuts (and more detail).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from station.agency import install
from station.agency.local import LocalPostgres
from station.wire.errors import NoLocalServer
from station.wire.settings import CentralSettings
from tests.load.proxy import Line, Proxy

SMALL, LARGE = 100_000, 3_000_000
LARGE_SHARE = 0.04
CLIENTS = 3
FILL_SECONDS = 3.0
REPEATED = "repeated"  # counted among the failures: a delivery that was made again on purpose


def body_of(record_id: str) -> bytes:
    """The content of a record follows from its id, so the end can compare every byte without keeping them."""
    seed = uuid.UUID(record_id).bytes
    size = LARGE if seed[0] < 256 * LARGE_SHARE else SMALL
    return random.Random(seed).randbytes(size)


@dataclass
class Counts:
    records: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    altered: int = 0
    client_kills: int = 0
    server_kills: int = 0
    cuts: int = 0
    repeated: int = 0
    full_disks: int = 0
    silences: int = 0
    slow_spells: int = 0
    seconds: float = 0.0
    large: int = 0
    failures: dict[str, int] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        return dict(self.__dict__)


def make_outbox(path: Path, count: int) -> list[str]:
    ids = [str(uuid.uuid4()) for _ in range(count)]
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE outbox (id TEXT PRIMARY KEY, place REAL, acknowledged TEXT)")
        database.execute("CREATE TABLE failures (code TEXT PRIMARY KEY, count INTEGER)")
        rows = [(record_id, random.random()) for record_id in ids]
        database.executemany("INSERT INTO outbox (id, place) VALUES (?, ?)", rows)
    return ids


def count(database: sqlite3.Connection, code: str) -> None:
    database.execute("INSERT INTO failures VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET count = count + 1", (code,))


def drain(outbox: Path, settings: CentralSettings) -> None:
    """The client process: send what waits, in any order, some of it twice, until it is killed or done."""
    from station.road.client import CentralClient
    from station.wire.errors import CentralError

    client = CentralClient(settings)
    draw = random.Random(os.urandom(8))
    database = sqlite3.connect(outbox, timeout=30, isolation_level=None)
    database.execute("PRAGMA synchronous=FULL")
    while True:
        waiting = [row[0] for row in database.execute("SELECT id FROM outbox WHERE acknowledged IS NULL LIMIT 40")]
        if not waiting:
            break
        draw.shuffle(waiting)
        done = [row[0] for row in database.execute("SELECT id FROM outbox WHERE acknowledged NOT NULL LIMIT 200")]
        if done and draw.random() < 0.5:
            waiting.insert(draw.randrange(len(waiting) + 1), draw.choice(done))  # a duplicate delivery
            count(database, REPEATED)
        for record_id in waiting:
            body = body_of(record_id)
            try:
                digest = client.send(record_id, "visit", body, hashlib.sha256(body).digest())
            except CentralError as error:
                count(database, error.code)
                time.sleep(0.05 + 0.2 * draw.random())
                break
            database.execute("UPDATE outbox SET acknowledged = ? WHERE id = ?", (digest.hex(), record_id))
    client.close()


class SmallDisk:
    """A file system of its own for the server, where this machine lets us mount one."""

    def __init__(self, place: Path, megabytes: int) -> None:
        self.place = place
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        self.mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self._filler = place / "filler"

    def fill(self) -> None:
        with contextlib.suppress(OSError), self._filler.open("wb", buffering=0) as filler:
            while True:
                filler.write(b"\0" * 65536)

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.place)], capture_output=True, check=False)


class Chaos:
    """The clients, the server, the line between them, and the hand that breaks them."""

    def __init__(self, folder: Path, seconds: float, per_second: float, seed: int) -> None:
        self.folder = folder
        self.seconds = seconds
        self.draw = random.Random(seed)
        self.counts = Counts()
        records = seconds * per_second
        room = 500 + int(records * ((1 - LARGE_SHARE) * SMALL + LARGE_SHARE * LARGE) * 2.5 / 1e6)
        self.ids: dict[Path, list[str]] = {}
        self.ways: dict[Path, CentralSettings] = {}
        self.clients: dict[Path, subprocess.Popen[bytes]] = {}
        with contextlib.ExitStack() as guard:
            self.disk = SmallDisk(folder / "disk", room)
            guard.callback(self.disk.close)
            self.server = LocalPostgres(folder / "disk" / "server")
            guard.callback(self.server.stop)
            self.owner = self.server.start()
            install.initialise(self.owner, "demo")
            self.proxy = Proxy((self.owner.host, self.owner.port), seed=seed)
            guard.callback(self.proxy.close)
            for number in range(CLIENTS):
                self._add_client(number, max(4, int(seconds * per_second / CLIENTS)))
            self._closing = guard.pop_all()

    def _add_client(self, number: int, records: int) -> None:
        outbox = self.folder / f"outbox-{number}.db"
        self.ids[outbox] = make_outbox(outbox, records)
        folder = self.folder / f"tls-{number}"
        station = install.add_station(self.owner, self.server.authority, f"CHAOS-{number}", "CGK", folder)
        self.ways[outbox] = replace(station, port=self.proxy.port, timeout=3.0)

    def run(self) -> Counts:
        started = time.monotonic()
        try:
            certain = [(0.25, 0.0), (0.4, 0.03), (0.6, 0.025)]  # however short: a client's end, a cut, the server's
            while time.monotonic() - started < self.seconds:
                self._keep_clients_running()
                if certain and time.monotonic() - started > certain[0][0] * self.seconds:
                    self._mischief(certain.pop(0)[1])
                self._mischief(self.draw.random())
                time.sleep(0.05)
            self._calm()
            deadline = time.monotonic() + max(100.0, self.seconds)
            while self._waiting() and time.monotonic() < deadline:
                self._keep_clients_running()
                time.sleep(0.1)
            self.counts.seconds = round(time.monotonic() - started, 1)
            self._judge()
        finally:
            for client in self.clients.values():
                client.kill()
                client.wait()
            self._closing.close()
        return self.counts

    def _keep_clients_running(self) -> None:
        for outbox, settings in self.ways.items():
            client = self.clients.get(outbox)
            if client is not None and client.poll() is None:
                continue
            if not self._waiting(outbox):
                continue
            way = [settings.host, str(settings.port), settings.role, str(settings.tls), str(settings.timeout)]
            command = [sys.executable, "-m", "tests.load.sync_chaos", "--client", str(outbox), *way]
            self.clients[outbox] = subprocess.Popen(command, cwd=Path(__file__).parents[2])

    def _mischief(self, dice: float) -> None:
        """What happens at this throw, 0..1; at most of the throws nothing."""
        if dice < 0.020:
            running = [client for client in self.clients.values() if client.poll() is None]
            if running:
                victim = self.draw.choice(running)
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                self.counts.client_kills += 1
        elif dice < 0.030:
            self.server.kill()
            self.counts.server_kills += 1
            time.sleep(self.draw.random() * 0.3)
            self._start_server()
        elif dice < 0.10:
            self.proxy.cut()
        elif dice < 0.14:
            self.proxy.line.cut_after = (1, 400_000) if self.draw.random() < 0.7 else None
        elif dice < 0.16:
            slow = self.draw.random() < 0.5
            self.counts.slow_spells += slow
            self.proxy.line.bytes_per_second = 300_000 if slow else None
        elif dice < 0.168:
            self.counts.silences += 1
            self.proxy.line.silent = True
            time.sleep(0.5)
            self.proxy.line.silent = False
        elif dice < 0.173:
            self._fill_the_disk()

    def _start_server(self) -> None:
        for _ in range(5):
            try:
                self.server.start()
            except NoLocalServer:
                continue
            break
        self.proxy.target = (self.owner.host, self.server.port or self.owner.port)

    def _fill_the_disk(self) -> None:
        """Take every free byte of the server's file system, write-ahead log included, and give it back later."""
        if not self.disk.mounted:
            return
        self.counts.full_disks += 1
        self.disk.fill()
        time.sleep(FILL_SECONDS)
        self.disk.free()
        if self.server.server_pid() is None:  # without room for its log the server ends itself, as it should
            self._start_server()

    def _calm(self) -> None:
        self.proxy.line = Line()
        if self.server.server_pid() is None:
            self._start_server()

    def _waiting(self, outbox: Path | None = None) -> int:
        total = 0
        for path in [outbox] if outbox else self.ids:
            with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
                total += database.execute("SELECT count(*) FROM outbox WHERE acknowledged IS NULL").fetchone()[0]
        return total

    def _judge(self) -> None:
        counts = self.counts
        wanted = {record_id for ids in self.ids.values() for record_id in ids}
        acknowledged: dict[str, str] = {}
        for path in self.ids:
            with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
                acknowledged.update(database.execute("SELECT id, acknowledged FROM outbox WHERE acknowledged NOT NULL"))
                for code, number in database.execute("SELECT code, count FROM failures"):
                    counts.failures[code] = counts.failures.get(code, 0) + number
        counts.records, counts.acknowledged = len(wanted), len(acknowledged)
        counts.cuts = self.proxy.cuts
        counts.repeated = counts.failures.pop(REPEATED, 0)
        with self.server.start().connect("judge") as connection:
            rows = connection.execute("SELECT id::text, count(*) FROM border.records GROUP BY id").fetchall()
            found = {str(record_id): int(str(number)) for record_id, number in rows}
            counts.duplicated = sum(number > 1 for number in found.values()) + len(found.keys() - wanted)
            counts.lost = len(acknowledged.keys() - found.keys())
            for record_id in found:
                stored = connection.execute(
                    "SELECT string_agg(bytes, ''::bytea ORDER BY ordinal) FROM border.chunks WHERE id = %s",
                    (record_id,),
                ).fetchone()
                body = body_of(record_id)
                counts.large += len(body) == LARGE
                counts.altered += stored is None or stored[0] != body
                told = acknowledged.get(record_id)
                counts.altered += told is not None and told != hashlib.sha256(body).hexdigest()


def run(seconds: float, folder: Path, per_second: float = 12.0, seed: int = 1) -> Counts:
    return Chaos(folder, seconds, per_second, seed).run()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-second", type=float, default=12.0, help="records that are made for each second")
    parser.add_argument("--client", nargs=6, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.client:
        outbox, host, port, role, tls, timeout = options.client
        settings = CentralSettings(host, int(port), "border", role, Path(tls), "demo", float(timeout))
        drain(Path(outbox), settings)
        return 0
    with tempfile.TemporaryDirectory(prefix="sync-chaos-") as folder:
        counts = run(options.seconds, Path(folder), options.per_second, options.seed)
    report = counts.report()
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    whole = counts.acknowledged == counts.records and not (counts.lost or counts.duplicated or counts.altered)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
