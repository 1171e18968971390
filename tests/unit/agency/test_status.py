"""What a station says about itself reaches the status of the agency, and what is behind or ending is an alert."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

import resources
from station.agency import migrations, status
from station.agency.desk import Desk
from station.cli import central_admin
from station.road import pulled_policy, self_report, standing
from station.road.client import CentralClient
from station.road.inbox import StoreInbox
from station.road.road import open_road
from station.store.session import Store
from station.vault import identity
from station.wire import outgoing
from station.wire.said import Said
from station.workflow import policy as policy_file
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@pytest.fixture(scope="module")
def agency():
    return agency_of()


@pytest.fixture
def post(central, agency, tmp_path):
    """A station at a post of its own, with an identity that ends in 20 days: (settings, store)."""
    keys = station_keys_of("SAYS-1", agency)
    settings = central.another("SAYS-1", "SAY", signing_key=keys.signer.public, recipient_key=keys.recipient_public)
    store = Store.open(tmp_path / "station.db", keys)
    now = datetime.now(UTC)
    made = identity.Identity(
        "SAYS-1", keys.signer.public, keys.recipient_public, 7, now - timedelta(days=1), now + timedelta(days=20)
    )
    standing.install(store, identity.issue(made, agency.signer), "test")
    yield settings, store
    store.close()


def line_of(central, name: str) -> status.StationLine:
    return next(line for line in status.read(central.process).stations if line.name == name)


def shipped() -> policy_file.Policy:
    return policy_file.parse(resources.path("policy/policy.json").read_bytes())


def test_software_schema_policy_and_identity_are_reported_at_every_contact(central, post) -> None:
    settings, store = post
    before = datetime.now(UTC)
    pulled_policy.in_force(store, shipped())
    road = open_road(store, lambda: settings, software="9.9")
    road.sync.start()
    try:
        assert wait_for(lambda: line_of(central, "SAYS-1").said.software == "9.9")
    finally:
        road.sync.stop()
    said = line_of(central, "SAYS-1").said
    assert (said.schema, said.policy, said.policy_number) == (migrations.HEAD, shipped().version, 0)
    assert said.identity_until is not None
    assert timedelta(days=19) < said.identity_until - before < timedelta(days=21)
    assert "identity_ending:SAYS-1" in status.read(central.process).alerts()


def test_a_station_with_an_older_policy_than_was_sent_is_named_until_its_next_start(central, agency, post, capsys):
    settings, store = post
    client = CentralClient(settings)

    def report() -> tuple[str, ...]:
        client.report(None, 0, None, self_report.describe(store, "1"))
        return status.read(central.process).alerts()

    pulled_policy.in_force(store, shipped())
    raw = json.loads(resources.path("policy/policy.json").read_bytes())
    desk = Desk(central.process, agency)
    here = outgoing.post_audience("SAY")
    desk.post(here, "policy", "main", json.dumps({**raw, "version": "new"}).encode())
    assert "policy_behind:SAYS-1" in report()
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls)]
    assert central_admin.main(["central", "status", *way]) == 0
    shown = next(text for text in capsys.readouterr().out.splitlines() if "is due" in text)
    assert shown.startswith("SAYS-1")
    assert "own file" in shown
    assert central_admin.main(["central", "status", *way, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "policy_behind:SAYS-1" in found["alerts"]
    box = StoreInbox(store, "SAYS-1")
    while (page := client.pull(box.cursor())).rows:
        box.apply(page)
    assert "policy_behind:SAYS-1" in report()  # it is here, and not in force yet
    pulled_policy.in_force(store, shipped())
    assert "policy_behind:SAYS-1" not in report()
    assert line_of(central, "SAYS-1").said.policy == "new"
    desk.post(here, "policy", "main", b"")  # taken back: the station's own file is due
    assert "policy_behind:SAYS-1" in report()
    client.close()


def test_what_a_station_says_cannot_break_the_status(central, post, raw) -> None:
    settings, _ = post
    for said in ('{"identity_until": "soon", "policy_number": "many", "software": 7}', '["no", "fields"]', "7"):
        with raw(settings) as connection:
            connection.execute("SELECT border.report(NULL, NULL, 0, NULL, %s::jsonb)", (said,))
        found = line_of(central, "SAYS-1").said
        assert (found.identity_until, found.policy_number) == (None, None)


def test_said_is_kept_whole() -> None:
    said = Said("1.0", "0003", "p", 4, datetime(2030, 1, 1, tzinfo=UTC))
    assert Said.from_fields(json.loads(said.to_text())) == said
