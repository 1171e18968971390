from __future__ import annotations

import random

import pytest

from tests.load import full_disk, power_cut
from tests.load.power_cut import Found, Told
from tests.rig import open_visit_steps


def test_nothing_acknowledged_is_lost_when_the_station_is_killed():
    for longest in (0.25, 1.0, 4.0):  # a machine with much else to do may seal nothing in a quarter of a second
        tally = power_cut.kill_often(12, random.Random(20260301), longest=longest)
        assert (tally.kills, tally.lost, tally.corrupt, tally.accepted_lost) == (12, 0, 0, 0), tally.reasons
        if tally.acknowledged:
            break
    assert tally.acknowledged > 0
    assert tally.accepted > tally.acknowledged
    assert tally.resumable > 0


def test_the_harness_finds_a_visit_that_is_missing(tmp_path, agency, keys):
    from station.counter.enrol import seal_visit
    from tests.rig import visits

    store = visits.open_store(tmp_path, keys)
    seal_visit(store, visits.visit(1, octets=power_cut.OCTETS))
    store.close()
    tally = power_cut.Tally()
    assert power_cut._check(tmp_path, keys, Told([1]), tally) == Found(set(), 1)
    assert power_cut._check(tmp_path, keys, Told([1, 2]), tally) == Found({2}, 1)
    assert tally.corrupt == 0


def test_the_harness_finds_an_accepted_finger_that_is_missing(tmp_path, agency, keys):
    from station.store import open_visits
    from tests.rig import visits

    store = visits.open_store(tmp_path, keys)
    visit = visits.visit(1, octets=power_cut.OCTETS)
    parts = set(open_visit_steps.take(store, visit))
    told = Told([], {1: parts})
    store.close()
    tally = power_cut.Tally()
    assert power_cut._check(tmp_path, keys, told, tally) == Found(set(), 0, 0, 1)
    store = visits.open_store(tmp_path, keys)
    with store.unit() as unit:
        open_visits.drop_sample(unit, visit.id, 2)
    store.close()
    assert power_cut._check(tmp_path, keys, told, tally) == Found(set(), 0, 1, 0)


def test_the_harness_finds_a_database_that_was_damaged(tmp_path, agency, keys):
    from station.counter.enrol import seal_visit
    from tests.rig import visits

    store = visits.open_store(tmp_path, keys)
    for seed in range(1, 6):
        seal_visit(store, visits.visit(seed, octets=power_cut.OCTETS))
    store.close()
    with (tmp_path / "station.db").open("r+b") as stream:
        stream.seek(5 * 4096 + 100)
        stream.write(b"torn")
    tally = power_cut.Tally()
    power_cut._check(tmp_path, keys, Told([1]), tally)
    assert tally.corrupt == 1


def test_a_disk_that_fills_up_costs_no_traveller():
    report = full_disk.on_small_disk()
    if report is None:
        pytest.skip("this machine lets nobody mount a small file system in a user namespace")
    assert (report["lost"], report["half"]) == (0, 0)
    assert report["kept_on_ballast"] is not None
    assert report["refused_with_disk_full"] > report["kept_on_ballast"]


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_page_costs_no_traveller(seed):
    report = power_cut.damage_a_page(random.Random(seed), before=4, after=3)
    assert (report["named"], report["requeued"], report["lost"]) == (1, 3, 0)
