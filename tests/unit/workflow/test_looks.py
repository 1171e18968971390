"""When a station looks at itself: never more than 52 times a year, whatever its clock and its power do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.parameters import OPERATION_LOOKS
from station.workflow.looks import STEPS, WEEKS, LookStands, LookStep, LookWeek, stands, step

THIS, BEFORE, AFTER = LookWeek(2027, 5), LookWeek(2027, 4), LookWeek(2027, 6)


def test_a_year_has_as_many_weeks_as_its_false_alarms_are_bounded_for():
    assert WEEKS == OPERATION_LOOKS
    for year in (2027, 2028):
        days = [
            date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(n)).year == year
        ]
        weeks = [LookWeek.of(day) for day in days]
        assert {week.week for week in weeks} == set(range(1, 53)) and weeks == sorted(weeks)


@pytest.mark.parametrize(
    ("begun", "done", "how", "what"),
    [
        (None, None, LookStands.NONE, LookStep.BEGIN),
        (THIS, None, LookStands.BEGUN_NOW, LookStep.GO_ON),
        (THIS, BEFORE, LookStands.BEGUN_NOW, LookStep.GO_ON),
        (BEFORE, None, LookStands.BEGUN_BEFORE, LookStep.BEGIN),
        (None, THIS, LookStands.DONE_NOW, LookStep.WAIT),
        (None, BEFORE, LookStands.DONE_BEFORE, LookStep.BEGIN),
        (None, LookWeek(2026, 52), LookStands.DONE_BEFORE, LookStep.BEGIN),
        (None, AFTER, LookStands.AHEAD, LookStep.WAIT),
        (AFTER, THIS, LookStands.AHEAD, LookStep.WAIT),
        (None, LookWeek(2028, 1), LookStands.AHEAD, LookStep.WAIT),
    ],
)
def test_every_cell_of_the_table(begun, done, how, what):
    assert stands(THIS, begun, done) is how
    assert step(THIS, begun, done) is what


def test_the_table_has_a_step_for_every_way_that_a_look_stands():
    assert set(STEPS) == set(LookStands)


@given(st.lists(st.tuples(st.integers(-20, 30), st.booleans()), max_size=120))
def test_no_week_is_looked_at_twice_however_the_clock_jumps_and_the_power_goes(events):
    """Each event: the clock goes on (or back) by so many days, and the look that is due ends or breaks off."""
    day, begun, done, ended = date(2027, 1, 1), None, None, []
    for days, ends in events:
        day = max(date(2026, 1, 1), day + timedelta(days=days))
        now = LookWeek.of(day)
        if step(now, begun, done) is LookStep.WAIT:
            continue
        begun = now
        if ends:
            begun, done = None, now
            ended.append(now)
    assert len(ended) == len(set(ended))
