"""A month over all posts: each visit in the month and hour of its own post's clock, and nobody's name."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from station.agency import months as months_module
from station.agency.desk import Desk
from station.agency.months import Months
from station.charts import NOTHING
from station.cli import central_admin
from station.cli.central_report import of_all_posts
from station.domain.outcome import CaseRuling, Ruling
from station.domain.satisfaction import AskedOf, DaysOfAnswers, ElementAnswers, ToldAnswers
from station.domain.visit import Visit
from station.review.monthly import Month, files
from station.road.client import CentralClient
from station.store import record
from station.vault import envelope
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from station.wire.delivery import record_identity
from station.wire.settings import CentralSettings
from tests.rig import paper, visits
from tests.rig.central import Central, agency_of, station_keys_of

NOW = datetime.now(UTC)
HERE = Month(NOW.date().replace(day=1))
"""The month in which central stores what this test delivers."""


def deliver(settings: CentralSettings, keys: StationKeys, kind: str, name: str, payload: bytes) -> None:
    sealed = envelope.seal(payload, record_identity(kind, keys.station, name), keys.agency_public, keys.signer)
    client = CentralClient(settings)
    client.send(name, kind, sealed.envelope, hashlib.sha256(sealed.envelope).digest())
    client.close()


def visit(number: int, station: str, zone: str, at: datetime, **more: object) -> Visit:
    made = visits.visit(number, 200, station=station, mode="demo")
    stay = replace(made.stay, zone=zone, day=at.date())
    opened = at - timedelta(seconds=40)
    return replace(made, stay=stay, opened_at=opened.astimezone(UTC), closed_at=at.astimezone(UTC), notice=None, **more)


@pytest.fixture(scope="module")
def agency() -> AgencyKeys:
    return agency_of()


@pytest.fixture(scope="module")
def delivered(central: Central, agency: AgencyKeys) -> list[Visit]:
    """At two posts, an hour of the day each, on the first day of the month by their own clocks; and one of the day
    before at Denpasar, which is no day of this month although Jakarta's is none yet."""
    sent = []
    for number, (name, post, zone) in enumerate((("MON-1", "CGK", "+07:00"), ("MON-2", "DPS", "+08:00"))):
        keys = station_keys_of(name, agency)
        settings = central.another(name, post, signing_key=keys.signer.public, recipient_key=keys.recipient_public)
        offset = datetime.strptime(zone, "%z").tzinfo
        first = datetime(HERE.first.year, HERE.first.month, HERE.first.day, 0, 30, tzinfo=offset)
        for n in range(12):
            made = visit(7000 + 100 * number + n, name, zone, first + timedelta(minutes=n))
            deliver(settings, keys, "visit", made.id, record.encode(made))
            sent.append(made)
        before = visit(7900 + number, name, zone, first - timedelta(hours=1))
        deliver(settings, keys, "visit", before.id, record.encode(before))
        deliver(settings, keys, "visit", visits.visit(7950 + number).id, b"no visit at all")
    return sent


@pytest.fixture(scope="module")
def months(central: Central, agency: AgencyKeys, delivered: list[Visit]) -> Months:
    desk = Desk(central.process, agency)
    while desk.receive():
        pass
    return Months(central.process, desk)


def test_a_visit_counts_in_the_month_and_hour_of_its_own_post(months: Months, delivered: list[Visit]):
    made = of_all_posts(months, HERE)
    charts = dict(made.charts)
    days = charts["days"].table()
    assert days[1] == ("1", "24") and {row[1] for row in days[2:]} == {"0"}
    hours = charts["hours"].table()
    assert sum(int(row[1]) for row in hours[1:]) == 24  # all between midnight and one, at Denpasar and Jakarta alike
    assert [row[:2] for row in charts["posts"].table()[1:]] == [("CGK", "12"), ("DPS", "12")]
    assert dict(made.lines)["visits / pemeriksaan"] == "24" and dict(made.lines)["posts / pos"] == "2"


def test_no_name_leaves_central_and_every_file_holds_the_table_of_its_chart(months: Months, delivered: list[Visit]):
    made = of_all_posts(months, HERE)
    out = dict(files(made, NOW))
    told = " ".join(paper.words(out[f"report-{HERE}.pdf"]))
    for key, chart in made.charts:
        text = out[f"report-{HERE}-{key}.csv"].decode("utf-8-sig")
        assert tuple(tuple(row) for row in csv.reader(io.StringIO(text))) == chart.table()
        told += text
    for one in delivered:
        for secret in (one.document.surname, one.document.number, one.person, one.id, one.officer):
            assert secret not in told
    assert "when the month is over" in told and "satisfaction-" not in " ".join(out)


def test_a_case_counts_once_as_it_was_delivered_last(
    months: Months, delivered: list[Visit], monkeypatch: pytest.MonkeyPatch
):
    waiting = [replace(visits.case_of(one, one.id), created_at=one.opened_at) for one in delivered]
    ruling = Ruling(CaseRuling.SAME_PERSON, "scar", "", "wayan", NOW)
    states = [*waiting, *(replace(case, ruling=ruling) for case in waiting)]
    monkeypatch.setattr(months_module.Months, "cases", lambda _self, _start, _end: iter(states))
    answered = dict(of_all_posts(months, HERE).lines)["cases answered / kasus terjawab"]
    assert answered.startswith("100.0 %") and "n = 24" in answered


def test_the_command_writes_the_files(
    months: Months, central: Central, agency: AgencyKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import argparse

    parser = argparse.ArgumentParser()
    central_admin.add_commands(parser.add_subparsers())
    options = parser.parse_args([
        "central", "report", "--central", "postgresql://x@localhost/border", "--tls", str(tmp_path),
        "--agency", str(tmp_path), "--month", str(HERE), "--out", str(tmp_path / "out"),
    ])  # fmt: skip
    monkeypatch.setattr("station.cli.central_report.settings_of", lambda _options: central.process)
    monkeypatch.setattr("station.cli.central_report.desk_of", lambda _options: Desk(central.process, agency))
    assert options.run(options) == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {f"report-{HERE}.pdf", f"report-{HERE}-posts.csv", f"report-{HERE}-days.csv"} <= written


def test_a_month_of_another_year_is_empty(months: Months):
    made = of_all_posts(months, Month(date(2020, 2, 1)))
    assert dict(made.lines)["visits / pemeriksaan"] == "0"


BEFORE = Month((HERE.first - timedelta(days=1)).replace(day=1))


def test_answers_of_travellers_are_the_sum_of_what_the_stations_may_tell(
    central: Central, agency: AgencyKeys, months: Months
):
    of_id = ToldAnswers(
        "", "demo", BEFORE.first, 400, 50, 40, 120, (10, 10, 10, 10), DaysOfAnswers(12, 140, 420, 1300),
        (AskedOf("id", 50, 40),), (AskedOf("admit", 50, 40),), (ElementAnswers("time", 20, 60),),
    )  # fmt: skip
    first, second = replace(of_id, station="ANS-1"), replace(of_id, station="ANS-2", answered=20, total=80, scores=())
    second = replace(second, languages=(AskedOf("en", 30, 20),), outcomes=(), elements=())
    lying, other = replace(of_id, answered=3, total=9, scores=()), replace(of_id, mode="production")
    for name, records in (
        (
            "ANS-1",
            [first, replace(first, answered=45, total=130, scores=())],
        ),  # again, after it was set back: the first counts
        ("ANS-2", [second]),
        ("ANS-3", [replace(lying, station="ANS-3"), replace(of_id, station="ANS-1"), replace(other, station="ANS-3")]),
    ):
        keys = station_keys_of(name, agency)
        settings = central.another(name, "CGK", signing_key=keys.signer.public, recipient_key=keys.recipient_public)
        for told in records:
            deliver(settings, keys, "answers", str(uuid.uuid4()), record.pack(told))
        deliver(settings, keys, "answers", str(uuid.uuid4()), b"no answers at all")
    desk = Desk(central.process, agency)
    while desk.receive():
        pass
    made = of_all_posts(months, BEFORE)
    lines = dict(made.lines)
    assert lines["satisfaction, mean of 1 to 4 / kepuasan, rata-rata 1 sampai 4"].startswith("3.33 (")
    assert "n = 60" in lines["satisfaction, mean of 1 to 4 / kepuasan, rata-rata 1 sampai 4"]
    assert lines["answers 1, 2, 3, 4 in % / jawaban 1, 2, 3, 4 dalam %"] == f"{NOTHING} (n < 10)"
    assert lines["stations whose answers are in it / stasiun yang jawabannya termasuk"] == "2"
    charts = dict(made.charts)
    assert "20" in {row[1] for row in charts["satisfaction-sample"].table()}
    out = dict(files(made, NOW))
    assert f"report-{BEFORE}-satisfaction-answered.csv" in out
    told = " ".join(paper.words(out[f"report-{BEFORE}.pdf"]))
    assert "what each station may tell" in told and "ANS-" not in told
