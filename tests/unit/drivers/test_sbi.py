"""The SBI client against a service of our own: verbs, signatures, the hash chain, and every way to cheat."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.sbi import EmulatedSbi, SbiFault
from drivers.errors import DeviceError, Garbled, NotFound, Refused, TimedOut
from drivers.finger.jws import verify
from drivers.finger.sbi import START_HASH, SbiClient, chain_hash
from drivers.finger.sbi_device import SubId

POSITIONS = ("Left IndexFinger", "Left MiddleFinger", "Left RingFinger", "Left LittleFinger")
RECORDS = {position: f"FIR {position}".encode() * 500 for position in POSITIONS}


@pytest.fixture(scope="module")
def service():
    with EmulatedSbi() as made:
        made.present(RECORDS)
        yield made


@pytest.fixture
def client(service):
    return SbiClient([service.authority.certificate], "station-test")


@pytest.fixture
def device(service, client):
    return next(d for d in client.discover() if d.port == service.port)


def test_a_service_is_found_on_the_port_range(service, device):
    assert 4501 <= device.port <= 4600
    assert device.status == "Ready"
    assert device.serial == "SBI-0001"
    assert device.sub_ids == (1, 2, 3)


def test_discovery_of_a_kind_nobody_has_finds_nothing(service, client):
    assert not [d for d in client.discover("Iris") if d.port == service.port]


def test_looking_at_a_hundred_ports_is_quick(client):
    start = time.monotonic()
    client.discover()
    assert time.monotonic() - start < 10


def test_device_information_is_verified(client, device):
    told = client.info(device)
    assert told["deviceId"] == "SBI-0001"
    assert told["digitalId"]["model"] == "Slap 1"


def test_a_slap_is_captured_with_its_hash_chain(client, device):
    capture = client.capture(device, SubId.LEFT_SLAP, POSITIONS)
    assert {s.position: s.record for s in capture.samples} == RECORDS
    previous = START_HASH
    for sample in capture.samples:
        previous = chain_hash(previous, sample.record)
        assert sample.chain_hash == previous
    follow = client.capture(device, SubId.LEFT_SLAP, POSITIONS[:1], previous_hash=previous)
    assert follow.samples[0].chain_hash == chain_hash(previous, RECORDS[POSITIONS[0]])


def test_the_hash_chain_is_the_published_formula():
    assert START_HASH == "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
    inner = hashlib.sha256(b"bio").digest()
    assert chain_hash(START_HASH, b"bio") == hashlib.sha256(bytes.fromhex(START_HASH) + inner).hexdigest().upper()


def test_the_live_stream_gives_pictures_until_its_time_is_over(client, device):
    start = time.monotonic()
    pictures = list(client.stream(device, SubId.RIGHT_SLAP, 1.5))
    assert time.monotonic() - start < 8
    assert len(pictures) >= 2
    assert set(pictures) == {b"\xff\xd8\xff\xfe\x00\x08slap 2\xff\xd9"}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SbiFault.ERROR, "sbi_device_102"),
        (SbiFault.WRONG_SIGNATURE, "sbi_signature"),
        (SbiFault.FOREIGN_AUTHORITY, "sbi_untrusted"),
        (SbiFault.EXPIRED, "sbi_certificate_expired"),
        (SbiFault.NO_ALGORITHM, "sbi_signature"),
        (SbiFault.BROKEN_CHAIN, "sbi_hash_chain"),
        (SbiFault.SWAPPED_RECORD, "sbi_hash_chain"),
        (SbiFault.OLD_ANSWER, "sbi_replay"),
        (SbiFault.OLD_TIME, "sbi_replay"),
        (SbiFault.OTHER_IDENTITY, "sbi_identity"),
        (SbiFault.OTHER_POSITION, "sbi_answer"),
        (SbiFault.RUBBISH, "sbi_answer"),
    ],
)
def test_a_service_that_fails_or_cheats_is_named(service, client, device, fault, code):
    service.faults.arm(fault, 1)
    with pytest.raises(DeviceError) as caught:
        client.capture(device, SubId.LEFT_SLAP, POSITIONS)
    assert caught.value.code == code
    assert client.capture(device, SubId.LEFT_SLAP, POSITIONS).samples


@pytest.mark.parametrize("fault", [SbiFault.HANG, SbiFault.DRIP])
def test_a_service_that_hangs_or_drips_costs_its_timeout_and_no_more(service, client, device, fault):
    service.faults.arm(fault, 1)
    start = time.monotonic()
    with pytest.raises(TimedOut):
        client.capture(device, SubId.LEFT_SLAP, POSITIONS, timeout=0.2)
    assert time.monotonic() - start < 10


def test_a_flood_is_cut_off(service, client, device):
    service.faults.arm(SbiFault.FLOOD, 1)
    with pytest.raises(Garbled, match="more than"):
        client.capture(device, SubId.LEFT_SLAP, POSITIONS)


def test_nobody_listening_is_not_found(client, device):
    with EmulatedSbi(serial="SBI-0002") as other:
        gone = SbiClient([other.authority.certificate], "x", [other.port]).discover()[0]
    with pytest.raises(NotFound):
        client.info(gone)


def test_without_an_authority_nothing_is_believed(device):
    with pytest.raises(Refused, match="sbi_untrusted"):
        SbiClient([], "x").info(device)


def test_a_device_of_another_authority_is_not_believed(device):
    with pytest.raises(Refused, match="sbi_untrusted"):
        SbiClient([MakersAuthority("Emulated SBI authority").certificate], "x").info(device)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.none(), st.integers(), st.text(max_size=80), st.from_regex(r"[A-Za-z0-9_-]{0,60}(\.[\w-]{0,60}){2}"))
)
def test_any_token_is_refused_or_called_garbled(token):
    with pytest.raises((Garbled, Refused)):
        verify(token, [])
