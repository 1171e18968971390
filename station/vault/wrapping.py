"""The local copy of a record's data key, under the station's record key: small, so that rotation touches only this."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.vault.errors import EnvelopeDamaged


def wrap(record_key: bytes, data_key: bytes, identity: bytes) -> bytes:
    """60 bytes: nonce, ciphertext, tag; bound to the record's id."""
    nonce = os.urandom(12)
    return nonce + AESGCM(record_key).encrypt(nonce, data_key, identity)


def unwrap(record_key: bytes, wrapped: bytes, identity: bytes) -> bytes:
    try:
        return AESGCM(record_key).decrypt(wrapped[:12], wrapped[12:], identity)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeDamaged("the local data key does not unwrap") from error
