"""Signed heads of the way back: how many rows an audience was sent up to a place, and a hash over them in order.

The agency's process and each station fold the same rows in the same order, (transaction, sequence) below the oldest
running transaction. Where a row was deleted or changed on the way, the station's hash is another one than the head's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from station.domain import foreign
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import Signer
from station.wire.errors import CentralRefused

START = bytes(32)  # the hash over no rows
_FORM = Form(
    b"border-head-v1\n",
    frozenset({"audience", "chain", "count", "epoch", "number", "place"}),
    longest=4096,
    ascii=True,
)
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

    def fields(self) -> dict[str, object]:
        return {
            "audience": self.audience,
            "chain": self.chain.hex(),
            "count": self.count,
            "epoch": self.epoch,
            "number": self.number,
            "place": list(self.place),
        }

    def body(self) -> bytes:
        """The canonical octets that are signed."""
        return _FORM.octets(self.fields())


def digest(message: bytes) -> bytes:
    """32 bytes for one row; `message` is what the agency signed for it (outgoing.message)."""
    return hashlib.sha256(message).digest()


def fold(chain: bytes, row: bytes) -> bytes:
    """The hash with one row more; `row` is its digest."""
    return hashlib.sha256(_FOLD + chain + row).digest()


def sign(head: Head, signer: Signer) -> bytes:
    """The canonical body and 64 bytes of signature."""
    return _FORM.behind(head.fields(), signer)


def read(proof: bytes, agency_signing: bytes) -> Head:
    """The head, if the agency signed it; raises CentralRefused (`pull_forged`)."""
    try:
        fields = _FORM.read_behind(proof, agency_signing)
        xid, seq = foreign.items(fields["place"], 2)
        return Head(
            foreign.name(fields["audience"]),
            foreign.name(fields["epoch"]),
            foreign.whole(fields["number"]),
            (foreign.whole(xid), foreign.whole(seq)),
            foreign.whole(fields["count"]),
            foreign.octets(fields["chain"], 32),
        )
    except (BadSignature, ValueError) as error:
        raise CentralRefused("a head that the agency did not sign", code="pull_forged") from error
