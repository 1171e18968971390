"""No question of a station may take longer because more is on record: steps of the database are counted, which are the
same on every machine, with N and with 4N of everything."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

import resources
from station.counter.enrol import seal_visit
from station.domain import merkle
from station.domain.audit import Act, AuditEvent
from station.office import mend
from station.office.registry import _last_sign_ins
from station.office.stewardship import _last
from station.office.two_person import _given
from station.register.at_counter import AtCounter, StaysAtCounter
from station.road.outbox import StoreOutbox, StoreWitness
from station.store import (
    audit_log,
    audit_verify,
    cases,
    devices,
    migrate,
    migrations,
    outbox,
    records,
    references,
    spool,
    stays,
    transactions,
    who,
)
from station.store.session import Store, Unit
from station.workflow import policy
from tests.rig import filled, visits

FEW, MANY = 250, 1000
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
LONG_AGO, YESTERDAY = "2020", (NOW - timedelta(days=1)).isoformat()
RULES = policy.parse(resources.path("policy/policy.json").read_bytes())
SEEDS = count(1)
ROOM = 600  # steps that a question may take whatever it asks

Question = Callable[[Unit], object]


def _at_the_counter(number: int) -> Callable[[Store], object]:
    def ask(store: Store) -> object:
        desk = StaysAtCounter(store, RULES, lambda: TODAY, connected=True)
        paper = visits.document(f"N{number:07d}")
        return desk.look(AtCounter(f"{number:032x}", paper, visits.visit(1).stay))

    return ask


def _names(number: int) -> tuple[str, str, str]:
    return f"FAMILY {number}", f"GIVEN {number}", "1984-02-XX"


def _reading(question: Question) -> Callable[[Store], object]:
    def ask(store: Store) -> object:
        with store.reading() as unit:
            return question(unit)

    return ask


def _writing(question: Question) -> Callable[[Store], object]:
    def ask(store: Store) -> object:
        with store.unit() as unit:
            return question(unit)

    return ask


def _seal(store: Store) -> object:
    return seal_visit(store, visits.visit(next(SEEDS), octets=60))


def _of_somebody(number: int) -> dict[str, Callable[[Store], object]]:
    person, key = f"{number:032x}", f"UTO:N{number:07d}"
    return {
        "the holder of a document": _reading(lambda u: records.holder_of_document(u, key)),
        "the newest reference of a document": _reading(lambda u: references.latest_reference(u, key)),
        "the reference of a person": _reading(lambda u: references.first_reference(u, person)),
        "the crossings of a person": _reading(lambda u: records.of_person(u, person)),
        "open stays": _reading(lambda u: stays.of_traveller(u, {person}, key, only_open=True)),
        "the last crossing": _reading(lambda u: stays.last_crossing(u, person)),
        "a search by number": _reading(lambda u: who.search(u, f"N{number:07d}")),
    }


OF_A_POST: dict[str, Callable[[Store], object]] = {
    **_of_somebody(7),
    "people of the same name": _reading(lambda u: records.people_like(u, *_names(7))),
    "the register at the counter": _at_the_counter(7),
    "a visit sealed": _seal,
    "what waits, counted": _reading(outbox.counts),
    "visits that wait, counted": _reading(lambda u: outbox.counts(u, ("visit",))),
    "what is sent next": _reading(lambda u: outbox.take(u, 8)),
    "what central has, a page": lambda store: StoreOutbox(store).stored(0, 50),
    "what central has, a later page": lambda store: StoreOutbox(store).stored((1 << 40) + 100, 50),
    "what central has, the newest": lambda store: StoreOutbox(store).newest_stored(50),
    "whose receipts are missing": _reading(outbox.unreceipted),
    "the log shown to central": lambda store: StoreWitness(store).checkpoint(None),
    "copies of the newest, dropped": spool.drop_recent,
    "the log's newest page": _reading(lambda u: list(islice(audit_log.newest(u), 20))),
    "the log's newest page of an act": _reading(lambda u: list(islice(audit_log.newest(u, act="signed_in"), 20))),
    "who has entries in the log": _reading(audit_log.actors),
    "the last backup, where there was none": _reading(lambda u: _last(u, Act.BACKUP_MADE)),
    "when officers were last here": _reading(lambda u: _last_sign_ins(u, {"rini", "budi", "nobody"})),
    "accounts that were made or changed": _reading(_given),
    "keys that are due": _reading(lambda u: records.keys_receipted_before(u, LONG_AGO, 100)),
    "visits that are due": _reading(lambda u: records.stored_and_sealed_before(u, LONG_AGO, YESTERDAY, 100)),
    "references that are due": _reading(lambda u: references.captured_before(u, LONG_AGO, 100)),
    "cases that are due": _reading(lambda u: cases.ruled_before(u, LONG_AGO)),
    "transactions that are due": _writing(lambda u: transactions.remove_before(u, LONG_AGO)),
    "a reader's last test": _reading(lambda u: devices.newest_event(u, "EMU-1", "self_test")),
    "a reader's history": _reading(lambda u: devices.history(u, "EMU-1", 20)),
    "a search of a name that is not there": _reading(lambda u: who.search(u, "xylophon")),
}


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bool], tuple[Store, Store]]]:
    """Two stations, one with four times as much on record; of many people, or all of one who goes to and fro."""
    made: dict[bool, tuple[Store, Store]] = {}

    def of(one_person: bool) -> tuple[Store, Store]:
        if one_person not in made:
            made[one_person] = (_filled(FEW, one_person), _filled(MANY, one_person))
        return made[one_person]

    def _filled(number: int, one_person: bool) -> Store:
        folder = tmp_path_factory.mktemp(f"post-{number}")
        keys = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
        store = Store.open(folder / "station.db", keys, visits.Clock(NOW))
        filled.fill(store, number, until=NOW, one_person=one_person, waiting=0.5)
        return store

    yield of
    for stores in made.values():
        for store in stores:
            store.close()


def _steps(store: Store, ask: Callable[[Store], Any]) -> int:
    ask(store)  # whatever is made once
    with filled.counted(store) as steps:
        ask(store)
    return steps.taken


@pytest.mark.parametrize("question", OF_A_POST)
def test_no_question_takes_longer_with_more_on_record(
    posts: Callable[[bool], tuple[Store, Store]], question: str
) -> None:
    few, many = (_steps(store, OF_A_POST[question]) for store in posts(False))
    assert many <= 1.5 * few + ROOM, (few, many)


@pytest.mark.parametrize("question", _of_somebody(0))
def test_no_question_takes_longer_for_somebody_who_crosses_often(
    posts: Callable[[bool], tuple[Store, Store]], question: str
) -> None:
    few, many = (_steps(store, _of_somebody(0)[question]) for store in posts(True))
    assert many <= 1.5 * few + ROOM, (few, many)


def test_a_walk_over_everything_is_noticed(posts: Callable[[bool], tuple[Store, Store]]) -> None:
    walk = _reading(lambda u: u.connection.exec_driver_sql("SELECT count(*) FROM visits WHERE name LIKE '%7'").all())
    few, many = (_steps(store, walk) for store in posts(False))
    assert many > 1.5 * few + ROOM


def test_waiting_records_are_sealed_for_another_agency_in_time_that_is_theirs(
    posts: Callable[[bool], tuple[Store, Store]],
) -> None:
    """Each batch begins where the one before ended, so 4 times as many take 4 times as long and not 16 times."""
    from station.store import rotation

    few, many = (_steps(store, lambda s: rotation.seal_waiting_again(s, 20)) for store in posts(False))
    assert many <= 4 * 1.5 * few + ROOM, (few, many)


def test_a_start_asks_once_for_all_copies_that_wait(posts: Callable[[bool], tuple[Store, Store]]) -> None:
    few, many = posts(False)
    taken = [_steps(store, mend.look_back) / len(spool.held(store)) for store in (few, many)]
    assert taken[1] <= 1.5 * taken[0] and taken[1] < 25


def test_a_log_is_checked_in_memory_that_does_not_grow_with_it(
    posts: Callable[[bool], tuple[Store, Store]],
) -> None:
    def most(store: Store) -> int:
        tracemalloc.start()
        try:
            with store.reading() as unit:
                assert audit_verify.verify(unit).sound
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = posts(False)
    most(few)  # what is made once
    assert most(many) < 1.5 * most(few) + 50_000


def test_proofs_of_many_entries_hash_the_log_once(
    posts: Callable[[bool], tuple[Store, Store]], monkeypatch: Any
) -> None:
    _, many = posts(False)
    hashed = 0
    node_hash = merkle.node_hash

    def counting(left: bytes, right: bytes) -> bytes:
        nonlocal hashed
        hashed += 1
        return node_hash(left, right)

    monkeypatch.setattr(merkle, "node_hash", counting)
    with many.reading() as unit:
        size = audit_log.size(unit)
        paths = audit_log.prove_inclusion(unit, range(size - 20, size), size)
    assert len(paths) == 20
    assert hashed < 2 * size


def test_what_waits_is_counted_once_when_an_older_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency"))
    with monkeypatch.context() as older:
        older.setattr(migrate, "REVISIONS", migrations.REVISIONS[:9])
        older.setattr(migrate, "HEAD", migrations.REVISIONS[8].revision)
        store = Store.open(tmp_path / "station.db", keys, visits.Clock(NOW))
        rows = [(f"r{n}", "case" if n % 3 else "visit", None if n % 2 else NOW.isoformat()) for n in range(12)]
        with store.unit() as unit:
            unit.connection.exec_driver_sql(
                "INSERT INTO outbox (record_id, kind, body, digest, put_at, attempts, stored_at)"
                " VALUES (?, ?, x'00', '', '', 0, ?)",
                rows,
            )
            unit.connection.exec_driver_sql("INSERT INTO outbox_totals VALUES ('case', 4, 0, NULL)")
            audit_log.append(unit, AuditEvent(NOW, "rini", Act.SIGNED_IN, "POST-1"))
        store.close()
    store = Store.open(tmp_path / "station.db", keys, visits.Clock(NOW))
    with store.reading() as unit:
        assert outbox.counts(unit, ("visit",)).waiting == 2
        assert outbox.counts(unit) == outbox.OutboxCounts(6, 4, 0, None)
        assert audit_log.actors(unit) == ["rini"]
    store.close()
