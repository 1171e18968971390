"""`station-admin`: commissioning, keys, officers, audit, retention, backup, and the central database.

Passphrases and passwords are asked for, or read from the environment for unattended use (STATION_PASSPHRASE for the
station's keys); they are never arguments, which every process of the machine can read.
"""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from station import logs
from station.cli import admin_backup, admin_disk, admin_identity, admin_keys, admin_people, admin_records, central_admin
from station.errors import StationError
from station.vault.process import harden, take_secrets

Ask = Callable[[str], str]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="station-admin", description=__doc__)
    made.add_argument("--config", type=Path, help="settings file (default: /etc/biometric-station/station.toml)")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for room in (admin_identity, admin_keys, admin_people, admin_records, admin_backup, admin_disk, central_admin):
        room.add_commands(commands)
    return made


def main(argv: Sequence[str] | None = None, ask: Ask = getpass.getpass) -> int:
    """0 done; 1 an expected error, named on stderr; 2 wrong usage; 3 something was found that must not be."""
    if argv is None:  # as a command: the process is ours to close
        harden()
        take_secrets()
    options = parser().parse_args(argv)
    options.ask = ask
    try:
        with logs.to_stream(level=logging.WARNING):
            return int(options.run(options))
    except StationError as error:
        print(f"{error.code}: {error.detail}" if error.detail else error.code, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
