"""The weekly look at oneself: kept in the store, once a week, and saying what it could have found."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from models.operation import looks
from models.operation.judges import faultless
from models.operation.traffic import OperatorWord, System, Traffic, VisitRow
from station.counter.enrol import seal_visit
from station.domain.outcome import CaseReason, Comparison, Modality, Outcome, Verdict
from station.review import weekly as weekly_module
from station.review.strangers import Strangers
from station.review.weekly import WeeklyLooks, look_at
from station.store import audit_log, cases, meta
from station.store.session import Store
from station.workflow.looks import LookWeek
from tests.rig import visits

WIB = timezone(timedelta(hours=7))


@pytest.fixture
def clock() -> visits.Clock:
    return visits.Clock(datetime(2026, 12, 31, 18, 0, tzinfo=UTC))  # 1 January in Jakarta


@pytest.fixture
def store(tmp_path: Path, clock: visits.Clock) -> Iterator[Store]:
    keys = visits.station_keys(tmp_path / "keys", visits.agency_keys(tmp_path / "agency"))
    opened = visits.open_store(tmp_path, keys, clock)
    yield opened
    opened.close()


def seal(store: Store, clock: visits.Clock, number: int, score: float = 5.0, face: bytes | None = None) -> None:
    outcome = Outcome.MATCH if score >= 2 else Outcome.NO_MATCH
    compared = Comparison(Modality.FUSED, "v0", "p", score, 2.0, 1e-3, None, outcome)
    visit = visits.visit(number, 60, comparisons=(compared,))
    visit = replace(visit, opened_at=clock.at - timedelta(seconds=40), closed_at=clock.at, notice=None)
    if outcome is Outcome.NO_MATCH:
        visit = replace(visit, decision=replace(visit.decision, verdict=Verdict.REFER))
    if face is not None and visit.face is not None:
        visit = replace(visit, face=replace(visit.face, embedding=face))
    seal_visit(store, visit)
    if outcome is Outcome.NO_MATCH:
        with store.unit() as unit:
            case = replace(visits.case_of(visit), created_at=clock.at, reason=CaseReason.FUSED_NO_MATCH)
            cases.open_case(unit, case)


def test_a_look_is_at_the_year_so_far_of_the_post_and_once_a_week(store: Store, clock: visits.Clock):
    weekly = WeeklyLooks(store, WIB, "production")
    seal(store, clock, 1)
    clock.forward(hours=1)
    first = weekly.due()
    assert first is not None and (first.year, first.week, first.visits) == (2027, 1, 1)
    assert not first.alarm and first.detectable is None
    seal(store, clock, 2)
    assert weekly.due() is None
    clock.forward(days=7)
    seal(store, clock, 3, score=0.5)
    clock.forward(minutes=1)
    second = WeeklyLooks(store, WIB, "production").due()  # also by a station that was started again
    assert second is not None and (second.week, second.visits) == (2, 3)
    told = weekly.told()
    assert [look.week for look in told.looks] == [2, 1] and (told.year, told.budget, told.of) == (2027, 0.05, 52)
    with store.reading() as unit:
        log = [event for _, event in audit_log.newest(unit) if event is not None]
    assert [event.detail["look"] for event in log if "look" in event.detail] == ["2027-02", "2027-01"]
    assert WeeklyLooks(store, WIB, "training").told().looks == told.looks


def test_one_that_was_broken_off_goes_on_with_the_visits_that_it_was_begun_with(store: Store, clock: visits.Clock):
    weekly = WeeklyLooks(store, WIB, "production")
    seal(store, clock, 1)
    clock.forward(hours=1)
    assert weekly.due(lambda: True) is None and weekly.told().looks == ()
    seal(store, clock, 2)
    clock.forward(hours=1)
    found = weekly.due()
    assert found is not None and found.visits == 1
    assert timedelta(minutes=59) < clock.at - found.until < timedelta(minutes=61)
    clock.at -= timedelta(days=3)
    assert weekly.due() is None


def test_the_newest_look_is_told_as_long_as_it_is_an_alarm(
    store: Store, clock: visits.Clock, monkeypatch: pytest.MonkeyPatch
):
    weekly = WeeklyLooks(store, WIB, "production")
    assert weekly.alarm() is None
    seal(store, clock, 1)
    clock.forward(minutes=1)
    monkeypatch.setattr(weekly_module, "look_at", lambda *of: replace(look_at(*of), above=True))
    assert weekly.due() is not None and weekly.alarm() == clock.at.astimezone(WIB).date()
    monkeypatch.undo()
    clock.forward(days=7)
    assert weekly.due() is not None and weekly.alarm() is None


def test_a_new_year_begins_anew_and_until_then_shows_the_last(store: Store, clock: visits.Clock):
    clock.at = datetime(2027, 12, 30, tzinfo=UTC)
    weekly = WeeklyLooks(store, WIB, "production")
    seal(store, clock, 1)
    clock.forward(minutes=1)
    last = weekly.due()
    assert last is not None and (last.year, last.week) == (2027, 52)
    clock.forward(days=3)
    assert weekly.told().year == 2027
    seal(store, clock, 2)
    clock.forward(minutes=1)
    first = weekly.due()
    assert first is not None and (first.year, first.week, first.visits) == (2028, 1, 1)
    assert [look.visits for look in weekly.told().looks] == [1]


def rows(missed: float, in_group: float, count: int = 4000) -> list[VisitRow]:
    draw = np.random.default_rng(5)
    made = []
    for i in range(count):
        state = "AUS" if i % 10 == 0 else "NLD"
        matched = bool(draw.random() >= (in_group if state == "AUS" else missed))
        said = OperatorWord.NOTHING if matched else OperatorWord.FALSE_NON_MATCH
        groups = {"nationality": state, "sex": "FM"[i // 10 % 2]}
        made.append(
            VisitRow(f"v{i}", f"p{i}", matched, said, {System("fused"): 1.0 if matched else -1.0}, groups=groups)
        )
    return made


@pytest.mark.parametrize(("missed", "in_group"), [(0.01, 0.01), (0.05, 0.05), (0.01, 0.15)])
def test_it_says_what_the_bounded_look_says_and_of_whom(missed: float, in_group: float):
    at = datetime(2027, 2, 1, tzinfo=UTC)
    made = rows(missed, in_group)
    found = look_at(LookWeek(2027, 5), at, made, [])
    bounded = looks.look(Traffic.of(made), System("fused"), 0.0, faultless(), {"fnmr": found.claim})
    assert (found.above, found.worse) == (bool(bounded.claims), bounded.groups)
    assert found.evidence == bounded.evidence["fnmr"] and found.limit == bounded.limit
    assert found.people == 4000 and found.detectable is not None and found.detectable[0] > 1
    assert found.above is (missed > 0.02) and found.worse is (in_group > 0.1)
    assert [(one.attribute, one.group, one.measure) for one in found.groups] == (
        [("nationality", "AUS", "fnmr")] if found.worse else []
    )
    for one in found.groups:
        assert one.people == 400 and one.ratio_low <= one.ratio <= one.ratio_high
        assert one.ratio > found.detectable[0]


def test_false_matches_with_strangers_are_told_as_the_report_tells_them(store: Store, clock: visits.Clock):
    """Every tenth traveller has the face of one before: as many false matches as that, and none of the others."""
    calibration = Calibration.load()
    encoders, draw = calibration.face({"sface"}).encoders, np.random.default_rng(5)
    double = draw.normal(size=128)
    for number in range(1, 45):
        face = double if number % 10 < 2 else draw.normal(size=128)
        unit = (face / np.linalg.norm(face)).astype(np.float32)
        embedding = FaceTemplate(dict.fromkeys(encoders, unit)).encode()
        seal(store, clock, number, face=embedding)
        clock.forward(minutes=3)
    weekly = WeeklyLooks(store, WIB, "production", lambda: Strangers(calibration, 1e-3, 8))
    assert weekly.due(lambda: True) is None  # broken off
    look = weekly.due()
    assert look is not None
    told = {(one.modality, one.measure): one for one in look.errors}
    assert ("fused", "fnmr") in told and look.fnmr == (
        told["fused", "fnmr"].value, told["fused", "fnmr"].low, told["fused", "fnmr"].high
    )  # fmt: skip
    face = told["face", "fmr"]
    assert face.trials > 250 and face.people <= 44 and face.people % 10 == 0
    assert face.value is not None and 0 < face.low < face.value < face.high < 0.2
    assert weekly.told().looks == (look,)  # as it was kept
    alone = WeeklyLooks(store, WIB, "production")
    clock.forward(days=7)
    later = alone.due()
    assert later is not None and {one.measure for one in later.errors} == {"fnmr"}


def test_looks_that_were_kept_before_errors_were_are_read(store: Store, clock: visits.Clock):
    weekly = WeeklyLooks(store, WIB, "production")
    seal(store, clock, 1)
    clock.forward(minutes=1)
    assert weekly.due() is not None
    with store.unit() as unit:
        kept = json.loads(meta.get(unit, "self_looks:2027") or b"")
        del kept["looks"][0]["errors"]
        meta.put(unit, "self_looks:2027", json.dumps(kept).encode())
    assert [look.errors for look in weekly.told().looks] == [()]
