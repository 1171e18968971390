"""What ends by itself is said before it stops a station, and an ended certificate is not a missing line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import resources
from station.agency import certificates
from station.agency.certificates import Authority
from station.office.housekeeping import Housekeeping
from station.office.retain import Retain
from station.road import expiry, standing
from station.road.client import CentralClient
from station.vault import identity
from station.wire.errors import CentralError, CentralRefused, CentralUnreachable
from station.workflow import policy

RETENTION = policy.parse(resources.path("policy/policy.json").read_bytes()).retention
LEAF, NOW = timedelta(days=certificates.LEAF_DAYS), datetime.now(UTC)


@pytest.fixture
def ended(central, tmp_path, monkeypatch):
    """The station's certificate, issued by the server's own authority and past its end."""
    monkeypatch.setattr(certificates, "LEAF_DAYS", -5 / 24 / 60)
    central.server.authority.issue_client(central.a.role, tmp_path / "tls")
    return replace(central.a, tls=tmp_path / "tls")


def test_a_server_that_refuses_an_ended_certificate_is_not_a_missing_line(ended):
    client = CentralClient(ended)
    with pytest.raises(CentralRefused) as refused:
        client.connect()
    client.close()
    assert refused.value.code == "central_certificate_expired"


def test_without_a_line_an_ended_certificate_is_said_as_well(ended):
    client = CentralClient(replace(ended, port=1))
    with pytest.raises(CentralError) as refused:
        client.connect()
    assert refused.value.code == "central_certificate_expired"
    client = CentralClient(replace(ended, port=1, tls=ended.tls.parent / "nothing"))
    with pytest.raises(CentralError) as refused:
        client.connect()
    assert refused.value.code != "central_certificate_expired"


def test_a_missing_line_with_a_good_certificate_stays_a_missing_line(central):
    with pytest.raises(CentralUnreachable):
        CentralClient(replace(central.a, port=1)).connect()


def test_each_end_is_said_thirty_days_before(tmp_path):
    Authority.create(tmp_path / "ca").issue_client("somebody", tmp_path / "tls")
    found = {end.what: end for end in expiry.of_the_road(tmp_path / "tls")}
    client = found[expiry.CLIENT]
    assert client.until - datetime.now(UTC) == pytest.approx(LEAF, abs=timedelta(minutes=5))
    assert client.code(client.until - timedelta(days=31)) == ""
    assert client.code(client.until - timedelta(days=29)) == "central_certificate_ending"
    assert client.code(client.until) == "central_certificate_expired"
    authority = found[expiry.AUTHORITY]
    assert authority.code(authority.until - timedelta(days=1)) == "central_authority_ending"
    assert expiry.first_code([authority, client], authority.until - timedelta(days=1)) == "central_certificate_expired"
    assert expiry.first_code([client, authority], NOW) == ""
    (tmp_path / "tls" / "client.crt").write_text("no certificate")
    assert [end.what for end in expiry.of_the_road(tmp_path / "tls")] == [expiry.AUTHORITY]


def test_the_station_says_what_ends_first(store, keys, agency, clock, tmp_path):
    Authority.create(tmp_path / "ca").issue_client("somebody", tmp_path / "tls")
    clock.at = NOW
    made = identity.Identity(
        keys.station, keys.signer.public, keys.recipient_public, 1, NOW - timedelta(days=1), NOW + timedelta(days=900)
    )
    standing.install(store, identity.issue(made, agency.signer), "test")
    calibrated: list[tuple[str, date]] = []
    keeping = Housekeeping(store, Retain(store, RETENTION), tls=tmp_path / "tls", calibrated=lambda: calibrated)

    def said(days: float) -> str:
        clock.at = NOW + timedelta(days=days)
        keeping.look_at_identity()
        return keeping.identity_code

    assert said(0) == ""
    assert said(certificates.LEAF_DAYS - 29) == "central_certificate_ending"
    calibrated.append(("EMU-1", (NOW + timedelta(days=certificates.LEAF_DAYS - 20)).date()))
    assert said(certificates.LEAF_DAYS - 25) == "calibration_ending"
    assert said(certificates.LEAF_DAYS - 10) == "calibration_expired"
    assert said(880) == "calibration_expired"
    assert said(901) == "identity_expired"
