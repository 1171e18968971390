"""Signed heads of the way back: how many rows an audience was sent up to a place, and a hash over them in order.

The agency's process and each station fold the same rows in the same order, (transaction, sequence) below the oldest
running transaction. Where a row was deleted or changed on the way, the station's hash is another one than the head's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from station.domain import foreign
from station.vault import signing
from station.vault.errors import BadSignature
from station.vault.signing import SIGNATURE_BYTES, Signer
from station.wire.errors import CentralRefused

START = bytes(32)  # the hash over no rows
_DOMAIN = b"border-head-v1\n"  # no other signature of the agency can be taken for a head
_FIELDS = frozenset({"audience", "chain", "count", "epoch", "number", "place"})
LONGEST = 4096  # octets
_FOLD = b"border-head-fold-v1\n"

Place = tuple[int, int]  # (transaction, sequence): a row's place in the agency's order


@dataclass(frozen=True)
class Head:
    """What one audience was sent, up to and with `place`."""

    audience: str
    epoch: str  # the life of the database
    number: int  # grows with every head of an audience
    place: Place
    count: int
    chain: bytes  # 32 bytes

    def body(self) -> bytes:
        fields = {
            "audience": self.audience,
            "chain": self.chain.hex(),
            "count": self.count,
            "epoch": self.epoch,
            "number": self.number,
            "place": list(self.place),
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def digest(message: bytes) -> bytes:
    """32 bytes for one row; `message` is what the agency signed for it (outgoing.message)."""
    return hashlib.sha256(message).digest()


def fold(chain: bytes, row: bytes) -> bytes:
    """The hash with one row more; `row` is its digest."""
    return hashlib.sha256(_FOLD + chain + row).digest()


def sign(head: Head, signer: Signer) -> bytes:
    """The canonical body and 64 bytes of signature."""
    return head.body() + signer.sign(_DOMAIN + head.body())


def read(proof: bytes, agency_signing: bytes) -> Head:
    """The head, if the agency signed it; raises CentralRefused (`pull_forged`)."""
    body, signature = proof[:-SIGNATURE_BYTES], proof[-SIGNATURE_BYTES:]
    try:
        signing.check(agency_signing, signature, _DOMAIN + body)
        fields = foreign.record(body, _FIELDS, size=LONGEST)
        xid, seq = fields["place"]
        return Head(
            str(fields["audience"]),
            str(fields["epoch"]),
            int(fields["number"]),
            (int(xid), int(seq)),
            int(fields["count"]),
            bytes.fromhex(fields["chain"]),
        )
    except (BadSignature, ValueError, KeyError, TypeError) as error:
        raise CentralRefused("a head that the agency did not sign", code="pull_forged") from error
