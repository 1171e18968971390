"""CAPTURE: what a device encrypts for us opens, and nothing that was changed, replayed or meant for others does."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.sbi import EmulatedSbi, SbiFault
from drivers.emulated.sbi_seal import seal
from drivers.errors import DeviceError, Refused
from drivers.finger.sbi import START_HASH, SbiClient, chain_hash
from drivers.finger.sbi_device import SubId
from drivers.finger.sbi_secret import SbiRecipient, mixed, thumbprint

POSITIONS = ("Left IndexFinger", "Left MiddleFinger")
RECORDS = {position: f"FIR {position}".encode() * 500 for position in POSITIONS}
TIME, TRANSACTION = "2026-11-25T01:02:03.004Z", "station-0123456789abcdef01234567"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def service(key):
    with EmulatedSbi(purpose="Auth", kind="Single") as made:
        made.present(RECORDS)
        made.recipient = made.authority.issue("Border station", key)
        yield made


@pytest.fixture
def recipient(service, key) -> SbiRecipient:
    return SbiRecipient(service.recipient, key)


@pytest.fixture
def client(service) -> SbiClient:
    return SbiClient([service.authority.certificate], "station-test", [service.port])


@pytest.fixture
def device(client):
    return client.discover()[0]


def test_encrypted_records_open_and_their_chain_runs_over_the_clear_ones(client, device, recipient):
    taken = client.capture(device, SubId.LEFT_SLAP, POSITIONS, recipient=recipient, domain="https://border.example")
    assert {s.position: s.record for s in taken.samples} == RECORDS
    previous = START_HASH
    for sample in taken.samples:
        previous = chain_hash(previous, sample.record)
        assert sample.chain_hash == previous


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SbiFault.TAMPERED, "sbi_sealed"),
        (SbiFault.WRONG_KEY, "sbi_sealed"),
        (SbiFault.OTHER_RECIPIENT, "sbi_recipient"),
        (SbiFault.OLD_ANSWER, "sbi_replay"),
        (SbiFault.OLD_TIME, "sbi_replay"),
        (SbiFault.WRONG_SIGNATURE, "sbi_signature"),
        (SbiFault.SWAPPED_RECORD, "sbi_hash_chain"),
        (SbiFault.BROKEN_CHAIN, "sbi_hash_chain"),
        (SbiFault.ERROR, "sbi_device_102"),
    ],
)
def test_a_device_that_cheats_under_encryption_is_named(service, client, device, recipient, fault, code):
    service.faults.arm(fault, 1)
    with pytest.raises(DeviceError) as caught:
        client.capture(device, SubId.LEFT_SLAP, POSITIONS, recipient=recipient)
    assert caught.value.code == code
    assert client.capture(device, SubId.LEFT_SLAP, POSITIONS, recipient=recipient).samples


def test_a_record_of_another_time_or_transaction_does_not_open(recipient):
    sealed, beside = seal(b"record", recipient.certificate, TIME, TRANSACTION)
    value = base64.urlsafe_b64encode(sealed).decode()
    session = base64.urlsafe_b64encode(bytes.fromhex(beside["sessionKey"])).decode()
    assert recipient.open(value, session, beside["thumbprint"], TIME, TRANSACTION) == b"record"
    for time, transaction in ((TIME.replace("4Z", "5Z"), TRANSACTION), (TIME, TRANSACTION[:-1] + "0")):
        with pytest.raises(Refused, match="sbi_sealed"):
            recipient.open(value, session, beside["thumbprint"], time, transaction)


def test_the_mix_is_the_published_formula():
    """Right-aligned XOR; the last 12 octets are the initialisation vector, the last 16 the associated data."""
    assert mixed("abcdefghijklmnop", "A") == b"abcdefghijklmno" + bytes([ord("p") ^ ord("A")])
    assert mixed("a" * 20, "b" * 18)[-16:] == bytes([3]) * 16


def test_a_key_that_is_not_the_certificates_is_not_taken(service, key):
    other = rsa.generate_private_key(65537, 2048)
    with pytest.raises(ValueError, match="belong"):
        SbiRecipient(service.recipient, other)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"pass")
    )
    loaded = SbiRecipient.load(service.recipient.public_bytes(serialization.Encoding.PEM), pem, b"pass")
    assert thumbprint(loaded.certificate) == thumbprint(service.recipient)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=400)), st.text(max_size=70))
def test_no_sealed_rubbish_does_more_than_be_refused(sealed, session, print_of):
    with pytest.raises(DeviceError):
        _RECIPIENT.open(sealed, session, print_of, TIME, TRANSACTION)
    with pytest.raises(DeviceError):
        _RECIPIENT.open(sealed, session, thumbprint(_RECIPIENT.certificate), TIME, TRANSACTION)


_KEY = rsa.generate_private_key(65537, 2048)
_RECIPIENT = SbiRecipient(MakersAuthority("Rubbish").issue("Border station", _KEY), _KEY)
