"""Where the root key of a key file comes from: a passphrase here, a TPM and a token in their own files.

A source wraps 32 bytes and writes down, as plain JSON, what it needs to unwrap them when the secret is given.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.vault import passwords
from station.vault.errors import KeysDamaged, KeySourceAbsent, WrongSecret
from station.vault.files import octets, text

if TYPE_CHECKING:
    from station.vault.tpm import Tpm

ROOT_BYTES = 32
# More than a password, as whoever steals the disk tries it offline: twice the memory of RFC 9106, section 4, second
# recommended option (t=3, p=4, 64 MiB). More would be felt: the window must be there two seconds after the start.
PASSPHRASE_ITERATIONS = 3
PASSPHRASE_LANES = 4
PASSPHRASE_MEMORY_KIB = 128 * 1024
# A file that was tampered with must not make unlocking exhaust the machine.
MOST_MEMORY_KIB = 4 * 1024 * 1024
MOST_ITERATIONS = 64


class KeySource(Protocol):
    name: str

    def there(self) -> bool:
        """Whether it can be used on this machine now; no secret is asked for."""

    def wrap(self, root: bytes, secret: str) -> dict[str, Any]: ...

    def unwrap(self, wrapped: Mapping[str, Any], secret: str) -> bytes:
        """Raises WrongSecret, SecretLocked, KeySourceAbsent or KeysDamaged."""


class Passphrase:
    """The root key under a key that Argon2id derives from the passphrase."""

    name = "passphrase"

    def __init__(
        self,
        memory_kib: int = PASSPHRASE_MEMORY_KIB,
        iterations: int = PASSPHRASE_ITERATIONS,
        lanes: int = PASSPHRASE_LANES,
    ) -> None:
        self._memory_kib = memory_kib
        self._iterations = iterations
        self._lanes = lanes

    def there(self) -> bool:
        return True

    def wrap(self, root: bytes, secret: str) -> dict[str, Any]:
        salt = os.urandom(16)
        nonce = os.urandom(12)
        key = passwords.derive(secret, salt, self._iterations, self._lanes, self._memory_kib)
        return {
            "iterations": self._iterations,
            "lanes": self._lanes,
            "memory_kib": self._memory_kib,
            "salt": text(salt),
            "sealed": text(nonce + AESGCM(key).encrypt(nonce, root, salt)),
        }

    def unwrap(self, wrapped: Mapping[str, Any], secret: str) -> bytes:
        try:
            salt = octets(wrapped["salt"])
            sealed = octets(wrapped["sealed"])
            iterations, lanes = int(wrapped["iterations"]), int(wrapped["lanes"])
            memory = int(wrapped["memory_kib"])
            if not (8 * lanes <= memory <= MOST_MEMORY_KIB and 1 <= iterations <= MOST_ITERATIONS and lanes >= 1):
                raise KeysDamaged("the parameters of Argon2id are out of range")
            key = passwords.derive(secret, salt, iterations, lanes, memory)
        except (KeyError, TypeError, ValueError) as error:
            raise KeysDamaged("the wrapped root key cannot be read") from error
        try:
            return AESGCM(key).decrypt(sealed[:12], sealed[12:], salt)
        except (InvalidTag, ValueError) as error:
            raise WrongSecret("the passphrase does not open the key file") from error


ORDER = ("tpm", "pkcs11", Passphrase.name)  # the strongest first


def strongest() -> KeySource:
    """What a station is commissioned with where nobody chooses: the TPM, else the token, else a passphrase."""
    for name in ORDER:
        try:
            found = find(name)
        except KeySourceAbsent:
            continue
        if found.there():
            return found
    return Passphrase()


def machine_tpm() -> Tpm:
    """The TPM of this machine, whether it answers or not: STATION_TPM_TCTI, by default device:/dev/tpmrm0."""
    from station.vault.tpm import Tpm  # noqa: PLC0415  only where a TPM is used

    return Tpm(os.environ.get("STATION_TPM_TCTI", "device:/dev/tpmrm0"))


def find(name: str, extra: Mapping[str, KeySource] | None = None) -> KeySource:
    """The source that a key file names: one of `extra`, or the machine's own by the environment.

    STATION_TPM_TCTI (default device:/dev/tpmrm0); STATION_PKCS11_MODULE and STATION_PKCS11_TOKEN (the token's label).
    """
    if extra and name in extra:
        return extra[name]
    if name == Passphrase.name:
        return Passphrase()
    if name == "tpm":
        return machine_tpm()
    if name == "pkcs11" and "STATION_PKCS11_MODULE" in os.environ:
        from station.vault.token import Pkcs11Token  # noqa: PLC0415

        label = os.environ.get("STATION_PKCS11_TOKEN", "station")
        return Pkcs11Token(Path(os.environ["STATION_PKCS11_MODULE"]), label)
    raise KeySourceAbsent(f"no key source {name!r} on this machine")
