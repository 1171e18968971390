from __future__ import annotations

import unicodedata

import pytest

from station.vault import passwords


def test_the_right_password_matches_and_others_do_not():
    phc = passwords.hash_password("kata sandi é")
    assert phc.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify("kata sandi é", phc)
    assert passwords.verify(unicodedata.normalize("NFD", "kata sandi é"), phc)
    assert not passwords.verify("kata sandi e", phc)


def test_two_hashes_of_one_password_differ():
    assert passwords.hash_password("12345678") != passwords.hash_password("12345678")


@pytest.mark.parametrize("phc", ["", "plain", "$argon2id$", "$2b$12$abc"])
def test_rubbish_matches_nothing(phc):
    assert not passwords.verify("", phc)


def test_short_passwords_are_too_short():
    assert not passwords.long_enough("1234567")
    assert passwords.long_enough("12345678")


def test_the_derivation_is_argon2id_of_rfc_9106():
    # RFC 9106, 5.3 uses a secret and associated data that the station does not; this is the reference
    # implementation's own vector (github.com/P-H-C/phc-winner-argon2, test.c, Argon2id v=19, t=2, m=256, p=1).
    key = passwords.derive("password", b"somesalt", 2, 1, 256)
    assert key.hex() == "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
