"""`station-admin trust`: which lists of the states this station judges documents by, and how old they are."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from station.cli import admin_desk as desk
from station.cli.central_options import Commands
from station.counter.trust import TrustLibrary, days_old, ending, kept


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("trust", help="the states' lists that documents are judged by, and their age")
    made.add_argument("--json", action="store_true")
    made.set_defaults(run=show)


def show(options: argparse.Namespace) -> int:
    """Status 3 where there is none: everything is undetermined then."""
    with desk.opened(options) as store:
        rows, figures = kept(store), TrustLibrary(store).now().lists
    age = days_old(figures)
    if options.json:
        plain = {
            "version": figures.version, "authorities": figures.authorities, "revocations": figures.revocations,
            "deviations": figures.deviations, "days_old": age,
            "lists": [
                {"key": one.key, "version": version, "dated": one.dated.isoformat() if one.dated else None,
                 "imported": one.imported.isoformat(), "by": [one.first, one.second], "sha256": one.sha256}
                for version, one in rows
            ],
        }  # fmt: skip
        print(json.dumps(plain, indent=1))
    else:
        for version, one in rows:
            dated = one.dated.isoformat() if one.dated else "undated"
            print(f"{one.key}\t{dated}\tversion {version}\t{one.first}, {one.second}\tsha256 {one.sha256}")
        for key, until in ending(rows, datetime.now(UTC)):
            print(f"{key}\tENDS {until:%Y-%m-%d}: then documents of this state stay undetermined")
        if not rows:
            print("no lists: whether a document is genuine stays undetermined")
        else:
            revoked = "none kept" if figures.revocations is None else f"{figures.revocations} states"
            oldest = "" if age is None else f"; the oldest list is {age} days old"
            print(f"{figures.authorities} keys of authorities; revocations: {revoked}{oldest}")
    return 0 if rows else desk.FOUND
