"""The agency's word that it has a record: canonical JSON and an Ed25519 signature, kept with the record as proof.

A receipt names the record, its station, its digest and what the agency found when it opened it. It proves nothing
about any other record, so a replayed receipt is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain import foreign
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import Signer
from station.wire.errors import CentralRefused

_FORM = Form(
    b"border-receipt-v1\n",
    frozenset({"digest", "kind", "reason", "record", "seq", "station", "stored_at", "verdict"}),
    longest=4096,
    ascii=True,
)

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

    def fields(self) -> dict[str, object]:
        return {
            "digest": self.digest,
            "kind": self.kind,
            "reason": self.reason,
            "record": self.record,
            "seq": self.seq,
            "station": self.station,
            "stored_at": self.stored_at.isoformat(),
            "verdict": self.verdict,
        }

    def body(self) -> bytes:
        """The canonical octets that are signed."""
        return _FORM.octets(self.fields())


def sign(receipt: Receipt, signer: Signer) -> bytes:
    """The proof as it is kept: the canonical body and 64 bytes of signature."""
    return _FORM.behind(receipt.fields(), signer)


def read(proof: bytes, agency_signing: bytes) -> Receipt:
    """The receipt, if the holder of the agency's 32-byte signing key made it.

    Raises CentralRefused with the code `receipt_forged`.
    """
    try:
        fields = _FORM.read_behind(proof, agency_signing)
        return Receipt(
            foreign.name(fields["record"]),
            foreign.name(fields["station"]),
            foreign.name(fields["kind"]),
            foreign.text(fields["digest"], 64),
            foreign.name(fields["verdict"]),
            foreign.text(fields["reason"], 200),
            foreign.whole(fields["seq"]),
            datetime.fromisoformat(foreign.text(fields["stored_at"], 64)),
        )
    except (BadSignature, ValueError) as error:
        raise CentralRefused("a receipt that the agency did not sign", code="receipt_forged") from error


def concerns(receipt: Receipt, *, record: str, station: str, digest: str) -> None:
    """A receipt that was read speaks of exactly this record with this content from this station.

    Raises CentralRefused (`receipt_of_another_record`): it was replayed.
    """
    if (receipt.record, receipt.station, receipt.digest) != (record, station, digest):
        raise CentralRefused("a true receipt, but of another record", code="receipt_of_another_record")
