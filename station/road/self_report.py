"""What this station tells central about itself with every contact."""

from __future__ import annotations

from pathlib import Path

from station.road import expiry, pulled_policy, standing
from station.road.client import SCHEMA_VERSION
from station.store.session import Store
from station.wire.said import Said


def describe(store: Store, software: str, tls: Path | None = None) -> Said:
    """The state of now; `software` is the version of the program, `tls` the folder of its certificate."""
    identity = standing.look(store).identity
    with store.reading() as unit:
        policy, number = pulled_policy.last_start(unit)
    return Said(
        software=software,
        schema=SCHEMA_VERSION,
        policy=policy,
        policy_number=number,
        identity_until=identity.not_after if identity is not None else None,
        certificate_until=min((one.until for one in expiry.of_the_road(tls)), default=None) if tls else None,
    )
