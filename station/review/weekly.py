"""The station's weekly look at itself: scheduled, kept in the store, and told to the supervisor.

When a look may be is the table of station.workflow.looks; what it says is models.operation.looks, whose false alarms
are at most one in twenty years in which nothing is wrong. Of what could have been found it speaks in each look: no
alarm at a post of few people is no proof.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from models.operation import judges, looks
from models.operation.evaluate import Rates, rates
from models.operation.groups import PEOPLE_STEP, differences
from models.operation.traffic import ImpostorRow, System, Traffic, VisitRow
from models.parameters import (
    OPERATION_ALARM_RATIO,
    OPERATION_BUDGET,
    OPERATION_CLAIMED_FNMR,
    OPERATION_LOOKS,
)
from station.domain.audit import Act, AuditEvent, Detail
from station.domain.case import Case
from station.domain.outcome import CaseReason
from station.domain.self_look import ErrorTold, SelfLook, SelfLooks, WorseGroup
from station.review import counted
from station.review.strangers import Strangers, kept_features
from station.store import audit_log, meta, served
from station.store.session import Store, Unit
from station.workflow.looks import LookStep, LookWeek, step

SLICE = timedelta(days=7)  # read at a time, so that no long reading stands in a visit's way
PROBES_OF = timedelta(days=28)  # that are compared with strangers
MOST_PROBES = 1000  # of these, evenly spread: half a minute of one processor a week
_VERSION = 1


@dataclass(frozen=True)
class _Kept:
    begun: LookWeek | None = None
    until: datetime | None = None  # of the one that was begun
    looks: tuple[SelfLook, ...] = ()  # of a year, the oldest first

    @property
    def done(self) -> LookWeek | None:
        return LookWeek(self.looks[-1].year, self.looks[-1].week) if self.looks else None


class WeeklyLooks:
    """`zone`: of the post, whose weeks they are; `mode`: of the visits that count."""

    def __init__(self, store: Store, zone: tzinfo, mode: str, strangers: Callable[[], Strangers] | None = None) -> None:
        """`strangers`: whom probes are compared with to count false matches; None: nobody, and FMR is not told."""
        self._store, self._zone, self._mode = store, zone, mode
        self._strangers = strangers

    def due(self, stopping: Callable[[], bool] = lambda: False) -> SelfLook | None:
        """Does this week's look where it may be; it takes seconds, and ends without one where `stopping`."""
        with self._store.unit() as unit:
            now = unit.now().astimezone(self._zone)
            this, kept = LookWeek.of(now.date()), _newest(unit, now.year)
            what = step(this, kept.begun, kept.done)
            if what is LookStep.WAIT:
                return None
            until = kept.until if what is LookStep.GO_ON and kept.until is not None else now
            of_year = kept.looks if kept.done is None or kept.done.year == this.year else ()
            _put(unit, this.year, _Kept(this, until, of_year))
        found = self._look(this, until, stopping)
        if found is None:
            return None
        with self._store.unit() as unit:
            _put(unit, this.year, _Kept(looks=(*of_year, found)))
            detail: dict[str, Detail] = {"look": f"{this.year}-{this.week:02}", "alarm": found.alarm}
            station = self._store.keys.station
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.REPORT_MADE, station, "", detail))
        return found

    def told(self) -> SelfLooks:
        """Those of this year; at its beginning, those of the year before."""
        with self._store.reading() as unit:
            year = unit.now().astimezone(self._zone).year
            looks = _read(unit, year).looks
            if not looks:
                year, looks = year - 1, _read(unit, year - 1).looks
        return SelfLooks(year, looks[::-1], OPERATION_BUDGET, OPERATION_LOOKS)

    def alarm(self) -> date | None:
        """The day of the newest look where that one is an alarm, by the post's calendar."""
        newest = next(iter(self.told().looks), None)
        return newest.until.astimezone(self._zone).date() if newest is not None and newest.alarm else None

    def _look(self, week: LookWeek, until: datetime, stopping: Callable[[], bool]) -> SelfLook | None:
        start = datetime(week.year, 1, 1, tzinfo=self._zone)
        cases: dict[str, list[Case]] = {}
        judged = []
        rows = []
        for begin in _slices(start - SLICE, until):  # a case is as old as its visit, which may wait
            if stopping():
                return None
            with self._store.reading() as unit:
                for case in served.cases_between(
                    unit, begin, min(begin + SLICE, until), self._mode, CaseReason.FUSED_NO_MATCH
                ):
                    cases.setdefault(case.visit, []).append(case)
                    if begin >= start and (told := counted.judged(case)) is not None:
                        judged.append(told)
        for begin in _slices(start, until):
            if stopping():
                return None
            with self._store.reading() as unit:
                found = served.counted(unit, begin, min(begin + SLICE, until), self._mode)
            made = (counted.visit_row(of, cases.get(visit, ())) for visit, of in found.items())
            rows += [row for row in made if row is not None]
        met = self._met(until, stopping)
        return None if met is None else look_at(week, until, rows, judged, met)

    def _met(self, until: datetime, stopping: Callable[[], bool]) -> list[ImpostorRow] | None:
        """Probes of the last weeks against strangers of the same days; None where `stopping`."""
        if self._strangers is None:
            return []
        others = self._strangers()
        with self._store.reading() as unit:
            crossings = served.crossings(unit, until - PROBES_OF, until, self._mode)
        met: list[ImpostorRow] = []
        for crossing in crossings[:: max(1, math.ceil(len(crossings) / MOST_PROBES))]:
            if stopping():
                return None
            if (live := kept_features(self._store, crossing.visit)) is not None:
                met += others.met(crossing.visit, crossing.person, crossing.sealed_at, live)
        return met


def look_at(
    week: LookWeek,
    until: datetime,
    rows: list[VisitRow],
    judged: list[judges.Judged],
    met: Sequence[ImpostorRow] = (),
) -> SelfLook:
    """The look at these visits (VisitRow), comparisons with strangers, and cases that several people judged apart."""
    traffic, known = Traffic.of(rows), judges.of(judged)
    fused = System("fused")
    system = fused if fused in traffic.systems else next(iter(traffic.systems), fused)
    claims = {"fnmr": OPERATION_CLAIMED_FNMR}
    people = len({row.person for row in rows}) // PEOPLE_STEP * PEOPLE_STEP
    if not rows:
        return SelfLook(
            week.year, week.week, until, 0, 0, OPERATION_CLAIMED_FNMR, 1.0, 2 / OPERATION_BUDGET, False, None, 0,
            False, (), None,
        )  # fmt: skip
    found = looks.look(traffic, system, 0.0, known, claims)
    # what would have been found is reckoned at the level of one look, which takes as many shuffles
    level = OPERATION_BUDGET / 2 / OPERATION_LOOKS
    seen = differences(traffic, system, 0.0, known, level, math.ceil(1 / level))
    worse = [c for c in seen.cells if c.p is not None and (c.ratio_low or 0.0) > OPERATION_ALARM_RATIO]
    least = min((cell.p for cell in worse if cell.p is not None), default=1.0)
    named = tuple(
        WorseGroup(c.attribute, c.group, c.measure, c.ratio, c.ratio_low, c.ratio_high, c.people)
        for c in worse
        if found.groups
        and c.p == least
        and c.ratio is not None
        and c.ratio_low is not None
        and c.ratio_high is not None
    )
    sizes = [c.detectable for c in seen.cells if c.measure == "fnmr" and c.detectable is not None]
    with_strangers = Traffic.of(rows, met) if met else traffic
    told = {one: rates(with_strangers, one, 0.0, known) for one in with_strangers.systems}
    rate = told[system].fnmr if system in told else None
    return SelfLook(
        week.year,
        week.week,
        until,
        len(rows),
        people,
        OPERATION_CLAIMED_FNMR,
        found.evidence.get("fnmr", 1.0),
        found.limit,
        "fnmr" in found.claims,
        None if rate is None else (rate.value, rate.low, rate.high),
        seen.looked_at,
        found.groups,
        named,
        (min(sizes), max(sizes)) if sizes else None,
        _errors(told),
    )


def _errors(told: Mapping[System, Rates]) -> tuple[ErrorTold, ...]:
    """FNMR and FMR by modality, those that there is anything of."""
    return tuple(
        ErrorTold(
            system.modality, measure, rate.value, rate.low, rate.high, rate.people // PEOPLE_STEP * PEOPLE_STEP,
            round(rate.trials),
        )
        for system, of in told.items()
        for measure, rate in (("fnmr", of.fnmr), ("fmr", of.fmr))
        if rate is not None
    )  # fmt: skip


def _slices(start: datetime, end: datetime) -> list[datetime]:
    return [start + SLICE * i for i in range(max(0, math.ceil((end - start) / SLICE)))]


def _key(year: int) -> str:
    return f"self_looks:{year}"


def _newest(unit: Unit, year: int) -> _Kept:
    """This year's, else of the newest year next to it that has any: a clock may have been ahead."""
    found = [_read(unit, y) for y in (year + 1, year, year - 1)]
    return next((kept for kept in found if kept != _Kept()), _Kept())


def _put(unit: Unit, year: int, kept: _Kept) -> None:
    begun = None if kept.begun is None or kept.until is None else [kept.begun.week, kept.until.isoformat()]
    looks = [asdict(look) | {"until": look.until.isoformat()} for look in kept.looks]
    content = {"v": _VERSION, "begun": begun, "looks": looks}
    meta.put(unit, _key(year), json.dumps(content, separators=(",", ":")).encode())


def _read(unit: Unit, year: int) -> _Kept:
    """What this station kept itself; of another version, nothing."""
    raw = meta.get(unit, _key(year))
    content = json.loads(raw) if raw is not None else {}
    if content.get("v") != _VERSION:
        return _Kept()
    begun = content["begun"]
    return _Kept(
        None if begun is None else LookWeek(year, begun[0]),
        None if begun is None else datetime.fromisoformat(begun[1]),
        tuple(_look_of(one) for one in content["looks"]),
    )


def _look_of(values: dict[str, Any]) -> SelfLook:
    pairs = {name: None if values[name] is None else tuple(values[name]) for name in ("fnmr", "detectable")}
    groups = tuple(WorseGroup(**one) for one in values["groups"])
    errors = tuple(ErrorTold(**one) for one in values.get("errors", ()))  # looks of before they were kept have none
    until = datetime.fromisoformat(values["until"])
    return SelfLook(**{**values, **pairs, "groups": groups, "errors": errors, "until": until})
