"""At central: tell a station, and all others, that it is revoked, before its way in is taken away."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import text

from station.agency import identities
from station.agency.desk import Desk
from station.agency.install import engine_of
from station.vault import identity
from station.wire import outgoing
from station.wire.failures import named
from station.wire.settings import CentralSettings

LOOK_EVERY = 1.0  # seconds between two looks at whether the station has read it


def publish_list(desk: Desk, settings: CentralSettings, leaving: str = "") -> int:
    """Send the list of revoked identities to every station; how many serials are on it."""
    serials = identities.revoked_serials(settings, leaving)
    signed = identity.sign_revoked(serials, time.time_ns() // 1000, desk.keys.signer)
    desk.post(outgoing.EVERYBODY, outgoing.REVOKED_IDENTITIES, "list", signed.encode())
    return len(serials)


def announce(desk: Desk, settings: CentralSettings, station: str, reason: str) -> int:
    """Send a station its revocation: it opens no new visit from then on. The version that was sent."""
    audience = outgoing.station_audience(station)
    version = desk.post(audience, outgoing.REVOCATION, station, reason.encode())
    publish_list(desk, settings, leaving=station)
    return version


def wait_until_read(
    settings: CentralSettings, station: str, version: int, seconds: float, tell: Callable[[str], None]
) -> bool:
    """Whether the station has read that version, as it reports itself; looks until the time is over."""
    deadline = time.monotonic() + seconds
    values = {"kind": outgoing.REVOCATION, "station": station, "version": version}
    query = text(
        "SELECT c.pulled_seq >= o.seq AND c.at > o.made_at FROM border.outgoing o"
        " LEFT JOIN border.contacts c ON c.station = :station"
        " WHERE o.audience = 'station:' || :station AND o.kind = :kind AND o.key = :station AND o.version = :version"
    )
    tell(f"waiting up to {seconds:.0f} s until {station} has read it")
    while True:
        with named(), engine_of(settings).connect() as connection:
            if connection.scalar(query, values):
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(min(LOOK_EVERY, max(0.0, deadline - time.monotonic())))
