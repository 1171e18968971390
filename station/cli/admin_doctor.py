"""`station-admin doctor|bundle`: what is well with this station and what to do, and the same for somebody outside."""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from station import checkup
from station.checkup import Patient
from station.cli import admin_desk as desk
from station.cli import scrubbed
from station.errors import StationError
from station.vault import keys

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

LOG_BYTES = 200_000  # of each log file that goes into a bundle


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("doctor", help="look at everything that a station needs; status 3 if there is work")
    made.add_argument("--json", action="store_true", help="for programs")
    made.set_defaults(run=doctor)
    made = commands.add_parser("bundle", help="a zip for support: doctor, versions, logs; nothing personal")
    made.add_argument("file", type=Path, help="the zip that is written")
    made.set_defaults(run=bundle)


@contextmanager
def _patient(options: argparse.Namespace) -> Iterator[Patient]:
    """The station, opened if it opens."""
    config = desk.settings(options)
    if not keys.exists(desk.key_folder(options)):
        yield Patient(config, None)
        return
    try:
        found, _ = desk.unlock(options)
        store = desk.open_store(options, found)
    except StationError as error:
        yield Patient(config, None, error.code)
        return
    except OSError as error:  # a file that this account may not read costs no other point
        if error.filename is None:
            raise
        yield Patient(config, None, f"{Path(error.filename).name}: {error.strerror}")
        return
    try:
        yield Patient(config, store)
    finally:
        store.close()


def doctor(options: argparse.Namespace) -> int:
    with _patient(options) as patient:
        found = checkup.look(patient)
    if options.json:
        print(json.dumps(checkup.as_fields(found), indent=2))
    else:
        for finding in found:
            print(f"{'ok  ' if finding.well else 'WORK'}  {finding.point:<12} {finding.words}")
            if finding.advice:
                print(f"{'':>18} -> {finding.advice}")
    return 0 if all(finding.well for finding in found) else desk.FOUND


def bundle(options: argparse.Namespace) -> int:
    """Status 0 also where there is work to do: the bundle is there."""
    with _patient(options) as patient:
        found = checkup.look(patient)
        logs = sorted((patient.config.data_folder / "logs").glob("station.log*"))
    with zipfile.ZipFile(options.file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doctor.json", json.dumps(checkup.as_fields(found), indent=2))
        packed.writestr("versions.json", json.dumps(checkup.versions(), indent=2))
        for log in logs:
            text = log.read_bytes()[-LOG_BYTES:].decode(errors="replace")
            packed.writestr(f"logs/{log.name}", "".join(line + "\n" for line in scrubbed.lines(text.splitlines())))
    print(f"{options.file}: {options.file.stat().st_size} bytes, without names, numbers or pictures of anybody")
    return 0
