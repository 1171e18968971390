"""The arithmetic of curves and groups against `cryptography` and against the laws it has to keep."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from models.standards.curves import CURVES, GROUPS, Curve, NotOnCurve, recognise, square_root

BOTH = {"secp192r1": ec.SECP192R1(), "secp224r1": ec.SECP224R1(), "secp256r1": ec.SECP256R1(),
        "secp384r1": ec.SECP384R1(), "secp521r1": ec.SECP521R1(), "brainpoolP256r1": ec.BrainpoolP256R1(),
        "brainpoolP384r1": ec.BrainpoolP384R1(), "brainpoolP512r1": ec.BrainpoolP512R1()}  # fmt: skip
every = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)


@every
def test_public_keys_are_those_of_the_library(curve: Curve):
    assert curve.multiply(curve.n - 1, curve.generator) == (curve.gx, curve.p - curve.gy)
    for private in (1, 2, 16, secrets.randbelow(curve.n - 1) + 1) if curve.name in BOTH else ():
        numbers = ec.derive_private_key(private, BOTH[curve.name]).public_key().public_numbers()
        assert curve.multiply(private, curve.generator) == (numbers.x, numbers.y)


@every
def test_every_form_of_a_point_is_read_and_what_is_none_is_refused(curve: Curve):
    point = curve.multiply(secrets.randbelow(curve.n - 1) + 1, curve.generator)
    assert point is not None
    x, y = (part.to_bytes(curve.octets, "big") for part in point)
    odd = point[1] & 1
    for form in (b"\x04" + x + y, bytes([2 + odd]) + x, bytes([6 + odd]) + x + y):
        assert curve.decode(form) == point
    assert curve.decode(bytes([3 - odd]) + x) == (point[0], curve.p - point[1])
    outside = b"\x02" + b"\xff" * curve.octets
    for wrong in (b"", b"\x04" + x, b"\x00" + x + y, bytes([7 - odd]) + x + y, b"\x04" + y + x, outside):
        with pytest.raises(NotOnCurve):
            curve.decode(wrong)


@settings(max_examples=25)
@given(st.integers(0, 1 << 260), st.integers(0, 1 << 260))
def test_sums_and_multiples_agree(a: int, b: int):
    curve = CURVES[6]
    one, other = curve.multiply(a, curve.generator), curve.multiply(b, curve.generator)
    assert curve.add(one, other) == curve.multiply(a + b, curve.generator)
    assert curve.add(one, curve.multiply(-a, curve.generator)) is None
    assert curve.add(one, None) == one


@given(st.integers(1, 1 << 300), st.sampled_from([CURVES[1].p, CURVES[2].p, 17, 1_000_033]))
def test_square_roots_are_roots_in_every_field(number: int, p: int):
    root = square_root(number * number % p, p)
    assert root is not None
    assert root * root % p == number * number % p


@pytest.mark.parametrize("curve", [curve for curve in CURVES if curve.name in BOTH], ids=lambda curve: curve.name)
def test_signatures_by_the_library_are_right_by_our_arithmetic_and_changed_ones_wrong(curve: Curve):
    private = ec.generate_private_key(BOTH[curve.name])
    numbers = private.public_key().public_numbers()
    point, digest = (numbers.x, numbers.y), secrets.token_bytes(64)
    r, s = decode_dss_signature(private.sign(digest, ec.ECDSA(Prehashed(hashes.SHA512()))))
    assert curve.verifies(point, digest, r, s)
    assert not curve.verifies(point, digest, r, s - 1)
    assert not curve.verifies(point, bytes(64), r, s)
    assert not curve.verifies(point, digest, 0, s)
    assert not curve.verifies((numbers.x, numbers.y ^ 1), digest, r, s)


def test_groups_have_the_order_they_say():
    for group in GROUPS:
        assert group.has(group.g)
        assert not group.has(group.p - 1)
        with pytest.raises(NotOnCurve):
            group.decode(b"\x01")


@every
def test_a_curve_is_known_by_all_of_its_numbers(curve: Curve):
    assert recognise(curve.p, curve.a, curve.b, curve.generator, curve.n) is curve
    assert recognise(curve.p, curve.a, curve.b, (curve.gx, curve.p - curve.gy), curve.n) is None
