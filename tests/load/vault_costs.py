"""What keys, sealing and the audit log cost on this machine: python -m tests.load.vault_costs --json OUT.

Keys that end in `_cpu_s` are processor seconds, which a busy machine hardly changes; the rest is by
the clock.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from station.counter.enrol import seal_visit
from station.domain.audit import Act, AuditEvent
from station.domain.samples import Finger
from station.domain.visit import Visit
from station.office import backup
from station.store import audit_log, audit_verify, references
from station.store.session import Store
from station.vault import envelope, hybrid, keys, passwords, recovery
from station.vault.sources import Passphrase
from tests.rig import open_visit_steps, visits

PICTURE = 180_000  # octets: a PNG of one finger at 500 ppi; the face is a JPEG of up to 375 kB


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """The median of `times` runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


class Cost:
    """Clock and processor seconds of a block, put into the report as `<name>_s` and `<name>_cpu_s`."""

    def __init__(self, report: dict[str, float], name: str) -> None:
        self._report, self._name = report, name

    def __enter__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._report[f"{self._name}_s"] = time.perf_counter() - self._clock
        self._report[f"{self._name}_cpu_s"] = time.process_time() - self._processor


def measure(entries: int, sealed: int) -> dict[str, float]:
    report: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as where:
        base = Path(where)
        agency = visits.agency_keys(base / "agency")
        keys.create(base / "keys", "passphrase", station="POST-1", agency=agency.public, source=Passphrase())
        with Cost(report, "unlock_passphrase"):
            station = keys.unlock(base / "keys", "passphrase")
        phc = passwords.hash_password("password")
        with Cost(report, "password_check"):
            passwords.verify("password", phc)
        report["create_store_s"] = seconds(lambda: Store.open(base / "station.db", station).close(), 1)
        report["open_store_ms"] = 1000 * seconds(lambda: Store.open(base / "station.db", station).close())
        store = Store.open(base / "station.db", station)
        _sealing(store, sealed, report)
        _keeping(store, sealed, report)
        payload = b"x" * 1_000_000
        public = station.agency_public
        report["envelope_1mb_ms"] = 1000 * seconds(lambda: envelope.seal(payload, b"id", public, station.signer), 20)
        report["hpke_seal_us"] = 1e6 * seconds(lambda: hybrid.seal(bytes(32), public, b""), 50)
        report["sign_us"] = 1e6 * seconds(lambda: station.signer.sign(b"x" * 200), 50)
        _backup(store, base, report)
        _auditing(store, entries, report)
        store.close()
    return {name: round(value, 4) for name, value in report.items()}


def _sealing(store: Store, count: int, report: dict[str, float]) -> None:
    made = [_of_four_fingers(seed) for seed in range(1, count + 1)]
    taken = []
    with Cost(report, "seal_all_visits"):
        for visit in made:
            start = time.perf_counter()
            seal_visit(store, visit)
            taken.append(time.perf_counter() - start)
    report["visits"] = float(count)
    taken.sort()
    report["seal_visit_median_ms"] = 1000 * statistics.median(taken)
    report["seal_visit_p95_ms"] = 1000 * taken[int(0.95 * (len(taken) - 1))]
    report["visit_megabytes"] = len(store.path.read_bytes()) / count / 1e6
    start = time.perf_counter()
    with store.reading() as unit:
        found = sum(references.visit_reference(unit, v) is not None for v in references.first_references(unit).values())
    report["load_references_per_s"] = found / (time.perf_counter() - start)


def _keeping(store: Store, count: int, report: dict[str, float]) -> None:
    """What an accepted finger costs until it is on the disk, while the visit is open."""
    taken = []
    for seed in range(1, count + 1):
        steps = open_visit_steps.take(store, _of_four_fingers(200_000 + seed))
        next(steps)  # document and face
        start = time.perf_counter()
        for _ in steps:
            taken.append(time.perf_counter() - start)
            start = time.perf_counter()
    taken.sort()
    report["keep_finger_median_ms"] = 1000 * statistics.median(taken)
    report["keep_finger_p95_ms"] = 1000 * taken[int(0.95 * (len(taken) - 1))]


def _of_four_fingers(seed: int) -> Visit:
    visit = visits.visit(seed, octets=PICTURE)
    fourth = visits.finger(Finger.RIGHT_LITTLE, Random(seed), PICTURE)
    return replace(visit, fingers=(*visit.fingers, fourth), missing=())


def _backup(store: Store, base: Path, report: dict[str, float]) -> None:
    public = recovery.create(base / "safe", "recovery", visits.QUICK)
    store.keys = keys.set_recovery(base / "keys", "passphrase", public)
    start = time.perf_counter()
    first = backup.run(store, base / "keys", base / "disk")
    report["backup_first_s"] = time.perf_counter() - start
    report["backup_first_megabytes"] = first.new_bytes / 1e6
    seal_visit(store, visits.visit(99_999, octets=PICTURE))
    second = backup.run(store, base / "keys", base / "disk")
    report["backup_next_megabytes"] = second.new_bytes / 1e6
    report["backup_next_locked_s"] = second.seconds_locked


def _auditing(store: Store, entries: int, report: dict[str, float]) -> None:
    report["audit_entries"] = float(entries)
    with Cost(report, "audit_append"), store.unit() as unit:
        base = unit.now()
        for number in range(entries):
            event = AuditEvent(base + timedelta(milliseconds=number), "rini", Act.VETO, "POST-1", str(number))
            audit_log.append(unit, event)
    with Cost(report, "audit_verify"), store.reading() as unit:
        sound = audit_verify.verify(unit).sound
    with store.unit() as unit:
        unit.connection.exec_driver_sql("DELETE FROM audit_entries WHERE number = 7")
    with Cost(report, "audit_name_one_removed"), store.reading() as unit:
        findings = audit_verify.verify(unit).findings
    if not sound or [f.number for f in findings] != [7]:
        raise RuntimeError("the log did not verify as it should")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.entries, arguments.visits), indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
