"""Opinions on a case: how many, whose, what they come to, and what two stations make of the same ones."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.case import CaseStatus
from station.domain.outcome import CaseReason, CaseRuling, Inspection, Opinion, Outcome
from station.errors import CaseConflict
from station.workflow import adjudication
from tests.rig import visits
from tests.rig.visits import T0

SAME, OTHER, REFER = CaseRuling.SAME_PERSON, CaseRuling.DIFFERENT_PEOPLE, CaseRuling.REFER
CASE = visits.case_of(visits.visit(), "0c7a3c1e-6a0f-4e6e-9f0e-6d2f4b1f1a11")


def opinion(who: str, ruling: CaseRuling, *, blind: bool = False, minute: int = 0) -> Opinion:
    return Opinion(who, ruling, "reason", "note", T0 + timedelta(minutes=minute), blind)


@pytest.mark.parametrize(
    ("given_", "needed", "decides"),
    [
        ((), 1, None),
        ((SAME,), 1, 0),
        ((SAME,), 2, None),
        ((SAME, SAME), 2, 1),
        ((SAME, OTHER), 2, None),
        ((REFER, REFER), 2, 1),
        ((SAME, OTHER, OTHER), 2, 2),
        ((SAME, OTHER, SAME), 2, 2),
        ((SAME, OTHER, REFER), 2, 2),
    ],
)
def test_opinions_come_to_a_ruling(given_, needed, decides):
    opinions = [opinion(f"s{n}", ruling) for n, ruling in enumerate(given_)]
    expected = None if decides is None else opinions[decides]
    assert adjudication.settle(opinions, needed) is expected


@given(
    st.lists(st.tuples(st.sampled_from(CaseRuling), st.booleans()), max_size=6),
    st.integers(1, 2),
)
def test_first_looks_decide_nothing(given_, needed):
    opinions = [opinion(f"s{n}", ruling, blind=blind) for n, (ruling, blind) in enumerate(given_)]
    open_ones = [one for one in opinions if not one.blind]
    assert adjudication.settle(opinions, needed) == adjudication.settle(open_ones, needed)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("ruling", list(CaseRuling))
def test_each_ruling_says_of_the_comparison_what_the_border_profile_calls_it(outcome, ruling):
    expected = {
        (Outcome.MATCH, OTHER): Inspection.FALSE_MATCH,
        (Outcome.NO_MATCH, SAME): Inspection.FALSE_NON_MATCH,
        (Outcome.NO_MATCH, OTHER): Inspection.TRUE_NON_MATCH,
    }.get((outcome, ruling))
    assert adjudication.finding(outcome, ruling) is expected


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (CaseReason.FUSED_NO_MATCH, Outcome.NO_MATCH),
        (CaseReason.OTHER_CANDIDATE, Outcome.MATCH),
        (CaseReason.CENTRAL_HIT, Outcome.MATCH),
        (CaseReason.WATCHLIST, Outcome.MATCH),
        (CaseReason.QUALITY, Outcome.MATCH),  # as the visit's own comparison fell out
    ],
)
def test_what_the_station_said_is_known_of_each_kind_of_case(reason, said):
    assert adjudication.said(replace(CASE, reason=reason)) is said


def test_a_case_without_a_comparison_says_nothing_of_one():
    case = replace(CASE, reason=CaseReason.OVERSTAY, comparisons=())
    assert adjudication.said(case) is Outcome.NOT_DONE
    claimed = adjudication.claim(case, "budi", T0)
    assert adjudication.opine(claimed, opinion("budi", OTHER)).ruling.finding is None


def test_nobody_sees_anothers_opinion_before_the_case_is_ruled():
    case = replace(CASE, needed=2, opinions=(opinion("budi", SAME),))
    assert adjudication.shown_to(case, "siti") == ()
    assert adjudication.shown_to(case, "Budi") == case.opinions
    ruled = adjudication.opine(adjudication.claim(case, "siti", T0), opinion("siti", SAME))
    assert ruled.status is CaseStatus.RULED
    assert len(adjudication.shown_to(ruled, "siti")) == 2


def test_names_are_compared_without_case_when_it_is_about_who_may_decide():
    assert not adjudication.may_decide(CASE, CASE.officer.upper())
    assert not adjudication.may_decide(replace(CASE, opinions=(opinion("Siti", SAME),)), "siti")
    with pytest.raises(CaseConflict):
        adjudication.opine(adjudication.claim(CASE, CASE.officer, T0), opinion(CASE.officer, SAME))


def given_at(case, who, ruling, minute):
    claimed = adjudication.claim(case, who, T0, take_over=True)
    return adjudication.opine(claimed, opinion(who, ruling, minute=minute))


@pytest.mark.parametrize("rulings", list(itertools.product(CaseRuling, repeat=2)))
def test_two_stations_that_judge_at_the_same_time_come_to_the_same(rulings):
    start = replace(CASE, needed=2)
    here, there = given_at(start, "budi", rulings[0], 1), given_at(start, "siti", rulings[1], 2)
    one, other = adjudication.join(here, there), adjudication.join(there, here)
    assert one.opinions == other.opinions and one.ruling == other.ruling
    assert (one.ruling is not None) is (rulings[0] is rulings[1])
    late = given_at(start, "rina", SAME, 3)
    assert adjudication.join(one, late).ruling == adjudication.join(other, late).ruling


def test_a_ruling_is_not_undone_by_a_state_from_before_and_a_reopened_case_is_newer():
    ruled = given_at(CASE, "budi", SAME, 1)
    assert adjudication.join(ruled, CASE) == ruled
    assert adjudication.join(CASE, ruled).ruling == ruled.ruling
    again = adjudication.reopen(ruled, "a twin")
    assert adjudication.join(ruled, again) == again
    assert adjudication.join(again, ruled) == again


KIND = {
    "attack": CaseReason.PRESENTATION_ATTACK,
    "failed": CaseReason.FUSED_NO_MATCH,
    "document": CaseReason.DOCUMENT,
    "overstay": CaseReason.OVERSTAY,
    "listed": CaseReason.OTHER_CANDIDATE,
    "poor": CaseReason.QUALITY,
}


@given(st.fixed_dictionaries(dict.fromkeys(KIND, st.booleans())))
def test_an_officers_call_is_about_the_gravest_doubt(doubts):
    found = adjudication.raised_for(adjudication.Doubts(**doubts))
    assert found is next((KIND[name] for name in KIND if doubts[name]), CaseReason.OTHER_CANDIDATE)
