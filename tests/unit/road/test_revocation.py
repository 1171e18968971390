"""What a revocation by the agency does at the station: no new visit, and no more sign-in of an officer who left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from station.domain.officer import Officer, Role
from station.domain.sign_in import SignInRules
from station.office.log_in import LogIn, SignInRefused
from station.road import pulled_officers, revocation
from station.road.client import Cursor, Pulled, PulledPage
from station.road.inbox import StoreInbox
from station.road.pulled_officers import SentOfficer
from station.road.revocation import StationRevoked
from station.vault import passwords
from station.vault.signing import Ed25519Signer
from station.wire import outgoing

WORD = "selamat pagi"
GROUP = bytes(range(32))
Send = Callable[..., StoreInbox]


@pytest.fixture
def send(store, agency, keys) -> Send:
    """Rows of the road, signed by the agency, applied as the road applies them."""
    box = StoreInbox(store, keys.station, "SUB", handlers={pulled_officers.KIND: pulled_officers.take})
    count = 0

    def row(
        kind: str, key: str, body: bytes, *, audience: str = outgoing.EVERYBODY, signer=agency.signer
    ) -> StoreInbox:
        nonlocal count
        count += 1
        if kind in outgoing.CONFIDENTIAL:
            body = outgoing.conceal(GROUP, kind, key, body)
        signature = signer.sign(outgoing.message(audience, kind, key, count, body))
        made = Pulled(count, count, audience, kind, key, count, body, signature)
        box.apply(PulledPage((made,), Cursor("life", count, count), False))
        return box

    row(outgoing.GROUP_KEY, outgoing.group_key_id(GROUP), outgoing.seal_group_key(GROUP, keys.recipient_public,
        keys.station))  # fmt: skip
    return row


def test_a_station_that_learns_of_its_revocation_opens_no_visit(store, send, keys):
    revocation.require_in_service(store)
    send(outgoing.REVOCATION, keys.station, b"stolen", audience=outgoing.station_audience(keys.station))
    with pytest.raises(StationRevoked) as refused:
        revocation.require_in_service(store)
    assert refused.value.code == "station_revoked"


def test_the_revocation_of_another_station_and_a_forged_one_change_nothing(store, send, keys):
    send(outgoing.REVOCATION, "POST-2", b"stolen")
    box = send(outgoing.REVOCATION, keys.station, b"stolen", signer=Ed25519Signer(Ed25519Signer.new_seed()))
    assert box.rejected == 1
    revocation.require_in_service(store)


def test_a_revocation_that_is_taken_back_ends(store, send, keys):
    send(outgoing.REVOCATION, keys.station, b"a mistake")
    send(outgoing.REVOCATION, keys.station, b"")
    revocation.require_in_service(store)


def test_an_officer_whom_the_agency_ends_signs_in_no_more(store, send, monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)  # the cost of Argon2id is not what is tested here
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    siti = Officer("siti", "Siti", Role.OFFICER)
    log_in = LogIn(store, SignInRules(offline_days=0))
    send(pulled_officers.KIND, "siti", SentOfficer(siti, passwords.hash_password(WORD)).to_bytes())
    session = log_in.sign_in("siti", WORD)
    assert session.officer == siti
    send(pulled_officers.KIND, "siti", b"")
    with pytest.raises(SignInRefused) as refused:
        log_in.sign_in("siti", WORD)
    assert refused.value.code == "sign_in_inactive"
