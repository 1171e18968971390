"""Personal things for one station: sealed with its recipient key, so that only that station opens them.

A case is sealed afresh. The record of the other side travels as its own station sealed and signed it; only its data
key is sealed once more, for the reader (station.vault.envelope.seal_key_for).
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from station.domain import foreign
from station.vault import envelope
from station.vault.errors import VaultError
from station.vault.signing import Signer
from station.wire.delivery import Delivery, record_identity
from station.wire.errors import CentralRefused

CASE = "case"
EVIDENCE = "evidence"
_MAGIC = b"BEV1"


@dataclass(frozen=True)
class OpenedEvidence:
    """A record of another station, opened."""

    kind: str
    station: str
    record: str
    payload: bytes


def seal_for(identity: bytes, payload: bytes, recipient_public: bytes, signer: Signer) -> bytes:
    """`payload` for one station, bound to ledger.record_identity(kind, station, key); `signer` is the agency."""
    return envelope.seal(payload, identity, recipient_public, signer).envelope


def open_for(body: bytes, identity: bytes, recipient_private: bytes, agency_signing: bytes) -> bytes:
    """What `seal_for` sealed; raises CentralRefused (`pull_forged`)."""
    try:
        envelope.verify_signature(body, agency_signing)
        return envelope.open_as_agency(body, recipient_private, identity)
    except VaultError as error:
        raise CentralRefused(f"not sealed for this station: {error.code}", code="pull_forged") from error


def reseal(delivery: Delivery, agency_private: bytes, recipient_public: bytes) -> bytes:
    """A delivered record for one more reader; raises VaultError where the agency's key does not open it."""
    key = envelope.data_key_as_agency(delivery.body, agency_private)
    sealed = envelope.seal_key_for(delivery.body, key, recipient_public)
    head = json.dumps(
        {"kind": delivery.kind, "record": delivery.record, "station": delivery.station}, sort_keys=True
    ).encode()
    return b"".join((_MAGIC, struct.pack(">HH", len(head), len(sealed)), head, sealed, delivery.body))


def open_resealed(body: bytes, recipient_private: bytes) -> OpenedEvidence:
    """Raises CentralRefused (`pull_forged`)."""
    try:
        magic, head_length, key_length = struct.unpack_from(">4sHH", body)
        head = foreign.record(body[8 : 8 + head_length], {"kind", "record", "station"})
        kind, station, record = (foreign.name(head[part]) for part in ("kind", "station", "record"))
        sealed = body[8 + head_length : 8 + head_length + key_length]
        inner = body[8 + head_length + key_length :]
        payload = envelope.open_as_recipient(inner, sealed, recipient_private, record_identity(kind, station, record))
    except (VaultError, ValueError, KeyError, TypeError, struct.error) as error:
        raise CentralRefused("evidence that does not open", code="pull_forged") from error
    if magic != _MAGIC:
        raise CentralRefused("evidence of another form", code="pull_forged")
    return OpenedEvidence(kind, station, record, payload)
