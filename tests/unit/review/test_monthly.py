import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import combinations

import numpy as np
import pytest

from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from models.operation.traffic import ImpostorRow, OperatorWord, System, VisitRow
from station.charts import NOTHING
from station.counter.enrol import seal_visit
from station.domain.outcome import Comparison, Modality, Outcome
from station.domain.satisfaction import NINE, AnswerTally
from station.domain.served import Crossing
from station.review import monthly
from station.review.monthly import Findings, Month, NoSuchMonth
from station.review.strangers import Strangers
from station.store import cases, records, served
from station.store.tables import data_keys
from tests.rig import paper, visits

WIB = timezone(timedelta(hours=7))
MARCH = Month(date(2026, 3, 1))


@pytest.mark.parametrize("text", ["2026-3", "2026-13", "202603", "2026-00", "2026-03-01", "", "２０２６-03"])
def test_a_month_is_written_one_way(text):
    with pytest.raises(NoSuchMonth):
        Month.of(text)


def test_a_month_knows_its_days():
    assert str(Month.of("2026-02")) == "2026-02"
    assert len(Month.of("2028-02").days) == 29
    assert Month.of("2026-12").after == date(2027, 1, 1)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """A station with sealed visits of two months, one of them beyond opening, and a case."""
    folder = tmp_path_factory.mktemp("station")
    agency = visits.agency_keys(folder / "agency")
    clock = visits.Clock(visits.T0 - timedelta(days=1, hours=9))  # 23:00 UTC on 27 February: 28 February in Jakarta
    store = visits.open_store(folder, visits.station_keys(folder / "keys", agency), clock)
    sealed = []
    for i in range(30):
        compared = Comparison(Modality.FUSED, "v0", "p", 5.0, 2.0, 1e-3, None, Outcome.MATCH)
        visit = visits.visit(i + 1, 60, comparisons=(compared,))
        opened = clock.at
        clock.forward(seconds=40)
        visit = replace(visit, opened_at=opened, closed_at=clock.at, notice=None)
        seal_visit(store, visit)
        sealed.append((visit, clock.at))
        clock.forward(hours=1)
    with store.unit() as unit:
        # one of which nothing is known but its row, and one of which the record still opens
        unit.connection.execute(data_keys.delete().where(data_keys.c.record_id == sealed[-1][0].id))
        served.remove(unit, sealed[-1][0].id)
        served.remove(unit, sealed[-2][0].id)
        cases.open_case(unit, replace(visits.case_of(sealed[-1][0]), created_at=sealed[-1][1]))
    yield store, sealed
    store.close()


def test_a_month_begins_at_midnight_of_the_post(read):
    store, sealed = read
    found = monthly.read(store, "CGK-1", MARCH, WIB, "production")
    start = datetime(2026, 3, 1, tzinfo=WIB)
    inside = [v.id for v, at in sealed if at >= start]
    assert 0 < len(inside) < 30
    assert [c.visit for c in found.crossings] == inside
    assert len(monthly.read(store, "CGK-1", Month(date(2026, 2, 1)), WIB, "production").crossings) == 30 - len(inside)


def test_a_visit_of_which_only_the_row_is_left_is_counted_and_said_to_be_one(read):
    store, _ = read
    found = monthly.read(store, "CGK-1", MARCH, WIB, "production")
    assert found.opened == len(found.crossings) - 1
    assert len(found.rows) == found.opened
    assert {row.scores[System("fused")] for row in found.rows} == {3.0}  # beyond the threshold
    assert len(found.cases) == 1
    assert monthly.read(store, "CGK-1", MARCH, WIB, "training").crossings == ()
    made = monthly.report(found)
    assert any(f"{found.opened} of {len(found.crossings)} visits" in note for note in made.notes)


def test_no_name_and_no_document_leaves_with_the_report(read):
    store, sealed = read
    made = monthly.report(monthly.read(store, "CGK-1", MARCH, WIB, "production"))
    told = " ".join(
        [*made.notes, *made.alarms, *(f"{a} {b}" for a, b in made.lines), *(c.csv() for _, c in made.charts)]
    )
    for visit, _ in sealed:
        for secret in (visit.document.surname, visit.document.number, visit.person, visit.id, visit.officer):
            assert secret not in told
    with store.reading() as unit:
        assert records.exists(unit, sealed[0][0].id)


def crossing(i, at, state="AUS", direction="arrival", verdict="admit"):
    return Crossing(f"v{i}", f"p{i}", state, direction, verdict, at - timedelta(seconds=35), at)


def findings(rows=(), states=("AUS",) * 200, **more):
    draw = np.random.default_rng(1)
    start = datetime(2026, 3, 1, tzinfo=WIB)
    crossings = tuple(
        crossing(i, start + timedelta(minutes=int(draw.integers(0, 31 * 1440))), state)
        for i, state in enumerate(states)
    )
    crossings = tuple(sorted(crossings, key=lambda c: c.sealed_at))
    return Findings("CGK-1", MARCH, WIB, crossings, crossings, len(rows), (), (), tuple(rows), (), (), **more)


def chart(made, key):
    return dict(made.charts)[key]


def test_each_chart_s_file_holds_the_table_that_stands_under_it():
    made = monthly.report(findings())
    files = dict(monthly.files(made, datetime(2026, 4, 1, tzinfo=UTC)))
    assert files["report-2026-03.pdf"].startswith(b"%PDF")
    for key, drawn in made.charts:
        table = tuple(tuple(r) for r in csv.reader(io.StringIO(files[f"report-2026-03-{key}.csv"].decode("utf-8-sig"))))
        assert table == drawn.table()
    assert len(files) == len(made.charts) + 1


def test_the_days_add_up_to_the_visits():
    days = chart(monthly.report(findings()), "days")
    assert len(days.values) == 31
    assert sum(days.values) == 200
    heat = chart(monthly.report(findings()), "hours")
    assert sum(v for row in heat.values for v in row) == 200


def test_a_nationality_of_few_people_is_told_with_others_or_not_at_all():
    made = monthly.report(findings(states=("AUS",) * 150 + ("NLD",) * 40 + ("XKX",) * 3 + ("SGP",) * 12))
    shown = dict(zip(chart(made, "nationalities").labels, chart(made, "nationalities").values, strict=True))
    assert shown == {"AUS": 150, "NLD": 40, "+": 15}  # three alone would be what the total leaves over


def test_a_group_that_fares_worse_stands_on_the_first_page_with_its_people():
    draw = np.random.default_rng(2)
    rows = [
        VisitRow(
            f"v{i}", f"p{i}", matched := bool(draw.random() > (0.2 if i % 8 == 0 else 0.02)),
            OperatorWord.NOTHING if matched else OperatorWord.FALSE_NON_MATCH,
            {System("fused"): 1.0 if matched else -1.0},
            groups={"nationality": "AUS" if i % 8 == 0 else "NLD", "sex": "FM"[i // 8 % 2]}, seconds=30 + i % 9,
        )
        for i in range(2400)
    ]  # fmt: skip
    made = monthly.report(findings(rows))
    assert len(made.alarms) == 1
    assert "AUS" in made.alarms[0]
    assert "300+" in made.alarms[0]
    assert chart(made, "errors").table()[1][0] == "FNMR together / gabungan"
    assert any(label == "nationality:AUS" for label in chart(made, "groups-fnmr").labels)
    assert any("as ruled" in note for note in made.notes)


def test_a_month_without_a_visit_is_a_report_without_figures():
    made = monthly.report(findings(states=()))
    assert dict(made.lines)["visits / pemeriksaan"] == "0"
    assert NOTHING in dict(made.lines)["within 45 s / dalam 45 detik"]
    assert chart(made, "nationalities").labels == ()
    assert monthly.pdf(made, datetime(2026, 4, 1, tzinfo=UTC)).startswith(b"%PDF")


def test_figures_go_with_the_visit_and_follow_the_person(tmp_path):
    store = visits.open_store(tmp_path, visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency")))
    one, two = visits.visit(1, 60), visits.visit(2, 60)
    for visit in (one, two):
        seal_visit(store, visit)
    start, end = visits.T0 - timedelta(days=1), visits.T0 + timedelta(days=1)
    with store.unit() as unit:
        records.remove(unit, one.id)
        records.move_person(unit, two.id, "somebody else")
    with store.reading() as unit:
        kept = served.counted(unit, start, end, "production")
        assert list(kept) == [two.id]
        assert kept[two.id].person == "somebody else"
        assert served.counted(unit, start, end, "demo") == {}
    store.close()


def test_strangers_are_met_by_what_the_station_keeps_to_verify_with(tmp_path):
    store = visits.open_store(tmp_path, visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency")))
    draw = np.random.default_rng(1)
    calibration = Calibration.load()
    names = calibration.face({"sface"}).encoders
    for i in range(4):
        visit = visits.visit(i + 1, 60)
        unit_vector = draw.normal(size=128).astype(np.float32)
        template = FaceTemplate(dict.fromkeys(names, unit_vector / np.linalg.norm(unit_vector)))
        seal_visit(store, replace(visit, face=replace(visit.face, embedding=template.encode()), fingers=()))
    found = monthly.read(store, "CGK-1", MARCH, UTC, "production", Strangers(calibration, 1e-3, 2))
    assert len(found.strangers) == 1 + 2 + 2
    assert {row.visit for row in found.strangers} <= {c.visit for c in found.crossings}
    store.close()


def test_other_thresholds_are_tried_on_the_same_visits():
    draw = np.random.default_rng(3)
    rows = [VisitRow(f"v{i}", f"p{i}", True, scores={System("face"): float(draw.normal(2, 3))}) for i in range(600)]
    strangers = tuple(
        ImpostorRow(f"v{i}", f"p{(i + step) % 600}", {System("face"): float(draw.normal(-5, 3))})
        for i in range(600) for step in (1, 2, 3)
    )  # fmt: skip
    curve = chart(monthly.report(replace(findings(rows), strangers=strangers)), "det")
    (line,) = curve.lines
    fmr, fnmr = zip(*line.points, strict=True)
    assert list(fmr) == sorted(fmr, reverse=True)
    assert list(fnmr) == sorted(fnmr)
    scores = np.array([row.scores[System("face")] for row in rows])
    strange = np.array([row.scores[System("face")] for row in strangers])
    assert fmr[0] == pytest.approx(np.mean(strange >= -np.log(10)))
    assert fnmr[0] == pytest.approx(np.mean(scores < -np.log(10)))


def answered(seed, busy):
    """Answers of a year, some days with many of an element and some with few."""
    draw = np.random.default_rng(seed)
    tallies = []
    for n in range(0, 365, 9):
        day, languages = date(2026, 1, 1) + timedelta(days=n), ("id", "en", "ar")
        answers, asked, said = {}, {}, {}
        for language in languages:
            for verdict in ("admit", "refer"):
                taps = int(draw.poisson(busy if (language, verdict) == ("id", "admit") else 1))
                asked[language, verdict], said[language, verdict] = taps * 2, taps
                for _ in range(taps):
                    for element in ("overall", NINE[int(draw.integers(9))]):
                        key = (int(draw.integers(48)), language, element, int(draw.integers(1, 5)))
                        answers[key] = answers.get(key, 0) + 1
        tallies.append(AnswerTally(day, tuple(answers.items()), tuple(asked.items()), tuple(said.items())))
    return tuple(tallies)


def told_of_answers(made):
    """Counts of answers as they leave: the cells of the files, and what follows "n = " on paper. By file and label."""
    cells: dict[tuple[str, str], float] = {}
    for key in ("satisfaction-sample", "satisfaction-answered", "satisfaction-asked"):
        if key in dict(made.charts):
            rows = list(csv.reader(io.StringIO(chart(made, key).csv())))[1:]
            cells |= {(key, label): float(value) for label, value in rows if value != NOTHING}
    line = dict(made.lines)["satisfaction, mean of 1 to 4 / kepuasan, rata-rata 1 sampai 4"]
    if "n = " in line:
        cells["paper", "first tap"] = float(line.split("n = ")[1].strip(")"))
    return cells


@pytest.mark.parametrize(("seed", "busy"), [(1, 2), (2, 6), (3, 40)])
def test_no_file_of_a_month_and_no_difference_of_two_has_fewer_than_ten_answers(seed, busy):
    answers, seen = answered(seed, busy), []
    for n in range(1, 13):
        month = Month(date(2026, n, 1))
        found = replace(findings(states=()), month=month, answers=answers, this_year=400, today=date(2027, 1, 1))
        seen.append(told_of_answers(monthly.report(found)))
    assert any(seen)
    for cells in seen:
        assert all(value >= 10 for value in cells.values())
        answered_here = {key: value for key, value in cells.items() if key[0] == "satisfaction-answered"}
        total = cells.get(("paper", "first tap"))
        for labels in (("id", "en", "ar"), tuple(monthly.VERDICTS.values())):
            told = [answered_here[key] for key in answered_here if key[1] in labels]
            if told and total is not None:
                assert total - sum(told) == 0 or total - sum(told) >= 10
    year = [{label: v for (key, label), v in cells.items() if key == "satisfaction-sample"} for cells in seen]
    for one, two in combinations(year, 2):  # of the same year, each up to its month's end
        for label in one.keys() & two.keys():
            assert two[label] - one[label] == 0 or two[label] - one[label] >= 10


def test_the_paper_says_what_the_files_say_of_answers_and_of_a_running_month_nothing():
    found = replace(findings(), answers=answered(3, 40), this_year=400, today=date(2026, 4, 1))
    made = monthly.report(found)
    text = "\n".join(paper.words(monthly.pdf(made, datetime(2026, 4, 1, tzinfo=UTC))))
    for key in ("satisfaction", "satisfaction-sample", "satisfaction-answered"):
        for row in chart(made, key).table()[1:]:
            assert row[0] in text and row[1] in text
    assert "no official survey" in text
    running = monthly.report(replace(found, today=date(2026, 3, 31)))
    assert not any(key.startswith("satisfaction") for key, _ in running.charts)
    assert told_of_answers(running) == {} and any("when the month is over" in note for note in running.notes)


def test_days_that_are_still_to_come_are_no_days_without_arrivals():
    today = date(2026, 3, 11)
    start = datetime(2026, 1, 1, tzinfo=WIB)
    hours = range(24 * (today - start.date()).days)
    every_hour = tuple(crossing(i, start + timedelta(hours=i)) for i in hours)
    found = replace(findings(), before=every_hour, today=today)
    ahead = chart(monthly.report(found), "forecast")
    assert ahead.labels[0] == "03-11"
    assert set(ahead.values) == {24.0}
    assert chart(monthly.report(replace(found, today=date(2026, 4, 2))), "forecast").labels[0] == "04-01"
