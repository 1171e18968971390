"""What a station says of itself, held against what was planted: `python -m tests.load.self_evaluation --json OUT`.

Traffic of 20,000 visits is invented again and again (--runs) and given to the product's own self-evaluation
(models.operation). Two kinds: `airport`, 12,000 people, most of whom come once, and `border_pass`, 500 commuters. A
person's errors are alike (correlation 0.05); people whom others are easily confused with are so as probe and as
reference; 200 visits are impostors. Whoever judges a non-match recognises 85 of 100 genuine travellers and takes 5 of
100 impostors for genuine; what the product knows of that comes from 200 known cases of each kind and from a tenth of
the cases, which several people judged apart. Half of the runs plant a group of 8 % whose FNMR is three times as high.

OUT by kind: `coverage` {measure: share of 95 % intervals that hold the truth}, over all runs; `differences_planted` and
`differences_found`, runs with the difference and those of them in which the product raised an alarm for that group;
`false_alarms`, share of runs without a difference with any alarm in one look at all groups and measures;
`weekly_false_alarms`, share of years without anything wrong in which any of 52 weekly looks, at all rates and all
groups, raised any alarm. Beside them `coverage_if_independent`, intervals that take visits for independent: the trap;
`differences_detectable`, the median ratio that the product says it would have found; and `runs`.

The first run of each kind goes through rows of the record (VisitRow) as well, which must become the same arrays.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from models.operation import groups, judges, looks
from models.operation.evaluate import Rates, rates
from models.operation.intervals import clopper_pearson
from models.operation.judges import Judged, Judges
from models.operation.traffic import (
    Groups,
    ImpostorRow,
    Impostors,
    OperatorWord,
    Searched,
    Searches,
    System,
    Traffic,
    VisitRow,
)

VISITS, ATTEMPTS = 20_000, 200
SYSTEM, THRESHOLD = System("fused"), 2.0
FNMR, FMR, FPIR = 0.012, 0.001, 0.01
SEARCH_WORSE = 1.5  # FNIR by FNMR
TRUTH = {"fnmr": FNMR, "fmr": FMR, "fnir": FNMR * SEARCH_WORSE, "fpir": FPIR}
ALIKE = 0.05  # correlation of a person's visits
EASILY_CONFUSED = 2.0  # shape of how much more likely a person is taken for others; its variance is 1 / this
SEEING, TAKEN_IN = 0.85, 0.05
KNOWN, APART = 200, 0.1
REFERENCES, CACHED = 10, 200
PLANTED, PLANTED_SHARE, TIMES = "N07", 0.08, 3.0
WEEKS, SHUFFLES = 52, 299
GALLERY = 50_000


@dataclass(frozen=True)
class Kind:
    people: int
    returning: float  # shape of how often people come; its variance is 1 / this
    each_once: bool


KINDS = {"airport": Kind(12_000, 1.0, True), "border_pass": Kind(500, 1.6, False)}


@dataclass(frozen=True, eq=False)
class Year:
    traffic: Traffic
    cases: tuple[Judged, ...]
    week: np.ndarray  # int64[n], in order
    truth: Mapping[str, float]


def _shares(draw: np.random.Generator, mean: np.ndarray) -> np.ndarray:
    """Each person's own rate, of this mean and so that two visits of a person correlate by ALIKE."""
    scale = 1 / ALIKE - 1
    return np.clip(draw.beta(mean * scale, (1 - mean) * scale), 1e-300, 1 - 1e-12)


def _groups(draw: np.random.Generator, people: int) -> dict[str, Groups]:
    names = tuple(f"N{i:02}" for i in range(20))
    weights = 1 / np.arange(1, 21)
    planted = names.index(PLANTED)
    weights[planted] = 0
    weights *= (1 - PLANTED_SHARE) / weights.sum()
    weights[planted] = PLANTED_SHARE
    nationality = draw.choice(20, people, p=weights)
    issuer = np.where(draw.random(people) < 0.95, nationality, draw.choice(20, people, p=weights))
    age, sex = draw.choice(6, people, p=[0.08, 0.1, 0.3, 0.27, 0.17, 0.08]), draw.integers(0, 2, people)
    return {
        "nationality": Groups(names, nationality),
        "issuer": Groups(names, issuer),
        "age": Groups(("0-11", "12-17", "18-34", "35-49", "50-64", "65-"), age),
        "sex": Groups(("F", "M"), sex),
    }


def _people(draw: np.random.Generator, kind: Kind) -> np.ndarray:
    often = draw.gamma(kind.returning, size=kind.people)
    once = np.arange(kind.people) if kind.each_once else np.empty(0, np.int64)
    more = draw.choice(kind.people, VISITS - len(once), p=often / often.sum())
    return draw.permutation(np.concatenate([once, more]))


def _strangers(draw: np.random.Generator, person: np.ndarray, people: int) -> Impostors:
    """Each probe with some of the last travellers, as a cache without its own mate deals them."""
    probe = np.repeat(np.arange(CACHED, VISITS), REFERENCES)
    back = draw.integers(1, CACHED + 1, len(probe))
    reference = person[probe - back]
    other = reference != person[probe]
    probe, reference = probe[other], reference[other]
    confused = draw.gamma(EASILY_CONFUSED, 1 / EASILY_CONFUSED, people)
    mine = person[probe]
    likely = FMR * confused[mine] * confused[reference]
    if people <= 1000:  # the same two people meet again and again, and are as alike every time
        one, two = np.triu_indices(people, 1)
        pairs = np.zeros((people, people))
        pairs[one, two] = _shares(draw, FMR * confused[one] * confused[two])
        likely = pairs[np.minimum(mine, reference), np.maximum(mine, reference)]
    score = THRESHOLD + np.log(np.maximum(likely, 1e-300)) - np.log1p(-draw.random(len(probe)))
    return Impostors(probe, reference, {SYSTEM: score})


def invent(draw: np.random.Generator, kind: Kind, difference: bool) -> Year:
    """A year's traffic with everything planted in it."""
    person, of = _people(draw, kind), _groups(draw, kind.people)
    planted = of["nationality"].of == of["nationality"].labels.index(PLANTED)
    mean = np.where(planted & difference, FNMR * TIMES, FNMR)
    own = _shares(draw, mean)[person]
    normal = ndtri(draw.random(VISITS))
    mate = THRESHOLD + normal - ndtri(own)
    searched = THRESHOLD + normal - ndtri(np.minimum(own * SEARCH_WORSE, 1 - 1e-12))
    impostor = np.zeros(VISITS, np.bool_)
    impostor[draw.choice(VISITS, ATTEMPTS, replace=False)] = True
    mate = np.where(impostor, THRESHOLD - 3 - np.abs(normal), mate)
    searched = np.where(impostor, THRESHOLD - 3 - np.abs(normal), searched)
    stranger = THRESHOLD + ndtri(_shares(draw, np.full(kind.people, FPIR))[person]) - ndtri(draw.random(VISITS))
    matched = mate >= THRESHOLD
    called_false = draw.random(VISITS) < np.where(impostor, TAKEN_IN, SEEING)
    said = np.where(
        matched, OperatorWord.NOTHING, np.where(called_false, OperatorWord.FALSE_NON_MATCH, OperatorWord.TRUE_NON_MATCH)
    )
    slow = draw.gamma(8, 1 / 8, kind.people)[person]
    traffic = Traffic(
        people=kind.people,
        person=person,
        matched=matched,
        said=said.astype(np.int64),
        scores={SYSTEM: mate},
        searches={SYSTEM: Searches(searched, stranger, np.full(VISITS, GALLERY))},
        impostors=_strangers(draw, person, kind.people),
        groups=of,
        rejected=draw.random(VISITS) < _shares(draw, np.full(kind.people, 0.03))[person],
        retries=draw.poisson(0.2 * slow),
        seconds=slow * draw.lognormal(np.log(40), 0.4, VISITS),
    )
    more = 1 + PLANTED_SHARE * (TIMES - 1) if difference else 1.0
    truth = {name: value * (more if name in ("fnmr", "fnir") else 1) for name, value in TRUTH.items()}
    week = np.sort(draw.integers(0, WEEKS, VISITS))
    return Year(traffic, _cases(draw, traffic, impostor), week, truth)


def _cases(draw: np.random.Generator, traffic: Traffic, impostor: np.ndarray) -> tuple[Judged, ...]:
    seeded = [Judged((bool(draw.random() < SEEING),), True) for _ in range(KNOWN)]
    seeded += [Judged((bool(draw.random() < TAKEN_IN),), False) for _ in range(KNOWN)]
    for i in np.flatnonzero(~traffic.matched):
        if draw.random() < APART:
            again = [bool(draw.random() < (TAKEN_IN if impostor[i] else SEEING)) for _ in range(2)]
            first = bool(traffic.said[i] == OperatorWord.FALSE_NON_MATCH)
            seeded.append(Judged((first, again[0]) if first == again[0] else (first, *again)))
    return tuple(seeded)


def rows_of(year: Year) -> tuple[list[VisitRow], list[ImpostorRow]]:
    """The same year as rows of the record."""
    t = year.traffic
    found, strangers = t.searches[SYSTEM], t.impostors
    visits = [
        VisitRow(
            visit=str(i), person=str(t.person[i]), matched=bool(t.matched[i]), said=OperatorWord(int(t.said[i])),
            scores={SYSTEM: float(t.scores[SYSTEM][i])},
            searches={SYSTEM: Searched(float(found.mate[i]), float(found.stranger[i]), int(found.gallery[i]))},
            groups={name: g.labels[g.of[t.person[i]]] for name, g in t.groups.items()},
            rejected=bool(t.rejected[i]), retries=int(t.retries[i]), seconds=float(t.seconds[i]),
        )
        for i in range(len(t))
    ]  # fmt: skip
    others = [
        ImpostorRow(str(p), str(r), {SYSTEM: float(s)})
        for p, r, s in zip(strangers.probe, strangers.reference, strangers.scores[SYSTEM], strict=True)
    ]
    return visits, others


def through_rows(year: Year, known: Judges) -> None:
    """Raises AssertionError unless rows of the record give the same rates and the same alarms."""
    again = Traffic.of(*rows_of(year))
    of_both = [rates(traffic, SYSTEM, THRESHOLD, known) for traffic in (again, year.traffic)]
    for name in TRUTH:
        mine, other = (dataclasses.astuple(getattr(told, name)) for told in of_both)
        if not np.allclose(mine, other, rtol=1e-9):  # people are numbered in another order, and added up in it
            raise AssertionError(f"{name}: {mine} from rows of the record, {other} from the arrays")
    of_rows = groups.sums(again, SYSTEM, THRESHOLD, known)
    of_arrays = groups.sums(year.traffic, SYSTEM, THRESHOLD, known)
    if not np.allclose(of_rows.errors.sum(0), of_arrays.errors.sum(0)):
        raise AssertionError("rows of the record give other sums than the arrays")


def _weekly(year: Year, known: Judges) -> bool:
    ends = np.searchsorted(year.week, np.arange(WEEKS), side="right")
    at = np.arange(VISITS)
    return any(looks.look(year.traffic.of_visits(at < end), SYSTEM, THRESHOLD, known, year.truth).alarm for end in ends)


@dataclass(frozen=True)
class Run:
    held: Mapping[str, bool]
    independent: Mapping[str, bool]
    alarm: bool
    found: bool
    detectable: float | None
    weekly: bool | None


def once(draw: np.random.Generator, kind: Kind, difference: bool, *, weekly: bool, by_rows: bool) -> Run:
    year = invent(draw, kind, difference)
    known = judges.of(year.cases)
    if by_rows:
        through_rows(year, known)
    told = rates(year.traffic, SYSTEM, THRESHOLD, known)
    seen = groups.differences(year.traffic, SYSTEM, THRESHOLD, known, shuffles=SHUFFLES)
    own = [c for c in seen.cells if (c.attribute, c.group, c.measure) == ("nationality", PLANTED, "fnmr")]
    return Run(
        {name: _holds(told, name, truth) for name, truth in year.truth.items()},
        {name: _independent(told, name, truth) for name, truth in year.truth.items()},
        bool(seen.alarms),
        any(c.alarm for c in own),
        next((c.detectable for c in own), None),
        _weekly(year, known) if weekly else None,
    )


def _holds(told: Rates, name: str, truth: float) -> bool:
    rate = getattr(told, name)
    return rate is not None and rate.low <= truth <= rate.high


def _independent(told: Rates, name: str, truth: float) -> bool:
    rate = getattr(told, name)
    low, high = clopper_pearson((rate.value or 0.0) * rate.trials, rate.trials)
    return low <= truth <= high


def figures(name: str, runs: int, weekly_runs: int) -> dict[str, object]:
    """`runs` years with and as many without the difference; `weekly_runs` of the latter are looked at every week."""
    made: dict[bool, list[Run]] = {True: [], False: []}
    for difference in (False, True):
        for number in range(runs):
            draw = np.random.default_rng([list(KINDS).index(name), number, int(difference)])
            weekly = not difference and number < weekly_runs
            made[difference].append(once(draw, KINDS[name], difference, weekly=weekly, by_rows=number == 0))
    both = made[False] + made[True]
    detectable = [run.detectable for run in made[True] if run.detectable is not None]
    return {
        "coverage": {m: statistics.fmean(run.held[m] for run in both) for m in TRUTH},
        "differences_planted": runs,
        "differences_found": sum(run.found for run in made[True]),
        "false_alarms": statistics.fmean(run.alarm for run in made[False]),
        "weekly_false_alarms": statistics.fmean(run.weekly for run in made[False] if run.weekly is not None),
        "coverage_if_independent": {m: statistics.fmean(run.independent[m] for run in both) for m in TRUTH},
        "differences_detectable": statistics.median(detectable) if detectable else None,
        "runs": {"coverage": len(both), "without_difference": runs, "weekly": weekly_runs},
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.self_evaluation", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument(
        "--runs", type=int, default=300, help="years with and as many without a difference, of each kind"
    )
    parser.add_argument("--weekly-runs", type=int, default=200, help="of those without, looked at every week")
    options = parser.parse_args()
    weekly = min(options.runs, options.weekly_runs)
    out = {}
    for name in KINDS:
        began = time.perf_counter()
        out[name] = figures(name, options.runs, weekly)
        print(f"{name}, {time.perf_counter() - began:.0f} s:", json.dumps(out[name], indent=1))
    options.json.write_text(json.dumps(out, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
