"""`station-admin backup`: make, check, rehearse, restore, prune."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.office import backup, mend
from station.vault import process, recovery

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(commands: Commands) -> None:
    every = commands.add_parser("backup", help="encrypted, incremental backups").add_subparsers(required=True)
    made = every.add_parser("run", help="make one; it is read again after writing")
    made.add_argument("target", type=Path, help="folder of the backups")
    made.set_defaults(run=run)
    made = every.add_parser("verify", help="read every block of one again")
    made.add_argument("manifest", type=Path, help="the backup: its manifest")
    made.set_defaults(run=verify)
    for name, words in (("rehearse", "restore into a folder that is removed"), ("restore", "on a new machine")):
        made = every.add_parser(name, help=words)
        made.add_argument("manifest", type=Path, help="the backup: its manifest")
        made.add_argument("--recovery", type=Path, required=True, help="the recovery officer's key folder")
        made.set_defaults(run=rehearse if name == "rehearse" else restore)
    made = every.add_parser("mend", help="the database here is damaged: restore it, and queue again what was not sent")
    made.add_argument("manifest", type=Path, help="the backup: its manifest")
    made.set_defaults(run=mend_here)
    made = every.add_parser("prune", help="keep the newest; needed after an erasure")
    made.add_argument("target", type=Path, help="folder of the backups")
    made.add_argument("--keep", type=int, required=True, help="how many of the newest stay")
    made.set_defaults(run=prune)


def run(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        report = backup.run(store, desk.key_folder(options), options.target)
    print(f"{report.manifest.name}: {report.blocks} blocks, {report.new_blocks} new, {report.new_bytes} octets written")
    return 0


def verify(options: argparse.Namespace) -> int:
    body = backup.verify(options.manifest)
    print(f"{body['station']} {body['made_at']}: whole")
    return 0


def _recovery(options: argparse.Namespace) -> bytes:
    return recovery.unlock(options.recovery, options.ask("Passphrase of the recovery officer: "))


def _say(report: backup.RestoreReport) -> int:
    print(f"of {report.made_at.isoformat()}: {report.visits} visits, {report.audit_entries} audit entries")
    print("the audit log is sound" if report.sound else "the audit log is NOT sound")
    return 0 if report.sound else desk.FOUND


def rehearse(options: argparse.Namespace) -> int:
    return _say(backup.rehearse(options.manifest, _recovery(options)))


def restore(options: argparse.Namespace) -> int:
    private = _recovery(options)
    secret = desk.new_passphrase(options, "this station", process.STATION_PASSPHRASE)
    _, report = backup.restore(options.manifest, private, desk.key_folder(options), desk.database(options), secret)
    return _say(report)


def mend_here(options: argparse.Namespace) -> int:
    found, _ = desk.unlock(options)
    with desk.window_closed(options):
        report = backup.restore_here(options.manifest, found, desk.database(options))
        store = desk.open_store(options, found)
        try:
            requeued = mend.requeue(store)
        finally:
            store.close()
    print(f"{requeued.records} records are queued again, {requeued.damaged} copies were damaged")
    return _say(report)


def prune(options: argparse.Namespace) -> int:
    print(f"{backup.prune(options.target, options.keep)} blocks removed")
    return 0
