"""A state that issues emulated passports: an authority, a document signer, security objects; made anew at run time.

Written apart from the code that checks it (certificates by `cryptography`, the rest octet by octet here). Every
certificate says in its name that it is an emulation's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_SHA256 = "2.16.840.1.101.3.4.2.1"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_CONTENT_TYPE, _DIGEST, _SIGNING_TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
SOD_CONTENT, CARD_SECURITY_CONTENT = "2.23.136.1.1.1", "0.4.0.127.0.7.3.2.1"


def tlv(tag: int, *values: bytes) -> bytes:
    """Tag, length, value, in DER's shortest form."""
    value = b"".join(values)
    head = tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")
    if len(value) < 128:
        return head + bytes((len(value),)) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return head + bytes((0x80 | len(size),)) + size + value


def der_number(number: int) -> bytes:
    """INTEGER, not negative."""
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def der_oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    out = bytearray()
    for arc in (40 * first + second, *rest):
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(0x80 | arc & 0x7F)
        out += bytes(reversed(digits))
    return tlv(6, bytes(out))


def public_info(key: ec.EllipticCurvePrivateKey) -> bytes:
    """SubjectPublicKeyInfo of a key."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True)
class Signing:
    """Somebody with a key and a certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


class EmulatedState:
    """An authority and its signer. country: two letters, as certificates have them; today: naive days count as UTC.

    expired_signer: the signer's certificate ended a year before the documents under it are signed.
    """

    def __init__(self, country: str = "UT", today: datetime | None = None, *, expired_signer: bool = False) -> None:
        self.country = country
        self.today = today or datetime.now(UTC)
        self.authority = self._certify(f"CSCA {country} (emulated)", 3 * 365, 12 * 365, None)
        first, last = (3 * 365 - 1, -365) if expired_signer else (365, 10 * 365)
        self.signer = self._certify(f"DS {country} (emulated)", first, last, self.authority)

    def forger(self) -> EmulatedState:
        """Somebody who signs in the names of this state, its key's name with them, with keys of his own."""
        other = EmulatedState(self.country, self.today)
        other.authority = Signing(other.authority.key, self.authority.certificate)
        other.signer = other._certify(f"DS {self.country} (emulated)", 365, 10 * 365, other.authority)
        return other

    def _certify(self, common: str, before: int, after: int, issuer: Signing | None) -> Signing:
        """A certificate from `before` days ago until `after` days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, self.country),
                x509.NameAttribute(NameOID.COMMON_NAME, common),
            ]
        )
        signing = issuer.key if issuer else key
        named = issuer.certificate.public_key() if issuer else key.public_key()
        assert isinstance(named, ec.EllipticCurvePublicKey)  # noqa: S101  all keys are
        is_authority = issuer is None
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer.certificate.subject if issuer else name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.today - timedelta(days=before))
            .not_valid_after(self.today + timedelta(days=after))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(named), False)
            .add_extension(
                x509.KeyUsage(not is_authority, False, False, False, False, is_authority, is_authority, False, False),
                True,
            )
        )
        if is_authority:
            builder = builder.add_extension(x509.BasicConstraints(True, 0), True)
        return Signing(key, builder.sign(signing, hashes.SHA256()))

    def security_object(self, groups: dict[int, bytes]) -> bytes:
        """EF.SOD over data groups (number to the whole file)."""
        rows = [
            tlv(0x30, der_number(number), tlv(4, hashlib.sha256(data).digest()))
            for number, data in sorted(groups.items())
        ]
        algorithm = tlv(0x30, der_oid(_SHA256), b"\x05\x00")
        content = tlv(0x30, der_number(0), algorithm, tlv(0x30, *rows))
        return tlv(0x77, self.sign(content, SOD_CONTENT))

    def sign(self, content: bytes, content_type: str) -> bytes:
        """CMS ContentInfo of signed data, by the document signer (RFC 5652)."""
        digest = hashlib.sha256(content).digest()
        signed_at = tlv(0x17, self.today.strftime("%y%m%d%H%M%SZ").encode())
        attributes = sorted(
            (
                tlv(0x30, der_oid(_CONTENT_TYPE), tlv(0x31, der_oid(content_type))),
                tlv(0x30, der_oid(_DIGEST), tlv(0x31, tlv(4, digest))),
                tlv(0x30, der_oid(_SIGNING_TIME), tlv(0x31, signed_at)),
            )
        )
        algorithm = tlv(0x30, der_oid(_SHA256), b"\x05\x00")
        signature = self.signer.key.sign(tlv(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
        certificate = self.signer.certificate
        who = tlv(0x30, certificate.issuer.public_bytes(), der_number(certificate.serial_number))
        signer = tlv(
            0x30,
            der_number(1),
            who,
            algorithm,
            tlv(0xA0, *attributes),
            tlv(0x30, der_oid(_ECDSA_SHA256)),
            tlv(4, signature),
        )
        signed = tlv(
            0x30,
            der_number(3),
            tlv(0x31, algorithm),
            tlv(0x30, der_oid(content_type), tlv(0xA0, tlv(4, content))),
            tlv(0xA0, self.signer.der),
            tlv(0x31, signer),
        )
        return tlv(0x30, der_oid(_SIGNED_DATA), tlv(0xA0, signed))
