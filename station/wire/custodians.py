"""Custodians and what they agree to: two of them sign for each list of the states, each with a key of their own, and
every station can check both signatures.

Three kinds of rows from the agency: `custodian` (key: a name; who may agree), `agreed` (key: SHA-256 of what two agree
to, so that the word for one list stands until the next one is there), and the list itself (`trust_list`). Programs that
know only the last keep the others unread.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from station.domain import foreign
from station.vault import files
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import PUBLIC_BYTES, Signer
from station.wire.errors import CentralGarbled

log = logging.getLogger("station.trust")

CUSTODIAN, AGREED = "custodian", "agreed"  # kinds of rows
NEEDED = 2  # custodians who agree
MOST_DIGESTS = 200  # in one approval: certificates of one file
_MOST = 1 << 15  # octets of an approval
_FORM = Form(
    b"biometric-station approval 1\n", frozenset({"act", "at", "by", "digests"}), beside="approval", longest=_MOST
)


class Consent(Enum):
    """What is agreed to."""

    TAKE_IN = "take_in"
    WITHDRAW = "withdraw"
    APPOINT = "appoint"
    DISMISS = "dismiss"


@dataclass(frozen=True)
class Custodian:
    """Who may agree. public: 32 octets, Ed25519."""

    name: str
    public: bytes

    @property
    def sha256(self) -> str:
        """Of name and key, hexadecimal: what two others agree to, and what is read aloud."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        return files.canonical({"name": self.name, "public": files.text(self.public)})

    @classmethod
    def from_bytes(cls, octets: bytes) -> Custodian:
        """Raises CentralGarbled (`trust_garbled`)."""
        try:
            fields = foreign.record(octets, {"name", "public"})
            found = cls(foreign.name(fields["name"], 100), files.octets(foreign.text(fields["public"], 100)))
        except (ValueError, TypeError) as error:
            raise CentralGarbled("not a custodian", code="trust_garbled") from error
        if len(found.public) != PUBLIC_BYTES:
            raise CentralGarbled("not a custodian's key", code="trust_garbled")
        return found


def approve(name: str, signer: Signer, act: Consent, digests: Sequence[str], at: datetime | None = None) -> str:
    """A custodian's word, as JSON. digests: SHA-256 of each list or certificate, hexadecimal."""
    moment = (at or datetime.now(UTC)).isoformat()
    fields = {"act": act.value, "at": moment, "by": name, "digests": list(digests)}
    return json.dumps(_FORM.parts(fields, signer), indent=1)


def agrees(approval: str, custodians: Iterable[Custodian], act: Consent, digest: str) -> str:
    """The name of the custodian who agreed to this act on these octets; "" where none of these did."""
    for one in custodians:
        try:
            fields = _FORM.read_parts(approval, one.public)
        except BadSignature:
            continue
        digests = fields["digests"]
        told = isinstance(digests, list) and len(digests) <= MOST_DIGESTS and digest in digests
        if fields["by"] == one.name and fields["act"] == act.value and told:
            return one.name
    return ""


def agreed(approvals: Iterable[str], custodians: Iterable[Custodian], act: Consent, digest: str) -> tuple[str, ...]:
    """Everybody who agreed, each once: a name, or a key, counts once however often it stands there."""
    known = {one.public: one for one in custodians}
    found = {agrees(approval, known.values(), act, digest) for approval in approvals}
    return tuple(sorted(found - {""}))


def appointed(rows: Iterable[tuple[int, bytes]], approvals: Callable[[str], Sequence[str]]) -> tuple[Custodian, ...]:
    """Who may agree: the first two by the agency's word, each later one by that of two who stood before.

    rows: versions and bodies of kind `custodian`; approvals: what was said for the octets with a SHA-256.
    """
    found: list[Custodian] = []
    for _, body in sorted(rows):
        try:
            one = Custodian.from_bytes(body)
        except CentralGarbled as error:
            log.warning("a custodian cannot be read: %s", error.detail)
            continue
        if len(found) < NEEDED or len(agreed(approvals(one.sha256), found, Consent.APPOINT, one.sha256)) >= NEEDED:
            found.append(one)
    return tuple(found)


def write_agreed(approvals: Sequence[str]) -> bytes:
    """The body of a row of kind `agreed`."""
    return json.dumps([json.loads(one) for one in approvals]).encode()


def read_agreed(body: bytes) -> tuple[str, ...]:
    """Approvals, not yet checked. Raises CentralGarbled (`trust_garbled`)."""
    try:
        found = foreign.read(body, size=NEEDED * _MOST + 16)
    except ValueError as error:
        raise CentralGarbled(str(error), code="trust_garbled") from error
    if not isinstance(found, list) or len(found) > NEEDED or not all(isinstance(one, Mapping) for one in found):
        raise CentralGarbled("not approvals", code="trust_garbled")
    return tuple(json.dumps(one) for one in found)
