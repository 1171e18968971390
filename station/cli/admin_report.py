"""`station-admin report`: a month at this station, without names, as PDF with its tables as CSV beside it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from station.cli import admin_desk as desk
from station.cli.central_options import Commands
from station.domain.audit import Act, AuditEvent
from station.review import monthly
from station.store import audit_log
from station.vault import files
from station.workflow.stay_rules import zone_of


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("report", help="a month at this station as PDF, with its tables as CSV beside it")
    made.add_argument("--month", required=True, metavar="YYYY-MM")
    made.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="default: where you are")
    made.set_defaults(run=report)


def report(options: argparse.Namespace) -> int:
    month = monthly.Month.of(options.month)
    chosen = desk.settings(options)
    with desk.opened(options) as store:
        zone = zone_of(chosen.zone or desk.policy(options, store).stays.zone(chosen.station) or "+00:00")
        found = monthly.read(store, chosen.station, month, zone, chosen.mode)
        detail = {"month": str(month), "records_opened": found.opened}
        with store.unit() as unit:
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.REPORT_MADE, chosen.station, "", detail))
    made = monthly.report(found)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in monthly.files(made, datetime.now(UTC).astimezone(zone)):
        files.write(options.out / name, content)
        print(options.out / name)
    return 0
