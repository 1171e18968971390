from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.vault import envelope, hybrid
from station.vault.errors import BadSignature, EnvelopeDamaged, UnknownSuite, VaultError
from station.vault.signing import Ed25519Signer

AGENCY = hybrid.new_private()
AGENCY_PUBLIC = hybrid.public_of(AGENCY)
STATION = Ed25519Signer(bytes(range(32)))
ROW = b"visit/POST-1/v1"


@pytest.fixture(scope="module")
def sealed() -> envelope.Sealed:
    return envelope.seal(b"payload" * 1000, ROW, AGENCY_PUBLIC, STATION)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=3000), st.binary(max_size=60))
def test_what_was_sealed_comes_back_for_the_agency_and_for_the_data_key(payload: bytes, identity: bytes):
    made = envelope.seal(payload, identity, AGENCY_PUBLIC, STATION)
    assert envelope.open_as_agency(made.envelope, AGENCY, identity) == payload
    assert envelope.open_with_data_key(made.envelope, made.data_key, identity) == payload
    envelope.verify_signature(made.envelope, STATION.public)


def test_the_payload_cannot_be_seen_in_the_envelope(sealed):
    assert b"payload" not in sealed.envelope
    assert sealed.data_key not in sealed.envelope


def test_two_seals_of_the_same_record_share_no_key(sealed):
    again = envelope.seal(b"payload" * 1000, ROW, AGENCY_PUBLIC, STATION)
    assert again.data_key != sealed.data_key
    assert again.digest != sealed.digest


def test_another_agency_cannot_open_it(sealed):
    with pytest.raises(EnvelopeDamaged):
        envelope.open_as_agency(sealed.envelope, hybrid.new_private(), ROW)


def test_an_envelope_is_bound_to_its_row(sealed):
    with pytest.raises(EnvelopeDamaged, match="another row"):
        envelope.open_with_data_key(sealed.envelope, sealed.data_key, b"visit/POST-1/v2")


def test_renaming_the_row_inside_the_header_breaks_signature_and_payload(sealed):
    forged = sealed.envelope.replace(ROW.hex().encode(), b"visit/POST-1/v2".hex().encode())
    assert forged != sealed.envelope
    with pytest.raises(BadSignature):
        envelope.verify_signature(forged, STATION.public)
    with pytest.raises(EnvelopeDamaged):
        envelope.open_with_data_key(forged, sealed.data_key, b"visit/POST-1/v2")
    with pytest.raises(EnvelopeDamaged):
        envelope.open_as_agency(forged, AGENCY, b"visit/POST-1/v2")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_flipped_bit_is_found_by_the_signature(data):
    made = envelope.seal(b"x" * 50, ROW, AGENCY_PUBLIC, STATION)
    octets = bytearray(made.envelope)
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError):
        envelope.verify_signature(bytes(octets), STATION.public)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1400))
def test_a_cut_envelope_is_refused_with_a_named_error(length):
    made = envelope.seal(b"x" * 50, ROW, AGENCY_PUBLIC, STATION)
    cut = made.envelope[: min(length, len(made.envelope) - 1)]
    with pytest.raises(VaultError):
        envelope.verify_signature(cut, STATION.public)


@given(st.binary(max_size=200))
def test_rubbish_is_refused_with_a_named_error(rubbish):
    with pytest.raises(VaultError):
        envelope.parts(b"BSE1" + rubbish)


def test_a_forger_with_the_agencys_public_key_is_found_by_the_signature():
    forged = envelope.seal(b"forged", ROW, AGENCY_PUBLIC, Ed25519Signer(bytes(32)))
    assert envelope.open_as_agency(forged.envelope, AGENCY, ROW) == b"forged"  # HPKE base mode proves no sender
    with pytest.raises(BadSignature):
        envelope.verify_signature(forged.envelope, STATION.public)


def test_an_unknown_suite_is_named(sealed):
    other = sealed.envelope.replace(b"a256gcm.ed25519", b"a256gcm.mldsa65")
    with pytest.raises(UnknownSuite):
        envelope.parts(other)


def test_a_recipient_opens_what_was_sealed_again_for_it(sealed):
    recipient = hybrid.new_private()
    sealed_key = envelope.seal_key_for(sealed.envelope, sealed.data_key, hybrid.public_of(recipient))
    assert envelope.open_as_recipient(sealed.envelope, sealed_key, recipient, ROW) == b"payload" * 1000
    with pytest.raises(EnvelopeDamaged):
        envelope.open_as_recipient(sealed.envelope, sealed_key, hybrid.new_private(), ROW)


def test_a_new_agency_key_leaves_the_payload_untouched(sealed):
    new_agency = hybrid.new_private()
    new_signer = Ed25519Signer(bytes(31) + b"\x01")
    again = envelope.seal_again(sealed.envelope, sealed.data_key, hybrid.public_of(new_agency), new_signer)
    assert envelope.parts(again.envelope).ciphertext == envelope.parts(sealed.envelope).ciphertext
    assert envelope.open_as_agency(again.envelope, new_agency, ROW) == b"payload" * 1000
    envelope.verify_signature(again.envelope, new_signer.public)
    with pytest.raises(EnvelopeDamaged):
        envelope.open_as_agency(again.envelope, AGENCY, ROW)


def test_sealing_again_refuses_a_key_that_does_not_open_the_envelope(sealed):
    with pytest.raises(EnvelopeDamaged):
        envelope.seal_again(sealed.envelope, bytes(32), AGENCY_PUBLIC, STATION)
