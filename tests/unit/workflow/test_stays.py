"""Each row of the two tables is a test; days in a window equal a count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.workflow.stays import (
    Arrival,
    Ban,
    Consequence,
    Departure,
    Fees,
    NoStay,
    OpenStay,
    PerEntry,
    Presence,
    ProofOfEntry,
    RollingWindow,
    StayKind,
    Until,
    arrival,
    days_left,
    days_used,
    departure,
    last_day,
)

TODAY = date(2026, 11, 29)
FEES = Fees(1_000_000, most=59, undecided=(60,))
SCHENGEN = RollingWindow(90, 180)


def days(n: int) -> timedelta:
    return timedelta(days=n)


def stay(last: int | None = 10, **changes: object) -> OpenStay:
    made = OpenStay("s1", TODAY - days(20), None if last is None else TODAY + days(last))
    return replace(made, **changes)  # type: ignore[arg-type]


def codes(findings: object) -> list[str]:
    return [finding.code for finding in findings]  # type: ignore[attr-defined]


def test_thirty_days_with_the_day_of_arrival_end_as_two_reported_cases_did():
    rule = PerEntry(30)
    assert last_day(rule, date(2024, 12, 10)) == date(2025, 1, 8)
    assert last_day(replace(rule, days=60), date(2023, 9, 29)) == date(2023, 11, 27)


def test_without_the_day_of_arrival_the_older_report_fits():
    assert last_day(PerEntry(60, first_day_counts=False), date(2026, 8, 26)) == date(2026, 10, 25)


def test_a_permit_names_its_last_day_and_nationals_have_none():
    assert last_day(Until(), TODAY, named=date(2027, 5, 1)) == date(2027, 5, 1)
    assert last_day(NoStay(), TODAY) is None
    assert days_left(NoStay(), TODAY) is None


def test_ninety_days_in_half_a_year_end_as_the_published_vectors_say():
    assert last_day(SCHENGEN, date(2026, 1, 1)) == date(2026, 3, 31)
    earlier = (Presence(date(2026, 1, 1), date(2026, 3, 31)),)
    assert last_day(SCHENGEN, date(2026, 6, 30), earlier) == date(2026, 9, 27)
    assert days_left(SCHENGEN, date(2026, 4, 1), earlier) == 0


def test_days_under_a_permit_do_not_count_and_a_shared_day_counts_once():
    presences = (
        Presence(date(2026, 1, 1), date(2026, 1, 10)),
        Presence(date(2026, 1, 10), date(2026, 1, 12)),
        Presence(date(2026, 2, 1), date(2026, 2, 20), counts=False),
    )
    assert days_used(SCHENGEN, presences, date(2026, 3, 1)) == 12


histories = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), max_size=8)


@given(histories, st.integers(1, 90), st.integers(90, 200), st.integers(0, 600))
def test_days_used_equal_a_count_day_by_day(history, most, window, on):
    start = date(2025, 1, 1)
    presences = tuple(Presence(start + days(a), start + days(a + n)) for a, n in history)
    day = start + days(on)
    present = {start + days(a + k) for a, n in history for k in range(n + 1)}
    counted = sum(1 for k in range(window) if day - days(k) in present)
    assert days_used(RollingWindow(most, window), presences, day) == counted


@given(histories, st.integers(1, 90), st.integers(90, 200), st.integers(0, 600))
def test_the_last_day_of_a_window_is_the_last_on_which_no_window_is_over(history, most, window, on):
    start = date(2025, 1, 1)
    arrived = start + days(on)
    presences = tuple(
        Presence(start + days(a), min(start + days(a + n), arrived - days(1))) for a, n in history if a < on
    )
    present = {p.arrived + days(k) for p in presences for k in range((p.left - p.arrived).days + 1)}  # type: ignore[operator]
    day, found = arrived, None
    while True:
        here = present | {arrived + days(k) for k in range((day - arrived).days + 1)}
        if sum(1 for k in range(window) if day - days(k) in here) > most:
            break
        found, day = day, day + days(1)
        if (day - arrived).days > most:
            break
    assert last_day(RollingWindow(most, window), arrived, presences) == found


# --- arrival, row by row -------------------------------------------------------------------------------------------

CLEAR = Arrival(TODAY)


def test_arrival_1_without_an_open_stay_goes_on():
    assert [(f.row, f.act) for f in arrival(CLEAR)] == [(1, Consequence.GO_ON)]


@pytest.mark.parametrize("left", [0, 10, None])
def test_arrival_2_a_departure_that_was_not_recorded_asks_for_proof(left):
    (finding,) = arrival(replace(CLEAR, stays=(stay(left),)))
    assert (finding.row, finding.code, finding.act) == (2, "departure_missing", Consequence.ASK_PROOF)


def test_arrival_3_a_stay_whose_last_day_passed_is_referred_without_a_fee():
    (finding,) = arrival(replace(CLEAR, stays=(stay(-5),)))
    assert (finding.row, finding.act, finding.days) == (3, Consequence.REFER, 5)


def test_arrival_4_a_renewed_passport_is_linked_and_the_old_stay_still_asked_about():
    assert codes(arrival(replace(CLEAR, stays=(stay(same_document=False),)))) == [
        "document_renewed",
        "departure_missing",
    ]


def test_arrival_5_another_nationality_is_never_merged_by_itself():
    (finding,) = arrival(replace(CLEAR, stays=(stay(same_nationality=False),)))
    assert (finding.row, finding.act) == (5, Consequence.SUPERVISOR)


def test_arrival_6_no_day_left_in_the_window():
    assert codes(arrival(replace(CLEAR, days_left=0))) == ["no_day_left"]
    assert codes(arrival(replace(CLEAR, days_left=1))) == ["clear"]


def test_arrival_7_a_class_that_does_not_fit_offers_those_that_do():
    (finding,) = arrival(replace(CLEAR, entitled=False))
    assert (finding.row, finding.act) == (7, Consequence.OFFER_CLASSES)


@pytest.mark.parametrize(("until", "found"), [(179, ["passport_too_short"]), (180, ["clear"])])
def test_arrival_8_a_passport_shorter_than_the_policy_asks(until, found):
    facts = replace(CLEAR, passport_until=TODAY + days(until), passport_needs=TODAY + days(180))
    assert codes(arrival(facts)) == found


def test_arrival_8_a_passport_shorter_than_the_stay():
    facts = replace(CLEAR, passport_until=TODAY + days(20), last_day=TODAY + days(29))
    assert codes(arrival(facts)) == ["passport_too_short"]


def test_arrival_9_and_10_a_ban_by_number_stops_and_one_by_name_is_referred():
    assert arrival(replace(CLEAR, ban=Ban.NUMBER))[0].act is Consequence.STOP
    assert arrival(replace(CLEAR, ban=Ban.CANDIDATE))[0].act is Consequence.REFER


def test_arrival_11_an_own_national_has_no_stay_but_a_foreign_one_is_asked_about():
    assert codes(arrival(replace(CLEAR, national=True, entitled=False, days_left=0))) == ["clear"]
    assert codes(arrival(replace(CLEAR, national=True, stays=(stay(),)))) == ["national_with_foreign_stay"]


def test_arrival_12_a_register_that_has_not_heard_makes_a_question_of_an_overstay():
    found = arrival(replace(CLEAR, stays=(stay(-5),), heard_days_ago=3.0))
    assert [(f.code, f.act) for f in found] == [
        ("departure_missing_overdue", Consequence.ASK_PROOF),
        ("register_incomplete", Consequence.SHOW),
    ]


def test_the_heaviest_finding_comes_first():
    facts = replace(CLEAR, stays=(stay(-5),), entitled=False, ban=Ban.NUMBER)
    assert codes(arrival(facts)) == ["entry_ban", "departure_missing_overdue", "not_entitled"]


# --- departure, row by row -----------------------------------------------------------------------------------------

LEAVING = Departure(TODAY, stays=(stay(),), fees=FEES)


def row_of(facts: Departure) -> tuple[int, Consequence, int]:
    (finding,) = departure(facts)
    return finding.row, finding.act, finding.days


@pytest.mark.parametrize("left", [0, 10, None])
def test_departure_1_in_time_up_to_the_last_day_itself(left):
    assert row_of(replace(LEAVING, stays=(stay(left),))) == (1, Consequence.CLOSE, 0)


@pytest.mark.parametrize(
    ("over", "row", "act"),
    [
        (1, 2, Consequence.FEE),
        (59, 2, Consequence.FEE),
        (60, 3, Consequence.REFER),
        (61, 4, Consequence.REFER),
        (400, 4, Consequence.REFER),
    ],
)
def test_departure_2_3_and_4_days_over(over, row, act):
    assert row_of(replace(LEAVING, stays=(stay(-over),))) == (row, act, over)


def test_departure_5_and_6_without_a_stay():
    assert row_of(replace(LEAVING, stays=(), mark=ProofOfEntry.SHOWN)) == (5, Consequence.OPEN_AND_CLOSE, 0)
    assert row_of(replace(LEAVING, stays=())) == (6, Consequence.REFER, 0)
    assert row_of(replace(LEAVING, stays=(), national=True)) == (1, Consequence.GO_ON, 0)


def test_departure_7_of_two_open_stays_the_later_one_is_closed():
    earlier = OpenStay("old", TODAY - days(300), TODAY - days(270))
    found = departure(replace(LEAVING, stays=(earlier, stay())))
    assert [(f.row, f.stay, f.act) for f in found] == [(1, "s1", Consequence.CLOSE), (7, "old", Consequence.ASK_PROOF)]


def test_departure_8_a_ban_on_leaving():
    assert departure(replace(LEAVING, ban=Ban.NUMBER))[0].act is Consequence.STOP
    assert departure(replace(LEAVING, ban=Ban.CANDIDATE))[0].act is Consequence.REFER
    assert departure(replace(LEAVING, national=True, ban=Ban.NUMBER))[0].act is Consequence.STOP


@pytest.mark.parametrize(
    ("kind", "row"),
    [(StayKind.RESIDENT, 9), (StayKind.EXIT_ONLY, 10), (StayKind.CREW, 12), (StayKind.DIPLOMATIC, 13)],
)
def test_departure_9_10_12_and_13_permits_crew_and_diplomats_know_no_fee(kind, row):
    assert row_of(replace(LEAVING, stays=(stay(-30, kind=kind),))) == (row, Consequence.CLOSE, 0)


def test_departure_11_a_renewed_document_is_kept_beside_the_old_one():
    assert codes(departure(replace(LEAVING, stays=(stay(same_document=False),)))) == ["in_time", "document_renewed"]


def test_departure_13_a_border_pass_counts_its_own_days():
    assert row_of(replace(LEAVING, stays=(stay(2, kind=StayKind.BORDER_PASS),))) == (13, Consequence.CLOSE, 0)
    assert row_of(replace(LEAVING, stays=(stay(-2, kind=StayKind.BORDER_PASS),)))[1] is Consequence.FEE


def test_a_departure_that_was_shown_closes_or_refers_by_its_day():
    shown = arrival(Arrival(TODAY, stays=(stay(-5),), left_shown=TODAY - days(5)))
    assert [(f.row, f.code, f.act) for f in shown] == [(2, "departure_shown", Consequence.SHOW)]
    late = arrival(Arrival(TODAY, stays=(stay(-5),), left_shown=TODAY - days(2)))
    assert [(f.row, f.code, f.act, f.days) for f in late] == [(3, "departure_shown_late", Consequence.REFER, 3)]
