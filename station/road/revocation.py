"""A station that the agency has revoked opens no new visit; what is open may be ended."""

from __future__ import annotations

import logging

from station.errors import StationError
from station.store import pulled
from station.store.session import Store
from station.wire.outgoing import REVOCATION

log = logging.getLogger("station.revocation")


class StationRevoked(StationError):
    """The agency has revoked this station."""

    code = "station_revoked"


def require_in_service(store: Store) -> None:
    """Raises StationRevoked when a revocation of this station came down the road, signed by the agency."""
    with store.reading() as unit:
        revoked = pulled.get(unit, REVOCATION, unit.keys.station) is not None
    if revoked:
        log.warning("no visit is opened: the agency has revoked this station")
        raise StationRevoked("revoked by the agency")
