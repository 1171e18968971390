"""Seals the pieces of large files that can be made again from the records: galleries, at a post and at central.

AES-256-GCM under a key of each file's own, derived from its random name (HKDF-SHA256, RFC 5869), with the number of
the piece as nonce: no nonce comes twice under one key, and a piece opens only in its own file and place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
TAG_BYTES = 16  # that GCM adds
Octets = npt.NDArray[np.uint8]
_FILES = 4096  # whose ciphers are kept ready: a hundred of a large station, some thousand of a national shard


class PieceCipher:
    """`secret`: 32 octets; `purpose`: what kind of file, so that one secret may serve several kinds."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a secret of 32 octets is needed")

        @lru_cache(maxsize=_FILES)
        def of_file(file: bytes) -> AESGCM:
            return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt=file, info=purpose.encode()).derive(secret))

        self._of_file = of_file

    def seal(self, file: bytes, number: int, piece: bytes) -> bytes:
        """`file`: its random name; each number is used once in it."""
        return self._of_file(file).encrypt(number.to_bytes(12, "big"), piece, None)

    def open(self, file: bytes, number: int, sealed: bytes) -> bytes:
        """Raises ValueError for what was changed, or sealed for another place or with another key."""
        try:
            return self._of_file(file).decrypt(number.to_bytes(12, "big"), sealed, None)
        except InvalidTag as error:
            raise ValueError("a piece that does not open") from error

    def open_in(self, file: bytes, number: int, sealed: bytes, room: Callable[[int], Octets]) -> Octets:
        """`open` into memory that is asked for. Raises ValueError as `open` does."""
        if len(sealed) < TAG_BYTES:
            raise ValueError("a piece that does not open")
        found = room(len(sealed) - TAG_BYTES)
        try:
            self._of_file(file).decrypt_into(number.to_bytes(12, "big"), sealed, None, found.data)
        except InvalidTag as error:
            raise ValueError("a piece that does not open") from error
        return found
