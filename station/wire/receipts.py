"""The agency's word that it has a record: canonical JSON and an Ed25519 signature, kept with the record as proof.

A receipt names the record, its station, its digest and what the agency found when it opened it. It proves nothing
about any other record, so a replayed receipt is noticed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from station.domain import foreign
from station.vault import signing
from station.vault.errors import BadSignature
from station.vault.signing import SIGNATURE_BYTES, Signer
from station.wire.errors import CentralRefused

_DOMAIN = b"border-receipt-v1\n"  # no other signature of the agency can be taken for a receipt

LONGEST = 4096  # octets
_FIELDS = frozenset({"digest", "kind", "reason", "record", "seq", "station", "stored_at", "verdict"})

ACCEPTED = "accepted"
REFUSED = "refused"


@dataclass(frozen=True)
class Receipt:
    record: str  # UUID
    station: str
    kind: str
    digest: str  # SHA-256 of the body that was received, hexadecimal
    verdict: str  # ACCEPTED or REFUSED
    reason: str  # why it was refused: a stable code
    seq: int  # the place in central's order
    stored_at: datetime  # central's clock

    def body(self) -> bytes:
        """The canonical octets that are signed."""
        fields = {
            "digest": self.digest,
            "kind": self.kind,
            "reason": self.reason,
            "record": self.record,
            "seq": self.seq,
            "station": self.station,
            "stored_at": self.stored_at.isoformat(),
            "verdict": self.verdict,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def sign(receipt: Receipt, signer: Signer) -> bytes:
    """The proof as it is kept: the canonical body and 64 bytes of signature."""
    body = receipt.body()
    return body + signer.sign(_DOMAIN + body)


def read(proof: bytes, agency_signing: bytes) -> Receipt:
    """The receipt, if the holder of the agency's 32-byte signing key made it.

    Raises CentralRefused with the code `receipt_forged`.
    """
    body, signature = proof[:-SIGNATURE_BYTES], proof[-SIGNATURE_BYTES:]
    try:
        signing.check(agency_signing, signature, _DOMAIN + body)
        fields = foreign.record(body, _FIELDS, size=LONGEST)
        receipt = Receipt(
            str(fields["record"]),
            str(fields["station"]),
            str(fields["kind"]),
            str(fields["digest"]),
            str(fields["verdict"]),
            str(fields["reason"]),
            int(fields["seq"]),
            datetime.fromisoformat(fields["stored_at"]),
        )
    except (BadSignature, ValueError, KeyError, TypeError) as error:
        raise CentralRefused("a receipt that the agency did not sign", code="receipt_forged") from error
    if receipt.body() != body:
        raise CentralRefused("a receipt in another form", code="receipt_forged")
    return receipt


def concerns(receipt: Receipt, *, record: str, station: str, digest: str) -> None:
    """A receipt that was read speaks of exactly this record with this content from this station.

    Raises CentralRefused (`receipt_of_another_record`): it was replayed.
    """
    if (receipt.record, receipt.station, receipt.digest) != (record, station, digest):
        raise CentralRefused("a true receipt, but of another record", code="receipt_of_another_record")
