"""A whole central of our own on this machine, for the demo, training and the journey: one call sets it up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.central import install
from station.central.errors import CentralRefused
from station.central.local import LocalPostgres
from station.central.settings import CentralSettings


@dataclass
class DemoCentral:
    """The running server, the owner's way in and one station's; `server.stop()` ends it."""

    server: LocalPostgres
    owner: CentralSettings
    station: CentralSettings
    process: CentralSettings


def start(
    directory: Path,
    station: str,
    post: str,
    *,
    mode: str = "demo",
    signing_key: bytes | None = None,
    recipient_key: bytes | None = None,
) -> DemoCentral:
    """Start (and at first make) a central database in `directory` with one commissioned station.

    Takes 1 to 2 s the first time, some 0.3 s later. `signing_key` and `recipient_key` are the station's public keys.
    Raises NoLocalServer or CentralRefused; `mode` is never "production".
    """
    if mode == "production":
        raise CentralRefused("a database of our own is never a production one", code="central_wrong_mode")
    server = LocalPostgres(directory / "server")
    try:
        owner = server.start()
        install.initialise(owner, mode)
        settings = install.add_station(
            owner,
            server.authority,
            station,
            post,
            directory / "stations" / station,
            signing_key=signing_key,
            recipient_key=recipient_key,
        )
        process = install.add_central_process(owner, server.authority, directory / "process")
    except BaseException:
        server.stop()
        raise
    return DemoCentral(server, owner, settings, process)
