"""What can go wrong with keys and envelopes."""

from __future__ import annotations

from station.errors import StationError


class VaultError(StationError):
    code = "vault_error"


class WrongSecret(VaultError):
    """The passphrase or PIN is not the right one."""

    code = "wrong_passphrase"


class SecretLocked(VaultError):
    """Too many wrong PINs: the TPM or the token refuses for a while, or until it is reset."""

    code = "secret_locked"


class KeysMissing(VaultError):
    code = "keys_missing"


class KeysDamaged(VaultError):
    """The key file cannot be read, or was changed."""

    code = "keys_damaged"


class KeySourceAbsent(VaultError):
    """The TPM, the token or the software that speaks to it is not here."""

    code = "key_source_absent"


class EnvelopeDamaged(VaultError):
    """The bytes are no envelope, or do not decrypt under this key for this identity."""

    code = "envelope_damaged"


class UnknownSuite(VaultError):
    """Sealed with a suite that this version does not know."""

    code = "unknown_suite"


class BadSignature(VaultError):
    code = "bad_signature"
