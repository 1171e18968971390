import copy
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from station.domain.samples import Finger
from station.domain.visit import Direction, Purpose
from station.workflow import policy
from station.workflow.policy import PolicyError, StayError, age_on, parse

TEXT = resources.path("policy/policy.json").read_text()
POLICY = parse(TEXT)


def test_the_shipped_policy_carries_the_enrolment_thresholds_of_the_border_profile():
    assert [POLICY.fingers.nfiq2_enrolment[Finger(n)] for n in range(1, 6)] == [30, 30, 20, 10, 10]
    assert [POLICY.fingers.nfiq2_enrolment[Finger(n)] for n in range(6, 11)] == [30, 30, 20, 10, 10]
    assert POLICY.fingers.attempts == 3


def test_the_day_of_arrival_is_day_one():
    assert POLICY.last_day(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 30, date(2026, 11, 24)) == date(2026, 12, 23)
    assert POLICY.last_day(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 1, date(2026, 2, 28)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("visa", "purpose", "days", "code"),
    [
        ("VOA", Purpose.TOURISM, 31, "stay_too_long"),
        ("VOA", Purpose.TOURISM, 0, "stay_days"),
        ("VOA", Purpose.WORK, 10, "visa_purpose"),
        ("ZZ", Purpose.TOURISM, 10, "unknown_visa"),
    ],
)
def test_a_stay_that_the_visa_does_not_allow_is_refused_by_name(visa, purpose, days, code):
    with pytest.raises(StayError) as caught:
        POLICY.last_day(Direction.ARRIVAL, purpose, visa, days, date(2026, 1, 1))
    assert caught.value.code == code


def test_a_departure_and_a_returning_national_have_no_last_day():
    assert POLICY.last_day(Direction.DEPARTURE, Purpose.TOURISM, "VOA", 30, date(2026, 1, 1)) is None
    assert POLICY.last_day(Direction.ARRIVAL, Purpose.RETURNING, "NONE", 0, date(2026, 1, 1)) is None


def test_a_small_child_and_a_diplomat_give_no_fingers_and_everybody_else_does():
    assert not POLICY.modalities_for(5, Purpose.TOURISM).fingers
    assert POLICY.modalities_for(6, Purpose.TOURISM).fingers
    assert not POLICY.modalities_for(40, Purpose.OFFICIAL).fingers
    assert POLICY.modalities_for(40, Purpose.CREW).name == "crew"
    assert POLICY.modalities_for(None, Purpose.TOURISM).fingers


def test_an_unknown_day_of_birth_counts_as_late_in_the_year():
    assert age_on("2000-XX-XX", date(2026, 6, 1)) == 25
    assert age_on("2000-06-01", date(2026, 6, 1)) == 26
    assert age_on("XXXX-06-01", date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    "path", ["version", "matching.fmr_verification", "fingers.attempts", "visas.B1.days", "sessions"]
)
def test_a_missing_key_is_named(path):
    raw = json.loads(TEXT)
    *parents, last = path.split(".")
    node = raw
    for parent in parents:
        node = node[parent]
    del node[last]
    with pytest.raises(PolicyError) as caught:
        parse(json.dumps(raw))
    assert last in caught.value.detail


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=4),
        lambda c: st.lists(c, max_size=2) | st.dictionaries(st.text(max_size=3), c, max_size=2),
    ),
    st.sampled_from(sorted(json.loads(TEXT))),
)
def test_garbage_under_any_key_is_a_policy_error_and_never_a_crash(value, key):
    raw = copy.deepcopy(json.loads(TEXT))
    raw[key] = value
    try:
        policy.parse(json.dumps(raw))
    except PolicyError:
        return
    assert isinstance(value, type(json.loads(TEXT)[key])) or key in {"version", "source"}


@pytest.mark.parametrize("acts", [["erase", "drive"], ["erase", "erase"], "erase", [1]])
def test_acts_of_two_people_that_nobody_knows_are_refused(acts):
    with pytest.raises(PolicyError) as caught:
        parse(json.dumps(json.loads(TEXT) | {"two_person": acts}))
    assert "two_person" in caught.value.detail


def test_the_shipped_policy_asks_two_people_for_every_act_that_can_need_them():
    assert set(POLICY.two_person) == policy.TWO_PERSON_ACTS


@pytest.mark.parametrize(
    "days", [{"reference_days": 1826}, {"visit_days": 0}, {"key_days": -1}, {"open_visit_hours": 0}]
)
def test_days_that_make_no_sense_are_refused(days):
    raw = json.loads(TEXT)
    raw["retention"] |= days
    with pytest.raises(PolicyError) as caught:
        parse(json.dumps(raw))
    assert "retention" in caught.value.detail
