"""`station-admin central report`: a month over all posts, without names, as PDF with its tables as CSV beside it.

The same report as a station's own (station.review.monthly), of what the posts have delivered. Days and hours are those
of each post's own clock. Of travellers' answers it has what each station may tell of them itself. What stays at the
stations is not in it: comparisons with strangers.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from station.agency.months import Months
from station.charts import BarChart, Diagram, figure
from station.cli.central_options import Commands, command, desk_of, settings_of
from station.domain.case import Case
from station.domain.satisfaction import ToldAnswers
from station.domain.served import Counted, Crossing
from station.domain.visit import Visit
from station.review import counted, monthly
from station.review.monthly import Findings, Month, MonthlyReport
from station.review.satisfaction import of_all, sound
from station.review.service import BUDGET, FEWEST_VISITS, ServedVisit, speed
from station.vault import files

ALL = "all posts / semua pos"
AROUND = timedelta(days=1)  # a post's month begins before or after that of UTC


def add_commands(central: Commands) -> None:
    made = command(central, "report", "a month over all posts as PDF, with its tables as CSV", run=report, keys=True)
    made.add_argument("--month", required=True, metavar="YYYY-MM", help="the month")
    made.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="default: where you are")


def report(options: argparse.Namespace) -> int:
    month = Month.of(options.month)
    months = Months(settings_of(options), desk_of(options))
    made = of_all_posts(months, month)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in monthly.files(made, datetime.now(UTC)):
        files.write(options.out / name, content)
        print(options.out / name)
    return 0


def of_all_posts(months: Months, month: Month) -> MonthlyReport:
    """The report of what all posts delivered."""
    start, end = (datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (month.first, month.after))
    posts = months.posts()
    crossings: list[Crossing] = []
    kept: list[Counted] = []
    for visit in months.visits(start - AROUND, end + AROUND):
        found = counted.counted(visit)
        if month.first <= found.day < month.after:
            kept.append(found)
            crossings.append(_crossing(visit, found))
    of_visit = _newest(months, start - AROUND, end + AROUND)
    ruled = [case for found in kept for case in of_visit.get(found.visit, ())]
    rows = [row for found in kept if (row := counted.visit_row(found, of_visit.get(found.visit, ()))) is not None]
    judged = [one for case in ruled if (one := counted.judged(case)) is not None]
    served = [replace(counted.served(found), post=posts.get(found.post, found.post)) for found in kept]
    crossings.sort(key=lambda crossing: crossing.sealed_at)
    findings = Findings(
        ALL, month, UTC, tuple(crossings), tuple(crossings), len(kept), tuple(served),
        tuple(counted.served_case(case, UTC) for case in ruled), tuple(rows), (), tuple(judged),
    )  # fmt: skip
    told: dict[str, ToldAnswers] = {}
    for sent in filter(sound, months.answers(month.first, month.after)):
        told.setdefault(sent.station, sent)  # what a station restored from a copy says again changes nothing
    answers = of_all(told.values(), over=month.after <= datetime.now(UTC).date())
    made = monthly.report(replace(findings, told=answers))
    lines = (*made.lines[:4], ("posts / pos", str(len({visit.post for visit in served}))), *made.lines[4:])
    if answers.over:
        giving = sum(bool(one.answered) for one in told.values())
        lines = (*lines, ("stations whose answers are in it / stasiun yang jawabannya termasuk", str(giving)))
    return replace(made, lines=lines, charts=(("posts", _by_post(served)), *made.charts), notes=_notes(made))


def _crossing(visit: Visit, found: Counted) -> Crossing:
    """By the clock of its own post: an hour at Denpasar and the same hour at Jakarta are one hour of the day."""
    sealed = (visit.closed_at or visit.opened_at).astimezone(visit.stay.clock)
    there = datetime.combine(found.day, sealed.time(), UTC)
    verdict = visit.decision.verdict.value if visit.decision is not None else None
    direction, nationality = visit.stay.direction.value, visit.document.nationality
    seconds = timedelta(seconds=found.seconds or 0.0)
    return Crossing(visit.id, visit.person, nationality, direction, verdict, there - seconds, there)


def _newest(months: Months, start: datetime, end: datetime) -> dict[str, list[Case]]:
    """Cases by visit, as they were delivered last, without their pictures."""
    newest: dict[str, Case] = {}
    for case in months.cases(start, end):
        newest[case.id] = replace(case, face=None, fingers=(), candidates=())
    found: dict[str, list[Case]] = {}
    for case in newest.values():
        found.setdefault(case.visit, []).append(case)
    return found


def _by_post(visits: list[ServedVisit]) -> Diagram:
    by: dict[str, list[ServedVisit]] = {}
    for visit in visits:
        by.setdefault(visit.post, []).append(visit)
    posts = sorted(by)
    times = [speed(by[post]) for post in posts]

    def percent(value: float | None) -> str:
        return figure(None if value is None else value * 100, 1)

    return BarChart(
        "Visits by post / Pemeriksaan per pos", "post / pos", "visits / pemeriksaan", tuple(posts),
        tuple(float(len(by[post])) for post in posts),
        more=(
            ("median, s / detik", tuple(figure(one.visit.median, 1) for one in times)),
            (f"in {BUDGET:.0f} s, %", tuple(percent(one.in_budget.value) for one in times)),
            (f"n >= {FEWEST_VISITS}", tuple("+" if len(by[post]) >= FEWEST_VISITS else "-" for post in posts)),
        ),
    )  # fmt: skip


def _notes(made: MonthlyReport) -> tuple[str, ...]:
    return (
        *made.notes,
        "Visits that the posts have delivered, by each post's own clock. Answers are the sum of what each station may "
        "tell itself: those of a station with fewer than 10 are not in it.",
        "Pemeriksaan yang dikirim pos, menurut jam setiap pos. Jawaban pelintas adalah jumlah dari yang boleh "
        "disampaikan setiap stasiun: stasiun dengan kurang dari 10 jawaban tidak termasuk.",
    )
