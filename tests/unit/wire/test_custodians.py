"""Two custodians agree to a list with keys of their own: what counts as two, and what a changed octet does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.vault.signing import Ed25519Signer
from station.wire import custodians
from station.wire.custodians import Consent, Custodian
from station.wire.errors import CentralGarbled

DIGEST = "ab" * 32
KEYS = {name: Ed25519Signer(bytes([at]) * 32) for at, name in enumerate(("ana", "budi", "citra"), 1)}
KNOWN = tuple(Custodian(name, key.public) for name, key in KEYS.items())


def word(name: str, act: Consent = Consent.TAKE_IN, digests: tuple[str, ...] = (DIGEST,), key: str = "") -> str:
    return custodians.approve(name, KEYS[key or name], act, digests)


def test_two_who_agree_to_the_same_octets_and_the_same_act_are_two():
    both = (word("ana"), word("budi"))
    assert custodians.agreed(both, KNOWN, Consent.TAKE_IN, DIGEST) == ("ana", "budi")
    assert custodians.agreed(both, KNOWN, Consent.WITHDRAW, DIGEST) == ()
    assert custodians.agreed(both, KNOWN, Consent.TAKE_IN, "cd" * 32) == ()
    assert custodians.agreed(both, KNOWN[1:], Consent.TAKE_IN, DIGEST) == ("budi",)


def test_one_person_is_one_however_often_and_under_whatever_name():
    twice = (word("ana"), word("ana", digests=(DIGEST, "cd" * 32)))
    assert custodians.agreed(twice, KNOWN, Consent.TAKE_IN, DIGEST) == ("ana",)
    assert custodians.agreed((word("budi", key="ana"),), KNOWN, Consent.TAKE_IN, DIGEST) == ()
    alias = (*KNOWN, Custodian("ana's other name", KEYS["ana"].public))
    other = custodians.approve("ana's other name", KEYS["ana"], Consent.TAKE_IN, (DIGEST,))
    assert len(custodians.agreed((word("ana"), other), alias, Consent.TAKE_IN, DIGEST)) == 1


def test_an_approval_that_was_changed_is_nobodys():
    document = json.loads(word("ana"))
    document["approval"]["digests"] = ["cd" * 32]
    assert custodians.agreed((json.dumps(document),), KNOWN, Consent.TAKE_IN, "cd" * 32) == ()


def test_approvals_and_custodians_are_read_as_they_were_written():
    both = (word("ana"), word("budi"))
    read = custodians.read_agreed(custodians.write_agreed(both))
    assert custodians.agreed(read, KNOWN, Consent.TAKE_IN, DIGEST) == ("ana", "budi")
    assert Custodian.from_bytes(KNOWN[0].to_bytes()) == KNOWN[0]
    three = custodians.write_agreed((*both, word("citra")))
    for wrong in (three, b"{}", b"[1]", b"", b"[" * 40):
        with pytest.raises(CentralGarbled):
            custodians.read_agreed(wrong)


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_whatever_stands_in_a_row_is_a_custodian_or_refused(octets: bytes):
    try:
        found = Custodian.from_bytes(octets)
    except CentralGarbled:
        return
    assert len(found.public) == 32
