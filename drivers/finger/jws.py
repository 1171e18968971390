"""Signed answers of device services: compact JWS (RFC 7515), RS256, certificate chain in `x5c`.

A chain inside a message proves nothing by itself: it must end at an authority that the station was given. Paths are
checked by RFC 5280 (basic constraints, path length, key usage of every issuer, validity), which the library does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from drivers import foreign_json
from drivers.errors import Garbled, Refused

LONGEST_CHAIN = 5
SMALLEST_KEY = 2048  # bits
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
_RS256 = jwt.PyJWS(algorithms=["RS256"])


@dataclass(frozen=True)
class Signed:
    """What was signed, and by whom: `subject` is the name in the leaf certificate."""

    payload: bytes
    subject: str
    certificate: x509.Certificate

    def json(self) -> dict[str, Any]:
        """The payload as a JSON object. Raises Garbled."""
        return foreign_json.obj(self.payload, "sbi_answer")


def unbase64url(text: str) -> bytes:
    """base64url without padding. Raises Garbled."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Garbled("sbi_answer", "not base64url") from error


def verify(token: object, authorities: Sequence[x509.Certificate], now: datetime | None = None) -> Signed:
    """The content of `token`. Raises Garbled where it is no JWS, Refused where signature or chain do not hold."""
    if not isinstance(token, str) or _COMPACT.fullmatch(token) is None:
        raise Garbled("sbi_answer", "not a compact JWS")
    header = foreign_json.obj(unbase64url(token.partition(".")[0]), "sbi_answer")
    if header.get("alg") != "RS256":
        algorithm = foreign_json.text(header.get("alg"), 20)
        raise Refused("sbi_signature", f"algorithm {algorithm!r}; only RS256 is accepted")
    try:
        chain = _chain(header.get("x5c"))
        _check_chain(chain, authorities, now or datetime.now(UTC))
        key = chain[0].public_key()
        subject = chain[0].subject.rfc4514_string()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:  # what no maker issues
        raise Refused("sbi_signature", f"a certificate cannot be read: {type(error).__name__}") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise Refused("sbi_signature", "the signing key is no RSA key of at least 2048 bits")
    try:
        payload = _RS256.decode_complete(token, key, algorithms=["RS256"])["payload"]
    except jwt.InvalidSignatureError as error:
        raise Refused("sbi_signature", "the signature does not fit the content") from error
    except jwt.PyJWTError as error:
        raise Garbled("sbi_answer", f"not a compact JWS: {type(error).__name__}") from error
    return Signed(payload, subject, chain[0])


def unverified_payload(token: str) -> dict[str, Any]:
    """What a JWS claims before anybody checked it, for choosing a device only. Raises Garbled."""
    parts = token.split(".")
    return foreign_json.obj(unbase64url(parts[1] if len(parts) == 3 else parts[0]), "sbi_answer")


def _chain(encoded: object) -> list[x509.Certificate]:
    """Leaf first. The specification shows a chain of one as a word of its own."""
    listed = [encoded] if isinstance(encoded, str) else encoded
    if not isinstance(listed, list) or not 0 < len(listed) <= LONGEST_CHAIN:
        raise Refused("sbi_signature", "no certificate chain")
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(c, validate=True)) for c in listed]
    except binascii.Error as error:
        raise Refused("sbi_signature", "a certificate cannot be read") from error


def _check_chain(chain: list[x509.Certificate], authorities: Sequence[x509.Certificate], now: datetime) -> None:
    for certificate in chain:
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise Refused("sbi_certificate_expired", certificate.subject.rfc4514_string())
    if not authorities:
        raise Refused("sbi_untrusted", "this station knows no authority")
    if chain[0] in authorities:
        raise Refused("sbi_untrusted", "an authority does not sign data itself")
    policy = PolicyBuilder().store(Store(list(authorities))).time(now).max_chain_depth(LONGEST_CHAIN)
    policy = policy.extension_policies(ca_policy=_AUTHORITY, ee_policy=_DEVICE)
    try:
        policy.build_client_verifier().verify(chain[0], chain[1:])
    except VerificationError as error:
        raise Refused("sbi_untrusted", f"{chain[0].subject.rfc4514_string()}: {str(error)[:200]}") from error


def _issues(policy: Policy, certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:  # noqa: ARG001
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("its issuer may not sign certificates")


def _signs(policy: Policy, certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:  # noqa: ARG001
    if usage is not None and not usage.digital_signature:
        raise ValueError("its key may not sign")


def _is_no_authority(policy: Policy, certificate: x509.Certificate, limits: x509.BasicConstraints | None) -> None:  # noqa: ARG001
    if limits is not None and limits.ca:
        raise ValueError("an authority does not sign data itself")


# Makers' authorities are private ones, so only what RFC 5280 demands of any path is asked for: a key usage is kept
# where there is one, and a device needs no name of a host. Path lengths and validity are the library's own rules.
_AUTHORITY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _issues)
)
_DEVICE = (
    ExtensionPolicy.permit_all()
    .may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_no_authority)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs)
)
