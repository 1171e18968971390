"""What the agency sends back: every row signed, and what is confidential sealed for the stations in service.

A row is bound by its signature to its audience, kind, key and version, so it can neither be changed nor shown to
another station nor rolled back. Watchlist and officers are encrypted under a group key that each station in
service receives sealed for itself; revoking a station starts a new group key.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station.vault import hybrid, signing
from station.vault.errors import BadSignature, EnvelopeDamaged
from station.vault.signed import Form
from station.wire.errors import CentralGarbled, CentralRefused
from station.wire.pulled import Pulled

GROUP_KEY = "group_key"
RECEIPT = "receipt"
ERASED = "erased"  # the agency's answer to an erasure; its key is the visit
POLICY = "policy"
REVOCATION = "revocation"  # its key is the station's name; an empty body takes it back
REVOKED_IDENTITIES = "revoked_identities"  # whatever its key, the body is the agency's signed list
CONFIDENTIAL = frozenset({"watchlist", "officer"})
EVERYBODY = "*"

_DOMAIN = b"border-outgoing-v1\n"
_FORM = Form(_DOMAIN, frozenset({"audience", "body", "key", "kind", "version"}), ascii=True)
_MAGIC = b"BG1\n"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 8


def post_audience(post: str) -> str:
    return f"post:{post}"


def station_audience(station: str) -> str:
    return f"station:{station}"


def message(audience: str, kind: str, key: str, version: int, body: bytes) -> bytes:
    """The octets that the agency signs for one row."""
    return message_of(audience, kind, key, version, hashlib.sha256(body).hexdigest())


def message_of(audience: str, kind: str, key: str, version: int, digest: str) -> bytes:
    """The same from the body's SHA-256 in hexadecimal."""
    return _FORM.message({"audience": audience, "body": digest, "key": key, "kind": kind, "version": version})


def check(row: Pulled, agency_signing: bytes, audiences: frozenset[str]) -> bytes:
    """The message that the agency signed for this row.

    Raises CentralRefused: `pull_forged` (not signed by the agency) or `pull_not_for_us`.
    """
    digest = row.erased or hashlib.sha256(row.body).hexdigest()
    signed = message_of(row.audience, row.kind, row.key, row.version, digest)
    try:
        signing.check(agency_signing, row.signature, signed)
    except BadSignature as error:
        raise CentralRefused("a row that the agency did not sign", code="pull_forged") from error
    if row.audience not in audiences:
        raise CentralRefused("a row that is for somebody else", code="pull_not_for_us")
    return signed


def group_key(agency_private: bytes, generation: int) -> bytes:
    """The 32-byte group key of a generation; derived, so the agency stores nothing new. RFC 5869."""
    info = b"border group key v1 " + str(generation).encode()
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=info).derive(agency_private)


def group_key_id(key: bytes) -> str:
    """16 hexadecimal digits that name a group key and betray nothing of it."""
    return hashlib.sha256(b"border group key id\n" + key).digest()[:_ID_BYTES].hex()


def seal_group_key(key: bytes, recipient_public: bytes, station: str) -> bytes:
    return hybrid.seal(key, recipient_public, _DOMAIN + station.encode())


def open_group_key(sealed: bytes, recipient_private: bytes, station: str) -> bytes:
    """Raises CentralRefused (`pull_forged`) where it was sealed for somebody else."""
    try:
        return hybrid.open_sealed(sealed, recipient_private, _DOMAIN + station.encode())
    except EnvelopeDamaged as error:
        raise CentralRefused("a group key that was not sealed for this station", code="pull_forged") from error


def conceal(key: bytes, kind: str, name: str, body: bytes) -> bytes:
    """The body under the group key, bound to its kind and name."""
    nonce = os.urandom(_NONCE_BYTES)
    identity = bytes.fromhex(group_key_id(key))
    return _MAGIC + identity + nonce + AESGCM(key).encrypt(nonce, body, _associated(kind, name))


def key_of(body: bytes) -> str:
    """Which group key a concealed body needs; raises CentralGarbled (`pull_garbled`)."""
    if not body.startswith(_MAGIC) or len(body) < len(_MAGIC) + _ID_BYTES + _NONCE_BYTES + 16:
        raise CentralGarbled("a confidential row that is not sealed", code="pull_garbled")
    return body[len(_MAGIC) : len(_MAGIC) + _ID_BYTES].hex()


def reveal(key: bytes, kind: str, name: str, body: bytes) -> bytes:
    """Raises CentralGarbled (`pull_garbled`)."""
    key_of(body)
    start = len(_MAGIC) + _ID_BYTES
    nonce, ciphertext = body[start : start + _NONCE_BYTES], body[start + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _associated(kind, name))
    except InvalidTag as error:
        raise CentralGarbled("a confidential row that does not decrypt", code="pull_garbled") from error


def _associated(kind: str, name: str) -> bytes:
    return f"{kind}/{name}".encode()
