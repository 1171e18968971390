"""Active authentication: a chip with the key is recognised, one without is not, in both kinds of signature."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.chip import active
from models.document.chip.verdict import Result
from models.standards.ber import write, write_integer
from tests.rig import issuer

FILE = Path(__file__).resolve().parents[5] / "shared/data/chip/icao9303-11-worked-examples.json"
CHALLENGE = bytes.fromhex("F173589974BF40C6")
RSA = issuer.rsa_key()
DG15 = write(0x6F, RSA.info())
TRAILERS = {"sha1": b"\xbc", "sha256": b"\x34\xcc", "sha384": b"\x36\xcc", "sha512": b"\x35\xcc", "sha224": b"\x38\xcc"}


def signed(challenge: bytes, digest: str, *, smaller: bool = False) -> bytes:
    """Scheme 1 of ISO/IEC 9796-2, as a chip does it: the number recovered holds M1 and the hash of M1 and challenge."""
    private = RSA.private.private_numbers()
    n = private.public_numbers.n
    trailer = TRAILERS[digest]
    room = 256 - 1 - hashlib.new(digest).digest_size - len(trailer)
    m1 = bytes(range(room % 256)) + bytes(room - room % 256)
    block = b"\x6a" + m1 + hashlib.new(digest, m1 + challenge).digest() + trailer
    root = pow(int.from_bytes(block, "big"), private.d, n)
    return (min(root, n - root) if smaller else root).to_bytes(256, "big")


@pytest.mark.parametrize("digest", TRAILERS)
@pytest.mark.parametrize("smaller", [False, True])
def test_a_chip_with_its_rsa_key_is_recognised(digest: str, smaller: bool):
    answer = signed(CHALLENGE, digest, smaller=smaller)
    assert active.verify(DG15, CHALLENGE, answer) == (Result.SUCCESSFUL, ())
    result, reasons = active.verify(DG15, bytes(8), answer)
    assert (result, [reason.code for reason in reasons]) == (Result.FAILED, ["active_authentication_wrong"])


@pytest.mark.parametrize("curve", ["secp256r1", "brainpoolP224r1", "brainpoolP320r1", "secp521r1"])
def test_a_chip_with_its_key_on_a_curve_is_recognised_by_either_form(curve: str):
    key = issuer.ec_key(curve)
    group = write(0x6F, key.info())
    sequence = key.sign(CHALLENGE)
    r, s = (int.from_bytes(item.value, "big") for item in active.ber.read(sequence).items())
    size = (issuer.BY_NAME[curve].n.bit_length() + 7) // 8
    plain = r.to_bytes(size, "big") + s.to_bytes(size, "big")
    named = "0.4.0.127.0.7.1.1.4.1.3"
    assert active.verify(group, CHALLENGE, plain, named) == (Result.SUCCESSFUL, ())
    result, remarks = active.verify(group, CHALLENGE, sequence, named)
    assert (result, [remark.code for remark in remarks]) == (Result.SUCCESSFUL, ["active_authentication_form"])
    assert active.verify(group, CHALLENGE, plain)[0] is Result.SUCCESSFUL
    assert active.verify(group, CHALLENGE, plain, "0.4.0.127.0.7.1.1.4.1.4")[0] is Result.FAILED
    assert active.verify(group, bytes(8), plain, named)[0] is Result.FAILED


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(min_size=256, max_size=256)))
def test_random_answers_and_keys_prove_nothing(data: bytes):
    assert active.verify(DG15, CHALLENGE, data)[0] is Result.FAILED
    assert active.verify(data, CHALLENGE, bytes(256))[0] is not Result.SUCCESSFUL
    assert active.verify(write(0x6F, issuer.ec_key().info()), CHALLENGE, data)[0] is Result.FAILED


def test_a_group_of_another_tag_and_a_key_off_its_curve_are_named():
    result, (reason,) = active.verify(write(0x70, RSA.info()), CHALLENGE, bytes(256))
    assert (result, reason.code) == (Result.FAILED, "group_not_conforming")
    curve = issuer.BY_NAME["secp256r1"]
    off = issuer.seq(
        issuer.seq(issuer.write_oid("1.2.840.10045.2.1"), issuer.write_oid(curve.oid)),
        issuer.bit_string(b"\x04" + curve.gx.to_bytes(32, "big") + (curve.gy ^ 1).to_bytes(32, "big")),
    )
    result, (reason,) = active.verify(write(0x6F, off), CHALLENGE, bytes(64))
    assert (result, reason.code) == (Result.FAILED, "chip_key_invalid")
    assert active.verify(write(0x6F, issuer.seq(write_integer(1))), CHALLENGE, b"")[0] is Result.FAILED


@pytest.mark.skipif(not FILE.is_file(), reason="the worked examples are not beside the project here")
@pytest.mark.parametrize("name", ["f", "digest"])
def test_the_block_of_appendix_f_gives(name: str):
    example = json.loads(FILE.read_text("utf-8"))["aa"]
    block, challenge = bytes.fromhex(example["f"]), bytes.fromhex(example["rnd_ifd"])
    if name == "digest":
        assert hashlib.sha1(block[1:-21] + challenge, usedforsecurity=False).hexdigest().upper() == example["digest"]
    assert active.recovered(block, challenge)
    assert not active.recovered(block, challenge[:-1] + b"\0")
