"""What the counter is told of the other half of a stay, through the real store."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import resources
from station import assembly
from station.config import Config, ConfigError
from station.counter.enrol import seal_visit
from station.domain.outcome import Candidate, Decision, Verdict
from station.domain.register import Certainty, Closing, StayAct
from station.domain.visit import Direction, Document, Stay, Visit
from station.register.at_counter import AtCounter, StaysAtCounter
from station.store import records, stays
from station.store.session import Store
from station.workflow import policy as policy_file
from station.workflow.policy import Policy
from tests.rig import visits

POLICY = policy_file.parse(resources.path("policy/policy.json").read_bytes())
CAME = date(2026, 3, 1)


def paper(number: str = "C1", nationality: str = "SGP") -> Document:
    return replace(visits.document(number), nationality=nationality, issuer=nationality, expiry=date(2031, 5, 6))


def crossing(
    seed: int, direction: Direction, day: date, document: Document, person: str = "p1",
    verdict: Verdict = Verdict.ADMIT, **stay: object,
) -> Visit:  # fmt: skip
    index = "NATIONAL" if document.nationality == "IDN" else "A1"
    last = POLICY.last_day(direction, "returning" if index == "NATIONAL" else "tourism", index, 30, day, document)
    made = Stay(direction, "tourism", index, 30, last, day=day, zone="+07:00")
    if index == "NATIONAL":
        made = replace(made, kind="none")
    decision = Decision(verdict, "in_order", "", "rini", datetime(2026, 3, 1, tzinfo=UTC))
    made = replace(made, **stay)  # type: ignore[arg-type]
    return visits.visit(seed, octets=10, document=document, person=person, stay=made, decision=decision)


def came(store: Store, seed: int = 1, day: date = CAME, document: Document | None = None, **more: object) -> Visit:
    made = crossing(seed, Direction.ARRIVAL, day, document or paper(), **more)  # type: ignore[arg-type]
    seal_visit(store, made)
    return made


def left(store: Store, seed: int, day: date, document: Document | None = None, **more: object) -> Visit:
    made = crossing(seed, Direction.DEPARTURE, day, document or paper(), **more)  # type: ignore[arg-type]
    seal_visit(store, made)
    return made


def ask(
    store: Store, direction: Direction, today: date, document: Document | None = None, person: str = "p1",
    policy: Policy = POLICY, alike: tuple[str, ...] = (), listed: tuple[Candidate, ...] = (), **stay: object,
):  # fmt: skip
    document = document or paper()
    of = crossing(900, direction, today, document, person, **stay).stay  # type: ignore[arg-type]
    return StaysAtCounter(store, policy, lambda: today).look(AtCounter(person, document, of, alike, listed))


def codes(answer) -> list[str]:
    return [finding.code for finding in answer.findings]


def test_somebody_new_is_clear_and_shows_no_crossing(store):
    answer = ask(store, Direction.ARRIVAL, CAME)
    assert codes(answer) == ["clear"] and answer.clear and not answer.foreseen
    assert answer.last_at is None and answer.stay is None and answer.alone


def test_the_same_person_who_arrives_twice_is_asked_for_the_departure(store):
    came(store)
    answer = ask(store, Direction.ARRIVAL, CAME + timedelta(days=9))
    assert codes(answer) == ["departure_missing"] and not answer.clear and answer.asks_proof and answer.foreseen
    assert answer.used == 10 and answer.left == 20 and answer.over == 0
    assert answer.last_direction == "arrival" and answer.stay is not None


def test_a_stamp_of_the_departure_closes_the_stay_with_its_day(store):
    first = came(store)
    day, shown = CAME + timedelta(days=40), CAME + timedelta(days=12)
    answer = ask(store, Direction.ARRIVAL, day, proof="stamp", proof_day=shown)
    assert codes(answer) == ["departure_shown"] and answer.clear
    came(store, 2, day, proof="stamp", proof_day=shown)
    with store.reading() as unit:
        new, old = stays.of_traveller(unit, {"p1"})
        acts = [(e.act, e.proof, e.day) for e in stays.events(unit, old.id)]
    assert (old.arrival_visit, old.closing, old.left_on) == (first.id, Closing.INFERRED, shown)
    assert old.certainty is Certainty.SHOWN and new.is_open
    assert acts == [(StayAct.OPENED, "", old.last_day), (StayAct.INFERRED, "stamp", shown)]


def test_a_departure_shown_after_the_last_day_refers_with_the_days_over(store):
    came(store)
    answer = ask(
        store, Direction.ARRIVAL, CAME + timedelta(days=90), proof="stamp", proof_day=CAME + timedelta(days=33)
    )
    assert codes(answer) == ["departure_shown_late"] and answer.refers
    assert answer.findings[0].days == 4


def test_an_arrival_after_the_last_day_without_proof_refers_and_names_no_fee(store):
    came(store)
    answer = ask(store, Direction.ARRIVAL, CAME + timedelta(days=90))
    assert codes(answer) == ["departure_missing_overdue"] and answer.refers and not answer.foreseen
    assert answer.fee is None and answer.asks_proof


@pytest.mark.parametrize(
    ("after", "code", "over", "fee"),
    [
        (29, "in_time", 0, None),
        (30, "overstay_fee", 1, 1_000_000),
        (88, "overstay_fee", 59, 59_000_000),
        (89, "overstay_undecided", 60, None),
        (90, "overstay_long", 61, None),
    ],
)
def test_a_departure_shows_the_last_day_the_days_over_and_the_fee(store, after, code, over, fee):
    came(store)
    answer = ask(store, Direction.DEPARTURE, CAME + timedelta(days=after))
    assert codes(answer) == [code]
    assert (answer.over, answer.fee, answer.asks_receipt) == (over, fee, fee is not None)
    assert answer.used == after + 1 and answer.clear is (over == 0)


def test_a_departure_closes_the_stay_and_another_one_finds_no_entry(store):
    came(store)
    gone = left(store, 2, CAME + timedelta(days=3))
    with store.reading() as unit:
        (stay,) = stays.of_traveller(unit, {"p1"})
    assert (stay.closing, stay.left_on, stay.departure_visit) == (Closing.DEPARTED, date(2026, 3, 4), gone.id)
    assert stay.certainty is Certainty.RECORDED
    answer = ask(store, Direction.DEPARTURE, CAME + timedelta(days=5))
    assert codes(answer) == ["entry_unrecorded"] and answer.refers and answer.asks_proof
    shown = ask(store, Direction.DEPARTURE, CAME + timedelta(days=5), proof="stamp", proof_day=CAME)
    assert codes(shown) == ["entry_shown"]
    left(store, 3, CAME + timedelta(days=5), proof="stamp", proof_day=CAME, person="p2", document=paper("C2"))
    with store.reading() as unit:
        (made,) = stays.of_traveller(unit, {"p2"})
    assert (made.arrived_on, made.certainty) == (CAME, Certainty.SHOWN)


def test_a_departure_without_any_entry_is_an_unmatched_half(store):
    left(store, 1, CAME)
    with store.reading() as unit:
        assert stays.counts(unit, CAME).halves == 1
        assert [line.stay.arrived_on for line in stays.halves(unit, CAME).lines] == [None]


def test_a_renewed_passport_is_the_same_stay(store):
    came(store)
    answer = ask(store, Direction.DEPARTURE, CAME + timedelta(days=9), paper("NEW1"))
    assert codes(answer) == ["in_time", "document_renewed"]
    left(store, 2, CAME + timedelta(days=9), paper("NEW1"))
    with store.reading() as unit:
        (stay,) = stays.of_traveller(unit, {"p1"})
    assert stay.closing is Closing.DEPARTED and stay.document_key == "SGP:C1"


def test_two_nationalities_go_to_a_supervisor_and_the_last_day_stays(store):
    came(store)
    answer = ask(store, Direction.ARRIVAL, CAME + timedelta(days=9), paper("M1", "MYS"))
    assert codes(answer) == ["two_nationalities"] and answer.refers
    assert answer.findings[0].day == date(2026, 3, 30)
    other = ask(store, Direction.ARRIVAL, CAME + timedelta(days=9), paper("M1", "MYS"), person="p2", alike=("p1",))
    assert codes(other) == ["two_nationalities"]


def test_an_own_national_has_no_stay_and_nothing_to_do_at_departure(store):
    own = paper("X1", "IDN")
    came(store, 1, document=own)
    with store.reading() as unit:
        assert stays.of_traveller(unit, {"p1"}) == []
    assert codes(ask(store, Direction.ARRIVAL, CAME, own)) == ["clear"]
    assert codes(ask(store, Direction.DEPARTURE, CAME, own)) == ["clear"]
    came(store, 2, person="p2")
    found = ask(store, Direction.ARRIVAL, CAME, own, person="p3", alike=("p2",))
    assert codes(found) == ["national_with_foreign_stay"]


@pytest.mark.parametrize("direction", list(Direction))
def test_a_document_on_the_list_stops_and_a_name_alone_refers(store, direction):
    hit = Candidate("w", "", "OTHER, NAME", "C1", 9.0, 1, (), same_document=True)
    own = paper("X1", "IDN")
    stop = ask(store, direction, CAME, own, listed=(hit,))
    maybe = ask(store, direction, CAME, own, listed=(replace(hit, same_document=False),))
    assert stop.findings[0].act == "stop" and maybe.findings[0].act == "refer"


def test_who_was_referred_or_refused_opens_no_stay(store):
    for seed, verdict in ((1, Verdict.REFER), (2, Verdict.REFUSE)):
        came(store, seed, verdict=verdict)
    with store.reading() as unit:
        assert stays.of_traveller(unit, {"p1"}) == []


def test_a_window_of_ninety_days_counts_every_stay_of_the_person(store):
    raw = replace(POLICY.visas["A1"], days=90, rule=policy_file.rule_of("window", 90, True, 0, None, 180))
    policy = replace(POLICY, visas={**POLICY.visas, "A1": raw})
    came(store, 1, date(2026, 1, 1), last_day=date(2026, 3, 31))
    left(store, 2, date(2026, 3, 31))
    assert codes(ask(store, Direction.ARRIVAL, date(2026, 4, 1), policy=policy)) == ["no_day_left"]
    assert codes(ask(store, Direction.ARRIVAL, date(2026, 6, 30), policy=policy)) == ["clear"]


def test_without_word_from_central_the_register_says_so_and_only_asks(store, clock):
    came(store)
    today = CAME + timedelta(days=90)
    made = crossing(900, Direction.ARRIVAL, today, paper()).stay
    late = StaysAtCounter(store, POLICY, lambda: today, connected=True, clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    answer = late.look(AtCounter("p1", paper(), made))
    assert set(codes(answer)) == {"departure_missing_overdue", "register_incomplete"}
    assert not answer.refers and not answer.alone


def test_an_erased_visit_takes_its_stay_along(store):
    made = came(store)
    with store.unit() as unit:
        records.remove(unit, made.id)
    with store.reading() as unit:
        assert stays.of_traveller(unit, {"p1"}) == []
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM stay_events").scalar() == 0


@pytest.mark.parametrize(
    ("zone", "hour", "expected"),
    [
        ("+07:00", (17, 30), date(2026, 12, 29)),  # 00:30 of 30 November at the post
        ("+08:00", (16, 30), date(2026, 12, 29)),
        ("+09:00", (15, 30), date(2026, 12, 29)),
        ("+07:00", (16, 59), date(2026, 12, 28)),  # 23:59 of the day before
    ],
)
def test_half_past_midnight_at_the_post_is_the_new_day_on_a_machine_in_utc(monkeypatch, zone, hour, expected):
    monkeypatch.setenv("TZ", "UTC")
    moment = datetime(2026, 11, 29, *hour, tzinfo=UTC)
    today = assembly.post_today(Config(station="P", zone=zone), POLICY, lambda: moment)()
    assert POLICY.last_day(Direction.ARRIVAL, "tourism", "A1", 30, today, paper()) == expected


def test_the_zone_is_the_settings_else_the_policy_s_for_the_post_else_the_machine_s():
    rules = replace(POLICY.stays, zones={"": "+07:00", "DPS-1": "+08:00"})
    policy = replace(POLICY, stays=rules)
    assert assembly.post_zone(Config(station="DPS-1"), policy) == "+08:00"
    assert assembly.post_zone(Config(station="CGK-1"), policy) == "+07:00"
    assert assembly.post_zone(Config(station="CGK-1", zone="+09:00"), policy) == "+09:00"
    with pytest.raises(ConfigError):
        assembly.post_today(Config(zone="Asia/Jakarta"), policy)


def test_where_the_post_names_no_zone_days_are_counted_by_the_clock_that_its_pages_show(monkeypatch):
    monkeypatch.setenv("TZ", "WIT-9")
    time.tzset()
    nameless = replace(POLICY, stays=replace(POLICY.stays, zones={}))
    try:
        moment = datetime(2026, 11, 29, 15, 30, tzinfo=UTC)  # half past midnight there
        counted = moment.astimezone(assembly.post_offset(Config(), nameless)).date()
        assert counted == assembly.post_today(Config(), nameless, lambda: moment)() == date(2026, 11, 30)
    finally:
        monkeypatch.undo()
        time.tzset()
