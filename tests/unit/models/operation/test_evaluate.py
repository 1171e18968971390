import numpy as np
import pytest

from models.operation import evaluate, judges
from models.operation.evaluate import det, profiles, rates, sizes_alike, supposed, tried, within
from models.operation.traffic import ImpostorRow, OperatorWord, Searched, System, Traffic, VisitRow
from models.rates import threshold_at

FACE, FINGERS = System("face", "a"), System("fingers")


def visit(number, score, person=None, matched=None, said=OperatorWord.NOTHING, **more):
    matched = score >= 2.0 if matched is None else matched
    return VisitRow(f"v{number}", person or f"p{number}", matched, said, {FACE: score}, **more)


def plain(count=200, missed=20, impostors=10):
    """Genuine visits of whom some are missed and recognised, and impostors who are recognised as such."""
    made = [
        visit(i, 1.0 if i < missed else 3.0, said=OperatorWord.FALSE_NON_MATCH if i < missed else 0)
        for i in range(count)
    ]
    return made + [visit(count + i, 0.5, said=OperatorWord.TRUE_NON_MATCH) for i in range(impostors)]


def test_the_table_of_the_filter_is_kept_cell_by_cell():
    """TR-03121-3-1, 3.10: match or non-match against what the operator said."""
    table = [
        (True, OperatorWord.NOTHING, True), (True, OperatorWord.FALSE_MATCH, False),
        (False, OperatorWord.FALSE_NON_MATCH, True), (False, OperatorWord.TRUE_NON_MATCH, False),
        (False, OperatorWord.NOTHING, False),
    ]  # fmt: skip
    traffic = Traffic.of([visit(i, 3.0 if m else 1.0, matched=m, said=s) for i, (m, s, _) in enumerate(table)])
    assert list(traffic.established) == [mated for _, _, mated in table]


def test_fnmr_is_missed_by_mated():
    found = rates(Traffic.of(plain()), FACE, 2.0, judges.faultless())
    assert found.fnmr.value == pytest.approx(20 / 200)
    assert (found.fnmr.trials, found.fnmr.people, found.fnmr.erring) == (200, 200, 20)
    assert not found.corrected


def test_another_threshold_counts_the_same_visits_again_and_touches_no_decision():
    traffic = Traffic.of(plain())
    matched = traffic.matched.copy()
    trial = tried(traffic, (FACE, 2.0), (FACE, 3.5), judges.faultless())
    assert trial.used.fnmr.value == pytest.approx(0.1)
    assert trial.tried.fnmr.value == pytest.approx(1.0)
    assert (trial.now_missed, trial.now_passed) == (180, 0)
    assert np.array_equal(traffic.matched, matched)
    assert tried(traffic, (FACE, 2.0), (FACE, 0.7), judges.faultless()).now_passed == 20


def test_another_encoder_is_tried_on_the_visits_that_both_compared():
    other = System("face", "b")
    rows = [
        VisitRow(r.visit, r.person, r.matched, r.said, {**r.scores, **({other: 9.0} if i % 2 else {})})
        for i, r in enumerate(plain())
    ]
    trial = tried(Traffic.of(rows), (FACE, 2.0), (other, 2.0), judges.faultless())
    assert trial.people == 105
    assert trial.used.fnmr.trials == trial.tried.fnmr.trials == 100
    assert trial.tried.fnmr.value is None  # nobody erred: limits alone
    assert trial.now_passed == 10


def test_another_calibration_goes_through_genuine_pairs_impostors_and_searches():
    rows = [visit(i, 3.0, searches={FACE: Searched(3.0, 1.0, 100)}) for i in range(40)]
    strangers = [ImpostorRow(f"v{i}", f"p{(i + 1) % 40}", {FACE: 1.0}) for i in range(40)]
    doubled = System("face", "a", "doubled")
    traffic = Traffic.of(rows, strangers).tried(doubled, [FACE], lambda score: 2 * score)
    assert traffic.scores[doubled][0] == 6.0
    assert rates(traffic, doubled, 1.5, judges.faultless()).fmr.value == 1.0
    assert rates(traffic, FACE, 1.5, judges.faultless()).fmr.value is None
    assert rates(traffic, doubled, 1.5, judges.faultless()).fpir.value == 1.0


def test_fmr_counts_probes_whose_person_is_established_only():
    rows = [visit(i, 3.0) for i in range(40)] + [visit(40, 0.5, said=OperatorWord.TRUE_NON_MATCH)]
    strangers = [ImpostorRow(f"v{i}", f"p{(i + 1) % 41}", {FACE: 2.5 if i < 8 else 0.0}) for i in range(41)]
    found = rates(Traffic.of(rows, strangers), FACE, 2.0, judges.faultless()).fmr
    assert (found.value, found.trials, found.people) == (pytest.approx(8 / 40), 40, 40)


def test_an_impostor_whose_visit_is_not_looked_at_is_left_out():
    traffic = Traffic.of([visit(1, 3.0)], [ImpostorRow("v1", "x", {FACE: 0.0}), ImpostorRow("v2", "x", {FACE: 0.0})])
    assert len(traffic.impostors.probe) == 1


def test_identification_counts_searches_of_galleries_of_about_one_size():
    sizes = [1000] * 30 + [1900] * 10 + [90_000] * 20
    rows = [
        visit(i, 3.0, searches={FACE: Searched(1.0 if i < 6 else 3.0, 2.5 if i % 4 == 0 else None, size)})
        for i, size in enumerate(sizes)
    ]
    found = rates(Traffic.of(rows), FACE, 2.0, judges.faultless())
    assert found.gallery == (1000, 1900)
    assert found.fnir.value == pytest.approx(6 / 40)
    assert found.fpir.value == pytest.approx(10 / 40)
    assert found.fpir.trials == 40


def test_a_search_without_a_mate_is_no_miss_and_an_empty_list_is_no_false_candidate():
    rows = [visit(i, 3.0, searches={FACE: Searched(None, None, 500)}) for i in range(40)]
    found = rates(Traffic.of(rows), FACE, 2.0, judges.faultless())
    assert found.fnir is None
    assert found.fpir.high < 0.1
    assert list(sizes_alike(np.array([0, 500]))) == [False, True]


def test_operators_who_err_are_corrected_for_in_identification_as_well():
    draw = np.random.default_rng(1)
    seeing, taken = 0.85, 0.05
    known = judges.of(
        [judges.Judged((i < 850,), True) for i in range(1000)] + [judges.Judged((i < 50,), False) for i in range(1000)]
    )
    rows = []
    for i in range(12_000):
        impostor = i < 400
        score = 1.0 if impostor or draw.random() < 0.03 else 3.0
        search = 1.0 if impostor or score < 2 or draw.random() < 0.02 else 3.0
        word = (
            OperatorWord.FALSE_NON_MATCH
            if draw.random() < (taken if impostor else seeing)
            else OperatorWord.TRUE_NON_MATCH
        )
        rows.append(visit(i, score, said=word if score < 2 else 0, searches={FACE: Searched(search, None, 10)}))
    found = rates(Traffic.of(rows), FACE, 2.0, known)
    assert found.corrected
    assert found.fnmr.low < 0.03 < found.fnmr.high
    assert found.fnir.low < 1 - 0.97 * 0.98 < found.fnir.high
    ruled = rates(Traffic.of(rows), FACE, 2.0, judges.faultless())
    assert ruled.fnmr.value < found.fnmr.value - 0.002
    low, high = supposed(Traffic.of(rows), FACE, 2.0, (0.8, 0.95), (0.0, 0.1))
    assert low < 0.03 < high


def test_nothing_can_be_supposed_of_operators_who_see_nothing():
    assert supposed(Traffic.of(plain()), FACE, 2.0, (0.1, 0.9), (0.0, 0.2)) is None
    assert supposed(Traffic.of(plain()), FINGERS, 2.0, (0.8, 0.9), (0.0, 0.2)) is None


def test_who_left_unjudged_is_counted_and_in_no_rate():
    rows = [*plain(), visit(900, 1.0), visit(901, 1.0)]
    found = rates(Traffic.of(rows), FACE, 2.0, judges.faultless())
    assert found.unjudged == 2
    assert found.fnmr.trials == 200


def test_the_det_curve_is_the_rates_at_each_threshold():
    draw = np.random.default_rng(2)
    rows = [visit(i, draw.normal(3, 1), matched=True, person=f"p{i % 300}") for i in range(900)]
    strangers = [
        ImpostorRow(f"v{i}", f"p{(i + 7 * j + 1) % 300}", {FACE: draw.normal(0, 1)})
        for i in range(900) for j in range(5) if (7 * j + 1) % 300
    ]  # fmt: skip
    traffic = Traffic.of(rows, strangers)
    at = [0.5, 1.0, 1.5, 2.0]
    curve = det(traffic, FACE, at, judges.faultless())
    for k, threshold in enumerate(at):
        found = rates(traffic, FACE, threshold, judges.faultless())
        assert curve.fmr[k] == pytest.approx(found.fmr.value)
        if found.fnmr.value is not None:
            assert curve.fnmr[k] == pytest.approx(found.fnmr.value)
    scores = traffic.impostors.scores[FACE]
    assert np.mean(scores >= threshold_at(scores, 0.01)) == pytest.approx(0.01, abs=0.001)


def test_a_point_of_the_det_curve_that_few_people_make_is_left_out():
    rows = [visit(i, 1.0 if i < 4 else 3.0, matched=True) for i in range(100)]
    curve = det(Traffic.of(rows), FACE, [2.0, 4.0], judges.faultless())
    assert np.isnan(curve.fnmr[0])
    assert curve.fnmr[1] == 1.0
    assert np.all(np.isnan(curve.fmr))


def test_each_threshold_profile_is_counted_apart():
    found = profiles(Traffic.of(plain()), FACE, {"day": 2.0, "strict": 5.0}, judges.faultless())
    assert found["day"].fnmr.value == pytest.approx(0.1)
    assert found["strict"].fnmr.value == pytest.approx(1.0)


def test_false_matches_within_a_group_are_counted_apart():
    rows = [visit(i, 3.0, groups={"sex": "F" if i % 2 else "M"}) for i in range(80)]
    strangers = [
        ImpostorRow(f"v{i}", f"p{(i + step) % 80}", {FACE: 2.5 if step == 2 and i < 10 else 0.0})
        for i in range(80) for step in (1, 2)
    ]  # fmt: skip
    traffic = Traffic.of(rows, strangers)
    assert within(traffic, FACE, 2.0, "sex").value == pytest.approx(10 / 80)
    assert rates(traffic, FACE, 2.0, judges.faultless()).fmr.value == pytest.approx(10 / 160)
    assert within(traffic, FACE, 2.0, "age") is None


def test_a_system_that_nobody_used_has_no_rates():
    found = rates(Traffic.of(plain()), FINGERS, 2.0, judges.faultless())
    assert (found.fnmr, found.fmr, found.fnir, found.fpir, found.gallery) == (None, None, None, None, (0, 0))
    assert Traffic.of(plain()).systems == (FACE,)
    assert evaluate.samples(Traffic.of([]), FACE, 2.0, judges.faultless()) == {}
