"""A station's records with so many of everything that grows: rows of a few visits that were really sealed, again and
again under other identities. Everybody in them is invented; of the copies nothing opens but what a row says.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event

from station.counter.enrol import seal_visit
from station.domain.audit import Act, AuditEvent
from station.domain.case import CaseStatus
from station.store import audit_log, cases, spool
from station.store.names import fold
from station.store.session import Store, Unit
from station.vault import wrapping
from tests.rig import visits

SHAPES = 4
RULED, OPEN = 10, 40  # of so many visits one has a case that was ruled, and one a case that waits
SENT = 0.9  # of the visits: at central, with a receipt
DAY = timedelta(days=1)
# What seal_visit writes of a visit, and the column that names it.
_OF_A_VISIT = (
    ("visits", "id"), ("envelopes", "record_id"), ("data_keys", "record_id"), ("reference", "visit"),
    ("reference_fingers", "visit"), ("counted", "visit"), ("outbox", "record_id"),
)  # fmt: skip
OFFICERS = ("rini", "budi", "tono")


class Copies:
    """The rows of one sealed visit, to be written again under other names."""

    def __init__(self, unit: Unit, visit: str) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for table, column in _OF_A_VISIT:
            found = unit.connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {column} = ?", (visit,))  # noqa: S608
            self._rows[table] = [dict(row) for row in found.mappings()]

    def rows(self, table: str, **changes: Any) -> Iterator[dict[str, Any]]:
        for row in self._rows[table]:
            yield {**row, **{name: value for name, value in changes.items() if name in row}}


def fill(store: Store, number: int, *, until: datetime, one_person: bool = False, waiting: float = 1 - SENT) -> None:
    """`number` visits, the last sealed at `until`, one every three minutes back from there, with what belongs to them.

    waiting: the share, the newest, that central does not have yet; their copies lie in the spool. one_person: all of
    them are one traveller's, who goes to and fro.
    """
    draw = random.Random(number)
    shapes = [visits.visit(900_000 + n, octets=60) for n in range(SHAPES)]
    for shape in shapes:
        seal_visit(store, shape)
    rows: dict[str, list[dict[str, Any]]] = {}
    with store.reading() as unit:
        copies = [Copies(unit, shape.id) for shape in shapes]
    sent = round(number * (1 - waiting))
    with store.unit() as unit:
        for index in range(number):
            at = (until - timedelta(minutes=3 * (number - index))).isoformat()
            _visit(rows, copies[index % SHAPES], draw, index, at, one_person, sent=index < sent)
        for row in rows["data_keys"]:
            row["wrapped"] = wrapping.wrap(
                store.keys.record_keys[row["generation"]], bytes(32), row["record_id"].encode()
            )
        for table, found in rows.items():
            _insert(unit, table, found)
        moved = {"kind": "visit", "stored": sent, "receipted": sent, "last_stored_at": until.isoformat()}
        unit.connection.exec_driver_sql("DELETE FROM outbox_totals WHERE kind = 'visit'")
        _insert(unit, "outbox_totals", [moved])
        for index in range(number):
            at = until - timedelta(minutes=3 * (number - index))
            act = (Act.VISIT_SEALED, Act.SIGNED_IN, Act.RECORDS_SEARCHED)[index % 3]
            actor = OFFICERS[index % len(OFFICERS)]
            audit_log.append(unit, AuditEvent(at, actor, act, "POST-1", f"{index:036x}", {"fingers": 4}))
    _cases(store, number, until)
    if waiting:
        octets = copies[0]._rows["envelopes"][0]["envelope"]
        spool.folder(store).mkdir(exist_ok=True)
        for row in rows["outbox"][sent:]:
            (spool.folder(store) / f"{row['record_id']}.envelope").write_bytes(octets)
    store.checkpoint()


def _visit(
    rows: dict[str, list[dict[str, Any]]], copy: Copies, draw: random.Random, index: int, at: str, one: bool, *,
    sent: bool,
) -> None:  # fmt: skip
    visit = f"{draw.getrandbits(128):032x}"
    number = 0 if one else index
    person = f"{number:032x}"
    key, surname, given = f"UTO:N{number:07d}", f"FAMILY {number % 997}", f"GIVEN {number}"
    own = {
        "id": visit, "record_id": visit, "visit": visit, "person": person, "document_key": key,
        "name": f"{surname}, {given}", "surname_folded": fold(surname), "given_folded": fold(given),
        "sealed_at": at, "opened_at": at, "captured_at": at, "at": at, "put_at": at, "number": None,
        "stored_at": at if sent else None, "receipted_at": at if sent else None, "receipt": b"r" if sent else None,
        "officer": OFFICERS[index % len(OFFICERS)], "mode": "production",
    }  # fmt: skip
    for table, _ in _OF_A_VISIT:
        rows.setdefault(table, []).extend(copy.rows(table, **own))
    rows.setdefault("transactions", []).append({"id": visit, "at": at, "content": b"t"})
    over = one or index % 7
    rows.setdefault("stays", []).append({
        "id": f"s{visit}", "person": person, "document_key": key, "nationality": "UTO", "visa_class": "B1",
        "purpose": "tourism", "kind": "visitor", "post": "POST-1", "arrived_on": at[:10], "zone": "+07:00",
        "last_day": at[:10], "left_on": at[:10] if over else None, "arrival_visit": visit, "departure_visit": None,
        "closing": "departed" if over else None, "certainty": "recorded", "version": 1, "changed_at": at,
    })  # fmt: skip
    event = {"stay": f"s{visit}", "at": at, "kind": "opened", "actor": "rini", "proof": "", "day": None, "note": ""}
    rows.setdefault("stay_events", []).append(event)
    rows.setdefault("device_events", []).append({"serial": "EMU-1", "at": at, "kind": "plugged", "detail": ""})
    if not one or index == 0:
        who = {"person": person, "document_key": key, "number": f"N{number:07d}", "name": own["name"]}
        who |= {"folded": f"{own['surname_folded']} {own['given_folded']}", "birth": "1984-02-XX"}
        rows.setdefault("who", []).append(who | {"nationality": "UTO", "last_at": at})


def _insert(unit: Unit, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    unit.connection.exec_driver_sql(sql, [tuple(row.values()) for row in rows])


def _cases(store: Store, number: int, until: datetime) -> None:
    with store.unit() as unit:
        for index in range(number // RULED + number // OPEN):
            seed = visits.visit(500_000 + index, octets=60)
            cases.open_case(unit, visits.case_of(seed, f"case-{index}"))
        unit.connection.exec_driver_sql(
            "UPDATE cases SET status = ?, ruled_at = ?, ruled_by = 'sari', ruling = 'same_person' WHERE rowid % 5 != 0",
            (CaseStatus.RULED.value, until.isoformat()),
        )


class Steps:
    """How many steps the virtual machine of the database has taken: the same on every machine, under every load."""

    EACH = 50  # steps of one call; SQLite counts a little less for short statements

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self) -> int:
        self.taken += self.EACH
        return 0


@contextmanager
def counted(store: Store) -> Iterator[Steps]:
    """Counts what the database of this store does meanwhile, in all threads."""
    steps = Steps()

    def watch(raw: Any, *_: Any) -> None:
        raw.set_progress_handler(steps, Steps.EACH)

    def leave(raw: Any, *_: Any) -> None:
        raw.set_progress_handler(None, 0)

    event.listen(store._engine, "checkout", watch)
    event.listen(store._engine, "checkin", leave)
    try:
        yield steps
    finally:
        event.remove(store._engine, "checkout", watch)
        event.remove(store._engine, "checkin", leave)
