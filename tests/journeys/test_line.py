"""The line to central is cut and comes back: the counter does not notice, and nothing is lost."""

from __future__ import annotations

import time

import pytest

from models.synthesis.people import travellers
from station.agency.local import is_available
from station.domain.outcome import Verdict
from station.domain.samples import RIGHT_FOUR, MissingReason
from tests.rig.counter import Rig, until

pytestmark = [
    pytest.mark.shared_devices,
    pytest.mark.skipif(not is_available(), reason="the PostgreSQL wheel is not installed"),
]
PERSON = travellers(1)[0]


def test_records_wait_while_central_is_away_and_arrive_once_it_is_back(rig: Rig):
    assert rig.central is not None and rig.station.sync is not None
    sync = rig.station.sync
    until(lambda: sync.status().online)
    rig.central.server.kill()
    counter = rig.counter()
    counter.begin()
    rig.document(counter, PERSON.mrz)
    rig.stay(counter)
    counter.face.skip_face("no camera needed here")
    for finger in RIGHT_FOUR[1:]:
        counter.fingers.mark_missing(finger, MissingReason.TEMPORARY)
    rig.fingers(counter, PERSON, 0)
    counter.check.compare()
    counter.check.finish_check()
    started = time.monotonic()
    record = counter.decision.sign(Verdict.ADMIT, "in_order", "")
    assert time.monotonic() - started < 20  # the line is dead, the counter is not
    assert record.waiting == 1 and rig.station.acknowledged_visits() == 0
    counter.close()
    rig.central.server.start()
    sync.wake()
    until(lambda: sync.wake() is None and rig.station.acknowledged_visits() == 1)
    until(lambda: sync.status().waiting == 0)
    assert sync.status().last_acknowledged is not None
