"""A station's signing identity: issued by the agency at commissioning, renewed, and revoked by a signed list."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from station.domain import foreign
from station.vault import files
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import Signer

LONGEST_LIST = 8 << 20  # octets
_FORM = Form(
    b"biometric-station identity 1\n",
    frozenset({"not_after", "not_before", "public", "recipient", "serial", "station"}),
    beside="identity",
)
_LIST = Form(b"biometric-station revoked 1\n", frozenset({"number", "revoked"}), beside="list", longest=LONGEST_LIST)


@dataclass(frozen=True)
class Identity:
    station: str
    public: bytes  # 32 bytes, Ed25519: what the station signs with
    recipient: bytes  # 1216 bytes, hybrid: what is sealed to the station
    serial: int
    not_before: datetime
    not_after: datetime

    def fields(self) -> dict[str, object]:
        return {
            "not_after": self.not_after.isoformat(),
            "not_before": self.not_before.isoformat(),
            "public": files.text(self.public),
            "recipient": files.text(self.recipient),
            "serial": self.serial,
            "station": self.station,
        }

    def octets(self) -> bytes:
        """The canonical octets that are signed."""
        return _FORM.octets(self.fields())


def issue(identity: Identity, agency: Signer) -> str:
    """The identity as JSON with the agency's signature."""
    return json.dumps(_FORM.parts(identity.fields(), agency), indent=1)


def verify(text: str, agency_signing: bytes, at: datetime, revoked: Collection[int] = ()) -> Identity:
    """The identity, if the agency issued it, it is valid at `at` and its serial is not revoked.

    Raises BadSignature with code bad_signature, identity_expired or identity_revoked.
    """
    identity = signed(text, agency_signing)
    if not identity.not_before <= at <= identity.not_after:
        raise BadSignature("the identity is not valid at this time", code="identity_expired")
    if identity.serial in revoked:
        raise BadSignature("the identity was revoked", code="identity_revoked")
    return identity


def signed(text: str, agency_signing: bytes) -> Identity:
    """The identity that the agency issued, whenever it is valid; raises BadSignature."""
    fields = _FORM.read_parts(text, agency_signing)
    try:
        return Identity(
            foreign.name(fields["station"]),
            files.octets(fields["public"]),
            files.octets(fields["recipient"]),
            foreign.whole(fields["serial"]),
            _time(fields["not_before"]),
            _time(fields["not_after"]),
        )
    except (ValueError, TypeError) as error:
        raise BadSignature("not an identity") from error


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


def sign_revoked(serials: Collection[int], number: int, agency: Signer) -> str:
    """The whole list of revoked serials; `number` grows with every list, so that an old one can be refused."""
    return json.dumps(_LIST.parts({"number": number, "revoked": sorted(serials)}, agency), indent=1)


def read_revoked(text: str, agency_signing: bytes, newest: int = 0) -> tuple[frozenset[int], int]:
    """The serials and the list's number; raises BadSignature for a forged list or one older than `newest`."""
    fields = _LIST.read_parts(text, agency_signing)
    try:
        serials = frozenset(foreign.whole(serial) for serial in foreign.items(fields["revoked"], LONGEST_LIST))
        number = foreign.whole(fields["number"])
    except ValueError as error:
        raise BadSignature("not a list of revocations") from error
    if number < newest:
        raise BadSignature("an older list of revocations than the one that is known", code="revocations_replayed")
    return serials, number
