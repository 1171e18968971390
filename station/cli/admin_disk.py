"""`station-admin disk`: the road to central on a removable disk, for a post without a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.cli import given
from station.road import disk_road
from station.road.road import StationRoad, open_road
from station.store.session import Store
from station.wire.errors import CentralUnreachable
from station.wire.settings import CentralSettings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
ACTOR = "station-admin"  # whoever holds the station's passphrase


def add_commands(commands: Commands) -> None:
    disk = commands.add_parser("disk", help="carry records to central on a removable disk")
    every = disk.add_subparsers(required=True)
    made = every.add_parser("write", help="write what waits for central into a file")
    made.add_argument("file", type=given.target, help="file on the disk, for the agency")
    made.add_argument("--limit", type=int, default=disk_road.MOST_RECORDS, help="records at most, the oldest first")
    made.set_defaults(run=write)
    made = every.add_parser("read", help="take in the answer that central wrote; status 3 if a row is not believed")
    made.add_argument("answer", type=Path, help="the agency's answer (station-admin central bundle)")
    made.set_defaults(run=read)


def write(options: argparse.Namespace) -> int:
    with _road(options) as (store, road):
        written = disk_road.write(options.file, store, road.inbox, desk.settings(options).mode, ACTOR, options.limit)
        left = disk_road.waiting(store) - written
    print(f"{written} records are in {options.file}; they wait here until their receipts have come back")
    if left > 0:
        print(f"{left} more wait: they go with the next disk, after this one's answer was read")
    print(f"at central: station-admin central bundle {options.file.name} ANSWER")
    return 0


def read(options: argparse.Namespace) -> int:
    with _road(options) as (store, road):
        taken = disk_road.read(options.answer, store, road.inbox, ACTOR)
    print(f"{taken.rows} rows from central, {taken.receipted} of them new receipts; {taken.waiting} records still wait")
    if taken.rejected:
        print(f"{taken.rejected} rows were not believed and are left out; the log says why")
    return desk.FOUND if taken.rejected else 0


@contextmanager
def _road(options: argparse.Namespace) -> Iterator[tuple[Store, StationRoad]]:
    with desk.opened(options) as store:
        yield store, open_road(store, _no_line)


def _no_line() -> CentralSettings:
    raise CentralUnreachable("this road is a disk")
