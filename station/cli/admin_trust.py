"""`station-admin trust`: which lists of the states this station judges documents by, and how old they are."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from station.cli import admin_desk as desk
from station.cli.central_options import Commands
from station.counter.trust import TrustLibrary, custodians_of, days_old, ending, every


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("trust", help="the states' lists that documents are judged by, and their age")
    made.add_argument("--json", action="store_true", help="for programs")
    made.set_defaults(run=show)


def show(options: argparse.Namespace) -> int:
    """Status 3 where there is none: everything is undetermined then."""
    with desk.opened(options) as store:
        rows, figures, people = every(store), TrustLibrary(store).now().lists, custodians_of(store)
    age = days_old(figures)
    if options.json:
        plain = {
            "version": figures.version, "authorities": figures.authorities, "revocations": figures.revocations,
            "deviations": figures.deviations, "days_old": age,
            "custodians": [{"name": one.name, "sha256": one.sha256} for one in people],
            "lists": [
                {"key": row.one.key, "version": row.version,
                 "dated": row.one.dated.isoformat() if row.one.dated else None,
                 "imported": row.one.imported.isoformat(), "by": [row.one.first, row.one.second],
                 "sha256": row.one.sha256, "agreed": list(row.agreed), "believed": row.believed}
                for row in rows
            ],
        }  # fmt: skip
        print(json.dumps(plain, indent=1))
    else:
        for row in rows:
            one, dated = row.one, row.one.dated.isoformat() if row.one.dated else "undated"
            by = f"{one.first}, {one.second}, {'signed' if row.agreed else 'typed'}"
            doubt = "" if row.believed else "\tNOT BELIEVED: no two custodians agreed to it"
            print(f"{one.key}\t{dated}\tversion {row.version}\t{by}\tsha256 {one.sha256}{doubt}")
        for key, until in ending([(row.version, row.one) for row in rows], datetime.now(UTC)):
            print(f"{key}\tENDS {until:%Y-%m-%d}: then documents of this state stay undetermined")
        if not rows:
            print("no lists: whether a document is genuine stays undetermined")
        else:
            revoked = "none kept" if figures.revocations is None else f"{figures.revocations} states"
            oldest = "" if age is None else f"; the oldest list is {age} days old"
            print(f"{figures.authorities} keys of authorities; revocations: {revoked}{oldest}")
    return 0 if any(row.believed for row in rows) else desk.FOUND
