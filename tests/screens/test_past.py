"""Past travellers: searched for as one types, one history in one page, for whoever has the right; nothing stays."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import resources
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain.audit import Act as Acted
from station.domain.chip import ChipResult, SealEvidence
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling
from station.domain.register import TravellerPage, Unlinked
from station.domain.visit import Visit
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.register.past import PastTravellers
from station.review.cases import Cases
from station.store import audit_log, cases, records
from station.store.session import Store
from station.ui import words
from station.ui.application import Application
from station.ui.keys import Act
from station.ui.review.past import PastScreen
from station.ui.review.past_desk import PastPresenter, PastState
from station.ui.shell import Shell
from station.vault import passwords
from station.work import Now
from station.workflow import policy
from tests.rig import visits
from tests.screens import chip_states
from tests.screens.gallery import settle

WORD = "selamat pagi"


class Later:
    """Runs a job when it is told to."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def run(self, job: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        self.jobs.append(lambda: done(job()))

    def step(self) -> None:
        self.jobs.pop(0)()


class Desk:
    unlink_reasons = ()

    def __init__(self) -> None:
        self.asked: list[str] = []

    def unlink(self, case: str, reason: str, note: str) -> Any:
        raise AssertionError

    def kept(self, visit: str) -> Any:
        raise AssertionError

    def search(self, typed: str, after: int | None = None) -> TravellerPage:
        self.asked.append(typed)
        return TravellerPage((), None)

    def history(self, person: str) -> Any:
        raise AssertionError


def test_what_was_typed_while_a_search_ran_is_searched_for_next_and_nothing_between():
    shown: list[PastState] = []
    later, desk = Later(), Desk()
    presenter = PastPresenter(shown.append, later, desk)
    for typed in ("t", "ta", "tan", "tanu", "tanuw"):
        presenter.write(typed)
    assert len(later.jobs) == 1
    later.step()
    assert not shown[-1].searched  # "ta" is not what stands in the field
    later.step()
    assert desk.asked == ["ta", "tanuw"] and shown[-1].searched and later.jobs == []
    presenter.write("t")
    assert (shown[-1].searched, later.jobs) == (False, [])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    yield opened
    opened.close()


def test_a_history_is_found_by_typing_and_every_search_is_in_the_log(store: Store, shell: Shell, app: Application):
    seals = (SealEvidence(b"seal", "visa", "UTO", ChipResult.UNDETERMINED, visits.T0),)
    made = visits.visit(1, chip=chip_states.CLONE, page=b"\xff\xd8\xff", seals=seals)
    seal_visit(store, made)
    Accounts(store).add("system", Officer("rini", "Rini", Role.OFFICER), WORD, must_change=False)
    session = LogIn(store).sign_in("rini", WORD)
    page = PastScreen()
    presenter = PastPresenter(page.render_view, Now(), PastTravellers(store, session))
    page.join(presenter)
    shell.add_page("past", page)
    presenter.open()
    shell.show_page("past")
    settle(app)
    QTest.keyClicks(shell.focusWidget(), "tanuwi")
    assert [one.person for one in page.state.travellers] == [made.person]
    page._table.setFocus()
    QTest.keyClick(page._table, Qt.Key.Key_Down)
    settle(app)
    history = page.state.history
    assert history is not None and [one.id for one in history.crossings] == [made.id]
    assert page._crossings.rowCount() == 1 and page._stays.rowCount() == 1 and page._crossings.isVisible()
    with store.reading() as unit:
        acts = [event.act for _, event in audit_log.newest(unit) if event is not None]
    assert acts.count(Acted.RECORDS_SEARCHED) == len("tanuwi") - 1 and acts.count(Acted.RECORD_READ) == 1
    page._crossings.setFocus()
    QTest.keyClick(page._crossings, Qt.Key.Key_Down)
    settle(app)
    assert page.state.kept is not None and page.state.crossing == made.id
    said = page._document._kept.text()
    assert all(word in said for word in ("page", "DG2", "seals: 1")) and page._document._faces.isVisible()
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    QTest.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    presenter.leave()
    assert closed == [True] and page.state.travellers == () and page._field.text() == ""


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_and_the_help_offer_it_to_whoever_may(shell: Shell, app: Application, role: Role):
    shell.header.menu.render_officer(Officer("x", "X", role))
    offered = Act.PAST in shell._everywhere()
    assert offered is (role in {Role.OFFICER, Role.SUPERVISOR})
    shell.header.menu._list.aboutToShow.emit()
    texts = {action.text().split("\t")[0] for action in shell.header.menu._list.actions()}
    assert ("Past travellers" in texts) is offered


# ---- what a ruling linked


REASONS = ("faces_differ", "fingers_differ")
RULES = policy.parse(resources.path("policy/policy.json").read_bytes())


def linked(store: Store) -> tuple[Visit, Visit, Cases]:
    """Two identities that a supervisor ruled to be one person."""
    known = visits.visit(1, document=visits.document("C0000001", "TANUWIJAYA", "SRI"))
    twice = visits.visit(2, document=visits.document("C0000002", "KUSUMA", "DEWI"))
    for one in (known, twice):
        seal_visit(store, one)
    budi = Officer("budi", "Budi", Role.SUPERVISOR)
    Accounts(store).add("system", budi, WORD, must_change=False)
    queue = Cases(store, Config(station=store.keys.station), replace(RULES, review=policy.ReviewRules((), ())))
    case = replace(visits.case_of(twice, str(uuid.uuid4())), reason=CaseReason.CENTRAL_HIT)
    case = replace(case, candidate_person=known.person, candidate_visit=known.id)
    queue.open(case)
    queue.claim(case.id, budi)
    queue.rule(case.id, budi, CaseRuling.SAME_PERSON, "features_agree", "the ears agree")
    return known, twice, queue


def opened(store: Store, shell: Shell, role: Role, queue: Cases) -> tuple[PastScreen, PastPresenter]:
    Accounts(store).add("system", Officer("siti", "Siti", role), WORD, must_change=False)
    desk = PastTravellers(store, LogIn(store).sign_in("siti", WORD), unlinks=queue, reasons=REASONS)
    page = PastScreen()
    presenter = PastPresenter(page.render_view, Now(), desk)
    page.join(presenter)
    shell.add_page("past", page)
    presenter.open()
    shell.show_page("past")
    presenter.write("tanuwi")
    return page, presenter


def test_a_supervisor_takes_a_link_apart_by_keys_with_a_reason_and_a_note(store: Store, shell: Shell, app: Application):
    known, twice, queue = linked(store)
    page, presenter = opened(store, shell, Role.SUPERVISOR, queue)
    settle(app)
    presenter.select(known.person)
    assert page.state.history is not None and len(page.state.history.crossings) == 2
    assert [one.visit for one in page.state.history.links] == [twice.id]
    presenter.open_crossing(known.id)
    settle(app)
    assert page._link.isHidden() and "linked by a ruling" in table_text(page)
    presenter.open_crossing(twice.id)
    settle(app)
    assert page._link.isVisible() and "budi" in page._link._said.text()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shell, Qt.Key.Key_U, control)  # neither reason nor note
    assert records_of(store, twice) == known.person
    page._link._reason.setFocus()
    QTest.keyClick(page._link._reason, Qt.Key.Key_Down)
    page._link._note.setFocus()
    QTest.keyClicks(page._link._note, "The ears differ.")
    assert page.state.reason == "faces_differ" and page.state.may_unlink
    QTest.keyClick(page._link._note, Qt.Key.Key_U, control)
    settle(app)
    assert page.state.unlinked is Unlinked.APART and records_of(store, twice) != known.person
    history = page.state.history
    assert history is not None and [one.id for one in history.crossings] == [known.id] and history.links == ()
    assert words.say(Unlinked.APART) in page.chrome().message[1] and page._link.isHidden()
    with store.reading() as unit:
        acts = [(event.act, event.actor) for _, event in audit_log.newest(unit) if event is not None]
    for act in (Acted.CASE_REOPENED, Acted.CASE_RULED, Acted.RECORD_CORRECTED):
        assert (act, "siti") in acts


def test_a_link_whose_case_is_past_its_days_is_still_taken_apart(store: Store, shell: Shell, app: Application):
    known, twice, queue = linked(store)
    with store.unit() as unit:
        (gone,) = [row.id for row in cases.ruled_rows(unit)]
        cases.remove(unit, gone)  # as the retention does
    page, presenter = opened(store, shell, Role.SUPERVISOR, queue)
    presenter.select(known.person)
    assert page.state.history is not None and [one.waits for one in page.state.history.links] == [False]
    presenter.open_crossing(twice.id)
    presenter.choose_reason("faces_differ")
    presenter.write_note("The ears differ.")
    presenter.unlink()
    assert page.state.unlinked is Unlinked.APART and records_of(store, twice) != known.person
    assert page.state.history is not None and page.state.history.links == ()


def test_an_officer_sees_no_link_and_takes_none_apart(store: Store, shell: Shell, app: Application):
    known, twice, queue = linked(store)
    page, presenter = opened(store, shell, Role.OFFICER, queue)
    presenter.select(known.person)
    presenter.open_crossing(twice.id)
    settle(app)
    assert page.state.reasons == () and page.state.history is not None and page.state.history.links == ()
    assert page._link.isHidden() and Act.UNLINK not in {action.act for action in page.chrome().actions}
    with pytest.raises(NotAllowed):
        presenter._desk.unlink("any", "faces_differ", "note")
    assert records_of(store, twice) == known.person


def table_text(page: PastScreen) -> str:
    table = page._crossings
    return " ".join(
        item.text()
        for row in range(table.rowCount())
        for column in range(table.columnCount())
        if (item := table.item(row, column)) is not None
    )


def records_of(store: Store, visit: Visit) -> str:
    with store.reading() as unit:
        return records.summary(unit, visit.id).person
