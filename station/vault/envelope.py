"""A sealed record: one AES-256-GCM data key a record, sealed for the agency, signed by the station.

Layout, big-endian:  magic "BSE1" | u32 length of header | header | 8 bytes id of the agency's key | 8 bytes id of the
signer | u16 length of sealed key | sealed key | ciphertext with its 16-byte tag | 64-byte Ed25519 signature over all
that precedes it.

The header is canonical JSON: suite id, identity of the row (hex), nonce. It is the associated data of the payload and
the `info` of the sealed key, so an envelope cannot be given another identity. The two key ids stand outside of it, so
that a new agency key or station key needs no second encryption of the payload.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.domain import foreign
from station.vault import hybrid, signing
from station.vault.errors import EnvelopeDamaged, UnknownSuite
from station.vault.signing import Signer

MAGIC = b"BSE1"
SUITE = "hpke-mlkem768x25519-sha256-a256gcm.a256gcm.ed25519"
KNOWN_SUITES = frozenset({SUITE})
NONCE_BYTES = 12
DATA_KEY_BYTES = 32
LONGEST_HEADER = 1024  # octets; the one that is written here has some 250


@dataclass(frozen=True)
class EnvelopeHeader:
    suite: str
    identity: bytes
    nonce: bytes


@dataclass(frozen=True)
class Sealed:
    envelope: bytes
    data_key: bytes
    digest: str


@dataclass(frozen=True)
class Parts:
    header: EnvelopeHeader
    header_octets: bytes
    agency_key: str  # hybrid.key_id of the agency's public key
    signer: str  # hybrid.key_id of the station's public key
    sealed_key: bytes
    ciphertext: bytes
    signature: bytes


def digest(envelope: bytes) -> str:
    """SHA-256 in hexadecimal: what central reads back after its commit."""
    return hashlib.sha256(envelope).hexdigest()


def _header_octets(identity: bytes, nonce: bytes) -> bytes:
    fields = {"identity": identity.hex(), "nonce": nonce.hex(), "suite": SUITE}
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _assemble(header: bytes, ciphertext: bytes, data_key: bytes, agency_public: bytes, signer: Signer) -> bytes:
    sealed_key = hybrid.seal(data_key, agency_public, header)
    ids = bytes.fromhex(hybrid.key_id(agency_public) + hybrid.key_id(signer.public))
    sizes = struct.pack(">I", len(header)), struct.pack(">H", len(sealed_key))
    body = b"".join((MAGIC, sizes[0], header, ids, sizes[1], sealed_key, ciphertext))
    return body + signer.sign(body)


def seal(payload: bytes, identity: bytes, agency_public: bytes, signer: Signer) -> Sealed:
    """Encrypt under a fresh data key, seal that key for the agency (1216-byte hybrid public key), sign the whole."""
    nonce = os.urandom(NONCE_BYTES)
    data_key = AESGCM.generate_key(256)
    header = _header_octets(identity, nonce)
    ciphertext = AESGCM(data_key).encrypt(nonce, payload, header)
    envelope = _assemble(header, ciphertext, data_key, agency_public, signer)
    return Sealed(envelope, data_key, digest(envelope))


def seal_again(envelope: bytes, data_key: bytes, agency_public: bytes, signer: Signer) -> Sealed:
    """The same ciphertext under a new agency key or a new signer; the payload is not touched, the digest is new."""
    found = parts(envelope)
    open_with_data_key(envelope, data_key, found.header.identity)
    again = _assemble(found.header_octets, found.ciphertext, data_key, agency_public, signer)
    return Sealed(again, data_key, digest(again))


def parts(envelope: bytes) -> Parts:
    """Take an envelope apart; raises EnvelopeDamaged or UnknownSuite, checks no signature."""
    try:
        if envelope[:4] != MAGIC:
            raise EnvelopeDamaged("the bytes do not start like an envelope")
        (length,) = struct.unpack_from(">I", envelope, 4)
        header_octets = envelope[8 : 8 + length]
        ids = envelope[8 + length : 24 + length]
        (key_length,) = struct.unpack_from(">H", envelope, 24 + length)
        start = 26 + length
        sealed_key = envelope[start : start + key_length]
        ciphertext = envelope[start + key_length : -signing.SIGNATURE_BYTES]
        fields = foreign.record(header_octets, {"identity", "nonce", "suite"}, size=LONGEST_HEADER)
        header = EnvelopeHeader(
            foreign.text(fields["suite"], 100),
            foreign.octets(fields["identity"]),
            foreign.octets(fields["nonce"]),
        )
    except (struct.error, ValueError) as error:
        raise EnvelopeDamaged("the envelope is cut short or is not one") from error
    if header.suite not in KNOWN_SUITES:
        raise UnknownSuite(f"suite {header.suite!r}")
    if len(sealed_key) != key_length or len(ciphertext) < 16 or len(header.nonce) != NONCE_BYTES:
        raise EnvelopeDamaged("the envelope is cut short")
    signature = envelope[-signing.SIGNATURE_BYTES :]
    return Parts(header, header_octets, ids[:8].hex(), ids[8:].hex(), sealed_key, ciphertext, signature)


def verify_signature(envelope: bytes, signer_public: bytes) -> None:
    """Raises BadSignature unless the whole envelope was signed by the holder of `signer_public`."""
    parts(envelope)
    signing.check(signer_public, envelope[-signing.SIGNATURE_BYTES :], envelope[: -signing.SIGNATURE_BYTES])


def open_with_data_key(envelope: bytes, data_key: bytes, identity: bytes) -> bytes:
    """The payload, if `data_key` is its key and it was sealed for exactly this identity."""
    found = parts(envelope)
    if found.header.identity != identity:
        raise EnvelopeDamaged("the envelope belongs to another row")
    try:
        return AESGCM(data_key).decrypt(found.header.nonce, found.ciphertext, found.header_octets)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeDamaged("the payload does not decrypt under this key") from error


def open_as_agency(envelope: bytes, agency_private: bytes, identity: bytes) -> bytes:
    """The payload, opened with the agency's 96-byte private key."""
    return open_with_data_key(envelope, data_key_as_agency(envelope, agency_private), identity)


def data_key_as_agency(envelope: bytes, agency_private: bytes) -> bytes:
    found = parts(envelope)
    return hybrid.open_sealed(found.sealed_key, agency_private, found.header_octets)


def seal_key_for(envelope: bytes, data_key: bytes, recipient_public: bytes) -> bytes:
    """The record's data key for one more reader (the station that must see a case): the payload stays untouched."""
    return hybrid.seal(data_key, recipient_public, parts(envelope).header_octets)


def open_as_recipient(envelope: bytes, sealed_key: bytes, recipient_private: bytes, identity: bytes) -> bytes:
    data_key = hybrid.open_sealed(sealed_key, recipient_private, parts(envelope).header_octets)
    return open_with_data_key(envelope, data_key, identity)
