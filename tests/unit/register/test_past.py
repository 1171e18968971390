"""Officer and supervisor find past travellers; others do not, and the log says who asked."""

from __future__ import annotations

import pytest

from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.register.past import PastSearchTooShort, PastTravellers
from station.store import audit_log, records, who
from station.store.errors import DiskFull, RecordMissing
from station.vault import passwords
from tests.rig import visits

WORD = "selamat pagi"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


def past(store, role: Role) -> PastTravellers:
    Accounts(store).add("system", Officer("rini", "Rini", role), WORD, must_change=False)
    return PastTravellers(store, LogIn(store).sign_in("rini", WORD))


def acts(store, act: Act) -> list:
    with store.reading() as unit:
        found = audit_log.newest(unit, act=act)
        return [event for _, event in found if event is not None and event.act == act]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_a_search_and_a_history_are_in_the_log_without_a_name(store, role):
    made = visits.visit(1)
    seal_visit(store, made)
    desk = past(store, role)
    page = desk.search("tanuwijaya")
    assert [one.person for one in page.travellers] == [made.person]
    history = desk.history(made.person)
    assert [one.id for one in history.crossings] == [made.id]
    assert [one.arrival_visit for one in history.stays] == [made.id]
    (searched,), (read,) = acts(store, Act.RECORDS_SEARCHED), acts(store, Act.RECORD_READ)
    assert searched.actor == "rini" and searched.detail == {"found": 1}
    assert read.subject == made.person
    assert b"TANUWIJAYA" not in searched.leaf(0, b"") and b"tanuwijaya" not in searched.leaf(0, b"")


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_may_search_or_read(store, role):
    seal_visit(store, visits.visit(1))
    desk = past(store, role)
    with pytest.raises(NotAllowed):
        desk.search("tanuwijaya")
    with pytest.raises(NotAllowed):
        desk.history(visits.visit(1).person)
    assert acts(store, Act.RECORDS_SEARCHED) == []


def test_one_letter_lists_nobody_and_a_person_who_is_gone_is_said_to_be(store):
    made = visits.visit(1)
    seal_visit(store, made)
    desk = past(store, Role.OFFICER)
    for typed in ("", " ", "t", "-t-"):
        with pytest.raises(PastSearchTooShort):
            desk.search(typed)
    with store.unit() as unit:
        records.remove(unit, made.id)
    with pytest.raises(RecordMissing):
        desk.history(made.person)


def test_no_visit_waits_for_a_search_and_none_is_answered_that_cannot_be_logged(store, monkeypatch):
    seal_visit(store, visits.visit(1))
    desk = past(store, Role.OFFICER)
    plain, sealed = who.search, []

    def slowly(unit, *asked):
        seal_visit(store, visits.visit(2))  # from another counter, while the search walks; a nested unit would raise
        sealed.append(True)
        return plain(unit, *asked)

    monkeypatch.setattr(who, "search", slowly)
    assert len(desk.search("tanuwijaya").travellers) == 1 and sealed  # as it was when the search began
    monkeypatch.setattr(who, "search", plain)

    def full(unit, event):
        raise DiskFull("no room for an entry")

    monkeypatch.setattr(audit_log, "append", full)
    with pytest.raises(DiskFull):
        desk.search("tanuwijaya")
