"""The authority behind every certificate on the road: it signs servers and clients, and takes clients back.

P-256 keys, X.509 v3, a certificate revocation list that the server reads. The authority's own key never leaves
the folder it was made in; a larger agency uses its own PKI and only needs the same names in the certificates.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from station.road.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from station.vault import sealed_key

AUTHORITY_YEARS = 10
LEAF_DAYS = 397
CRL_FILE = "revoked.crl"
_CA_KEY = "ca.key"
_EARLY = timedelta(minutes=10)  # a station's clock may lag behind the authority's


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class Authority:
    """A certificate authority in a folder: `ca.crt`, `ca.key`, `revoked.crl`."""

    def __init__(self, directory: Path, secret: Callable[[], str] | None = None) -> None:
        """`secret` gives the agency's passphrase, under which `ca.key` is sealed, from now on where it was in the
        clear; without it a key in the clear is left so (the demonstration's). Raises WrongSecret."""
        self.directory = directory
        self._certificate = x509.load_pem_x509_certificate((directory / CA_FILE).read_bytes())
        word = sealed_key.password_of(secret(), self._certificate.fingerprint(hashes.SHA256())) if secret else ""
        if word:
            sealed_key.seal(directory / _CA_KEY, word)
        key = sealed_key.load(directory / _CA_KEY, word)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is not an elliptic-curve key")
        self._key = key

    @classmethod
    def create(
        cls, directory: Path, name: str = "border authority", secret: Callable[[], str] | None = None
    ) -> Authority:
        """Make a new authority; an existing one is opened and not replaced."""
        if (directory / CRL_FILE).is_file():
            return cls(directory, secret)
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _EARLY)
            .not_valid_after(now + timedelta(days=365 * AUTHORITY_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        said = secret() if secret else ""
        word = sealed_key.password_of(said, certificate.fingerprint(hashes.SHA256())) if said else ""
        write_private(directory / _CA_KEY, sealed_key.pem(key, word))
        (directory / CA_FILE).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        authority = cls(directory, (lambda: said) if said else None)
        authority._write_crl(())
        return authority

    @property
    def ca_pem(self) -> bytes:
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def crl_pem(self) -> bytes:
        return (self.directory / CRL_FILE).read_bytes()

    def issue_server(self, hosts: Iterable[str]) -> tuple[bytes, bytes]:
        """A server's certificate and key as PEM, valid for the given names and addresses."""
        return self._issue("central database", [ExtendedKeyUsageOID.SERVER_AUTH], _alternative(hosts))

    def issue_peer(self, name: str, hosts: Iterable[str], folder: Path) -> None:
        """Write the three files for a machine that both calls and is called: a search worker or its scheduler."""
        names = _alternative(hosts)
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        self._write(folder, *self._issue(name, purposes, names))

    def issue_client(self, role: str, folder: Path) -> x509.Certificate:
        """Write `ca.crt`, `client.crt` and `client.key` of a login role into `folder`."""
        certificate, key = self._issue(role, [ExtendedKeyUsageOID.CLIENT_AUTH], None)
        self._write(folder, certificate, key)
        return x509.load_pem_x509_certificate(certificate)

    def revoke(self, serials: Iterable[int]) -> bytes:
        """Put certificates on the revocation list, which is also written to `revoked.crl`, and return it."""
        known = {entry.serial_number for entry in x509.load_pem_x509_crl(self.crl_pem)}
        return self._write_crl(sorted(known | set(serials)))

    def _write(self, folder: Path, certificate: bytes, key: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(folder / KEY_FILE, key)
        (folder / CERTIFICATE_FILE).write_bytes(certificate)
        (folder / CA_FILE).write_bytes(self.ca_pem)

    def _write_crl(self, serials: Iterable[int]) -> bytes:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - _EARLY)
            .next_update(now + timedelta(days=365 * AUTHORITY_YEARS))
        )
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - _EARLY).build()
            builder = builder.add_revoked_certificate(entry)
        data = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        (self.directory / CRL_FILE).write_bytes(data)
        return data

    def _issue(
        self, common: str, purposes: Iterable[x509.ObjectIdentifier], alternative: x509.SubjectAlternativeName | None
    ) -> tuple[bytes, bytes]:
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(common))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _EARLY)
            .not_valid_after(now + timedelta(days=LEAF_DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if alternative is not None:
            builder = builder.add_extension(alternative, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        return certificate.public_bytes(serialization.Encoding.PEM), _key_bytes(key)


def _alternative(hosts: Iterable[str]) -> x509.SubjectAlternativeName:
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    return x509.SubjectAlternativeName(names)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
