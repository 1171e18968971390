"""The page of stays: four lists by key, one stay from first day to last, for supervisors; every look is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station.counter.enrol import seal_visit
from station.domain.audit import Act as Acted
from station.domain.officer import Officer, Role
from station.domain.register import StayAct, StayList
from station.domain.sign_in import Session
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.register.in_country import InCountry
from station.store import audit_log, officers
from station.store.errors import RecordMissing
from station.store.session import Store
from station.ui.application import Application
from station.ui.keys import Act
from station.ui.review.stays import LISTS, StaysScreen
from station.ui.review.stays_desk import StaysPresenter
from station.ui.shell import Shell
from station.vault import passwords
from station.work import Now
from tests.rig import visits
from tests.screens.gallery import settle

WORD = "selamat pagi"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    yield opened
    opened.close()


def signed_in(store: Store, role: Role) -> Session:
    Accounts(store).add("system", Officer(role.value, role.value, role), WORD, must_change=False)
    return LogIn(store).sign_in(role.value, WORD)


def test_a_supervisor_goes_through_the_lists_by_keys_and_reads_one_stay(store: Store, shell: Shell, app: Application):
    late, soon = visits.visit(1), visits.visit(2)
    last = late.stay.last_day
    assert last is not None
    today = last + timedelta(days=3)
    seal_visit(store, late)
    seal_visit(store, replace(soon, stay=replace(soon.stay, last_day=today + timedelta(days=2))))
    page = StaysScreen()
    desk = InCountry(store, signed_in(store, Role.SUPERVISOR), lambda: today, connected=False)
    presenter = StaysPresenter(page.render_view, Now(), desk)
    page.join(presenter)
    shell.add_page("stays", page)
    presenter.open()
    shell.show_page("stays")
    settle(app)

    assert [(line.stay.person, line.over) for line in page.state.lines] == [(late.person, 3)]
    assert "3" in page._table.item(0, 4).text().split("\n")[1]  # said in words, beside the colour
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_6, alt)
    assert page.state.kind is StayList.DUE and [line.stay.person for line in page.state.lines] == [soon.person]
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_7, alt)
    assert {line.stay.person for line in page.state.lines} == {late.person, soon.person}
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_8, alt)
    assert page.state.lines == () and "Only crossings of this station" in page._told.text()
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_5, alt)
    page._table.setFocus()
    QTest.keyClick(page._table, Qt.Key.Key_Down)
    settle(app)
    course = page.state.course
    assert course is not None and course.name and course.over == 3
    assert [event.act for event in course.events] == [StayAct.OPENED] and page._events.rowCount() == 1
    with store.reading() as unit:
        log = [event for _, event in audit_log.newest(unit) if event is not None]
    assert [e.detail["list"] for e in log if e.act == Acted.RECORDS_SEARCHED][::-1] == [
        "over", "due", "inside", "halves", "over",
    ]  # fmt: skip
    assert [e.subject for e in log if e.act == Acted.RECORD_READ] == [late.person]
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    QTest.keyClick(shell, Qt.Key.Key_Left, alt)
    presenter.leave()
    assert closed == [True] and page.state.lines == () and page.state.course is None


def test_a_list_goes_on_page_by_page_and_a_stay_that_is_gone_is_said(store: Store, monkeypatch: pytest.MonkeyPatch):
    made = [visits.visit(number) for number in range(5)]
    for one in made:
        seal_visit(store, one)
    monkeypatch.setattr("station.register.in_country.PAGE", 2)
    desk = InCountry(store, signed_in(store, Role.SUPERVISOR), lambda: date(2100, 1, 1), connected=True)
    presenter = StaysPresenter(lambda _state: None, Now(), desk)
    presenter.open()
    presenter.go_on()
    presenter.go_on()
    presenter.go_on()
    assert {line.stay.person for line in presenter.state.lines} == {one.person for one in made}
    assert len(presenter.state.lines) == 5 and presenter.state.listing is not None
    assert presenter.state.listing.counts.over == 5 and not presenter.state.listing.alone
    with pytest.raises(RecordMissing):
        desk.course("nobody's")
    presenter.select("nobody's")
    assert presenter.state.problem is not None and presenter.state.problem.code == RecordMissing.code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_nobody_but_a_supervisor_lists_the_country(store: Store, role: Role):
    desk = InCountry(store, signed_in(store, role), lambda: date(2026, 1, 1), connected=True)
    for look in (lambda: desk.listed(StayList.INSIDE), lambda: desk.course("any")):
        with pytest.raises(NotAllowed):
            look()


def test_a_supervisor_whose_account_was_closed_lists_nothing_more(store: Store):
    session = signed_in(store, Role.SUPERVISOR)
    desk = InCountry(store, session, lambda: date(2026, 1, 1), connected=True)
    desk.listed(StayList.INSIDE)
    with store.unit() as unit:
        officers.set_active(unit, session.officer.name, False)
    with pytest.raises(NotAllowed):
        desk.listed(StayList.INSIDE)


def test_every_list_has_a_key_of_its_own():
    assert set(LISTS) == set(StayList) and len(set(LISTS.values())) == len(StayList)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_and_the_help_offer_it_to_supervisors(shell: Shell, app: Application, role: Role):
    shell.header.menu.render_officer(Officer("x", "X", role))
    assert (Act.STAYS in shell._everywhere()) is (role is Role.SUPERVISOR)
    shell.header.menu._list.aboutToShow.emit()
    texts = {action.text().split("\t")[0] for action in shell.header.menu._list.actions()}
    assert ("Stays" in texts) is (role is Role.SUPERVISOR)
