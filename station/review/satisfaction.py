"""What travellers say of the service: the nine elements of the national survey, sampled honestly and told safely.

Survei Kepuasan Masyarakat (Peraturan Menteri PANRB 14/2017): nine elements, answers 1 to 4, an index of 25 to 100 and a
grade. A tap at the counter is no such survey: after the first, overall answer one of the nine is asked, drawn by
chance, so each gets a ninth of the answers; an index is told only when every element has the smallest sample, as an
indication.

Nothing is told of fewer than ten answers: not as a cell, not as what a total leaves over, and not as the difference of
two periods. So figures are of whole periods of the calendar alone, and never of days up to now: the first tap by month,
the nine elements by the year up to a month's end. What may be told of these follows from the answers themselves, in one
order (`_whether`), so that a page, a file and another station's sum say the same whenever they are asked.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import TypeVar

import numpy as np

from station.domain.satisfaction import AnswerTally, AskedOf, DaysOfAnswers, ElementAnswers, ToldAnswers

FEWEST = 10  # answers behind anything that is told
SCORES = (1, 2, 3, 4)
_RESAMPLES = 1000
_SEED = 142017


class Element(IntEnum):
    """The elements of the survey, in its order; OVERALL is the first tap and none of them."""

    OVERALL = 0
    REQUIREMENTS = 1
    PROCEDURE = 2
    TIME = 3
    COST = 4
    PRODUCT = 5
    COMPETENCE = 6
    BEHAVIOUR = 7
    COMPLAINTS = 8
    FACILITIES = 9


NINE: tuple[Element, ...] = tuple(element for element in Element if element is not Element.OVERALL)


@dataclass(frozen=True)
class Answer:
    """One tap. It knows no visit, person or document, and no time but the half hour."""

    day: date
    half_hour: int  # 0 .. 47
    post: str
    language: str
    element: Element
    score: int  # 1 .. 4


@dataclass(frozen=True)
class Overall:
    """Answers to the first question; None where fewer than ten answered."""

    asked: int
    answered: int | None
    shares: tuple[float, ...] | None  # of scores 1 to 4
    mean: float | None
    low: float | None  # 95 %, resampled by day: a bad afternoon is one thing that happened and not fifty
    high: float | None


@dataclass(frozen=True)
class Index:
    """The indicative index, 25 to 100, or what is missing for it."""

    means: Mapping[Element, float | None]  # None: fewer than ten answers
    answers: Mapping[Element, int | None]
    value: float | None
    grade: str | None  # "A" to "D"
    smallest: int  # sample an element needs


def further_question(draw: random.Random) -> Element:
    """Which of the nine is asked after the first tap."""
    return draw.choice(NINE)


def smallest_sample(visits: int) -> int:
    """Answers that so many visits need (R. V. Krejcie and D. W. Morgan, "Determining sample size for research
    activities", 1970): chi square 3.841, share 0.5, precision 0.05."""
    if visits <= 0:
        return 0
    spread = 3.841 * 0.25
    return min(visits, round(visits * spread / (0.05**2 * (visits - 1) + spread)))


def grade(index: float) -> str:
    """A from 88.31, B from 76.61, C from 65.00, D from 25.00. The printed limits have gaps of a hundredth between them:
    an index is rounded to two places first."""
    rounded = Decimal(repr(index)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    for letter, least in (("A", "88.31"), ("B", "76.61"), ("C", "65.00")):
        if rounded >= Decimal(least):
            return letter
    return "D"


def index(answers: Iterable[Answer], visits: int) -> Index:
    """The index of a period with so many visits. Every element weighs a ninth: with the 0.11 that is often printed the
    best would have 99."""
    count, total = Counter[Element](), Counter[Element]()
    for answer in answers:
        count[answer.element] += 1
        total[answer.element] += answer.score
    return _index(count, total, visits)


def _index(count: Mapping[Element, int], total: Mapping[Element, int], visits: int) -> Index:
    smallest = max(FEWEST, smallest_sample(visits))
    means: dict[Element, float | None] = {e: total[e] / count[e] if count[e] >= FEWEST else None for e in NINE}
    known = [mean for e, mean in means.items() if mean is not None and count[e] >= smallest]
    value = sum(known) / len(NINE) * 25 if len(known) == len(NINE) else None
    counted: dict[Element, int | None] = {e: count[e] if count[e] >= FEWEST else None for e in NINE}
    return Index(means, counted, value, None if value is None else grade(value), smallest)


def overall(answers: Iterable[Answer], asked: int) -> Overall:
    """The first tap: shares and mean, never a grade."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for answer in answers:
        if answer.element is Element.OVERALL:
            by_day[answer.day].append(answer.score)
    count = sum(len(scores) for scores in by_day.values())
    if count < FEWEST:
        return Overall(asked, None, None, None, None, None)
    found = Counter(score for scores in by_day.values() for score in scores)
    total = np.array([sum(scores) for scores in by_day.values()], np.float64)
    number = np.array([len(scores) for scores in by_day.values()], np.float64)
    low, high = _resampled(total, number)
    return Overall(asked, count, tuple(found[s] / count for s in SCORES), float(total.sum() / count), low, high)


def _resampled(total: np.ndarray, number: np.ndarray) -> tuple[float | None, float | None]:
    """95 % limits of sum / number by days drawn with replacement; none from a single day."""
    if len(total) < 2:
        return None, None
    drawn = np.random.default_rng(_SEED).integers(len(total), size=(_RESAMPLES, len(total)))
    means = total[drawn].sum(1) / number[drawn].sum(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


CellKey = TypeVar("CellKey", bound=Hashable)


def hidden(counts: Mapping[CellKey, int], total: int) -> set[CellKey]:
    """Cells of a table beside its total that must not be told: those of fewer than ten answers, and the next smallest
    until what the total leaves over is nothing or ten as well."""
    unseen = {cell for cell, count in counts.items() if count < FEWEST}
    while True:
        told = [cell for cell in counts if cell not in unseen]
        rest = total - sum(counts[cell] for cell in told)
        if rest == 0 or rest >= FEWEST or not told:
            return unseen
        unseen.add(min(told, key=lambda cell: counts[cell]))


Period = tuple[date, date]  # first day, last day


class Telling:
    """Which periods of one cell may be told, given those that were. Periods lie within each other or apart, as days,
    months and years do; one that crosses another is not told. What a period has beyond those within it that were told
    is the least that can be reckoned from all of them, and must be ten answers or none.

    answers: how many answers a stretch of days has, first and last day.
    """

    def __init__(self, answers: Callable[[date, date], int], told: Iterable[Period] = ()) -> None:
        self._answers = answers
        self.told: set[Period] = set(told)

    def tell(self, first: date, last: date) -> bool:
        """Whether this period may be told as well; from then on it counts as told."""
        period = (first, last)
        if period in self.told:
            return True
        if any(_cross(period, other) for other in self.told):
            return False
        around = min((p for p in self.told if _within(period, p)), key=lambda p: p[1] - p[0], default=None)
        wanted = self.told | {period}
        if not all(self._safe(p, wanted) for p in (period, around) if p is not None):
            return False
        self.told = wanted
        return True

    def _safe(self, period: Period, told: set[Period]) -> bool:
        inside = [p for p in told if p != period and _within(p, period)]
        largest = [p for p in inside if not any(p != q and _within(p, q) for q in inside)]
        beyond = self._answers(*period) - sum(self._answers(*p) for p in largest)
        return beyond == 0 or beyond >= FEWEST


@dataclass(frozen=True)
class Asked:
    """How many of a language, or of an outcome, were asked and answered."""

    asked: int
    answered: int


@dataclass(frozen=True)
class MonthsAnswers:
    """What may be told of the answers at the end of a month."""

    over: bool  # nothing is told of a month that goes on: its next day would be the difference
    first: Overall  # of the month; the shares only where ten gave each score, as the mean would give away the rest
    by_language: Mapping[str, Asked]  # of the month
    by_outcome: Mapping[str, Asked]
    year: Index  # of the nine, from January to the month's end


def months_answers(tallies: Iterable[AnswerTally], first: date, today: date, visits: int) -> MonthsAnswers:
    """Of the month that begins on `first`, from the tallies of its year up to the month's end; several posts' are added
    up. visits: of the same year up to the month's end."""
    after = (first + timedelta(days=32)).replace(day=1)
    until = after - timedelta(days=1)
    of_year = [tally for tally in tallies if date(first.year, 1, 1) <= tally.day <= until]
    of_month = [tally for tally in of_year if tally.day >= first]
    over = after <= today
    if not over:
        return MonthsAnswers(False, overall((), 0), {}, {}, index((), visits))
    taps = overall(_answers(of_month), sum(count for tally in of_month for _, count in tally.asked))
    if taps.answered is not None and min(taps.shares or (0.0,)) * taps.answered < FEWEST - 0.5:
        taps = replace(taps, shares=None)
    shown = _whether(of_year, first)
    nine = [answer for answer in _answers(of_year) if answer.element in shown]
    return MonthsAnswers(True, taps, _asked(of_month, 0), _asked(of_month, 1), index(nine, visits))


def told_answers(
    station: str, mode: str, tallies: Iterable[AnswerTally], first: date, today: date, visits: int
) -> ToldAnswers | None:
    """What `months_answers` tells, in whole numbers that can be added to those of other stations; None where that is
    nothing. Parameters as there."""
    found = months_answers(tallies := tuple(tallies), first, today, visits)
    if not found.over:
        return None
    elements = tuple(
        ElementAnswers(e.name.lower(), answers, round(mean * answers))
        for e in NINE
        if (mean := found.year.means[e]) is not None and (answers := found.year.answers[e]) is not None
    )
    taps = found.first
    if taps.answered is None or taps.mean is None:
        return ToldAnswers(station, mode, first, visits, elements=elements) if elements else None
    after = (first + timedelta(days=32)).replace(day=1)
    by_day: dict[date, list[int]] = defaultdict(list)
    for answer in _answers(tally for tally in tallies if first <= tally.day < after):
        if answer.element is Element.OVERALL:
            by_day[answer.day].append(answer.score)
    n = np.array([len(scores) for scores in by_day.values()], np.int64)
    s = np.array([sum(scores) for scores in by_day.values()], np.int64)
    spread = DaysOfAnswers(len(n), int(n @ n), int(n @ s), int(s @ s)) if len(n) >= FEWEST else None
    scores = tuple(round(share * taps.answered) for share in taps.shares or ())
    return ToldAnswers(
        station, mode, first, visits, taps.asked, taps.answered, int(s.sum()), scores, spread,
        tuple(AskedOf(key, cell.asked, cell.answered) for key, cell in found.by_language.items()),
        tuple(AskedOf(key, cell.asked, cell.answered) for key, cell in found.by_outcome.items()),
        elements,
    )  # fmt: skip


_KEYS = 100  # languages, and outcomes
_MOST = 10**8  # answers


def sound(told: ToldAnswers) -> bool:
    """Whether a record from outside says what one may say: whole numbers that fit each other, and none below ten."""
    cells = [*told.languages, *told.outcomes]
    counts = [told.answered, *(e.answers for e in told.elements), *(c.answered for c in cells), *told.scores]
    sums = [(told.answered, told.total), *((e.answers, e.total) for e in told.elements)]
    named, spread = [e.element for e in told.elements], told.spread
    return all((
        all(count == 0 or FEWEST <= count <= _MOST for count in counts),
        0 <= told.visits <= _MOST and told.answered <= told.asked <= _MOST,
        len(cells) <= 2 * _KEYS and all(0 < len(c.key) <= _KEYS and c.answered <= c.asked <= _MOST for c in cells),
        all(SCORES[0] * count <= total <= SCORES[-1] * count for count, total in sums),
        not told.scores or (len(told.scores) == len(SCORES) and sum(told.scores) == told.answered),
        spread is None or (FEWEST <= spread.days <= 31 and 0 < min(spread.nn, spread.ns, spread.ss) < _MOST**2),
        len(set(named)) == len(named) and {e.name.lower() for e in NINE} >= set(named),
        told.month.day == 1,
    ))  # fmt: skip


def of_all(told: Iterable[ToldAnswers], over: bool) -> MonthsAnswers:
    """The answers of several stations together: of each what it may tell itself, so that neither the sum nor what it
    leaves over beside a station's own report, nor a later sum with a station more, is fewer than ten answers."""
    posts = tuple(told) if over else ()
    giving = [one for one in posts if one.answered]
    answered, total = sum(one.answered for one in giving), sum(one.total for one in giving)
    taps = Overall(0, None, None, None, None, None)
    if answered:
        shares = None
        if all(one.scores for one in giving):
            shares = tuple(sum(one.scores[i] for one in giving) / answered for i in range(len(SCORES)))
        low, high = _limits(giving, answered, total / answered)
        taps = Overall(sum(one.asked for one in giving), answered, shares, total / answered, low, high)
    count, scored = Counter[Element](), Counter[Element]()
    for one in posts:
        for found in one.elements:
            count[Element[found.element.upper()]] += found.answers
            scored[Element[found.element.upper()]] += found.total
    year = _index(count, scored, sum(one.visits for one in posts))
    return MonthsAnswers(
        over, taps, _added(one.languages for one in giving), _added(one.outcomes for one in giving), year
    )


def _added(cells: Iterable[Iterable[AskedOf]]) -> dict[str, Asked]:
    asked, answered = Counter[str](), Counter[str]()
    for cell in (one for of_station in cells for one in of_station):
        asked[cell.key] += cell.asked
        answered[cell.key] += cell.answered
    return {key: Asked(asked[key], answered[key]) for key in sorted(asked)}


def _limits(giving: Iterable[ToldAnswers], answered: int, mean: float) -> tuple[float | None, float | None]:
    """95 % limits of the mean, a day at a station being one thing that happened: the linearised variance of a ratio
    over clusters (W. G. Cochran, "Sampling Techniques", 3rd edition 1977, section 6.5), Student's quantile by the
    expansion 26.7.5 of Abramowitz and Stegun. None where a station does not say how unlike its days were."""
    spreads = [one.spread for one in giving]
    if not all(spreads):
        return None, None
    days = sum(spread.days for spread in spreads if spread is not None)
    unlike = sum(s.ss - 2 * mean * s.ns + mean * mean * s.nn for s in spreads if s is not None)
    spread = math.sqrt(max(0.0, unlike) * days / (days - 1)) / answered
    z, free = 1.959964, days - 1
    t = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return max(float(SCORES[0]), mean - t * spread), min(float(SCORES[-1]), mean + t * spread)


def _answers(tallies: Iterable[AnswerTally]) -> list[Answer]:
    return [
        Answer(tally.day, half, "", language, Element[element.upper()], score)
        for tally in tallies
        for (half, language, element, score), count in tally.answers
        for _ in range(count)
    ]


def _asked(tallies: Iterable[AnswerTally], side: int) -> dict[str, Asked]:
    """By language (0) or outcome (1), without what too few or what the rest of the table would give away."""
    asked, answered = Counter[str](), Counter[str]()
    for tally in tallies:
        for key, count in tally.asked:
            asked[key[side]] += count
        for key, count in tally.answered:
            answered[key[side]] += count
    unseen = hidden(answered, answered.total()) | hidden(asked, asked.total())
    return {key: Asked(asked[key], answered[key]) for key in sorted(asked) if key not in unseen and answered[key]}


def _whether(tallies: Iterable[AnswerTally], month: date) -> set[Element]:
    """Elements of which the year up to the end of `month` may be told: those of which the answers since the last end
    that was told are ten, or none. The ends before it are tried in their order, as they were when they came."""
    by_day: dict[Element, Counter[date]] = defaultdict(Counter)
    for answer in _answers(tallies):
        by_day[answer.element][answer.day] += 1
    start = date(month.year, 1, 1)
    ends = [date(month.year, n + 1, 1) - timedelta(days=1) for n in range(1, month.month)]
    ends.append((month + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    shown = set()
    for element in NINE:
        telling = Telling(_between(by_day[element]))
        if [telling.tell(start, end) for end in ends][-1]:
            shown.add(element)
    return shown


def _between(by_day: Mapping[date, int]) -> Callable[[date, date], int]:
    return lambda first, last: sum(count for day, count in by_day.items() if first <= day <= last)


def _within(one: Period, other: Period) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _cross(one: Period, other: Period) -> bool:
    apart = one[1] < other[0] or other[1] < one[0]
    return not apart and not _within(one, other) and not _within(other, one)
