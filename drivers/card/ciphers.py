"""The ciphers of access and of secure messaging, by the names of Doc 9303-11: derivation of keys (9.7), padding, block
ciphers and message authentication (9.8)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

ENCRYPTION, AUTHENTICATION, PASSWORD = 1, 2, 3  # counters of the key derivation


class BadAnswer(ValueError):
    """What the chip sent cannot be right. `code` is stable; what to do is the session's to decide."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Suite:
    """A cipher with its lengths. number: last arc of the object identifiers; key, block, nonce: octets."""

    name: str
    number: int
    key: int
    block: int
    nonce: int
    digest: str

    @property
    def aes(self) -> bool:
        """Whether it is AES; otherwise 3DES of two keys."""
        return self.number > 1


TRIPLE_DES = Suite("3DES", 1, 16, 8, 16, "sha1")
AES_128 = Suite("AES-128", 2, 16, 16, 16, "sha1")
AES_192 = Suite("AES-192", 3, 24, 16, 32, "sha256")
AES_256 = Suite("AES-256", 4, 32, 16, 32, "sha256")
SUITES = {suite.number: suite for suite in (TRIPLE_DES, AES_128, AES_192, AES_256)}


def derive(secret: bytes, counter: int, suite: Suite) -> bytes:
    """A key from a shared secret (9.7.1). Keys of 3DES get the parity that the worked examples show."""
    digest = hashlib.new(suite.digest, secret + counter.to_bytes(4, "big"), usedforsecurity=False).digest()
    key = digest[: suite.key]
    return key if suite.aes else bytes(octet & 0xFE | (octet >> 1).bit_count() + 1 & 1 for octet in key)


def pad(data: bytes, block: int) -> bytes:
    """80, then 00 up to a whole block (ISO/IEC 9797-1, method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % block)


def unpad(data: bytes) -> bytes:
    """Without the padding. Raises BadAnswer when it is not 80 00..."""
    stripped = data.rstrip(b"\0")
    if not stripped.endswith(b"\x80"):
        raise BadAnswer("chip_padding", "not 80 and zeros")
    return stripped[:-1]


def encrypt(suite: Suite, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    """CBC without padding; iv: zeros when not given."""
    run = Cipher(_cipher(suite, key), modes.CBC(iv or bytes(suite.block))).encryptor()
    return run.update(data) + run.finalize()


def decrypt(suite: Suite, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    """CBC without padding. Raises BadAnswer when that is not whole blocks."""
    if len(data) % suite.block:
        raise BadAnswer("chip_answer", f"{len(data)} octets are no whole blocks")
    run = Cipher(_cipher(suite, key), modes.CBC(iv or bytes(suite.block))).decryptor()
    return run.update(data) + run.finalize()


def authenticate(suite: Suite, key: bytes, data: bytes) -> bytes:
    """Eight octets of message authentication. 3DES: retail MAC over the padded data; AES: CMAC of the data."""
    if suite.aes:
        mac = CMAC(algorithms.AES(key))
        mac.update(data)
        return mac.finalize()[:8]
    return retail_mac(key, pad(data, suite.block))


def retail_mac(key: bytes, padded: bytes) -> bytes:
    """ISO/IEC 9797-1, algorithm 3 with DES, over whole blocks: chained under the first key, the last one twice more."""
    first, second = (TripleDES(half * 3) for half in (key[:8], key[8:16]))
    chain = Cipher(first, modes.CBC(bytes(8))).encryptor()
    last = (chain.update(padded) + chain.finalize())[-8:]
    # One block of ECB is what the algorithm says.
    back = Cipher(second, modes.ECB()).decryptor()  # noqa: S305 # nosec B305
    last = back.update(last) + back.finalize()
    again = Cipher(first, modes.ECB()).encryptor()  # noqa: S305 # nosec B305
    return again.update(last) + again.finalize()


def _cipher(suite: Suite, key: bytes) -> algorithms.AES | TripleDES:
    return algorithms.AES(key) if suite.aes else TripleDES(key + key[:8])
