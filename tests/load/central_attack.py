"""What one station, or who has taken it, can do to others: `python -m tests.load.central_attack --json OUT`.

OUT gets `attempts`, `held` and `broke` (names with what came of it). Every attack runs against a real
PostgreSQL with three stations, two of one post, and the agency's process; the attacker holds the certificate and the
keys of CGK-1 and speaks SQL.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from station.agency import install, partitions, status, witness
from station.agency.case_relay import CaseRelay
from station.agency.desk import Desk
from station.agency.erasure import CentralErasure
from station.agency.head_keeper import HeadKeeper
from station.agency.ledger import Ledger
from station.agency.local import LocalPostgres
from station.agency.matcher import CentralMatcher, OneProcess
from station.agency.postgres_program import tool
from station.agency.process import CentralProcess
from station.domain.audit import AuditEvent
from station.domain.case import Case, CaseStatus, record_of
from station.errors import StationError
from station.road.client import CentralClient
from station.road.road import open_road
from station.store import audit_log, look_back, record
from station.store.session import Store
from station.vault import envelope, erasure
from station.vault.keys import StationKeys
from station.wire import evidence
from station.wire.delivery import record_identity
from station.wire.settings import CentralSettings
from tests.rig import visits
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for

STATIONS = (("CGK-1", "CGK"), ("CGK-2", "CGK"), ("DPS-1", "DPS"))
EVIL, SISTER, OTHER = (name for name, _ in STATIONS)


class Broke(Exception):
    """The attack worked."""


def hold(condition: object, what: str) -> None:
    if not condition:
        raise Broke(what)


@dataclass
class Lab:
    server: LocalPostgres
    owner: CentralSettings
    process: CentralSettings
    agency: Any
    keys: dict[str, StationKeys]
    ways: dict[str, CentralSettings]
    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Lab:
        server = LocalPostgres(folder / "server", durable=False)
        owner = server.start()
        install.initialise(owner, "demo")
        agency = agency_of()
        keys, ways = {}, {}
        for name, post in STATIONS:
            keys[name] = station_keys_of(name, agency)
            ways[name] = install.add_station(
                owner, server.authority, name, post, folder / name,
                signing_key=keys[name].signer.public, recipient_key=keys[name].recipient_public,
            )  # fmt: skip
        process = install.add_central_process(owner, server.authority, folder / "process")
        return cls(server, owner, process, agency, keys, ways, folder)

    def close(self) -> None:
        self.server.stop()

    def desk(self) -> Desk:
        return Desk(self.process, self.agency)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.owner.connect("lab") as connection:
            return connection.execute(statement, values or None).fetchall()

    def sql(self, station: str = EVIL) -> psycopg.Connection[tuple[object, ...]]:
        return self.ways[station].connect("attack")

    def seal(self, station: str, payload: bytes, kind: str = "visit", name: str | None = None) -> tuple[str, bytes]:
        own, name = self.keys[station], name or str(uuid.uuid4())
        return name, envelope.seal(
            payload, record_identity(kind, station, name), own.agency_public, own.signer
        ).envelope

    def send(self, station: str, name: str, body: bytes, kind: str = "visit") -> str:
        client = CentralClient(self.ways[station])
        try:
            client.send(name, kind, body, hashlib.sha256(body).digest())
        finally:
            client.close()
        return name

    def visit(self, sender: str, **changes: object) -> str:
        name = str(uuid.uuid4())
        made = replace(visits.visit(octets=200), id=name, station=sender, mode="demo")
        name, body = self.seal(sender, record.pack(replace(made, **changes)), "visit", name)
        return self.send(sender, name, body)

    def case(self, station: str, **changes: object) -> tuple[Case, str]:
        """A case that `station` sends; (the case, the record that holds it)."""
        made = replace(visits.case_of(visits.visit(octets=200), str(uuid.uuid4())), station=station, mode="demo")
        made = replace(made, **changes)
        name = record_of(made.id, CaseStatus.WAITING) if _is_uuid(made.id) else str(uuid.uuid4())
        name, body = self.seal(station, record.pack(made), "case", name)
        return made, self.send(station, name, body, "case")

    def ask_erasure(self, station: str, visit: str) -> str:
        fields = {"visit": visit, "approval": "a", "at": "2026-01-01T00:00:00+00:00"}
        return self.send(station, str(uuid.uuid4()), erasure.sign(fields, self.keys[station].signer), "erasure")

    def receipt(self, name: str) -> tuple[str, str] | None:
        rows = self.query("SELECT verdict, reason FROM border.receipts WHERE id = %s", name)
        return (rows[0][0], rows[0][1]) if rows else None

    def receive(self) -> None:
        desk = self.desk()
        while desk.receive():
            pass

    def erase(self) -> None:
        CentralErasure(self.desk(), Ledger(self.process)).step()

    def holds(self, name: str) -> bool:
        return bool(self.query("SELECT 1 FROM border.chunks WHERE id = %s", name))

    def pulled(self, station: str) -> list[Any]:
        client = CentralClient(self.ways[station])
        try:
            rows, cursor = [], None
            while page := (found := client.pull(cursor, 500)).rows:
                rows += page
                cursor = found.cursor
        finally:
            client.close()
        return rows

    def works_for(self, station: str) -> bool:
        """An honest record of this station is taken and receipted."""
        name, body = self.seal(station, os.urandom(40))
        self.send(station, name, body)
        self.receive()
        return self.receipt(name) == ("accepted", "")


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


# ---- B 5: what cannot be read


def _header(content: bytes) -> bytes:
    return b"BSE1" + struct.pack(">I", len(content)) + content + os.urandom(16) + struct.pack(">H", 4) + b"x" * 104


POISON = {
    "suite_is_a_list": _header(b'{"suite":[],"identity":"","nonce":""}'),
    "suite_is_an_object": _header(b'{"suite":{},"identity":"00","nonce":"00"}'),
    "deeply_nested": _header(b"[" * 100_000),
    "not_finite": _header(b'{"suite":1e999,"identity":"","nonce":""}'),
    "endless_number": _header(b'{"suite":' + b"9" * 20_000 + b',"identity":"","nonce":""}'),
    "lone_surrogate": _header(b'{"suite":"\\ud800","identity":"","nonce":""}'),
    "not_ascii_hexadecimal": _header('{"suite":"x","identity":"００","nonce":""}'.encode()),
    "empty_header": _header(b""),
    "no_envelope": b"\x00" * 64,
}


def poison(name: str) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        bad = lab.send(EVIL, str(uuid.uuid4()), POISON[name])
        hold(lab.works_for(OTHER), "an honest record of another post was not receipted")
        found = lab.receipt(bad)
        hold(found is not None and found[0] == "refused" and found[1], f"no refusal with a reason: {found}")

    return attack


def poison_plain(kind: str, body: bytes) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        bad = lab.send(EVIL, str(uuid.uuid4()), body, kind)
        hold(lab.works_for(OTHER), "an honest record of another post was not receipted")
        hold((lab.receipt(bad) or ("",))[0] == "refused", "it was not refused")

    return attack


def matched(lab: Lab, name: str) -> str:
    desk, ledger = lab.desk(), Ledger(lab.process)
    calibration = Calibration.load()
    matcher = CentralMatcher(desk, ledger, OneProcess(calibration), calibration)
    lab.receive()
    while matcher.step():
        pass
    rows = lab.query("SELECT outcome FROM border.matches WHERE id = %s", name)
    return str(rows[0][0]) if rows else ""


def sealed_poison(**changes: object) -> Callable[[Lab], None]:
    """A true envelope of the station with something inside that its readers fail at, or that is another's."""

    def attack(lab: Lab) -> None:
        bad = lab.visit(EVIL, **changes)
        good = lab.visit(OTHER)
        hold(matched(lab, good) not in ("", "unreadable"), "an honest visit was not searched")
        hold(matched(lab, bad) == "unreadable", "it was searched")

    return attack


def odd_face(embedding: bytes) -> Callable[[Lab], None]:
    """A face that decodes, or nearly, and cannot be compared; the next visit is searched, before it and after it."""

    def attack(lab: Lab) -> None:
        made = visits.visit(octets=200)
        hold(made.face, "the example has no face")
        bad = lab.visit(EVIL, face=replace(made.face, embedding=embedding), person=str(uuid.uuid4()))
        good = lab.visit(OTHER)
        hold(matched(lab, good) not in ("", "unreadable"), "an honest visit was not searched")
        hold(matched(lab, bad), "it was not even noted")

    return attack


def poison_payload(payload: bytes, kind: str) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        name, body = lab.seal(EVIL, payload, kind)
        lab.send(EVIL, name, body, kind)
        case, _ = lab.case(OTHER if kind == "visit" else SISTER)
        lab.receive()
        if kind == "visit":
            hold(matched(lab, name) == "unreadable", "it was searched")
        relay = CaseRelay(lab.desk(), Ledger(lab.process))
        while relay.step():
            pass
        if kind == "case":
            hold(case.id in {row.key for row in lab.pulled(EVIL)}, "the case of a colleague was not relayed")

    return attack


def case_with_a_bad_id(lab: Lab) -> None:
    lab.case(EVIL, id="x\x00\ud800")
    case, _ = lab.case(SISTER)
    lab.receive()
    relay = CaseRelay(lab.desk(), Ledger(lab.process))
    while relay.step():
        pass
    hold(case.id in {row.key for row in lab.pulled(EVIL)}, "the case of a colleague was not relayed")


# ---- B 6: one station against all


def all_sessions(lab: Lab) -> None:
    held: list[Any] = []
    try:
        with contextlib.suppress(psycopg.OperationalError):
            while len(held) < 200:
                held.append(lab.sql())
        hold(len(held) <= install.STATION_SESSIONS, f"{len(held)} sessions")
        hold(lab.works_for(OTHER), "another station is kept out")
    finally:
        for connection in held:
            connection.close()


def idle_transaction(lab: Lab) -> None:
    holder = lab.sql()
    try:
        holder.execute("SET idle_in_transaction_session_timeout = 0")
        holder.execute("INSERT INTO border.deliveries(id, kind, mode, digest, size, chunk_size)"
                       " VALUES (gen_random_uuid(), 'visit', 'demo', sha256('x'), 1, 1024)")  # fmt: skip
        key = str(uuid.uuid4())
        lab.desk().post("station:" + OTHER, "case", key, b"body")
        hold(key in {row.key for row in lab.pulled(OTHER)}, "what the agency sent is held back")
    finally:
        holder.close()


def advisory_locks(lab: Lab) -> None:
    holder = lab.sql()
    try:
        for statement in (
            "SELECT pg_advisory_lock(108170521109859)",
            "SELECT pg_advisory_lock(hashtextextended('border.make_partition', 0))",
        ):
            with contextlib.suppress(psycopg.Error):
                holder.execute(statement)
                holder.commit()
        lab.desk().post("*", "notice", str(uuid.uuid4()), b"x")
        hold(HeadKeeper(lab.process, lab.agency).bring_up_to_date() > 0, "heads are not signed")
        _add(lab)
    finally:
        holder.close()


def advisory_flood(lab: Lab) -> None:
    with lab.sql() as holder:
        try:
            holder.execute("SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 20000) n")
        except psycopg.errors.InsufficientPrivilege:
            return
    raise Broke("it takes as many locks as there are")


def _add(lab: Lab) -> None:
    name = "NEW-" + uuid.uuid4().hex[:8]
    post = "N" + uuid.uuid4().hex[:6].upper()
    try:
        install.add_station(lab.owner, lab.server.authority, name, post, lab.folder / name)
    except StationError as error:
        raise Broke(f"no station can be added: {error.code}") from error


def open_insert(lab: Lab) -> None:
    holder = lab.sql()
    try:
        holder.execute("SET idle_in_transaction_session_timeout = 0")
        holder.execute("INSERT INTO border.deliveries(id, kind, mode, digest, size, chunk_size)"
                       " VALUES (gen_random_uuid(), 'visit', 'demo', sha256('x'), 1, 1024)")  # fmt: skip
        _add(lab)
        hold(f"station_holds_up:{EVIL}" in status.read(lab.process).alerts(), "no alert names the station")
    finally:
        holder.close()


def endless_statement(lab: Lab) -> None:
    with lab.sql() as holder:
        holder.autocommit = True
        holder.execute("SET statement_timeout = 0")
        import threading

        ended: list[str] = []

        def sleep() -> None:
            try:
                holder.execute("SELECT pg_sleep(300)")
            except psycopg.Error as error:
                ended.append(type(error).__name__)

        thread = threading.Thread(target=sleep)
        thread.start()
        time.sleep(1.5)
        lab.desk().end_holders(1.0)
        thread.join(10)
        hold(ended, "it sleeps on")


def many_checkpoints(lab: Lab) -> None:
    with lab.sql() as holder, contextlib.suppress(psycopg.Error):
        holder.execute("INSERT INTO border.checkpoints(size, root, note)"
                       " SELECT g, sha256(g::text::bytea), 'x' FROM generate_series(1, 20000) g")  # fmt: skip
        holder.commit()
    with lab.sql() as holder, contextlib.suppress(psycopg.Error):
        for number in range(300):
            holder.execute("INSERT INTO border.checkpoints(size, root, note) VALUES (%s, sha256(%s), 'x')",
                           (number + 50_000, os.urandom(8)))  # fmt: skip
            holder.commit()
    with lab.sql(OTHER) as honest:
        honest.execute("INSERT INTO border.checkpoints(size, root, note) VALUES (1, sha256('honest'), 'n')"
                       " ON CONFLICT DO NOTHING")  # fmt: skip
        honest.commit()
    witness.examine(lab.process)
    judged = lab.query("SELECT count(*) FROM border.witnessed WHERE station = %s", OTHER)[0][0]
    hold(judged, "another station's checkpoint waits behind the flood")
    kept = lab.query("SELECT count(*) FROM border.checkpoints WHERE station = %s", EVIL)[0][0]
    hold(kept <= 200, f"{kept} checkpoints were kept")


def large_checkpoint(lab: Lab) -> None:
    with lab.sql() as holder:
        try:
            holder.execute("INSERT INTO border.checkpoints(size, root, note)"
                           " VALUES (9000000, sha256('big'), decode(repeat('00', 5000000), 'hex'))")  # fmt: skip
        except psycopg.Error:
            return
    raise Broke("a note of 5 MB is kept")


def report(arguments: str, *, command_too: bool = False) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        with lab.sql() as holder, contextlib.suppress(psycopg.Error):
            holder.execute(f"SELECT border.report({arguments})")  # type: ignore[call-overload]
            holder.commit()
        found = status.read(lab.process)
        found.alerts()
        names = {line.name for line in found.stations}
        hold({EVIL, SISTER, OTHER} <= names, "stations are missing from the status")
        text = json.dumps([line.clock_offset_ms for line in found.stations])
        hold("NaN" not in text and "Infinity" not in text, "what is no number is in the status")
        if not command_too:
            return
        argument = [
            sys.executable,
            "-m",
            "station.cli.admin",
            "central",
            "status",
            "--json",
            "--central",
            lab.owner.url,
        ]
        command = [*argument, "--tls", str(lab.owner.tls)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        hold(done.returncode == 0, f"the status command ends with {done.stderr[-120:]}")
        json.loads(done.stdout, parse_constant=lambda name: (_ for _ in ()).throw(Broke(f"{name} in the status")))

    return attack


def refused(statement: str) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        with lab.sql() as holder:
            try:
                holder.execute(statement)  # type: ignore[call-overload]
                holder.commit()
            except psycopg.Error:
                return
        raise Broke("it was done")

    return attack


# ---- D: evidence


def _own_record(lab: Lab) -> tuple[str, tuple[Any, ...]]:
    name, body = lab.seal(EVIL, os.urandom(300_000))
    lab.send(EVIL, name, body)
    lab.receive()
    hold(lab.receipt(name) == ("accepted", ""), "the record was not accepted")
    row = lab.query("SELECT id, post, month, max(ordinal) FROM border.chunks WHERE id = %s GROUP BY 1, 2, 3", name)[0]
    return name, row


def further_chunk(content: bytes) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        name, (record_id, post, month, last) = _own_record(lab)
        for ordinal in (last + 1, last + 2, 100, 2**31 - 1):
            with lab.sql() as holder, contextlib.suppress(psycopg.Error):
                holder.execute(
                    "INSERT INTO border.chunks(id, post, month, ordinal, digest, bytes)"
                    " VALUES (%s, %s, %s, %s, sha256(%s), %s)",
                    (record_id, post, month, ordinal, content, content),
                )
                holder.commit()
        count = lab.query("SELECT count(*) FROM border.chunks WHERE id = %s", name)[0][0]
        hold(count == last + 1, f"{count} chunks of {last + 1}")
        delivery = Ledger(lab.process).delivery(name)
        hold(delivery is not None, "the record is gone")
        lab.desk().open(delivery)

    return attack


def more_bytes_than_announced(lab: Lab) -> None:
    for size, chunk_size, ordinal, octets in (
        (1, 1024, 0, 4096),
        (1, 1024, 1, 1),
        (2048, 1024, 0, 1025),
        (2048, 1024, 2, 1),
    ):
        name = str(uuid.uuid4())
        with lab.sql() as holder, contextlib.suppress(psycopg.Error):
            holder.execute("INSERT INTO border.deliveries(id, kind, mode, digest, size, chunk_size)"
                           " VALUES (%s, 'visit', 'demo', sha256('x'), %s, %s)", (name, size, chunk_size))  # fmt: skip
            holder.commit()
            holder.execute(
                "INSERT INTO border.chunks(id, post, month, ordinal, digest, bytes) SELECT %s, 'CGK',"
                " date_trunc('month', now() AT TIME ZONE 'UTC')::date, %s, sha256(b), b"
                " FROM (SELECT decode(repeat('00', %s), 'hex') b) x",
                (name, ordinal, octets),
            )
            holder.commit()
        hold(not lab.holds(name), f"{octets} bytes at {ordinal} for a record of {size}")


def chunks_of_an_erased_record(lab: Lab) -> None:
    name, (record_id, post, month, _) = _own_record(lab)
    lab.ask_erasure(EVIL, name)
    lab.receive()
    lab.erase()
    hold(not lab.holds(name), "the record was not erased")
    with lab.sql() as holder, contextlib.suppress(psycopg.Error):
        holder.execute(
            "INSERT INTO border.chunks(id, post, month, ordinal, digest, bytes) SELECT %s, %s, %s, 0, sha256(b), b"
            " FROM (SELECT decode(repeat('00', 131072), 'hex') b) x",
            (record_id, post, month),
        )
        holder.commit()
    hold(not lab.holds(name), "bytes came back into an erased record")


def erase_what_is_a_sisters(what: str) -> Callable[[Lab], None]:
    def attack(lab: Lab) -> None:
        visit = lab.visit(SISTER)
        case, held = lab.case(SISTER, visit=visit)
        unsent = str(uuid.uuid4())  # a visit that is still open at the sister's counter: its case came first
        early, early_record = lab.case(SISTER, visit=unsent)
        lab.receive()
        relay = CaseRelay(lab.desk(), Ledger(lab.process))
        while relay.step():
            pass
        named = {"case_record": held, "case_id": case.id, "visit": visit, "open_visit": unsent}[what]
        asked = lab.ask_erasure(EVIL, named)
        lab.receive()
        lab.erase()
        for name, kind in ((visit, "visit"), (held, "case"), (early_record, "case of an open visit")):
            hold(lab.holds(name), f"the sister's {kind} is erased")
        for one in (case, early):
            copies = [row for row in lab.pulled(EVIL) if row.kind == evidence.CASE and row.key == one.id]
            hold(copies and all(row.body for row in copies), "copies on the way back are erased or withdrawn")
        outcome = lab.query("SELECT outcome FROM border.erasures WHERE erasure = %s AND record = %s", asked, named)
        hold(outcome and outcome[0][0] != "erased", "the answer says that it was erased")

    return attack


def false_checkpoint_of_ones_own_log(lab: Lab) -> None:
    """Who has only the certificate cannot make the station believe that it is a copy of itself."""
    with lab.sql() as holder, contextlib.suppress(psycopg.Error):
        holder.execute("INSERT INTO border.checkpoints(size, root, note) VALUES (7000000, sha256('false'), 'x')")
        holder.commit()
    witness.examine(lab.process)
    client = CentralClient(lab.ways[EVIL])
    try:
        found = client.witnessed()
    finally:
        client.close()
    hold(found is None or found[0] != 7000000, "central holds it against the station")


def killed_after_the_receipt(lab: Lab) -> None:
    case, _ = lab.case(EVIL)
    lab.receive()  # ... and here the process was killed: nothing but the receipt is committed
    fresh = CaseRelay(lab.desk(), Ledger(lab.process))
    process = CentralProcess(lab.desk(), (), [fresh.step])
    process.once()
    hold(case.id in {row.key for row in lab.pulled(SISTER)}, "the case was never relayed")


def rolled_back_station(lab: Lab) -> None:
    """Yesterday's copy of the whole local database, revoked identity, closed officer and all."""

    path = lab.folder / uuid.uuid4().hex / "station.db"
    name = "OLD-" + uuid.uuid4().hex[:6]
    keys = station_keys_of(name, lab.agency)
    way = install.add_station(
        lab.owner, lab.server.authority, name, "CGK", lab.folder / name, signing_key=keys.signer.public,
        recipient_key=keys.recipient_public,
    )  # fmt: skip

    def contact(store: Store) -> None:
        road = open_road(store, lambda: way, interval=0.2)
        road.sync.start()
        reported = wait_for(lambda: road.sync.status().online and road.sync._witnessed_at > 0, 20)
        road.sync.stop()
        hold(reported, f"no contact: {road.sync.status()}")
        witness.examine(lab.process)

    store = Store.open(path, keys)
    with store.unit() as unit:
        for number in range(5):
            audit_log.append(unit, AuditEvent(unit.now(), "system", "notice", name, str(number)))
    contact(store)
    store.close()
    yesterday = path.with_name("yesterday.db")
    shutil.copy(path, yesterday)
    store = Store.open(path, keys)
    with store.unit() as unit:
        for number in range(5):
            audit_log.append(unit, AuditEvent(unit.now(), "system", "notice", name, f"today {number}"))
    contact(store)
    store.close()
    for file in path.parent.glob("station.db*"):
        file.unlink()
    shutil.copy(yesterday, path)
    store = Store.open(path, keys)
    try:
        with store.reading() as unit:
            look_back.require_none(unit)  # nothing inside of the copy can tell
        contact(store)
        try:
            with store.reading() as unit:
                look_back.require_none(unit)
        except StationError as error:
            hold(error.code == "records_rolled_back", f"another refusal: {error.code}")
            return
        raise Broke("yesterday's copy opens visits")
    finally:
        store.close()


# ---- E 19: moved to another cluster


def moved_by_dump_and_restore(lab: Lab) -> None:
    root = lab.folder / ("moved-" + uuid.uuid4().hex[:6])
    root.mkdir()
    (root / "B").mkdir()

    with lab.owner.connect("lab") as connection:  # an agency that has worked for a while
        connection.autocommit = True
        for _ in range(3000):
            connection.execute("SELECT pg_current_xact_id()")
    lab.desk().post("*", "notice", "before", b"x")
    before = lab.pulled(OTHER)
    client = CentralClient(lab.ways[OTHER])
    cursor = client.pull(None, 100_000).cursor
    client.close()
    shutil.copytree(lab.server.directory / "authority", root / "B" / "authority")
    fresh = LocalPostgres(root / "B", durable=False)
    there = fresh.start()
    try:
        globals_ = subprocess.run(
            [tool("pg_dumpall"), "--globals-only"], env=_way(lab.owner), capture_output=True, check=True
        )
        subprocess.run([tool("psql"), "-X", "-q", "-d", "postgres"], env=_way(there), input=globals_.stdout, check=True,
                       capture_output=True)  # fmt: skip
        file = root / "border.dump"
        subprocess.run([tool("pg_dump"), "-Fc", "-f", str(file)], env=_way(lab.owner), check=True)
        subprocess.run([tool("pg_restore"), "-d", "border", str(file)], env=_way(there), check=True)
        desk = Desk(replace(lab.process, port=there.port), lab.agency)
        desk.post("station:" + OTHER, "revocation", OTHER, b"gone")
        client = CentralClient(replace(lab.ways[OTHER], port=there.port))
        new = [row.key for row in client.pull(cursor, 100).rows]
        every = client.pull(None, 100_000).rows
        client.close()
        hold(new == [OTHER], f"a station with its old place gets {new}")
        hold(len(every) == len(before) + 1, f"a station from the start gets {len(every)} of {len(before) + 1}")
        partitions.ensure(install.engine_of(there))
    finally:
        fresh.stop()


def _way(way: CentralSettings) -> dict[str, str]:
    own = {
        "PGHOST": way.host, "PGPORT": str(way.port), "PGUSER": way.role, "PGDATABASE": "border",
        "PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(way.tls / "ca.crt"),
        "PGSSLCERT": str(way.tls / "client.crt"), "PGSSLKEY": str(way.tls / "client.key"),
    }  # fmt: skip
    return {**os.environ, **own}


LONG_NUMBER = "0, 0, 0, 0, jsonb_build_object('policy_number', repeat('9', 5000)::numeric)"

ATTACKS: dict[str, Callable[[Lab], None]] = {
    **{f"poison_{name}": poison(name) for name in POISON},
    "poison_erasure_nested": poison_plain("erasure", b'{"erasure":' * 5000),
    "poison_erasure_number": poison_plain("erasure", b'{"erasure":1e999,"signature":""}'),
    "poison_checkpoint_surrogate": poison_plain("checkpoint", b"\xed\xa0\x80\n1\nAA==\n\n"),
    "poison_unknown_kind": poison_plain("ruling", b"[" * 1000),
    "matcher_nul_in_person": sealed_poison(person="a\x00b"),
    "matcher_surrogate_in_person": sealed_poison(person="a\ud800b"),
    "matcher_endless_person": sealed_poison(person="a" * 100_000),
    "matcher_visit_of_another_name": sealed_poison(id=str(uuid.uuid4())),
    "matcher_visit_of_another_station": sealed_poison(station=SISTER),
    "matcher_face_not_finite": odd_face(b"\xff\xff\xff\x7f" * 128),
    "matcher_face_of_nothing": odd_face(bytes(512)),
    "matcher_face_cut_short": odd_face(b"\x00" * 13),
    "matcher_face_of_another_size": odd_face(FaceTemplate({"dlib": np.eye(7, dtype=np.float32)[0]}).encode()),
    "matcher_payload_nested": poison_payload(b"BSR1" + struct.pack(">I", 100_000) + b"[" * 100_000, "visit"),
    "matcher_payload_empty": poison_payload(b"", "visit"),
    "relay_payload_nested": poison_payload(b"BSR1" + struct.pack(">I", 100_000) + b"[" * 100_000, "case"),
    "relay_payload_empty": poison_payload(b"", "case"),
    "relay_bad_id": case_with_a_bad_id,
    "all_sessions": all_sessions,
    "idle_transaction": idle_transaction,
    "advisory_locks": advisory_locks,
    "advisory_flood": advisory_flood,
    "open_insert": open_insert,
    "endless_statement": endless_statement,
    "many_checkpoints": many_checkpoints,
    "large_checkpoint": large_checkpoint,
    "report_nan": report("'NaN', 'NaN', 0, 0, '{}'"),
    "report_infinity": report("'-Infinity', 'Infinity', 0, 0, '{}'"),
    "report_long_number": report(
        "0, 0, 0, 0, jsonb_build_object('policy_number', repeat('9', 5000)::numeric)", command_too=True
    ),
    "report_largest": report("1e308, -1e308, 9223372036854775807, -9223372036854775808, '[]'"),
    "report_words": report(
        "0, 0, 0, 0, jsonb_build_object('software', 5, 'pull', '[]'::jsonb, 'schema', repeat('x', 3000))"
    ),
    "temporary_table": refused("CREATE TEMP TABLE mine AS SELECT repeat('x', 1000) FROM generate_series(1, 10)"),
    "large_object": refused("SELECT lo_from_bytea(0, decode(repeat('00', 1000), 'hex'))"),
    "gates": refused("SELECT place FROM border.gates FOR UPDATE"),
    "end_holders": refused("SELECT border.end_holders(0)"),
    "erase_case": refused("SELECT border.erase_case(gen_random_uuid(), gen_random_uuid(), '{}')"),
    "other_database": refused("SELECT dblink('dbname=postgres', 'SELECT 1')"),
    "further_chunk": further_chunk(b"junk"),
    "further_chunk_empty": further_chunk(b""),
    "more_bytes_than_announced": more_bytes_than_announced,
    "chunks_of_an_erased_record": chunks_of_an_erased_record,
    **{f"erase_sisters_{w}": erase_what_is_a_sisters(w) for w in ("case_record", "case_id", "visit", "open_visit")},
    "false_checkpoint_of_ones_own_log": false_checkpoint_of_ones_own_log,
    "killed_after_the_receipt": killed_after_the_receipt,
    "rolled_back_station": rolled_back_station,
    "moved_by_dump_and_restore": moved_by_dump_and_restore,
}


def run(lab: Lab, name: str) -> str:
    """What came of it: empty where the agency held."""
    try:
        ATTACKS[name](lab)
    except Broke as broke:
        return str(broke) or "it worked"
    except Exception as error:  # noqa: BLE001  an honest party met an error that it should not have met
        return f"{type(error).__name__}: {str(error).splitlines()[0][:160] if str(error) else ''}"
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", action="append", help="name of one attack; repeat it")
    options = parser.parse_args(arguments)
    names = [name for name in ATTACKS if not options.only or name in options.only]
    broke: list[str] = []
    with tempfile.TemporaryDirectory(prefix="central-attack-") as where:
        Path(where).chmod(0o755)
        lab = Lab.open(Path(where))
        try:
            for name in names:
                began = time.monotonic()
                found = run(lab, name)
                broke += [f"{name}: {found}"] if found else []
                print(f"{'BROKE' if found else 'held '} {name} {time.monotonic() - began:.1f} s {found}", flush=True)
        finally:
            lab.close()
    report_ = {"attempts": len(names), "held": len(names) - len(broke), "broke": broke}
    if options.json:
        options.json.write_text(json.dumps(report_, indent=1) + "\n")
    print(json.dumps(report_, indent=1))
    return 1 if broke else 0


if __name__ == "__main__":
    sys.exit(main())
