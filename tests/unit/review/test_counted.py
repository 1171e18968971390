import math
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from models.operation.judges import Judged
from models.operation.traffic import OperatorWord, System
from station.domain.case import CaseStatus
from station.domain.outcome import CaseReason, CaseRuling, Comparison, Inspection, Modality, Opinion, Outcome, Ruling
from station.domain.samples import Veto
from station.domain.served import Counted
from station.review import counted
from station.store.record import pack, unpack
from tests.rig import visits


def compared(modality, outcome, score=3.0, inspection=None):
    return Comparison(modality, "v0", "p", score, 2.0, 1e-3, None, outcome, (), inspection)


def ruled(visit, ruling, reason=CaseReason.FUSED_NO_MATCH):
    made = Ruling(ruling, "scar", "", "wayan", visits.T0 + timedelta(seconds=90))
    return replace(visits.case_of(visit), reason=reason, status=CaseStatus.RULED, ruling=made)


def row_of(visit, cases=()):
    return counted.visit_row(counted.counted(visit), cases)


def failed(*more):
    return visits.visit(1, comparisons=(compared(Modality.FUSED, Outcome.NO_MATCH, 0.5), *more))


def test_the_fused_comparison_decides_and_every_modality_keeps_its_score():
    row = row_of(failed(compared(Modality.FACE, Outcome.MATCH, 4.0)))
    assert not row.matched
    assert row.scores == {System("fused"): -1.5, System("face"): 2.0}
    assert row.said is OperatorWord.NOTHING


@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        (CaseRuling.SAME_PERSON, OperatorWord.FALSE_NON_MATCH),
        (CaseRuling.DIFFERENT_PEOPLE, OperatorWord.TRUE_NON_MATCH),
        (CaseRuling.REFER, OperatorWord.NOTHING),
    ],
)  # fmt: skip
def test_a_ruling_says_what_a_non_match_was(ruling, said):
    visit = failed()
    assert row_of(visit, [ruled(visit, ruling)]).said is said


def test_a_ruling_on_another_question_says_nothing_of_the_comparison():
    visit = failed()
    assert row_of(visit, [ruled(visit, CaseRuling.SAME_PERSON, CaseReason.WATCHLIST)]).said is OperatorWord.NOTHING


def test_the_officer_s_own_word_stands_before_a_ruling():
    visit = visits.visit(1, comparisons=(compared(Modality.FUSED, Outcome.NO_MATCH, 0.5, Inspection.TRUE_NON_MATCH),))
    assert row_of(visit, [ruled(visit, CaseRuling.SAME_PERSON)]).said is OperatorWord.TRUE_NON_MATCH


def test_a_first_visit_is_in_no_rate():
    assert row_of(visits.visit(1, comparisons=())) is None
    assert row_of(visits.visit(1, comparisons=(compared(Modality.FACE, Outcome.NOT_DONE),))) is None


def test_groups_are_those_of_the_document():
    row = row_of(visits.visit(1))
    assert row.groups == {"nationality": "UTO", "issuer": "UTO", "sex": "F", "age": "35-49"}


@pytest.mark.parametrize(
    ("birth", "group"),
    [
        ("2014-11-30", "0-11"),
        ("2014-11-29", "12-17"),
        ("1900-01-01", "65+"),
        ("19XX-XX-XX", None),
        ("2008-XX-XX", "12-17"),
    ],
)
def test_ages_are_completed_years_on_the_day(birth, group):
    assert counted.age_group(birth, date(2026, 11, 29)) == group


def test_a_score_is_told_from_its_threshold_whatever_scale_it_has():
    by_rate = replace(compared(Modality.FUSED, Outcome.MATCH), fmr_at_threshold=1e-3, achieved_fmr=1e-5)
    assert counted.margin(by_rate) == pytest.approx(math.log(100))
    assert counted.margin(compared(Modality.FACE, Outcome.NO_MATCH, 0.5)) == -1.5
    assert counted.margin(replace(by_rate, achieved_fmr=0.0)) < 30


def test_steps_run_from_what_was_finished_before_them():
    visit = visits.visit(1)
    at = {
        name: visits.T0 + timedelta(seconds=s)
        for name, s in (("notice", 8), ("face", 15), ("fingers", 33), ("end", 40))
    }
    visit = replace(
        visit,
        notice=replace(visit.notice, shown_at=at["notice"]),
        face=replace(visit.face, captured_at=at["face"]),
        fingers=tuple(
            replace(f, captured_at=at["fingers"] - timedelta(seconds=i)) for i, f in enumerate(visit.fingers)
        ),
        decision=replace(visit.decision, decided_at=at["end"]),
    )
    row = counted.served(counted.counted(replace(visit, station="CGK-1", stay=replace(visit.stay, zone="+07:00"))))
    assert row.steps == {"document": 8, "face": 7, "fingers": 18, "decision": 7}
    assert row.seconds == 40
    assert row.hour == 15  # 08:00 UTC
    assert row.post == "CGK-1"


def test_who_needs_help_is_who_misses_a_finger_or_has_an_obvious_reason():
    visit = visits.visit(1)
    plain = replace(
        visit,
        missing=(),
        face=replace(visit.face, veto=None),
        fingers=tuple(replace(f, veto=None) for f in visit.fingers),
    )
    assert counted.counted(visit).needs_help
    assert not counted.counted(plain).needs_help
    assert counted.counted(replace(plain, missing=visit.missing)).needs_help
    assert counted.counted(replace(plain, face=replace(plain.face, veto=Veto.OK_OBVIOUS))).needs_help


def test_further_captures_and_gates_that_did_not_pass_are_counted():
    visit = visits.visit(1)
    assert counted.retakes(visit) == sum(len(f.scores) - 1 for f in visit.fingers)
    assert counted.rejected(visit)  # its face is not sufficient
    good = replace(
        visit,
        face=replace(visit.face, sufficient=True, veto=None),
        fingers=tuple(replace(f, sufficient=True, veto=None) for f in visit.fingers),
    )
    assert not counted.rejected(good)
    assert counted.rejected(replace(good, face=replace(good.face, veto=Veto.NOK_OVERRIDE)))


def test_a_case_is_answered_when_ruled_and_explained_when_the_counter_was_told():
    visit = failed()
    waiting, done = visits.case_of(visit), ruled(visit, CaseRuling.SAME_PERSON)
    assert counted.served_case(waiting, UTC) == counted.ServedCase(visits.T0.date(), False, False, None)
    assert counted.served_case(replace(done, told_at=visits.T0), UTC).explained
    assert counted.served_case(done, UTC).seconds == 90


def test_what_is_kept_for_figures_names_nobody_and_is_packed_like_a_record():
    visit = visits.visit(1)
    found = counted.counted(visit)
    packed = pack(found)
    assert unpack(Counted, packed) == found
    for secret in (visit.document.surname, visit.document.given_names, visit.document.number, visit.officer):
        assert secret.encode() not in packed


def test_the_first_opinion_speaks_and_not_what_became_of_the_case():
    visit = failed()
    given = [
        Opinion("wayan", CaseRuling.SAME_PERSON, "scar", "", visits.T0 + timedelta(seconds=20)),
        Opinion("made", CaseRuling.DIFFERENT_PEOPLE, "scar", "", visits.T0 + timedelta(seconds=50)),
        Opinion("made", CaseRuling.SAME_PERSON, "scar", "", visits.T0 + timedelta(seconds=10), blind=True),
        Opinion("nyoman", CaseRuling.DIFFERENT_PEOPLE, "scar", "", visits.T0 + timedelta(seconds=80)),
    ]
    case = replace(ruled(visit, CaseRuling.DIFFERENT_PEOPLE), opinions=tuple(given))
    assert row_of(visit, [case]).said is OperatorWord.FALSE_NON_MATCH
    assert counted.judged(case) == Judged((True, False, False))


def test_one_opinion_or_one_that_decides_nothing_tells_nothing_of_who_judges():
    case = ruled(failed(), CaseRuling.SAME_PERSON)
    given = Opinion("wayan", CaseRuling.SAME_PERSON, "scar", "", visits.T0)
    unsure = Opinion("made", CaseRuling.REFER, "scar", "", visits.T0)
    assert counted.judged(case) is None
    assert counted.judged(replace(case, opinions=(given, unsure))) is None
    assert counted.judged(replace(case, opinions=(given, given), reason=CaseReason.WATCHLIST)) is None
