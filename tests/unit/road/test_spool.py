from __future__ import annotations

import pytest

from station.counter.enrol import seal_visit
from station.office import mend
from station.store import outbox, spool
from station.vault import envelope, files
from tests.rig import visits


def test_the_second_copy_is_the_envelope_and_goes_once_central_has_it(store):
    visit = visits.visit(1)
    sealed = seal_visit(store, visit)
    path = spool.held(store)[visit.id]
    assert envelope.digest(path.read_bytes()) == sealed.digest
    assert path.stat().st_mode & 0o077 == 0
    with store.unit() as unit:
        assert outbox.acknowledged(unit, visit.id, sealed.digest, unit.now())
    seal_visit(store, visits.visit(2))
    assert set(spool.held(store)) == {visits.visit(2).id}


def test_sweeping_removes_what_is_stored_or_unknown_and_keeps_what_waits(store):
    for seed in range(1, 4):
        sealed = seal_visit(store, visits.visit(seed))
    with store.unit() as unit:
        outbox.acknowledged(unit, sealed.record_id, sealed.digest, unit.now())
    assert spool.put(store, "unknown", b"x")
    assert spool.sweep(store) == 2
    assert set(spool.held(store)) == {visits.visit(1).id, visits.visit(2).id}


def test_without_room_for_the_copy_the_visit_is_kept_all_the_same(store, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    seal_visit(store, visits.visit(1))
    assert spool.held(store) == {}
    with store.reading() as unit:
        assert outbox.waiting(unit) == 1


def test_only_what_this_station_signed_is_queued_again(store):
    visit = visits.visit(1)
    seal_visit(store, visit)
    octets = spool.held(store)[visit.id].read_bytes()
    spool.put(store, "forged", octets[:-1] + bytes([octets[-1] ^ 1]))
    spool.put(store, "rubbish", b"rubbish")
    assert mend.requeue(store) == mend.Requeued(0, 2)
    with store.reading() as unit:
        assert [row.record_id for row in outbox.take(unit)] == [visit.id]


@pytest.mark.parametrize("times", [1, 2])
def test_queueing_again_twice_queues_once(store, tmp_path, keys, times):
    visit = visits.visit(1)
    seal_visit(store, visit)
    envelope_octets = spool.held(store)[visit.id].read_bytes()
    other = visits.open_store(tmp_path / "restored", keys)
    spool.put(other, visit.id, envelope_octets)
    done = [mend.requeue(other).records for _ in range(times)]
    assert done == [1, 0][:times]
    with other.reading() as unit:
        assert outbox.take(unit)[0].body == envelope_octets
    other.close()
