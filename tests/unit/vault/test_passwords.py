from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from station.vault import passwords


@pytest.mark.usefixtures("shipped_costs")
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


def test_a_letter_counts_once_however_the_keyboard_sent_it():
    assert passwords.length("e\u0301" * 8) == passwords.length("\u00e9" * 8) == 8


def test_the_derivation_is_argon2id_of_rfc_9106():
    # RFC 9106, 5.3 uses a secret and associated data that the station does not; this is the reference
    # implementation's own vector (github.com/P-H-C/phc-winner-argon2, test.c, Argon2id v=19, t=2, m=256, p=1).
    key = passwords.derive("password", b"somesalt", 2, 1, 256)
    assert key.hex() == "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"


EIGHT_AT_ONCE = """
import os, sys, threading
from station.vault import passwords

passwords.MEMORY_KIB = 8192
phc = passwords.hash_password("eight people at once")
right = []
def one(number):
    if number % 4 == 0:
        right.append(passwords.verify("eight people at once", passwords.hash_password("eight people at once")))
    elif number % 4 == 1:
        right.append(len(passwords.derive("eight", bytes(16), 3, 4, 8192)) == 32)
    else:
        right.append(passwords.verify("eight people at once", phc))
threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(20)
print(sum(right), flush=True)
os._exit(0)
"""


def test_eight_password_checks_at_once_all_end():
    """In a process of its own: what hangs there cannot be ended from within."""
    done = subprocess.run(
        [sys.executable, "-c", EIGHT_AT_ONCE], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["8"], done.stderr


def test_argon2id_is_reached_through_one_module_only():
    root = Path(__file__).resolve().parents[3]
    found = {
        path.relative_to(root).as_posix()
        for room in ("station", "drivers", "models")
        for path in (root / room).rglob("*.py")
        if "kdf.argon2" in path.read_text("utf-8")
    }
    assert found == {"station/vault/passwords.py"}
