"""Passwords as Argon2id PHC strings (RFC 9106); the text itself is never kept."""

from __future__ import annotations

import os
import threading
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# RFC 9106, section 4, second recommended option (memory-constrained): t=3, p=4, m=64 MiB, 128-bit salt, 256-bit tag.
ITERATIONS = 3
LANES = 4
MEMORY_KIB = 64 * 1024
SALT_BYTES = 16
TAG_BYTES = 32

# Argon2id with more than one lane takes threads from a pool that OpenSSL keeps for the process; two calls at once wait
# for each other's threads for ever (cryptography 50.0.2 with OpenSSL 4.0.3), and so does every later one. Every use in
# this product goes through this module and waits here; that also bounds the memory to one call's.
_ONE_AT_A_TIME = threading.Lock()

# Length is what resists guessing, composition rules do not (NIST SP 800-63B-4, 3.1.1.2): characters of a password
# beside a second factor, and of one that is the only factor.
MINIMUM_LENGTH = 8
MINIMUM_ALONE = 15


def _octets(text: str) -> bytes:
    # Keyboards of different systems send the same letter composed or decomposed (SP 800-63B-4, 3.1.1.2: NFKC or NFC).
    return unicodedata.normalize("NFKC", text).encode()


def hash_password(text: str) -> str:
    """A PHC string with a fresh salt; 64 MiB of memory and about 0.1 s."""
    kdf = Argon2id(
        salt=os.urandom(SALT_BYTES), length=TAG_BYTES, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB
    )
    with _ONE_AT_A_TIME:
        return kdf.derive_phc_encoded(_octets(text))


def verify(text: str, phc: str) -> bool:
    """Whether `text` is the password behind `phc`; a string that is no PHC string matches nothing."""
    try:
        with _ONE_AT_A_TIME:
            Argon2id.verify_phc_encoded(_octets(text), phc)
    except InvalidKey:
        return False
    return True


def length(text: str) -> int:
    """Characters, each counted once however the keyboard sent it."""
    return len(unicodedata.normalize("NFKC", text))


def derive(text: str, salt: bytes, iterations: int, lanes: int, memory_kib: int) -> bytes:
    """32 bytes of key from a passphrase, with the parameters that were written down beside what it protects."""
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    with _ONE_AT_A_TIME:
        return kdf.derive(_octets(text))
