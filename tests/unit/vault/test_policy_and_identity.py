from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from station.vault import hybrid, identity, policy_signature
from station.vault.errors import BadSignature
from station.vault.signing import Ed25519Signer

AGENCY = Ed25519Signer(bytes(range(32)))
OTHER = Ed25519Signer(bytes(32))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
IDENTITY = identity.Identity(
    "POST-1", OTHER.public, hybrid.public_of(bytes(range(96))), 7, NOW, NOW + timedelta(days=365)
)


def code_of(call, *args) -> str:
    with pytest.raises(BadSignature) as caught:
        call(*args)
    return caught.value.code


def test_a_signed_policy_is_read(tmp_path):
    path = tmp_path / "policy.json"
    path.write_bytes(b'{"version": "1"}')
    policy_signature.beside(path).write_text(policy_signature.sign(path.read_bytes(), AGENCY))
    assert policy_signature.read_verified(path, AGENCY.public) == b'{"version": "1"}'


def test_a_changed_unsigned_or_foreign_policy_is_refused(tmp_path):
    path = tmp_path / "policy.json"
    path.write_bytes(b'{"version": "1"}')
    assert code_of(policy_signature.read_verified, path, AGENCY.public) == "policy_unsigned"
    policy_signature.beside(path).write_text(policy_signature.sign(b'{"version": "2"}', AGENCY))
    assert code_of(policy_signature.read_verified, path, AGENCY.public) == "bad_signature"
    policy_signature.beside(path).write_text(policy_signature.sign(path.read_bytes(), OTHER))
    assert code_of(policy_signature.read_verified, path, AGENCY.public) == "bad_signature"


@pytest.mark.parametrize("text", ["", "x", "x y z", "56475aa75463474c !!"])
def test_a_signature_that_cannot_be_read_is_refused(text):
    assert code_of(policy_signature.verify, b"{}", text, AGENCY.public) == "bad_signature"


def test_an_issued_identity_is_accepted_in_its_time():
    text = identity.issue(IDENTITY, AGENCY)
    assert identity.verify(text, AGENCY.public, NOW) == IDENTITY
    assert code_of(identity.verify, text, AGENCY.public, NOW - timedelta(seconds=1)) == "identity_expired"
    assert code_of(identity.verify, text, AGENCY.public, NOW + timedelta(days=366)) == "identity_expired"


def test_a_forged_identity_is_refused():
    assert code_of(identity.verify, identity.issue(IDENTITY, OTHER), AGENCY.public, NOW) == "bad_signature"
    text = identity.issue(IDENTITY, AGENCY).replace("POST-1", "POST-2")
    assert code_of(identity.verify, text, AGENCY.public, NOW) == "bad_signature"
    assert code_of(identity.verify, "{}", AGENCY.public, NOW) == "bad_signature"


def test_a_revoked_identity_is_refused():
    revoked, number = identity.read_revoked(identity.sign_revoked([7, 3], 2, AGENCY), AGENCY.public)
    assert (revoked, number) == ({3, 7}, 2)
    text = identity.issue(IDENTITY, AGENCY)
    assert code_of(identity.verify, text, AGENCY.public, NOW, revoked) == "identity_revoked"
    assert identity.verify(identity.issue(replace(IDENTITY, serial=8), AGENCY), AGENCY.public, NOW, revoked).serial == 8


def test_an_old_or_forged_list_of_revocations_is_refused():
    old = identity.sign_revoked([], 1, AGENCY)
    assert code_of(identity.read_revoked, old, AGENCY.public, 2) == "revocations_replayed"
    assert code_of(identity.read_revoked, identity.sign_revoked([], 3, OTHER), AGENCY.public) == "bad_signature"
    assert code_of(identity.read_revoked, "[]", AGENCY.public) == "bad_signature"
