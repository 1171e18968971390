"""`station-admin sync`: what waits goes to central while nobody works at the counter, without a window.

The window carries records itself; this is for the hours in which it is closed, as a service started by a timer. The
folder has one station at a time: where the window is open there is nothing to do here, and a window that opens while
this runs waits until it has let go.
"""

from __future__ import annotations

import argparse
import time
from typing import TypeAlias

from station import __version__, assembly
from station.cli import admin_desk as desk
from station.errors import StationError
from station.road.road import open_road
from station.road.sync import Sync, SyncStatus
from station.store import outbox
from station.store.folder_lock import StationRunning

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

SECONDS = 20.0  # of one turn: a window that opens meanwhile waits no longer than this
LOOK_SECONDS = 0.5


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("sync", help="send what waits and take what the agency sent, while no window is open")
    made.add_argument("--seconds", type=float, default=SECONDS, help="how long at most (default: %(default)s)")
    made.add_argument("--receipts", action="store_true", help="wait until every record has its receipt, not only sent")
    made.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 1 where central was not reached or records still wait."""
    chosen = desk.settings(options)
    if not chosen.central.url:
        raise StationError("the settings name no central database: [central] url", code="central_bad_address")
    found, _ = desk.unlock(options)
    try:
        store = assembly.open_store(chosen, found, passing=True)
    except StationRunning:
        print("the station's window is open here; it carries the records itself")
        return 0
    try:
        road = open_road(
            store, lambda: assembly.way_in(chosen, found), may_send=chosen.central.may_send, software=__version__
        )
        status = _rounds(road.sync, float(options.seconds), receipts=options.receipts)
        with store.reading() as unit:
            counts = outbox.counts(unit)
    finally:
        store.close()
    print(f"{counts.waiting} waiting, {counts.stored} stored, {counts.receipted} receipted")
    trouble = status.trouble or status.detail
    if trouble:
        print(f"central: {trouble}")
    behind = counts.waiting or (options.receipts and counts.receipted < counts.stored)
    return 1 if trouble or behind else 0


def _rounds(sync: Sync, seconds: float, *, receipts: bool) -> SyncStatus:
    """Rounds until nothing is left to do, or the time is over; a first failure ends it too: the timer comes again."""
    deadline = time.monotonic() + seconds
    try:
        while True:
            sync.once()
            status = sync.status()
            waits = status.waiting or (receipts and status.receipted < status.stored)
            if not status.online or not waits or time.monotonic() > deadline:
                return status
            time.sleep(LOOK_SECONDS)
    finally:
        sync.hang_up()
