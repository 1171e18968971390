"""One list of the states, or one certificate, as the agency sends it to its stations: whose it is, who took it in, its
octets as they were signed by the state.

Layout: magic "BTL1" | u32 big-endian length of head | head (JSON) | octets. The row around it carries the agency's
signature, its key names kind and origin, so that a newer list takes the place of the older one.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from station.domain import foreign
from station.wire.errors import CentralGarbled

KIND = "trust"  # of the rows
MAGIC = b"BTL1"
MOST_OCTETS = 8 << 20  # of one list; the largest master list of the field has some two million
_MOST_HEAD = 4096
_NAMES = frozenset({"dated", "first", "imported", "kind", "origin", "second", "sha256", "signer"})


class ListKind(Enum):
    """What is taken in."""

    MASTER = "master"  # authorities of many states, signed by one
    AUTHORITY = "authority"  # one state's signing authority (CSCA)
    SIGNER = "signer"  # a signer of documents or seals whose certificate travels apart
    REVOCATIONS = "revocations"
    DEVIATIONS = "deviations"


@dataclass(frozen=True)
class TrustList:
    """origin: two letters of the state, or a certificate's fingerprint; dated: its own day, None where it says none;
    first, second: who took it in; signer: SHA-256 of the authority it hangs on, "" where it is one itself."""

    kind: ListKind
    origin: str
    octets: bytes = field(repr=False)
    dated: date | None
    first: str
    second: str
    imported: datetime
    signer: str = ""

    @property
    def key(self) -> str:
        """Under which a newer one replaces this."""
        return f"{self.kind.value}/{self.origin}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


def write(one: TrustList) -> bytes:
    """The body of the row."""
    head = {
        "dated": one.dated.isoformat() if one.dated else "",
        "first": one.first,
        "imported": one.imported.isoformat(),
        "kind": one.kind.value,
        "origin": one.origin,
        "second": one.second,
        "sha256": one.sha256,
        "signer": one.signer,
    }
    octets = json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return b"".join((MAGIC, struct.pack(">I", len(octets)), octets, one.octets))


def read(body: bytes) -> TrustList:
    """The list in the body of a row. Raises CentralGarbled (`trust_garbled`)."""
    if body[:4] != MAGIC or len(body) > MOST_OCTETS + _MOST_HEAD:
        raise CentralGarbled("not a list of the states, or a larger one than any", code="trust_garbled")
    try:
        (length,) = struct.unpack_from(">I", body, 4)
        head = foreign.record(body[8 : 8 + length], _NAMES, size=_MOST_HEAD)
        words = {name: foreign.text(head[name], 200) for name in _NAMES}
        one = TrustList(
            ListKind(words["kind"]),
            words["origin"],
            body[8 + length :],
            date.fromisoformat(words["dated"]) if words["dated"] else None,
            words["first"],
            words["second"],
            datetime.fromisoformat(words["imported"]),
            words["signer"],
        )
    except (struct.error, KeyError, TypeError, ValueError) as error:
        raise CentralGarbled(str(error), code="trust_garbled") from error
    if one.sha256 != words["sha256"] or not one.octets:
        raise CentralGarbled("its octets are others than its head says", code="trust_garbled")
    return one
