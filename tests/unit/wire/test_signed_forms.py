"""One shape for what is signed, and the octets that travel are those of every release before."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from station.vault import erasure, identity
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import Ed25519Signer
from station.wire import heads, outgoing, receipts

SIGNER = Ed25519Signer(bytes(range(32)))
AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
RECORD = "7d2f0a52-5a0e-4c53-9f5a-0b6f3f1f8c11"


def octets() -> dict[str, bytes]:
    issued = identity.Identity("CGK-é", SIGNER.public, bytes(1216), 5, AT, AT)
    receipt = receipts.Receipt(RECORD, "CGK-1", "visit", "ab" * 32, "refused", "é", 5, AT)
    return {
        "receipt": receipts.sign(receipt, SIGNER),
        "head": heads.sign(heads.Head("post:CGK", "e", 3, (4, 5), 6, bytes(range(32))), SIGNER),
        "row": outgoing.message("*", "policy", "é", 7, b"x"),
        "erasure": erasure.sign({"visit": "v", "approval": "é", "at": "t"}, SIGNER),
        "identity": identity.issue(issued, SIGNER).encode(),
        "revoked": identity.sign_revoked([3, 1], 9, SIGNER).encode(),
    }


# taken from the release before there was one shape for them
BEFORE = {
    "receipt": "a3fbde1d0718699d70f0177bdfb113cdfbb8147391723225a956a4a5269a141d",
    "head": "856e5375c691eebf1bddb3bc4b43c2400a63a67ea3c6980511fe7738e749ce34",
    "row": "8f76683a4db9260a31aee8919abd7b27c398f96e6cbe6f3bf2b76fe78241e0a4",
    "erasure": "9e65c7122816882e8093ff8797f16c2ffec4bd98750d3feacef0269cee0e794e",
    "identity": "d2aa6aaa00b65e54572102ba4c3413bebf0d4313d18f07231bfe4e2a8e6cc56a",
    "revoked": "22afa8a37a7a797da6dbb2f4bf77b61ac2c3d61d3825767ce6151007287bd1c8",
}


@pytest.mark.parametrize("form", BEFORE)
def test_the_octets_of_a_form_are_those_of_before(form):
    assert hashlib.sha256(octets()[form]).hexdigest() == BEFORE[form]


def test_a_signature_of_one_form_is_none_of_another():
    one, other = Form(b"one\n", frozenset({"a"}), beside="x"), Form(b"other\n", frozenset({"a"}), beside="x")
    proof = one.behind({"a": 1}, SIGNER)
    assert one.read_behind(proof, SIGNER.public) == {"a": 1}
    with pytest.raises(BadSignature):
        other.read_behind(proof, SIGNER.public)
    parts = one.parts({"a": 1}, SIGNER)
    import json

    assert one.read_parts(json.dumps(parts), SIGNER.public) == {"a": 1}
    with pytest.raises(BadSignature):
        other.read_parts(json.dumps(parts), SIGNER.public)


def test_what_is_signed_in_another_than_the_canonical_form_is_not_read():
    form = Form(b"one\n", frozenset({"a"}))
    body = b'{"a": 1}'
    with pytest.raises(ValueError, match="canonical"):
        form.read_behind(body + SIGNER.sign(b"one\n" + body), SIGNER.public)
