"""Kill the station at random points of its work and count what was lost.

    python -m tests.load.power_cut --kills 200 --json OUT

A child takes visits step by step, seals them, and tells each accepted sample and each acknowledged visit through a
pipe; it is killed with SIGKILL after a random time, at any point between opening the database and closing it. Then the
database is opened again. Every visit that was ever acknowledged must be there, equal to what was sealed, with its
outbox row and its audit entry; of a visit that was not sealed yet every sample that was accepted; nothing may be half.

SIGKILL is not a power cut: the kernel still writes what it was given. That a commit has reached the disk before it is
acknowledged rests on `synchronous=FULL` and on the disk telling the truth about fsync.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select as sql_select

from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.office import backup, mend
from station.store import audit_log, audit_verify, cases, outbox, record, records, tables
from station.store.errors import StoreError
from station.store.session import Store
from station.vault import envelope, recovery
from station.vault import keys as vault_keys
from station.vault.keys import StationKeys
from tests.load import full_disk
from tests.rig import open_visit_steps, visits

OCTETS = 30_000  # a picture; a visit of four is about as large as four WSQ prints
FRESH_AFTER = 20
PAGE = 4096


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    corrupt: int = 0
    unacknowledged_kept: int = 0  # sealed, but killed before the officer was told: harmless
    accepted: int = 0  # faces and fingers that the officer saw accepted
    accepted_lost: int = 0  # of these, neither in a sealed visit nor in the open one
    resumable: int = 0  # visits that were open when killed, with all that was accepted
    reasons: list[str] = field(default_factory=list)


def _child(directory: Path, keys: StationKeys, first: int, told: int) -> None:
    """Open the store and work until killed; never returns."""
    store = Store.open(directory / "station.db", keys)
    for seed in range(first, first + 10_000):
        visit = visits.visit(seed, octets=OCTETS)
        for part in open_visit_steps.take(store, visit):
            os.write(told, f"{seed} {part}\n".encode())
        seal_visit(store, visit)
        os.write(told, f"{seed}\n".encode())
        if seed % 3 == 0:
            with store.unit() as unit:
                cases.open_case(unit, visits.case_of(visit, f"case-{seed}"))
        if seed % 4 == 0:  # what happens after a receipt
            with store.unit() as unit:
                outbox.receipted(unit, visit.id, b"receipt", visits.T0)
                audit_log.checkpoint(unit)
            store.checkpoint()
        if seed % 7 == 0:
            store.close()
            store = Store.open(directory / "station.db", keys)
    os._exit(0)


@dataclass
class Told:
    """What a child said before it was killed: seeds of acknowledged visits, and accepted parts by seed."""

    acknowledged: list[int] = field(default_factory=list)
    accepted: dict[int, set[int]] = field(default_factory=dict)

    def add(self, more: Told) -> None:
        self.acknowledged += more.acknowledged
        self.accepted |= more.accepted

    @classmethod
    def read(cls, octets: bytes) -> Told:
        told = cls()
        for line in octets[: octets.rfind(b"\n") + 1].splitlines():
            seed, *part = map(int, line.split())
            if part:
                told.accepted.setdefault(seed, set()).add(part[0])
            else:
                told.acknowledged.append(seed)
        return told


def _run_and_kill(directory: Path, keys: StationKeys, first: int, seconds: float) -> Told:
    """Start a child, kill it after `seconds`."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        try:
            _child(directory, keys, first, writable)
        except BaseException:  # noqa: BLE001  a forked child must never run the parent's code
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writable)
    deadline = time.monotonic() + seconds
    octets = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([readable], [], [], left)[0]:
            chunk = os.read(readable, 65536)
            if not chunk:
                break
            octets += chunk
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while chunk := os.read(readable, 65536):
        octets += chunk
    os.close(readable)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the child ended by itself")
    return Told.read(octets)


@dataclass
class Found:
    """What is not there after a kill."""

    lost: set[int]  # seeds of acknowledged visits
    visits: int = 0  # sealed ones, acknowledged or not
    accepted_lost: int = 0
    resumable: int = 0


def _check(directory: Path, keys: StationKeys, told: Told, tally: Tally) -> Found:
    """Open what the child left and compare it with what was told."""
    nothing = Found(set(told.acknowledged), 0, sum(map(len, told.accepted.values())))
    try:
        store = Store.open(directory / "station.db", keys)
    except Exception as error:  # noqa: BLE001  counted and reported, whatever it is
        tally.corrupt += 1
        tally.reasons.append(f"opening: {error!r}")
        return nothing
    try:
        store.check()
        kept, why = _agree(store)
        found = Found({seed for seed in told.acknowledged if not _is_there(store, seed)}, kept)
        for seed, parts in told.accepted.items():
            if not _is_there(store, seed):
                gone = open_visit_steps.lost(store, visits.visit(seed, octets=OCTETS), parts)
                found.accepted_lost += gone
                found.resumable += not gone
    except Exception as error:  # noqa: BLE001
        found, why = nothing, f"checking: {error!r}"
    finally:
        store.close()
    if why:
        tally.corrupt += 1
        tally.reasons.append(why)
    return found


def _is_there(store: Store, seed: int) -> bool:
    visit = visits.visit(seed, octets=OCTETS)
    with suppress(Exception), store.reading() as unit:
        return records.visit(unit, visit.id) == visit
    return False


def _agree(store: Store) -> tuple[int, str]:
    """How many visits there are, and why the tables do not agree, if they do not."""
    with store.reading() as unit:
        rows = set(unit.connection.execute(sql_select(tables.visits.c.id)).scalars())
        for name, column in (
            ("envelopes", tables.envelopes.c.record_id),
            ("data keys", tables.data_keys.c.record_id),
            ("references", tables.references.c.visit),
            ("outbox", tables.outbox.c.record_id),
        ):
            if set(unit.connection.execute(sql_select(column)).scalars()) != rows:
                return len(rows), f"{name} and visits differ"
        if rows & set(unit.connection.execute(sql_select(tables.open_visits.c.id)).scalars()):
            return len(rows), "a sealed visit is open as well"
        sealed = {e.subject for _, e in audit_log.entries(unit) if e.act == Act.VISIT_SEALED}
        if sealed != rows:
            return len(rows), "audit entries and visits differ"
        if not audit_verify.verify(unit).sound:
            return len(rows), "the audit log is not sound"
    return len(rows), ""


def kill_often(kills: int, rng: random.Random, longest: float = 0.5) -> Tally:
    """`kills` runs; every twentieth starts with no database, so that creating it is interrupted too."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as where:
        base = Path(where)
        keys = visits.station_keys(base / "keys", visits.agency_keys(base / "agency"))
        for first in range(0, kills, FRESH_AFTER):
            waits = [rng.uniform(0.0, longest) for _ in range(min(FRESH_AFTER, kills - first))]
            _one_database(base / str(first), keys, waits, tally)
    return tally


def _one_database(directory: Path, keys: StationKeys, waits: list[float], tally: Tally) -> None:
    told = Told()
    lost: set[int] = set()
    for number, wait in enumerate(waits):
        new = _run_and_kill(directory, keys, 1 + number * 1000, wait)
        told.add(new)
        tally.kills += 1
        if (directory / "station.db").exists():
            lost |= _check(directory, keys, new, tally).lost
        else:
            lost |= set(new.acknowledged)
    tally.acknowledged += len(told.acknowledged)
    tally.accepted += sum(map(len, told.accepted.values()))
    if told.acknowledged or told.accepted:  # after the last kill everything of all runs is looked at again
        found = _check(directory, keys, told, tally)
        lost |= found.lost
        tally.accepted_lost += found.accepted_lost
        tally.resumable += found.resumable
        tally.unacknowledged_kept += found.visits - len(told.acknowledged) + len(lost)
    tally.lost += len(lost)


def damage_a_page(rng: random.Random, before: int = 12, after: int = 8) -> dict[str, int]:
    """Visits, a backup, more visits that central does not have, then a bad page: what is lost to the agency?"""
    with tempfile.TemporaryDirectory() as where:
        base = Path(where)
        agency = visits.agency_keys(base / "agency")
        keys = visits.station_keys(base / "keys", agency)
        store = visits.open_store(base, keys)
        public = recovery.create(base / "safe", visits.PASSPHRASE, visits.QUICK)
        store.keys = vault_keys.set_recovery(base / "keys", visits.PASSPHRASE, public)
        for seed in range(1, before + 1):
            seal_visit(store, visits.visit(seed, octets=OCTETS))
        manifest = backup.run(store, base / "keys", base / "disk").manifest
        for seed in range(before + 1, before + after + 1):
            seal_visit(store, visits.visit(seed, octets=OCTETS))
        store.close()
        page = rng.randrange(1, (base / "station.db").stat().st_size // PAGE)
        with (base / "station.db").open("r+b") as stream:
            stream.seek(page * PAGE + rng.randrange(PAGE - 16))
            stream.write(rng.randbytes(16))
        named = _is_named(base / "station.db", keys)
        backup.restore_here(manifest, store.keys, base / "station.db")
        again = Store.open(base / "station.db", store.keys)
        requeued = mend.requeue(again)
        lost = [s for s in range(1, before + after + 1) if not _reaches_the_agency(again, s, agency.sealing_private)]
        again.close()
    report = {"acknowledged": before + after, "page": page, "named": int(named), "from_backup": before}
    return {**report, "requeued": requeued.records, "lost": len(lost)}


def _is_named(path: Path, keys: StationKeys) -> bool:
    """Whether the damage ends in an error with a name."""
    try:
        store = Store.open(path, keys)
    except StoreError:
        return True
    try:
        store.check()
    except StoreError:
        return True
    finally:
        store.close()
    return False


def _reaches_the_agency(store: Store, seed: int, agency_private: bytes) -> bool:
    visit = visits.visit(seed, octets=OCTETS)
    identity = records.identity(visit.station, visit.id)
    with store.reading() as unit:
        for row in outbox.take(unit, 10_000):
            if row.record_id == visit.id:
                return record.decode(envelope.open_as_agency(row.body, agency_private, identity)) == visit
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the station at random points and count what was lost.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().getrandbits(32)
    start = time.monotonic()
    tally = kill_often(arguments.kills, random.Random(seed))
    report: dict[str, Any] = {
        **asdict(tally),
        "seed": seed,
        "full_disk": full_disk.on_small_disk(),
        "corrupted_page": damage_a_page(random.Random(seed)),
        "seconds": round(time.monotonic() - start, 1),
    }
    text = json.dumps(report, indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text)
    full = report["full_disk"] or {"lost": 0, "half": 0}
    page = report["corrupted_page"]
    bad = (tally.lost, tally.accepted_lost, tally.corrupt, full["lost"], full["half"], page["lost"], not page["named"])
    return 1 if any(bad) else 0


if __name__ == "__main__":
    sys.exit(main())
