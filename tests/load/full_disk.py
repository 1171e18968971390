"""Fill a small file system with visits, and see what the station keeps: python -m tests.load.full_disk --json OUT.

Runs itself inside `unshare -Urm` on a tmpfs of a few megabytes (Linux); needs no privileges where user namespaces are
allowed, and says so where they are not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from station.counter.enrol import seal_visit
from station.store import audit_log, audit_verify, outbox, records, space
from station.store.errors import DiskFull
from station.store.session import Store
from tests.rig import visits

MEGABYTE = 1024 * 1024
MOST_VISITS = 2000


def on_small_disk(size: int = 20 * MEGABYTE) -> dict[str, Any] | None:
    """The report of a run on a tmpfs of `size` octets; None where this machine lets nobody mount one."""
    with tempfile.TemporaryDirectory() as where:
        program = (
            f"mount -t tmpfs -o size={size} tmpfs {where} && exec {sys.executable} -m tests.load.full_disk --in {where}"
        )
        if subprocess.run(["unshare", "-Urm", "true"], capture_output=True, check=False).returncode:
            return None
        done = subprocess.run(["unshare", "-Urm", "sh", "-c", program], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def fill(where: Path) -> dict[str, Any]:
    """Seal visits until the disk is full, use the ballast, go on until it is full again, make room, go on."""
    keys = visits.station_keys(where / "keys", visits.agency_keys(where / "agency"))
    store = visits.open_store(where, keys)
    store.ballast.size = 6 * MEGABYTE
    other = where / "something_else"
    other.write_bytes(os.urandom(MEGABYTE))
    assert space.restore(store).state is not space.SpaceState.SPENT
    kept: list[int] = []
    on_ballast: int | None = None
    for seed in range(1, MOST_VISITS):
        had = store.ballast.there()
        try:
            seal_visit(store, visits.visit(seed, octets=40_000))
        except DiskFull:
            break
        kept.append(seed)
        if had and not store.ballast.there():
            on_ballast = seed
            assert space.look(store).state is space.SpaceState.SPENT
    else:
        raise RuntimeError("the disk never filled up")
    refused = kept[-1] + 1
    lost = _missing(store, kept)
    half = _half(store, len(kept))
    other.unlink()
    seal_visit(store, visits.visit(refused, octets=40_000))
    kept.append(refused)
    again_lost = _missing(store, kept)
    store.close()
    opened = Store.open(where / "station.db", keys)
    opened.check()
    report = {
        "kept": len(kept),
        "kept_on_ballast": on_ballast,
        "refused_with_disk_full": refused,
        "lost": len(set(lost) | set(again_lost) | set(_missing(opened, kept))),
        "half": half + _half(opened, len(kept)),
    }
    opened.close()
    return report


def _missing(store: Store, seeds: list[int]) -> list[int]:
    missing = []
    with store.reading() as unit:
        for seed in seeds:
            visit = visits.visit(seed, octets=40_000)
            same = False
            with suppress(Exception):
                same = records.visit(unit, visit.id) == visit
            if not same:
                missing.append(seed)
    return missing


def _half(store: Store, count: int) -> int:
    """Rows, outbox rows and audit entries that do not agree in number, and an audit log that is not sound."""
    with store.reading() as unit:
        numbers = {count, len(records.recent(unit, 10**6)), outbox.counts(unit).waiting, audit_log.count(unit)}
        return len(numbers) - 1 + (not audit_verify.verify(unit).sound)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--in", dest="inside", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(fill(arguments.inside)))
        return 0
    report = on_small_disk()
    if report is None:
        print("user namespaces are not allowed here; nothing was tried", file=sys.stderr)
        return 2
    text = json.dumps(report, indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text)
    return 1 if report["lost"] or report["half"] else 0


if __name__ == "__main__":
    sys.exit(main())
