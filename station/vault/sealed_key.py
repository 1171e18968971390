"""Private keys of TLS certificates, which other programs read as files: PKCS#8 under a password that the vault gives.

A key that came in the clear (from the agency on a disk, or from an earlier release) is sealed in its place the first
time it is met. What was overwritten may still be found on the disk by a forensic tool until its blocks are used again.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station.vault import files, passwords
from station.vault.errors import KeysDamaged, WrongSecret
from station.vault.sources import PASSPHRASE_ITERATIONS, PASSPHRASE_LANES, PASSPHRASE_MEMORY_KIB

log = logging.getLogger("station.keys")

_INFO = b"biometric-station TLS key 1"
_ITERATIONS = PASSPHRASE_ITERATIONS
_MEMORY_KIB = PASSPHRASE_MEMORY_KIB
_SEALED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def password(secret: bytes) -> str:
    """From a secret of an unlocked key file: 64 hexadecimal digits that stand on no disk."""
    return HKDF(hashes.SHA256(), 32, None, _INFO).derive(secret).hex()


def password_of(passphrase: str, salt: bytes) -> str:
    """From a passphrase, where no key file is at hand; Argon2id, `salt` is at least 8 public bytes of the key's own."""
    return passwords.derive(passphrase, salt, _ITERATIONS, PASSPHRASE_LANES, _MEMORY_KIB).hex()


def is_sealed(path: Path) -> bool:
    return _SEALED in path.read_bytes()


def load(path: Path, word: str) -> PrivateKeyTypes:
    """Raises WrongSecret, KeysDamaged."""
    content = path.read_bytes()
    sealed = _SEALED in content
    if sealed and not word:
        raise WrongSecret("the key is sealed")
    try:
        return serialization.load_pem_private_key(content, word.encode() if sealed else None)
    except (ValueError, TypeError) as error:
        if sealed:
            raise WrongSecret("the key does not open with this secret") from error
        raise KeysDamaged(f"{path.name} is no private key") from error


def pem(key: PrivateKeyTypes, word: str) -> bytes:
    """PKCS#8, encrypted by PBES2 with AES-256 unless `word` is empty."""
    how = serialization.BestAvailableEncryption(word.encode()) if word else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def seal(path: Path, word: str) -> bool:
    """Seal the key in `path` in its place; whether it was in the clear. Where the folder cannot be written the key
    stays as it is, and the log says so. Raises WrongSecret for one that is sealed with another secret."""
    try:
        if is_sealed(path):
            return False
        content = pem(load(path, ""), word)
    except FileNotFoundError:
        return False  # who uses it says that it is missing
    try:
        files.write(path, content)
    except OSError as error:
        log.warning("%s lies in the clear: %s", path.name, error.strerror or type(error).__name__)
        return False
    log.info("%s was sealed", path.name)
    return True


def in_memory(path: Path, word: str) -> str:
    """The name of a file in memory that holds the opened key, for a library that takes nothing but a name. It is this
    process's own and goes with it. Linux; elsewhere a sealed key raises KeysDamaged."""
    if not is_sealed(path):
        return str(path)
    if not sys.platform.startswith("linux"):
        raise KeysDamaged("a sealed key can be opened in memory on Linux only")
    handle = os.memfd_create(path.name)
    with os.fdopen(os.dup(handle), "wb") as file:
        file.write(pem(load(path, word), ""))
    return f"/proc/self/fd/{handle}"
