"""The root key under a key that never leaves a PKCS#11 token (PKCS #11 v2.40, AES-256-GCM).

Needs `python-pkcs11` (extra "token") and the maker's module. The token counts wrong PINs itself and locks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from station.vault.errors import KeysDamaged, KeySourceAbsent, SecretLocked, WrongSecret
from station.vault.files import octets, text

KEY_LABEL = "biometric-station root"
NONCE_BYTES = 12
_ASSOCIATED = b"biometric-station root key 1"


class Pkcs11Token:
    """One token, found by its label through the module at `module`."""

    name = "pkcs11"

    def __init__(self, module: Path, token_label: str) -> None:
        self._module = module
        self._label = token_label

    def there(self) -> bool:
        """Whether the module finds the token."""
        try:
            self._token()
        except KeySourceAbsent:
            return False
        return True

    def wrap(self, root: bytes, secret: str) -> dict[str, Any]:
        """Make the key on the token if it is not there, and encrypt the root key with it."""
        nonce = os.urandom(NONCE_BYTES)
        with self._session(secret, write=True) as (pkcs11, session):
            identifier = os.urandom(8)
            key = session.generate_key(
                pkcs11.KeyType.AES,
                256,
                id=identifier,
                label=KEY_LABEL,
                store=True,
                capabilities=pkcs11.MechanismFlag.ENCRYPT | pkcs11.MechanismFlag.DECRYPT,
                template={
                    pkcs11.Attribute.SENSITIVE: True,
                    pkcs11.Attribute.EXTRACTABLE: False,
                    pkcs11.Attribute.PRIVATE: True,
                    pkcs11.Attribute.MODIFIABLE: False,
                },
            )
            sealed = key.encrypt(root, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce))
        return {"token": self._label, "key": identifier.hex(), "nonce": text(nonce), "sealed": text(sealed)}

    def unwrap(self, wrapped: Mapping[str, Any], secret: str) -> bytes:
        try:
            identifier = bytes.fromhex(wrapped["key"])
            nonce, sealed = octets(wrapped["nonce"]), octets(wrapped["sealed"])
        except (KeyError, TypeError, ValueError) as error:
            raise KeysDamaged("the wrapped root key cannot be read") from error
        with self._session(secret) as (pkcs11, session):
            try:
                key = session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, id=identifier)
            except pkcs11.NoSuchKey as error:
                raise KeySourceAbsent("the token does not hold this station's key") from error
            try:
                root: bytes = key.decrypt(sealed, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce))
            except pkcs11.PKCS11Error as error:
                raise KeysDamaged("the token does not decrypt the root key") from error
        return root

    def _token(self) -> tuple[Any, Any]:
        try:
            import pkcs11  # noqa: PLC0415  an extra
        except ImportError as error:
            raise KeySourceAbsent("python-pkcs11 is not installed") from error
        try:
            return pkcs11, pkcs11.lib(str(self._module)).get_token(token_label=self._label)
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            raise KeySourceAbsent(f"no token {self._label!r}: {type(error).__name__}") from error

    @contextmanager
    def _session(self, pin: str, *, write: bool = False) -> Iterator[tuple[Any, Any]]:
        pkcs11, token = self._token()
        try:
            session = token.open(user_pin=pin, rw=write)
        except pkcs11.PinLocked as error:
            raise SecretLocked("the token is locked after too many wrong PINs") from error
        except (pkcs11.PinIncorrect, pkcs11.exceptions.PinLenRange, pkcs11.exceptions.PinInvalid) as error:
            raise WrongSecret("the PIN is wrong") from error
        except pkcs11.PKCS11Error as error:
            raise KeySourceAbsent(f"the token does not open: {type(error).__name__}") from error
        with session:
            yield pkcs11, session


def _gcm(nonce: bytes) -> Any:
    from pkcs11 import GCMParams  # noqa: PLC0415

    return GCMParams(nonce, _ASSOCIATED)
