"""What the agency sends reaches a whole station that runs: people it expects at once, a policy at the next start."""

from __future__ import annotations

import json

import pytest

import resources
from station.agency.ledger import Delivery
from station.agency.local import is_available
from station.domain.visit import Leaving
from station.road import pulled_policy, revocation
from station.road.revocation import StationRevoked
from station.store import pulled, records
from station.wire import evidence, outgoing
from station.workflow.counter import Step
from tests.rig.central import station_keys_of
from tests.rig.counter import Rig, until
from tests.unit.agency.test_matcher import Body

pytestmark = [
    pytest.mark.shared_devices,
    pytest.mark.skipif(not is_available(), reason="the PostgreSQL wheel is not installed"),
]


def test_people_a_policy_and_a_revocation_come_down_the_road_while_the_station_runs(rig: Rig):
    assert rig.central is not None and rig.station.sync is not None
    desk, agency, own = rig.central.desk.desk, rig.central.agency_keys, rig.store.keys
    here = outgoing.station_audience(own.station)
    visit = Body(31).visit("far-01", "EXPECTED", "E1111111")
    sealed = records.seal(station_keys_of("far-01", agency), visit)
    delivery = Delivery(visit.id, "far-01", "FAR", "visit", "", sealed.envelope)
    desk.post(
        here, evidence.EVIDENCE, visit.id, evidence.reseal(delivery, agency.sealing_private, own.recipient_public)
    )
    raw = json.loads(resources.path("policy/policy.json").read_bytes())
    desk.post(
        outgoing.EVERYBODY, pulled_policy.KIND, pulled_policy.KEY, json.dumps({**raw, "version": "sent"}).encode()
    )
    rig.station.sync.wake()
    until(lambda: visit.person in rig.station.biometrics.gallery)

    counter = rig.counter()
    counter.begin()
    counter.leave(Leaving.MISTAKE)
    desk.post(here, revocation.KIND, own.station, b"lost")
    rig.station.sync.wake()

    def revoked() -> bool:
        with rig.store.reading() as unit:
            return pulled.get(unit, revocation.KIND, own.station) is not None

    until(revoked)
    before = counter.step
    with pytest.raises(StationRevoked):
        counter.begin()
    assert counter.step is before is not Step.DOCUMENT
    counter.close()
    assert rig.station.policy.version == raw["version"]  # no rule changes while the station runs
    assert pulled_policy.in_force(rig.store, rig.policy).version == "sent"
