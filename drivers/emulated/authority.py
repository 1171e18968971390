"""A certificate authority for emulated services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


class MakersAuthority:
    """A certificate authority with one RSA key."""

    def __init__(self, name: str) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self.certificate = _certificate(name, self._key.public_key(), name, self._key, authority=True)
        self._name = name

    def issue(self, name: str, key: rsa.RSAPrivateKey, days: int = 365) -> x509.Certificate:
        """A device certificate; negative `days`: over since then."""
        return _certificate(name, key.public_key(), self._name, self._key, days=days)


def _certificate(
    subject: str,
    key: rsa.RSAPublicKey,
    issuer: str,
    signer: rsa.RSAPrivateKey,
    *,
    authority: bool = False,
    days: int = 365,
) -> x509.Certificate:
    now = datetime.now(UTC)
    start, end = now - timedelta(days=400), now + timedelta(days=days)

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    return builder.sign(signer, hashes.SHA256())
