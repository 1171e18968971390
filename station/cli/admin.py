"""`station-admin`: commissioning, keys, officers, audit, retention, backup, and the central database.

Passphrases and passwords are asked for. Unattended, the standing ones come from systemd's credentials or the
environment (STATION_PASSPHRASE, BORDER_AGENCY_PASSPHRASE) and everything else from a file descriptor (--secrets-fd);
none is ever an argument, which every process of the machine can read.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from station import logs
from station.cli import (
    admin_backup,
    admin_desk,
    admin_disk,
    admin_doctor,
    admin_exchange,
    admin_identity,
    admin_keys,
    admin_people,
    admin_records,
    admin_report,
    admin_stays,
    admin_sync,
    admin_transactions,
    admin_trust,
    admin_upgrade,
    asking,
    central_admin,
    described,
    ending,
    unexpected,
)
from station.errors import StationError
from station.hand_back import hand_back
from station.store.errors import SchemaChangeFailed
from station.vault.process import harden, take_secrets


@functools.cache
def parser() -> argparse.ArgumentParser:
    """Of every command; to make it takes longer than most of them, so a process makes it once."""
    made = argparse.ArgumentParser(prog="station-admin", description=__doc__)
    made.add_argument("--config", type=Path, help="settings file (default: /etc/biometric-station/station.toml)")
    asking.add_option(made)
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for room in (
        admin_identity,
        admin_keys,
        admin_people,
        admin_records,
        admin_report,
        admin_transactions,
        admin_stays,
        admin_exchange,
        admin_trust,
        admin_backup,
        admin_upgrade,
        admin_disk,
        admin_sync,
        admin_doctor,
        central_admin,
    ):
        room.add_commands(commands)
    return described.every(made)


def main(argv: Sequence[str] | None = None, ask: asking.Ask = asking.terminal) -> int:
    """0 done; 1 an expected error, named on stderr; 2 wrong usage; 3 something was found that must not be;
    4 a fault of the program, whose place is in the log; 130 stopped by Ctrl+C."""
    if argv is None:  # as a command: the process is ours to close
        harden()
        take_secrets()
    options = parser().parse_args(argv)
    try:
        return ending.of(lambda: _work(options, ask), lambda: _data(options))
    finally:
        with contextlib.suppress(StationError):  # settings that cannot be read were named above
            hand_back(admin_desk.settings(options).data_folder)


def _work(options: argparse.Namespace, ask: asking.Ask) -> int:
    try:
        options.ask = asking.source(options, ask)
        with logs.to_stream(level=logging.WARNING):
            return int(options.run(options))
    except SchemaChangeFailed as error:
        where = unexpected.note(error.__cause__ or error, _data(options))
        print(f"{error.code}: {error.detail}; nothing of it was kept. The rest stands in {where}", file=sys.stderr)
    except StationError as error:
        print(f"{error.code}: {error.detail}" if error.detail else error.code, file=sys.stderr)
    return 1


def _data(options: argparse.Namespace) -> Path | None:
    with contextlib.suppress(StationError):
        return admin_desk.settings(options).data_folder
    return None


if __name__ == "__main__":
    sys.exit(main())
