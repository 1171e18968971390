"""Sealing 32 bytes for one recipient: HPKE (RFC 9180) base mode with ML-KEM-768 + X25519.

The suite is HPKE with the hybrid KEM of draft-ietf-hpke-pq (ML-KEM-768 and X25519), HKDF-SHA256 and AES-256-GCM, as
`cryptography` implements it. Base mode proves nothing about the sender: whoever seals must also sign.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from station.vault.errors import EnvelopeDamaged, KeysDamaged

MLKEM_SEED = 64
MLKEM_PUBLIC = 1184
X25519_KEY = 32
PRIVATE_BYTES = MLKEM_SEED + X25519_KEY
PUBLIC_BYTES = MLKEM_PUBLIC + X25519_KEY


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_private() -> bytes:
    """96 bytes: the 64-byte ML-KEM-768 seed (FIPS 203), then the X25519 scalar."""
    return MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw()


def _private(raw: bytes) -> MLKEM768X25519PrivateKey:
    if len(raw) != PRIVATE_BYTES:
        raise KeysDamaged(f"a recipient key has {PRIVATE_BYTES} bytes, not {len(raw)}")
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:MLKEM_SEED]), X25519PrivateKey.from_private_bytes(raw[MLKEM_SEED:])
    )


def public_of(private: bytes) -> bytes:
    """1216 bytes: the ML-KEM-768 encapsulation key, then the X25519 public key."""
    return (
        MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED]).public_key().public_bytes_raw()
        + X25519PrivateKey.from_private_bytes(private[MLKEM_SEED:]).public_key().public_bytes_raw()
    )


def key_id(public: bytes) -> str:
    """16 hexadecimal digits that name a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def seal(secret: bytes, public: bytes, info: bytes) -> bytes:
    """`secret` for the holder of `public`; `info` must be given again to open it."""
    if len(public) != PUBLIC_BYTES:
        raise KeysDamaged(f"a recipient's public key has {PUBLIC_BYTES} bytes, not {len(public)}")
    try:
        recipient = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
        )
    except ValueError as error:
        raise KeysDamaged("not an ML-KEM-768 and X25519 public key") from error
    return _suite().encrypt(secret, recipient, info=info)


def open_sealed(sealed: bytes, private: bytes, info: bytes) -> bytes:
    try:
        return _suite().decrypt(sealed, _private(private), info=info)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeDamaged("the sealed key does not open with this recipient key") from error
