"""Shards of the search at rest: sealed pieces (station.vault.pieces) under a key that follows from the agency's."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station.vault.pieces import PieceCipher

PURPOSE = "border search shards v2"


def shard_key(agency_private: bytes) -> bytes:
    """32 bytes, derived from the agency's sealing key, so nothing new has to be kept. RFC 5869."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"border search shards v1").derive(agency_private)


def cipher(key: bytes | None) -> PieceCipher | None:
    """None for shards in the clear."""
    return None if key is None else PieceCipher(key, PURPOSE)
