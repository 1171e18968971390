"""The agency's word for each station, at central: kept with the station, and asked for at every record.

What counts is central's clock when the record was stored. A record that was signed with a key before the last is
still taken while the station has a valid identity; one whose key was revoked is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from station.agency.install import engine_of
from station.vault import envelope, hybrid, identity
from station.vault.errors import BadSignature, VaultError
from station.vault.identity import Identity
from station.wire.errors import CentralRefused
from station.wire.failures import named
from station.wire.settings import CentralSettings

EXPIRED, REVOKED = "identity_expired", "identity_revoked"

_OF_STATION = text("SELECT document, revoked_at FROM border.identities WHERE station = :station ORDER BY serial")
_ADD = text(
    "INSERT INTO border.identities (serial, station, document, not_after)"
    " VALUES (:serial, :station, :document, :not_after) ON CONFLICT (serial) DO NOTHING"
)
_FOUND = text("SELECT document FROM border.identities WHERE serial = :serial")
_KEYS = text(
    "UPDATE border.stations SET former_signing_keys = CASE WHEN signing_key IS NULL OR signing_key = :signing"
    " THEN former_signing_keys ELSE former_signing_keys || signing_key END,"
    " signing_key = :signing, recipient_key = :recipient"
    " WHERE name = :station AND revoked_at IS NULL RETURNING name"
)


@dataclass(frozen=True)
class Issued:
    """One identity that the agency signed, and since when it is revoked."""

    identity: Identity
    revoked_at: datetime | None

    def holds(self, at: datetime) -> bool:
        within = self.identity.not_before <= at <= self.identity.not_after
        return within and not self.is_revoked(at)

    def is_revoked(self, at: datetime) -> bool:
        return self.revoked_at is not None and self.revoked_at <= at


def check(document: str, agency_signing: bytes, station: str) -> Identity:
    """The identity for `station` if the agency issued it and it is valid now.

    Raises BadSignature, or CentralRefused (`identity_mismatch`) for one of another station.
    """
    found = identity.verify(document, agency_signing, datetime.now(UTC))
    if found.station != station:
        raise CentralRefused("the identity is of another station", code="identity_mismatch")
    return found


def renew(owner: CentralSettings, station: str, document: str, agency_signing: bytes) -> Identity:
    """Keep a new identity of a station in service; its keys are the station's from now on. Repeating it is harmless.

    Raises BadSignature; CentralRefused: `identity_mismatch`, `identity_serial_taken`, `station_unknown`.
    """
    found = check(document, agency_signing, station)
    with named(), engine_of(owner).begin() as connection:
        values = {"station": station, "signing": found.public, "recipient": found.recipient}
        if connection.execute(_KEYS, values).one_or_none() is None:
            raise CentralRefused("no station in service has that name", code="station_unknown")
        row = {"serial": found.serial, "station": station, "document": document, "not_after": found.not_after}
        connection.execute(_ADD, row)
        if connection.scalar(_FOUND, {"serial": found.serial}) != document:
            raise CentralRefused("another identity has that serial", code="identity_serial_taken")
    return found


def of_station(connection: Connection, station: str, agency_signing: bytes) -> list[Issued]:
    """The identities of a station that the agency really signed, oldest first."""
    found: list[Issued] = []
    for row in connection.execute(_OF_STATION, {"station": station}):
        try:
            found.append(Issued(identity.signed(row.document, agency_signing), row.revoked_at))
        except BadSignature:
            continue
    return found


def fault(issued: Sequence[Issued], body: bytes, stored_at: datetime) -> str:
    """Why a record may not be taken: EXPIRED, REVOKED, or empty; a station without any identity is not asked."""
    if not issued:
        return ""
    signer = _signer(body)
    own = [one for one in issued if signer in ("", hybrid.key_id(one.identity.public))]
    if own and all(one.is_revoked(stored_at) for one in own):
        return REVOKED
    return "" if any(one.holds(stored_at) for one in issued) else EXPIRED


def _signer(body: bytes) -> str:
    """The key id in a sealed record; empty for what is signed in another form."""
    try:
        return str(envelope.parts(body).signer)
    except VaultError:
        return ""


def revoke_one(owner: CentralSettings, station: str, serial: int) -> None:
    """One identity of a station holds no more, from now on; the station stays in service.

    Raises CentralRefused (`identity_unknown`).
    """
    with named(), engine_of(owner).begin() as connection:
        done = connection.execute(
            text(
                "UPDATE border.identities SET revoked_at = coalesce(revoked_at, clock_timestamp())"
                " WHERE station = :station AND serial = :serial"
            ),
            {"station": station, "serial": serial},
        )
        if not done.rowcount:
            raise CentralRefused("the station has no identity with that serial", code="identity_unknown")


def revoked_serials(settings: CentralSettings, leaving: str = "") -> list[int]:
    """Every revoked serial, and all of the station `leaving`, which is about to be."""
    with named(), engine_of(settings).connect() as connection:
        query = text("SELECT serial FROM border.identities WHERE revoked_at IS NOT NULL OR station = :leaving")
        return sorted(connection.execute(query, {"leaving": leaving}).scalars())
