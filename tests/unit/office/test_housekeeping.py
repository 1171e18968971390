from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest

from station.counter.enrol import seal_visit
from station.office import housekeeping
from station.office.housekeeping import Housekeeping
from station.office.retain import Retain, RetentionReport
from station.store import outbox, records, space, spool
from station.store.errors import DiskFull, RecordKeyGone
from station.store.space import SpaceState
from station.workflow.policy import Retention
from tests.rig import visits

RULES = Retention(
    visit_days=1825, reference_days=1825, key_days=0, case_days=1825, training_days=7, open_visit_hours=12
)


def until(done: Callable[[], bool], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def running(store):
    store.ballast.size = 1024 * 1024
    made = Housekeeping(store, Retain(store, RULES), space_seconds=0.02, retention_seconds=0.02, first_retention=0.0)
    yield made
    made.stop()


def test_the_ballast_is_written_and_written_again_after_it_was_given_up(store, running):
    assert running.space.state is SpaceState.SPENT
    assert not running.space.may_open_visit
    running.start()
    until(store.ballast.there)
    until(lambda: running.space.may_open_visit)
    assert store.ballast.give_up()
    until(store.ballast.there)
    until(lambda: not store.ballast.given_up)


def test_a_receipted_record_loses_its_key_by_itself(store, running):
    visit = visits.visit(1)
    seal_visit(store, visit)
    with store.unit() as unit:
        outbox.receipted(unit, visit.id, b"receipt", unit.now())
    running.start()
    until(lambda: running.last_retention is not None and not spool.held(store))
    with store.reading() as unit, pytest.raises(RecordKeyGone):
        records.visit(unit, visit.id)


def test_what_is_in_memory_follows_the_records_also_where_another_process_changed_them(store):
    followed = threading.Event()
    made = Housekeeping(
        store, Retain(store, RULES), space_seconds=0.02, retention_seconds=0.02, first_retention=0.0,
        follow=followed.set,
    )  # fmt: skip
    made.start()
    try:
        assert followed.wait(40.0)  # nothing was removed here
        assert made.last_retention == RetentionReport(0, 0, 0)
    finally:
        made.stop()


def test_a_named_failure_does_not_end_the_housekeeping(store, running, monkeypatch):
    calls = []

    def fails(_store):
        calls.append(1)
        raise DiskFull("full")

    monkeypatch.setattr(housekeeping.space, "restore", fails)
    running.start()
    until(lambda: len(calls) > 2)


def test_a_disk_that_is_nearly_full_is_said(store, monkeypatch):
    store.ballast.size = 1024 * 1024
    space.restore(store)
    monkeypatch.setattr(space, "LOW_BYTES", 1 << 62)
    assert space.look(store).state is SpaceState.LOW
    monkeypatch.setattr(space, "LOW_BYTES", 0)
    assert space.look(store).state is SpaceState.PLENTY


def test_it_stops_before_it_was_started(running):
    running.stop()


def test_the_station_looks_at_itself_while_it_runs_and_breaks_off_where_it_is_closed(store):
    asked = []

    def look(stopping):
        asked.append(stopping())
        until(stopping)
        asked.append(stopping())

    made = Housekeeping(
        store, Retain(store, RULES), space_seconds=0.02, retention_seconds=0.02, first_retention=0.0, look=look
    )
    made.start()
    until(lambda: bool(asked))
    made.stop()
    assert asked == [False, True]


def test_an_alarm_of_the_weekly_look_is_known_from_the_start_and_after_each_look(store):
    days = iter([date(2026, 11, 22), None])
    looked = threading.Event()
    made = Housekeeping(
        store, Retain(store, RULES), space_seconds=0.02, retention_seconds=60.0, first_retention=0.0,
        look=lambda _: looked.wait(20), alarmed=lambda: next(days, None),
    )  # fmt: skip
    made.start()
    try:
        until(lambda: made.alarm == date(2026, 11, 22))
        looked.set()
        until(lambda: made.alarm is None)
    finally:
        looked.set()
        made.stop()
