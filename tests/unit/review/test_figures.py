"""Figures of the post: the shift by counter, an officer's own, the service, and arrivals."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread

import pytest

from station.charts import NOTHING, BarChart
from station.counter.enrol import seal_visit
from station.domain.case import CaseStatus
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseRuling, Ruling
from station.domain.sign_in import Session
from station.domain.visit import Direction
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.office.satisfaction import Satisfaction
from station.review import arrivals as arrivals_module
from station.review.arrivals import Arrivals
from station.review.figures import PostFigures
from station.store import cases, meta, records, served
from station.store.session import Store
from station.vault import passwords
from tests.rig import paper, visits

WIB = timezone(timedelta(hours=7))
WORD = "selamat pagi"
NOON = datetime(2027, 3, 10, 5, 0, tzinfo=UTC)  # 12:00 in Jakarta, a Wednesday


@pytest.fixture
def clock() -> visits.Clock:
    return visits.Clock(NOON)


@pytest.fixture
def store(tmp_path: Path, clock: visits.Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    keys = visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency"))
    opened = visits.open_store(tmp_path, keys, clock)
    yield opened
    opened.close()


def signed_in(store: Store, role: Role, name: str = "") -> Session:
    name = name or role.value
    Accounts(store).add("system", Officer(name, name, role), WORD, must_change=False)
    return LogIn(store).sign_in(name, WORD)


def figures(store: Store, session: Session) -> PostFigures:
    answers = Satisfaction(store, lambda: NOON)
    return PostFigures(store, session, WIB, "production", answers.between)


def seal(store: Store, clock: visits.Clock, number: int, officer: str = "rini", seconds: int = 40, **more: object):
    visit = visits.visit(number, 60)
    stay = replace(visit.stay, **more) if more else visit.stay
    opened = clock.at - timedelta(seconds=seconds)
    visit = replace(visit, officer=officer, stay=stay, opened_at=opened, closed_at=clock.at, notice=None)
    seal_visit(store, visit)
    return visit


def test_a_shift_begins_at_midnight_of_the_post_and_is_told_by_counter_and_officer(store: Store, clock: visits.Clock):
    clock.at = NOON - timedelta(hours=12, minutes=5)
    seal(store, clock, 1)  # yesterday in Jakarta, today in UTC
    clock.at = NOON - timedelta(hours=2)
    for number in range(2, 13):
        clock.forward(seconds=90)
        seal(store, clock, number)
    clock.at = NOON - timedelta(minutes=10)
    last = seal(store, clock, 13, "budi", 70)
    with store.unit() as unit:
        cases.open_case(unit, replace(visits.case_of(last), created_at=clock.at))
    clock.at = NOON
    now = figures(store, signed_in(store, Role.SUPERVISOR)).shift()
    assert not now.own and now.since == datetime(2027, 3, 10, tzinfo=WIB)
    assert {(c.officer, c.visits, c.last_hour) for c in now.counters} == {("rini", 11, 0), ("budi", 1, 1)}
    by_officer = {c.officer: c.times for c in now.counters}
    assert by_officer["rini"].median == pytest.approx(40, abs=0.1) and by_officer["budi"].median is None
    assert sum(now.hours) == 12 and len(now.hours) == 13 and now.hours[10] == 11
    assert [count for *_, count in now.waiting] == [1] and now.oldest is not None
    assert now.visit.of == 12 and now.budget == 45
    assert {step for step, _ in now.steps} == {"face", "fingers", "decision"}


def test_an_officer_sees_their_own_visits_and_no_case(store: Store, clock: visits.Clock):
    for number, officer in enumerate(("budi", "rini", "budi", "budi"), 1):
        clock.forward(seconds=90)
        seal(store, clock, number, officer)
    own = figures(store, signed_in(store, Role.OFFICER, "budi"))
    now = own.shift()
    assert now.own and [(c.officer, c.visits) for c in now.counters] == [("budi", 3)]
    assert now.visit.of == 3 and now.waiting == () and now.oldest is None
    for other in (own.service, own.arrivals, own.looks):
        with pytest.raises(NotAllowed):
            other()


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_sees_a_shift(store: Store, role: Role):
    with pytest.raises(NotAllowed):
        figures(store, signed_in(store, role)).shift()


def test_the_service_is_of_four_weeks_and_its_satisfaction_of_the_month_that_is_over(store: Store, clock: visits.Clock):
    february = datetime(2027, 2, 20, 3, 0, tzinfo=UTC)
    answers = Satisfaction(store, lambda: february)
    for _ in range(12):
        answers.asked("id", visits.visit(1).decision.verdict)
        answers.answered("id", visits.visit(1).decision.verdict, 3)
    for number in range(12):
        clock.at = NOON - timedelta(days=number * 3, hours=1)
        seal(store, clock, number + 1)
    clock.at = NOON - timedelta(days=2)
    with store.unit() as unit:
        cases.open_case(unit, replace(visits.case_of(visits.visit(1)), created_at=clock.at))
    clock.at = NOON
    desk = figures(store, signed_in(store, Role.SUPERVISOR))
    told = desk.service()
    Arrivals(store, WIB, "production").roll()
    assert desk.service() == told  # as the days were counted at night
    with store.reading() as unit:
        kept = b"".join(meta.between(unit, "served:production:", "served:production:9").values())
    assert not any(secret.encode() in kept for v in (visits.visit(1),) for secret in (v.id, v.person, v.officer))
    assert told.visits == 9  # of today not yet, and none before four weeks
    assert (told.first, told.last) == (date(2027, 2, 10), date(2027, 3, 9))
    assert told.answered.of == 1 and told.fnmr is None
    assert told.satisfaction.month == date(2027, 2, 1)
    assert (told.satisfaction.answered, told.satisfaction.mean) == (12, 3.0)
    assert all(one.mean is None and one.answers is None for one in told.satisfaction.elements)


def test_the_page_says_how_many_rulings_were_told_to_the_counter(store: Store, clock: visits.Clock):
    clock.at = NOON - timedelta(days=2)
    ruled = Ruling(CaseRuling.SAME_PERSON, "features_agree", "", "budi", clock.at + timedelta(minutes=4))
    with store.unit() as unit:
        for number in range(30):
            case = visits.case_of(visits.visit(number, 40_000), f"c{number}")
            case = replace(case, created_at=clock.at, status=CaseStatus.WAITING)
            if number < 24:
                case = replace(case, status=CaseStatus.RULED, ruling=ruled)
            cases.open_case(unit, case)
            if number < 18:
                cases.told(unit, case.id, clock.at + timedelta(minutes=5))
        found = served.answered_cases(unit, clock.at - timedelta(days=1), NOON)
    assert Counter((case.ruled is not None, case.told) for case in found) == {
        (True, True): 18, (True, False): 6, (False, False): 6,
    }  # fmt: skip
    clock.at = NOON
    told = figures(store, signed_in(store, Role.SUPERVISOR)).service()
    assert (told.answered.value, told.explained.value) == (24 / 30, 18 / 30)
    assert told.until_answer.median == 240.0


def test_days_that_are_over_are_counted_once_and_the_page_says_the_same_before_and_after(
    store: Store, clock: visits.Clock
):
    for day in range(40, 0, -1):
        clock.at = NOON - timedelta(days=day)
        seal(store, clock, day)
    clock.at = NOON - timedelta(days=1) + timedelta(hours=13)  # 01:00 of today in Jakarta
    seal(store, clock, 90)
    seal(store, clock, 91, direction=Direction.DEPARTURE)
    clock.at = NOON
    arrivals = Arrivals(store, WIB, "production")
    before = arrivals.told()
    assert arrivals.roll(lambda: True) == 0
    assert arrivals.roll() == 40 and arrivals.roll() == 0
    assert arrivals.told() == before
    assert before.first == date(2027, 1, 29) and before.last == date(2027, 3, 9)
    assert [count for _, count in before.days] == [1] * 40
    assert sum(map(sum, before.week)) == 40 and all(row[12] for row in before.week)
    assert before.posts == ((visits.visit(1).station, 40),)
    assert sum(count for _, count in before.purposes) + before.other_purposes == 40
    assert before.error is not None and before.naive_error is not None
    assert [one.at for one in before.hours_ahead][:1] == [datetime(2027, 3, 10, 12, tzinfo=WIB)]
    assert len(before.hours_ahead) == 24 and before.hours_ahead[0].mean == 1.0
    assert [count for _, count in before.days_ahead] == [1.0] * 7


def test_a_visit_is_sealed_while_the_days_of_a_year_are_counted(
    store: Store, clock: visits.Clock, monkeypatch: pytest.MonkeyPatch
):
    for day in range(12, 0, -1):
        clock.at = NOON - timedelta(days=day)
        seal(store, clock, day)
    clock.at = NOON
    arrivals = Arrivals(store, WIB, "production")
    counting, sealed, done = Event(), Event(), Event()
    plain = arrivals._count

    def slowly(unit, day):
        counting.set()
        assert sealed.wait(20)  # the counting goes on only when the counter has had the database
        return plain(unit, day)

    monkeypatch.setattr(arrivals, "_count", slowly)
    beside = Thread(target=lambda: (arrivals.roll(), done.set()))
    beside.start()
    assert counting.wait(20)
    seal(store, clock, 99)
    assert not done.is_set()
    sealed.set()
    beside.join(20)
    assert done.is_set() and [count for _, count in arrivals.told().days] == [1] * 12


def test_people_behind_a_figure_are_counted_once_and_only_as_far_as_it_matters(
    store: Store, clock: visits.Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(served, "ENOUGH", 3)
    for number in range(1, 6):
        seal(store, clock, number)
        clock.forward(seconds=90)
    often = visits.visit(1, 60).person
    with store.unit() as unit:  # all but two are one person with several documents
        for number in range(2, 4):
            records.move_person(unit, visits.visit(number, 60).id, often)
    start = NOON - timedelta(days=1)
    purpose = visits.visit(1, 60).stay.purpose
    nationality = visits.visit(1, 60).document.nationality
    with store.reading() as unit:
        assert served.people_by_nationality(unit, [nationality, "XKX"], start) == {nationality: 3, "XKX": 0}
        assert served.people_by_nationality(unit, [nationality], NOON + timedelta(days=9)) == {nationality: 0}
        assert served.people_by_purpose(unit, [purpose], start.date()) == {purpose: 3}
    for number in range(4, 6):
        with store.unit() as unit:
            records.remove(unit, visits.visit(number, 60).id)
    with store.reading() as unit:
        assert served.people_by_nationality(unit, [nationality], start) == {nationality: 1}
        assert served.people_by_purpose(unit, [purpose], start.date()) == {purpose: 1}


def test_counts_that_are_older_than_two_years_go(store: Store, clock: visits.Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arrivals_module, "KEPT", 3)
    clock.at = NOON - timedelta(days=6)
    seal(store, clock, 1)
    clock.at = NOON
    Arrivals(store, WIB, "production").roll()
    with store.reading() as unit:
        kept = meta.between(unit, "arrivals:production:", "arrivals:production:9")
    assert sorted(key[-10:] for key in kept) == ["2027-03-07", "2027-03-08", "2027-03-09"]


@pytest.mark.parametrize(
    ("people", "shown", "others"),
    [
        ({"AUS": 40, "NLD": 12, "XKX": 3}, {"AUS": 80}, 30),  # XKX alone would be what the total leaves over
        ({"AUS": 40, "NLD": 12}, {"AUS": 80, "NLD": 24}, 0),
        ({"AUS": 9}, {}, 18),
    ],
)
def test_a_nationality_of_few_people_is_told_with_others(people, shown, others):
    made = arrivals_module._shown({key: 2 * count for key, count in people.items()}, people)
    assert made == (tuple(shown.items()), others)


@pytest.mark.parametrize("ending", ["csv", "svg", "pdf"])
def test_what_is_saved_holds_the_table_of_the_page(store: Store, tmp_path: Path, ending: str):
    chart = BarChart("Visits", "hour", "visits", ("00", "01"), (3.0, None), more=(("last", ("x", "y")),))
    path = tmp_path / f"chart.{ending}"
    figures(store, signed_in(store, Role.SUPERVISOR)).save(chart, path)
    if ending == "csv":
        table = tuple(tuple(row) for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert table == chart.table() == (("hour", "visits", "last"), ("00", "3", "x"), ("01", NOTHING, "y"))
    elif ending == "svg":
        assert "<title>Visits</title>" in path.read_text()
    else:
        said = paper.words(path.read_bytes())
        assert all(cell in said for row in chart.table() for cell in row)
