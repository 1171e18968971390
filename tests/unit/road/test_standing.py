"""What the agency's word for a station is worth there: verified, stored, looked at, revoked, renewed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from station import assembly
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.office import rotate
from station.office.housekeeping import Housekeeping
from station.office.retain import Retain
from station.road import standing
from station.road.standing import IdentityUnfit, Standing
from station.store import audit_log, meta, outbox
from station.store.session import Store
from station.vault import hybrid, identity
from station.vault.errors import BadSignature
from station.vault.signing import Ed25519Signer
from tests.rig import visits


def issued(store: Store, agency, *, serial: int = 7, days: float = 365, signer=None, **changes: object) -> str:
    keys = store.keys
    made = identity.Identity(
        keys.station,
        keys.signer.public,
        keys.recipient_public,
        serial,
        visits.T0 - timedelta(days=1),
        visits.T0 + timedelta(days=days),
    )
    return identity.issue(replace(made, **changes), signer or agency.signer)


def refused(store: Store, text: str) -> str:
    with pytest.raises(IdentityUnfit) as caught:
        standing.install(store, text, "adi")
    assert caught.value.detail
    return caught.value.code


def acts(store: Store) -> list[str]:
    with store.reading() as unit:
        return [event.act for _, event in audit_log.entries(unit)]


def test_a_station_without_an_identity_opens_no_visit_and_says_why(store):
    with pytest.raises(IdentityUnfit) as caught:
        standing.require(store)
    assert caught.value.code == "identity_missing"


def test_an_installed_identity_opens_the_counter(store, agency):
    report = standing.install(store, issued(store, agency), "adi")
    assert (report.standing, report.days_left) == (Standing.GOOD, 364)
    standing.require(store)
    assert acts(store) == [Act.IDENTITY_INSTALLED]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signer": Ed25519Signer(bytes(32))}, "identity_forged"),
        ({"station": "POST-2"}, "identity_mismatch"),
        ({"public": Ed25519Signer(bytes(32)).public}, "identity_mismatch"),
        ({"recipient": hybrid.public_of(bytes(range(96)))}, "identity_mismatch"),
        ({"not_after": visits.T0 - timedelta(hours=1)}, "identity_expired"),
        ({"not_before": visits.T0 + timedelta(hours=1)}, "identity_expired"),
    ],
)
def test_what_does_not_hold_is_not_installed_and_what_was_there_stays(store, agency, changes, code):
    standing.install(store, issued(store, agency, serial=1), "adi")
    assert refused(store, issued(store, agency, serial=2, **changes)) == code
    assert standing.look(store).identity.serial == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"identity": 1, "signature": ""}'])
def test_what_is_no_identity_is_named_and_crashes_nothing(store, text):
    assert refused(store, text) == "identity_forged"


def test_an_identity_changed_in_the_database_is_found_at_the_next_start(store, agency):
    text = issued(store, agency)
    standing.install(store, text, "adi")
    with store.unit() as unit:
        later = json.loads(text)
        later["identity"]["not_after"] = "2099-01-01T00:00:00+00:00"
        meta.put(unit, "identity", json.dumps(later).encode())
    assert standing.look(store).standing is Standing.FORGED


def test_it_warns_for_thirty_days_and_then_ends_whatever_the_clock_says_afterwards(store, agency, clock):
    standing.install(store, issued(store, agency), "adi")
    clock.forward(days=340)
    assert standing.look(store).standing is Standing.ENDING
    standing.require(store)
    clock.forward(days=30)
    assert standing.note(store).standing is Standing.EXPIRED
    clock.at = visits.T0  # set back: the log remembers the latest time
    with pytest.raises(IdentityUnfit) as caught:
        standing.require(store)
    assert caught.value.code == "identity_expired"


def test_a_visit_that_is_in_hand_is_sealed_and_travels_while_the_identity_has_ended(store, agency, clock):
    standing.install(store, issued(store, agency, days=1), "adi")
    clock.forward(days=2)
    assert not standing.look(store).may_open_visit
    seal_visit(store, visits.visit(1))
    with store.reading() as unit:
        assert [row.record_id for row in outbox.take(unit, 10)] == [visits.visit(1).id]


def test_a_revoked_serial_ends_it_and_a_new_one_begins_again(store, agency):
    standing.install(store, issued(store, agency, serial=7), "adi")
    listed = identity.sign_revoked([7], 3, agency.signer)
    assert store.write(lambda unit: standing.take_revoked(unit, listed)) == 3
    assert standing.look(store).standing is Standing.REVOKED
    assert refused(store, issued(store, agency, serial=7)) == "identity_revoked"
    standing.install(store, issued(store, agency, serial=8), "adi")
    standing.require(store)


def test_an_older_list_is_refused_and_the_same_one_changes_nothing(store, agency):
    def take(number: int, *serials: int, signer=agency.signer) -> int:
        text = identity.sign_revoked(serials, number, signer)
        return store.write(lambda unit: standing.take_revoked(unit, text))

    take(3, 7)
    take(3, 7)
    assert acts(store) == [Act.IDENTITIES_REVOKED]
    with pytest.raises(BadSignature) as caught:
        take(2)
    assert caught.value.code == "revocations_replayed"
    with pytest.raises(BadSignature):
        take(9, signer=Ed25519Signer(bytes(32)))


def test_the_list_comes_down_the_road_and_a_forged_one_is_not_believed(store, agency):
    standing.install(store, issued(store, agency, serial=7), "adi")
    body = identity.sign_revoked([7], 1, agency.signer).encode()
    forged = identity.sign_revoked([7], 1, Ed25519Signer(bytes(32))).encode()
    with pytest.raises(BadSignature):
        store.write(lambda unit: standing.from_road(unit, "list", forged))
    standing.require(store)
    store.write(lambda unit: standing.from_road(unit, "list", body))
    assert standing.look(store).standing is Standing.REVOKED


def test_a_new_signing_key_needs_a_new_identity(store, agency, tmp_path):
    standing.install(store, issued(store, agency), "adi")
    rotate.signer(store, tmp_path / "keys", visits.PASSPHRASE)
    assert standing.look(store).standing is Standing.MISMATCH
    standing.install(store, issued(store, agency, serial=8), "adi")
    standing.require(store)


def test_another_standing_than_at_the_last_start_is_written_down_once(store, agency, clock):
    standing.install(store, issued(store, agency), "adi")
    standing.note(store)
    clock.forward(days=370)
    standing.note(store)
    standing.note(store)
    assert acts(store) == [Act.IDENTITY_INSTALLED, Act.IDENTITY_STANDING]


def test_the_header_is_given_a_code_only_while_something_is_to_be_said(store, agency, clock):
    housekeeping = Housekeeping(store, Retain(store, assembly.read_policy(Config()).retention))
    housekeeping.look_at_identity()
    assert housekeeping.identity_code == "identity_missing"
    standing.install(store, issued(store, agency), "adi")
    housekeeping.look_at_identity()
    assert housekeeping.identity_code == ""
    clock.forward(days=350)
    housekeeping.look_at_identity()
    assert housekeeping.identity_code == "identity_ending"
