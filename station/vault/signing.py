"""Ed25519 (RFC 8032): who signs, and checking what was signed."""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from station.vault.errors import BadSignature

SIGNATURE_BYTES = 64
PUBLIC_BYTES = 32


class Signer(Protocol):
    @property
    def public(self) -> bytes:
        """32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""


class Ed25519Signer:
    """Signs with a 32-byte seed held in memory."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key().public_bytes_raw()

    @staticmethod
    def new_seed() -> bytes:
        return Ed25519PrivateKey.generate().private_bytes_raw()

    @property
    def public(self) -> bytes:
        return self._public

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def check(public: bytes, signature: bytes, message: bytes) -> None:
    """Raises BadSignature unless `signature` is that of `message` by the holder of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature("the signature does not belong to these bytes and this signer") from error


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        check(public, signature, message)
    except BadSignature:
        return False
    return True
