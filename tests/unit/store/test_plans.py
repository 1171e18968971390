"""How the database answers what a counter asks during a visit: by an index, however many people are on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from station.counter.enrol import seal_visit
from station.road import standing
from station.store import cases, meta, open_visits, outbox, records, references, served, spool, stays, who
from station.store.session import Store
from tests.rig import open_visit_steps, visits

# Tables that get longer with every traveller, or with every day.
GROWING = {
    "visits",
    "envelopes",
    "data_keys",
    "reference",
    "reference_fingers",
    "outbox",
    "audit_entries",
    "audit_checkpoints",
    "cases",
    "device_events",
    "who",
    "stays",
    "stay_events",
    "corrections",
    "counted",
    "transactions",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    for seed in range(3):
        seal_visit(opened, visits.visit(seed))
    yield opened
    opened.close()


# partial: only what waits
WAITING = {"ix_outbox_unreceipted", "ix_stays_open", "ix_stays_inside", "ix_stays_half", "ix_cases_open"}
WAITING |= {"ix_stays_open_of_person", "ix_stays_open_of_document"}  # the same rows as `ix_stays_open`
NEWEST = "ix_visits_sealed_at"


class Asked:
    """Every statement that goes to the database of a store."""

    def __init__(self, store: Store) -> None:
        self.statements: dict[str, Any] = {}
        event.listen(store._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)", statement, re.IGNORECASE):
            self.statements[statement] = parameters[0] if many else parameters

    def scans(self, store: Store) -> dict[str, list[str]]:
        """Statements whose plan walks through a growing table, or sorts, and those steps of the plan."""
        found: dict[str, list[str]] = {}
        with store._driver() as raw:
            for statement, parameters in self.statements.items():
                plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                bad = [step for step in plan if _walks(step, statement)]
                if bad:
                    found[statement] = bad
        return found


def _walks(step: str, statement: str) -> bool:
    match = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    if match is None or match.group(1) not in GROWING:
        return False
    newest = match.group(2) == NEWEST and "WHERE" not in statement  # the first few of an index, in its order
    return match.group(2) not in WAITING and not newest


def everything_of_a_visit(store: Store) -> None:
    """What counter, road and header ask from the passport to the receipt."""
    visit = visits.visit(50)
    with store.reading() as unit:
        records.of_document(unit, visit.document.key, limit=1)
        records.of_person(unit, visit.person, limit=1)
        records.people_like(unit, visit.document.surname, visit.document.given_names, visit.document.birth)
        records.recent(unit)
    for _ in open_visit_steps.take(store, visit):
        pass
    with store.reading() as unit:
        references.first_reference(unit, visit.person)
        references.latest_reference(unit, visit.document.key)
        references.person_references(unit, visit.person)
        references.visit_reference(unit, visit.id)
        open_visits.every(unit)
    sealed = seal_visit(store, visit)
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visit))
    with store.reading() as unit:
        cases.rows(unit)
        cases.counts(unit)
    with store.reading() as unit:
        assert outbox.counts(unit).waiting == 4
        outbox.counts(unit, ("visit",))
        rows = outbox.take(unit)
    with store.unit() as unit:
        at = unit.now()
        for row in rows:
            assert outbox.acknowledged(unit, row.record_id, row.digest, at)
        outbox.failed(unit, visit.id, "central_down")
    with store.reading() as unit:
        assert len(outbox.unreceipted(unit)) == 4
    with store.unit() as unit:
        outbox.receipted(unit, visit.id, b"receipt", at + timedelta(seconds=1))
    with store.reading() as unit:
        assert outbox.counts(unit).receipted == 1
        assert outbox.receipt(unit, visit.id) == b"receipt"
        records.visit(unit, visit.id)
        records.summary(unit, visit.id)
    spool.sweep(store)
    standing.note(store)
    assert sealed.record_id == visit.id


def test_no_question_of_a_visit_walks_through_a_table_that_grows(store: Store) -> None:
    asked = Asked(store)
    everything_of_a_visit(store)
    assert len(asked.statements) > 40
    assert asked.scans(store) == {}


def test_a_walk_through_a_growing_table_is_noticed(store: Store) -> None:
    asked = Asked(store)
    with store.reading() as unit:
        cases.counts(unit)
    assert not asked.scans(store)
    with store.reading() as unit:
        unit.connection.exec_driver_sql("SELECT id FROM visits WHERE document_key LIKE '%:C0000001'").all()
    assert asked.scans(store)


def test_no_search_walks_through_a_table_that_grows(store: Store) -> None:
    asked = Asked(store)
    with store.reading() as unit:
        assert records.of_number(unit, "C0000001")
        assert records.search(unit, "tanuw sri")
        assert len(who.search(unit, "tanuwijaya", 2).travellers) == 2
        assert who.search(unit, "ay").travellers
        assert who.search(unit, "C000000", 1, after=3).travellers
        who.of_person(unit, visits.visit(1).person)
    assert len(asked.statements) > 5
    assert asked.scans(store) == {}


def test_no_question_to_the_register_walks_through_a_table_that_grows(store: Store) -> None:
    asked = Asked(store)
    today = date(2027, 1, 1)
    with store.reading() as unit:
        page = stays.overstayed(unit, today, 2)
        assert len(page.lines) == 2 and page.more is not None
        assert len(stays.overstayed(unit, today, 2, page.more).lines) == 1
        stays.due(unit, today)
        stays.counts(unit, today)
        stays.of_traveller(unit, {visits.visit(1).person}, visits.visit(1).document.key)
        stays.last_crossing(unit, visits.visit(1).person)
    assert asked.scans(store) == {}


def test_no_figure_of_a_shift_or_of_four_weeks_walks_through_a_table_that_grows(store: Store) -> None:
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visits.visit(1)))
    asked = Asked(store)
    with store.reading() as unit:
        now = unit.now()
        start = now - timedelta(days=28)
        assert len(served.sealed(unit, start, "production")) == 3
        served.sealed(unit, start, "production", "rini")
        assert len(served.counted(unit, start, now, "production")) == 3
        assert served.count(unit, start, now, "production") == 3
        assert len(served.crossed(unit, start, now, "production")) == 3
        served.answered_cases(unit, start, now)
        served.first(unit)
        cases.oldest(unit)
        cases.counts(unit)
        meta.between(unit, "arrivals:production:2026-01-01", "arrivals:production:2026-12-31")
    assert len(asked.statements) >= 9
    assert asked.scans(store) == {}


def test_the_counts_of_the_outbox_are_those_of_its_rows(store: Store) -> None:
    def counted(unit: Any, kind: str | None) -> tuple[int, int, int]:
        where = "" if kind is None else f"WHERE kind = '{kind}'"
        query = f"SELECT count(*) - count(stored_at), count(stored_at), count(receipted_at) FROM outbox {where}"  # noqa: S608
        return tuple(unit.connection.exec_driver_sql(query).one())

    with store.unit() as unit:
        outbox.put(unit, "a case", "case", b"body")
        rows = outbox.take(unit)
        for row in rows[::2]:
            outbox.acknowledged(unit, row.record_id, row.digest, unit.now())
            outbox.acknowledged(unit, row.record_id, row.digest, unit.now())
        outbox.receipted(unit, rows[0].record_id, b"r", unit.now())
        outbox.receipted(unit, rows[0].record_id, b"r", unit.now())
        outbox.receipted(unit, rows[1].record_id, b"r", unit.now())  # a receipt that overtook the acknowledgement
        assert not outbox.acknowledged(unit, rows[3].record_id, "another digest", unit.now())
        for kind in (None, "visit", "case"):
            found = outbox.counts(unit, None if kind is None else (kind,))
            assert (found.waiting, found.stored, found.receipted) == counted(unit, kind)
        last = unit.connection.exec_driver_sql("SELECT max(stored_at) FROM outbox").scalar()
        found = outbox.counts(unit)
        assert found.last_acknowledged is not None and found.last_acknowledged.isoformat() == last
        assert outbox.counts(unit, ("checkpoint",)) == outbox.OutboxCounts(0, 0, 0, None)
