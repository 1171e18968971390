from __future__ import annotations

import hashlib

import pytest

from station.counter.enrol import seal_visit
from station.store import outbox
from station.store.errors import RecordExists, RecordMissing
from tests.rig import visits
from tests.rig.visits import T0


def test_records_are_taken_in_the_order_they_were_put(store):
    with store.unit() as unit:
        for number in range(5):
            outbox.put(unit, f"r{number}", "ruling", b"body %d" % number)
        assert [r.record_id for r in outbox.take(unit, 3)] == ["r0", "r1", "r2"]
        assert outbox.take(unit, 1)[0].digest == hashlib.sha256(b"body 0").hexdigest()


def test_a_row_stays_until_it_is_acknowledged_with_its_own_digest(store):
    sealed = seal_visit(store, visits.visit())
    with store.unit() as unit:
        assert not outbox.acknowledged(unit, sealed.record_id, "0" * 64, T0)
        assert outbox.counts(unit) == outbox.OutboxCounts(1, 0, 0, None)
        assert outbox.acknowledged(unit, sealed.record_id, sealed.digest, T0)
        assert outbox.counts(unit) == outbox.OutboxCounts(0, 1, 0, T0)
        assert outbox.take(unit) == []
        assert outbox.unreceipted(unit) == [sealed.record_id]


def test_a_receipt_is_kept_as_proof(store):
    sealed = seal_visit(store, visits.visit())
    with store.unit() as unit:
        outbox.acknowledged(unit, sealed.record_id, sealed.digest, T0)
        outbox.receipted(unit, sealed.record_id, b"signed", T0)
        assert outbox.receipt(unit, sealed.record_id) == b"signed"
        assert outbox.counts(unit) == outbox.OutboxCounts(0, 1, 1, T0)
        assert outbox.unreceipted(unit) == []


def test_counts_can_be_limited_to_kinds(store):
    seal_visit(store, visits.visit())
    with store.unit() as unit:
        outbox.put(unit, "c1", "checkpoint", b"x")
        assert outbox.counts(unit).waiting == 2
        assert outbox.counts(unit, ("visit",)).waiting == 1
        assert outbox.waiting(unit) == 2


def test_failed_attempts_are_counted(store):
    with store.unit() as unit:
        outbox.put(unit, "r", "ruling", b"x")
        outbox.failed(unit, "r", "central_unreachable")
        outbox.failed(unit, "r", "central_unreachable")
        assert outbox.take(unit)[0].attempts == 2


def test_the_same_record_is_put_once(store):
    with store.unit() as unit:
        outbox.put(unit, "r", "ruling", b"x")
        with pytest.raises(RecordExists):
            outbox.put(unit, "r", "ruling", b"x")


def test_an_envelope_that_is_not_there_cannot_be_put(store):
    with pytest.raises(RecordMissing), store.unit() as unit:
        outbox.put(unit, "r", "visit", None)


def test_a_receipt_for_an_unknown_record_is_named(store):
    with pytest.raises(RecordMissing), store.unit() as unit:
        outbox.receipted(unit, "r", b"x", T0)
