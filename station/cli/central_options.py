"""What the commands of the agency share: the way into the central database, and the agency's keys."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from station.agency.desk import Desk
from station.cli import asking
from station.vault import agency
from station.wire.settings import CentralSettings

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
    return CentralSettings.from_url(options.central, options.tls, timeout=60.0)


def desk_of(options: argparse.Namespace) -> Desk:
    return Desk(settings_of(options), agency.unlock(options.agency, asking.agency_passphrase(options)))
