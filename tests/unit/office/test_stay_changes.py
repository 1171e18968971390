"""Extension, correction and void of a stay: two people always, each an event, nothing written over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import resources
from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.domain.officer import Officer, Role
from station.domain.register import Closing, StayAct
from station.domain.visit import Direction, Stay
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.office.stay_changes import StayChangeRefused, StayChanges
from station.office.two_person import Approval, ApprovalInvalid, TwoPeople
from station.store import audit_log, stays
from station.store.session import Store
from station.vault import passwords
from station.workflow import policy as policy_file
from station.workflow.policy import CHANGE_STAY
from tests.rig import visits

POLICY = policy_file.parse(resources.path("policy/policy.json").read_bytes())
CAME, TODAY = date(2023, 9, 29), date(2023, 10, 20)
LAST = date(2023, 10, 28)  # B1: 30 days, the day of entry is the first
WORD = "selamat pagi"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def stay(store: Store) -> Callable[..., str]:
    """Somebody came; the id of the stay."""

    def came(index: str = "B1", last: date | None = LAST) -> str:
        made = Stay(Direction.ARRIVAL, "tourism", index, 30, last, day=CAME, zone="+07:00")
        seal_visit(store, visits.visit(1, octets=10, person="p1", stay=made))
        with store.reading() as unit:
            return stays.of_traveller(unit, {"p1"})[0].id

    return came


@pytest.fixture
def people(store: Store) -> TwoPeople:
    accounts = Accounts(store)
    for name, role in (("siti", Role.SUPERVISOR), ("rini", Role.OFFICER), ("adi", Role.ADMINISTRATOR)):
        accounts.add("station-admin", Officer(name, name.title(), role), WORD, must_change=False)
    return TwoPeople(store, LogIn(store), listed=())  # the policy lists nothing: a stay needs two all the same


def agreed(store: Store, people: TwoPeople, of: str, first: str = "siti", second: str = "rini") -> Approval:
    session = LogIn(store).sign_in(first, WORD)
    return people.approve(CHANGE_STAY, of, session, second, WORD, reason="request 9")


def changes(store: Store) -> StayChanges:
    return StayChanges(store, POLICY, TODAY)


def test_an_extension_has_its_own_last_day_and_the_reported_case_ends_where_it_did(store, stay, people):
    """B1 and one extension from 29 September 2023 ended on 27 November: sixty days, the day of entry the first."""
    of = stay()
    with pytest.raises(StayChangeRefused) as caught:
        changes(store).extend(of, date(2023, 11, 28), "IMI-7", agreed(store, people, of), people)
    assert caught.value.code == "extension_too_long"
    after = changes(store).extend(of, date(2023, 11, 27), " IMI-7 ", agreed(store, people, of), people)
    assert (after.last_day, after.arrived_on, after.is_open, after.version) == (date(2023, 11, 27), CAME, True, 2)
    with store.reading() as unit:
        opened, event = stays.events(unit, of)
        log = [(e.act, e.actor, e.detail.get("second")) for _, e in audit_log.entries(unit) if e.subject == of]
    assert (opened.act, opened.day) == (StayAct.OPENED, LAST)  # what was written before stands
    assert (event.act, event.actor, event.second) == (StayAct.EXTENDED, "siti", "rini")
    assert (event.proof, event.day, event.note) == ("IMI-7", date(2023, 11, 27), "request 9")
    assert log[-2:] == [(Act.TWO_PERSON_ACT, "siti", "rini"), (Act.STAY_CHANGED, "siti", "rini")]
    with pytest.raises(StayChangeRefused) as caught:  # the class allows one
        changes(store).extend(of, date(2023, 11, 27 + 1), "IMI-8", agreed(store, people, of), people)
    assert caught.value.code == "extension_not_foreseen"


@pytest.mark.parametrize(
    ("index", "last", "until", "decision", "code"),
    [
        ("A1", LAST, date(2023, 11, 5), "IMI-7", "extension_not_foreseen"),  # an exemption has none
        ("B1", LAST, LAST, "IMI-7", "extension_not_later"),
        ("B1", LAST, date(2023, 11, 5), " ", "decision_missing"),
        ("B1", None, date(2023, 11, 5), "IMI-7", "stay_has_no_last_day"),
        ("DIPLOMATIC", LAST, date(2023, 11, 5), "IMI-7", "extension_not_foreseen"),
        ("GONE", LAST, date(2023, 11, 5), "IMI-7", "extension_not_foreseen"),  # the policy has it no more
    ],
)
def test_what_a_class_does_not_allow_is_refused_by_name_and_changes_nothing(
    store, stay, people, index, last, until, decision, code
):
    of = stay(index, last)
    with pytest.raises(StayChangeRefused) as caught:
        changes(store).extend(of, until, decision, agreed(store, people, of), people)
    assert caught.value.code == code
    with store.reading() as unit:
        assert stays.get(unit, of).last_day == last and len(stays.events(unit, of)) == 1


def test_a_permit_names_any_last_day(store, stay, people):
    of = stay("E23")
    assert changes(store).extend(of, date(2025, 1, 1), "E-1", agreed(store, people, of), people).last_day.year == 2025


def test_one_person_is_never_enough_and_an_approval_is_spent_once(store, stay, people):
    of = stay()
    for first, second in (("siti", ""), ("siti", "SITI"), ("rini", "siti"), ("siti", "adi")):
        with pytest.raises(NotAllowed):
            agreed(store, people, of, first, second)
    approval = agreed(store, people, of)
    changes(store).extend(of, date(2023, 11, 5), "IMI-7", approval, people)
    for other in (of, "another"):
        with pytest.raises(ApprovalInvalid):
            changes(store).void(other, approval, people)


def test_a_correction_keeps_what_stood_there_before(store, stay, people):
    of = stay()
    after = changes(store).correct(of, agreed(store, people, of), people, arrived_on=date(2023, 10, 1))
    assert (after.arrived_on, after.last_day) == (date(2023, 10, 1), LAST)
    with store.reading() as unit:
        event = stays.events(unit, of)[-1]
    assert (event.act, event.proof, event.second) == (StayAct.CORRECTED, "2023-09-29..2023-10-28", "rini")
    for days, code in (
        ({}, "nothing_to_correct"),
        ({"arrived_on": date(2023, 10, 21)}, "arrival_later"),  # tomorrow
        ({"last_day": date(2023, 9, 1)}, "days_reversed"),
    ):
        with pytest.raises(StayChangeRefused) as caught:
            changes(store).correct(of, agreed(store, people, of), people, **days)
        assert caught.value.code == code


def test_a_void_stay_is_open_no_more_and_is_not_extended(store, stay, people):
    of = stay()
    after = changes(store).void(of, agreed(store, people, of), people)
    assert (after.closing, after.left_on, after.is_open) == (Closing.VOID, None, False)
    with store.reading() as unit:
        assert stays.of_traveller(unit, {"p1"}, only_open=True) == []
        assert stays.counts(unit, TODAY).inside == 0
    for again, code in (
        (lambda ok: changes(store).void(of, ok, people), "stay_void"),
        (lambda ok: changes(store).extend(of, date(2023, 11, 5), "IMI-7", ok, people), "stay_closed"),
    ):
        with pytest.raises(StayChangeRefused) as caught:
            again(agreed(store, people, of))
        assert caught.value.code == code
