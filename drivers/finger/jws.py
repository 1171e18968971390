"""Signed answers of device services: compact JWS (RFC 7515), RS256, certificate chain in `x5c`.

A chain inside a message proves nothing by itself: it must end at an authority that the station was given.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from drivers.errors import Garbled, Refused

LONGEST_CHAIN = 5
SMALLEST_KEY = 2048  # bits


@dataclass(frozen=True)
class Signed:
    """What was signed, and by whom: `subject` is the name in the leaf certificate."""

    payload: bytes
    subject: str
    certificate: x509.Certificate

    def json(self) -> dict[str, Any]:
        """The payload as a JSON object. Raises Garbled."""
        return json_object(self.payload)


def json_object(data: bytes | str) -> dict[str, Any]:
    """A JSON object. Raises Garbled for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Garbled("sbi_answer", f"no JSON: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise Garbled("sbi_answer", f"a JSON {type(value).__name__} where an object was expected")
    return value


def unbase64url(text: str) -> bytes:
    """base64url without padding. Raises Garbled."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Garbled("sbi_answer", "not base64url") from error


def verify(token: object, authorities: Sequence[x509.Certificate], now: datetime | None = None) -> Signed:
    """The content of `token`. Raises Garbled where it is no JWS, Refused where signature or chain do not hold."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        raise Garbled("sbi_answer", "not a compact JWS")
    header = json_object(unbase64url(parts[0]))
    if header.get("alg") != "RS256":
        raise Refused("sbi_signature", f"algorithm {str(header.get('alg'))[:20]!r}; only RS256 is accepted")
    chain = _chain(header.get("x5c"))
    _check_chain(chain, authorities, now or datetime.now(UTC))
    key = chain[0].public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise Refused("sbi_signature", "the signing key is no RSA key of at least 2048 bits")
    signed = f"{parts[0]}.{parts[1]}".encode()
    try:
        key.verify(unbase64url(parts[2]), signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise Refused("sbi_signature", "the signature does not fit the content") from error
    return Signed(unbase64url(parts[1]), chain[0].subject.rfc4514_string(), chain[0])


def unverified_payload(token: str) -> dict[str, Any]:
    """What a JWS claims before anybody checked it, for choosing a device only. Raises Garbled."""
    parts = token.split(".")
    return json_object(unbase64url(parts[1] if len(parts) == 3 else parts[0]))


def _chain(encoded: object) -> list[x509.Certificate]:
    if not isinstance(encoded, list) or not 0 < len(encoded) <= LONGEST_CHAIN:
        raise Refused("sbi_signature", "no certificate chain")
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(c, validate=True)) for c in encoded]
    except (binascii.Error, ValueError, TypeError) as error:
        raise Refused("sbi_signature", "a certificate cannot be read") from error


def _check_chain(chain: list[x509.Certificate], authorities: Sequence[x509.Certificate], now: datetime) -> None:
    """Each certificate valid now and issued by the next; the last by one of `authorities`."""
    for certificate in chain:
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise Refused("sbi_certificate_expired", certificate.subject.rfc4514_string())
    for child, issuer in pairwise(chain):
        if not _may_issue(issuer) or not _issued(child, issuer):
            raise Refused("sbi_signature", "the certificate chain is broken")
    trusted = [a for a in authorities if a.not_valid_before_utc <= now <= a.not_valid_after_utc]
    if not any(chain[-1] == authority or _issued(chain[-1], authority) for authority in trusted):
        raise Refused("sbi_untrusted", f"{chain[-1].subject.rfc4514_string()} comes from no authority we know")
    if len(chain) == 1 and any(chain[0] == authority for authority in trusted):
        raise Refused("sbi_untrusted", "an authority does not sign data itself")


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issued(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
