"""Central asks for the agency's word at every record, and a revoked station hears of it before it is cut off."""

from __future__ import annotations

import contextlib
import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.agency import identities, status
from station.agency.desk import Desk
from station.cli import central_admin
from station.road import revocation, standing
from station.road.client import CentralClient
from station.road.road import open_road
from station.store import pulled
from station.store.session import Store
from station.vault import agency as agency_files
from station.vault import envelope, identity
from station.vault.agency import AgencyKeys
from station.vault.errors import BadSignature
from station.vault.keys import StationKeys
from station.vault.signing import Ed25519Signer
from station.vault.sources import Passphrase
from station.wire.delivery import record_identity
from station.wire.errors import CentralError, CentralRefused
from station.wire.outgoing import REVOCATION
from station.wire.settings import CentralSettings
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for

NOW = datetime.now(UTC)
QUICK = Passphrase(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture(scope="module")
def agency() -> AgencyKeys:
    return agency_of()


def issue(keys: StationKeys, agency: AgencyKeys, serial: int, days: float = 100, **changes: object) -> str:
    fields = {"station": keys.station, "public": keys.signer.public, "recipient": keys.recipient_public, **changes}
    made = identity.Identity(
        **fields, serial=serial, not_before=NOW - timedelta(days=200), not_after=NOW + timedelta(days=days)
    )
    return identity.issue(made, agency.signer)


def serial() -> int:
    return uuid.uuid4().int >> 66


@dataclass
class Post:
    keys: StationKeys
    settings: CentralSettings

    def send(self, signer: Ed25519Signer | None = None) -> str:
        record_id = str(uuid.uuid4())
        body = envelope.seal(
            b"a visit",
            record_identity("visit", self.keys.station, record_id),
            self.keys.agency_public,
            signer or self.keys.signer,
        ).envelope
        client = CentralClient(self.settings)
        client.send(record_id, "visit", body, hashlib.sha256(body).digest())
        client.close()
        return record_id


@pytest.fixture
def post(central, agency) -> Post:
    keys = station_keys_of(f"ID-{uuid.uuid4().hex[:8]}", agency)
    settings = central.another(keys.station, "IDS", signing_key=keys.signer.public, recipient_key=keys.recipient_public)
    return Post(keys, settings)


def verdict(central, agency: AgencyKeys, record_id: str) -> tuple[object, ...]:
    desk = Desk(central.process, agency)
    while desk.receive():
        pass
    return central.query("SELECT verdict, reason FROM border.receipts WHERE id = %s", record_id)[0]


def expire(central, agency: AgencyKeys, post: Post, number: int) -> None:
    """The identity as if it had been issued for days that are over (nobody waits a year here)."""
    document = issue(post.keys, agency, number, days=-1)
    central.query("UPDATE border.identities SET document = %s WHERE serial = %s RETURNING serial", document, number)


def test_a_record_under_a_valid_identity_is_accepted(central, agency, post) -> None:
    missing = f"identity_missing:{post.keys.station}"
    assert missing in status.read(central.process).alerts()
    assert verdict(central, agency, post.send()) == ("accepted", "")  # nobody has said yet until when it may
    identities.renew(central.owner, post.keys.station, issue(post.keys, agency, serial()), agency.public.signing)
    assert missing not in status.read(central.process).alerts()
    assert verdict(central, agency, post.send()) == ("accepted", "")


def test_a_record_under_an_expired_identity_is_refused_until_it_is_renewed(central, agency, post) -> None:
    number = serial()
    identities.renew(central.owner, post.keys.station, issue(post.keys, agency, number), agency.public.signing)
    expire(central, agency, post, number)
    assert verdict(central, agency, post.send()) == ("refused", "identity_expired")
    line = next(line for line in status.read(central.process).stations if line.name == post.keys.station)
    assert line.refusals == {"identity_expired": 1}
    identities.renew(central.owner, post.keys.station, issue(post.keys, agency, serial()), agency.public.signing)
    assert verdict(central, agency, post.send()) == ("accepted", "")


def test_a_record_signed_with_a_revoked_key_is_refused_and_one_with_the_new_key_is_not(central, agency, post) -> None:
    old, new = serial(), serial()
    identities.renew(central.owner, post.keys.station, issue(post.keys, agency, old), agency.public.signing)
    before = post.send()
    assert verdict(central, agency, before) == ("accepted", "")
    fresh = Ed25519Signer(Ed25519Signer.new_seed())
    document = issue(post.keys, agency, new, public=fresh.public)
    identities.renew(central.owner, post.keys.station, document, agency.public.signing)
    assert verdict(central, agency, post.send()) == ("accepted", "")  # sealed with the key before the last
    identities.revoke_one(central.owner, post.keys.station, old)
    assert verdict(central, agency, post.send()) == ("refused", "identity_revoked")
    assert verdict(central, agency, post.send(fresh)) == ("accepted", "")


def test_an_identity_in_the_database_that_the_agency_did_not_sign_holds_nothing(central, agency, post) -> None:
    number = serial()
    identities.renew(central.owner, post.keys.station, issue(post.keys, agency, number), agency.public.signing)
    expire(central, agency, post, number)
    forged = issue(post.keys, agency_of(), serial())
    central.query(
        "INSERT INTO border.identities (serial, station, document, not_after) VALUES (%s, %s, %s, now()) RETURNING 1",
        serial(), post.keys.station, forged,
    )  # fmt: skip
    assert verdict(central, agency, post.send()) == ("refused", "identity_expired")


def test_an_identity_is_only_taken_for_its_station_from_its_agency_and_once_a_serial(central, agency, post) -> None:
    name, signing = post.keys.station, agency.public.signing
    with pytest.raises(CentralRefused, match="another station"):
        identities.renew(central.owner, name, issue(post.keys, agency, serial(), station="ELSE"), signing)
    with pytest.raises(BadSignature):
        identities.renew(central.owner, name, issue(post.keys, agency_of(), serial()), signing)
    with pytest.raises(BadSignature) as refused:
        identities.renew(central.owner, name, issue(post.keys, agency, serial(), days=-1), signing)
    assert refused.value.code == "identity_expired"
    number = serial()
    document = issue(post.keys, agency, number)
    identities.renew(central.owner, name, document, signing)
    identities.renew(central.owner, name, document, signing)
    with pytest.raises(CentralRefused) as taken:
        identities.renew(central.owner, name, issue(post.keys, agency, number, days=50), signing)
    assert taken.value.code == "identity_serial_taken"
    with pytest.raises(CentralRefused) as unknown:
        identities.revoke_one(central.owner, name, serial())
    assert unknown.value.code == "identity_unknown"


def test_a_station_is_commissioned_and_revoked_with_its_identity_by_commands(
    central, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency = agency_files.create(tmp_path / "agency", "agency passphrase", QUICK)
    (tmp_path / "agency.pub").write_text(agency.public.to_text())
    keys = station_keys_of("LEAVES-1", agency)
    (tmp_path / "identity.json").write_text(issue(keys, agency, serial()))
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls)]
    authority = ["--authority", str(central.server.directory / "authority")]
    word = ["--identity", str(tmp_path / "identity.json")]
    add = ["station", "add", *way, "LEAVES-1", "LVS", *authority, "--out", str(tmp_path / "tls"), *word]
    assert central_admin.main(add) == 1
    assert "identity_unverified" in capsys.readouterr().err
    public = ["--agency-public", str(tmp_path / "agency.pub")]
    assert central_admin.main([*add, *public]) == 0
    url = capsys.readouterr().out.split(",")[0]
    (tmp_path / "next.json").write_text(issue(keys, agency, serial(), days=300))
    renew = ["station", "renew", *way, "LEAVES-1", "--identity", str(tmp_path / "next.json"), *public]
    assert central_admin.main(renew) == 0
    assert "valid until" in capsys.readouterr().out
    line = next(line for line in status.read(central.process).stations if line.name == "LEAVES-1")
    assert line.identity_until is not None
    assert line.identity_until > NOW + timedelta(days=200)

    store = Store.open(tmp_path / "station.db", keys)
    standing.install(store, (tmp_path / "next.json").read_text(), "test")
    settings = CentralSettings.from_url(url, tmp_path / "tls", "demo")
    road = open_road(store, lambda: settings, interval=0.1)
    with contextlib.ExitStack() as closing:
        closing.callback(store.close)
        closing.callback(road.sync.stop)
        road.sync.start()
        assert wait_for(lambda: road.sync.status().online)
        revoke = ["station", "revoke", *way, "LEAVES-1", *authority, "--agency", str(tmp_path / "agency")]
        assert central_admin.main([*revoke, "--wait", "0.5"]) == 0
        out = capsys.readouterr().out
        assert "has not read it" not in out
        assert "LEAVES-1 is cut off" in out
        with store.reading() as unit:
            assert pulled.get(unit, REVOCATION, "LEAVES-1") == b"revoked"
        with pytest.raises(revocation.StationRevoked):
            revocation.require_in_service(store)
        assert standing.look(store).standing is standing.Standing.REVOKED  # the list came as well
        assert wait_for(lambda: not road.sync.status().online)


def test_a_station_that_does_not_answer_is_cut_off_when_the_time_is_over(
    central, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency = agency_files.create(tmp_path / "agency", "agency passphrase", QUICK)
    keys = station_keys_of("SILENT-1", agency)
    settings = central.another("SILENT-1", "LVS", signing_key=keys.signer.public)
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls)]
    authority = ["--authority", str(central.server.directory / "authority")]
    revoke = ["station", "revoke", *way, "SILENT-1", *authority, "--agency", str(tmp_path / "agency")]
    assert central_admin.main([*revoke, "--wait", "0"]) == 0
    assert "has not read it" in capsys.readouterr().out
    client = CentralClient(settings)
    with pytest.raises(CentralError):
        client.connect()
    client.close()
    kinds = central.query("SELECT kind FROM border.outgoing WHERE audience = 'station:SILENT-1'")
    assert ("revocation",) in kinds


def test_one_identity_is_revoked_by_command_and_every_station_gets_the_list(
    central, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency = agency_files.create(tmp_path / "agency", "agency passphrase", QUICK)
    keys, number = station_keys_of("LOST-KEY-1", agency), serial()
    central.another("LOST-KEY-1", "LVS", signing_key=keys.signer.public)
    identities.renew(central.owner, "LOST-KEY-1", issue(keys, agency, number), agency.public.signing)
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls), "--agency", str(tmp_path / "agency")]
    assert central_admin.main(["station", "revoke-identity", *way, "LOST-KEY-1", str(number)]) == 0
    assert "is revoked" in capsys.readouterr().out
    (body,) = central.query(
        "SELECT body FROM border.outgoing WHERE kind = 'revoked_identities' ORDER BY version DESC LIMIT 1"
    )[0]
    assert number in json.loads(bytes(body))["list"]["revoked"]
    assert identity.read_revoked(bytes(body).decode(), agency.public.signing)[0] >= {number}
