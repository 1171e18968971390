"""`station-admin transactions`: the log of transactions of some days, as XML or JSON Lines."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta

from station import assembly
from station.cli import admin_desk as desk
from station.cli import given
from station.cli.central_options import Commands
from station.office import transaction_log


def add_commands(commands: Commands) -> None:
    made = commands.add_parser(
        "transactions", help="the log of transactions of some days, as XML or JSON Lines; no names, no samples"
    )
    made.add_argument(
        "--from", dest="first", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the first day"
    )
    made.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD",
                      help="the last day, included; days are those of the post")  # fmt: skip
    made.add_argument(
        "--format",
        dest="form",
        choices=transaction_log.FORMS,
        default=transaction_log.JSON_LINES,
        help="form of the file (default: %(default)s)",
    )
    made.add_argument("--out", type=given.target, required=True, metavar="FILE", help="file that is written")
    made.set_defaults(run=save)


def save(options: argparse.Namespace) -> int:
    chosen = desk.settings(options)
    with desk.opened(options) as store:
        zone = assembly.post_offset(chosen, desk.policy(options, store))
        start = datetime.combine(options.first, time.min, zone)
        end = datetime.combine(options.last + timedelta(days=1), time.min, zone)
        count = transaction_log.save(store, options.out, start, end, options.form)
    print(f"{options.out}: {count}")
    return 0
