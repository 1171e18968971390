"""What ends by itself and stops a station when it does: certificates of the road, the identity, calibrations.

Each is watched WARN_BEFORE its end and said to whoever can have it renewed; the policy and the list of revoked
identities have no end of their own, and central watches its server's certificate and revocation list itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from cryptography import x509

from station.road.settings import CA_FILE, CERTIFICATE_FILE
from station.road.standing import WARN_BEFORE, Standing, look
from station.store.session import Store

CLIENT, AUTHORITY, IDENTITY, CALIBRATION = "client_certificate", "authority", "identity", "calibration"
# By what is stopped: nothing is sent; no visit is opened; measured values are not believed.
_EXPIRED = {
    CLIENT: "central_certificate_expired",
    AUTHORITY: "central_authority_expired",
    IDENTITY: Standing.EXPIRED.value,
    CALIBRATION: "calibration_expired",
}
_ENDING = {
    CLIENT: "central_certificate_ending",
    AUTHORITY: "central_authority_ending",
    IDENTITY: Standing.ENDING.value,
    CALIBRATION: "calibration_ending",
}
ENDED = frozenset(_EXPIRED.values())
CODES = (*_EXPIRED.values(), *_ENDING.values())


@dataclass(frozen=True)
class Expiry:
    what: str  # CLIENT, AUTHORITY, IDENTITY, CALIBRATION
    until: datetime  # aware
    detail: str = ""  # a device's serial

    def code(self, at: datetime) -> str:
        """Of the sentence; empty while the end is further away than WARN_BEFORE."""
        if self.until <= at:
            return _EXPIRED[self.what]
        return _ENDING[self.what] if self.until - at <= WARN_BEFORE else ""


def of_the_road(tls: Path) -> list[Expiry]:
    """Of this station's certificate and of the authority that it believes; nothing for a file that cannot be read,
    which the connection itself names."""
    found = []
    for what, name in ((CLIENT, CERTIFICATE_FILE), (AUTHORITY, CA_FILE)):
        try:
            certificates = x509.load_pem_x509_certificates((tls / name).read_bytes())
        except (OSError, ValueError):
            continue
        found.append(Expiry(what, min(certificate.not_valid_after_utc for certificate in certificates)))
    return found


def of_the_station(store: Store, tls: Path | None, calibrated: Iterable[tuple[str, date]] = ()) -> list[Expiry]:
    """Everything that is watched here. `calibrated`: serial of a device and the last day of its certificate."""
    found = of_the_road(tls) if tls is not None else []
    identity = look(store).identity
    if identity is not None:
        found.append(Expiry(IDENTITY, identity.not_after))
    found += [Expiry(CALIBRATION, datetime.combine(day, time.max, UTC), serial) for serial, day in calibrated]
    return found


def first_code(found: Iterable[Expiry], at: datetime) -> str:
    """Of the sentence that matters most: what has ended before what ends soon, and the earlier before the later."""
    said = [(expiry.until > at, expiry.until, code) for expiry in found if (code := expiry.code(at))]
    return min(said)[2] if said else ""
