"""Opening what CAPTURE encrypts: one AES-256-GCM key a record, wrapped for the certificate that the device was given.

The device wraps with RSA-OAEP (SHA-256 and MGF1 over SHA-256) and takes initialisation vector and associated data from
the last 12 and 16 octets of timestamp XOR transaction id, so neither travels. `thumbprint`: SHA-256 of the certificate.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drivers.errors import Refused
from drivers.finger.jws import unbase64url

_KEY, _VECTOR, _ASSOCIATED = 32, 12, 16  # octets


def thumbprint(certificate: x509.Certificate) -> str:
    """Upper-case hex of the SHA-256 of the certificate (DER)."""
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def mixed(timestamp: str, transaction: str) -> bytes:
    """The octets of both, XORed from the right; the shorter one is led by zeros."""
    first, second = timestamp.encode(), transaction.encode()
    size = max(len(first), len(second), _ASSOCIATED)
    return bytes(a ^ b for a, b in zip(first.rjust(size, b"\0"), second.rjust(size, b"\0"), strict=True))


class SbiRecipient:
    """The certificate that devices encrypt for, and its private key."""

    def __init__(self, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> None:
        if certificate.public_key() != key.public_key():
            raise ValueError("the key does not belong to the certificate")
        self.certificate = certificate
        self._key = key

    @classmethod
    def load(cls, certificate_pem: bytes, key_pem: bytes, passphrase: bytes | None) -> SbiRecipient:
        """Raises ValueError, TypeError where one of them cannot be read or they do not belong together."""
        key = serialization.load_pem_private_key(key_pem, passphrase)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("an RSA key is needed")
        return cls(x509.load_pem_x509_certificate(certificate_pem), key)

    def open(self, sealed: str, session_key: object, print_of: object, timestamp: str, transaction: str) -> bytes:
        """The record behind `bioValue` (base64url). Raises Refused where it was not sealed for us or was changed."""
        if str(print_of).upper() != thumbprint(self.certificate):
            raise Refused("sbi_recipient", "encrypted for another certificate")
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        try:
            key = self._key.decrypt(unbase64url(str(session_key)), oaep)
        except ValueError as error:
            raise Refused("sbi_recipient", "the session key does not open") from error
        if len(key) != _KEY:
            raise Refused("sbi_recipient", f"a session key of {len(key)} octets")
        mix = mixed(timestamp, transaction)
        try:
            return AESGCM(key).decrypt(mix[-_VECTOR:], unbase64url(sealed), mix[-_ASSOCIATED:])
        except (InvalidTag, ValueError) as error:
            raise Refused("sbi_sealed", "the record was changed, or belongs to another time or transaction") from error
