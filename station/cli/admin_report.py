"""`station-admin report`: a month at this station, without names, as PDF with its tables as CSV beside it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from models.matching.calibration import Calibration
from station import assembly
from station.cli import admin_desk as desk
from station.cli.central_options import Commands
from station.domain.audit import Act, AuditEvent, Detail
from station.office.satisfaction import Satisfaction
from station.review import monthly
from station.review.strangers import STRANGERS, Strangers
from station.store import audit_log
from station.vault import files


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("report", help="a month at this station as PDF, with its tables as CSV beside it")
    made.add_argument("--month", required=True, metavar="YYYY-MM", help="the month")
    made.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="default: where you are")
    made.add_argument(
        "--strangers", type=int, default=STRANGERS, metavar="N",
        help="other travellers that each one is compared with, to count false matches; 0: none",
    )  # fmt: skip
    made.set_defaults(run=report)


def report(options: argparse.Namespace) -> int:
    month = monthly.Month.of(options.month)
    chosen = desk.settings(options)
    with desk.opened(options) as store:
        policy = desk.policy(options, store)
        zone = assembly.post_offset(chosen, policy)
        others = Strangers(Calibration.load(), policy.matching.fmr_verification, max(0, options.strangers))
        now = datetime.now(zone)
        found = monthly.read(store, chosen.station, month, zone, chosen.mode, others)
        answers = Satisfaction(store, lambda: now).between(
            date(month.first.year, 1, 1), month.after - timedelta(days=1)
        )
        found = replace(found, answers=answers, today=now.date())
        detail: dict[str, Detail] = {"month": str(month), "records_opened": found.opened}
        with store.unit() as unit:
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.REPORT_MADE, chosen.station, "", detail))
    made = monthly.report(found)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in monthly.files(made, datetime.now(UTC).astimezone(zone)):
        files.write(options.out / name, content)
        print(options.out / name)
    return 0
