"""A receipt proves the delivery of one record and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.vault.signing import Ed25519Signer
from station.wire import receipts
from station.wire.errors import CentralRefused
from station.wire.receipts import Receipt

AGENCY = Ed25519Signer(b"a" * 32)
FORGER = Ed25519Signer(b"f" * 32)
RECEIPT = Receipt(
    "6a1f1f1e-0000-4000-8000-000000000001",
    "CGK-1",
    "visit",
    "ab" * 32,
    "accepted",
    "",
    7,
    datetime(2026, 1, 2, tzinfo=UTC),
)


def test_what_is_signed_reads_back() -> None:
    proof = receipts.sign(RECEIPT, AGENCY)
    assert receipts.read(proof, AGENCY.public) == RECEIPT
    again = receipts.read(proof, AGENCY.public)
    receipts.concerns(again, record=RECEIPT.record, station="CGK-1", digest="ab" * 32)
    assert again == RECEIPT


def test_a_receipt_that_somebody_else_signed_is_forged() -> None:
    with pytest.raises(CentralRefused) as refused:
        receipts.read(receipts.sign(RECEIPT, FORGER), AGENCY.public)
    assert refused.value.code == "receipt_forged"


@pytest.mark.parametrize(
    "other",
    [
        {"record": "6a1f1f1e-0000-4000-8000-000000000002"},
        {"station": "CGK-2"},
        {"digest": "cd" * 32},
    ],
)
def test_a_true_receipt_of_another_record_is_a_replay(other) -> None:
    proof = receipts.sign(RECEIPT, AGENCY)
    wanted = {"record": RECEIPT.record, "station": "CGK-1", "digest": "ab" * 32, **other}
    with pytest.raises(CentralRefused) as refused:
        receipts.concerns(receipts.read(proof, AGENCY.public), **wanted)
    assert refused.value.code == "receipt_of_another_record"


@given(st.data())
def test_no_changed_byte_goes_unnoticed(data) -> None:
    proof = bytearray(receipts.sign(RECEIPT, AGENCY))
    place = data.draw(st.integers(0, len(proof) - 1))
    proof[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CentralRefused):
        receipts.read(bytes(proof), AGENCY.public)


@given(st.binary(max_size=300))
def test_rubbish_is_no_receipt(octets) -> None:
    with pytest.raises(CentralRefused):
        receipts.read(octets, AGENCY.public)
