"""The register of stays and the search of past travellers: `python -m tests.load.register --json OUT`.

A station's database is filled with invented crossings (--visits, 500,000) of somewhat more than half as many people,
over a year and a half, at posts in three zones. Most of it is written by rows, as sealing would leave them; what is
planted for a question is written by the product's own code, crossing by crossing. Then the product is asked.

open_ms: opening the database, median and slowest of several. search_ms: one search of a name that is not there, of one
that is, and of a document's number, each through the audited service, median and p99 by the clock;
search_processor_ms the same without what others took of it meanwhile, search_parts_ms what it is made of.
overstays_planted, _found, and
wrong: whom the register names wrongly, and every planted traveller (overstays, missing halves, renewed passports, two
nationalities, bans, and people with whom nothing is wrong) for whom counter or register say something else; planted
says how many of each, counter_ms what one answer takes. dashboard_ms: all counts of the register and the first page of
each of its lists, and year_cold, the slowest part of the page of figures. figures_ms: each of those parts, from a
database that was just opened, the days that are over counted as the station does by itself; arrivals_uncounted_ms: the
same year before that. count_days_ms: that counting, with what a visit takes to be sealed meanwhile and how late the
window's thread is waked from a sleep of 5 ms. report_seconds: the monthly
report of the month before, with its files, without comparisons with strangers, of as many crossings as report_crossings
says, and of that the reading of the records.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from itertools import count, islice
from operator import itemgetter
from pathlib import Path
from threading import Thread
from typing import Any

from sqlalchemy import Table

import resources
from station.counter.enrol import seal_visit
from station.domain.audit import Act, AuditEvent
from station.domain.days import zone_of
from station.domain.officer import Officer, Permission, Role
from station.domain.outcome import Candidate, Decision, Verdict
from station.domain.register import TravellerPage
from station.domain.served import Counted, Group, Score, Spent
from station.domain.visit import Direction, Document, Stay, Visit
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.office.satisfaction import Satisfaction
from station.register.at_counter import AtCounter, StaysAtCounter
from station.register.past import PastTravellers
from station.review import monthly
from station.review.arrivals import Arrivals
from station.review.figures import PostFigures
from station.store import audit_log, officers, stays, who
from station.store.names import fold
from station.store.record import pack
from station.store.session import Store, Unit
from station.store.tables import counted as counted_rows
from station.store.tables import stays as stay_rows
from station.store.tables import visits as visit_rows
from station.store.tables import who as who_rows
from station.vault.keys import StationKeys
from station.workflow import policy
from tests.rig import visits

TODAY = date(2026, 11, 29)
FIRST = TODAY - timedelta(days=540)
BATCH = 60_000  # people: each transaction touches every page of the indices of drawn keys
FILL_CACHE = 512 * 1024  # KiB, while the database is filled alone
SHAPES = 8  # of what sealing keeps of a crossing, for each hour and post
_SYLLABLES = (
    "MU HA MAD SRI SA RI DE WI AN DI BU DI SU KA TO NO WAN TI NA RA JA LI PUT RI KAR YA GU NA HER MAN SI TI FA TI MAH "
    "AG US BA YU CHEN WEI LEE KIM SMI TH JO HAN SON MAR TIN"
)
SYLLABLES = tuple(_SYLLABLES.split())
STATES = ("AUS", "CHN", "DEU", "FRA", "GBR", "IND", "JPN", "KOR", "MYS", "NLD", "PHL", "RUS", "SGP", "THA", "USA")
CLASSES = (("A1", 30), ("B1", 30), ("C1", 60), ("D2", 60))
POSTS = (("CGK-1", "+07:00"), ("DPS-1", "+08:00"), ("DJJ-1", "+09:00"))
SEARCHES = 200
WAKE = 0.005  # seconds
LATE = 0.01  # share of stays that go beyond their last day
WORD = "selamat pagi"
EACH = 40  # travellers of each kind that are planted for the counter
RULES = policy.parse(resources.path("policy/policy.json").read_bytes())
MONTH = monthly.Month.of("2026-10")  # that is reported


def _name(draw: random.Random) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4)))


@dataclass(frozen=True)
class Body:
    """Somebody with one document, who comes through one post."""

    person: str
    key: str
    state: str
    surname: str
    given: str
    birth: str
    post: str
    zone: str

    @classmethod
    def drawn(cls, draw: random.Random) -> Body:
        state, (post, zone) = draw.choice(STATES), draw.choice(POSTS)
        birth = f"{draw.randint(1940, 2020)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        number = f"{draw.choice('ABCEGKX')}{draw.randint(0, 99_999_999):08}"
        given = f"{_name(draw)} {_name(draw)}"
        return cls(f"{draw.getrandbits(128):032x}", f"{state}:{number}", state, _name(draw), given, birth, post, zone)

    def visit(self, draw: random.Random, direction: str, on: date) -> dict[str, Any]:
        at = datetime(on.year, on.month, on.day, draw.randint(0, 23), draw.randint(0, 59), tzinfo=UTC).isoformat()
        return {
            "id": f"{draw.getrandbits(128):032x}", "person": self.person, "station": self.post, "officer": "rini",
            "document_key": self.key, "nationality": self.state, "name": f"{self.surname}, {self.given}",
            "surname_folded": self.surname, "given_folded": self.given, "birth": self.birth, "direction": direction,
            "verdict": "admit", "mode": "production", "opened_at": at, "sealed_at": at, "digest": "",
        }  # fmt: skip

    def stay(
        self, draw: random.Random, rule: tuple[str, int], came: date, left: date
    ) -> tuple[list[Any], dict[str, Any]]:
        last = came + timedelta(days=rule[1] - 1)
        rows = [self.visit(draw, "arrival", came)]
        gone = left <= TODAY
        if gone:
            rows.append(self.visit(draw, "departure", left))
        return rows, {
            "id": f"{draw.getrandbits(128):032x}", "person": self.person, "document_key": self.key,
            "nationality": self.state, "visa_class": rule[0], "purpose": "tourism", "kind": "visitor",
            "post": self.post, "arrived_on": came.isoformat(), "zone": self.zone, "last_day": last.isoformat(),
            "left_on": left.isoformat() if gone else None, "arrival_visit": rows[0]["id"], "version": 1,
            "departure_visit": rows[1]["id"] if gone else None, "closing": "departed" if gone else None,
            "certainty": "recorded", "changed_at": rows[-1]["sealed_at"],
        }  # fmt: skip

    def row(self, newest: str) -> dict[str, Any]:
        return {
            "person": self.person, "document_key": self.key, "number": self.key.partition(":")[2],
            "name": f"{self.surname}, {self.given}", "folded": fold(f"{self.surname} {self.given}"),
            "birth": self.birth, "nationality": self.state, "last_at": newest,
        }  # fmt: skip


Crossings = tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]


def _crossings(draw: random.Random, wanted: int, over: list[str]) -> Iterator[Crossings]:
    """People with their visits and stays; whoever is over the last day today is written down in `over`."""
    made = 0
    while made < wanted:
        body, rule = Body.drawn(draw), draw.choice(CLASSES)
        day = FIRST + timedelta(days=draw.randint(0, 538))
        visits_: list[dict[str, Any]] = []
        spells: list[dict[str, Any]] = []
        for _ in range(draw.choice((1, 1, 1, 2))):
            if day > TODAY:
                break
            days = draw.randint(1, rule[1])
            if draw.random() < LATE:
                days = draw.choice((rule[1] + draw.randint(1, 90), 1000))  # some never leave
            left = day + timedelta(days=days - 1)
            rows, spell = body.stay(draw, rule, day, left)
            visits_ += rows
            spells.append(spell)
            if spell["closing"] is None and spell["last_day"] < TODAY.isoformat():
                over.append(spell["id"])
            day = left + timedelta(days=draw.randint(10, 120))
        made += len(visits_)
        yield body.row(max(row["sealed_at"] for row in visits_)), visits_, spells


def fill(store: Store, wanted: int, draw: random.Random) -> tuple[list[str], list[dict[str, Any]]]:
    """Stays that are over today; some of the people, to be searched for."""
    over: list[str] = []
    some: list[dict[str, Any]] = []
    crowd, kept = _crossings(draw, wanted, over), Kept(draw)
    while batch := list(islice(crowd, BATCH)):
        with store.unit() as unit, _cached(unit):
            _insert(unit, who_rows, sorted((someone for someone, _, _ in batch), key=itemgetter("last_at")))
            rows = sorted((row for _, rows, _ in batch for row in rows), key=itemgetter("sealed_at"))  # as they come
            _insert(unit, visit_rows, rows)
            _insert(unit, counted_rows, map(kept.row, rows))
            spells = sorted((one for _, _, spells in batch for one in spells), key=itemgetter("changed_at"))
            _insert(unit, stay_rows, spells)
        some += draw.sample([someone for someone, _, _ in batch], k=min(240, len(batch)))
    return over, some


@contextmanager
def _cached(unit: Unit) -> Iterator[None]:
    """With the pages in memory; the connection is given back as the product opens it."""
    before = unit.connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    unit.connection.exec_driver_sql(f"PRAGMA cache_size = -{FILL_CACHE}")
    try:
        yield
    finally:
        unit.connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def _insert(unit: Unit, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """By the driver: half of what filling took was making parameters of dictionaries."""
    names = [column.name for column in table.columns if (table, column.name) != (who_rows, "id")]  # SQLite counts it
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    unit.connection.exec_driver_sql(sql, list(map(itemgetter(*names), rows)))


class Kept:
    """What sealing keeps of crossings for reports: made and packed by the product for some of each hour and post, with
    the visit, the person and the day of each crossing put in their places."""

    VISIT, PERSON, DAY = "v" * 32, "p" * 32, date(2000, 1, 1)

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._shapes: dict[tuple[str, int, str, int], bytes] = {}

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        at = row["sealed_at"]
        key = (row["station"], int(at[11:13]), row["nationality"], self._draw.randrange(SHAPES))
        if (shape := self._shapes.get(key)) is None:
            shape = self._shapes[key] = pack(self._counted(*key[:3]))
        for placeholder, value in ((self.VISIT, row["id"]), (self.PERSON, row["person"]), (str(self.DAY), at[:10])):
            shape = shape.replace(placeholder.encode(), value.encode(), 1)
        return {"visit": row["id"], "person": row["person"], "at": at, "mode": "production", "content": shape}

    def _counted(self, post: str, hour: int, state: str) -> Counted:
        draw = self._draw
        groups = (Group("nationality", state), Group("issuer", state), Group("sex", "F"))
        spent = tuple(Spent(step, draw.uniform(2, 20)) for step in ("document", "face", "fingers", "check", "decision"))
        scores = tuple(Score(modality, draw.uniform(-1, 20)) for modality in ("face", "fingers", "fused"))
        return Counted(
            self.VISIT, self.PERSON, post, self.DAY, hour, draw.random() > 0.01, "", scores, groups, spent,
            sum(one.seconds for one in spent), int(draw.random() < 0.1), False, False, True, 3, 3,
        )  # fmt: skip


# ---- who is planted for the counter, crossing by crossing, as the product seals them


def paper(number: int, state: str = "SGP", name: str = "PLANTED") -> Document:
    made = visits.document(f"Z{number:08d}", name, f"NUMBER {number}")
    return replace(made, nationality=state, issuer=state, expiry=date(2032, 1, 1))


def crossing(person: str, document: Document, direction: Direction, day: date, seed: int) -> Visit:
    last = RULES.last_day(direction, "tourism", "A1", 30, day, document)
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    made = Stay(direction, "tourism", "A1", 30, last, day=day, zone="+07:00")
    decision = Decision(Verdict.ADMIT, "in_order", "", "rini", at)
    whole = visits.visit(seed, octets=10, document=document, person=person, stay=made, decision=decision)
    return replace(whole, face=None, fingers=(), comparisons=(), opened_at=at, closed_at=at + timedelta(minutes=1))


@dataclass(frozen=True)
class Planted:
    """Somebody who stands at the counter today, what the register has of them, and what it must say."""

    kind: str
    crossings: tuple[tuple[Direction, int, Document], ...]  # days ago
    person: str
    document: Document
    direction: Direction
    said: frozenset[str]
    alike: tuple[str, ...] = ()
    listed: tuple[Candidate, ...] = ()


def planted() -> Iterator[Planted]:
    came, gone = Direction.ARRIVAL, Direction.DEPARTURE
    for number in range(EACH):
        own, other = paper(number), paper(number + 50_000)
        foreign = paper(number + 70_000, "MYS")
        person, hit = f"planted-{number}", Candidate("w", "w", "LISTED", own.number, 12.0, 1, (), True)
        for at, (kind, past, document, direction, said, more) in enumerate((
            ("clear", ((came, 90, own), (gone, 80, own)), own, came, {"clear"}, {}),
            ("in_time", ((came, 9, own),), own, gone, {"in_time"}, {}),
            ("overstays", ((came, 40 + number, own),), own, gone,
             {"overstay_fee" if 11 + number < 60 else "overstay_undecided"}, {}),
            ("halves", ((came, 9, own),), own, came, {"departure_missing"}, {}),
            ("halves", ((came, 60, own),), own, came, {"departure_missing_overdue"}, {}),
            ("halves", (), own, gone, {"entry_unrecorded"}, {}),
            ("renewed", ((came, 9, own),), other, gone, {"in_time", "document_renewed"}, {}),
            ("two_nationalities", ((came, 9, own),), foreign, came, {"two_nationalities"}, {}),
            ("bans", (), own, came, {"entry_ban"}, {"listed": (hit,)}),
            ("bans", (), own, came, {"entry_ban_candidate"}, {"listed": (replace(hit, same_document=False),)}),
        )):  # fmt: skip
            apart = replace(document, number=f"{document.number}{at}")
            before = tuple((way, ago, replace(used, number=f"{used.number}{at}")) for way, ago, used in past)
            who = f"{person}-{at}"
            if kind == "two_nationalities":  # found by the face alone, under another identity
                yield Planted(kind, before, who, apart, direction, frozenset(said), (f"{who}-before",))
            else:
                yield Planted(kind, before, who, apart, direction, frozenset(said), **more)  # type: ignore[arg-type]


def counter(store: Store, session: Any) -> dict[str, Any]:
    """Seal what is planted, then ask at the counter, and search for each by number."""
    desk = StaysAtCounter(store, RULES, lambda: TODAY)
    past = PastTravellers(store, session)
    seed, wrong, over = 1_000_000, 0, []
    kinds: Counter[str] = Counter()
    took: list[float] = []
    everybody = list(planted())
    for one in everybody:
        whose = one.alike[0] if one.alike else one.person
        for way, ago, document in one.crossings:
            seed += 1
            seal_visit(store, crossing(whose, document, way, TODAY - timedelta(days=ago), seed))
    for one in everybody:
        kinds[one.kind] += 1
        seed += 1
        stay = crossing(one.person, one.document, one.direction, TODAY, seed).stay
        asked = AtCounter(one.person, one.document, stay, one.alike, one.listed)
        answers: list[Any] = []
        took.append(timed(lambda asked=asked, answers=answers: answers.append(desk.look(asked))))  # type: ignore[misc]
        wrong += {finding.code for finding in answers[0].findings} != one.said
        for way, ago, document in one.crossings[:1]:
            found = past.search(document.number).travellers
            wrong += [line.document_key for line in found] != [document.key]
            open_now = way is Direction.ARRIVAL and len(one.crossings) == 1
            if open_now and ago > 29:  # A1 has 30 days, the day of entry is the first
                with store.reading() as unit:
                    over += [stay.id for stay in stays.of_person(unit, one.alike[0] if one.alike else one.person)]
    return {"planted": dict(kinds), "wrong": wrong, "over": over, "counter_ms": spread(took)}


def page_of_figures(folder: Path, keys: StationKeys) -> dict[str, Any]:
    """Milliseconds of each part of the page, each from a database that was just opened."""
    clock = lambda: datetime(2026, 11, 29, 3, 0, tzinfo=UTC)  # noqa: E731
    zone = timezone(timedelta(hours=7))
    found: dict[str, Any] = {}

    def part(ask: Callable[[PostFigures], object]) -> dict[str, float]:
        store = Store.open(folder / "station.db", keys, clock)
        try:
            session = LogIn(store).sign_in("sari", WORD)
            desk = PostFigures(store, session, zone, "production", Satisfaction(store, clock).between)
            return timed_here(lambda: ask(desk))
        finally:
            store.close()

    uncounted = part(lambda desk: desk.arrivals())
    store = Store.open(folder / "station.db", keys, clock)
    counting = count_days(store, zone)
    store.close()
    found["figures_ms"] = {
        "shift": part(lambda desk: desk.shift()),
        "service": part(lambda desk: desk.service()),
        "arrivals": part(lambda desk: desk.arrivals()),
        "looks": part(lambda desk: desk.looks()),
    }
    return found | {"arrivals_uncounted_ms": uncounted, "count_days_ms": counting}


def count_days(store: Store, zone: timezone) -> dict[str, Any]:
    """The days of a year counted beside a window and a counter: this thread sleeps as the window's does between two
    events, and seals a visit each second."""
    took: dict[str, float] = {}
    counting = Thread(target=lambda: took.update(timed_here(Arrivals(store, zone, "production").roll)))
    late: list[float] = []
    sealed: list[float] = []
    seeds = count(3_000_000)

    def seal() -> float:
        made = visits.visit(next(seeds), octets=10)
        return timed(lambda: seal_visit(store, made))

    alone = [seal() for _ in range(20)]
    counting.start()
    while counting.is_alive():
        late += [timed(partial(time.sleep, WAKE)) - WAKE * 1000 for _ in range(200)]
        sealed.append(seal())
    counting.join()
    return took | {
        "seal_alone": spread(alone),
        "seal_meanwhile": spread(sealed),
        "window_late": spread(late),
        "window_latest": round(max(late), 1),
    }


def report(store: Store, folder: Path) -> dict[str, Any]:
    """As `station-admin report` makes it."""
    start = time.perf_counter()
    zone = zone_of("+07:00")
    found = monthly.read(store, "CGK-1", MONTH, zone, "production")
    read = time.perf_counter() - start
    for name, content in monthly.files(monthly.report(found), datetime(2026, 11, 29, tzinfo=zone)):
        (folder / name).write_bytes(content)
    whole = time.perf_counter() - start
    return {
        "report_seconds": round(whole, 1),
        "report_reading_seconds": round(read, 1),
        "report_crossings": len(found.crossings),
    }


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000.0


def timed_here(work: Callable[[], object]) -> dict[str, float]:
    """By the clock, and of the processor: where others work beside, the clock counts them too."""
    start = time.process_time()
    took = timed(work)
    return {"clock": round(took, 1), "processor": round((time.process_time() - start) * 1000.0, 1)}


def spread(found: list[float]) -> dict[str, float]:
    found = sorted(found)
    return {"median": round(statistics.median(found), 2), "p99": round(found[int(len(found) * 0.99)], 2)}


def searches(store: Store, session: Any, some: list[dict[str, Any]], draw: random.Random) -> tuple[dict[str, Any], int]:
    """Milliseconds of a search by kind, and how often it named the wrong people."""
    desk = PastTravellers(store, session)
    wrong = 0
    taken: dict[str, list[float]] = {"absent": [], "present": [], "number": []}
    worked: dict[str, list[float]] = {kind: [] for kind in taken}
    apart: dict[str, list[float]] = {}
    for _ in range(SEARCHES):
        for kind, typed, someone in _asked(draw.choice(some), draw):
            pages: list[TravellerPage] = []
            start = time.thread_time()
            taken[kind].append(timed(lambda typed=typed, pages=pages: pages.append(desk.search(typed))))  # type: ignore[misc]
            worked[kind].append((time.thread_time() - start) * 1000)
            people = {one.person for one in pages[0].travellers}
            if kind == "absent":
                wrong += bool(people)
            elif pages[0].more is None and someone["person"] not in people:
                wrong += 1
        for _, typed, _ in _asked(draw.choice(some), draw):
            for part, took in _taken_apart(store, session, typed).items():
                apart.setdefault(part, []).append(took)
    return {
        "search_ms": {kind: spread(found) for kind, found in taken.items()},
        "search_processor_ms": {kind: spread(found) for kind, found in worked.items()},
        "search_parts_ms": {part: spread(found) for part, found in apart.items()},
    }, wrong


def _asked(someone: dict[str, Any], draw: random.Random) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """What is typed: a name that is not there, one that is, and a number."""
    surname, _, given = someone["folded"].partition(" ")
    absent = draw.choice((f"{_name(draw)}Q{_name(draw)}", f"{surname} XYLO", "".join(draw.choices("BCFGHVWXZ", k=6))))
    present = draw.choice((someone["folded"], surname, f"{given} {surname[:2]}", given))
    return (("absent", absent, someone), ("present", present, someone), ("number", someone["number"], someone))


def _taken_apart(store: Store, session: Any, typed: str) -> dict[str, float]:
    """The steps of PastTravellers.search, each by the clock."""
    found: dict[str, float] = {}
    with store.reading() as unit:
        found["allowed"] = timed(lambda: officers.require_still(unit, session.officer, Permission.VERIFY))
        found["found"] = timed(lambda: who.search(unit, typed))
    event = AuditEvent(store._clock(), session.officer.name, Act.RECORDS_SEARCHED, store.keys.station, session.id, {})
    with ExitStack() as writing:
        unit = writing.enter_context(store.unit())
        found["audited"] = timed(lambda: audit_log.append(unit, event))
        found["on_disk"] = timed(writing.close)
    return found


def lists(store: Store, over: list[str]) -> tuple[int, int]:
    """How many planted overstays the register's pages name, and how many they name wrongly."""
    named: list[str] = []
    after = None
    while True:
        with store.reading() as unit:
            page = stays.overstayed(unit, TODAY, 200, after)
        named += [line.stay.id for line in page.lines]
        after = page.more
        if after is None:
            break
    planted = set(over)
    return len(planted & set(named)), len(set(named) - planted) + len(named) - len(set(named))


def _open(folder: Path, keys: StationKeys) -> None:
    Store.open(folder / "station.db", keys)._engine.dispose()


def dashboard(store: Store) -> None:
    with store.reading() as unit:
        stays.counts(unit, TODAY)
        for page in (stays.overstayed, stays.due, stays.inside, stays.halves):
            page(unit, TODAY)


def run(folder: Path, wanted: int) -> dict[str, Any]:
    draw = random.Random(20261129)
    keys = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
    store = Store.open(folder / "station.db", keys, lambda: datetime(2026, 11, 29, 3, 0, tzinfo=UTC))
    Accounts(store).add("system", Officer("rini", "Rini", Role.OFFICER), WORD, must_change=False)
    Accounts(store).add("system", Officer("sari", "Sari", Role.SUPERVISOR), WORD, must_change=False)
    session = LogIn(store).sign_in("rini", WORD)
    start = time.perf_counter()
    over, some = fill(store, wanted, draw)
    filled = time.perf_counter() - start
    store.checkpoint()
    opened = [timed(partial(_open, folder, keys)) for _ in range(7)]
    at_counter = counter(store, session)
    took, wrong = searches(store, session, some, draw)
    over += at_counter["over"]
    found, named_wrongly = lists(store, over)
    looked = [timed(lambda: dashboard(store)) for _ in range(7)]
    with store.reading() as unit:
        rows = unit.connection.exec_driver_sql("SELECT (SELECT count(*) FROM visits), (SELECT count(*) FROM who)").one()
    reported = report(store, folder)
    size = (folder / "station.db").stat().st_size
    store.close()
    figures = page_of_figures(folder, keys)
    slowest = max(part["clock"] for part in figures["figures_ms"].values())
    return {
        "visits": rows[0],
        "people": rows[1],
        "database_mb": round(size / 1e6),
        "fill_seconds": round(filled, 1),
        "open_ms": {"median": round(statistics.median(opened), 1), "slowest": round(max(opened), 1)},
        **took,
        "overstays_planted": len(over),
        "overstays_found": found,
        "wrong": wrong + named_wrongly + at_counter["wrong"],
        "planted": at_counter["planted"],
        "counter_ms": at_counter["counter_ms"],
        "dashboard_ms": spread(looked) | {"year_cold": slowest},
        **reported,
        **figures,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--visits", type=int, default=500_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        report = run(Path(folder), args.visits)
    text = json.dumps(report, indent=1)
    print(text)
    if args.json:
        args.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
