import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.outcome import Verdict
from station.domain.satisfaction import NINE as NAMES
from station.domain.satisfaction import AnswerTally, AskedOf, DaysOfAnswers, ElementAnswers, ToldAnswers
from station.review.satisfaction import (
    FEWEST,
    NINE,
    Answer,
    Element,
    Telling,
    further_question,
    grade,
    hidden,
    index,
    months_answers,
    of_all,
    overall,
    smallest_sample,
    sound,
    told_answers,
)
from station.store.record import pack, unpack

DAY = date(2026, 11, 2)


def answer(element, score, day=0):
    return Answer(DAY + timedelta(days=day), 20, "CGK-1", "id", element, score)


@pytest.mark.parametrize(
    ("visits", "sample"),
    [(0, 0), (10, 10), (100, 80), (500, 217), (1000, 278), (3000, 341), (9000, 368), (100_000, 383)],
)
def test_the_smallest_samples_are_krejcie_and_morgans(visits, sample):
    assert smallest_sample(visits) == sample


@pytest.mark.parametrize(
    ("value", "letter"),
    [
        (100, "A"), (88.31, "A"), (88.305, "A"), (88.3049, "B"), (88.30, "B"), (76.61, "B"), (76.605, "B"),
        (76.60, "C"), (65.0, "C"), (64.995, "C"), (64.9949, "D"), (64.99, "D"), (25, "D"),
    ],
)  # fmt: skip
def test_grades_have_no_gap_between_their_printed_limits(value, letter):
    assert grade(value) == letter


def test_the_best_answers_give_a_hundred_and_the_worst_twenty_five():
    for score, value, letter in ((4, 100, "A"), (1, 25, "D")):
        found = index([answer(e, score) for e in NINE for _ in range(80)], 100)
        assert found.value == pytest.approx(value)
        assert found.grade == letter


def test_the_index_is_the_mean_of_nine_means_by_twenty_five():
    draw = np.random.default_rng(1)
    answers = [answer(e, int(draw.integers(1, 5))) for e in NINE for _ in range(90)]
    means = [np.mean([a.score for a in answers if a.element is e]) for e in NINE]
    assert index(answers, 100).value == pytest.approx(sum(means) / 9 * 25)


def test_one_element_short_of_its_sample_leaves_no_index_and_its_few_answers_no_mean():
    answers = [answer(e, 4) for e in NINE if e is not Element.COST for _ in range(80)]
    found = index(answers + [answer(Element.COST, 1)] * 79, 100)
    assert (found.value, found.grade, found.smallest) == (None, None, 80)
    assert found.means[Element.COST] == 1
    few = index(answers + [answer(Element.COST, 1)] * 9, 100)
    assert few.means[Element.COST] is None
    assert few.answers[Element.COST] is None


def test_the_first_tap_has_shares_and_a_mean_but_no_grade():
    found = overall(
        [answer(Element.OVERALL, s, d) for d in range(5) for s in (2, 4, 4)] + [answer(Element.TIME, 1)], 40
    )
    assert (found.asked, found.answered) == (40, 15)
    assert found.shares == (0, pytest.approx(1 / 3), 0, pytest.approx(2 / 3))
    assert found.mean == pytest.approx(10 / 3)
    assert found.low == found.high == found.mean  # every day was alike


def test_days_that_differ_widen_the_limits_more_than_taps_would():
    answers = [answer(Element.OVERALL, 1 if d % 2 else 4, d) for d in range(10) for _ in range(50)]
    found = overall(answers, 500)
    by_tap = 1.5 * 1.96 / np.sqrt(500)
    assert found.high - found.mean > 3 * by_tap


def test_nine_answers_say_nothing_not_even_how_many():
    found = overall([answer(Element.OVERALL, 4)] * 9, 40)
    assert (found.answered, found.shares, found.mean) == (None, None, None)
    assert overall([answer(Element.OVERALL, 4)] * 10, 40).low is None  # a single day has no spread


def test_each_of_the_nine_is_asked_a_ninth_of_the_time():
    draw = random.Random(1)
    asked = Counter(further_question(draw) for _ in range(9000))
    assert set(asked) == set(NINE)
    assert min(asked.values()) > 850


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 60), min_size=1), st.integers(0, 12))
def test_no_cell_of_fewer_than_ten_is_told_nor_left_over_by_the_total(counts, unnamed):
    total = sum(counts.values()) + unnamed
    unseen = hidden(counts, total)
    told = [counts[cell] for cell in counts if cell not in unseen]
    assert all(count >= FEWEST for count in told)
    rest = total - sum(told)
    assert rest == 0 or rest >= FEWEST or not told


@given(
    st.lists(st.integers(0, 14), min_size=8, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=9),
)
def test_no_sum_or_difference_of_told_periods_has_fewer_than_ten_answers(by_day, wanted):
    """Whatever whole-number combination of what was told gives a 0/1 pattern of days must be nothing or ten: tried by
    every sum of two, and every difference of two and of three."""

    def answers(first, last):
        return sum(by_day[(first - DAY).days : (last - DAY).days + 1])

    telling = Telling(answers)
    for one, two in wanted:
        telling.tell(DAY + timedelta(days=min(one, two)), DAY + timedelta(days=max(one, two)))
    vectors = [
        np.array([first <= DAY + timedelta(days=i) <= last for i in range(8)], int) for first, last in telling.told
    ]
    mixes = [a * s + b * t for a, b in combinations(vectors, 2) for s in (1, -1) for t in (1, -1)]
    mixes += [a - b - c for a in vectors for b, c in combinations(vectors, 2)]
    for mix in [*vectors, *mixes]:
        if set(np.unique(mix)) <= {0, 1}:
            count = int(np.dot(mix, by_day))
            assert count == 0 or count >= FEWEST


def test_a_month_and_all_its_days_but_one_are_not_told_together():
    by_day = [12, 12, 5, 12]
    telling = Telling(lambda first, last: sum(by_day[(first - DAY).days : (last - DAY).days + 1]))
    assert telling.tell(DAY, DAY + timedelta(days=3))
    assert telling.tell(DAY, DAY + timedelta(days=1))
    assert not telling.tell(DAY + timedelta(days=3), DAY + timedelta(days=3))
    later = Telling(telling._answers, telling.told)
    assert not later.tell(DAY + timedelta(days=3), DAY + timedelta(days=3))


def tally(day, scores=(), elements=(), language="id", verdict=Verdict.ADMIT, asked=None):
    """A day on which everybody who was asked answered with `scores`, and with 3 on `elements`."""
    answers = Counter((18, language, "overall", score) for score in scores)
    answers.update((18, language, element, 3) for element in elements)
    key = (language, verdict.value)
    count = len(scores) if asked is None else asked
    answered = ((key, len(scores)),) if scores else ()
    return AnswerTally(day, tuple(sorted(answers.items())), ((key, count),), answered, tuple(Counter(elements).items()))


JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def test_a_month_that_goes_on_is_not_told():
    tallies = [tally(JUNE, (4,) * 50, NAMES * 20)]
    assert months_answers(tallies, JUNE, JULY, 100).first.answered == 50
    running = months_answers(tallies, JUNE, JULY - timedelta(days=1), 100)
    assert not running.over and running.first.answered is None and running.by_language == {}
    assert set(running.year.means.values()) == {None}


def test_the_nine_are_of_the_year_and_the_first_tap_of_the_month():
    tallies = [tally(date(2025, 12, 31), (1,) * 90, NAMES * 90), tally(date(2026, 3, 1), (2,) * 30, NAMES * 70)]
    tallies += [tally(JUNE, (4,) * 20, NAMES * 20)]
    found = months_answers(tallies, JUNE, JULY, 100)
    assert (found.first.answered, found.first.mean) == (20, 4.0)
    assert set(found.year.answers.values()) == {90} and found.year.smallest == 80
    assert found.year.value == pytest.approx(75) and found.year.grade == "C"


def test_what_a_year_gained_is_told_once_it_is_ten():
    tallies = [tally(date(2026, 1, 5), (4,) * 12, ("time",) * 12), tally(date(2026, 2, 5), (4,) * 9, ("time",) * 4)]
    assert months_answers(tallies, date(2026, 1, 1), JULY, 50).year.answers[Element.TIME] == 12
    assert months_answers(tallies, date(2026, 2, 1), JULY, 50).year.answers[Element.TIME] is None
    tallies.append(tally(date(2026, 3, 5), (4,) * 9, ("time",) * 6))
    assert months_answers(tallies, date(2026, 3, 1), JULY, 50).year.answers[Element.TIME] == 22


def test_a_mean_beside_shares_does_not_give_away_who_was_displeased():
    few = months_answers([tally(JUNE, (1,) * 3 + (2, 3, 4) * 15)], JUNE, JULY, 50)
    assert few.first.shares is None and few.first.mean is not None
    assert months_answers([tally(JUNE, (1, 2, 3, 4) * 10)], JUNE, JULY, 50).first.shares == (0.25,) * 4


def test_a_language_of_few_answers_is_told_neither_by_itself_nor_by_the_total():
    tallies = [
        tally(JUNE, (4,) * 40, language="id"), tally(JUNE, (4,) * 12, language="en"),
        tally(JUNE, (2,) * 3, language="ar", verdict=Verdict.REFUSE),
    ]  # fmt: skip
    found = months_answers(tallies, JUNE, JULY, 100)
    assert {key: cell.answered for key, cell in found.by_language.items()} == {"id": 40}
    assert found.by_outcome == {}  # all others would be three


A_DAY = st.tuples(st.integers(0, 364), st.lists(st.integers(1, 4), max_size=14), st.lists(st.sampled_from(NAMES)))


@given(st.lists(A_DAY, max_size=14), st.integers(2, 12))
def test_no_month_and_no_difference_of_two_tells_of_fewer_than_ten(days, last):
    start = date(2026, 1, 1)
    tallies = [tally(start + timedelta(days=n), tuple(scores), tuple(more)) for n, scores, more in days]
    months = [date(2026, n, 1) for n in range(1, last + 1)]
    told = [months_answers(tallies, month, date(2027, 1, 1), 500) for month in months]
    for found in told:
        cells = [*found.year.answers.values(), found.first.answered]
        cells += [count for cell in found.by_language.values() for count in (cell.asked, cell.answered)]
        assert all(count is None or count >= FEWEST for count in cells)
    for one, two in combinations(told, 2):
        for element in NINE:
            before, after = one.year.answers[element], two.year.answers[element]
            if before is not None and after is not None:
                assert after - before == 0 or after - before >= FEWEST


def counts(found):
    """Every count of answers that is told, by its name."""
    cells = {("year", e): n or 0 for e, n in found.year.answers.items()} | {("first", ""): found.first.answered or 0}
    if found.first.shares is not None:
        cells |= {("score", i): round(share * found.first.answered) for i, share in enumerate(found.first.shares)}
    for name, by in (("language", found.by_language), ("outcome", found.by_outcome)):
        cells |= {(name, key): cell.answered for key, cell in by.items()}
    return cells


def yearly(seed, busy):
    """Tallies of half a year at a station where so many answer on a day."""
    draw = np.random.default_rng(seed)
    found = []
    for n in range(0, 181, 3):
        for language, verdict in (("id", Verdict.ADMIT), ("en", Verdict.ADMIT), ("ar", Verdict.REFUSE)):
            scores = tuple(int(s) for s in draw.integers(1, 5, draw.poisson(busy if language == "id" else 0.6)))
            elements = tuple(NAMES[i] for i in draw.integers(0, 9, len(scores)))
            found.append(tally(date(2026, 1, 1) + timedelta(days=n), scores, elements, language, verdict))
    return found


def test_of_one_station_central_tells_what_the_station_tells():
    tallies = yearly(4, 40)
    own = months_answers(tallies, JUNE, JULY, 900)
    told = told_answers("CGK-1", "demo", tallies, JUNE, JULY, 900)
    assert told is not None and sound(told) and unpack(ToldAnswers, pack(told)) == told
    found = of_all([told], over=True)
    assert counts(found) == counts(own) and counts(own)["first", ""] > 100
    assert found.first.mean == pytest.approx(own.first.mean) and found.first.asked == own.first.asked
    assert found.first.shares == pytest.approx(own.first.shares)
    assert {e: m and round(m, 6) for e, m in found.year.means.items()} == {
        e: m and round(m, 6) for e, m in own.year.means.items()
    }
    assert (found.year.smallest, found.year.grade) == (own.year.smallest, own.year.grade)
    # the station's are by days that are drawn again, central's by how unlike the days were
    assert (found.first.low, found.first.high) == pytest.approx((own.first.low, own.first.high), abs=0.06)


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from((0.1, 0.5, 2, 9))), min_size=1, max_size=4))
def test_no_record_no_sum_and_nothing_that_is_left_over_is_fewer_than_ten_answers(stations):
    reports, records = [], []
    for n, (seed, busy) in enumerate(stations):
        tallies = yearly(seed, busy)
        reports.append(months_answers(tallies, JUNE, JULY, 900))
        records.append(told_answers(f"S-{n}", "demo", tallies, JUNE, JULY, 900))
    delivered = [record for record in records if record is not None]
    assert all(sound(record) for record in delivered)
    whole = counts(of_all(delivered, over=True))
    for some in (delivered[:-1], delivered[1:], delivered[:1]):
        part = counts(of_all(some, over=True))
        for cell in whole.keys() & part.keys():
            assert whole[cell] - part[cell] == 0 or whole[cell] - part[cell] >= FEWEST
    for cell, count in whole.items():  # beside the reports of all stations but one
        assert count == 0 or count >= FEWEST
        for kept in range(len(reports)):
            rest = count - sum(counts(r).get(cell, 0) for n, r in enumerate(reports) if n != kept)
            assert rest <= 0 or rest >= FEWEST


def test_shares_are_told_of_all_stations_or_of_none():
    even = told_answers("A-1", "demo", [tally(JUNE, (1, 2, 3, 4) * 20)], JUNE, JULY, 90)
    kind = told_answers("B-1", "demo", [tally(JUNE, (4,) * 20 + (1,) * 3)], JUNE, JULY, 90)
    assert even is not None and kind is not None and kind.scores == ()
    assert of_all([even], over=True).first.shares == (0.25,) * 4
    both = of_all([even, kind], over=True).first
    assert both.shares is None and both.answered == 103 and both.mean == pytest.approx((200 + 83) / 103)
    assert (both.low, both.high) == (None, None)  # of one day each nobody knows how unlike days are


def test_of_a_month_that_goes_on_and_of_fewer_than_ten_nothing_leaves_the_station():
    assert told_answers("A-1", "demo", [tally(JUNE, (4,) * 50)], JUNE, JULY - timedelta(days=1), 90) is None
    assert told_answers("A-1", "demo", [tally(JUNE, (4,) * 9, ("time",) * 9)], JUNE, JULY, 90) is None
    year = told_answers("A-1", "demo", [tally(date(2026, 2, 3), (4,) * 30, ("time",) * 30)], JUNE, JULY, 90)
    assert year == ToldAnswers("A-1", "demo", JUNE, 90, elements=(ElementAnswers("time", 30, 90),))
    assert of_all([year], over=False) == months_answers([], JUNE, JUNE, 0)


GOOD = ToldAnswers(
    "A-1", "demo", JUNE, 500, 60, 50, 150, (10, 15, 10, 15), DaysOfAnswers(12, 300, 900, 2700),
    (AskedOf("id", 40, 35),), (AskedOf("admit", 60, 50),), (ElementAnswers("time", 12, 40),),
)  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"answered": 9, "total": 20, "scores": ()}, {"answered": -10, "total": -20, "scores": ()}, {"asked": 49},
        {"total": 201}, {"total": 49}, {"scores": (10, 15, 10, 16)}, {"scores": (25, 25)}, {"scores": (5, 20, 10, 15)},
        {"visits": -1}, {"answered": 10**9, "asked": 10**9}, {"spread": DaysOfAnswers(9, 300, 900, 2700)},
        {"spread": DaysOfAnswers(32, 300, 900, 2700)}, {"spread": DaysOfAnswers(12, -1, 900, 2700)},
        {"languages": (AskedOf("id", 40, 3),)}, {"languages": (AskedOf("id", 10, 35),)},
        {"languages": (AskedOf("", 40, 35),)}, {"outcomes": (AskedOf("x" * 200, 40, 35),)},
        {"outcomes": (AskedOf("admit", 60, 50),) * 300}, {"elements": (ElementAnswers("time", 9, 20),)},
        {"elements": (ElementAnswers("time", 12, 60),)}, {"elements": (ElementAnswers("smell", 12, 40),)},
        {"elements": (ElementAnswers("time", 12, 40),) * 2}, {"elements": (ElementAnswers("overall", 12, 40),)},
        {"month": date(2026, 6, 2)},
    ],
    ids=str,
)  # fmt: skip
def test_a_record_that_says_what_none_may_say_is_not_counted(wrong):
    assert sound(GOOD)
    assert not sound(replace(GOOD, **wrong))
