"""What the commands of the agency share: the way into the central database, and the agency's keys."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from station.agency.desk import Desk
from station.cli import asking
from station.errors import StationError
from station.vault import agency, sealed_key
from station.wire.settings import KEY_FILE, CentralSettings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    parent: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    *,
    run: object,
    keys: bool = False,
) -> argparse.ArgumentParser:
    made = parent.add_parser(name, help=text)
    made.add_argument("--central", required=True, help="postgresql://ROLE@HOST:PORT/border")
    made.add_argument("--tls", type=Path, required=True, help="folder of ca.crt, client.crt and client.key")
    if keys:
        made.add_argument("--agency", type=Path, required=True, help="folder of the agency's key file")
    made.set_defaults(run=run)
    return made


def settings_of(options: argparse.Namespace) -> CentralSettings:
    """The way in. The key of the agency's process is sealed under the agency's own since `station-central` first ran:
    it is opened where the command knows the agency's folder (`--agency`).

    Raises StationError (`central_sealed_key`) where it does not, instead of the library's question at a terminal.
    """
    found = CentralSettings.from_url(options.central, options.tls, timeout=60.0)
    file = options.tls / KEY_FILE
    if not file.is_file() or not sealed_key.is_sealed(file):
        return found
    if getattr(options, "agency", None) is None:
        raise StationError(f"{file} is sealed: use the owner's certificate, or --agency", code="central_sealed_key")
    return found.sealed(agency_keys(options).sealing_private)


def agency_keys(options: argparse.Namespace) -> agency.AgencyKeys:
    """Opened once a command: it takes a second on purpose."""
    if getattr(options, "opened_agency", None) is None:
        options.opened_agency = agency.unlock(options.agency, asking.agency_passphrase(options))
    found: agency.AgencyKeys = options.opened_agency
    return found


def desk_of(options: argparse.Namespace) -> Desk:
    return Desk(settings_of(options), agency_keys(options))
